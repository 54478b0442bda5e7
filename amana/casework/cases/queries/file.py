"""One case as far as the actor sees it: what its page shows. A section that is not hers is not read."""
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, FilteredRelation, Q, QuerySet

from amana.casework.cases.models import Assignment, Case, Coworker, HouseholdMember, Note, Plan, Risk, Task
from amana.casework.cases.queries.closing import closure_checks
from amana.casework.cases.queries.plans import current_plan
from amana.casework.cases.queries.screenings import Screened, latest_screening
from amana.casework.cases.rules import CaseState, TaskState
from amana.casework.cases.rules.handing import HandoverState
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Reach, Section
from amana.ground.rows.acting import clock
from amana.ground.rows.kept import kept
from amana.ground.rows.sections import related
from amana.lib.core.dates import cairo_day

if TYPE_CHECKING:
    from amana.ground.access.models import Membership, MyCircle


@dataclass(frozen=True)
class Sight:
    """What the actor's circles open of one case (or, for the registry's sections, of its record)."""

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
class Head:
    """What stands above each page of a case: who, how she may be reached, risk, state. `now`: Amana's time."""

    case: Case
    sight: Sight
    record: Sight
    identity: object | None
    contact: object | None
    holding: object | None
    phones: list
    risk: Risk | None
    now: datetime
    owners: frozenset[UUID] = frozenset()  # staff of the case's circle
    checks: list = field(default_factory=list)  # criteria of closing, where closure is asked for or done

    @property
    def today(self) -> date:
        return cairo_day(self.now)

    @property
    def person_id(self) -> UUID:
        return self.case.person_id

    def owns_it(self, staff_id: UUID) -> bool:
        return staff_id in self.owners

    @property
    def is_open(self) -> bool:
        return self.case.state != CaseState.CLOSED


@dataclass
class CaseFile(Head):
    """The case with what its first page shows. `staff`: names of colleagues; `leads`: whose role sees the case by team or organisation."""

    owner: Assignment | None = None
    plan: Plan | None = None
    coworkers: list[Coworker] = field(default_factory=list)
    members: list[HouseholdMember] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    staff: dict[UUID, str] = field(default_factory=dict)
    leads: "list[Membership]" = field(default_factory=list)
    screened: Screened | None = None


def case(case_id: UUID) -> Case:
    """Raises Case.DoesNotExist for what is hidden or missing."""
    return Case.objects.get(pk=case_id)


def sight_of(case_id: UUID) -> Sight:
    """The actor's circles of a case, taken together."""
    return _sight(list(access.circles().filter(case_id=case_id)))


def head(case_id: UUID) -> Head:
    """The head of the case's pages. Raises Case.DoesNotExist."""
    return Head(**_head(case_id))


def case_file(case_id: UUID) -> CaseFile:
    """The case with what its page shows. Raises Case.DoesNotExist."""
    file = CaseFile(**_head(case_id))
    social = file.sight.shows(Section.SOCIAL)
    file.owner = owner(case_id)
    file.plan = current_plan(case_id, with_goals=social)
    file.coworkers = coworkers(case_id)
    file.members = members(case_id)
    file.tasks = open_tasks_of(case_id) if social else []
    file.screened = latest_screening(case_id) if social else None
    _staff(file)
    return file


def owner(case_id: UUID) -> Assignment | None:
    """Who owns the case now; None after closure and grace."""
    return _owners.first(case_id)


@kept
def _owners(case_id: UUID) -> QuerySet[Assignment]:
    """With the hand-over that waits for its answer: to whom and since when."""
    return Assignment.objects.select_related("team").filter(case_id=case_id, until_at=None).annotate(
        waiting=FilteredRelation("case__handover", condition=Q(case__handover__state=HandoverState.PROPOSED)),
        offered_to=F("waiting__staff_id"), offered_at=F("waiting__made_at"))


@kept
def coworkers(case_id: UUID) -> QuerySet[Coworker]:
    """Colleagues who see parts of the case now, in the order in which they came."""
    return Coworker.objects.filter(case_id=case_id, until_at=None).order_by("made_at", "id")


def coworker(case_id: UUID, coworker_id: UUID) -> Coworker:
    """Raises Coworker.DoesNotExist."""
    return Coworker.objects.get(pk=coworker_id, case_id=case_id, until_at=None)


@kept
def members(case_id: UUID) -> QuerySet[HouseholdMember]:
    """The household, each with what the actor may know of who it is."""
    return HouseholdMember.objects.filter(case_id=case_id, until_at=None).select_related("member__identity", "member__holding").order_by("made_at", "id")


def member(case_id: UUID, row_id: UUID) -> HouseholdMember:
    """Raises HouseholdMember.DoesNotExist."""
    return HouseholdMember.objects.select_related("member__identity").get(pk=row_id, case_id=case_id, until_at=None)


def people_with_case(people: Iterable[UUID]) -> set[UUID]:
    """Those of them who have a case that the actor sees, open or closed."""
    return set(Case.objects.filter(person_id__in=list(people)).values_list("person_id", flat=True))


@kept
def cases_of_person(person_id: UUID) -> QuerySet[Case]:
    """Cases of a record, latest first."""
    return Case.objects.filter(person_id=person_id).order_by("-made_at", "-pk")


def current_risk(case_id: UUID) -> Risk | None:
    return _latest_risk.first(case_id)


@kept
def _latest_risk(case_id: UUID) -> QuerySet[Risk]:
    return Risk.objects.filter(case_id=case_id).order_by("-made_at", "-id")[:1]


def risk_history(case_id: UUID) -> list[Risk]:
    return list(Risk.objects.filter(case_id=case_id).order_by("-made_at", "-id"))


@kept
def open_tasks_of(case_id: UUID) -> QuerySet[Task]:
    """What is to be done in the case, the most urgent first."""
    return Task.objects.filter(case_id=case_id, state=TaskState.OPEN).order_by("due_at", "id")


def kinds_of_tasks_since(case_id: UUID, since: datetime | None) -> set[str]:
    """What kinds of tasks the case has had since then (None: ever), whatever became of them."""
    found = Task.objects.filter(case_id=case_id)
    return set((found.filter(changed_at__gt=since) if since else found).values_list("kind", flat=True))


def task(case_id: UUID, task_id: UUID) -> Task:
    """Raises Task.DoesNotExist."""
    return Task.objects.get(pk=task_id, case_id=case_id)


NOTES = 20


def notes(case_id: UUID, *, kind: str = "", after: tuple[datetime, UUID] | None = None, at_most: int | None = None) -> list[Note]:
    """Notes of the sections that the actor reads, latest first; `after`: time and key of the last one seen."""
    found = Note.objects.filter(case_id=case_id).order_by("-happened_at", "-id")
    if kind:
        found = found.filter(kind=kind)
    if after:
        found = found.filter(Q(happened_at__lt=after[0]) | Q(happened_at=after[0], pk__lt=after[1]))
    return list(found[:at_most] if at_most else found)


def notes_of(case_id: UUID, keys: list[UUID]) -> dict[str, Note]:
    """These notes by key, those that the actor reads."""
    return {str(note.pk): note for note in _notes(case_id, keys)} if keys else {}


@kept
def _notes(case_id: UUID, keys: list[UUID]) -> QuerySet[Note]:
    return Note.objects.filter(case_id=case_id, pk__among=keys)


def staff_of_memberships(keys: set[UUID]) -> dict[UUID, str]:
    """Names of colleagues by the key of their membership; unknown ones are missing."""
    return access.names_of_memberships(keys)


@kept
def _with_record(case_id: UUID) -> QuerySet[Case]:
    return Case.objects.select_related("person__identity", "person__contact", "person__holding__team").filter(pk=case_id)


def _head(case_id: UUID) -> dict:
    found = _with_record.one(case_id)
    circles = access.circles_of(found.person_id)
    sight = _sight([circle for circle in circles if circle.case_id == case_id])
    record = _sight([circle for circle in circles if circle.case_id is None])
    has_contact = record.shows(Section.CONTACT)
    return {
        "case": found, "sight": sight, "record": record, "now": clock(),
        "identity": related(found.person, "identity") if record.shows(Section.IDENTITY) else None,
        "contact": related(found.person, "contact") if has_contact else None, "holding": related(found.person, "holding"),
        "phones": registry.phones_of(found.person_id) if has_contact else [],
        "owners": frozenset(c.staff_id for c in circles if c.case_id == case_id and c.basis == "case" and c.edit and c.staff_id),
        "risk": current_risk(case_id) if sight.shows(Section.SOCIAL) else None,
        "checks": closure_checks(case_id) if sight.shows(Section.SOCIAL) and found.state in (CaseState.CLOSURE_ASKED, CaseState.CLOSED) else []}


def _sight(circles: "list[MyCircle]") -> Sight:
    sections = writable = 0
    for circle in circles:
        sections |= circle.sections
        writable |= circle.writable
    return Sight(sections, writable, any(c.own for c in circles), any(c.basis == "case" and c.edit for c in circles), any(c.edit for c in circles),
                 frozenset(c.needs for c in circles if c.needs))


def _staff(file: CaseFile) -> None:
    """Names of all colleagues that the page mentions, and who leads the owner's team, in one statement."""
    keys = {row.staff_id for row in (file.owner, *file.coworkers, *file.tasks) if row}
    keys |= {file.owner.offered_to} - {None} if file.owner else set()
    if file.plan:
        keys |= {action.staff_id for goal in file.plan.goals_read for action in goal.actions_read if action.staff_id}
    made = {file.risk.made_by} if file.risk else set()
    known = access.colleagues(file.case.organisation_id, staff=keys, memberships=made, leading=file.owner.team_id if file.owner else None)
    file.staff = {one.staff_id: one.staff.name for one in known} | {one.pk: one.staff.name for one in known}
    file.leads = [one for one in known if one.role.reads and one.role.verbs and one.suspended_at is None and one.ended_at is None and (
        one.role.reach == Reach.ORGANISATION or (one.role.reach == Reach.TEAM and file.owner and file.owner.team_id in one.teams))]
