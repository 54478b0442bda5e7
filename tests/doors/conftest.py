"""Folders that the account of a PostgreSQL server can enter, and a whole installation of its own."""
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from amana.doors.site import installation
from amana.doors.site.localpg import LocalPostgres
from tests import folders
from tests.conftest import rule_of_the_template

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder():
    """A short-named folder open to pass through; the servers started below it are stopped in the end."""
    path = Path(tempfile.mkdtemp(prefix="am-", dir=folders.base())).resolve()
    path.chmod(0o711)
    yield path
    _clear(path)


def _clear(path: Path) -> None:
    for pid_file in path.glob("**/pg/postmaster.pid"):
        LocalPostgres(pid_file.parent.parent).stop()
    shutil.rmtree(path, ignore_errors=True)


def environment(home: Path, **more: str) -> dict[str, str]:
    """This machine's environment with no AMANA_* but those given."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AMANA_") and name != "DJANGO_SETTINGS_MODULE"}
    return ours | {"AMANA_HOME": str(home)} | more


def amana(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess:
    """Run the command line on the installation in `home`."""
    return subprocess.run([sys.executable, "-m", "amana.doors.cli.main", *words], env=environment(home, **more), cwd="/", text=True,
                          capture_output=True, timeout=120, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def house():
    """An installation with its own database, all tables and nobody in it."""
    path = Path(tempfile.mkdtemp(prefix="am-house-", dir=folders.base())).resolve()
    furnish(path)
    LocalPostgres(path / "database").start()
    yield path
    _clear(path)


def furnish(path: Path) -> None:
    """A copy of an installation at rest, which is made once and kept while tables and policies stay as they are."""
    model = installation.home() / "house"
    with open(f"{model}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rule, stamp = rule_of_the_template(), model / "rule"
        if not stamp.exists() or stamp.read_text() != rule:
            shutil.rmtree(model, ignore_errors=True)
            model.mkdir(0o711)
            for words in ("migrate", "stop"):
                done = amana(model, words)
                assert done.returncode == 0, done.stderr
            stamp.write_text(rule)
    subprocess.run(["cp", "--archive", f"{model}/.", path], check=True)
