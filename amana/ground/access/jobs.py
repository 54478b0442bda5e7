"""Sessions for jobs: a job acts as whoever asked for it, with the few verbs that its one deed needs (DESIGN.md §6.5)."""
import hashlib
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import Forbidden

_ARGUMENT = {"person_id": UUID(int=0), "field": "job.session"}


def open_session(verbs: Iterable[str], subject: UUID) -> str:
    """The key of a session of 24 hours for that subject. Raises Forbidden if the actor lacks a verb."""
    key = new_key()
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.open_job(%s::text[], %s, %s)", [sorted(set(verbs)), subject, digest(key)])
        if not cursor.fetchone()[0]:
            raise Forbidden("job")
    return key


def new_key() -> str:
    return secrets.token_urlsafe(32)


def digest(key: str) -> bytes:
    """What the database keeps of it."""
    return hashlib.sha256(key.encode()).digest()


def as_argument(key: str) -> str:
    """The key sealed, the only thing that a job's arguments may hold: every statement of the program's login can read the queue."""
    return b64encode(sealed_fields.seal(key, **_ARGUMENT)).decode()


def from_argument(sealed: str) -> str:
    """The key again. Raises sealed_fields.Broken for what this installation has not sealed."""
    return sealed_fields.unseal(b64decode(sealed), **_ARGUMENT)


def subject() -> UUID | None:
    """What the present job's session is about; None in any other session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.job_subject()")
        return cursor.fetchone()[0]
