"""A worker that is killed between the post and the note of it, in a process of its own, on a committed database with the true logins."""
import os
import subprocess
import sys

import psycopg
import pytest

from amana.doors.site import installation
from tests import builders as make
from tests.casework.webhooks.conftest import Scene
from tests.conftest import ROOT
from tests.proof.clones import committed

pytestmark = pytest.mark.proof

CHILD = """
import os, signal, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from tests.conftest import use_database
use_database(sys.argv[1])
from amana.casework.webhooks import actions
if sys.argv[3] == "die":
    actions._note = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
actions.tell(sys.argv[2])
"""


def run(database: str, key: str, how: str) -> int:
    return subprocess.run([sys.executable, "-c", CHILD, database, key, how], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120, check=False).returncode


def test_what_was_posted_and_not_noted_comes_again_under_the_same_key(django_db_setup, django_db_blocker, receiver):
    from django.db import connections, transaction
    with django_db_blocker.unblock(), committed("hooked") as database:
        with transaction.atomic():
            scene = Scene(receiver.address)
        with transaction.atomic():
            make.referral(scene.of)
        key = scene.key
        connections.close_all()
        assert run(database, key, "die") < 0 and run(database, key, "die") < 0
        assert run(database, key, "live") == 0 and run(database, key, "live") == 0
        assert len(receiver.got) == 3 and len({one["id"] for one in receiver.said}) == 1 and receiver.types == ["referral.received"] * 3
        with psycopg.connect(installation.local_server().url(database=database)) as eyes:
            assert eyes.execute("SELECT outcome, tries FROM webhooks_delivery").fetchall() == [("delivered", 1)]
