"""Handing cases over: proposed by the owner, answered by the colleague, one case or a whole caseload."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import FIELDS, SENTENCES, Said, asking, head_for, said
from amana.casework.cases.pages.people import colleagues, receivers
from amana.casework.cases.rules.handing import HandoverState
from amana.ground.rows.acting import Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import carried_out
from amana.lib.core.dates import cairo_day

ANSWERS = {code: (None, sentence) for code, sentence in {
    "handover_state": gettext_lazy("This offer was answered or taken back meanwhile. Nothing was changed; this is how things stand now."),
    "team_member": gettext_lazy("You are not in that team any more: ask your supervisor. The giver still owns the case."),
    "case_state": gettext_lazy("Work on this case has ended meanwhile. Nothing was changed."),
    "handover_declined_with_reason": gettext_lazy("Choose a reason.")}.items()}


@page(may="hand_over")
def hand_over(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case to a colleague; it stays the giver's until the colleague accepts."""
    head = head_for(request, case_id, "hand_over")
    last = queries.last_handover_of(case_id)
    form = forms.HandOverCase(request.POST or None, workers=receivers(request.actor, queries.owner(case_id)), today=head.today)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.propose(head.case, **given, by=request.actor)):
        said(request, _("The case is offered. You own it until your colleague accepts."))
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Hand over the case"), submit=_("Send the offer"), template="cases/hand_over.html", last=last,
                  lead=_("Your colleague is asked. Until she or he accepts you own the case; from then on you no longer see it."))


@page(may="hand_over")
def handovers(request: HttpRequest) -> HttpResponse:
    """What waits for the actor's answer, and what she offered."""
    mine = queries.proposed_by(request.actor.staff_id)
    return render(request, "cases/handovers.html", {
        "offered": queries.offered_to(request.actor.staff_id),
        "proposed": [(batch, queries.may_still_answer(batch)) for batch in mine],
        "caseload": len(queries.caseload(request.actor.staff_id))})


@page(may="hand_over")
def hand_over_caseload(request: HttpRequest) -> HttpResponse:
    """All cases that the actor owns, to one colleague: for a leave, or for good."""
    cases, me = queries.caseload(request.actor.staff_id), request.actor.staff_id
    workers = colleagues(request.actor, besides=lambda _team, staff_id: staff_id == me)
    form = forms.HandOver(request.POST or None, workers=workers, today=cairo_day(clock()))
    form.refusals = _of_a_caseload()
    if cases and form.carried_out(lambda **given: actions.propose_caseload(cases, **given, by=request.actor)):
        said(request, ngettext("%(n)s case is offered. You own it until your colleague accepts.", "%(n)s cases are offered. You own them until your colleague accepts.",
                               len(cases)) % {"n": len(cases)})
        return redirect("handovers")
    return render(request, "cases/hand_over_caseload.html", {"form": form, "cases": cases})


@page(may="hand_over")
@require_POST
def accept(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    found = _offered(request, handover_id)
    answer = carried_out(request, lambda: actions.accept(found, by=request.actor), done=_("The case is yours from now on."), back=reverse("handovers"),
                         refusals=ANSWERS)
    is_mine = queries.handover(handover_id).state == HandoverState.ACCEPTED and queries.sight_of(found.case_id).owns
    return redirect("case", found.case_id) if is_mine else answer


@page(may="hand_over")
@require_POST
def accept_all(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Those of a caseload that still wait."""
    batch = next((one for one in queries.offered_to(request.actor.staff_id) if one.key == batch_id), None)
    if batch is None:
        raise Hidden
    return carried_out(request, lambda: actions.accept_all(batch.proposals, by=request.actor), done=_("All of these cases are yours from now on."),
                       back=reverse("handovers"), refusals=ANSWERS)


@page(may="hand_over")
def decline(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    found = _offered(request, handover_id)
    form = forms.Decline(request.POST or None)
    form.refusals = ANSWERS
    if form.carried_out(lambda **given: actions.decline(found, **given, by=request.actor)):
        said(request, _("Declined. The case stays with your colleague."))
        return redirect("handovers")
    return render(request, "cases/decline_handover.html", {"form": form, "handover": found})


@page(may="hand_over")
@require_POST
def take_back(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    found = queries.handover(handover_id)
    return carried_out(request, lambda: actions.take_back(found, by=request.actor), done=_("Taken back. The case stays with its owner."),
                       back=reverse("handovers"), refusals=ANSWERS)


def _offered(request: HttpRequest, handover_id: UUID):
    """An offer to the actor herself. Raises Hidden, Handover.DoesNotExist."""
    found = queries.handover(handover_id)
    if found.staff_id != request.actor.staff_id:
        raise Hidden
    return found


def _of_a_caseload() -> dict[str, tuple[str | None, str]]:
    at_fields = {code: (FIELDS[code], SENTENCES[code]) for code in ("team_member", "handover_to_owner", "handover_days")}
    of_a_case = (None, _("One of the cases was offered, closed or handed over meanwhile. Nothing was offered; look at the list again."))
    return {**at_fields, "case_state": of_a_case, "handover_proposed_once": of_a_case}
