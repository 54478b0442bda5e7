"""A program that asks the API in a member's name."""
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from amana.ground.access import actions
from amana.ground.rows.acting import acting


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
