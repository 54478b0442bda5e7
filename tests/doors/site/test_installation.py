"""The data folder and its secrets."""
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from amana.doors.site import installation
from amana.doors.site.localpg import CannotStart
from tests.doors.conftest import environment


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A home of this test's own, as if the program had just started."""
    monkeypatch.setenv("AMANA_HOME", str(tmp_path / "home"))
    for variable in installation.URLS.values():
        monkeypatch.delenv(variable, raising=False)
    for cached in (installation.home, installation.secret, installation.local_server):
        cached.cache_clear()
    yield tmp_path / "home"
    for cached in (installation.home, installation.secret, installation.local_server):
        cached.cache_clear()


def test_a_secret_is_drawn_once_and_read_by_its_owner_alone(home):
    first = installation.secret("web-key")
    installation.secret.cache_clear()
    assert installation.secret("web-key") == first and len(first) == 64
    assert stat.S_IMODE((home / "secrets" / "web-key").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "secrets").stat().st_mode) == 0o700
    assert [path.name for path in (home / "secrets").iterdir()] == ["web-key"]


def test_starts_at_the_same_moment_draw_one_secret(tmp_path):
    code = "from amana.doors.site import installation; print(installation.secret('web-key'))"
    starts = [subprocess.Popen([sys.executable, "-c", code], env=environment(tmp_path), stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({start.communicate()[0] for start in starts}) == 1


def test_a_secret_that_systemd_gives_comes_first(home, monkeypatch, tmp_path):
    (tmp_path / "web-key").write_text("given\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert installation.secret("web-key") == "given"


def test_a_home_that_cannot_be_made_is_a_sentence(home, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AMANA_HOME", str(tmp_path / "file" / "below"))
    installation.home.cache_clear()
    with pytest.raises(CannotStart, match="set AMANA_HOME"):
        installation.home()


def test_the_passwords_of_the_laptop_stand_in_its_own_urls(home):
    password = installation.secret("amana_web-password")
    assert f"amana_web:{password}@/amana?" in installation.database_url("amana_web", "AMANA_DATABASE_URL")


def test_a_login_without_a_url_of_its_own_stands_beside_the_webs_without_its_password(home, monkeypatch):
    monkeypatch.setenv("AMANA_DATABASE_URL", "postgresql://amana_web:web-password@db.example.org/amana?sslmode=verify-full")
    url = installation.database_url("amana_migrate", "AMANA_MIGRATE_URL")
    assert "user=amana_migrate" in url and "host=db.example.org" in url and "web-password" not in url


def test_the_sql_for_administrators_holds_no_password():
    text = installation.server_sql()
    assert text.count("PASSWORD :'") == 5
    assert "PASSWORD '" not in text and Path(installation.LOGINS).read_text().splitlines()[-1] in text
