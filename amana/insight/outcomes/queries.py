"""What the figures of a programme are counted from. The database hides what the actor may not see: whoever is not hers to read is in none of them, and that is said."""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.assessments import queries as assessments
from amana.casework.assessments.queries import Measured
from amana.casework.assessments.rules import section_of
from amana.casework.registry import queries as registry
from amana.casework.registry.rules import Sex
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Actor
from amana.insight.outcomes.rules import (
    SIX_GROUPS,
    SMALL,
    Cell,
    Missing,
    Period,
    Wait,
    Waits,
    Whole,
    age_code,
    age_group,
    alone,
    beside,
    groups_of,
    is_missed,
    waits,
    whole,
    why_missing,
)
from amana.lib import scoring
from amana.lib.core.dates import cairo_day
from amana.lib.scoring import Due, Instrument
from amana.services.assistance import queries as assistance
from amana.services.assistance.queries import Asked
from amana.services.assistance.rules import State
from amana.services.programmes import queries as programmes
from amana.services.programmes.rules import Account, TargetGroup
from amana.services.reintegration import queries as reintegration

if TYPE_CHECKING:
    from amana.services.programmes.models import BudgetLine, Programme

REACHED = (State.ORDERED, State.DELIVERED, State.RECONCILED)  # as the page of the programme counts


@dataclass(frozen=True)
class Month:
    """paid: line → what was paid in it. ordered, left: of all lines; left at its end."""

    first: date
    paid: Mapping[UUID, Decimal]
    ordered: Decimal
    left: Decimal

    @property
    def spent(self) -> Decimal:
        return sum(self.paid.values(), Decimal(0))


@dataclass(frozen=True)
class Line:
    """Of the period; granted and left at its end."""

    line: "BudgetLine"
    granted: Decimal
    ordered: Decimal
    spent: Decimal
    left: Decimal


@dataclass(frozen=True)
class Money:
    months: tuple[Month, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Scores:
    """A score of an instrument: its bands at first and last, and how it changed for those with both."""

    code: str
    baseline: Whole
    latest: Whole
    change: Whole


@dataclass(frozen=True)
class Survey:
    """baseline, latest: who has that measure, who should and has not, who is not asked yet. missing: of those who should. months: name of the occasion, measured, due and not measured."""

    instrument: Instrument
    baseline: Whole
    latest: Whole
    missing_baseline: Whole
    missing_latest: Whole
    months: tuple[tuple[str, Cell, Cell], ...]
    scores: tuple[Scores, ...]


@dataclass(frozen=True)
class Figures:
    """people: whom the programme reached and whose file the actor reads; reached: how many it reached in all, where the actor may know it. None: not hers to read."""

    programme: "Programme"
    period: Period
    today: date
    targets: Mapping[str, int]
    reached: int | None
    people: Cell
    sexes: Whole
    ages: Whole
    groups: Mapping[str, Cell] | None
    requests: Cell
    decisions: Waits
    deliveries: Waits
    money: Money | None
    surveys: tuple[Survey, ...] | None


def figures_of(programme: "Programme", period: Period, actor: Actor, today: date) -> Figures:
    """All of it, in a number of statements that does not follow the number of people."""
    keeps = programmes.keeps(programme, actor)
    asked = assistance.asked_of(programme.pk, period.since, period.until)
    helped = [one for one in asked if one.state in REACHED]
    people = {one.person_id for one in helped}
    told = alone(len(people))
    known = registry.identities(people)
    travelled = registry.journeys(people) if actor.reads & Section.JOURNEY else None
    first = {one.person_id: cairo_day(one.made_at) for one in reversed(helped)}
    reached = programmes.counts(programme.pk).get("", (0, 0))[1] if keeps and not period.code else None
    return Figures(
        programme, period, today, programmes.targets(programme.pk), reached, told,
        whole(_counted(Sex.values, (known[key].sex if key in known else Sex.UNSTATED for key in people)), of=told),
        whole(_counted([*(age_code(*ages) for ages in SIX_GROUPS), "unknown"], (_age(known.get(key), first[key]) for key in people)), of=told),
        _groups(travelled, told) if travelled is not None else None,
        alone(len(asked)), waits(_decisions(asked), today), waits(_received(programme, period, asked, keeps=keeps), today),
        _money(programme, period) if keeps else None,
        _surveys(helped, travelled, told, today) if travelled is not None and actor.reads & Section.SOCIAL else None)


def _counted(names: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    return {name: counts[name] for name in names}


def _age(identity, day: date) -> str:
    """On the day of the first request; the lowest that is possible."""
    return age_group(identity.birth.age_on(day)[0]) if identity and identity.birth else "unknown"


def _groups(travelled: Mapping, told: Cell) -> dict[str, Cell]:
    counts = Counter(group for one in travelled.values() for group in groups_of(one.groups, one.returned is not None))
    return {group: beside(counts[group], told) for group in TargetGroup.values if group != TargetGroup.SURVIVORS}


def _decisions(asked: Iterable[Asked]) -> Iterable[Wait]:
    for one in asked:
        decided = cairo_day(one.decided_at) if one.decided_at else None
        yield Wait(cairo_day(one.made_at), decided, is_over=not decided and one.state == State.CANCELLED)


def _received(programme: "Programme", period: Period, asked: Iterable[Asked], *, keeps: bool) -> list[Wait]:
    """From the books, which forget nobody, for who sees them; else from the requests."""
    found = programmes.given(programme.pk) if keeps else [
        (one.decided_at, one.received_at, not one.received_at and one.state in (State.CANCELLED, State.RETURNED)) for one in asked if one.decided_at and one.state != State.DECLINED]
    days = [Wait(cairo_day(approved), cairo_day(received) if received else None, is_over) for approved, received, is_over in found]
    return [one for one in days if not keeps or period.since <= one.since <= period.until]


# Money ---------------------------------------------------------------------------------------------------------------------------------------------------------
def _money(programme: "Programme", period: Period) -> Money:
    moved = programmes.moved(programme.pk, period.until)
    lines = [one.line for one in programmes.standings(programme.pk)]
    within = [row for row in moved if row[1] >= period.since.replace(day=1)]
    return Money(tuple(_months(moved, within)), tuple(Line(line, _net(moved, Account.DONOR, line.pk, out=True), _net(within, Account.ORDERED, line.pk, of_orders=True), _net(within, Account.SPENT, line.pk),
                                                          _net(moved, Account.AVAILABLE, line.pk)) for line in lines))


def _net(moved: Iterable[tuple], account: str, line_id: UUID | None = None, *, out: bool = False, of_orders: bool = False) -> Decimal:
    """What came into an account less what left it; out: the other way round. of_orders: less only what went back, not what was paid."""
    found = Decimal(0)
    for line, _month, source, target, amount in moved:
        if line_id in (None, line):
            if target == account and not (of_orders and source == Account.SPENT):
                found += amount
            elif source == account and not (of_orders and target == Account.SPENT):
                found -= amount
    return -found if out else found


def _months(moved: Sequence[tuple], within: Sequence[tuple]) -> Iterable[Month]:
    """From the first month in which something moved to the last, also those in which nothing did."""
    lines = {row[0] for row in moved}
    first = min((row[1] for row in within), default=None)
    last = max((row[1] for row in within), default=None)
    while first and last and first <= last:
        of_month = [row for row in within if row[1] == first]
        paid = {line: _net(of_month, Account.SPENT, line) for line in lines}
        yield Month(first, paid, _net(of_month, Account.ORDERED, of_orders=True), _net([row for row in moved if row[1] <= first], Account.AVAILABLE))
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)


# Surveys -------------------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Followed:
    """What one instrument says of one person: her occasions, the rows that count, and why one is missing."""

    dues: tuple[Due, ...]
    rows: Mapping[date, Measured]
    opened_on: date
    closed_for: str | None
    last_try: str | None

    @property
    def baseline(self) -> Measured | None:
        return self.rows.get(self.dues[0].done_on) if self.dues and self.dues[0].done_on else None

    @property
    def latest(self) -> Measured | None:
        done = [one.done_on for one in self.dues[1:] if one.done_on]
        return self.rows[done[-1]] if done else None

    def why(self, dues: Iterable[Due]) -> Missing | None:
        """None where nothing of these is missing."""
        missed = [one for one in dues if is_missed(one)]
        return why_missing(closed_for=self.closed_for, last_try=self.last_try, due_on=missed[-1].due_on, opened_on=self.opened_on) if missed else None


def instruments(today: date) -> list[Instrument]:
    """Of the social section alone, with bands, measured more than once after a return."""
    return [one for one in scoring.in_force(today) if section_of(one) == Section.SOCIAL and one.dimensions[one.total].bands
            and len([each for each in one.occasions if each.event == "return"]) > 1]


def _surveys(helped: Sequence[Asked], travelled: Mapping, told: Cell, today: date) -> tuple[Survey, ...]:
    asked = instruments(today)
    cases = {one.case_id: one for one in helped}
    tries = reintegration.last_tries(cases)
    rows = defaultdict(list)
    for one in assessments.measured([each.code for each in asked], cases):
        rows[cases[one.case_id].person_id, one.instrument].append(one)
    own = defaultdict(list)
    for case in cases.values():
        own[case.person_id].append(case)
    return tuple(_survey(one, [_followed(one, own[key], rows[key, one.code], travelled.get(key), tries, today) for key in sorted(own)], told) for one in asked)


def _followed(instrument: Instrument, cases: Sequence[Asked], rows: Iterable[Measured], travelled, tries: Mapping[UUID, str], today: date) -> _Followed:
    fits = {one.asked_on: one for one in rows if one.version == instrument.version or one.version in instrument.comparable_with}
    returned = {travelled.returned} if travelled and travelled.returned else set[date]()
    latest = max(cases, key=lambda one: one.opened_at)
    return _Followed(scoring.occasions(instrument, events={"return": returned}, taken=list(fits), today=today), fits, min(cairo_day(one.opened_at) for one in cases), latest.closed_for, tries.get(latest.case_id))


def _survey(instrument: Instrument, people: Collection[_Followed], told: Cell) -> Survey:
    first = whole(_standing(people, lambda one: one.baseline, lambda one: one.dues[:1]), of=told)
    later = whole(_standing(people, lambda one: one.latest, lambda one: one.dues[1:]), of=told)
    return Survey(
        instrument, first, later, _missing(people, lambda one: one.baseline, lambda one: one.dues[:1], first["due"]), _missing(people, lambda one: one.latest, lambda one: one.dues[1:], later["due"]),
        tuple(_months_due(instrument, people, later)), tuple(_scores(instrument, code, people, first["measured"], later["measured"]) for code in _whole_first(instrument)))


def _whole_first(instrument: Instrument) -> list[str]:
    return [instrument.total, *(code for code in instrument.dimensions if code != instrument.total)]


def _standing(people: Collection[_Followed], measure, dues) -> dict[str, int]:
    return _counted(("measured", "due", "not_yet"), ("measured" if measure(one) else "due" if one.why(dues(one)) else "not_yet" for one in people))


def _missing(people: Iterable[_Followed], measure, dues, of: Cell) -> Whole:
    return whole(_counted(Missing.values, (why for one in people if not measure(one) and (why := one.why(dues(one))))), of=of)


def _months_due(instrument: Instrument, people: Collection[_Followed], later: Whole) -> Iterable[tuple[str, Cell, Cell]]:
    for code in [one.code for one in instrument.occasions if one.event == "return"][1:]:
        dues = [one for each in people for one in each.dues if one.occasion == code]
        missed = sum(is_missed(one) for one in dues)
        yield code, beside(sum(one.done_on is not None for one in dues), later["measured"]), alone(missed) if later["due"].n is not None or not missed else later["due"]


def _scores(instrument: Instrument, code: str, people: Iterable[_Followed], first: Cell, later: Cell) -> Scores:
    bands = [one.code for one in instrument.dimensions[code].bands]
    pairs = [(one.baseline, one.latest) for one in people]
    both = [(a, b) for a, b in pairs if a and b]
    return Scores(code, whole(_counted([*bands, "none"], (_band(a, code) for a, _b in pairs if a)), of=first), whole(_counted([*bands, "none"], (_band(b, code) for _a, b in pairs if b)), of=later),
                  whole(_counted(("better", "same", "worse", "none"), (_direction(instrument, code, a, b) for a, b in both)), of=beside(len(both), later) if len(both) >= SMALL else alone(len(both))))


def _band(one: Measured, code: str) -> str:
    return one.scores.get(code, {}).get("band") or "none"


def _direction(instrument: Instrument, code: str, before: Measured, now: Measured) -> str:
    was, score = (one.scores.get(code, {}).get("score") for one in (before, now))
    if was is None or score is None:
        return "none"
    by = Decimal(score) - Decimal(was)
    return "same" if not by else "better" if (by > 0) == (instrument.dimensions[code].higher_is == "better") else "worse"
