"""Cases in lists: a part by key, from the actor's circles. The statements are as many for ten cases as for a hundred thousand."""
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import DateTimeField, Exists, Func, IntegerField, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from amana.casework.cases.models import Assignment, Case, Plan, Risk, Task
from amana.casework.cases.rules import CaseSort, CaseState, PlanStanding, PlanState, RiskLevel, TaskState
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor
from amana.ground.rows.kept import kept
from amana.ground.rows.sections import related
from amana.ground.shell.lists import PAGE, SORTED, UNCOUNTED, Part, Place, beyond, counted, cut, mark, one_of
from amana.lib.core.dates import cairo_midnight
from amana.lib.core.ids import read_number

AT_WORK = (CaseState.OPEN, CaseState.ON_HOLD, CaseState.CLOSURE_ASKED)
NOTHING_DUE = datetime(9999, 1, 1, tzinfo=UTC)
_PLAN_STATES = {PlanStanding.IN_WORK: (PlanState.DRAFT, PlanState.RETURNED), PlanStanding.SUBMITTED: (PlanState.SUBMITTED,),
                PlanStanding.APPROVED: (PlanState.APPROVED,)}


class Clock(Func):
    """Amana's time."""

    function = "entry.clock"
    output_field = DateTimeField()


@dataclass(frozen=True)
class Wanted:
    """What a list of cases is narrowed to, and in which order."""

    states: tuple[str, ...] = AT_WORK
    text: str = ""
    risk: str = ""
    staff_id: UUID | None = None
    team_id: UUID | None = None
    plan: str = ""
    is_late: bool = False
    is_protected: bool = False
    since: date | None = None
    until: date | None = None
    sort: str = CaseSort.NEWEST


@dataclass
class Listed:
    """A case in a list: what the actor may know of it there. `team_names`: Arabic and English."""

    case: Case
    risk: Risk | None
    next_task: Task | None
    identity: Model | None
    holding: Model | None
    team_id: UUID | None
    staff_id: UUID | None
    worker: str
    team_names: tuple[str, str]
    now: datetime


@dataclass
class Cases(Part):
    """A part of the list; `is_cut`: too many for the order that was asked for, so they stand in the usual one."""

    is_cut: bool = False


def my_cases(actor: Actor, wanted: Wanted | None = None, place: Place | None = None, *, size: int = PAGE) -> Cases:
    """Cases within the actor's reach in the order wanted, from the place on.

    By opening: read along the index of the circles, however many there are. By deadline or risk: sorted, so for at most SORTED cases.
    """
    wanted = wanted or Wanted()
    if wanted.sort in (CaseSort.DUE, CaseSort.RISK):
        circles = _narrowed(actor, wanted)
        total = _total(circles, place, most=SORTED) if circles is not None else 0
        if total is not None:
            return _by_value(circles, wanted.sort, place, size, total) if circles is not None else Cases([])
        return _by_opening(actor, replace(wanted, sort=CaseSort.NEWEST), place, size, is_cut=True)
    return _by_opening(actor, wanted, place, size)


def listed(keys: list[UUID]) -> list[Listed]:
    """What lists show of these cases, in their order, in one statement; what has gone out of sight meanwhile is left out."""
    by_key = {one.pk: one for one in _shown(keys)} if keys else {}
    return [_listed(by_key[key]) for key in keys if key in by_key]


@kept
def _shown(keys: list[UUID]) -> QuerySet[Case]:
    task = Task.objects.filter(case_id=OuterRef("pk"), state=TaskState.OPEN).order_by("due_at", "id")
    owner = Assignment.objects.filter(case_id=OuterRef("pk"), until_at=None).annotate(worker=access.name_of("staff_id"))
    return Case.objects.filter(pk__among=keys).select_related("person__identity", "person__holding").annotate(
        now=Clock(), risk_level=_risk_of("pk"), next_task=Subquery(task.values(said=JSONObject(kind="kind", title="title", due_at="due_at"))[:1]),
        owned_by=Subquery(owner.values(said=JSONObject(team="team_id", staff="staff_id", worker="worker", ar="team__name_ar", en="team__name_en"))[:1]))


def _key(said: str | None) -> UUID | None:
    return UUID(said) if said else None


def _total(circles: QuerySet, place: Place | None, *, most: int | None = None) -> int | None:
    """As the part before has counted it, or counted now."""
    return place.total if place and place.total != UNCOUNTED else counted(circles, "case_id", most=most)


def _listed(one: Case) -> Listed:
    owner, said = one.owned_by or {}, one.next_task
    task = Task(**{**said, "due_at": datetime.fromisoformat(said["due_at"])}) if said else None
    return Listed(one, Risk(level=one.risk_level) if one.risk_level else None, task, related(one.person, "identity"), related(one.person, "holding"),
                  _key(owner.get("team")), _key(owner.get("staff")), owner.get("worker") or "", (owner.get("ar") or "", owner.get("en") or ""), one.now)


def _narrowed(actor: Actor, wanted: Wanted, *, oldest_first: bool = False) -> QuerySet | None:
    """The circles of the cases that fit; None where a search finds nobody. Conditions are asked row by row, so that a page reads no more than it needs."""
    case = Case.objects.filter(pk=OuterRef("case_id"))
    circles = access.circles_in_reach(actor, oldest_first=oldest_first).filter(one_of(case.filter(state__in=wanted.states)), case_id__isnull=False)
    if wanted.text:
        meant = _meant(wanted.text)
        if meant is None:
            return None
        circles = circles.filter(meant)
    if wanted.staff_id:
        circles = circles.filter(staff_id=wanted.staff_id, basis="case")
    if wanted.team_id:
        circles = circles.filter(team_id=wanted.team_id, basis="case")
    if wanted.since:
        circles = circles.filter(listed_at__gte=cairo_midnight(wanted.since))
    if wanted.until:
        circles = circles.filter(listed_at__lt=cairo_midnight(wanted.until + timedelta(days=1)))
    if wanted.risk:
        circles = circles.annotate(risk=_risk_of("case_id")).filter(risk=wanted.risk)
    if wanted.is_late:
        due = Task.objects.filter(case_id=OuterRef("case_id"), state=TaskState.OPEN, due_at__lt=Clock())
        circles = circles.filter(one_of(due.exclude(case__state=CaseState.ON_HOLD)))
    if wanted.plan:
        circles = circles.filter(_plan_stands(wanted.plan))
    return circles.filter(one_of(registry.protected("person_id"))) if wanted.is_protected else circles


def _meant(text: str) -> Q | None:
    """By the number of the case or of the file, else as people are searched for."""
    case, person = read_number(text, "AC"), read_number(text)
    if case or person:
        return Q(case_id__in=list(Case.objects.filter(Q(number=case) | Q(person__number=person)).values_list("pk", flat=True)))
    found = registry.meant(text)
    return Q(person_id__in=found) if found else None


def _plan_stands(standing: str) -> Subquery:
    plans = Plan.objects.filter(case_id=OuterRef("case_id"))
    if standing == PlanStanding.NONE:
        without = Plan.objects.filter(case_id=OuterRef("pk"))
        return one_of(Case.objects.filter(~Exists(without), pk=OuterRef("case_id")))
    return one_of(plans.filter(state__in=_PLAN_STATES[standing]))


def _risk_of(case_key: str) -> Subquery:
    return Subquery(Risk.objects.filter(case_id=OuterRef(case_key)).order_by("-made_at", "-id").values("level")[:1])


def _due() -> Subquery:
    return Subquery(Task.objects.filter(case_id=OuterRef("case_id"), state=TaskState.OPEN).order_by("due_at", "id").values("due_at")[:1])


def _by_opening(actor: Actor, wanted: Wanted, place: Place | None, size: int, *, is_cut: bool = False) -> Cases:
    """A case may lie in several circles, all under one place: a few more are read than a part holds, and a part may be shorter."""
    place = place if place and place.at else None
    is_upwards = (wanted.sort == CaseSort.OLDEST) != (place is not None and place.is_back)
    all_that_fit = _narrowed(actor, wanted, oldest_first=is_upwards)
    if all_that_fit is None:
        return Cases([])
    circles = all_that_fit
    if place:
        circles = circles.filter(beyond(place, "listed_at", "person_id", is_upwards=is_upwards))
    # The view is ordered inside. Ordered once more out here, the database would plan for all rows, not for a page, and sort them.
    rows = list(circles.values_list("case_id", "listed_at", "person_id")[:size * 3 + 1])
    places = {case_id: (listed_at, person_id) for case_id, listed_at, person_id in rows}
    more = len(places) > size or len(rows) > size * 3
    keys, after, before = cut(list(places), place, lambda key: mark(*places[key]), more=more, size=size)
    total = None if is_cut else _total(all_that_fit, place) if after or before else len(keys)
    return Cases(listed(keys), after, before, total, is_cut)


def _by_value(circles: QuerySet, sort: str, place: Place | None, size: int, total: int) -> Cases:
    """The nearest deadline, or the highest risk, first; what the actor does not read counts as nothing due and no risk."""
    value = place and (place.at if sort == CaseSort.DUE else place.rank)
    place = place if value is not None else None
    is_back = place is not None and place.is_back
    if sort == CaseSort.DUE:
        circles = circles.annotate(value=Coalesce(_due(), Value(NOTHING_DUE, output_field=DateTimeField())))
    else:
        ranks = [When(rank_of=level, then=Value(rank)) for rank, level in enumerate(RiskLevel.values)]
        circles = circles.annotate(rank_of=_risk_of("case_id")).annotate(value=Choice(*ranks, default=Value(len(ranks)), output_field=IntegerField()))
    if place:
        circles = circles.filter(Q(value__lt=value) | Q(value=value, case_id__lt=place.key) if is_back else Q(value__gt=value) | Q(value=value, case_id__gt=place.key))
    rows = circles.order_by(*(("-value", "-case_id") if is_back else ("value", "case_id"))).values_list("case_id", "value").distinct()
    values = dict(rows[:size + 1])
    keys, after, before = cut(list(values), place, lambda key: mark(values[key], key), more=len(values) > size, size=size)
    return Cases(listed(keys), after, before, total)


def by_number(number: str) -> list[Case]:
    """The case of that number, if the actor sees it."""
    return list(Case.objects.filter(number=number))


def latest_cases(people: list[UUID]) -> dict[UUID, Listed]:
    """The latest case of each of these records that the actor sees, with who owns it."""
    found = Case.objects.filter(person_id__in=people).order_by("person_id", "-made_at", "-id").distinct("person_id")
    return {one.case.person_id: one for one in listed(list(found.values_list("pk", flat=True)))} if people else {}


def at_work(keys: Iterable[UUID]) -> list[Case]:
    """Those of the cases that the actor sees and that are not closed."""
    return list(Case.objects.filter(pk__in=list(keys), state__in=AT_WORK))


def worked_on(keys: list[UUID]) -> set[UUID]:
    """Those of the cases in which the actor may do something."""
    return set(access.circles(ordered=False).filter(case_id__in=keys, own=True, edit=True).values_list("case_id", flat=True)) if keys else set()


def risks_in_force() -> QuerySet[Risk]:
    """Decisions on the risk that no later one replaced."""
    later = Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__gt=OuterRef("pk"))
    return Risk.objects.filter(~Exists(Risk.objects.filter(later, case_id=OuterRef("case_id"))))


def current_risks(keys: list[UUID]) -> dict[UUID, Risk]:
    """The level that counts, by case."""
    return {row.case_id: row for row in _latest_risks(keys)}


@kept
def _latest_risks(keys: list[UUID]) -> QuerySet[Risk]:
    return Risk.objects.filter(case_id__among=keys).order_by("case_id", "-made_at", "-id").distinct("case_id")
