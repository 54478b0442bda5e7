"""Pages of agreements between organisations: recorded by one side's administrator, answered by the other's, ended by either."""
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.ground.access.forms import agreements as forms
from amana.ground.access.rules import SECTION_NAMES, sections_of
from amana.ground.organisations import actions, queries
from amana.ground.organisations.rules import AgreementPurpose, AgreementState, agreement_holds
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked
from amana.ground.shell.lists import part_of
from amana.lib.core.dates import cairo_day


@page(may="agreements")
def agreements(request: HttpRequest) -> HttpResponse:
    part, today = part_of(request, queries.agreements_of(request.actor.organisation_id)), cairo_day(clock())
    return render(request, "access/agreements.html", {**part, "agreements": [_shown(one, request.actor, today) for one in part["rows"]]})


@page(may="agreements")
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    return render(request, "access/agreement.html", _shown(queries.agreement(agreement_id), request.actor, cairo_day(clock())))


@page(may="agreements")
def record_agreement(request: HttpRequest) -> HttpResponse:
    own_id = request.actor.organisation_id
    form = forms.Agreement(request.POST or None, others=list(queries.other_organisations(own_id)), own=queries.organisation(own_id),
                           today=cairo_day(clock()))
    if form.carried_out(lambda **given: actions.record_agreement(**given, by=request.actor)):
        messages.success(request, _("The agreement is recorded. It holds once the other side confirms it."))
        return redirect("agreement", form.outcome.pk)
    return render(request, "access/record_agreement.html", {"form": form, "has_others": bool(form.others)})


@page(may="agreements")
def confirm_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    shown = queries.agreement(agreement_id)
    return asked(
        request, lambda: actions.confirm_agreement(shown, by=request.actor), question=_("Confirm this agreement?"), consequence=_(
            "From its first day %(giver)s may send to %(receiver)s what is listed, if the person agrees."
            " Either side can end it at any time.") % _sides(shown),
        verb=_("Confirm"), done=_("The agreement is confirmed."), is_danger=False, **_back(shown))


@page(may="agreements")
def decline_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    shown = queries.agreement(agreement_id)
    return asked(
        request, lambda: actions.decline_agreement(shown, by=request.actor), question=_("Decline this agreement?"), consequence=_(
            "Nothing travels from %(giver)s to %(receiver)s under it. The other side sees that you declined.") % _sides(shown),
        verb=pgettext("an agreement", "Decline"), done=_("The agreement is declined."), **_back(shown))


@page(may="agreements")
def end_agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    shown = queries.agreement(agreement_id)
    return asked(
        request, lambda: actions.end_agreement(shown, by=request.actor), question=_("End this agreement now?"), consequence=_(
            "From this moment %(receiver)s no longer sees what %(giver)s sent under it, also in referrals under way."
            " This cannot be undone.") % _sides(shown),
        verb=_("End the agreement"), done=_("The agreement has ended."), **_back(shown))


def _shown(one, actor: Actor, today: date) -> dict:
    """The agreement with its words and what the actor may do with it."""
    is_waiting, is_ours = one.state == AgreementState.RECORDED, one.recorded_for_id == actor.organisation_id
    we_send = one.from_organisation_id == actor.organisation_id
    words, kind, icon = _state(one, is_ours, today)
    return {
        "agreement": one, "other": one.to_organisation if we_send else one.from_organisation, "we_send": we_send,
        "purposes": [AgreementPurpose(code).label for code in one.purposes],
        "sections": [SECTION_NAMES[section] for section in sections_of(one.sections)],
        "state": words, "state_kind": kind, "state_icon": icon, "may_answer": is_waiting and not is_ours,
        "may_end": (is_waiting and is_ours) or one.state == AgreementState.CONFIRMED}


def _state(one, is_ours: bool, today: date) -> tuple[str, str, str]:
    """Words, kind and icon: a confirmed agreement is in force between its days only."""
    if one.state == AgreementState.RECORDED:
        return (_("Waiting for the other side"), "info", "hourglass-split") if is_ours else (_("Waiting for your answer"), "warn", "hourglass-split")
    if agreement_holds(one.state, one.starts_on, one.ends_on, today=today):
        return _("In force"), "ok", "check-lg"
    if one.state == AgreementState.CONFIRMED:
        return (_("Not begun yet"), "info", "clock") if today < one.starts_on else (_("Period over"), "", "clock-history")
    return (pgettext("an agreement", "Declined"), "", "x-lg") if one.state == AgreementState.DECLINED else (_("Ended"), "", "slash-circle")


def _sides(one) -> dict[str, str]:
    return {"giver": str(one.from_organisation), "receiver": str(one.to_organisation)}


def _back(one) -> dict:
    return {"back": reverse("agreement", args=[one.pk]), "refusals": forms.REFUSALS}
