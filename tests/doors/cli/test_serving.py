"""`amana serve`: ready when it says so, gone when it is told to go, and nothing left behind."""
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from amana.doors.cli import serving, working
from amana.doors.site.localpg import LocalPostgres
from tests.doors.conftest import ROOT, amana, environment, free_port

pytestmark = pytest.mark.proof


class Served:
    def __init__(self, house: Path, *words: str, **more: str):
        self.port = free_port()
        self.process = subprocess.Popen([sys.executable, "-m", "amana.doors.cli.main", "serve", *words], cwd="/", text=True,
                                        env=environment(house, AMANA_PORT=str(self.port), **more), stdout=subprocess.PIPE, start_new_session=True)

    def ready(self) -> str:
        return self.process.stdout.readline()

    def status(self) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", "/")
        return connection.getresponse().status

    def page(self) -> str:
        return self.answer("/sign-in/")[2]

    def answer(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Status, kind and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers["Content-Type"].split(";")[0], response.read().decode()

    def children(self) -> dict[str, int]:
        """Pid of the web server and of the worker."""
        found = {}
        for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            words = Path(f"/proc/{pid}/cmdline").read_text()
            found["web" if "granian" in words else "worker"] = int(pid)
        return found


@pytest.fixture
def served(house):
    started: list[Served] = []
    yield lambda *words, **more: started.append(Served(house, *words, **more)) or started[-1]
    for one in started:
        one.process.kill()
        one.process.wait()


def is_there(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def comes_true(fact, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not (found := fact()) and time.monotonic() < until:
        time.sleep(0.1)
    return bool(found)


def test_it_says_that_it_is_ready_once_it_answers(served):
    one = served()
    assert one.ready() == f"Amana is ready: http://127.0.0.1:{one.port}\n"
    assert one.status() < 400


def test_pages_call_people_invented_in_the_demo_or_where_a_setting_says_so_and_nowhere_else(served, house):
    for setting, is_said in ({}, False), ({"AMANA_TRAINING": "yes"}, True):
        one = served("--no-worker", **setting)
        one.ready()
        assert ("am-training" in one.page()) == is_said
        one.process.terminate()
        one.process.wait(20)
    with psycopg.connect(LocalPostgres(house / "database").url(database="amana"), autocommit=True) as admin:
        admin.execute("INSERT INTO audit.entry (at, verb) VALUES (now(), 'demo.told')")
        try:
            demo = served("--no-worker")
            demo.ready()
            assert "am-training" in demo.page()
        finally:
            admin.execute("TRUNCATE audit.entry")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_when_told_to(served, told):
    one = served()
    one.ready()
    assert comes_true(lambda: len(one.children()) == 2)
    children = one.children()
    one.process.send_signal(told)
    assert one.process.wait(20) == 0
    assert not any(is_there(pid) for pid in children.values())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", one.port)) != 0


def test_the_worker_runs_beside_it_and_is_replaced_when_it_dies(served):
    one = served()
    one.ready()
    assert comes_true(lambda: "worker" in one.children())
    first = one.children()["worker"]
    os.kill(first, signal.SIGKILL)
    assert comes_true(lambda: one.children().get("worker", first) != first)


def test_without_worker_it_runs_alone(served):
    one = served("--no-worker")
    one.ready()
    time.sleep(1.5)
    assert list(one.children()) == ["web"]


def test_nothing_is_left_when_it_is_killed(served):
    one = served()
    one.ready()
    assert comes_true(lambda: len(one.children()) == 2)
    children = one.children()
    one.process.kill()
    assert comes_true(lambda: not any(is_there(pid) for pid in children.values()))


def test_it_ends_with_2_when_its_web_server_is_killed(served):
    one = served()
    one.ready()
    web = one.children()["web"]
    its_own = Path(f"/proc/{web}/task/{web}/children").read_text().split()
    os.kill(web, signal.SIGKILL)
    assert one.process.wait(30) == 2
    assert its_own and not any(is_there(int(pid)) for pid in its_own)


def test_a_port_that_is_taken_is_a_sentence(served, house):
    one = served()
    one.ready()
    done = amana(house, "serve", AMANA_PORT=str(one.port))
    assert done.returncode == 2
    assert f"Port {one.port} of 127.0.0.1 cannot be used" in done.stderr and "Traceback" not in done.stderr
    assert one.status() < 400


def test_stop_leaves_the_database_to_pages_that_are_served_and_takes_it_once_they_are_not(served, house):
    one = served("--no-worker")
    one.ready()
    done = amana(house, "stop")
    assert done.returncode == 2 and "Amana is running on" in done.stderr and "Traceback" not in done.stderr
    assert LocalPostgres(house / "database").running()
    one.process.kill()
    one.process.wait()
    assert "has stopped" in amana(house, "stop").stderr
    LocalPostgres(house / "database").start()


@pytest.mark.parametrize(("kind", "threads"), [("laptop", serving.LAPTOP[1]), ("server", serving.SERVER[1])])
def test_no_thread_waits_for_the_connection_of_another(house, kind, threads):
    """So a pool gives up waiting soon, and a busy minute is no reason to."""
    code = "import json; from amana.doors.site.settings import DATABASES; print(json.dumps([DATABASES[login]['OPTIONS']['pool'] for login in ('default', 'gate')]))"
    urls = {f"AMANA_{login}_URL": "postgresql://amana@127.0.0.1/amana" for login in ("DATABASE", "GATE", "MAIL_DATABASE", "MATCH_DATABASE", "MIGRATE")} if kind == "server" else {}
    said = subprocess.run([sys.executable, "-c", code], env=environment(house, AMANA_ENV=kind, **urls), cwd=ROOT, text=True, capture_output=True, check=True)
    assert all(pool["timeout"] <= 5 and pool["max_size"] >= max(threads, working.CONCURRENCY) for pool in json.loads(said.stdout))


def test_without_the_database_pages_and_programs_are_told_so_and_find_it_again(served, house):
    one, database = served("--no-worker"), LocalPostgres(house / "database")
    one.ready()
    database.stop()
    try:
        for _asked in ("over a connection that has died", "over a new one"):
            asked_at = time.monotonic()
            status, kind, text = one.answer("/people/", Cookie="amana-session=invented; amana-language=en")
            assert time.monotonic() - asked_at < 6
            assert (status, kind) == (503, "text/html") and "The database cannot be reached at the moment" in text
        status, kind, text = one.answer("/api/v1/people", Authorization="Bearer amana_invented")
        assert (status, kind) == (503, "application/problem+json") and json.loads(text)["code"] == "unreachable"
    finally:
        database.start()
    assert comes_true(lambda: one.answer("/sign-in/")[0] == 200, 60)
