"""What waits for a decision of the actor, and what has been late for too long."""
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from amana.casework.cases.models import Task
from amana.casework.cases.queries.day import AT_MOST, Due
from amana.casework.cases.queries.lists import current_risks
from amana.casework.cases.rules import ClosureReason, Escalation


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


# Starts from the circles of the own teams, then looks into each table by the key of the case.
_WAITING = """
SELECT w.kind, w.case_id, w.person_id, w.team_id, w.number, w.reason, w.made_at, coalesce(f.name, '')
  FROM (
    SELECT CASE WHEN m.needs IS NOT NULL THEN 'withdrawn' WHEN d.plan IS NOT NULL THEN 'plan' ELSE 'closure' END AS kind,
           m.case_id, m.person_id, m.team_id, k.number, k.reason, coalesce(s.made_at, c.made_at) AS made_at, coalesce(s.made_by, c.made_by) AS made_by
      FROM (SELECT DISTINCT case_id, person_id, team_id, needs FROM access_my_circle
             WHERE basis = 'case' AND case_id IS NOT NULL AND (edit OR needs = 'approve_closure') AND team_id = ANY (%s::uuid[])) AS m
      JOIN cases_case k ON k.id = m.case_id AND k.state <> 'closed'
      CROSS JOIN LATERAL (
        SELECT p.id AS plan FROM cases_plan p WHERE p.case_id = m.case_id AND p.state = 'submitted' AND m.needs IS NULL
        UNION ALL SELECT NULL WHERE k.state = 'closure_asked' OR m.needs IS NOT NULL) AS d
      LEFT JOIN LATERAL (SELECT made_at, made_by FROM cases_planstep WHERE plan_id = d.plan AND step = 'submit' ORDER BY made_at DESC LIMIT 1) AS s ON true
      LEFT JOIN LATERAL (SELECT made_at, made_by FROM cases_casestep WHERE d.plan IS NULL AND m.needs IS NULL AND case_id = m.case_id AND step = 'ask_closure'
                          ORDER BY made_at DESC LIMIT 1) AS c ON true) AS w
  LEFT JOIN access_membership b ON b.id = w.made_by LEFT JOIN access_staff f ON f.id = b.staff_id
 ORDER BY w.made_at NULLS FIRST, w.case_id LIMIT %s
"""
# OFFSET 0 and LIMIT: one look for each key, whatever the planner believes of the tables.
_IN_REACH = """
 CROSS JOIN LATERAL (SELECT FROM access_my_circle WHERE case_id = t.case_id AND basis = 'case' AND edit LIMIT 1) AS m
 CROSS JOIN LATERAL (SELECT FROM cases_case WHERE id = t.case_id AND state = 'open' OFFSET 0) AS k
 ORDER BY t.due_at LIMIT %s
"""
# Of few workers by the index of each one's open tasks; of many by what is due first, which CASE makes sure of: of a head's two thousand the rule would be asked for each.
_OF_FEW = """
SELECT t.id FROM unnest(%s::uuid[]) AS w(staff)
 CROSS JOIN LATERAL (SELECT id, case_id, due_at FROM cases_task WHERE staff_id = w.staff AND state = 'open' AND due_at < (SELECT entry.clock())
                        AND CASE WHEN %s THEN escalates_further_at ELSE escalates_at END <= (SELECT entry.clock()) ORDER BY due_at LIMIT %s) AS t
"""
_OF_MANY = """
SELECT t.id FROM (SELECT id, case_id, due_at FROM cases_task WHERE CASE WHEN staff_id = ANY (%s::uuid[]) THEN true END AND state = 'open' AND due_at < (SELECT entry.clock())
                     AND CASE WHEN %s THEN escalates_further_at ELSE escalates_at END <= (SELECT entry.clock()) ORDER BY due_at LIMIT %s) AS t
"""
FEW, OF_EACH = 20, 5  # workers; of each at least, of few more


def waiting_for_decision(teams: Collection[UUID]) -> list[Waiting]:
    """Plans to approve and closures to decide in the cases of these teams, the oldest first; before them cases whose consent was withdrawn."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [list(teams), AT_MOST])
        return [Waiting(*row) for row in cursor.fetchall()]


def escalated(now: datetime, *, at_least: Escalation, workers: dict[UUID, str]) -> list[Due]:
    """Open tasks of these workers, in cases within the actor's reach, that have been late for too long, the latest first. `workers`: names by key."""
    with connection.cursor() as cursor:
        if len(workers) <= FEW:
            cursor.execute(_OF_FEW + _IN_REACH, [list(workers), at_least == Escalation.HEAD, max(OF_EACH, AT_MOST // max(len(workers), 1)), AT_MOST])
        else:
            cursor.execute(_OF_MANY + _IN_REACH, [list(workers), at_least == Escalation.HEAD, 2 * AT_MOST, AT_MOST])
        keys = [key for key, in cursor.fetchall()]
    tasks = list(Task.objects.filter(pk__in=keys).select_related("case").order_by("due_at", "id")) if keys else []
    risks = current_risks([task.case_id for task in tasks]) if tasks else {}
    return [Due.of_task(task, risks[task.case_id].level if task.case_id in risks else None, workers.get(task.staff_id, ""),
                        Escalation.HEAD if task.escalates_further_at <= now else Escalation.SUPERVISOR) for task in tasks]
