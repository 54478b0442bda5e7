"""Reads of the record of acts, through the database's own function."""
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from amana.ground.shell.lists import Place
from amana.insight.journal.rules import OFFICE_VERBS, Amount, Kind, OfficeKind, kind_of, sentence
from amana.lib.core.dates import cairo_day

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One act: when, what, who (empty for other organisations), which sections it touched."""

    at: datetime
    verb: str
    by: str
    is_own: bool
    sections: int
    details: dict

    @property
    def kind(self) -> Kind:
        return kind_of(self.verb)

    @property
    def words(self) -> str:
        return sentence(self.verb, self.details)


def of_case(person_id: UUID, case_id: UUID, *, before: datetime | None = None, at_most: int = PAGE, with_reads: bool = False) -> list[Entry]:
    """Acts on the case and its record, before an instant if one is given, latest first; empty for who sees neither."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT at, verb, by_name, is_own, sections, details FROM audit.of_case(%s, %s, %s, %s, %s)", [
            person_id, case_id, before, at_most, with_reads])
        return [Entry(at, verb, by or "", is_own, sections, json.loads(details) if isinstance(details, str) else details)
                for at, verb, by, is_own, sections, details in cursor.fetchall()]


@dataclass(frozen=True)
class Reader:
    """Somebody who opened a file: a colleague by name, or another organisation by its number on this page alone."""

    first_at: datetime
    last_at: datetime
    times: int
    sections: int
    by: str
    body: int | None
    is_taken_out: bool
    is_exceptional: bool

    @property
    def is_of_one_day(self) -> bool:
        return cairo_day(self.first_at) == cairo_day(self.last_at)


def readers(person_id: UUID) -> list[Reader]:
    """Who opened the file, as far as the actor reads what they saw, in the order in which they came; empty for who does not hold it within reach."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_at, last_at, times, sections, by_name, body, is_taken_out, is_exceptional FROM audit.readers(%s)", [person_id])
        return [Reader(first, last, times, sections, by or "", body, is_out, is_exceptional)
                for first, last, times, sections, by, body, is_out, is_exceptional in cursor.fetchall()]


@dataclass(frozen=True)
class DayOf:
    """How much of one kind a colleague did on one day in Cairo; files: of how many files."""

    day: date
    kind: Amount
    times: int
    files: int
    first_at: datetime
    last_at: datetime

    @property
    def is_of_one_minute(self) -> bool:
        return self.last_at - self.first_at < timedelta(minutes=1)


def of_staff(staff_id: UUID, *, since: datetime, until: datetime) -> list[DayOf]:
    """The latest day first; empty for who neither runs the staff of the organisation nor is that colleague."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, kind, times, files, first_at, last_at FROM audit.of_staff(%s, %s, %s)", [staff_id, since, until])
        return [DayOf(day, Amount(kind), *rest) for day, kind, *rest in cursor.fetchall()]


@dataclass(frozen=True)
class OfficeAct:
    """One act in an office: `subject` is the key of what it was done with."""

    id: UUID
    at: datetime
    verb: str
    staff_id: UUID | None
    by: str
    subject: UUID | None
    details: dict

    @property
    def words(self) -> str:
        return sentence(self.verb, self.details)

    @property
    def about(self) -> str:
        """What the subject is, by the beginning of the verb."""
        return self.verb.partition(".")[0]


def of_office(*, kind: str = "", staff_id: UUID | None = None, since: datetime | None = None, until: datetime | None = None, beyond: Place | None = None,
              at_most: int = PAGE) -> list[OfficeAct]:
    """Acts of the actor's office that she may read, the latest first; one more than `at_most` where there are more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, at, verb, staff, by_name, subject, details FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)", [
            list(OFFICE_VERBS[OfficeKind(kind)][0]) if kind else None, staff_id, since, until, beyond and beyond.at, beyond and beyond.key, at_most + 1])
        return [OfficeAct(key, at, verb, staff, by or "", subject, json.loads(details) if isinstance(details, str) else details)
                for key, at, verb, staff, by, subject, details in cursor.fetchall()]
