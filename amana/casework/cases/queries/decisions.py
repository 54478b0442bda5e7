"""What waits for a decision of the actor, and what has been late for too long."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from amana.casework.cases.models import Task
from amana.casework.cases.queries.day import AT_MOST, Due
from amana.casework.cases.queries.lists import current_risks
from amana.casework.cases.rules import CaseState, ClosureReason, Escalation, TaskState, escalated_to
from amana.ground.access import queries as access
from amana.lib import workdays


@dataclass(frozen=True)
class Waiting:
    """What waits for the actor's decision. kind: plan, closure, withdrawn (consent withdrawn: the case is to be closed)."""

    kind: str
    case_id: UUID
    person_id: UUID
    team_id: UUID | None
    number: str
    reason: str
    since: datetime | None
    by: str

    @property
    def reason_words(self) -> str:
        return str(ClosureReason(self.reason).label) if self.reason else ""


# The few rows in these states are found by an index of their own, whatever the actor's reach; each is then asked for its circle.
_WAITING = """
SELECT w.kind, w.case_id, k.person_id, w.team_id, k.number, k.reason, w.made_at, coalesce(f.name, '')
  FROM (
    SELECT 'plan' AS kind, p.case_id, m.team_id, s.made_at, s.made_by FROM cases_plan p
      CROSS JOIN LATERAL (SELECT team_id FROM access_my_circle WHERE case_id = p.case_id AND basis = 'case' AND edit LIMIT 1) AS m
      LEFT JOIN LATERAL (SELECT made_at, made_by FROM cases_planstep WHERE plan_id = p.id AND step = 'submit' ORDER BY made_at DESC LIMIT 1) AS s ON true
     WHERE p.state = 'submitted'
    UNION ALL
    SELECT 'closure', c.id, m.team_id, s.made_at, s.made_by FROM cases_case c
      CROSS JOIN LATERAL (SELECT team_id FROM access_my_circle WHERE case_id = c.id AND basis = 'case' AND edit LIMIT 1) AS m
      LEFT JOIN LATERAL (SELECT made_at, made_by FROM cases_casestep WHERE case_id = c.id AND step = 'ask_closure' ORDER BY made_at DESC LIMIT 1) AS s ON true
     WHERE c.state = 'closure_asked'
    UNION ALL
    SELECT DISTINCT 'withdrawn', m.case_id, m.team_id, NULL::timestamptz, NULL::uuid FROM access_my_circle m
     WHERE m.basis = 'case' AND m.case_id IS NOT NULL AND m.needs = 'approve_closure') AS w
  JOIN cases_case k ON k.id = w.case_id AND k.state <> 'closed'
  LEFT JOIN access_membership b ON b.id = w.made_by LEFT JOIN access_staff f ON f.id = b.staff_id
 ORDER BY w.made_at NULLS FIRST, w.case_id LIMIT %s
"""


def waiting_for_decision() -> list[Waiting]:
    """Plans to approve and closures to decide through the actor's case circles, the oldest first. Also cases whose consent was withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [AT_MOST])
        return [Waiting(*row) for row in cursor.fetchall()]


def escalated(now: datetime, *, at_least: Escalation, workers: dict[UUID, str]) -> list[Due]:
    """Open tasks of these workers, in cases within the actor's reach, that have been late for too long, the latest first.

    Their time began when they were last planned. `workers`: names by key.
    """
    holidays = {holiday.day for holiday in workdays.shipped_holidays()}
    within = access.circles().filter(case_id=OuterRef("case_id"), basis="case", edit=True)
    tasks = (Task.objects.filter(Exists(within), staff_id__in=list(workers), state=TaskState.OPEN, due_at__lt=now, case__state=CaseState.OPEN)
             .select_related("case").order_by("due_at")[:AT_MOST])
    wanted = (Escalation.HEAD,) if at_least == Escalation.HEAD else (Escalation.SUPERVISOR, Escalation.HEAD)
    late = [(task, escalated_to(workdays.share_used(task.changed_at, task.due_at, now, task.clock, holidays))) for task in tasks]
    late = [(task, level) for task, level in late if level in wanted]
    risks = current_risks([task.case_id for task, _level in late]) if late else {}
    return [Due.of_task(task, risks[task.case_id].level if task.case_id in risks else None, workers.get(task.staff_id, ""), level) for task, level in late]
