"""The plan: its versions, goals and actions, from the draft to what is in force."""
from datetime import date
from decimal import Decimal
from uuid import UUID

from amana.casework.cases.actions.life import write_note
from amana.casework.cases.models import Case, Goal, Plan, PlanAction, PlanStep
from amana.casework.cases.queries.plans import as_read, goals_of
from amana.casework.cases.rules import NoteKind, PlanState, PlanVerb
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden
from amana.lib.core.errors import Refused


def begin_plan(case: Case, *, by: Actor) -> Plan:
    """A draft of the next version, with the goals and open actions of the present one. Raises Refused (`plan_in_work`)."""
    by.must("submit_plan")
    if Plan.objects.filter(case_id=case.pk, state__in=["draft", "submitted", "returned"]).exists():
        raise Refused("plan_in_work")
    present = Plan.objects.filter(case_id=case.pk, state="approved").order_by("-version").first()
    if present:  # before the record is locked, as whoever moves one of them does
        list(PlanAction.objects.select_for_update(no_key=True, of=["self"]).filter(goal__plan=present).order_by("pk"))
    made = Plan.objects.create(case_id=case.pk)
    for goal in Goal.objects.filter(plan=present, is_removed=False).order_by("place", "id") if present else []:
        copy = Goal.objects.create(plan=made, dimension=goal.dimension, title=goal.title, own_words=goal.own_words, place=goal.place)
        for action in goal.actions.filter(is_removed=False).exclude(state="dropped").order_by("id"):
            PlanAction.objects.create(goal=copy, title=action.title, done_by=action.done_by, staff_id=action.staff_id, due_on=action.due_on,
                                      state=action.state, kind=action.kind, cost=action.cost, currency=action.currency, copy_of_id=action.pk)
    audit.record("plan.begun", case.pk, plan=made.pk)
    return made


def set_goal(plan: Plan, *, dimension: str, title: str, own_words: str, by: Actor) -> Goal:
    """One more goal of a plan in work. Raises Refused (`plan_state`)."""
    by.must("submit_plan")
    made = Goal.objects.create(
        plan_id=plan.pk, dimension=dimension, title=title, own_words=own_words, place=Goal.objects.filter(plan_id=plan.pk).count()
    )
    audit.record("plan.goal_set", plan.case_id, sections=Section.SOCIAL, goal=made.pk)
    return made


def change_goal(goal_id: UUID, *, dimension: str, title: str, own_words: str, version: int | None, by: Actor) -> Goal:
    """The goal of a plan in work is as stated now. Raises Refused (`changed_meanwhile`, `plan_state`)."""
    by.must("submit_plan")
    row = _as_seen(Goal, goal_id, version)
    row.dimension, row.title, row.own_words = dimension, title, own_words
    row.save(update_fields=["dimension", "title", "own_words"])
    audit.record("plan.goal_changed", row.case_id, sections=Section.SOCIAL, goal=row.pk)
    return row


def remove_goal(goal_id: UUID, *, version: int | None, by: Actor) -> Goal:
    """Out of a plan in work; the row stays. Raises Refused (`changed_meanwhile`, `plan_state`, `goal_has_actions`)."""
    by.must("submit_plan")
    row = _as_seen(Goal, goal_id, version)
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    audit.record("plan.goal_removed", row.case_id, sections=Section.SOCIAL, goal=row.pk)
    return row


def plan_action(goal: Goal, *, title: str, done_by: str, staff_id: UUID | None, due_on: date | None, kind: str = "own", cost: Decimal | None = None,
                currency: str = "", by: Actor) -> PlanAction:
    """One more step towards a goal. In a plan in force its due date is a task of the colleague who does it; while a new version is in work, it is planned there.

    Raises Refused (`plan_state`, `plan_action_cost_has_a_currency`).
    """
    by.must("submit_plan")
    made = PlanAction.objects.create(goal_id=goal.pk, title=title, done_by=done_by, staff_id=staff_id, due_on=due_on, kind=kind, cost=cost, currency=currency)
    audit.record("plan.action_planned", goal.case_id, sections=Section.SOCIAL, action=made.pk)
    return made


def correct_action(action_id: UUID, *, title: str, done_by: str, staff_id: UUID | None, due_on: date | None, kind: str, cost: Decimal | None, currency: str,
                   version: int | None, by: Actor) -> PlanAction:
    """The action of a plan in work is as stated now. Raises Refused (`changed_meanwhile`, `plan_state`, `plan_action_cost_has_a_currency`)."""
    by.must("submit_plan")
    row = _as_seen(PlanAction, action_id, version)
    row.title, row.done_by, row.staff_id, row.due_on, row.kind, row.cost, row.currency = title, done_by, staff_id, due_on, kind, cost, currency
    row.save(update_fields=["title", "done_by", "staff_id", "due_on", "kind", "cost", "currency"])
    audit.record("plan.action_corrected", row.case_id, sections=Section.SOCIAL, action=row.pk)
    return row


def remove_action(action_id: UUID, *, version: int | None, by: Actor) -> PlanAction:
    """Out of a plan in work; the row stays. Raises Refused (`changed_meanwhile`, `plan_state`)."""
    by.must("submit_plan")
    row = _as_seen(PlanAction, action_id, version)
    row.is_removed = True
    row.save(update_fields=["is_removed"])
    audit.record("plan.action_removed", row.case_id, sections=Section.SOCIAL, action=row.pk)
    return row


def move_action(action_id: UUID, *, state: str, reason: str, by: Actor) -> PlanAction:
    """Under way, done, or dropped with a reason: the same in the version in force and the one in work.

    Raises Refused (`changed_meanwhile`, `plan_state`, `plan_action_dropped_with_reason`).
    """
    by.must("submit_plan")
    row = PlanAction.objects.filter(pk=action_id).first()
    if row is None:
        raise Hidden
    standing = PlanAction.objects.select_for_update(no_key=True, of=["self"]).filter(case_id=row.case_id, is_removed=False).exclude(goal__plan__state=PlanState.SUPERSEDED)
    same = [*standing.filter(pk__in=[row.pk, row.copy_of_id]).order_by("pk"), *standing.filter(copy_of_id=row.pk)]  # the older one first, whichever was asked for
    if row not in same:
        raise Refused("changed_meanwhile")
    for one in same:
        one.state, one.reason = state, reason
        one.save(update_fields=["state", "reason"])
    row = next(one for one in same if one.pk == action_id)
    audit.record("plan.action_moved", row.case_id, sections=Section.SOCIAL, action=row.pk, state=state)
    return row


def submit_plan(plan: Plan, *, by: Actor) -> Plan:
    """Waits for approval, or is in force where the rule asks for none. Raises Refused (`plan_without_goals`, `plan_state`)."""
    by.must("submit_plan")
    return _plan_step(plan, PlanVerb.SUBMIT)


def approve_plan(plan: Plan, *, read: str, by: Actor) -> Plan:
    """In force; the former version is replaced. read: `as_read` of the goals that the actor has read. Raises Refused (`plan_state`, `plan_read_before_it_changed`)."""
    by.must("approve_plan")
    approved = _plan_step(plan, PlanVerb.APPROVE)
    if as_read(goals_of(plan)) != read:  # after the step, which waits for whoever is writing
        raise Refused("plan_read_before_it_changed")
    return approved


def return_plan(plan: Plan, case: Case, *, remark: str, by: Actor) -> Plan:
    """Back to its writer, with what should change as a note. Raises Refused (`plan_state`)."""
    by.must("approve_plan")
    write_note(case, section=Section.SOCIAL, kind=NoteKind.NOTE, body=remark, happened_at=None, by=by)
    return _plan_step(plan, PlanVerb.RETURN)


def _plan_step(plan: Plan, verb: str) -> Plan:
    PlanStep.objects.create(plan_id=plan.pk, step=verb)
    audit.record(f"plan.{verb}", plan.case_id, plan=plan.pk)
    return Plan.objects.get(pk=plan.pk)


def _as_seen(table: type[Goal] | type[PlanAction], key: UUID, version: int | None) -> Goal | PlanAction:
    """The locked row, as long as it is as the actor saw it. Its key stays free: whoever writes a row that points to it has locked the record already, for which this act waits next."""
    row = table.objects.select_for_update(no_key=True).filter(pk=key).first()
    if row is None:
        raise Hidden
    if row.version != version or row.is_removed:
        raise Refused("changed_meanwhile")
    return row
