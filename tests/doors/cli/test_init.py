"""`amana init`: an installation begins with its organisation and a link for the first administrator."""
import subprocess
import sys

import psycopg
import pytest

from amana.doors.site.localpg import LocalPostgres
from amana.ground.organisations.rules import Kind
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
# The demo is being prepared, and the power fails after its first account.
BROKEN_OFF = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from amana.doors.demo import story
story.Telling._organisation = lambda *_: os._exit(0)
story.prepare(people=1, cases=0, assisted=0)
"""
# `amana demo` in an empty folder: it looks whose the database is, then makes the tables.
LOOKED_AT_FIRST = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()
from amana.doors.demo import story
from amana.doors.site import installation, upkeep
installation.prepare_local_database("looked_at")
assert not story.is_told()
upkeep.migrate()
"""


def python(house, code, *words, **other):
    return subprocess.run([sys.executable, "-c", code, *words], env=environment(house) | other, cwd=ROOT, text=True, capture_output=True, timeout=120, check=False)


def begun(house, **other):
    words = WORDS | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    return amana(house, "init", *(part for pair in words.items() for part in pair))


@pytest.fixture
def empty(house):
    """Nobody in it, whatever a test before has left, and nobody afterwards."""
    with psycopg.connect(LocalPostgres(house / "database").url(database="amana"), autocommit=True) as admin:
        empty_it = "TRUNCATE keys.link, keys.password, keys.session, access_invitation, access_membership, access_staff, organisations_organisation, audit.entry CASCADE"
        admin.execute(empty_it)
        yield admin
        admin.execute(empty_it)


def rows(admin, sql):
    return admin.execute(sql).fetchall()


def test_the_link_makes_the_first_administrator_once_and_then_nothing_begins_anew(house, empty):
    done = begun(house)
    assert done.returncode == 0, done.stderr
    path = done.stdout.strip().removeprefix("http://127.0.0.1:8000")
    assert path.startswith("/invitation/") and "within 7 days; it works once" in done.stderr
    assert rows(empty, "SELECT code, name_en, kind FROM organisations_organisation") == [("MOSS", WORDS["--name-en"], "CentralGovernmentOrganisation")]
    used = python(house, TAKEN_UP, path)
    assert used.stdout.split() == ["200", "302", "302", "200"], used.stdout + used.stderr
    again = begun(house)
    assert again.returncode == 1 and "has its staff already" in again.stderr and again.stdout == ""


def test_until_it_is_taken_up_it_may_be_done_again_and_the_first_link_is_dead(house, empty):
    first, second = begun(house), begun(house, code="MOSS-2", email="salwa@example.org")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "before is dead now" in second.stderr and "before is dead now" not in first.stderr
    assert rows(empty, "SELECT code FROM organisations_organisation") == [("MOSS-2",)]
    assert rows(empty, "SELECT email FROM access_invitation WHERE withdrawn_at IS NULL") == [("salwa@example.org",)]


def test_what_is_wrong_is_listed_and_nothing_is_begun(house, empty):
    done = begun(house, code="7", kind="Castle", email="layla")
    assert done.returncode == 1
    assert all(word in done.stderr for word in ("--code:", "--kind:", "--email:")), done.stderr
    assert all(kind in done.stderr for kind in Kind), "a kind that is none is answered with those that can be chosen"
    assert rows(empty, "SELECT count(*) FROM organisations_organisation") == [(0,)]


def test_help_lists_the_kinds_that_can_be_chosen(tmp_path):
    shown = "".join(amana(tmp_path, "init", "--help", COLUMNS="400").stdout.split())
    assert all(kind in shown for kind in Kind)


def test_what_is_missing_is_named_where_nobody_can_be_asked(house):
    done = amana(house, "init", "--code", "MOSS")
    assert done.returncode == 2 and "Missing: --name-ar, --name-en, --email, --name." in done.stderr


def test_the_demo_has_no_place_in_a_real_installation_begun_or_taken_up(house, empty):
    path = begun(house).stdout.strip().removeprefix("http://127.0.0.1:8000")
    first = amana(house, "demo", "--no-serve")
    assert first.returncode == 2 and "A real installation was begun" in first.stderr and "Traceback" not in first.stderr
    assert rows(empty, "SELECT code FROM organisations_organisation") == [("MOSS",)]
    used = python(house, TAKEN_UP, path)
    assert used.stdout.split() == ["200", "302", "302", "200"], used.stdout + used.stderr
    second = amana(house, "demo", "--no-serve")
    assert second.returncode == 2 and "A real installation was begun" in second.stderr and "Delete" not in second.stderr
    assert rows(empty, "SELECT email FROM access_staff") == [("layla@example.org",)]


def test_a_real_installation_has_no_place_in_the_demo_not_even_in_one_that_broke_off(house, empty):
    assert python(house, BROKEN_OFF).returncode == 0
    before = rows(empty, "SELECT code FROM organisations_organisation")
    done = begun(house)
    assert done.returncode == 2 and "holds the demo" in done.stderr and "Traceback" not in done.stderr and done.stdout == ""
    assert before and rows(empty, "SELECT code FROM organisations_organisation") == before
    again = amana(house, "demo", "--no-serve")
    assert again.returncode == 2 and "An earlier preparation of the demo broke off" in again.stderr


def test_an_empty_database_that_the_demo_has_looked_at_gets_its_tables_from_their_owner(house):
    done = python(house, LOOKED_AT_FIRST, AMANA_DATABASE="looked_at")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(LocalPostgres(house / "database").url(database="looked_at")) as admin:
        assert rows(admin, "SELECT count(*) > 100, count(*) FILTER (WHERE tableowner NOT IN ('amana_owner', 'amana_keeper')) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')") == [(True, 0)]
