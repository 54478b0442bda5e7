"""Committed clones for tests that need the true logins: made from the template, dropped at the end."""
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connections

from amana.doors.site import installation
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
