"""Pages of all consents of a person, and of withdrawing one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.consent import actions, queries
from amana.casework.consent.pages import shown
from amana.casework.consent.rules import TO_ANOTHER, Purpose
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused


@page(may=None)
def consents(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The latest answer for each purpose, and every conversation."""
    file, now = shown.near_file(person_id), clock()
    history = queries.history(person_id, now)
    names = access.member_names(one.consent.made_by for one in history)
    audit.record_reading(person_id, sections=0)
    return render(
        request,
        "consent/consents.html",
        {
            "file": file,
            "answers": [shown.answer(one) for one in queries.standing(person_id, now)],
            "history": [
                {"consent": one.consent, "by": names.get(one.consent.made_by, ""), "answers": [shown.answer(answer) for answer in one.answers]}
                for one in history
            ],
            "grounds": shown.grounds(queries.grounds(person_id, now)),
            "may_take": request.actor.may("take_consent") and queries.takes(file.sight),
            "may_withdraw": request.actor.may("withdraw_consent") and not file.sight.looks_only,
            "may_record_basis": request.actor.may("record_legal_basis"),
        },
    )


@page(may="withdraw_consent")
def withdraw(request: HttpRequest, person_id: UUID, scope_id: UUID) -> HttpResponse:
    """First what the withdrawal closes, in words; then it is done, and the receipt says what was closed."""
    scope = queries.scope(person_id, scope_id)
    act = actions.withdraw if request.method == "POST" else actions.would_close
    try:
        with attempt():
            closed = act(scope, by=request.actor)
    except Refused as refused:
        if refused.code != "consent_state":
            raise
        messages.error(request, _("This answer does not count any more: it was withdrawn, replaced or has run out. Nothing was changed."))
        return redirect("consents", person_id)
    if request.method == "POST":
        return redirect("consent_receipt", person_id, closed.receipt)
    return render(
        request,
        "consent/withdraw.html",
        {
            "number": registry.file(person_id).person.number,
            "answer": shown.title(scope.purpose, str(scope.receiver) if scope.purpose in TO_ANOTHER else ""),
            "lines": shown.would_close_words(closed.bases),
            "consequence": _consequence(scope.purpose, str(scope.receiver), has_case="case" in closed.bases),
            "back_url": reverse("consents", args=[person_id]),
        },
    )


@page(may=None)
def receipt(request: HttpRequest, person_id: UUID, receipt_id: UUID) -> HttpResponse:
    """What an answer or a withdrawal closed, for whoever recorded it, for a day, even if the file is closed to her now."""
    closed = [one for one in queries.closed_by(receipt_id) if one.person_id == person_id]
    if not closed:
        raise Hidden
    return render(
        request,
        "consent/receipt.html",
        {
            "answers": [shown.title(one.purpose, str(one.receiver) if one.purpose in TO_ANOTHER else "") for one in closed if not one.agreed],
            "closed": shown.closed_words(closed),
            "person_id": person_id,
            "is_seen": registry.is_seen(person_id),
        },
    )


def _consequence(purpose: str, receiver: str, *, has_case: bool) -> str:
    if purpose == Purpose.CASE and not has_case:
        return _("No case can be opened until the person agrees again. What was registered stays with your team until it is erased.")
    words = {
        Purpose.CASE: _(
            "Work on the case stops at once. Your team keeps sight of the number only, to close the case; "
            "then the file goes on the list of files to be erased. "
            "Help continues only after a new consent."
        ),
        Purpose.REFERRAL: _(
            "%(receiver)s no longer sees anything that was sent under this consent, from this moment. "
            "Referrals that wait for an answer are withdrawn, accepted ones end."
        ),
        Purpose.SHARING: _("%(receiver)s no longer sees the joint case, from this moment."),
        Purpose.LAW_ENFORCEMENT: _(
            "%(receiver)s no longer sees anything that was sent under this consent, from this moment. "
            "What the law demands may still be sent, under a legal basis."
        ),
        Purpose.STATISTICS: _("The person no longer counts in figures that are made from now on."),
        Purpose.CONTACT: _("Nobody contacts the person later for this purpose."),
    }.get(Purpose(purpose), _("Nobody uses this for the purpose any more."))
    return words % {"receiver": receiver}
