"""Reads of the record of acts, through the database's own function."""
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from amana.insight.journal.rules import Kind, kind_of, sentence

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
