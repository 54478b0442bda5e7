"""One database per test process, cloned from a template that is made when tables or policies have changed."""
import fcntl
import gc
import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg._preparing import PrepareManager
from whitenoise.base import WhiteNoise
from xdist.scheduler import LoadScopeScheduling

from amana.doors.site import installation, upkeep
from amana.ground.rows import acting
from tests import chromium

# A busy machine is no failure: no test has a time limit of its own.
hypothesis.settings.register_profile("amana", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("amana")

# Planning under row policies is half of what the database does in a small test. PostgreSQL keeps a plan over a rollback, psycopg alone forgets
# it for the sake of tables that are made and dropped; none are here.
PrepareManager.clear = lambda self: False
PrepareManager.prepared_max = 500

# Each Client loads the middleware anew, and with it every static file would be looked at again: a sixth of a test of pages. The files of a place are found once.
_look_at_files, _files = WhiteNoise.update_files_dictionary, {}


def _files_found_once(self: WhiteNoise, root: str, prefix: str) -> None:
    place = root, prefix, self.max_age
    if place not in _files:
        _look_at_files(self, root, prefix)
        _files[place] = {url: file for url, file in self.files.items() if url.startswith(prefix)}
    self.files.update(_files[place])


WhiteNoise.update_files_dictionary = _files_found_once

ROOT = Path(__file__).resolve().parents[1]
BASE = os.environ.get("AMANA_TEST_BASE")  # tests/test_extending.py: a copy of the tree makes its template from this one
TEMPLATE = f"{BASE}_extended" if BASE else "amana_template"


def rule_of_the_template() -> str:
    """Changes whenever tables, policies or reference data change."""
    files = sorted([*ROOT.glob("amana/**/*.sql"), *ROOT.glob("amana/**/migrations/*.py"), *ROOT.glob("amana/ground/access/*.py"), *ROOT.glob("amana/ground/holidays/*.py"),
                    *ROOT.glob("amana/lib/workdays/reference/*"), *ROOT.glob("amana/lib/names/matching/reference/lexicon*"), *ROOT.glob("amana/casework/elsewhere/reference.py"),
                    *ROOT.glob("amana/lib/workdays/reference/*"), *ROOT.glob("amana/lib/scoring/reference/*/*"), *ROOT.glob("amana/casework/assessments/r*.py"), *ROOT.glob("amana/services/assistance/reference/*"),
                    *ROOT.glob("amana/ground/rows/*.py"), ROOT / "requirements.txt"])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _fresh(admin: psycopg.Connection, name: str, template: str | None = None) -> None:
    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    admin.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))


def use_database(name: str) -> None:
    """All connections of this process go to database `name`."""
    for alias, options in settings.DATABASES.items():
        connections[alias].close()
        options["NAME"] = connections[alias].settings_dict["NAME"] = name


def clone(name: str, *, of: str = TEMPLATE) -> str:
    """A fresh copy of the template with all tables, policies and reference data, and nobody in it; or of another database that nobody is in at the moment."""
    server = installation.local_server()
    server.settings["fsync"] = os.environ.get("AMANA_TEST_FSYNC", "on")  # what tests store need not outlive a power cut
    server.start()
    with open(installation.home() / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp, rule = installation.home() / f"{TEMPLATE}.rule", rule_of_the_template()
        with psycopg.connect(server.url(), autocommit=True) as admin:
            if not stamp.exists() or stamp.read_text() != rule:
                _fresh(admin, TEMPLATE, BASE)
                use_database(TEMPLATE)
                upkeep.migrate()
                connections.close_all()
                stamp.write_text(rule)
            _fresh(admin, name, of)
    installation.prepare_logins(server.url(database=name))
    return name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, request):
    """Tests run as the migrating login in one transaction each; `acting()` steps down to the program's login inside it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with django_db_blocker.unblock():
        use_database(clone(f"amana_test_{worker}"))
    acting._login = _as_the_programs_login
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def browser():
    """One for the process: its driver allows no second. The driver keeps an event loop; Django would take each query beside it for a mistake."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium.started() as made:
        yield made


@contextmanager
def _as_the_programs_login():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amana_web")
        yield
        # The settings outlive a released savepoint: without this the next builder would run under the wrong login.
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT set_config('amana.facts', '', true)")


# What takes longest begins first; the journeys share one site, and so one process, but for the walk over every page, which has its own.
PAGES, JOURNEYS = "tests/journeys/test_every_page.py", "tests/journeys/"
LONGEST = (PAGES, JOURNEYS, "tests/services/assistance/test_ledger_machine.py", "tests/proof/test_who_sees_what.py", "tests/ground/shell/test_browser.py", "tests/doors/")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next((place for place, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST)))


def pytest_collection_finish():
    """As the web server does: what is loaded stays."""
    gc.freeze()
    gc.set_threshold(20_000)


class ByFile(LoadScopeScheduling):
    """The tests of one file stay in one process: what a file prepares is prepared once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return JOURNEYS if file.startswith(JOURNEYS) and file != PAGES else file


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False
    return ByFile(config, log)
