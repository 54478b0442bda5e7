"""Which instrument the path is drawn from, how its lines differ without colour, and which answers moved. No database, no clock."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from amana.lib.scoring import Instrument, Words

SURVEY = "rss"
# Dimension → how its line is drawn (UX.md §4): social solid, economic dashes, psychosocial dots.
LINES = {"social": "c1", "economic": "c2", "psychosocial": "c3"}
LOW = Fraction(1, 4)  # so few points, twice: what has stayed hard is said as well
MOST_ANSWERS = 10


@dataclass(frozen=True)
class Series:
    """A score over time, the earliest first; a day without a score has none."""

    code: str
    name: Words
    points: tuple[tuple[date, Decimal], ...]

    @property
    def now(self) -> Decimal | None:
        return self.points[-1][1] if self.points else None

    @property
    def was(self) -> Decimal | None:
        """At first; None where there was no other."""
        return self.points[0][1] if len(self.points) > 1 else None

    @property
    def change(self) -> Decimal | None:
        return self.now - self.was if self.was is not None and self.now is not None else None


@dataclass(frozen=True)
class Event:
    """Something that happened in the case, as a fact of the program. tone: danger where it is an ending that nobody wished."""

    day: date
    what: str
    detail: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Answer:
    """A question that was answered at first and last. direction: up is better; same is said of what has stayed hard."""

    topic: Words
    was: Words
    now: Words
    direction: str


def moved(instrument: Instrument, first: Mapping[str, str], last: Mapping[str, str]) -> list[Answer]:
    """Which answers moved, the farthest first, then what has stayed hard. Answers without points are left out."""
    found = []
    for item in instrument.items.values():
        was, now = item.options.get(first.get(item.code, "")), item.options.get(last.get(item.code, ""))
        if was is None or now is None or was.points is None or now.points is None:
            continue
        size = now.points - was.points
        if size or now.points <= LOW:
            found.append((-abs(size), Answer(item.topic, was.label, now.label, "up" if size > 0 else "down" if size else "same")))
    return [answer for _size, answer in sorted(found, key=lambda pair: pair[0])][:MOST_ANSWERS]
