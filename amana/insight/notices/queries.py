"""Reads of what is new for the actor. The database hides what she may not see: nothing here filters by right."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from amana.insight.notices.rules import AT_MOST, Kind, Mailing


@dataclass(frozen=True)
class Notice:
    """A pointer. `object`: a referral, a case, a proposal …, by its kind; `number`: how its page is called, or nothing; is_new: since the actor's mark."""

    kind: Kind
    at: datetime
    object: UUID
    person_id: UUID | None
    number: str
    is_new: bool


def notices() -> list[Notice]:
    """The latest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, at, object, person_id, coalesce(number, ''), at > (SELECT entry.notices_seen()) FROM entry.notices() LIMIT %s", [AT_MOST + 1])
        return [Notice(Kind(kind), *rest) for kind, *rest in cursor.fetchall()]


def new() -> int:
    """How many came since the actor's mark."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entry.notices() WHERE at > (SELECT entry.notices_seen())")
        return cursor.fetchone()[0]


def mailing() -> Mailing:
    """What the actor has chosen, or the defaults."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT choice, digest_hour, quiet_from, quiet_until FROM entry.mailing()")
        return Mailing(*cursor.fetchone())
