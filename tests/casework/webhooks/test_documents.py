"""The receiver of the documents works as it stands there."""
import os
import socket
import subprocess
import sys
import time

import pytest

from amana.casework.webhooks import actions
from amana.casework.webhooks.rules import TYPES
from amana.ground.rows.acting import NobodyActs
from tests import builders as make
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening(scene):
    """docs/api/receive.py with the scene's secret; the webhook goes there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    started = subprocess.Popen([sys.executable, ROOT / "docs/api/receive.py", str(port)], env={**os.environ, "AMANA_SECRET": scene.secret}, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL)
    scene.by_admin(actions.change_address, address=f"http://127.0.0.1:{port}/")
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield started
    started.kill()
    started.wait()


def _dies(*_):
    raise NobodyActs


def test_it_takes_what_is_signed_drops_what_it_knows_and_turns_away_the_rest(scene, listening, monkeypatch):
    sent = make.referral(scene.of)
    make.move_clock(minutes=1)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(actions, "signature", lambda secret, body, at: f"t={at},v1=forged")
        scene.tell()
        assert [(one.failure, one.status) for one in scene.deliveries] == [("status", 401)]
    make.move_clock(minutes=2)
    with monkeypatch.context() as meanwhile:  # as if the worker had died before it could note that it arrived
        meanwhile.setattr(actions, "_note", _dies)
        scene.tell()
    scene.tell()
    scene.by_admin(actions.send_trial)
    scene.tell()
    listening.kill()
    assert [one.outcome for one in scene.deliveries] == ["delivered", "delivered"]
    assert listening.stdout.read().split() == ["referral.received", str(sent.pk), "ping", str(scene.hook.pk)]


def test_the_documents_name_every_type(scene):
    for language in ("en", "ar"):
        text = (ROOT / f"docs/api/api.{language}.md").read_text("utf-8")
        assert [one for one in TYPES if f"`{one.rpartition('.')[2]}`" not in text] == []
    assert len((ROOT / "docs/api/receive.py").read_text("utf-8").splitlines()) <= 40
