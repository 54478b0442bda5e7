"""What is due: the worker's own tasks and reviews, what waits for a decision, what has been late for too long."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from amana.casework.cases.models import Case, CaseStep, Plan, PlanStep, Risk, Task
from amana.casework.cases.queries.file import related
from amana.casework.cases.queries.lists import current_risks, risks_in_force
from amana.casework.cases.rules import CaseState, CaseVerb, Escalation, PlanState, PlanVerb, TaskState, escalated_to
from amana.ground.access import queries as access
from amana.lib import workdays
from amana.lib.core.dates import CAIRO, cairo_day

WEEK = 7
AT_MOST = 100


@dataclass
class Due:
    """Something to do in a case, with the reason why it is due. `task` None: the review of the risk."""

    case: Case
    due_at: datetime
    task: Task | None
    risk: Risk | None
    identity: object | None
    worker: str = ""
    escalation: Escalation = Escalation.NONE


@dataclass
class Day:
    """A worker's day in groups."""

    late: list[Due] = field(default_factory=list)
    today: list[Due] = field(default_factory=list)
    week: list[Due] = field(default_factory=list)


@dataclass
class Waiting:
    """A plan or a closure that waits for the actor's decision. `plan` None: a closure."""

    case: Case
    plan: Plan | None
    since: datetime | None
    by: str
    identity: object | None
    withdrawn: bool = False


def open_tasks(staff_id: UUID) -> list[Task]:
    """What the worker has to do, the most urgent first; nothing is due in a case on hold."""
    return list(
        Task.objects.filter(staff_id=staff_id, state=TaskState.OPEN)
        .exclude(case__state=CaseState.ON_HOLD)
        .select_related("case__person__identity")
        .order_by("due_at", "id")[:AT_MOST]
    )


def day_of(staff_id: UUID, now: datetime) -> Day:
    """Tasks of the worker and reviews of the risk of her own cases, until a week from now."""
    today = cairo_day(now)
    tasks = open_tasks(staff_id)
    reviews = reviews_due(staff_id, today + timedelta(days=WEEK))
    risks = current_risks([task.case_id for task in tasks]) if tasks else {}
    due = [Due(task.case, task.due_at, task, risks.get(task.case_id), related(task.case.person, "identity")) for task in tasks]
    due += [Due(risk.case, _morning(risk.review_on), None, risk, related(risk.case.person, "identity")) for risk in reviews]
    day = Day()
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


def reviews_due(staff_id: UUID, until) -> list[Risk]:
    """The risk in force of the worker's own open cases, where its review is due by that day."""
    own = access.circles().filter(basis="case", staff_id=staff_id, case_id__isnull=False, needs=None)
    return list(
        risks_in_force()
        .filter(case_id__in=own.order_by().values("case_id"), review_on__lte=until, case__state__in=(CaseState.OPEN, CaseState.CLOSURE_ASKED))
        .select_related("case__person__identity")
        .order_by("review_on")[:AT_MOST]
    )


def escalated(now: datetime, *, at_least: Escalation, beside: UUID) -> list[Due]:
    """Open tasks of the cases within the actor's reach that have been late for too long, the latest first; not those of `beside` herself.

    Their time began when they were last planned.
    """
    holidays = {holiday.day for holiday in workdays.shipped_holidays()}
    cases = access.circles().filter(basis="case", case_id__isnull=False, edit=True).order_by().values("case_id")
    tasks = (Task.objects.filter(case_id__in=cases, state=TaskState.OPEN, due_at__lt=now, case__state=CaseState.OPEN).exclude(staff_id=beside)
             .select_related("case__person__identity").order_by("due_at")[:AT_MOST])
    wanted = (Escalation.HEAD,) if at_least == Escalation.HEAD else (Escalation.SUPERVISOR, Escalation.HEAD)
    late = [(task, escalated_to(workdays.share_used(task.changed_at, task.due_at, now, task.clock, holidays))) for task in tasks]
    late = [(task, level) for task, level in late if level in wanted]
    risks = current_risks([task.case_id for task, _level in late]) if late else {}
    names = access.staff_names([task.staff_id for task, _level in late]) if late else {}
    return [Due(task.case, task.due_at, task, risks.get(task.case_id), related(task.case.person, "identity"), names.get(task.staff_id, ""), level)
            for task, level in late]


def waiting_for_decision() -> list[Waiting]:
    """Plans to approve and closures to decide through the actor's case circles, the oldest first. Also cases whose consent was withdrawn."""
    mine = access.circles().filter(basis="case", case_id__isnull=False, edit=True).order_by().values("case_id")
    withdrawn = access.circles().filter(basis="case", case_id__isnull=False, needs="approve_closure").order_by().values("case_id")
    plans = list(Plan.objects.filter(case_id__in=mine, state=PlanState.SUBMITTED).select_related("case__person__identity")[:50])
    closures = list(Case.objects.filter(pk__in=mine, state=CaseState.CLOSURE_ASKED).select_related("person__identity")[:50])
    ended = list(Case.objects.filter(pk__in=withdrawn).exclude(state=CaseState.CLOSED).select_related("person__identity")[:50])
    submitted = {
        row.plan_id: row for row in PlanStep.objects.filter(plan_id__in=[plan.pk for plan in plans], step=PlanVerb.SUBMIT).order_by("made_at")
    }
    asked = {
        row.case_id: row for row in CaseStep.objects.filter(case_id__in=[case.pk for case in closures], step=CaseVerb.ASK_CLOSURE).order_by("made_at")
    }
    names = access.names_of_memberships({row.made_by for row in (*submitted.values(), *asked.values())})
    found = [_waiting(plan.case, submitted.get(plan.pk), names, plan) for plan in plans]
    found += [_waiting(case, asked.get(case.pk), names) for case in closures]
    found += [Waiting(case, None, None, "", related(case.person, "identity"), withdrawn=True) for case in ended]
    return sorted(found, key=lambda one: (one.since is not None, one.since or datetime.min.replace(tzinfo=CAIRO)))


# Tasks, reviews and (where the actor decides) plans and closures: late, and due by tonight. In one statement, since every page asks it.
_DUE_COUNTS = """
SELECT t.late + r.late, t.due + r.due + CASE WHEN %s THEN (
    SELECT count(DISTINCT p.id) + count(DISTINCT k.id) FROM access_my_circle m
      LEFT JOIN cases_plan p ON p.case_id = m.case_id AND p.state = 'submitted' AND m.edit
      LEFT JOIN cases_case k ON k.id = m.case_id
       AND (k.state = 'closure_asked' AND m.edit OR m.needs = 'approve_closure' AND k.state <> 'closed')
     WHERE m.basis = 'case' AND m.case_id IS NOT NULL AND m.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])) ELSE 0 END
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
        cursor.execute(_DUE_COUNTS, [decides])
        return cursor.fetchone()


@dataclass(frozen=True)
class Load:
    """Open cases of a worker and their weight (DOMAIN.md §2.6)."""

    cases: int
    high: int


def load_of(staff_id: UUID) -> Load:
    """Cases at work that the worker owns, and how many of them are at high or critical risk."""
    own = access.circles().filter(basis="case", staff_id=staff_id, case_id__isnull=False, needs=None).order_by().values("case_id")
    keys = list(Case.objects.filter(pk__in=own).exclude(state=CaseState.CLOSED).values_list("pk", flat=True))
    return Load(len(keys), sum(risk.level in ("critical", "high") for risk in current_risks(keys).values()))


def _waiting(case: Case, step, names: dict[UUID, str], plan: Plan | None = None) -> Waiting:
    return Waiting(case, plan, step.made_at if step else None, names.get(step.made_by, "") if step else "", related(case.person, "identity"))


def _morning(day) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=CAIRO)
