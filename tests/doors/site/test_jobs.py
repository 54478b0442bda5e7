"""Jobs are asked for with the transaction that needs them, and none is lost. On a real installation, with its true logins."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import namedtuple_row

from amana.doors.site.localpg import LocalPostgres
from tests.doors.conftest import ROOT, environment

pytestmark = pytest.mark.proof

PREPARED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from django.db import transaction
from amana.doors.cli import working
from amana.doors.site import tasks
from tests.doors.site import job_examples
"""
WORKER = PREPARED + "working.work(graceful_seconds=10)"


@pytest.fixture
def admin(house):
    """The administrator's eyes on the jobs; none are left over from another test."""
    with psycopg.connect(LocalPostgres(house / "database").url(database="amana"), autocommit=True, row_factory=namedtuple_row) as connection:
        connection.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
        yield connection


def begin(house: Path, code: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", code], env=environment(house, PYTHONPATH=str(ROOT)), cwd="/")


def run(house: Path, code: str) -> None:
    assert begin(house, PREPARED + code).wait(60) == 0


@pytest.fixture
def worker(house):
    started = []
    yield lambda: started.append(begin(house, WORKER)) or started[-1]
    for process in started:
        process.kill()
        process.wait()


def wait_for(fact, seconds: float = 40):
    until = time.monotonic() + seconds
    while not (found := fact()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
    return found


def the_job(admin, name: str):
    return admin.execute("SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = %s", [name]).fetchone()


def test_a_job_asked_for_in_a_transaction_that_is_undone_does_not_exist(house, admin):
    run(house, "with transaction.atomic():\n    tasks.sweep.defer(timestamp=0)\n    transaction.set_rollback(True)")
    assert the_job(admin, "site.sweep") is None
    run(house, "with transaction.atomic():\n    tasks.sweep.defer(timestamp=0)")
    assert the_job(admin, "site.sweep").status == "todo"


def test_a_job_asked_for_by_a_job_is_undone_with_it(house, admin, worker, tmp_path):
    run(house, f"job_examples.changes_its_mind.defer(folder={str(tmp_path)!r})")
    worker()
    wait_for(lambda: the_job(admin, "examples.changes_its_mind").status == "succeeded")
    assert the_job(admin, "examples.slow") is None


def test_a_job_whose_worker_was_killed_is_taken_up_again(house, admin, worker, tmp_path):
    run(house, f"job_examples.slow.defer(folder={str(tmp_path)!r}, seconds=300)")
    first = worker()
    wait_for((tmp_path / "begun").exists)
    os.kill(first.pid, signal.SIGKILL)
    time.sleep(4)
    assert the_job(admin, "examples.slow").status == "doing"
    run(house, "tasks.retry_stalled_jobs.configure(queueing_lock='of this test').defer(timestamp=0, silent_seconds=3)")
    worker()
    wait_for(lambda: the_job(admin, "examples.slow").status == "succeeded")
    assert (tmp_path / "ended").exists()


def test_a_job_that_brings_down_every_worker_has_failed_in_the_end(house, admin, worker):
    run(house, "job_examples.slow.defer(folder='/nowhere', seconds=0)")
    admin.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = 2")
    run(house, "tasks.retry_stalled_jobs.configure(queueing_lock='of this test').defer(timestamp=0, silent_seconds=0)")
    worker()
    wait_for(lambda: the_job(admin, "examples.slow").status == "failed")


def test_a_worker_told_to_stop_ends_its_job_first(house, admin, worker, tmp_path):
    run(house, f"job_examples.slow.defer(folder={str(tmp_path)!r}, seconds=2)")
    process = worker()
    wait_for((tmp_path / "begun").exists)
    process.terminate()
    assert process.wait(20) == 0
    assert (tmp_path / "ended").exists()
    assert the_job(admin, "examples.slow").status == "succeeded"


def test_the_periodic_work_runs_under_the_programs_login(house, admin, worker):
    run(house, "tasks.sweep.defer(timestamp=0); tasks.forget_old_jobs.defer(timestamp=0)")
    worker()
    wait_for(lambda: the_job(admin, "site.sweep").status == the_job(admin, "site.forget_old_jobs").status == "succeeded")


def test_the_gate_and_everybody_else_have_no_part_in_jobs(admin):
    rights = admin.execute("""
        SELECT c.oid::regclass::text AS thing FROM pg_class c, unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) AS r
         WHERE relname LIKE 'procrastinate%' AND relkind = 'r' AND has_table_privilege('amana_gate', c.oid, r)
        UNION SELECT p.oid::regprocedure::text FROM pg_proc p
         WHERE proname LIKE 'procrastinate%' AND has_function_privilege('amana_gate', p.oid, 'EXECUTE')""").fetchall()
    assert rights == []
