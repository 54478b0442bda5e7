"""A process that is killed while it stores answers that raise an alarm, on a committed database with the true logins."""
import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import connections, transaction

from amana.doors.site import installation
from tests import builders as make
from tests.conftest import ROOT
from tests.proof.clones import committed

pytestmark = pytest.mark.proof
TIMES = 6
CHILD = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from tests.conftest import use_database
use_database(sys.argv[1])
from amana.casework.assessments import actions
from amana.casework.cases import queries
from amana.ground.rows.acting import acting
from amana.lib import scoring
from datetime import date
while True:
    with acting(sys.argv[2]) as actor:
        actions.record(queries.case(sys.argv[3]), scoring.version_of("phq9", "1"), answers={"self_harm_thoughts": "2"}, asked_on=date(2026, 11, 20), language="arz", remarks="", by=actor)
    print("1", flush=True)
"""


def test_killed_at_any_moment_no_answers_stand_without_their_alarm(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("killed_alarm") as database:
        with transaction.atomic():
            worker = make.member("psychosocial_worker")
        case = make.case(worker)
        connections.close_all()
        stored = 0
        for n in range(TIMES):
            child = subprocess.Popen([sys.executable, "-c", CHILD, database, worker.cookie, str(case.pk)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)
            told = [child.stdout.readline() for _ in range(3)]
            time.sleep(0.011 * n)  # into one of the next
            os.kill(child.pid, signal.SIGKILL)
            stored += len(told) + len(child.communicate()[0].splitlines())
        with psycopg.connect(installation.local_server().url(database=database), autocommit=True) as eyes:
            eyes.execute("SET ROLE amana_migrate")
            rows, with_alarm, tasks = eyes.execute(
                "SELECT count(*), count(a.id), (SELECT count(*) FROM cases_task WHERE kind = 'alarm' AND state = 'open')"
                " FROM assessments_assessment s LEFT JOIN assessments_alarm a ON a.assessment_id = s.id AND a.ended_at IS NULL").fetchone()
        assert rows == with_alarm >= stored >= 3 * TIMES and tasks == 1, "what was acknowledged is there, and none without its alarm"
