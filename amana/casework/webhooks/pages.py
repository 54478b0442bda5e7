"""Pages of a system's webhook: whereto, the secret once, what was sent of late, a trial, rest and removal."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.casework.webhooks import actions, queries
from amana.casework.webhooks.forms import REFUSALS, Address
from amana.casework.webhooks.rules import KEPT_DAYS, TYPES, Failure, Outcome
from amana.ground.access import queries as access
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked, carried_out


@page(may="staff")
def webhook(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Where the system is told and how that goes; where it is not told yet, the form for it."""
    place = _system(request, membership_id)
    hook, is_in_force = queries.hook_of(membership_id), not (place.suspended_at or place.ended_at)
    if hook:
        return render(request, "webhooks/webhook.html", {"place": place, "hook": hook, "kept_days": KEPT_DAYS, "rows": [_row(one) for one in queries.latest(hook)],
                                                         "is_in_force": is_in_force})
    form = Address(request.POST or None)
    if form.carried_out(lambda **given: actions.set_up(membership_id, **given, by=request.actor)):
        return render(request, "webhooks/secret.html", {"place": place, "secret": form.outcome})
    return render(request, "webhooks/set_up.html", {"form": form, "place": place, "is_in_force": is_in_force})


@page(may="staff")
def change_address(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    place, hook = _system(request, membership_id), _hook(membership_id)
    form = Address(request.POST or None, initial={"address": hook.address})
    if form.carried_out(lambda **given: actions.change_address(hook, **given, by=request.actor)):
        messages.success(request, _("The address is changed."))
        return redirect("webhook", membership_id)
    return render(request, "webhooks/address.html", {"form": form, "place": place})


@page(may="staff")
@require_POST
def send_trial(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    hook = _hook(membership_id)
    return _done(request, hook, lambda: actions.send_trial(hook, by=request.actor), _("The trial is on its way. Load this page again in a moment to see how it went."))


@page(may="staff")
@require_POST
def pause(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    hook = _hook(membership_id)
    return _done(request, hook, lambda: actions.pause(hook, by=request.actor), _("It is paused. Nothing is sent."))


@page(may="staff")
@require_POST
def resume(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    hook = _hook(membership_id)
    return _done(request, hook, lambda: actions.resume(hook, by=request.actor), _("It goes on within a minute, with what happened meanwhile."))


@page(may="staff")
def remove(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    hook = _hook(membership_id)
    return asked(request, lambda: actions.remove(hook, by=request.actor), question=_("Remove this webhook?"), consequence=_(
        "The program is told nothing any more, and what waits is never sent. Its secret is good for nothing afterwards; its tokens stay."),
        verb=_("Remove the webhook"), done=_("The webhook is removed."), back=reverse("webhook", args=[membership_id]), refusals=REFUSALS)


def _system(request: HttpRequest, membership_id: UUID):
    """The place of a system of the own organisation. Raises Hidden for whoever is none."""
    place = access.membership(request.actor, membership_id)
    if not place.staff.is_system:
        raise Hidden
    return place


def _hook(membership_id: UUID):
    if (found := queries.hook_of(membership_id)) is None:
        raise Hidden
    return found


def _done(request: HttpRequest, hook, act, words: str) -> HttpResponse:
    return carried_out(request, act, done=words, back=reverse("webhook", args=[hook.membership_id]), refusals=REFUSALS)


def _row(one) -> dict:
    return {"one": one, "type": TYPES[one.type], "outcome": Outcome(one.outcome).label, "failure": Failure(one.failure).label if one.failure else ""}
