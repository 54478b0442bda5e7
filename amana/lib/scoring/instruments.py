"""What an instrument is: what is asked, how answers become scores, what they lead to and when it is due. `reading` makes one from a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Literal

Unit = Literal["days", "months"]
SECTIONS = ("social", "economic", "legal", "psychosocial", "health", "protection")  # of a file, to which answers can belong


class Mark(StrEnum):
    """How far a version is agreed."""

    DRAFT = "draft"
    INTERIM = "interim"
    OFFICIAL = "official"


class NoAnswer(StrEnum):
    """Said instead of an option. All three leave a gap that the rule on missing answers judges."""

    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    UNKNOWN = "unknown"


NO_ANSWERS = frozenset(one.value for one in NoAnswer)


@dataclass(frozen=True)
class Words:
    ar: str
    en: str

    def said(self, language: str) -> str:
        return self.ar if language.split("-")[0] == "ar" else self.en


@dataclass(frozen=True)
class Option:
    """points: none where the option says that the question does not apply."""

    code: str
    label: Words
    points: Fraction | None


@dataclass(frozen=True)
class Item:
    """topic: what it is about, in the project's own words. wording: the question as the official form asks it, where that is shipped."""

    code: str
    topic: Words
    wording: Words | None
    scale: str
    options: Mapping[str, Option]

    @property
    def points(self) -> list[Fraction]:
        return [option.points for option in self.options.values() if option.points is not None]


@dataclass(frozen=True)
class Missing:
    """refuse: one gap, no score. prorate: gaps weigh like the mean of the rest. zero: gaps give no points. More gaps than `at_most`: no score.

    at_most: so many, or with `is_share` that part of the questions that apply. never_guessed: no score without these.
    """

    rule: Literal["refuse", "prorate", "zero"]
    at_most: Fraction
    is_share: bool
    never_guessed: frozenset[str]

    def allows(self, gaps: int, of: int) -> bool:
        return gaps <= (self.at_most * of if self.is_share else self.at_most)


@dataclass(frozen=True)
class Band:
    """From first to last, both included; the next band begins one last place later."""

    code: str
    name: Words
    first: Decimal
    last: Decimal


@dataclass(frozen=True)
class Dimension:
    """A score: the sum or mean of items, or of other dimensions, times a factor. It is rounded half up to `places`; bands are of the rounded figure."""

    code: str
    name: Words
    parts: tuple[str, ...]
    of_dimensions: bool
    method: Literal["sum", "mean"]
    factor: Fraction
    weights: Mapping[str, Fraction]
    missing: Missing
    places: int
    lowest: Decimal
    highest: Decimal
    higher_is: Literal["better", "worse"]
    bands: tuple[Band, ...]
    meaningful_change: Decimal | None
    change_source: Words | None

    @property
    def step(self) -> Decimal:
        return Decimal((0, (1,), -self.places))

    def weight(self, part: str) -> Fraction:
        return self.weights.get(part, Fraction(1))


@dataclass(frozen=True)
class Rule:
    """What follows, and on what: any of `items` has so many points, or `dimension` such a score, or any of `gaps` has no answer.

    alert: acts at once, whatever the score. act: a code that programs know; also the name of an event for schedules.
    """

    kind: Literal["alert", "advice"]
    act: str
    then: Words
    items: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    dimension: str = ""
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def fits(self, figure: Fraction | Decimal) -> bool:
        number = Fraction(figure)
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


@dataclass(frozen=True)
class Occasion:
    """When to measure after an event. dimensions: only these; empty for all."""

    code: str
    name: Words
    event: str
    opens_after: tuple[int, Unit]
    due_after: tuple[int, Unit]
    dimensions: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A worked example: answers and what comes of them. scores: of every dimension, none where there is no score. acts: exactly these, in any order."""

    about: Words | None
    answers: Mapping[str, str]
    scores: Mapping[str, Decimal | None]
    bands: Mapping[str, str]
    acts: frozenset[str]


@dataclass(frozen=True)
class Instrument:
    """One version. says: what a score means and does not mean. mark_note: what is still to be confirmed, and by whom. section: who reads its answers."""

    code: str
    version: str
    valid_from: date
    valid_until: date | None
    mark: Mark
    mark_note: Words | None
    confirmed_by: Words | None
    confirmed_on: date | None
    title: Words
    says: Words
    how: Words | None
    source: Words
    licence: Words
    period_days: int | None
    from_age: int | None
    comparable_with: tuple[str, ...]
    section: str
    total: str
    items: Mapping[str, Item]
    dimensions: Mapping[str, Dimension]
    rules: tuple[Rule, ...]
    occasions: tuple[Occasion, ...]
    examples: tuple[Example, ...]

    @property
    def name(self) -> str:
        return f"{self.code}/{self.version}"

    @property
    def is_worded(self) -> bool:
        """Whether its official wording is there; before that it can be scored from a paper form, but not asked on a page."""
        return all(item.wording for item in self.items.values())

    def is_for(self, age: int | None) -> bool:
        """Whether somebody of this age is asked; who does not know the age decides herself."""
        return age is None or self.from_age is None or age >= self.from_age
