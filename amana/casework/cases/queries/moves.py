"""Who moved a case, a plan or a task last: what a reader is told whom somebody else was faster."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.casework.cases.models import Assignment, Case, CaseStep, Plan, PlanStep, Task
from amana.ground.access import queries as access


@dataclass(frozen=True)
class Move:
    """What was done, by whom (empty where the actor may not know) and when."""

    what: str
    by: str
    at: datetime | None


def last_step(case_id: UUID) -> Move | None:
    """The latest step of the case."""
    row = CaseStep.objects.filter(case_id=case_id).order_by("-made_at", "-id").first()
    return row and _move(row.get_step_display(), row.made_by, row.made_at)


def last_plan_step(case_id: UUID) -> Move | None:
    """The latest step of any of the case's plans."""
    row = PlanStep.objects.filter(case_id=case_id).order_by("-made_at", "-id").first()
    return row and _move(row.get_step_display(), row.made_by, row.made_at)


def plan_in_work(case_id: UUID) -> Move | None:
    """Who began the plan that is in work."""
    row = Plan.objects.filter(case_id=case_id).order_by("-version").first()
    return row and _move(row.get_state_display(), row.made_by, row.made_at)


def task_end(task_id: UUID) -> Move | None:
    row = Task.objects.filter(pk=task_id).first()
    return row and _move(row.get_state_display(), row.changed_by, row.changed_at)


def open_case_of(person_id: UUID) -> tuple[Case, Move] | None:
    """The case that stands open already, where the actor sees it."""
    row = Case.objects.filter(person_id=person_id).exclude(state="closed").order_by("-made_at", "-pk").first()
    return row and (row, _move(row.get_state_display(), row.made_by, row.made_at))


def steps(case_id: UUID) -> tuple[list[CaseStep], list[PlanStep], list[Assignment]]:
    """What moved the case, its plans and its owners, in order."""
    return (list(CaseStep.objects.filter(case_id=case_id).order_by("made_at", "pk")), list(PlanStep.objects.filter(case_id=case_id).order_by("made_at", "pk")),
            list(Assignment.objects.filter(case_id=case_id).select_related("team").order_by("made_at", "pk")))


def _move(what: str, membership: UUID | None, at: datetime | None) -> Move:
    return Move(what, access.names_of_memberships({membership}).get(membership, ""), at)
