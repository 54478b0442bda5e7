"""Rows of the bench are made by COPY: they are what the actions make, for the same person and worker."""
import re
from datetime import date
from itertools import compress

import psycopg
import pytest
from django.db import transaction

from amana.casework.referral.models import Referral
from amana.doors.site import installation
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate, Precision
from tests import builders as make
from tests.bench import copied, town
from tests.proof.clones import committed

TRANSACTIONS = ("xid", "made_in")  # columns that hold the number of the transaction
MARK = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00|A[CMR]-\w{4}-\w{4}")
ANOTHER = {"given": "ليلى", "father": "عثمان", "family": "الطاهر", "sex": "female", "birth": PartialDate(1991, 4, precision=Precision.MONTH)}


@pytest.fixture(scope="module")
def admin(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("copied") as name, psycopg.connect(installation.local_server().url(database=name), autocommit=True) as made:
        yield made


def since(admin) -> int:
    return int(admin.execute("SELECT pg_current_xact_id()::text").fetchone()[0])


def rows(admin, after: int) -> dict[str, list[str]]:
    """What was written after that transaction, without keys, times, numbers, and the order in which it was written."""
    found = {}
    for table, columns in copied.tables(admin):
        with admin.cursor().copy(f"COPY (SELECT * FROM {table} WHERE xmin::text::bigint > {after}) TO STDOUT") as copy:
            lines = b"".join(copy).decode().splitlines()
        told = [name not in TRANSACTIONS for name in columns]
        found[table] = sorted(MARK.sub("*", "\t".join(compress(line.split("\t"), told))) for line in lines)
    assert len(list(filter(None, found.values()))) > 20
    return found


@pytest.mark.parametrize("is_referred", [False, True])
def test_a_copy_equals_what_the_actions_make(admin, is_referred):
    with transaction.atomic():
        there = town.built(1)
    first, second = there.offices[:2]
    begun = since(admin)
    town.case_made(there, first, make.identity(), "01000000000", is_referred=is_referred)
    template = copied.Template(first, there.kept()).read(admin, begun)
    begun = since(admin)
    town.case_made(there, second, make.identity(**ANOTHER), "01000000008" if is_referred else "01000000007", is_referred=is_referred)
    made, begun = rows(admin, begun), since(admin)
    copied.copy(admin, [template], [copied.person(admin, make.identity(**ANOTHER), date.today())], [second], 1, start=8 if is_referred else 7)
    assert rows(admin, begun) == made
    with acting(there.desk_officer.cookie):  # what all cases share is shared by the copies too: the desk reads them
        assert Referral.objects.count() == (3 if is_referred else 0)
