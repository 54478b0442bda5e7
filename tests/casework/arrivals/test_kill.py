"""An import that is killed in the middle and run again, in a process of its own, on a committed database with the true logins."""

import os
import signal
import subprocess
import sys
import time
from datetime import date

import psycopg
import pytest

from amana.casework.arrivals import actions
from amana.doors.site import installation
from amana.ground.rows.acting import acting
from tests.casework.arrivals.lists import HEADINGS, people, xlsx
from tests.conftest import ROOT
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof

ROWS = 500
CHILD = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from tests.conftest import use_database
use_database(sys.argv[1])
from importlib import import_module
actions = import_module(f"amana.casework.{sys.argv[3]}.actions")
actions.run(sys.argv[2], progress=lambda done, total: print(done, flush=True))
"""


def begin(database: str, session: str, package: str = "arrivals") -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, database, session, package], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )


def prepared(database: str, rows: list) -> tuple[str, psycopg.Connection]:
    """A reception officer of a committed organisation has begun to import the list."""
    from django.db import connections, transaction

    from tests import builders as make

    server = installation.local_server()
    eyes = psycopg.connect(server.url(database=database), autocommit=True)
    eyes.execute("SET ROLE amana_migrate")
    with transaction.atomic():
        by = make.member("reception")
    with acting(by.cookie) as actor:
        one = actions.upload(
            xlsx([HEADINGS, *rows]), file_name="list.xlsx", team_id=by.team.id, arrives_on=date(2026, 11, 24), flight="MS 834", by=actor
        )
        session = actions.begin(one, by=actor)
    connections.close_all()
    return session, eyes


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("killed") as name:
        yield name


def counted(eyes) -> tuple[int, int, int]:
    """Rows; those that have a record or wait for a judgement; identities or waiting rows: all three are equal."""
    return eyes.execute(
        "SELECT count(*), count(*) FILTER (WHERE state = 'waiting') + (SELECT count(*) FROM registry_holding WHERE state = 'expected'),"
        " count(*) FILTER (WHERE state = 'waiting') + (SELECT count(*) FROM registry_identity) FROM arrivals_arrivalrow"
    ).fetchone()


def test_killed_in_the_middle_and_run_again_it_loses_and_doubles_nothing(database):
    session, eyes = prepared(database, list(people(ROWS)))
    first = begin(database, session)
    for line in first.stdout:
        if int(line) >= 200:
            break
    time.sleep(0.15)  # into the next batch
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    rows, expected, identities = counted(eyes)
    assert 200 <= rows < ROWS and rows == expected == identities and rows % 100 == 0
    assert begin(database, session).wait(300) == 0
    assert begin(database, session).wait(300) == 0
    assert counted(eyes) == (ROWS, ROWS, ROWS)
    state, read, *parts = eyes.execute(
        "SELECT state, rows_read, rows_made, rows_waiting, rows_known, rows_wrong FROM arrivals_arrivallist"
    ).fetchone()
    assert (state, read, sum(parts)) == ("done", ROWS, ROWS)
    eyes.close()


def test_a_list_is_imported_while_two_whom_it_may_mean_are_judged_one_person(database):
    """Both are done: the row waits for its own judgement, and the judgement of the two stands."""
    from django.db import connections, transaction

    from amana.casework.registry import actions as registry
    from tests import builders as make

    with transaction.atomic():
        member = make.member("reception")
        twice = [make.person(member, make.identity("منى", "سليم", "حداد"), phone="01005550111") for _n in range(2)]
    with acting(member.cookie) as actor:
        rows = [*people(40), [41, "منى سليم حداد", "أنثى", "", "سوري", "01005550111", ""]]
        one = actions.upload(xlsx([HEADINGS, *rows]), file_name="list.xlsx", team_id=member.team.id, arrives_on=date(2026, 11, 24), flight="MS 834", by=actor)
        session = actions.begin(one, by=actor)
    connections.close_all()
    assert at_once(lambda: actions.run(session), by(member, lambda actor: registry.judge(*twice, "same", reason="أوراق", by=actor))) == [True, True]
    with psycopg.connect(installation.local_server().url(database=database), autocommit=True) as eyes:
        assert eyes.execute("SELECT state, rows_made, rows_waiting, rows_wrong FROM arrivals_arrivallist").fetchone() == ("done", 40, 1, 0)
        assert eyes.execute("SELECT person_id, other_id, verdict FROM registry_judgement ORDER BY made_at DESC LIMIT 1").fetchone() == (*sorted(twice), "same")
