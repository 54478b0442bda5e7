"""The life of a case: owners, risk, notes, tasks, plan, closing."""
from datetime import datetime
from uuid import UUID

from amana.casework.cases.models import (
    Assignment,
    Case,
    CaseStep,
    ClosureCheck,
    Coworker,
    HouseholdMember,
    Note,
    Risk,
    Task,
)
from amana.casework.cases.rules import CaseVerb, NoteKind, TaskKind, TaskState, escalation_rule, risk_rules
from amana.casework.cases.rules.closing import Check
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.holidays import queries as holidays
from amana.ground.rows.acting import Actor, Hidden, clock
from amana.lib import workdays
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused


def open_case(person_id: UUID, *, by: Actor) -> Case:
    """A case of the actor's organisation on its own record, assigned to the actor.

    Raises Refused (`case_ground` without consent or legal basis, `case_open_already`, `own_record`).
    """
    by.must("open")
    made = Case.objects.create(person_id=person_id)
    audit.record("case.opened", made.pk, person=person_id)
    return Case.objects.get(pk=made.pk)


def assign(case: Case, *, team_id: UUID, staff_id: UUID, by: Actor) -> None:
    """One team and one worker own the case from now on. Raises Refused (`team_member`, `case_state`)."""
    by.must("assign")
    Assignment.objects.create(case_id=case.pk, team_id=team_id, staff_id=staff_id)
    audit.record("case.assigned", case.pk, team=team_id, worker=staff_id)


def add_coworker(case: Case, *, staff_id: UUID, sections: int, by: Actor) -> None:
    """A colleague reads and writes these sections of the case. Raises Refused (`coworker_role`, `case_state`)."""
    by.must("add_coworker")
    Coworker.objects.create(case_id=case.pk, staff_id=staff_id, sections=sections)
    audit.record("case.coworker_added", case.pk, worker=staff_id, opened=sections)


def remove_coworker(case: Case, coworker_id: UUID, *, by: Actor) -> None:
    """The colleague sees the case no more. Raises Refused (`case_state`)."""
    by.must("remove_coworker")
    opened = Coworker.objects.filter(pk=coworker_id, case_id=case.pk).values_list("sections", flat=True).first() or 0
    CaseStep.objects.create(case_id=case.pk, step=CaseVerb.REMOVE_COWORKER, subject=coworker_id)
    audit.record("case.remove_coworker", case.pk, row=coworker_id, opened=opened)


def add_member(case: Case, *, member_id: UUID, relation: str, by: Actor) -> None:
    """A record of the same organisation belongs to the household of this case. Raises Refused (`own_record`)."""
    by.must("household")
    HouseholdMember.objects.create(case_id=case.pk, member_id=member_id, relation=relation)
    audit.record("case.member_added", case.pk, member=member_id)


def remove_member(case: Case, row_id: UUID, *, by: Actor) -> None:
    """The record no longer belongs to the household. Raises Refused (`case_state`)."""
    by.must("household")
    _step(case, CaseVerb.REMOVE_MEMBER, subject=row_id)


def decide_risk(case: Case, *, level: str, reasons: str, screening_id: UUID | None = None, staff_id: UUID | None = None, by: Actor) -> Risk:
    """The level counts from now; the first action and the review are due as its rule says, and the first action becomes a task.

    screening_id: of this case, where a screening suggested a level; the decision may differ. staff_id: whose the first action is, else the actor's.
    """
    by.must("note")
    now = clock()
    rule, days = risk_rules()[level], holidays.days()
    first_action = workdays.due(now, *rule.first_action, days)
    made = Risk.objects.create(case_id=case.pk, level=level, reasons=reasons, screening_id=screening_id, first_action_due_at=first_action,
                               review_on=cairo_day(workdays.due(now, *rule.review, days)))
    audit.record("case.risk_decided", case.pk, sections=Section.SOCIAL, level=level)
    if by.may("task") and by.writes & Section.SOCIAL:
        _task(case, kind="first_action", title="", due_at=first_action, clock_kind=rule.first_action[2], staff_id=staff_id or by.staff_id)
    return made


def write_note(case: Case, *, section: int, kind: str, body: str, happened_at: datetime | None, by: Actor) -> Note:
    """Stands in the case, in one section that the writer may write; never changed afterwards."""
    by.must("note")
    if not by.writes & section:
        raise Hidden
    now = clock()
    if happened_at is not None and happened_at > now:
        raise Refused("note_in_future")
    made = Note.objects.create(case_id=case.pk, section=section, kind=kind, body=body, happened_at=happened_at or now)
    audit.record("case.note_written", case.pk, sections=section, kind=kind, note=made.pk)
    return made


def plan_task(case: Case, *, title: str, due_at: datetime, staff_id: UUID | None, by: Actor) -> Task:
    """Something to do by a time, by the actor or a colleague."""
    by.must("task")
    made = _task(case, kind="own", title=title, due_at=due_at, clock_kind="calendar", staff_id=staff_id or by.staff_id)
    audit.record("case.task_planned", case.pk, sections=Section.SOCIAL, task=made.pk)
    return made


def plan_task_by_rule(case: Case, *, kind: str, title: str = "", due_at: datetime, clock_kind: str, staff_id: UUID, by: Actor) -> Task:
    """Something that a rule asks for, by a colleague of the case."""
    by.must("task")
    made = _task(case, kind=kind, title=title, due_at=due_at, clock_kind=clock_kind, staff_id=staff_id)
    audit.record("case.task_planned", case.pk, sections=Section.SOCIAL, task=made.pk)
    return made


def finish_task(task_id: UUID, *, outcome: str, by: Actor) -> Task:
    """Done, with its outcome. Raises Refused (`task_state`) if it was finished already."""
    return _end_task(task_id, TaskState.DONE, outcome, "case.task_done", by)


def cancel_task(task_id: UUID, *, reason: str, by: Actor) -> Task:
    """Not needed any more, with the reason. Raises Refused (`task_state`)."""
    return _end_task(task_id, TaskState.CANCELLED, reason, "case.task_cancelled", by)


def reopen_task(task_id: UUID, *, by: Actor) -> Task:
    """Ended by mistake: open again, its outcome in its past alone. Raises Refused (`task_state` for an open one and for an action's)."""
    by.must("task")
    row = _locked_task(task_id)
    if row.state == TaskState.OPEN or row.kind in (TaskKind.PLAN_ACTION, TaskKind.ALARM):
        raise Refused("task_state")
    row.state, row.outcome = TaskState.OPEN, ""
    row.save(update_fields=["state", "outcome"])
    audit.record("case.task_reopened", row.case_id, sections=Section.SOCIAL, task=row.pk)
    return row


def hold(case: Case, *, reason: str, section: int = Section.SOCIAL, by: Actor) -> None:
    """Nothing is due until it is resumed; why stands as a note of the section. Raises Refused (`case_state`)."""
    by.must("hold")
    _step(case, CaseVerb.HOLD)
    write_note(case, section=section, kind=NoteKind.NOTE, body=reason, happened_at=None, by=by)


def resume(case: Case, *, by: Actor) -> None:
    """Work goes on. Raises Refused (`case_state`)."""
    by.must("resume")
    _step(case, CaseVerb.RESUME)


def ask_closure(case: Case, *, reason: str, summary: str, checks: list[Check] | None = None, by: Actor) -> None:
    """A supervisor decides. The summary stands as a note, the criteria with their evidence beside the step. Raises Refused (`case_state`)."""
    by.must("ask_closure")
    if summary:
        write_note(case, section=Section.SOCIAL, kind=NoteKind.NOTE, body=summary, happened_at=None, by=by)
    step = _step(case, CaseVerb.ASK_CLOSURE, reason=reason)
    for one in checks or []:
        ClosureCheck.objects.create(case_id=case.pk, step_id=step.pk, code=one.code, answer=one.answer, evidence=one.evidence)


def approve_closure(case: Case, *, by: Actor) -> None:
    """Closed; the database cancels open tasks. Where she withdrew, one step without grace. Raises Refused (`case_state`)."""
    by.must("approve_closure")
    _step(case, CaseVerb.APPROVE_CLOSURE)


def refuse_closure(case: Case, *, remark: str, by: Actor) -> None:
    """Goes on, with the remark as a note. Raises Refused (`case_state`)."""
    by.must("approve_closure")
    if remark:
        write_note(case, section=Section.SOCIAL, kind=NoteKind.NOTE, body=remark, happened_at=None, by=by)
    _step(case, CaseVerb.REFUSE_CLOSURE)


def reopen(case: Case, *, by: Actor) -> None:
    """Open again within a year, with its last team and worker, and with what the closure cancelled. Raises Refused (`case_state`, `case_ground`, `case_open_already`)."""
    by.must("reopen")
    _step(case, CaseVerb.REOPEN)


def _step(case: Case, verb: str, *, reason: str = "", subject: UUID | None = None) -> CaseStep:
    made = CaseStep.objects.create(case_id=case.pk, step=verb, reason=reason, subject=subject)
    audit.record(f"case.{verb}", case.pk, **({"reason": reason} if reason else {}), **({"row": subject} if subject else {}))
    return made


def _task(case: Case, *, kind: str, title: str, due_at: datetime, clock_kind: str, staff_id: UUID) -> Task:
    """From when it is told one step higher is given with it: in calendar time by the database, in working time, which leaves out holidays, here."""
    told = {}
    if clock_kind == "working":
        now, days, rule = clock(), holidays.days(), escalation_rule()
        told = {"escalates_at": workdays.moment_at(rule.supervisor, now, due_at, "working", days), "escalates_further_at": workdays.moment_at(rule.head, now, due_at, "working", days)}
    return Task.objects.create(case_id=case.pk, kind=kind, title=title, due_at=due_at, clock=clock_kind, staff_id=staff_id, **told)


def _locked_task(task_id: UUID) -> Task:
    row = Task.objects.select_for_update().filter(pk=task_id).first()
    if row is None:
        raise Hidden
    return row


def _end_task(task_id: UUID, state: str, outcome: str, verb: str, by: Actor) -> Task:
    by.must("task")
    row = _locked_task(task_id)
    if row.state != TaskState.OPEN:
        raise Refused("task_state")
    if row.kind == TaskKind.ALARM:
        raise Refused("task_of_an_alarm")
    row.state, row.outcome = state, outcome
    row.save(update_fields=["state", "outcome"])
    audit.record(verb, row.case_id, sections=Section.SOCIAL, task=row.pk)
    return row
