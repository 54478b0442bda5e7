"""From facts to a finding, in three values: a condition is met, not met, or not known yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from amana.lib.eligibility.programmes import Condition, Fact, Outcome, Programme


class State(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """A condition as it stands. asks: facts that would settle it, where it is not known."""

    condition: Condition
    state: State
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """What the rule says of a household, with each condition. One that fails is enough for unlikely, and then nothing more is asked."""

    programme: Programme
    outcome: Outcome
    verdicts: tuple[Verdict, ...]

    @property
    def unmet(self) -> tuple[Condition, ...]:
        return tuple(one.condition for one in self.verdicts if one.state is State.UNMET)

    @property
    def met(self) -> tuple[Condition, ...]:
        return tuple(one.condition for one in self.verdicts if one.state is State.MET)

    @property
    def asks(self) -> tuple[str, ...]:
        return () if self.outcome is not Outcome.ASK else tuple(fact for one in self.verdicts for fact in one.asks)


def judge(programme: Programme, answers: Mapping[str, str], facts: Mapping[str, Fact]) -> Finding:
    """`answers`: fact → answer; what is missing or no answer of that fact is not known."""
    known = {code: answer for code, answer in answers.items() if code in facts and facts[code].reads(answer)}
    verdicts = tuple(_verdict(condition, known) for condition in programme.conditions)
    states = {one.state for one in verdicts}
    outcome = Outcome.UNLIKELY if State.UNMET in states else Outcome.ASK if State.UNKNOWN in states else Outcome.LIKELY
    return Finding(programme, outcome, verdicts)


def _verdict(condition: Condition, known: Mapping[str, str]) -> Verdict:
    held = {one.fact: one.holds(known.get(one.fact)) for one in condition.any}
    if True in held.values():
        return Verdict(condition, State.MET)
    asks = tuple(fact for fact, holds in held.items() if holds is None)
    return Verdict(condition, State.UNKNOWN if asks else State.UNMET, asks)
