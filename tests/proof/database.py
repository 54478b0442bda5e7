"""The proof's connections to a database of its own: as the migrating login, as the superuser for seeded faults, as the program's true logins."""
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings

from amana.doors.site import installation
from tests.proof.comparing import Comparison
from tests.proof.world import Builder


def name() -> str:
    """The test process's database."""
    return settings.DATABASES["default"]["NAME"]


def connect(login: str = "amana_migrate", database: str | None = None, **options) -> psycopg.Connection:
    """A connection as one of the true logins, or as the superuser."""
    server, of = installation.local_server(), database or name()
    if login == "amana_admin":
        return psycopg.connect(server.url(database=of), **options)
    return psycopg.connect(server.url(login, installation.secret(f"{login}-password"), of), **options)


@contextmanager
def compared(login: str = "amana_migrate", database: str | None = None, *, is_thorough: bool = True) -> Iterator[Comparison]:
    """The whole world and what is expected of it, in one transaction that is rolled back."""
    with connect(login, database) as connection:
        connection.prepare_threshold = None  # its own preparing would forget ours with every rollback
        made = Comparison(connection, Builder(connection).build(), is_thorough)
        made.prepare()
        yield made
        connection.rollback()
