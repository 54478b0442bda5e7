"""The actor's transaction: the one way to reach a row. Outside `acting()` the program's login sees nothing."""
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import Error, connection, transaction
from django.http import HttpRequest

from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7

API = "/api/"
TOKEN_BEGINS = "amana_"  # by it a secret of the API is told from a cookie, wherever it is found


def is_of_the_api(request: HttpRequest) -> bool:
    """Whether a program asks: with a token and no cookie, answered in JSON."""
    return request.path.startswith(API)


class NobodyActs(Exception):
    """The session is unknown, ended or too old, or its membership is not in force."""


class Forbidden(Exception):
    """The actor's role lacks the verb."""


class Hidden(Exception):
    """The row does not exist or the actor may not touch it: the two must look the same."""


@dataclass(frozen=True)
class Actor:
    """Who acts, for which organisation, in which role, as the database has sealed it for one transaction."""

    membership_id: UUID
    staff_id: UUID
    staff_name: str
    language: str
    organisation_id: UUID
    organisation_code: str
    organisation_name_ar: str
    organisation_name_en: str
    role: str
    reads: int
    writes: int
    verbs: frozenset[str]
    teams: tuple[UUID, ...]
    memberships_count: int
    request_id: UUID

    def may(self, verb: str) -> bool:
        return verb in self.verbs

    @property
    def registers(self) -> bool:
        """Whether files of people begin by this role. Who leads has the verb, for it finds people, and writes no identity."""
        return self.may("register") and bool(self.writes & 1)  # Section.IDENTITY

    def must(self, verb: str) -> None:
        """Raises Forbidden if the role lacks the verb. The policies refuse as well; this says so sooner and in words."""
        if verb not in self.verbs:
            raise Forbidden(verb)


# Tests run as the migrating login and step down to the program's here.
_login = nullcontext
_ENTER = "SELECT sealed.*, entry.clock() FROM entry.enter(%s, %s) AS sealed"
_now: ContextVar[datetime | None] = ContextVar("now", default=None)  # of the transaction of the actor who acts here


def _entered(cookie: str) -> tuple[Actor, datetime]:
    """Let the database seal the session's actor for the present transaction; and its time. Raises NobodyActs."""
    request_id = uuid7()
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [cookie, request_id])
        row = cursor.fetchone()
    if row is None:
        raise NobodyActs
    *facts, verbs, teams, memberships_count, now = row
    return Actor(*facts, verbs=frozenset(verbs), teams=tuple(teams), memberships_count=memberships_count, request_id=request_id), now


@contextmanager
def acting(cookie: str) -> Iterator[Actor]:
    """One transaction of the session's actor; whatever is raised inside undoes all of it.

    Raises NobodyActs before anything is done, Hidden where a policy refuses a write, Refused where a rule of the database does.
    """
    with refusals(), transaction.atomic(), _login():
        actor, now = _entered(cookie)
        with at(now):
            yield actor


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """`clock` says that moment to the program; the database has its own."""
    token = _now.set(moment)
    try:
        yield
    finally:
        _now.reset(token)


def awaited(cookie: str) -> str | None:
    """What a session without its second factor, and so without an actor, has to do: `show` or `set_up`; None for every other."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT entry.awaits(%s)", [cookie])
        return cursor.fetchone()[0]


def clock() -> datetime:
    """Amana's time, as policies and triggers see it; the same through a transaction, and known to whoever acts."""
    if now := _now.get():
        return now
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.clock()")
        return cursor.fetchone()[0]


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the database refuses into the program's words: 42501 is Hidden; a named CHECK, UNIQUE or rule is Refused."""
    try:
        yield
    except Error as error:
        diag = getattr(error.__cause__, "diag", None)
        if diag is not None and diag.sqlstate == "42501":
            raise Hidden from error
        if diag is not None and diag.sqlstate in ("23514", "23505"):
            raise Refused(diag.constraint_name or "refused") from error
        raise


@contextmanager
def attempt() -> Iterator[None]:
    """A step of the actor's transaction that may be refused: then the step alone is undone, and the page can say why."""
    with refusals(), transaction.atomic():
        yield


def passed(rows: int) -> None:
    """After an UPDATE of one row: raises Hidden if a policy let it pass by, which the database does not call an error."""
    if not rows:
        raise Hidden
