"""Cases in lists: a page by key, from the actor's circles."""
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from amana.casework.cases.models import Assignment, Case, Risk, Task
from amana.casework.cases.queries.file import related
from amana.casework.cases.rules import CaseState, TaskState
from amana.ground.access import queries as access

if TYPE_CHECKING:
    from amana.ground.access.models import MyCircle

PAGE = 25
AT_WORK = (CaseState.OPEN, CaseState.ON_HOLD, CaseState.CLOSURE_ASKED)


@dataclass
class Listed:
    """A case in a list: what the actor may know of it there."""

    case: Case
    owner: Assignment | None
    risk: Risk | None
    next_task: Task | None = None
    identity: object | None = None
    holding: object | None = None
    worker: str = ""


@dataclass
class Page:
    """A page of a list; `after` leads to the next one, empty at the end."""

    cases: list[Listed]
    after: str = ""


def my_cases(*, states: tuple[str, ...] = AT_WORK, risk: str = "", staff_id: UUID | None = None, after: str = "") -> Page:
    """Cases within the actor's reach, latest opened first; `after` as the page before gave it.

    Starts from the view of the own circles: as many rows are read as a page needs, whatever the actor's reach.
    """
    circles = access.circles().filter(case_id__isnull=False, near=True).filter(
        Exists(Case.objects.filter(pk=OuterRef("case_id"), state__in=states)))
    if staff_id:
        circles = circles.filter(staff_id=staff_id, basis="case")
    if risk:
        circles = circles.filter(Exists(risks_in_force().filter(case_id=OuterRef("case_id"), level=risk)))
    if place := _place(after):
        circles = circles.filter(Q(listed_at__lt=place[0]) | Q(listed_at=place[0], person_id__lt=place[1]))
    keys: dict[UUID, MyCircle] = {}
    # A case may lie in several circles, all under one key: a few more are read than a page holds, and a page may be shorter.
    rows = list(circles.order_by("-listed_at", "-person_id")[:PAGE * 3 + 1])
    for circle in rows:
        keys.setdefault(circle.case_id, circle)
    shown = list(keys)[:PAGE]
    last = keys[shown[-1]] if len(keys) > PAGE or len(rows) > PAGE * 3 else None
    found = {one.pk: one for one in Case.objects.filter(pk__in=shown).select_related("person__identity", "person__holding")}
    return Page(listed([found[key] for key in shown if key in found]), f"{last.listed_at.isoformat()}_{last.person_id}" if last else "")


def listed(cases: list[Case]) -> list[Listed]:
    """Owner, risk and next task of each, in four statements. The cases carry their records."""
    keys = [one.pk for one in cases]
    owners = {row.case_id: row for row in Assignment.objects.filter(case_id__in=keys, until_at=None).select_related("team")}
    risks = current_risks(keys)
    tasks = {
        row.case_id: row
        for row in Task.objects.filter(case_id__in=keys, state=TaskState.OPEN).order_by("case_id", "due_at", "id").distinct("case_id")
    }
    names = access.staff_names([row.staff_id for row in owners.values()])
    return [Listed(one, owners.get(one.pk), risks.get(one.pk), tasks.get(one.pk), related(one.person, "identity"), related(one.person, "holding"),
                   names.get(owners[one.pk].staff_id, "") if one.pk in owners else "") for one in cases]


def by_number(number: str) -> list[Case]:
    """The case of that number, if the actor sees it."""
    return list(Case.objects.filter(number=number))


def latest_cases(people: list[UUID]) -> dict[UUID, Listed]:
    """The latest case of each of these records that the actor sees, with who owns it."""
    found = Case.objects.filter(person_id__in=people).order_by("person_id", "-made_at", "-id").distinct("person_id")
    cases = list(found) if people else []
    owners = {row.case_id: row for row in Assignment.objects.filter(case_id__in=[one.pk for one in cases], until_at=None)} if cases else {}
    names = access.staff_names([row.staff_id for row in owners.values()]) if owners else {}
    return {one.person_id: Listed(one, owners.get(one.pk), None, worker=names[owners[one.pk].staff_id] if one.pk in owners and owners[one.pk].staff_id in names else "")
            for one in cases}


def worked_on(keys: list[UUID]) -> set[UUID]:
    """Those of the cases in which the actor may do something."""
    return set(access.circles().filter(case_id__in=keys, own=True, edit=True).order_by().values_list("case_id", flat=True)) if keys else set()


def risks_in_force() -> QuerySet[Risk]:
    """Decisions on the risk that no later one replaced."""
    later = Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__gt=OuterRef("pk"))
    return Risk.objects.filter(~Exists(Risk.objects.filter(later, case_id=OuterRef("case_id"))))


def current_risks(keys: list[UUID]) -> dict[UUID, Risk]:
    """The level that counts, by case."""
    return {row.case_id: row for row in Risk.objects.filter(case_id__in=keys).order_by("case_id", "-made_at", "-id").distinct("case_id")}


def workers_in_reach() -> list[tuple[UUID, str]]:
    """Colleagues who own cases within the actor's reach, by name: what a list can be narrowed to."""
    keys = set(
        access.circles().filter(basis="case", case_id__isnull=False, near=True, staff_id__isnull=False)
        .order_by()
        .values_list("staff_id", flat=True)
        .distinct()
    )
    return sorted(access.staff_names(list(keys)).items(), key=lambda one: one[1])


def _place(after: str) -> tuple[datetime, UUID] | None:
    at, _mark, person = after.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(person)
    except ValueError:
        return None
