"""`amana init`: an installation begins with its organisation and a link for the first administrator."""
import subprocess
import sys

import psycopg
import pytest

from amana.doors.site.localpg import LocalPostgres
from tests.doors.conftest import ROOT, amana, environment

pytestmark = pytest.mark.proof

WORDS = {"--code": "moss", "--name-ar": "وزارة التضامن (تجريبي)", "--name-en": "Ministry of Social Solidarity (invented)", "--email": "Layla@Example.org", "--name": "ليلى عمران"}
# The link is opened in a browser, a password chosen, and the account used.
TAKEN_UP = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
path, password = sys.argv[1], "a long invented sentence 7"
guest = Client(SERVER_NAME="127.0.0.1")
print(guest.get(path).status_code, guest.post(path, {"name": "ليلى عمران", "password": password}).status_code)
guest = Client(SERVER_NAME="127.0.0.1")
print(guest.post("/sign-in/", {"email": "layla@example.org", "password": password}).status_code, guest.get("/organisations/").status_code)
"""


def begun(house, **other):
    words = WORDS | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    return amana(house, "init", *(part for pair in words.items() for part in pair))


@pytest.fixture
def empty(house):
    """Nobody in it, whatever a test before has left."""
    with psycopg.connect(LocalPostgres(house / "database").url(database="amana"), autocommit=True) as admin:
        admin.execute("TRUNCATE keys.link, keys.password, keys.session, access_invitation, access_membership, access_staff, organisations_organisation CASCADE")
        yield admin


def rows(admin, sql):
    return admin.execute(sql).fetchall()


def test_the_link_makes_the_first_administrator_once_and_then_nothing_begins_anew(house, empty):
    done = begun(house)
    assert done.returncode == 0, done.stderr
    path = done.stdout.strip().removeprefix("http://127.0.0.1:8000")
    assert path.startswith("/invitation/") and "within 7 days; it works once" in done.stderr
    assert rows(empty, "SELECT code, name_en, kind FROM organisations_organisation") == [("MOSS", WORDS["--name-en"], "CentralGovernmentOrganisation")]
    used = subprocess.run([sys.executable, "-c", TAKEN_UP, path], env=environment(house), cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)
    assert used.stdout.split() == ["200", "302", "302", "200"], used.stdout + used.stderr
    again = begun(house)
    assert again.returncode == 1 and "has its staff already" in again.stderr and again.stdout == ""


def test_until_it_is_taken_up_it_may_be_done_again_and_the_first_link_is_dead(house, empty):
    assert begun(house).returncode == 0
    assert begun(house, code="MOSS-2", email="salwa@example.org").returncode == 0
    assert rows(empty, "SELECT code FROM organisations_organisation") == [("MOSS-2",)]
    assert rows(empty, "SELECT email FROM access_invitation WHERE withdrawn_at IS NULL") == [("salwa@example.org",)]


def test_what_is_wrong_is_listed_and_nothing_is_begun(house, empty):
    done = begun(house, code="7", kind="Castle", email="layla")
    assert done.returncode == 1
    assert all(word in done.stderr for word in ("--code:", "--kind:", "--email:")), done.stderr
    assert rows(empty, "SELECT count(*) FROM organisations_organisation") == [(0,)]


def test_what_is_missing_is_named_where_nobody_can_be_asked(house):
    done = amana(house, "init", "--code", "MOSS")
    assert done.returncode == 2 and "Missing: --name-ar, --name-en, --email, --name." in done.stderr
