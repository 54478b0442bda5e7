"""Why a file is opened exceptionally, for how long, and how it is judged. No database, no clock."""
import tomllib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from amana.ground.shell.values import reading_language

HOURS, REVIEW_DAYS, AT_ONCE, TOLD_AT_LEAST, SHORTEST_WORDS = 4, 7, 3, 2, 10


class Verdict(TextChoices):
    JUSTIFIED = "justified", _("Justified")
    NOT_JUSTIFIED = "not_justified", _("Not justified")


class State(StrEnum):
    """Where an access stands; what is over waits for its review, and is late after a week."""

    OPEN = "open"
    TO_REVIEW = "to_review"
    LATE = "late"
    REVIEWED = "reviewed"


def state_of(*, closes_at: datetime, ended_at: datetime | None, due_at: datetime, reviewed_at: datetime | None, now: datetime) -> State:
    if ended_at is None and now < closes_at:
        return State.OPEN
    if reviewed_at:
        return State.REVIEWED
    return State.LATE if now >= due_at else State.TO_REVIEW


@dataclass(frozen=True)
class Reason:
    """A reason of the list, in both languages."""

    code: str
    en: str
    ar: str

    def __str__(self) -> str:
        return self.ar if reading_language() == "ar" else self.en


@cache
def reasons() -> dict[str, Reason]:
    """By code, in the order of reference/reasons.toml."""
    return {one["code"]: Reason(one["code"], one["en"], one["ar"]) for one in _table()["reason"]}


def is_draft() -> bool:
    return _table()["status"].startswith("draft")


@cache
def _table() -> dict:
    return tomllib.loads(files("amana.casework.exceptional").joinpath("reference/reasons.toml").read_text("utf-8"))
