"""A process that is killed while it asks, approves, lists, releases or takes in a file: the books hold, and the file sent again pays nothing twice. On a committed database with the true logins."""
import json
import os
import signal
import subprocess
import sys
import time
from random import Random

import pytest
from django.db import connections, transaction

from amana.doors.site import upkeep
from amana.ground.rows.acting import acting
from amana.lib.core.errors import Refused
from amana.services.assistance import actions, queries
from tests import builders as make
from tests.conftest import ROOT
from tests.proof.clones import committed
from tests.services.assistance.conftest import Unit

pytestmark = pytest.mark.proof
TIMES = 8
CHILD = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from tests.conftest import use_database
use_database(sys.argv[1])
from amana.ground.rows.acting import acting
from amana.services.assistance import actions, queries
from amana.services.assistance.rules import Step
from amana.services.programmes import queries as programmes
from tests.services.assistance.conftest import today
of = json.loads(sys.argv[2])
def said(*words):
    print(*words, flush=True)
while True:
    with acting(of["worker"]) as actor:
        programme, line = programmes.programme(of["programme"]), programmes.line(of["line"])
        parts = [actions.Part(1, today()), actions.Part(2, today(), "شرط")]
        request = actions.ask(of["case"], of["person"], parts=parts, by=actor, programme=programme, line=line, kind="emergency_cash", method="cash", need="إيجار", payee_name="", payee_reason="",
                              period_from=today(), period_until=today())
    said("asked")
    with acting(of["officer"]) as actor:
        actions.decide(request, Step.CHECK, by=actor)
    with acting(of["head"]) as actor:
        actions.decide(request, Step.APPROVE, words="سبب", exceeds=True, by=actor)
    said("approved")
    with acting(of["finance"]) as actor:
        payments = actions.list_payments(programme, queries.due(programme.pk, "cash", today()), method="cash", pay_on=today(), by=actor)
    with acting(of["second"]) as actor:
        actions.move_list(payments, "release", by=actor)
    said("released")
    with acting(of["finance"]) as actor:
        actions.move_list(payments, "file", by=actor)
    said("filed")
    with acting(of["finance"]) as actor:
        actions.move_list(payments, "send", by=actor)
    with acting(of["finance"]) as actor:
        rows = list(queries.payments(payments.pk))
        actions.take_in(queries.payment_list(payments.pk), [actions.Said(one.pk, "paid", one.amount) for one in rows], digest=payments.pk.hex * 2, by=actor)
    said("paid", payments.pk)
"""


def sent_again(unit) -> tuple[int, int]:
    """The file of each list that was sent, twice more: how many were new at first, and how many then."""
    new = []
    for digest in "ab":
        with acting(unit.finance.cookie) as actor:
            found = 0
            for one in queries.payment_lists(unit.programme.pk).filter(state__in=("sent", "closed")):
                rows = [actions.Said(row.pk, "paid", row.amount) for row in queries.payments(one.pk)]
                found += len(actions.take_in(one, rows, digest=f"{time.monotonic_ns()}".ljust(64, digest), by=actor).new)
            new.append(found)
    return new[0], new[1]


def test_killed_at_any_moment_the_books_hold_and_nothing_is_paid_twice(django_db_setup, django_db_blocker):
    draw = Random(7)
    with django_db_blocker.unblock(), committed("killed_books") as database:
        with transaction.atomic():
            unit = Unit()
            case = make.case(unit.worker)
        keys = {name: getattr(unit, name).cookie for name in ("worker", "officer", "finance", "second", "head")} | {
            "programme": str(unit.programme.pk), "line": str(unit.line.pk), "case": str(case.pk), "person": str(case.person_id)}
        paid = 0
        for _n in range(TIMES):
            connections.close_all()
            child = subprocess.Popen([sys.executable, "-c", CHILD, database, json.dumps(keys)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
            told = [child.stdout.readline() for _line in range(draw.randrange(1, 9))]
            time.sleep(draw.random() / 10)  # into one of the next acts
            os.kill(child.pid, signal.SIGKILL)
            told += child.communicate()[0].splitlines()
            assert told[0].strip() == "asked"
            acknowledged = [line.split()[1] for line in told if line.startswith("paid")]
            wrong, _overdue, (lines, entries) = upkeep.looked_over_books()
            assert [str(one) for one in wrong] == [] and lines == 1 and entries > 1
            for key in acknowledged:
                with pytest.raises(Refused, match="answerfile_once"), acting(unit.finance.cookie) as actor:
                    assert {one.state for one in queries.payments(key)} == {"paid"}, "what was acknowledged is there"
                    actions.take_in(queries.payment_list(key), [], digest=key.replace("-", "") * 2, by=actor)
            _late, twice = sent_again(unit)
            assert twice == 0, "a file that comes again pays nothing"
            assert upkeep.looked_over_books()[0] == []
            paid += len(acknowledged)
        assert paid
