"""A caseload whose import is killed in the middle and run again, in a process of its own, on a committed database with the true logins."""

import os
import signal
import time

import psycopg
import pytest
from django.db import connections, transaction

from amana.casework.caseload import actions
from amana.doors.site import installation
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.casework.arrivals.lists import xlsx
from tests.casework.arrivals.test_kill import begin
from tests.casework.caseload.sheets import DAY, HEADINGS, people, say_words
from tests.proof.clones import committed

pytestmark = pytest.mark.proof
ROWS = 400


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("killed_caseload") as name:
        yield name


def prepared(database: str) -> str:
    """A supervisor of a committed organisation has begun to import the list."""
    with transaction.atomic():
        by = make.member("supervisor")
        make.member("caseworker", of=by.organisation, teams=by.teams, name="كريم المنوفي")
    with acting(by.cookie) as actor:
        one = actions.upload(xlsx([HEADINGS, *people(ROWS, worker="كريم المنوفي")]), file_name="cases.xlsx", team_id=by.team.id, listed_on=DAY, by=actor)
        say_words(one, actor)
        session = actions.begin(one, by=actor)
    connections.close_all()
    return session


def counted(eyes) -> tuple:
    """All rows; those that are registered, records in the worker's hand, what was said of cases, and the records' identities: these are equal."""
    return eyes.execute("SELECT count(*), count(*) FILTER (WHERE state = 'registered'), (SELECT count(*) FROM registry_holding WHERE state = 'registered' AND staff_id IS NOT NULL),"
                        " (SELECT count(*) FROM caseload_saidcase), (SELECT count(*) FROM registry_identity) FROM arrivals_arrivalrow").fetchone()


def test_killed_in_the_middle_and_run_again_it_loses_and_doubles_nothing(database):
    session = prepared(database)
    with psycopg.connect(installation.local_server().url(database=database), autocommit=True) as eyes:
        eyes.execute("SET ROLE amana_migrate")
        first = begin(database, session, "caseload")
        for line in first.stdout:
            if int(line) >= 100:
                break
        time.sleep(0.3)  # into the next batch
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        rows, taken, *others = counted(eyes)
        assert 100 <= rows < ROWS and rows % 100 == 0 and others == [taken] * 3
        assert begin(database, session, "caseload").wait(300) == begin(database, session, "caseload").wait(300) == 0
        rows, taken, *others = counted(eyes)
        assert rows == ROWS and others == [taken] * 3
        said = eyes.execute("SELECT state, rows_read, rows_made, rows_made + rows_waiting, rows_wrong FROM arrivals_arrivallist").fetchone()
        assert said == ("done", ROWS, taken, ROWS, 0)
