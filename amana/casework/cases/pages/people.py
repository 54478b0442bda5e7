"""The people around a case: who owns it, who works along, who lives in the household."""
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said, asking, framed, head_for, said, shown
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, Hidden
from amana.ground.rows.doors import page
from amana.ground.rows.sections import related
from amana.ground.shell.acts import asked


@page(may="assign")
def assign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "assign")
    form = forms.Receiver(request.POST or None, workers=receivers(request.actor, queries.owner(case_id)))
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.assign(head.case, **given, by=request.actor)):
        said(request, _("The case is assigned."))
        still_seen = queries.sight_of(case_id).own
        return redirect("case", case_id) if still_seen else redirect("cases")
    return asking(request, head, form, title=_("Assign the case"), submit=_("Assign"), template="cases/assign.html", last=queries.last_handover_of(case_id),
                  lead=_("One team and one worker own a case. The worker who has it now no longer sees it."))


@page(may="add_coworker")
def add_coworker(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """First the colleague, then the sections that her role can read."""
    head = head_for(request, case_id, "coworker")
    present = {row.staff_id for row in queries.coworkers(case_id)} | head.owners | {request.actor.staff_id}
    known = {str(one.pk): one for one in access.caseworkers(request.actor.organisation_id) if one.staff_id not in present}
    chosen = known.get(request.GET.get("colleague", ""))
    if chosen is None:
        return render(
            request,
            "cases/coworker.html",
            {"head": head, "case": head.case, "colleagues": list(known.values()), "back": reverse("case", args=[case_id])},
        )
    form = forms.CoworkerSections(request.POST or None, reads=chosen.role.reads)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.add_coworker(head.case, staff_id=chosen.staff_id, **given, by=request.actor)):
        said(request, _("The colleague works along from now on."))
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Add a coworker"), submit=_("Add"), back=reverse("add_coworker", args=[case_id]),
                  lead=_("%(name)s (%(role)s) sees and writes what you tick, and so does the team that supervises this role.")
                  % {"name": f"\u2068{chosen.staff.name}\u2069", "role": chosen.role})


@page(may="remove_coworker")
def remove_coworker(request: HttpRequest, case_id: UUID, coworker_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "coworker")
    row = queries.coworker(case_id, coworker_id)
    name = access.staff_names([row.staff_id]).get(row.staff_id, "")
    return asked(
        request, lambda: actions.remove_coworker(head.case, row.pk, by=request.actor), question=_("Remove this coworker?"),
        consequence=_("%(name)s no longer sees the case. What was written stays.") % {"name": f"\u2068{name}\u2069"}, verb=_("Remove"),
        done=_("The coworker is removed."), back=reverse("case", args=[case_id]), refusals=Said(case_id))


@page(may=None)
def household(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = queries.head(case_id)
    members = queries.household(case_id) if head.sight.own else []
    heads = queries.belongs_to(head.person_id) if head.sight.own else []
    audit.record_listing(dict.fromkeys(one.case.person_id for one in (*(case for of in members for case in of.cases), *heads)),
                         sections=request.actor.reads & (Section.IDENTITY | Section.SOCIAL))
    return shown(request, "cases/household.html", head, "household", members=[_person(one.row) | {"cases": one.cases} for one in members], heads=heads)


@page(may="household")
def add_member(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A search among the own records, then the relation of the one that was chosen."""
    head = head_for(request, case_id, "household")
    text, chosen = request.GET.get("q", "").strip(), request.GET.get("member", "")
    present = {row.member_id for row in queries.members(case_id)} | {head.person_id}
    found = [one for one in registry.search(text).people if one.id not in present] if text else []
    audit.record_listing([one.id for one in found], sections=request.actor.reads & Section.IDENTITY)
    member = next((one for one in found if str(one.id) == chosen), None)
    if member is None:
        return render(
            request,
            "cases/add_member.html",
            framed(request, head, "household", found=found, search_text=text, back=reverse("case_household", args=[case_id])),
        )
    form = forms.Member(request.POST or None)
    form.refusals = Said(case_id)
    if form.is_valid() and not _is_held(member.id):
        form.add_error(None, _("Another team holds this record. Only who works with it can add it to a household: ask your supervisor."))
    elif form.carried_out(lambda **given: actions.add_member(head.case, member_id=member.id, **given, by=request.actor)):
        said(request, _("The person belongs to the household now."))
        return redirect("case_household", case_id)
    return asking(request, head, form, title=_("Add to the household"), submit=_("Add"), template="cases/member.html", member=member,
                  back=reverse("case_household", args=[case_id]))


@page(may="household")
def remove_member(request: HttpRequest, case_id: UUID, row_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "household")
    row = queries.member(case_id, row_id)
    return asked(
        request, lambda: actions.remove_member(head.case, row.pk, by=request.actor), question=_("Take this person out of the household?"),
        consequence=_("Who works on this case no longer sees the record through it. The record itself stays."), verb=_("Take out"),
        done=_("The person no longer belongs to the household."), back=reverse("case_household", args=[case_id]), refusals=Said(case_id))


def _person(row) -> dict:
    return {"row": row, "identity": related(row.member, "identity"), "number": row.member.number, "id": row.member_id}


def _is_held(person_id: UUID) -> bool:
    """Whether the actor works with the record, not merely finds it."""
    return access.sight_of(person_id).edit


def receivers(actor: Actor, owner) -> list[tuple[str, list[tuple[str, str]]]]:
    """Colleagues by team, each with team and person in one value; not the present owner in the present team."""
    if owner is None:
        raise Hidden
    return colleagues(actor, besides=lambda team, staff_id: (team, staff_id) == (owner.team_id, owner.staff_id))


def colleagues(actor: Actor, *, besides: Callable[[UUID, UUID], bool]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who works on cases, by team, but for those `besides`; to who leads with what each carries in her teams, and with the teams whose cases she does not see."""
    leaves = actor.may("assign") and not access.reaches_all(actor)
    teams = {team.pk: _("%(team)s · you then no longer see the case") % {"team": team} if leaves and team.pk not in actor.teams else str(team)
             for team in organisations.teams_of(actor.organisation_id)}
    carried = Counter(one.staff_id for one in queries.held(actor.staff_id, actor.teams) if one.team_id in actor.teams) if actor.may("assign") else {}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in access.caseworkers(actor.organisation_id):
        for team in one.teams:
            if team in teams and not besides(team, one.staff_id):
                load = [_cases(carried[one.staff_id])] if actor.may("assign") and team in actor.teams else []
                groups.setdefault(teams[team], []).append((f"{team}/{one.staff_id}", " · ".join((one.staff.name, str(one.role), *load))))
    return sorted(groups.items())


def _cases(n: int) -> str:
    return ngettext("%(n)s open case", "%(n)s open cases", n) % {"n": n}
