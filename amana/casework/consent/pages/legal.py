"""Pages of legal bases: recorded by one person, approved by a second, ended by either."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.consent import actions, queries
from amana.casework.consent.forms import legal as forms
from amana.casework.consent.pages import shown
from amana.casework.consent.rules import LegalState
from amana.ground.access import queries as access
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked

_APPROVABLE = {LegalState.WAITING, LegalState.VITAL}
_ENDABLE = {LegalState.WAITING, LegalState.VITAL, LegalState.IN_FORCE}


@page(may=None)
def legal_bases(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file, found = shown.near_file(person_id), queries.grounds(person_id, clock())
    audit.record_reading(person_id, sections=0)
    return render(
        request,
        "consent/legal_bases.html",
        {"file": file, "grounds": shown.grounds(found), "may_record": request.actor.may("record_legal_basis") and file.sight.edit},
    )


@page(may="record_legal_basis")
def record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """For the record, or with `?case=` for one case. `?for=best_interests`: a child without a guardian who could consent."""
    file, now = shown.near_file(person_id), clock()
    for_child = request.GET.get("for") == "best_interests"
    form = forms.LegalBasis(
        request.POST or None,
        receivers=_receivers(request.actor),
        readable=request.actor.reads,
        case_id=_case(request),
        now=now,
        initial={"article": _("Best interests of the child (Child Law 12/1996, as amended by 126/2008)")} if for_child else None,
    )
    if form.carried_out(lambda **given: actions.record_legal_basis(person_id, **given, by=request.actor)):
        messages.success(
            request,
            _("Open for 24 hours. A second person must approve it within them.")
            if form.outcome.is_vital
            else _("Recorded. It opens when a second person approves it."),
        )
        return redirect("legal_basis", person_id, form.outcome.pk)
    audit.record_reading(person_id, sections=0)
    return render(
        request, "consent/record_legal_basis.html", {"file": file, "form": form, "for_child": for_child, "has_case": form.case_id is not None}
    )


@page(may=None)
def legal_basis(request: HttpRequest, person_id: UUID, basis_id: UUID) -> HttpResponse:
    file, one = shown.near_file(person_id), queries.ground(person_id, basis_id, clock())
    basis, actor = one.basis, request.actor
    names = access.member_names([basis.made_by, basis.approved_by])
    audit.record_reading(person_id, sections=0)
    return render(
        request,
        "consent/legal_basis.html",
        {
            "file": file,
            "ground": shown.ground(one),
            "receiver": _receiver(basis),
            "recorded_by": names.get(basis.made_by, ""),
            "approved_by": names.get(basis.approved_by, ""),
            "is_own": basis.made_by == actor.membership_id,
            "may_approve": actor.may("approve_legal_basis") and one.state in _APPROVABLE and basis.made_by != actor.membership_id and file.sight.edit,
            "may_end": actor.may("end_legal_basis") and one.state in _ENDABLE and file.sight.edit,
        },
    )


@page(may="approve_legal_basis")
def approve(request: HttpRequest, person_id: UUID, basis_id: UUID) -> HttpResponse:
    basis = queries.ground(person_id, basis_id, clock()).basis
    return asked(
        request,
        lambda: actions.approve_legal_basis(basis, by=request.actor),
        question=_("Approve this legal basis?"),
        is_danger=False,
        consequence=_(
            "%(receiver)s sees the sections listed, from now until the period ends, without the person's consent. "
            "You stand for it beside the colleague who recorded it."
        )
        % {"receiver": basis.to_organisation},
        verb=_("Approve"),
        done=_("Approved. It is in force."),
        **_back(person_id, basis_id),
    )


@page(may="end_legal_basis")
def end(request: HttpRequest, person_id: UUID, basis_id: UUID) -> HttpResponse:
    basis = queries.ground(person_id, basis_id, clock()).basis
    return asked(
        request,
        lambda: actions.end_legal_basis(basis, by=request.actor),
        question=_("End this legal basis now?"),
        consequence=_("%(receiver)s no longer sees anything under it, from this moment. A case that rests on it alone closes. This cannot be undone.")
        % {"receiver": basis.to_organisation},
        verb=_("End it"),
        done=_("The legal basis has ended."),
        **_back(person_id, basis_id),
    )


def _back(person_id: UUID, basis_id: UUID) -> dict:
    return {"back": reverse("legal_basis", args=[person_id, basis_id]), "refusals": forms.STEP_REFUSALS}


def _receivers(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """Teams and workers of the own organisation, then the desks of the others, by organisation."""
    teams = organisations.known_teams()
    own = [team for team in teams if team.organisation_id == actor.organisation_id]
    workers = {one.pk: one.name for team in own for one in access.workers_of(team)}
    groups = [
        (_("Teams of your organisation"), [(f"{team.organisation_id}/{team.pk}/", str(team)) for team in own]),
        (_("Colleagues"), [(f"{actor.organisation_id}//{key}", name) for key, name in sorted(workers.items(), key=lambda one: one[1])]),
        (
            _("Desks of other organisations"),
            [(f"{team.organisation_id}/{team.pk}/", f"{team.organisation}: {team}") for team in teams if team not in own],
        ),
    ]
    return [group for group in groups if group[1]]


def _receiver(basis) -> str:
    """Team or worker of the organisation, as far as the actor may know them."""
    if basis.to_staff_id:
        return access.staff_names([basis.to_staff_id]).get(basis.to_staff_id, "")
    return next((str(team) for team in organisations.known_teams() if team.pk == basis.to_team_id), "")


def _case(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("case", ""))
    except ValueError:
        return None
