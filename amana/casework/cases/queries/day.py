"""What is due: the worker's own tasks and the reviews of her cases, in groups; and how much of it the menu counts."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from amana.casework.cases.models import Task
from amana.casework.cases.queries.hands import Held, held
from amana.casework.cases.queries.lists import current_risks
from amana.casework.cases.rules import CaseState, Escalation, TaskState
from amana.ground.rows.kept import kept
from amana.lib.core.dates import CAIRO, cairo_day

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEK = 7
AT_MOST = 100


@dataclass
class Due:
    """Something to do in a case, with what tells why it is due. `task` None: the review of the risk."""

    case_id: UUID
    person_id: UUID
    number: str
    due_at: datetime
    task: Task | None
    level: str | None
    worker: str = ""
    escalation: Escalation = Escalation.NONE

    @classmethod
    def of_task(cls, task: Task, level: str | None, worker: str = "", escalation: Escalation = Escalation.NONE) -> Due:
        return cls(task.case_id, task.case.person_id, task.case.number, task.due_at, task, level, worker, escalation)


@dataclass
class Day:
    """A worker's day in groups."""

    late: list[Due] = field(default_factory=list)
    today: list[Due] = field(default_factory=list)
    week: list[Due] = field(default_factory=list)
    is_cut: bool = False


@kept
def open_tasks(staff_id: UUID) -> QuerySet[Task]:
    """What the worker has to do, the most urgent first; nothing is due in a case on hold."""
    found = Task.objects.filter(staff_id=staff_id, state=TaskState.OPEN).exclude(case__state=CaseState.ON_HOLD)
    return found.select_related("case").order_by("due_at", "id")[:AT_MOST]


def day_of(staff_id: UUID, now: datetime, cases: list[Held] | None = None) -> Day:
    """Tasks of the worker and reviews of the risk of her own cases, until a week from now. `cases`: as `held` gave them."""
    own = [one for one in (held(staff_id) if cases is None else cases) if one.staff_id == staff_id]
    tasks, today = open_tasks(staff_id), cairo_day(now)
    levels = {one.case_id: one.level for one in own}
    others = [task.case_id for task in tasks if task.case_id not in levels]
    levels |= {key: risk.level for key, risk in current_risks(others).items()} if others else {}
    due = [Due.of_task(task, levels.get(task.case_id)) for task in tasks] + reviews(own)
    day = Day(is_cut=len(tasks) == AT_MOST)
    for one in sorted(due, key=lambda one: one.due_at):
        days = (cairo_day(one.due_at) - today).days
        is_late = one.due_at < now if one.task else days < 0
        if is_late:
            day.late.append(one)
        elif days <= 0:
            day.today.append(one)
        elif days <= WEEK:
            day.week.append(one)
    return day


def reviews(cases: Iterable[Held]) -> list[Due]:
    """The review that the risk in force of each case asks for; none while it is on hold."""
    return [Due(one.case_id, one.person_id, one.number, _morning(one.review_on), None, one.level)
            for one in cases if one.review_on and one.state != CaseState.ON_HOLD]


# Tasks and reviews, late and due by tonight; in one statement, since every page asks it. Without a parameter, so that the server plans it once and not each time:
# for a list page planning cost as much as counting.
_DUE = "SELECT t.late + r.late, t.due + r.due"
# And plans and closures that wait for who decides.
_WAITING = """ + (
    SELECT count(DISTINCT p.id) + count(DISTINCT k.id) FROM access_my_circle m
      LEFT JOIN cases_plan p ON p.case_id = m.case_id AND p.state = 'submitted' AND m.edit
      LEFT JOIN cases_case k ON k.id = m.case_id
       AND (k.state = 'closure_asked' AND m.edit OR m.needs = 'approve_closure' AND k.state <> 'closed')
     WHERE m.basis = 'case' AND m.case_id IS NOT NULL AND m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]))"""
_TASKS_AND_REVIEWS = """
  FROM (
    SELECT count(*) FILTER (WHERE t.due_at < (SELECT entry.clock())) AS late, count(*) AS due
      FROM cases_task t JOIN cases_case k ON k.id = t.case_id AND k.state <> 'on_hold'
     WHERE t.staff_id = (SELECT (entry.actor()).staff) AND t.state = 'open'
       AND t.due_at < date_trunc('day', (SELECT entry.clock()), 'Africa/Cairo') + interval '1 day') AS t, (
    SELECT count(*) FILTER (WHERE r.review_on < x.today) AS late, count(*) AS due
      FROM (SELECT (entry.clock() AT TIME ZONE 'Africa/Cairo')::date AS today) AS x
      CROSS JOIN (SELECT DISTINCT case_id FROM access_my_circle
        WHERE basis = 'case' AND case_id IS NOT NULL AND needs IS NULL AND staff_id = (SELECT (entry.actor()).staff)) AS m
      JOIN cases_case k ON k.id = m.case_id AND k.state IN ('open', 'closure_asked')
      CROSS JOIN LATERAL (
        SELECT review_on FROM cases_risk WHERE case_id = m.case_id ORDER BY made_at DESC, id DESC LIMIT 1) AS r
     WHERE r.review_on <= x.today) AS r
"""


def due_counts(*, decides: bool) -> tuple[int, int]:
    """How many of the actor's tasks and reviews are late, and how many are due by tonight or wait for her decision, late ones included."""
    with connection.cursor() as cursor:
        if decides:
            cursor.execute(_DUE + _WAITING + _TASKS_AND_REVIEWS)
        else:
            cursor.execute(_DUE + _TASKS_AND_REVIEWS)
        return cursor.fetchone()


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=CAIRO)
