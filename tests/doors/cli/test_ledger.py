"""`amana ledger verify` on a database of its own: 0 while the books hold, 1 with the line when they do not."""
import psycopg
import pytest
from django.db import connections, transaction

from amana.doors.site import installation
from tests import builders as make
from tests.doors.conftest import amana
from tests.proof.clones import committed
from tests.services.assistance.conftest import Unit

pytestmark = pytest.mark.proof


def verified(database):
    return amana(installation.home(), "ledger", "verify", AMANA_DATABASE=database)


def test_the_books_are_verified_and_the_line_is_named(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("ledger") as database:
        with transaction.atomic():
            unit = Unit()
            unit.approved(make.case(unit.worker), "3000")
        connections.close_all()
        done = verified(database)
        assert done.returncode == 0 and "The books hold: 1 lines with 2 entries." in done.stderr, done.stderr
        with psycopg.connect(installation.local_server().url(database=database), autocommit=True) as admin:
            admin.execute("UPDATE programmes_balance SET available = available + 1, committed = committed - 1")
        done = verified(database)
        assert done.returncode == 1 and done.stderr.count("Wrong:") == 2
        assert "Programme, line 1.1: account committed stands at 2999.00, its entries give 3000.00." in done.stderr
        assert "Programme, line 1.1: account available stands at 997001.00, its entries give 997000.00." in done.stderr
