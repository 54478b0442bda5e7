"""Every change of a return, of the day of arrival and of the follow-up. One public verb per change: one transaction, one audit entry."""
from datetime import date, datetime, time
from uuid import UUID

from django.utils.translation import gettext as _

from amana.casework.cases import actions as cases
from amana.casework.cases import queries as casework
from amana.casework.cases.rules import NoteKind, TaskKind
from amana.casework.registry import actions as registry
from amana.casework.registry import codes
from amana.casework.registry import queries as records
from amana.casework.registry.rules import JourneyFacts
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.holidays import queries as holidays
from amana.ground.rows.acting import Actor, Hidden, clock
from amana.lib import workdays
from amana.lib.core.dates import CAIRO, PartialDate, cairo_day
from amana.services.reintegration import queries
from amana.services.reintegration.models import Attempt, Check, FollowUp, Intention, Onward, Return
from amana.services.reintegration.rules import MISSED, CheckState, OnwardState, Outcome, Step, VisitState, Way, items, missed_step, timetable

_OF_RECORD, _OF_CASE = {"sections": Section.JOURNEY}, {"sections": Section.SOCIAL}
MORNING = time(9)
KINDS = {Way.VISIT: NoteKind.VISIT, Way.OFFICE: NoteKind.INTERVIEW}  # of the note on whom was reached; all others: a call


# The return and the day of arrival ------------------------------------------------------------------------------------------------------------------------
def record_return(person_id: UUID, *, by: Actor, **columns) -> Return:
    """How the person came back; the journey of the record says the same day and kind from now on.

    Raises Unreadable (`code.unknown`), Refused (`return_forced_is_not_assisted`, `return_in_future`, `changed_meanwhile`).
    """
    by.must("register")
    codes.must_know("return_modes", columns["mode"])
    codes.must_know("countries", columns["country"])
    made = Return.objects.create(person_id=person_id, **columns)
    _tell_the_journey(made, by)
    audit.record("return.recorded", person_id, **_OF_RECORD, row=made.pk)
    return made


def _tell_the_journey(made: Return, by: Actor) -> None:
    """What is due after a return is counted from the day that the record knows."""
    journey = records.file(made.person_id).journey
    facts = {name: getattr(journey, name) for name in ("country_left", "departed", "reason", "note")} if journey else {"country_left": made.country}
    facts |= {name: tuple(getattr(journey, name)) for name in ("route", "groups")} if journey else {}
    registry.correct_journey(made.person_id, JourneyFacts(**facts | {"returned": PartialDate.on(made.returned_on), "return_mode": made.mode}),
                             version=journey.version if journey else None, by=by)


def check(person_id: UUID, item: str, *, state: str, reason: str = "", by: Actor) -> None:
    """The item stands like that from now on. What is said twice, as over a bad line, is written once. Raises Hidden for an item that is none."""
    by.must("register")
    if item not in items():
        raise Hidden
    latest = queries.standing(person_id).get(item)
    if (latest.state, latest.reason) == (state, reason) if latest else state == CheckState.TO_DO:
        return
    Check.objects.create(person_id=person_id, item=item, state=state, reason=reason)
    audit.record("return.checked", person_id, **_OF_RECORD, item=item, state=state)


def arrange(person_id: UUID, *, by: Actor, **columns) -> Onward:
    """Where the person goes from here, and when the first counselling is; what is arranged is done on the board, and to do again where it is no longer.

    Who is on the way to the same place, or has arrived there, stays so. Raises Refused (`onward_has_a_place`).
    """
    by.must("register")
    before, standing = queries.onward(person_id), queries.standing(person_id)
    is_same = before is not None and before.governorate == columns.get("governorate", "")
    made = Onward.objects.create(person_id=person_id, state=before.state if before and is_same else OnwardState.PLANNED, **columns)
    audit.record("return.arranged", person_id, **_OF_RECORD, row=made.pk)
    for one in items().values():
        if one.arranged and getattr(made, one.arranged):
            check(person_id, one.code, state=CheckState.DONE, by=by)
        elif one.arranged and before and getattr(before, one.arranged) and one.code in standing and standing[one.code].state == CheckState.DONE:
            check(person_id, one.code, state=CheckState.TO_DO, by=by)
    return made


def move_on(person_id: UUID, *, state: OnwardState, by: Actor) -> None:
    """On the way, or arrived where the journey was to end. Raises Hidden where nothing was arranged."""
    by.must("register")
    latest = queries.onward(person_id)
    if latest is None:
        raise Hidden
    names = ("governorate", "transport", "leaves_at", "counselling_at", "counselling_place")
    made = Onward.objects.create(person_id=person_id, state=state, **{name: getattr(latest, name) for name in names})
    audit.record("return.moved_on", person_id, **_OF_RECORD, row=made.pk, state=state)


# Follow-up ------------------------------------------------------------------------------------------------------------------------------------------------
def begin_follow_up(case_id: UUID, *, returned_on: date, other_contact: str, by: Actor) -> FollowUp:
    """The case is followed from that day; each month that is still to come is a task of its owner, and those counted from another day are none any more.

    Raises Refused (`follow_up_begun_once`, `return_in_future`).
    """
    by.must("task")
    case, today = casework.case(case_id), cairo_day(clock())
    made = FollowUp.objects.create(case_id=case_id, returned_on=returned_on, other_contact=other_contact)
    audit.record("follow_up.begun", case_id, **_OF_CASE, row=made.pk)
    for task in casework.open_tasks_of(case_id):
        if task.kind == TaskKind.FOLLOW_UP:
            cases.cancel_task(task.pk, reason=_("Follow-up counts from another day now."), by=by)
    for month in timetable(returned_on, queries.reached_on(queries.attempts(case_id)), today):
        if month.state not in (VisitState.MISSED, VisitState.KEPT):
            cases.plan_task_by_rule(case, kind=TaskKind.FOLLOW_UP, title=str(month.number), due_at=datetime.combine(max(month.due_on, today), MORNING, CAIRO), clock_kind="calendar",
                                    staff_id=_owner(case_id, by), by=by)
    return made


def record_attempt(case_id: UUID, *, way: str, outcome: str, tried_on: date, words: str, by: Actor) -> Attempt:
    """One try to reach the person. Who was reached has a note, and the month is kept; who was not is looked for by the protocol: it makes one task for each of its steps.

    Raises Refused (`attempt_in_future`).
    """
    by.must("note")
    case = casework.case(case_id)
    made = Attempt.objects.create(case_id=case_id, way=way, outcome=outcome, tried_on=tried_on, words=words)
    audit.record("follow_up.tried", case_id, **_OF_CASE, row=made.pk, outcome=outcome)
    if outcome == Outcome.REACHED:
        at = min(datetime.combine(tried_on, time(12), CAIRO), clock())
        cases.write_note(case, section=Section.SOCIAL, kind=KINDS.get(Way(way), NoteKind.CALL), body=words, happened_at=at, by=by)
        _end_what_asked(case_id, tried_on, by)
    elif outcome == Outcome.ASKED_NOT:
        _end_missed(case_id, _("Asked not to be called"), by)
    elif step := missed_step(queries.tries(queries.attempts(case_id))):
        _next(case_id, step, by)
    return made


def _end_what_asked(case_id: UUID, tried_on: date, by: Actor) -> None:
    """The protocol is over, the month in which this day lies is kept, and those before it that passed without contact are asked for no more."""
    begun = queries.follow_up(case_id)
    states = {str(one.number): one.state for one in timetable(begun.returned_on, [tried_on], tried_on)} if begun else {}
    for task in casework.open_tasks_of(case_id):
        month = states.get(task.title) if task.kind == TaskKind.FOLLOW_UP else None
        if task.kind in MISSED or month == VisitState.KEPT:
            cases.finish_task(task.pk, outcome=_("Reached"), by=by)
        elif month == VisitState.MISSED:
            cases.cancel_task(task.pk, reason=_("This month passed without contact; the person was reached later."), by=by)


def _end_missed(case_id: UUID, outcome: str, by: Actor) -> None:
    for task in casework.open_tasks_of(case_id):
        if task.kind in MISSED:
            cases.finish_task(task.pk, outcome=outcome, by=by)


def _next(case_id: UUID, step: Step, by: Actor) -> None:
    """The step's task, once since the person was last reached; the task of the step before it is done."""
    missed_since = [one.made_at for one in queries.attempts(case_id) if one.outcome == Outcome.REACHED and one.made_at]
    if step.task in casework.kinds_of_tasks_since(case_id, max(missed_since, default=None)):
        return
    _end_missed(case_id, _("Tried, not reached"), by)
    now = clock()
    cases.plan_task_by_rule(casework.case(case_id), kind=step.task, due_at=workdays.due(now, *step.due, holidays.days()), clock_kind=step.due[2],
                            staff_id=_supervisor(case_id, by) if step.to_supervisor else _owner(case_id, by), by=by)


def _owner(case_id: UUID, by: Actor) -> UUID:
    owner = casework.owner(case_id)
    return owner.staff_id if owner and owner.staff_id else by.staff_id


def _supervisor(case_id: UUID, by: Actor) -> UUID:
    """Who decides on closing in the owner's team, by name; the owner where nobody does."""
    owner = casework.owner(case_id)
    found = [one.staff_id for one in access.caseworkers(by.organisation_id) if owner and owner.team_id in one.teams and "approve_closure" in one.role.verbs]
    return found[0] if found else _owner(case_id, by)


def ask_intention(case_id: UUID, *, wish: str, words: str, offered: str, by: Actor) -> Intention:
    """What the person thinks about leaving again, and what was offered. Nothing else follows from it."""
    by.must("note")
    made = Intention.objects.create(case_id=case_id, wish=wish, words=words, offered=offered)
    audit.record("follow_up.intention_asked", case_id, **_OF_CASE, row=made.pk)
    return made
