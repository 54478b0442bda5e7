"""Pages of organisations, for the platform's administrator, and of an organisation's own teams and desks, for hers."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.ground.organisations import actions, forms, places, queries
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked, carried_out
from amana.ground.shell.lists import part_of


@page(may="organisations")
def organisations(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/organisations.html", part_of(request, queries.organisations()))


@page(may="organisations")
def found_organisation(request: HttpRequest) -> HttpResponse:
    form = forms.NewOrganisation(request.POST or None, parents=_parents(None))
    if form.carried_out(lambda **given: actions.found(**given, by=request.actor)):
        messages.success(request, _("The organisation takes part. Invite its first administrator next."))
        return redirect("organisation", form.outcome.pk)
    return render(request, "organisations/found.html", {"form": form})


@page(may="organisations")
def change_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    shown = queries.organisation(organisation_id)
    form = forms.Organisation(request.POST or None, parents=_parents(shown.pk), initial={
        "name_ar": shown.name_ar, "name_en": shown.name_en, "kind": shown.kind, "parent": str(shown.parent_id or ""), "areas": shown.areas,
        "plans_need_approval": shown.plans_need_approval})
    if form.carried_out(lambda **given: actions.change_organisation(shown, **given, by=request.actor)):
        messages.success(request, _("The organisation is changed."))
        return redirect("organisation", shown.pk)
    return render(request, "organisations/change.html", {"form": form, "organisation": shown})


@page(may="organisations")
def close_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    shown = queries.organisation(organisation_id)
    return asked(
        request, lambda: actions.close_organisation(shown, by=request.actor), question=_("Close this organisation?"),
        consequence=_("%(name)s: its members can no longer sign in for it, and their open pages stop at once. What it recorded stays."
                      " You can reopen it.") % {"name": shown}, verb=_("Close the organisation"), done=_("The organisation is closed."),
        back=reverse("organisation", args=[shown.pk]), refusals=forms.REFUSALS)


@page(may="organisations")
@require_POST
def reopen_organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    shown = queries.organisation(organisation_id)
    return carried_out(request, lambda: actions.reopen_organisation(shown, by=request.actor), done=_("The organisation is open again."),
                       back=reverse("organisation", args=[shown.pk]), refusals=forms.REFUSALS)


@page(may="teams")
def own_organisation(request: HttpRequest) -> HttpResponse:
    own = queries.organisation(request.actor.organisation_id)
    return render(request, "organisations/own.html", {"organisation": own, "areas": places.named(own.areas)})


@page(may="teams")
def teams(request: HttpRequest) -> HttpResponse:
    return render(request, "organisations/teams.html", part_of(request, queries.teams_of(request.actor.organisation_id, with_closed=True)))


@page(may="teams")
def form_team(request: HttpRequest) -> HttpResponse:
    form = forms.NewTeam(request.POST or None)
    if form.carried_out(lambda **given: actions.form_team(**given, by=request.actor)):
        messages.success(request, _("The team is formed."))
        return redirect("teams")
    return render(request, "organisations/form_team.html", {"form": form})


@page(may="teams")
def change_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    shown = queries.team(request.actor.organisation_id, team_id)
    form = forms.Team(request.POST or None, initial={"name_ar": shown.name_ar, "name_en": shown.name_en, "is_desk": shown.is_desk})
    if form.carried_out(lambda **given: actions.change_team(shown, **given, by=request.actor)):
        messages.success(request, _("The team is changed."))
        return redirect("teams")
    return render(request, "organisations/change_team.html", {"form": form, "team": shown})


@page(may="teams")
def close_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    shown = queries.team(request.actor.organisation_id, team_id)
    return asked(
        request, lambda: actions.close_team(shown, by=request.actor), question=_("Close this team?"),
        consequence=_("%(name)s is no longer offered for new members, people or referrals. Its members keep the files they have until you move them"
                      " to another team. You can reopen it.") % {"name": shown},
        verb=_("Close the team"), done=_("The team is closed."), back=reverse("change_team", args=[shown.pk]), refusals=forms.REFUSALS)


@page(may="teams")
@require_POST
def reopen_team(request: HttpRequest, team_id: UUID) -> HttpResponse:
    shown = queries.team(request.actor.organisation_id, team_id)
    return carried_out(request, lambda: actions.reopen_team(shown, by=request.actor), done=_("The team is open again."),
                       back=reverse("change_team", args=[shown.pk]), refusals=forms.REFUSALS)


def _parents(organisation_id: UUID | None) -> list[tuple[UUID, str]]:
    return [(one.pk, str(one)) for one in queries.organisations() if one.pk != organisation_id]
