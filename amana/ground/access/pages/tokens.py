"""Tokens of the API: one's own, and those of an organisation's systems. A secret is shown once, on the page that made it."""
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from amana.ground.access import actions, queries
from amana.ground.access.forms import staff as forms
from amana.ground.access.pages.staff import team_choices
from amana.ground.access.rules import RoleCode
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked
from amana.lib.core.text import isolated


@page(may=None)
def tokens(request: HttpRequest) -> HttpResponse:
    """What opens the API now, and what did."""
    now = timezone.now()
    rows = [{"token": one, "role": RoleCode(one.role).label, "is_over": bool(one.ended_at) or one.expires_at <= now,
             "whose": "" if one.staff_id == request.actor.staff_id else one.staff_name} for one in queries.tokens()]
    return render(request, "access/tokens.html", {
        "rows": rows, "of_others": request.actor.may("staff"), "own_url": reverse("make_token", args=[request.actor.membership_id])})


@page(may=None)
def make_token(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """The only time the secret is shown."""
    place = queries.may_have_a_token(request.actor, membership_id)
    form = forms.Token(request.POST or None)
    if form.carried_out(lambda **given: actions.make_token(place.pk, **given, by=request.actor)):
        return render(request, "access/token.html", {"secret": form.outcome, "name": form.cleaned_data["name"], "address": settings.AMANA_ADDRESS + "/api/v1/"})
    return render(request, "access/make_token.html", {"form": form, "place": place, "role": RoleCode(place.role_id).label,
                                                      "is_own": place.pk == request.actor.membership_id})


@page(may=None)
def end_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    shown = queries.token(token_id)
    return asked(request, lambda: actions.end_token(shown, by=request.actor), question=_("End this token?"), consequence=_(
        "%(name)s: whatever uses it is turned away from now on. This cannot be undone; a new token can be made.") % {"name": isolated(shown.name)},
        verb=_("End the token"), done=_("The token has ended."), back=reverse("tokens"), refusals={})


@page(may="staff")
def add_system(request: HttpRequest) -> HttpResponse:
    form = forms.System(request.POST or None, teams=team_choices(request.actor))
    if form.carried_out(lambda **given: actions.add_system(**given, by=request.actor)):
        messages.success(request, _("The system is added. Make its token now."))
        return redirect("make_token", form.outcome)
    return render(request, "access/add_system.html", {"form": form})
