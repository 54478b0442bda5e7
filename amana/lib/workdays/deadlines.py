"""Counting calendar or working time from one instant to another. Instants are aware; a Cairo day is a `date`."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal

from amana.lib.core.dates import cairo_day, from_cairo_wall, to_cairo

Clock = Literal["calendar", "working"]
Unit = Literal["hours", "days"]

OPENS, CLOSES = time(9), time(15)
_WEEKEND = (4, 5)  # Friday and Saturday
_LONGEST_PAUSE = 60  # days; no holidays in a row come near it, so a longer one is an error in the list


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Sunday to Thursday and no holiday."""
    return day.weekday() not in _WEEKEND and day not in holidays


def due(start: datetime, amount: int, unit: Unit, clock: Clock, holidays: Collection[date] = ()) -> datetime:
    """The instant (UTC) by which something that began at `start` is due.

    calendar: hours are hours; so many days later at the same time on a Cairo clock, also across a change of it.
    working: hours run only while offices are open; so many working days later at the same time. What begins while
    offices are closed begins when they open next.
    """
    if amount < 0:
        raise ValueError("a deadline lies ahead")
    if clock == "calendar":
        return _calendar_due(start, amount, unit)
    began = _next_open(start, holidays)
    return (
        _working_time_later(began, timedelta(hours=amount), holidays)
        if unit == "hours"
        else _working_days_later(began, amount, holidays)
    )


def share_used(
    start: datetime, due_at: datetime, now: datetime, clock: Clock, holidays: Collection[date] = ()
) -> float:
    """How much of the time is gone, on the deadline's own clock: 0 at the start, 1 when due, 1.5 at 50 % over."""
    whole, gone = time_between(start, due_at, clock, holidays), time_between(start, now, clock, holidays)
    if whole <= timedelta(0):
        return 1.0 if now >= due_at else 0.0
    return gone / whole


def moment_at(
    share: float, start: datetime, due_at: datetime, clock: Clock, holidays: Collection[date] = ()
) -> datetime:
    """The instant (UTC) at which `share_used` reaches that share; where there was no time at all, when it was due."""
    whole = time_between(start, due_at, clock, holidays)
    if whole <= timedelta(0):
        return max(start, due_at).astimezone(UTC)
    if clock == "calendar":
        return start.astimezone(UTC) + share * whole
    return _working_time_later(_next_open(start, holidays), share * whole, holidays)


def time_between(start: datetime, end: datetime, clock: Clock, holidays: Collection[date] = ()) -> timedelta:
    """The calendar or working time from start to end; nothing if the end is not later."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if end <= start:
        return timedelta(0)
    if clock == "calendar":
        return end - start
    last = cairo_day(end)
    total = timedelta(0)
    for opens, closes in _openings(cairo_day(start), holidays):
        if cairo_day(opens) > last:
            return total
        total += max(timedelta(0), min(end, closes) - max(start, opens))
    return total


def _calendar_due(start: datetime, amount: int, unit: Unit) -> datetime:
    if unit == "hours":
        return start.astimezone(UTC) + timedelta(hours=amount)
    wall = to_cairo(start).replace(tzinfo=None) + timedelta(days=amount)
    return from_cairo_wall(wall)[0] if amount else start.astimezone(UTC)


def _openings(first: date, holidays: Collection[date]) -> Iterator[tuple[datetime, datetime]]:
    """Opening and closing of each working day from the first on, without end."""
    day, pause = first, 0
    while pause <= _LONGEST_PAUSE:
        pause += 1
        if is_working_day(day, holidays):
            pause = 0
            yield _hours_of(day)
        day += timedelta(days=1)
    raise ValueError("the list of holidays leaves no working day")


@lru_cache(maxsize=2_000)
def _hours_of(day: date) -> tuple[datetime, datetime]:
    return from_cairo_wall(datetime.combine(day, OPENS))[0], from_cairo_wall(datetime.combine(day, CLOSES))[0]


def _next_open(start: datetime, holidays: Collection[date]) -> datetime:
    for opens, closes in _openings(cairo_day(start), holidays):
        if start < closes:
            return max(start.astimezone(UTC), opens)
    raise AssertionError  # _openings never ends


def _working_time_later(began: datetime, left: timedelta, holidays: Collection[date]) -> datetime:
    for opens, closes in _openings(cairo_day(began), holidays):
        here = max(began, opens)
        if left <= closes - here:
            return here + left
        left -= closes - here
    raise AssertionError


def _working_days_later(began: datetime, days: int, holidays: Collection[date]) -> datetime:
    for count, (opens, _) in enumerate(_openings(cairo_day(began), holidays)):
        if count == days:
            wall = datetime.combine(cairo_day(opens), to_cairo(began).time())
            return from_cairo_wall(wall)[0]
    raise AssertionError
