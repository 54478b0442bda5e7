"""A site of its own for the journeys: a cloned database that holds the demo, the true logins, a real server, a real browser."""
import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from datetime import date

import pytest
from django.conf import settings

from amana.doors.site import installation
from tests.conftest import ROOT, clone, use_database
from tests.journeys.visitor import PICTURES, WITH_PICTURES, Visitor, contact_sheets

HOUR_SECONDS = 3600


@pytest.fixture(scope="session")
def pictures(browser):
    PICTURES.mkdir(exist_ok=True)
    yield
    if WITH_PICTURES:
        contact_sheets(browser)


@pytest.fixture(scope="session")
def site(django_db_blocker):
    """The address of a running Amana that holds the demo. AMANA_JOURNEY_SITE: one that is running already, while a journey is being written."""
    if running := os.environ.get("AMANA_JOURNEY_SITE"):
        yield running
        return
    with django_db_blocker.unblock(), told("journey") as (_database, address):
        yield address


@contextmanager
def told(purpose: str, *, people: int = 80, cases: int = 30):
    """A database that holds the demo, for this purpose alone, and the address at which it is served."""
    present = settings.DATABASES["default"]["NAME"]
    name = clone(f"amana_{purpose}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}", of=_demo(people, cases))
    use_database(present)
    with served(name) as address:
        yield name, address


def _demo(people: int, cases: int) -> str:
    """The database that each told one is a copy of, made anew where anything in the program has changed, and after an hour, for the demo ends at the present."""
    name = f"amana_demo_{people}_{cases}"
    stamp, rule = installation.home() / f"{name}.rule", _rule_of_the_demo()
    with open(installation.home() / "demo.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != rule or time.time() - stamp.stat().st_mtime > HOUR_SECONDS:
            stamp.unlink(missing_ok=True)
            clone(name)
            subprocess.run([sys.executable, "-c", f"import django; django.setup(); from amana.doors.demo import story; story.prepare(people={people}, cases={cases}, assisted=12)"],
                           cwd=ROOT, env=_environment(name), check=True, timeout=300)
            stamp.write_text(rule)
    return name


def _rule_of_the_demo() -> str:
    files = sorted(path for folder in ("amana", "locale") for path in ROOT.glob(f"{folder}/**/*") if path.suffix in (".py", ".sql", ".csv", ".toml", ".tsv", ".gz", ".json", ".po"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files) + str(date.today()).encode()).hexdigest()


def _environment(database: str) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"} | {
        "AMANA_HOME": str(installation.home()), "AMANA_DATABASE": database, "AMANA_TRAINING": "yes", "DJANGO_SETTINGS_MODULE": "amana.doors.site.settings"}


@contextmanager
def served(database: str):
    """The address of the program as it is served on that database, with a worker for its jobs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = _environment(database)
    log = open(installation.home() / f"{database}.log", "w")  # noqa: SIM115 - the server writes it until the end
    server = subprocess.Popen([sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1",
                               "--blocking-threads", "4", "amana.doors.site.wsgi:application"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    jobs = subprocess.Popen([sys.executable, "-c", "from amana.doors.cli import working; working.work_beside(1)"],
                            cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(f"http://127.0.0.1:{port}/sign-in/", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        for process in (server, jobs):
            process.terminate()
            process.wait(20)


def _wait_for(url: str, server: subprocess.Popen) -> None:
    for _try in range(150):
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@pytest.fixture
def commanded(site, tmp_path):
    """What `amana …` says on the site's database: `commanded("people", "link", …)`."""
    if os.environ.get("AMANA_JOURNEY_SITE"):
        pytest.skip("the database of a site that is running already is not known here")
    database = f"amana_journey_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"

    def run(*words: str) -> str:
        ended = subprocess.run([sys.executable, "-m", "amana.doors.cli.main", *words], cwd=tmp_path, env=_environment(database), check=True, capture_output=True, text=True, timeout=120)
        return ended.stdout + ended.stderr

    return run


@pytest.fixture
def visit(browser, site, pictures):
    """Opens a browser of its own for a person: `visit("maha@example.org", language="ar")`."""
    visitors: list[Visitor] = []

    def opened(email: str | None = None, **options) -> Visitor:
        visitor = Visitor(browser, site, **options)
        visitors.append(visitor)
        if email:
            visitor.sign_in(email)
        return visitor

    yield opened
    for visitor in visitors:
        visitor.leave()


