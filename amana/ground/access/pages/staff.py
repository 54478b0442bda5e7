"""Pages of an organisation's staff: who works here in which role and teams, places offered; and the platform's offer to a first administrator."""
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.ground.access import actions, queries
from amana.ground.access.forms import staff as forms
from amana.ground.access.rules import FactorKind, RoleCode, membership_state, works_in_a_team
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, attempt
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked, carried_out
from amana.ground.shell.lists import part_of
from amana.lib.core.errors import Refused
from amana.lib.core.text import isolated, tidy


@page(may="staff")
def staff(request: HttpRequest) -> HttpResponse:
    """Present staff; `former` in the address: those whose place has ended; `q`: part of a name or address."""
    text, is_former = tidy(request.GET.get("q", "")), "former" in request.GET
    found = queries.former_staff(request.actor, text) if is_former else queries.present_staff(request.actor, text)
    part = part_of(request, found)
    return render(request, "access/staff.html", {
        **part, "places": _places(part["rows"], request.actor), "text": text, "is_former": is_former,
        "invitations_count": queries.open_invitations(request.actor.organisation_id).count()})


@page(may="staff")
def member(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """A colleague's places in the organisation."""
    memberships = queries.memberships_of(request.actor, staff_id)
    places = _places(memberships, request.actor)
    return render(request, "access/member.html", {
        "colleague": memberships[0].staff, "places": places, "is_present": any(not place["membership"].ended_at for place in places),
        "factors": [{"kind": FactorKind(one.kind).label, "made_at": one.made_at} for one in queries.factors_of(staff_id)],
        "is_self": staff_id == request.actor.staff_id})


@page(may="staff")
def add_role(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    memberships = queries.memberships_of(request.actor, staff_id)
    form = forms.SecondRole(request.POST or None, teams=team_choices(request.actor))
    if form.carried_out(lambda **given: actions.add_role(staff_id, **given, by=request.actor)):
        messages.success(request, _("The role is given."))
        return redirect("member", staff_id)
    return render(request, "access/add_role.html", {"form": form, "colleague": memberships[0].staff})


@page(may="staff")
def change_teams(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    shown = queries.membership(request.actor, membership_id)
    form = forms.Teams(request.POST or None, role=shown.role_id, teams=team_choices(request.actor, kept=shown.teams), initial={
        "teams": [str(key) for key in shown.teams], "main": str(shown.teams[0]) if shown.teams else ""})
    if form.carried_out(lambda **given: actions.change_teams(shown, **given, by=request.actor)):
        messages.success(request, _("The teams are changed."))
        return redirect("member", shown.staff_id)
    return render(request, "access/change_teams.html", {"form": form, "membership": shown})


@page(may="staff")
def suspend(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    shown = queries.membership(request.actor, membership_id)
    return asked(
        request, lambda: actions.suspend(shown, by=request.actor), question=_("Suspend this place?"),
        consequence=_("%(name)s, %(role)s: sees nothing through this place until you resume it. Open pages stop at once.") % _named(shown) + _offers_end(shown),
        verb=_("Suspend"), done=_("The place is suspended."), back=reverse("member", args=[shown.staff_id]), refusals=forms.REFUSALS)


@page(may="staff")
@require_POST
def resume(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    shown = queries.membership(request.actor, membership_id)
    return carried_out(request, lambda: actions.resume(shown, by=request.actor), done=_("The place is in force again."),
                       back=reverse("member", args=[shown.staff_id]), refusals=forms.REFUSALS)


@page(may="staff")
def end(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    shown = queries.membership(request.actor, membership_id)
    return asked(
        request, lambda: actions.end(shown, by=request.actor), question=_("End this place for good?"),
        consequence=_("%(name)s, %(role)s: sees nothing through this place from now on. What was recorded stays; hand over open work first."
                      " This cannot be undone: a new place begins with an invitation.") % _named(shown) + _offers_end(shown),
        verb=_("End the place"), done=_("The place has ended."), back=reverse("member", args=[shown.staff_id]), refusals=forms.REFUSALS)


@page(may="staff")
def invite(request: HttpRequest) -> HttpResponse:
    form = forms.Invitation(request.POST or None, teams=team_choices(request.actor))
    if form.carried_out(lambda **given: actions.invite(organisation_id=request.actor.organisation_id, **given, by=request.actor)):
        return _link(request, form.outcome, email=form.cleaned_data["email"], back=reverse("invitations"))
    return render(request, "access/invite.html", {"form": form, "has_teams": "teams" in form.fields})


@page(may="staff")
def invitations(request: HttpRequest) -> HttpResponse:
    return render(request, "access/invitations.html", {"invitations": _offers(request.actor.organisation_id, request.actor)})


@page(may="organisations")
def invite_administrator(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    organisation = organisations.organisation(organisation_id)
    form = forms.FirstAdministrator(request.POST or None)
    if form.carried_out(lambda **given: actions.invite(
            organisation_id=organisation.pk, role=RoleCode.ORGANISATION_ADMINISTRATOR, teams=[], **given, by=request.actor)):
        return _link(request, form.outcome, email=form.cleaned_data["email"], back=reverse("organisation", args=[organisation.pk]),
                     listed=reverse("invite_administrator", args=[organisation.pk]))
    return render(request, "access/invite_administrator.html", {
        "form": form, "organisation": organisation, "invitations": _offers(organisation.pk, request.actor)})


@page(may="staff")
@require_POST
def renew_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """A new link in place of one that was lost or has run out."""
    return _renewed(request, invitation_id, reverse("invitations"))


@page(may="organisations")
@require_POST
def renew_administrator(request: HttpRequest, organisation_id: UUID, invitation_id: UUID) -> HttpResponse:
    return _renewed(request, invitation_id, reverse("invite_administrator", args=[organisation_id]))


@page(may="staff")
def withdraw_invitation(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    return _withdrawn(request, invitation_id, reverse("invitations"))


@page(may="organisations")
def withdraw_administrator(request: HttpRequest, organisation_id: UUID, invitation_id: UUID) -> HttpResponse:
    return _withdrawn(request, invitation_id, reverse("invite_administrator", args=[organisation_id]))


def _renewed(request: HttpRequest, invitation_id: UUID, back: str) -> HttpResponse:
    shown = queries.open_invitation(invitation_id)
    try:
        with attempt():
            token = actions.renew_invitation(shown, by=request.actor)
    except Refused as refused:
        messages.error(request, forms.REFUSALS[refused.code][1])
        return redirect(back)
    return _link(request, token, email=shown.email, back=back)


def _withdrawn(request: HttpRequest, invitation_id: UUID, back: str) -> HttpResponse:
    shown = queries.open_invitation(invitation_id)
    return asked(
        request, lambda: actions.withdraw_invitation(shown, by=request.actor), question=_("Withdraw this invitation?"),
        consequence=_("The link for %(name)s, %(role)s, no longer opens anything. You can invite again.") % {
            "name": isolated(shown.name or shown.email), "role": RoleCode(shown.role_id).label},
        verb=_("Withdraw the invitation"), done=_("The invitation is withdrawn."), back=back, refusals=forms.REFUSALS)


def _link(request: HttpRequest, token: str, *, email: str, back: str, listed: str = "") -> HttpResponse:
    """The only time the link is shown: it is stored nowhere, not in the address of this page either. listed: where the invitation stands, if not behind `back`."""
    return render(request, "access/link.html", {
        "link": settings.AMANA_ADDRESS + reverse("invitation", args=[token]), "email": email, "back": back, "listed": listed or back})


def _offers(organisation_id: UUID, actor: Actor) -> list[dict]:
    names = _team_names(actor)
    return [{"invitation": one, "role": RoleCode(one.role_id).label, "teams": [names[key] for key in one.teams if key in names],
             "is_over": one.expires_at <= timezone.now()} for one in queries.open_invitations(organisation_id)]


def _places(memberships, actor: Actor) -> list[dict]:
    names = _team_names(actor)
    return [{"membership": one, "role": RoleCode(one.role_id).label, "teams": [names[key] for key in one.teams if key in names],
             "state": membership_state(one.suspended_at, one.ended_at), "is_own": one.pk == actor.membership_id,
             "takes_teams": bool(one.teams) or works_in_a_team(one.role_id),
             "is_platforms": one.role_id == RoleCode.PLATFORM_ADMINISTRATOR} for one in memberships]


def _team_names(actor: Actor) -> dict[UUID, str]:
    return {team.pk: str(team) for team in organisations.teams_of(actor.organisation_id, with_closed=True)}


def team_choices(actor: Actor, kept: list[UUID] = ()) -> list[tuple[UUID, str]]:
    """Open teams, and the closed ones in which the member is already."""
    return [(team.pk, str(team)) for team in organisations.teams_of(actor.organisation_id, with_closed=True) if team.is_active or team.pk in kept]


def _named(membership) -> dict[str, str]:
    return {"name": isolated(membership.staff.name), "role": RoleCode(membership.role_id).label}


def _offers_end(membership) -> str:
    """A further sentence where the place has made invitations that nobody took up."""
    made = queries.open_invitations(membership.organisation_id).filter(made_by=membership.pk)
    return " " + _("Invitations made from this place that nobody took up are withdrawn; the places can be offered anew.") if made.exists() else ""
