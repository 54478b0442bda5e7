"""Committed clones for tests that need the true logins, made from the template and dropped at the end; and several who act in them at once."""
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

import psycopg
from django.conf import settings
from django.db import connections

from amana.doors.site import installation
from amana.ground.rows.acting import Hidden, acting
from amana.lib.core.errors import Refused
from tests.conftest import clone, use_database


@contextmanager
def committed(purpose: str) -> Iterator[str]:
    """Django's connections go to a fresh clone of its own; afterwards back to where they were."""
    before = settings.DATABASES["default"]["NAME"]
    made = clone(f"amana_{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    with psycopg.connect(installation.local_server().url(), autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{made}" SET synchronous_commit = off')
    use_database(made)
    try:
        yield made
    finally:
        connections.close_all()
        use_database(before)
        with psycopg.connect(installation.local_server().url(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')


def by(member, step: Callable) -> Callable[[], None]:
    """The step, as the member's act in a transaction of its own."""
    def act() -> None:
        with acting(member.cookie) as actor:
            step(actor)
    return act


def tried(act: Callable[[], object]) -> bool:
    """Whether the act was done, on a connection of this thread; False where it was refused or hidden."""
    try:
        act()
        return True
    except (Hidden, Refused):
        return False
    finally:
        connections.close_all()


def at_once(*acts: Callable[[], object]) -> list[bool]:
    """All of them in the same moment: which were done."""
    start = Barrier(len(acts))

    def started(act: Callable[[], object]) -> bool:
        start.wait()
        return tried(act)

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(started, acts))
