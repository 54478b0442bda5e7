"""Criteria of closing a case: data with their reasons, each answered with evidence. No database, no clock."""
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from amana.ground.shell.values import reading_language


class Met(TextChoices):
    MET = "met", pgettext_lazy("criterion", "Met")
    NOT_MET = "not_met", pgettext_lazy("criterion", "Not met")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("criterion", "Does not apply")


@dataclass(frozen=True)
class Check:
    """One criterion as it was answered. evidence: what shows it, or why the case closes all the same."""

    code: str
    answer: str
    evidence: str


@dataclass(frozen=True)
class Evidence:
    """What the file holds for a criterion, in words, and which answer that suggests (none: it does not say). None for lines: not readable for who asks."""

    lines: Sequence[str] | None
    suggests: str = ""


@dataclass(frozen=True)
class Criterion:
    """reasons: of closure for which it is asked; empty for all. only_with_evidence: asked only in cases of whose kind the file holds evidence.
    not_met_at: levels of the risk in force at which nobody can say that it is met."""

    code: str
    row: Mapping[str, str]
    reasons: frozenset[str]
    only_with_evidence: bool = False
    not_met_at: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self._said("name")

    @property
    def hint(self) -> str:
        return self._said("hint")

    def asked_for(self, reason: str) -> bool:
        return not self.reasons or reason in self.reasons

    def _said(self, field: str) -> str:
        return self.row[f"{field}_ar" if reading_language() == "ar" else f"{field}_en"]


@cache
def criteria() -> dict[str, Criterion]:
    """By code, in the order of reference/closure_criteria.toml."""
    return {row["code"]: Criterion(row["code"], row, frozenset(row.get("reasons", ())), row.get("only_with_evidence", False), frozenset(row.get("not_met_at", ())))
            for row in _file()["criterion"]}


def status() -> str:
    """draft, interim or official, and who confirms."""
    return _file()["status"]


def name_of(code: str) -> str:
    return criteria()[code].name if code in criteria() else code


@cache
def _file() -> Mapping:
    return tomllib.loads(files("amana.casework.cases").joinpath("reference/closure_criteria.toml").read_text("utf-8"))
