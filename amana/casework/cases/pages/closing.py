"""Holding, closing and reopening a case."""
from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said, asking, said
from amana.casework.cases.rules import GRACE_DAYS, ActionState, CaseState, ClosureReason, RiskLevel
from amana.casework.cases.rules.closing import Met
from amana.ground.access.rules import Section, sections_of
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked, carried_out

GRAVE = (RiskLevel.CRITICAL, RiskLevel.HIGH)
OPEN_ACTIONS = (ActionState.PLANNED, ActionState.UNDER_WAY)


@page(may="hold")
def hold(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """With the reason as a note: of the social section, else of the first one that the actor writes."""
    head = queries.head(case_id)
    if not (head.sight.own and head.sight.edit and head.sight.writable):
        raise Hidden
    section = Section.SOCIAL if head.sight.edits(Section.SOCIAL) else sections_of(head.sight.writable)[0]
    form = forms.Hold(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.hold(head.case, **given, section=section, by=request.actor)):
        said(request, _("The case is on hold. Nothing is due until work goes on."))
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Put the case on hold"), submit=_("Put on hold"), template="cases/hold.html", is_grave=bool(head.risk and head.risk.level in GRAVE),
                  lead=_("Tasks and reviews wait, and nobody is reminded of them, until work goes on."))


@page(may="resume")
@require_POST
def resume(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.case(case_id)
    return carried_out(request, lambda: actions.resume(case, by=request.actor), done=_("Work goes on."), back=reverse("case", args=[case_id]),
                       refusals=Said(case_id))


@page(may="ask_closure")
def ask_closure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = queries.head(case_id)
    before = {name: value for one in queries.closure_checks(case_id) for name, value in ((one.code, one.answer), (f"{one.code}_evidence", one.evidence))}
    form = forms.AskClosure(request.POST or None, initial=before, evidence=import_string(settings.AMANA_CLOSURE_EVIDENCE)(head), level=head.risk.level if head.risk else "")
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.ask_closure(head.case, **given, by=request.actor)):
        said(request, _("Closure is asked for. A supervisor decides."))
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Ask for closure"), submit=_("Ask for closure"), template="cases/ask_closure.html",
                  open_tasks=queries.open_tasks_of(case_id), open_actions=_open_actions(case_id), is_risky=bool(head.risk and head.risk.level != "low"))


@page(may="approve_closure")
def approve_closure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head, against, summary = queries.head(case_id), [], None
    if "approve_closure" in head.sight.needs and not head.sight.owns:
        consequence = _("The consent to this work was withdrawn or has run out. The case closes at once, and its open tasks are cancelled.")
    else:
        consequence = _(
            "Open tasks are cancelled. The team sees the case for %(days)s more days; after that only a supervisor sees that it existed,"
            " and can reopen it within a year."
        ) % {"days": GRACE_DAYS}
        against, summary = list(_against(head)), queries.closure_summary(case_id)
    if request.method != "POST":
        audit.record_reading(head.person_id, sections=head.record.sections & Section.IDENTITY | head.sight.sections & Section.SOCIAL, case=case_id)
    return asked(request, lambda: actions.approve_closure(head.case, by=request.actor), template="cases/approve_closure.html", head=head, against=against,
                 not_met=[one for one in head.checks if one.answer == Met.NOT_MET], summary=summary, question=_("Close this case?"), consequence=consequence,
                 verb=_("Close the case"), done=_("The case is closed."), back=reverse("case", args=[case_id]), refusals=Said(case_id), is_danger=False)


def _open_actions(case_id: UUID) -> list:
    """Of the plan, as far as the actor reads it."""
    plan = queries.current_plan(case_id)
    return [action for goal in (plan.goals_read if plan else []) for action in goal.actions_read if action.state in OPEN_ACTIONS]


def _against(head: queries.Head) -> Iterator[str]:
    """What in the file speaks against closing, for who decides; first the alarm that bars it, unless she withdrew."""
    if head.case.reason != ClosureReason.WITHDREW and (alarm := import_string(settings.AMANA_CLOSURE_EVIDENCE)(head).get("alarm_open")):
        yield from alarm.lines
    if head.risk and head.risk.level in GRAVE:
        yield _("The risk in force is: %(level)s.") % {"level": head.risk.get_level_display()}
    if actions_open := len(_open_actions(head.case.pk)):
        yield ngettext("%(n)s action of the plan is open.", "%(n)s actions of the plan are open.", actions_open) % {"n": actions_open}
    if tasks_open := len(queries.open_tasks_of(head.case.pk)):
        yield ngettext("%(n)s task is open.", "%(n)s tasks are open.", tasks_open) % {"n": tasks_open}


@page(may="approve_closure")
def refuse_closure(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = queries.head(case_id)
    form = forms.RefuseClosure(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.refuse_closure(head.case, **given, by=request.actor)):
        said(request, _("Closure is refused. The case goes on, with your remark as a note."))
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Refuse closure"), submit=_("Refuse closure"))


@page(may="reopen")
def reopen_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    case = queries.case(case_id)
    if request.method == "GET" and case.state != CaseState.CLOSED:
        messages.info(request, _("This case is not closed: there is nothing to open again."))
        return redirect("case", case_id)
    return asked(
        request, lambda: actions.reopen(case, by=request.actor), question=_("Open this case again?"),
        consequence=_("Its last team and worker see it again, and the tasks that the closure cancelled are open again; after more than %(days)s days only those that are still to come."
                      " Coworkers and household are not brought back after a withdrawal.") % {"days": GRACE_DAYS},
        verb=_("Open again"), done=_("The case is open again."), back=reverse("case", args=[case_id]), refusals=Said(case_id), is_danger=False)
