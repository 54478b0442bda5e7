"""Which instrument is due for whom, and when: from what happened and what was measured to days. No clock: today is given."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from amana.lib.scoring.instruments import Instrument, Occasion, Unit

State = Literal["ahead", "open", "overdue", "late", "done", "missed"]


@dataclass(frozen=True)
class Due:
    """One occasion of one event. ahead: not yet. open, overdue: to do. done, late: measured in time or after. missed: the next one has opened."""

    instrument: str
    version: str
    occasion: str
    event_on: date
    opens_on: date
    due_on: date
    state: State
    done_on: date | None
    dimensions: tuple[str, ...]


def later(day: date, span: tuple[int, Unit]) -> date:
    """So many days or months after; the last of the month where the day is not in it."""
    amount, unit = span
    if unit == "days":
        return day + timedelta(days=amount)
    years, month = divmod(day.month - 1 + amount, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def occasions(instrument: Instrument, *, events: Mapping[str, Collection[date]], taken: Collection[date], today: date) -> tuple[Due, ...]:
    """Every occasion that the events make, by the day on which it opens.

    events: name → days on which it happened (intake, return, or the act of a result). taken: days of measurements of this instrument.
    A measurement counts for the occasion that opened last, so that none counts twice; of two that open on one day one is left.
    """
    made = [(later(day, one.opens_after), later(day, one.due_after), day, one) for one in instrument.occasions for day in set(events.get(one.event, ()))]
    made.sort(key=lambda row: (row[0], -row[1].toordinal(), row[2], row[3].code))
    opened = list({row[0]: row for row in made}.values())  # of those that open on one day the one that is due first
    ends = [following[0] for following in opened[1:]]
    return tuple(_due(instrument, row, end, taken, today) for row, end in zip(opened, [*ends, None], strict=False))


def due(instruments: Iterable[Instrument], *, events: Mapping[str, Collection[date]], taken: Mapping[str, Collection[date]],
        today: date, age: int | None = None) -> tuple[Due, ...]:
    """What is to be measured today, the most urgent first. taken: code of an instrument → days. Who is too young is not asked."""
    found = [one for instrument in instruments if instrument.is_for(age)
             for one in occasions(instrument, events=events, taken=taken.get(instrument.code, ()), today=today) if one.state in ("open", "overdue")]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.instrument, one.occasion)))


def _due(instrument: Instrument, row: tuple[date, date, date, Occasion], end: date | None, taken: Collection[date], today: date) -> Due:
    opens_on, due_on, event_on, occasion = row
    done: Sequence[date] = sorted(day for day in taken if opens_on <= day <= today and (end is None or day < end))
    done_on = done[0] if done else None
    state = _state(opens_on, due_on, end, done_on, today)
    return Due(instrument.code, instrument.version, occasion.code, event_on, opens_on, due_on, state, done_on, occasion.dimensions)


def _state(opens_on: date, due_on: date, end: date | None, done_on: date | None, today: date) -> State:
    if done_on:
        return "done" if done_on <= due_on else "late"
    if today < opens_on:
        return "ahead"
    if end and end <= today:
        return "missed"
    return "open" if today <= due_on else "overdue"
