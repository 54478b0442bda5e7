"""A program that asks the API in a member's name."""
import json
import os
import subprocess
import sys
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from amana.ground.access import actions
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.conftest import ROOT
from tests.proof.clones import committed


class Program:
    """Holds a token of the member. `post` sends a new key with each act unless one is given."""

    def __init__(self, member, language="en"):
        with acting(member.cookie) as actor:
            self.token = actions.make_token(member.membership.pk, name="test", days=30, by=actor)
        self.client, self.language = Client(), language

    def get(self, path, **headers):
        return self._send("get", path, None, headers)

    def post(self, path, body=None, *, key=None, **headers):
        return self._send("post", path, body, {"Idempotency-Key": key or uuid4().hex} | headers)

    def put(self, path, body, **headers):
        return self._send("put", path, body, headers)

    def _send(self, method, path, body, headers):
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **headers}
        more = {} if body is None else {"data": json.dumps(body, default=str), "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", headers=headers, **more)


@pytest.fixture
def program(db):
    return Program


def count(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


# A server of its own on a committed database with the true logins. `die`: where the first act kills it, as a cut of the current would.
SERVER = """
import os, signal, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from contextlib import contextmanager
from wsgiref.simple_server import WSGIRequestHandler, make_server
from django.core.handlers.wsgi import WSGIHandler
from tests.conftest import use_database
from amana.casework.registry import actions
from amana.doors.api import frame
use_database(sys.argv[1])
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
acting = frame.acting
@contextmanager
def acting_and_dead(cookie):
    with acting(cookie) as actor:
        yield actor
    die()
match sys.argv[2]:
    case "before the act": actions.register = die
    case "before the answer is stored": frame.json.dumps = die
    case "after the commit": frame.acting = acting_and_dead
WSGIRequestHandler.log_message = lambda *_: None
server = make_server("127.0.0.1", 0, WSGIHandler())
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def served(django_db_setup, django_db_blocker):
    """A member's token, the database, and what starts a server on it."""
    started = []
    with django_db_blocker.unblock(), committed("api") as name:
        with transaction.atomic():
            token = Program(make.member()).token
        connections.close_all()

        def start(die="never"):
            one = subprocess.Popen([sys.executable, "-c", SERVER, name, die], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
            started.append(one)
            return f"http://127.0.0.1:{one.stdout.readline().strip()}"
        yield token, start
        for one in started:
            one.kill()
            one.wait()
