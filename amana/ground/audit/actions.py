"""Writing the record of acts, in the transaction of the act itself. Entries hold ids and field names, never values."""
import json
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

LISTED_AT_MOST = 50


def record(verb: str, subject: UUID | None, *, sections: int = 0, **details) -> None:
    """One act is on record under the actor that the database knows. `details`: ids, codes and field names only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit.record(%s, %s, %s, %s::jsonb)", [verb, subject, sections, json.dumps(details, default=str)])


def record_reading(subject: UUID, *, sections: int, **details) -> None:
    """A personal file was read: one entry for the page, with the sections shown. `details`: the case whose page it was."""
    record("file.read", subject, sections=sections, **details)


def record_listing(subjects: Iterable[UUID], *, sections: int) -> None:
    """A list or a search showed these files (at most 50); nothing is recorded for an empty one."""
    keys = list(subjects)[:LISTED_AT_MOST]
    if keys:
        record("files.listed", None, sections=sections, subjects=keys)
