"""What a programme is: who it is for as conditions on facts, what to bring and where, and worked examples. `reading` makes one from a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from amana.lib.scoring import Mark, Words

_NUMBER = re.compile(r"\d{1,6}", re.ASCII)
YES, NO = "yes", "no"


class Outcome(StrEnum):
    """What a screening says of a programme; never that it is granted."""

    LIKELY = "likely"
    UNLIKELY = "unlikely"
    ASK = "ask"


@dataclass(frozen=True)
class Fact:
    """A question. options: code → words; empty for a number. most: the highest number that is taken. How it is known from a file is not said here."""

    code: str
    about: Literal["person", "household"]
    kind: Literal["yes_no", "choice", "number"]
    question: Words
    hint: Words | None
    options: Mapping[str, Words]
    most: int

    def reads(self, answer: str | None) -> bool:
        """Whether that is an answer; what is none counts as not known."""
        if not answer:
            return False
        return bool(_NUMBER.fullmatch(answer)) and int(answer) <= self.most if self.kind == "number" else answer in self.options


@dataclass(frozen=True)
class Alternative:
    """One way in which a condition is met: a fact has this answer, or a number from … to."""

    fact: str
    value: str = ""
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, answer: str | None) -> bool | None:
        """None where it is not known. `answer`: as `Fact.reads` takes it."""
        if not answer:
            return None
        if self.value:
            return answer == self.value
        return (self.at_least is None or int(answer) >= self.at_least) and (self.at_most is None or int(answer) <= self.at_most)

    def plain(self) -> dict[str, str | int]:
        """As the database reads it."""
        found = {"fact": self.fact, "is": self.value or None, "least": self.at_least, "most": self.at_most}
        return {key: value for key, value in found.items() if value is not None}


@dataclass(frozen=True)
class Condition:
    """Met where one of its alternatives is. text: what is required, as somebody would say it."""

    code: str
    text: Words
    any: tuple[Alternative, ...]


@dataclass(frozen=True)
class Example:
    """A worked example: facts, what comes of them, the conditions that fail and the facts that are asked."""

    about: Words
    facts: Mapping[str, str]
    outcome: Outcome
    unmet: frozenset[str]
    asks: frozenset[str]


@dataclass(frozen=True)
class Programme:
    """One version. All conditions must be met; no fact stands in two of them, so what is not known is asked only where it matters."""

    code: str
    version: str
    valid_from: date
    valid_until: date | None
    mark: Mark
    mark_note: Words | None
    confirmed_by: Words | None
    confirmed_on: date | None
    name: Words
    gives: Words
    source: Words
    decided_by: Words
    apply_at: Words
    documents: tuple[Words, ...]
    conditions: tuple[Condition, ...]
    examples: tuple[Example, ...]

    @property
    def key(self) -> str:
        return f"{self.code}/{self.version}"

    @property
    def facts(self) -> tuple[str, ...]:
        """What is asked for it, in the order of its conditions."""
        return tuple(one.fact for condition in self.conditions for one in condition.any)

    def plain(self) -> list[list[dict[str, str | int]]]:
        """The conditions as the database reads them."""
        return [[one.plain() for one in condition.any] for condition in self.conditions]


@dataclass(frozen=True)
class Tried:
    """A worked example with what the rule makes of it."""

    example: Example
    outcome: Outcome
    unmet: frozenset[str]
    asks: frozenset[str]

    @property
    def holds(self) -> bool:
        return (self.outcome, self.unmet, self.asks) == (self.example.outcome, self.example.unmet, self.example.asks)
