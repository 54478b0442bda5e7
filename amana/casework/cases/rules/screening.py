"""Screening for vulnerability: factors on four levels, and the risk level that the answers suggest. No database, no clock."""
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.casework.cases.rules import RiskLevel
from amana.ground.shell.values import reading_language


class Level(TextChoices):
    """Where a determinant of vulnerability lies."""

    INDIVIDUAL = "individual", _("The person")
    HOUSEHOLD = "household", _("Household and family")
    COMMUNITY = "community", _("Community")
    STRUCTURAL = "structural", _("Law, economy, state")


class Weighs(TextChoices):
    """How a factor weighs for this person. Not asked is no answer."""

    RISK = "risk", pgettext_lazy("factor", "Risk")
    NEUTRAL = "neutral", pgettext_lazy("factor", "Neutral")
    PROTECTIVE = "protective", pgettext_lazy("factor", "Protective")


Answers = Mapping[str, str]  # code of a factor → Weighs


def _said(row: Mapping[str, str], field: str) -> str:
    return row[f"{field}_ar" if reading_language() == "ar" else f"{field}_en"]


@dataclass(frozen=True)
class Factor:
    code: str
    level: Level
    row: Mapping[str, str]

    @property
    def name(self) -> str:
        return _said(self.row, "name")

    @property
    def hint(self) -> str:
        return _said(self.row, "hint")


@dataclass(frozen=True)
class Step:
    """One line of the rule: the level that it suggests, and what for."""

    level: RiskLevel
    any_of: tuple[str, ...] = ()
    score: Decimal | None = None
    asked: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """level: empty where too little was asked. Of the other fields the one that spoke is filled."""

    level: str
    codes: tuple[str, ...] = ()
    reached: Decimal | None = None
    asked: int | None = None

    def as_json(self) -> dict:
        return {"codes": list(self.codes), "reached": None if self.reached is None else str(self.reached), "asked": self.asked}


@dataclass(frozen=True)
class Example:
    row: Mapping
    answers: Answers
    suggests: str

    @property
    def about(self) -> str:
        return _said(self.row, "about")


@dataclass(frozen=True)
class Rule:
    """A version of the screening."""

    version: str
    valid_from: date
    status: str
    row: Mapping
    factors: Mapping[str, Factor]
    protective_weight: Decimal
    steps: tuple[Step, ...]
    examples: tuple[Example, ...]

    @property
    def source(self) -> str:
        return _said(self.row, "source")

    def of_level(self, level: str) -> list[Factor]:
        return [factor for factor in self.factors.values() if factor.level == level]

    def name(self, code: str) -> str:
        """Of a factor of this version; the code where it has none."""
        return self.factors[code].name if code in self.factors else code

    def profile(self, answers: Answers) -> dict[Level, Decimal]:
        """Each level's score: its risks, less what protects, never below nothing."""
        return {level: max(Decimal(0), sum((self._weight(answers.get(factor.code)) for factor in self.of_level(level)), Decimal(0))) for level in Level}

    def suggest(self, answers: Answers) -> Suggestion:
        """The first line that fits."""
        total, asked = sum(self.profile(answers).values(), Decimal(0)), len(answers)
        for step in self.steps:
            at_risk = tuple(code for code in step.any_of if answers.get(code) == Weighs.RISK)
            if at_risk:
                return Suggestion(step.level, codes=at_risk)
            if step.score is not None and total >= step.score:
                return Suggestion(step.level, codes=tuple(code for code, weighs in answers.items() if weighs == Weighs.RISK), reached=total)
            if step.asked is not None and asked >= step.asked:
                return Suggestion(step.level, asked=asked)
        return Suggestion("", asked=asked)

    def _weight(self, weighs: str | None) -> Decimal:
        if weighs == Weighs.RISK:
            return Decimal(1)
        return -self.protective_weight if weighs == Weighs.PROTECTIVE else Decimal(0)


@cache
def rules() -> tuple[Rule, ...]:
    """Every version, from reference/vulnerability, the latest last."""
    folder = files("amana.casework.cases").joinpath("reference/vulnerability")
    found = [_read(tomllib.loads(file.read_text("utf-8"))) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda rule: (rule.valid_from, rule.version)))


def rule_on(day: date) -> Rule:
    """The version in force on that day; before the first one, the first."""
    return next((rule for rule in reversed(rules()) if rule.valid_from <= day), rules()[0])


def rule_of(version: str) -> Rule:
    """By its number; the latest where it is no longer shipped."""
    return next((rule for rule in rules() if rule.version == version), rules()[-1])


def changed(before: Answers, now: Answers) -> list[tuple[str, str, str]]:
    """(code, answer before, answer now) of what is not as it was; an empty answer was not asked."""
    return [(code, before.get(code, ""), now.get(code, "")) for code in {**before, **now} if before.get(code, "") != now.get(code, "")]


def _read(row: Mapping) -> Rule:
    factors = {one["code"]: Factor(one["code"], Level(one["level"]), one) for one in row["factor"]}
    steps = tuple(
        Step(RiskLevel(one["level"]), tuple(one.get("any_of", ())), Decimal(one["score"]) if "score" in one else None, one.get("asked"))
        for one in row["suggest"]
    )
    examples = tuple(
        Example(one, {code: weighs for weighs in Weighs.values for code in one.get(weighs, ())}, one["suggests"]) for one in row["example"]
    )
    return Rule(row["version"], row["valid_from"], row["status"], row, factors, Decimal(row["protective_weight"]), steps, examples)
