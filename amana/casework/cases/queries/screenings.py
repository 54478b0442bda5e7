"""Screenings for vulnerability, with what they say in words."""
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from uuid import UUID

from django.db.models import QuerySet

from amana.casework.cases.models import Screening
from amana.casework.cases.rules.screening import Level, Rule, changed, rule_of
from amana.ground.rows.kept import kept


@dataclass(frozen=True)
class Screened:
    """A screening under its version of the rule. before: the one that it followed."""

    row: Screening
    before: Screening | None

    @property
    def rule(self) -> Rule:
        return rule_of(self.row.rule)

    @property
    def profile(self) -> dict[Level, Decimal]:
        return self.rule.profile(self.row.answered)

    @property
    def changes(self) -> list[tuple[str, str, str]]:
        """(factor, answer before, answer now) against the one before; nothing for the first."""
        return changed(self.before.answered, self.row.answered) if self.before else []

    def names(self, weighs: str) -> list[str]:
        return [self.rule.name(code) for code, answer in self.row.answered.items() if answer == weighs]


def screenings(case_id: UUID) -> list[Screened]:
    """Latest first."""
    return _paired(list(Screening.objects.filter(case_id=case_id).order_by("-made_at", "-id")))


def latest_screening(case_id: UUID) -> Screened | None:
    found = _paired(_latest_two(case_id))
    return found[0] if found else None


@kept
def _latest_two(case_id: UUID) -> QuerySet[Screening]:
    return Screening.objects.filter(case_id=case_id).order_by("-made_at", "-id")[:2]


def screening(case_id: UUID, screening_id: UUID) -> Screened:
    """Raises Screening.DoesNotExist."""
    return Screened(Screening.objects.get(pk=screening_id, case_id=case_id), None)


def _paired(rows: list[Screening]) -> list[Screened]:
    return [Screened(row, before) for row, before in pairwise([*rows, None])]
