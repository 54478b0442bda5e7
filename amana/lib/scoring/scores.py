"""From answers to scores: exact fractions, rounded once and half up, and what the rules make of them. No clock, no words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from amana.lib.core.errors import Unreadable
from amana.lib.scoring.instruments import NO_ANSWERS, Band, Dimension, Instrument, NoAnswer, Rule


@dataclass(frozen=True)
class Counted:
    """One part that entered a score."""

    part: str
    value: Fraction
    weight: Fraction


@dataclass(frozen=True)
class Score:
    """exact, shown (rounded), band: none where there is no score; `why_none` then says why (must_be_asked, too_many_missing, nothing_applies).

    missing: parts without an answer. absent: parts that do not apply.
    """

    dimension: str
    exact: Fraction | None
    shown: Decimal | None
    band: Band | None
    counted: tuple[Counted, ...]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    why_none: str

    @property
    def is_filled(self) -> bool:
        """A score in spite of gaps."""
        return self.exact is not None and bool(self.missing)


@dataclass(frozen=True)
class Result:
    """What one set of answers gave under one version, and for good: a later version does not change it."""

    instrument: str
    version: str
    answers: Mapping[str, str]
    scores: Mapping[str, Score]
    whole: Score
    rules: tuple[Rule, ...]

    @property
    def alerts(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == "alert")

    @property
    def acts(self) -> frozenset[str]:
        return frozenset(rule.act for rule in self.rules)


def score(instrument: Instrument, answers: Mapping[str, str | None]) -> Result:
    """The result of these answers: code of an item → code of an option, or a NoAnswer; what is left out or None was not asked.

    Raises Unreadable (answers.not_a_table, answers.unknown_item, answers.not_an_option) rather than count what it does not know.
    """
    given = _checked(instrument, answers)
    points = {code: item.options[given[code]].points for code, item in instrument.items.items() if given[code] in item.options}
    absent = {code for code, worth in points.items() if worth is None}
    worth = {code: value for code, value in points.items() if value is not None}
    scores: dict[str, Score] = {}
    for dimension in sorted(instrument.dimensions.values(), key=lambda one: one.of_dimensions):
        known = {code: one.exact for code, one in scores.items() if one.exact is not None} if dimension.of_dimensions else worth
        scores[dimension.code] = _scored(dimension, known, absent)
    rules = tuple(rule for rule in instrument.rules if _speaks(rule, given, worth, scores))
    in_order = {code: scores[code] for code in instrument.dimensions}
    return Result(instrument.code, instrument.version, given, in_order, scores[instrument.total], rules)


def half_up(number: Fraction, places: int) -> Decimal:
    """Rounded to so many decimals; exactly half goes up, whatever stands before it."""
    return Decimal(f"{floor(number * 10**places + Fraction(1, 2))}E-{places}")


def _checked(instrument: Instrument, answers: Mapping[str, str | None]) -> dict[str, str]:
    if not isinstance(answers, Mapping):
        raise Unreadable("answers.not_a_table", instrument=instrument.name)
    for code in answers:
        if not isinstance(code, str) or code not in instrument.items:
            raise Unreadable("answers.unknown_item", instrument=instrument.name, item=code)
    given: dict[str, str] = {}
    for code, item in instrument.items.items():
        answer = answers.get(code)
        given[code] = NoAnswer.NOT_ASKED.value if answer is None else answer
        if not isinstance(answer, str | None) or given[code] not in {*item.options, *NO_ANSWERS}:
            raise Unreadable("answers.not_an_option", instrument=instrument.name, item=code, answer=answer)
        given[code] = str.__str__(given[code])  # the word itself, also where a NoAnswer was handed in
    return given


def _scored(dimension: Dimension, worth: Mapping[str, Fraction], absent: set[str]) -> Score:
    gone = tuple(part for part in dimension.parts if part in absent)
    counted = tuple(Counted(part, worth[part], dimension.weight(part)) for part in dimension.parts if part in worth)
    missing = tuple(part for part in dimension.parts if part not in worth and part not in absent)
    why_none = _why_none(dimension, missing, len(dimension.parts) - len(gone))
    if why_none:
        return Score(dimension.code, None, None, None, counted, missing, gone, why_none)
    exact = _value(dimension, counted, missing)
    shown = half_up(exact, dimension.places)
    band = next((one for one in dimension.bands if one.first <= shown <= one.last), None)
    return Score(dimension.code, exact, shown, band, counted, missing, gone, "")


def _why_none(dimension: Dimension, missing: tuple[str, ...], applying: int) -> str:
    if not applying:
        return "nothing_applies"
    if dimension.missing.never_guessed & set(missing):
        return "must_be_asked"
    enough = len(missing) < applying and dimension.missing.allows(len(missing), applying)
    return "" if enough else "too_many_missing"


def _value(dimension: Dimension, counted: tuple[Counted, ...], missing: tuple[str, ...]) -> Fraction:
    gathered = sum((one.value * one.weight for one in counted), Fraction(0))
    answered = sum((one.weight for one in counted), Fraction(0))
    asked = answered + sum((dimension.weight(part) for part in missing), Fraction(0))
    mean = gathered / (asked if dimension.missing.rule == "zero" else answered)
    return (mean if dimension.method == "mean" else mean * asked) * dimension.factor


def _speaks(rule: Rule, given: Mapping[str, str], worth: Mapping[str, Fraction], scores: Mapping[str, Score]) -> bool:
    if rule.dimension:
        shown = scores[rule.dimension].shown
        return shown is not None and rule.fits(shown)
    return any(given[code] in NO_ANSWERS for code in rule.gaps) or any(code in worth and rule.fits(worth[code]) for code in rule.items)
