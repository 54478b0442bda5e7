"""Reads of cases. The database hides what the actor may not see: nothing here filters by right."""
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from amana.casework.cases.models import Assignment, Case, CaseStep, Coworker, Goal, HouseholdMember, Note, Plan, PlanAction, PlanStep, Risk, Task
from amana.casework.cases.rules import CaseState, TaskState
from amana.ground.access.models import Membership, MyCircle
from amana.ground.access.rules import Section

PAGE = 25


@dataclass(frozen=True)
class Sight:
    """What the actor's circles open of one case."""

    sections: int
    writable: int
    own: bool
    owns: bool  # through the case's own circle, not as a coworker
    edit: bool
    needs: frozenset[str]

    def shows(self, section: Section) -> bool:
        return bool(self.sections & section)

    def edits(self, section: Section) -> bool:
        return bool(self.writable & section)


@dataclass
class Listed:
    """A case in a list."""

    case: Case
    owner: Assignment | None
    risk: Risk | None
    next_task: Task | None = None


@dataclass
class CaseFile:
    """One case as far as the actor sees it; what is not hers was not read."""

    case: Case
    sight: Sight
    owner: Assignment | None
    risk: Risk | None
    plan: Plan | None
    coworkers: list[Coworker] = field(default_factory=list)
    members: list[HouseholdMember] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    names: dict[UUID, str] = field(default_factory=dict)


def sight_of(case_id: UUID) -> Sight:
    """The actor's circles of a case, taken together."""
    circles = list(MyCircle.objects.filter(case_id=case_id))
    sections = writable = 0
    for circle in circles:
        sections |= circle.sections
        writable |= circle.writable
    return Sight(sections, writable, any(c.own for c in circles), any(c.basis == "case" and c.edit for c in circles), any(c.edit for c in circles),
                 frozenset(c.needs for c in circles if c.needs))


def case(case_id: UUID) -> Case:
    """Raises Case.DoesNotExist for what is hidden or missing."""
    return Case.objects.get(pk=case_id)


def case_file(case_id: UUID) -> CaseFile:
    """The case with what its page shows. Raises Case.DoesNotExist."""
    found = case(case_id)
    sight = sight_of(case_id)
    owner = Assignment.objects.select_related("team").filter(case_id=case_id, until_at=None).first()
    social = sight.shows(Section.SOCIAL)
    file = CaseFile(found, sight, owner, current_risk(case_id) if social else None, current_plan(case_id))
    file.coworkers = list(Coworker.objects.filter(case_id=case_id, until_at=None))
    file.members = list(HouseholdMember.objects.filter(case_id=case_id, until_at=None).select_related("member"))
    file.tasks = list(Task.objects.filter(case_id=case_id, state=TaskState.OPEN).order_by("due_at")) if social else []
    return file


def cases_of_person(person_id: UUID) -> list[Case]:
    """Cases of a record, latest first."""
    return list(Case.objects.filter(person_id=person_id).order_by("-made_at"))


def current_risk(case_id: UUID) -> Risk | None:
    return Risk.objects.filter(case_id=case_id).order_by("-made_at", "-id").first()


def risk_history(case_id: UUID) -> list[Risk]:
    return list(Risk.objects.filter(case_id=case_id).order_by("-made_at", "-id"))


def current_plan(case_id: UUID) -> Plan | None:
    """The version in work if there is one, else the one in force."""
    order = {"draft": 0, "returned": 0, "submitted": 0, "approved": 1, "superseded": 2}
    plans = sorted(_plans(case_id), key=lambda plan: (order[plan.state], -plan.version))
    return plans[0] if plans else None


def plan(case_id: UUID, version: int) -> Plan:
    """Raises Plan.DoesNotExist."""
    return _plans(case_id).get(version=version)


def plan_versions(case_id: UUID) -> list[Plan]:
    """Latest first."""
    return list(Plan.objects.filter(case_id=case_id).order_by("-version"))


def goal(case_id: UUID, goal_id: UUID) -> Goal:
    """Raises Goal.DoesNotExist."""
    return Goal.objects.get(pk=goal_id, case_id=case_id)


def task(case_id: UUID, task_id: UUID) -> Task:
    """Raises Task.DoesNotExist."""
    return Task.objects.get(pk=task_id, case_id=case_id)


def notes(case_id: UUID, *, kind: str = "") -> list[Note]:
    """Notes of the sections that the actor reads, latest first."""
    found = Note.objects.filter(case_id=case_id).order_by("-happened_at", "-id")
    return list(found.filter(kind=kind) if kind else found)


def my_cases(*, states: tuple[str, ...] = (CaseState.OPEN, CaseState.ON_HOLD, CaseState.CLOSURE_ASKED), after: tuple[datetime, UUID] | None = None) -> list[Listed]:
    """Cases in the actor's reach, latest opened first; a page of them."""
    keys = MyCircle.objects.filter(case_id__isnull=False).order_by("-listed_at", "-person_id").values_list("case_id", flat=True)
    found = Case.objects.filter(pk__in=list(dict.fromkeys(keys[:400])), state__in=states).select_related("person").order_by("-made_at", "-id")
    if after:
        found = found.filter(made_at__lt=after[0])
    return listed(list(found[:PAGE]))


def listed(cases: list[Case]) -> list[Listed]:
    """Owner, risk and next task of each, in three statements."""
    keys = [one.pk for one in cases]
    owners = {row.case_id: row for row in Assignment.objects.filter(case_id__in=keys, until_at=None).select_related("team")}
    risks = {row.case_id: row for row in Risk.objects.filter(case_id__in=keys).order_by("made_at", "id")}
    tasks = {row.case_id: row for row in Task.objects.filter(case_id__in=keys, state=TaskState.OPEN).order_by("-due_at")}
    return [Listed(one, owners.get(one.pk), risks.get(one.pk), tasks.get(one.pk)) for one in cases]


def open_tasks(staff_id: UUID) -> list[Task]:
    """What the worker has to do, the most urgent first."""
    return list(Task.objects.filter(staff_id=staff_id, state=TaskState.OPEN).select_related("case").order_by("due_at")[:100])


def waiting_for_decision() -> tuple[list[Plan], list[Case]]:
    """Plans to approve and closures to decide in the actor's reach, oldest first."""
    plans = list(Plan.objects.filter(state="submitted").select_related("case").order_by("made_at")[:50])
    closures = list(Case.objects.filter(state=CaseState.CLOSURE_ASKED).order_by("made_at")[:50])
    return plans, closures


def steps(case_id: UUID) -> tuple[list[CaseStep], list[PlanStep], list[Assignment]]:
    """What moved the case, its plans and its owners, in order."""
    return (list(CaseStep.objects.filter(case_id=case_id).order_by("made_at")), list(PlanStep.objects.filter(case_id=case_id).order_by("made_at")),
            list(Assignment.objects.filter(case_id=case_id).select_related("team").order_by("made_at")))


def staff_of_memberships(keys: set[UUID]) -> dict[UUID, str]:
    """Names of colleagues by the key of their membership; unknown ones are missing."""
    return dict(Membership.objects.filter(pk__in=keys).values_list("pk", "staff__name"))


def _plans(case_id: UUID) -> QuerySet[Plan]:
    actions = Prefetch("actions", PlanAction.objects.order_by("id"))
    return Plan.objects.filter(case_id=case_id).prefetch_related(Prefetch("goals", Goal.objects.order_by("place", "id").prefetch_related(actions)))
