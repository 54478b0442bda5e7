"""How often a name is written, as a process that has run for long knows it: through committed transactions, beside one that stays open."""
import time

import psycopg
import pytest
from django.db import connection

from amana.casework.registry.queries import by_spellings, spellings
from amana.doors.site import installation
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.proof.clones import committed

pytestmark = pytest.mark.proof


def counted(worker, text: str = "مريم") -> int:
    with acting(worker.cookie):
        return by_spellings(lambda table: table.count(text))


def until(worker, times: int) -> int:
    """Other tests have transactions open in this server: what was told is counted when they have ended."""
    end = time.monotonic() + 60
    while (found := counted(worker)) < times and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_a_name_that_becomes_usual_is_counted_as_such_and_nobody_twice(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("spellings"):
        worker = make.member()
        assert counted(worker) == 0
        with psycopg.connect(installation.local_server().url()) as other:
            other.execute("SELECT pg_current_xact_id()")
            for family in ("زرنوخي", "طغموري"):
                make.person(worker, make.identity("مريم", family), phone="")
                assert counted(worker) == 1  # known at once, and stands for one until its rows can be counted
        assert until(worker, 2) == 2
        with psycopg.connect(installation.local_server().url()) as other:
            other.execute("SELECT pg_current_xact_id()")
            make.person(worker, make.identity("مريم", "شلبنجي"), phone="")
            assert [counted(worker) for _n in range(3)] == [2, 2, 2]  # told each time, as its transaction is not known to be below all others
        assert until(worker, 3) == 3
        assert [counted(worker) for _n in range(3)] == [3, 3, 3]


def test_rows_from_the_dump_of_another_server_are_counted_and_are_no_news(django_db_setup, django_db_blocker):
    """There transactions bear other numbers, higher than this server may reach in years."""
    with django_db_blocker.unblock(), committed("spellings") as database:
        worker = make.member()
        for family in ("زرنوخي", "طغموري"):
            make.person(worker, make.identity("مريم", family), phone="")
        with psycopg.connect(installation.local_server().url(database=database)) as admin:
            admin.execute("SET session_replication_role = replica")
            assert admin.execute("UPDATE registry_identity SET made_in = made_in + 1000000000").rowcount == 2
        assert counted(worker) == 2
        make.person(worker, make.identity("مريم", "شلبنجي"), phone="")
        with acting(worker.cookie), connection.cursor() as cursor:
            organisation, one = list(spellings._known.items())[-1]
            cursor.execute("SELECT word FROM entry.spellings(%s, %s) WHERE word IS NOT NULL", [[organisation], [one.until]])
            told = {word for word, in cursor.fetchall()}
        assert "شلبنجي" in told and "زرنوخي" not in told
        assert until(worker, 3) == 3
