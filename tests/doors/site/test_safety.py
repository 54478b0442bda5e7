"""What a start refuses, on a PostgreSQL server prepared with what `amana server-sql` prints. Each fault is put right again."""
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from amana.doors.site import installation, safety
from amana.doors.site.localpg import CannotStart, LocalPostgres

PASSWORDS = {"amana_web": "w'eb password", "amana_gate": "gate", "amana_mail": "mail", "amana_match": "match", "amana_migrate": "migrate"}


@pytest.fixture(scope="module")
def given():
    """A server that an administrator has prepared; not this installation's own."""
    path = Path(tempfile.mkdtemp(prefix="am-given-", dir="/tmp")).resolve()
    path.chmod(0o711)
    server = LocalPostgres(path / "data", fsync="off")
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as admin:
        admin.execute("CREATE DATABASE amana")
    _run_server_sql(server, path)
    yield server
    server.stop()
    shutil.rmtree(path)


def _run_server_sql(server: LocalPostgres, path: Path) -> None:
    (path / "server.sql").write_text(installation.server_sql())
    done = subprocess.run([server.bin / "psql", "-X", "-q", "-d", server.url(database="amana"), "-f", path / "server.sql"], text=True,
                          input="".join(password + "\n" for password in PASSWORDS.values()), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def laptop(given, monkeypatch, tmp_path, settings):
    """A laptop's surroundings that use the given server."""
    for login, variable in installation.URLS.items():
        monkeypatch.setenv(variable, given.url(login, PASSWORDS[login], "amana"))
    monkeypatch.setattr(installation, "home", lambda: tmp_path)
    monkeypatch.delenv("AMANA_ENV", raising=False)
    settings.AMANA_LIMITS = True  # as installed, and not as in tests
    return monkeypatch


@pytest.fixture
def server(laptop, settings):
    """A server's surroundings, all of them safe but for the age of the wheel's PostgreSQL, which is taken as new enough."""
    laptop.setenv("AMANA_ENV", "server")
    laptop.setenv("AMANA_HOSTS", "amana.example.org")
    laptop.setenv("AMANA_BEHIND_PROXY", "yes")
    laptop.setenv("AMANA_MAIL_URL", "smtp://amana:secret@mail.example.org/?from=amana@example.org")
    laptop.setattr(safety, "SAFE_VERSIONS", {18: 180000})
    settings.AMANA_SECOND_FACTOR = "all"
    return laptop


@contextmanager
def done_by_an_administrator(given: LocalPostgres, deed: str, undo: str, database: str = "amana"):
    with psycopg.connect(given.url(database=database), autocommit=True) as admin:
        admin.execute(deed)
        try:
            yield
        finally:
            admin.execute(undo)


def sentences() -> str:
    return "\n".join(finding.sentence for finding in safety.findings())


def test_a_prepared_server_is_fit_to_run(server):
    assert safety.checked_installation() == []


def test_a_server_without_a_second_factor_is_warned_and_a_role_that_is_none_stops_it(server, settings):
    settings.AMANA_SECOND_FACTOR = "off"
    (warning,) = safety.checked_installation()
    assert "a guessed password alone" in warning
    settings.AMANA_SECOND_FACTOR = "boss"
    with pytest.raises(CannotStart, match="names boss"):
        safety.checked_installation()


@pytest.mark.parametrize(("url", "words", "stops"), [
    ("", "nobody is told of anything by e-mail", False), ("smtp://mail.example.org/?from=amana@example.org&tls=none", "without TLS", True)])
def test_a_server_without_mail_is_warned_and_one_that_mails_in_the_open_refuses(server, url, words, stops):
    server.setenv("AMANA_MAIL_URL", url)
    (found,) = safety.findings()
    assert words in found.sentence and found.stops is stops


def test_a_worker_that_cannot_reach_the_outbox_is_warned(given, server):
    server.setenv("AMANA_MAIL_DATABASE_URL", given.url("amana_mail", "wrong", "amana"))
    (warning,) = safety.checked_installation()
    assert "sends no mail" in warning


@pytest.mark.parametrize("url", ["smtp://mail.example.org", "smtp://mail.example.org/?from=amana@example.org&tls=perhaps", "imap://mail.example.org/?from=a@b", "smtp://mail.example.org:x/?from=a@b"])
def test_what_is_no_address_of_a_mail_server_is_said_without_its_password(laptop, url):
    laptop.setenv("AMANA_MAIL_URL", url.replace("mail.", "amana:secret@mail."))
    with pytest.raises(CannotStart, match="AMANA_MAIL_URL is not a URL") as refused:
        safety.findings()
    assert "secret" not in str(refused.value)


def test_a_laptop_is_warned_of_an_old_postgresql_and_runs(laptop):
    (warning,) = safety.checked_installation()
    assert "use 18.7 or later" in warning


def test_a_server_refuses_an_old_postgresql(server, monkeypatch):
    monkeypatch.setattr(safety, "SAFE_VERSIONS", {18: 180007})
    with pytest.raises(CannotStart, match="later on this server"):
        safety.checked_installation()


@pytest.mark.parametrize(("number", "stops"), [
    (140024, True), (150019, True), (150020, False), (160015, True), (160016, False), (170012, False), (180006, True), (180007, False),
    (190000, False)])
def test_the_oldest_safe_version_of_each_kind(number, stops):
    assert any(finding.stops for finding in safety._version(number, server=True)) is stops


@pytest.mark.parametrize(("deed", "undo", "words"), [
    ("ALTER ROLE amana_web SUPERUSER", "ALTER ROLE amana_web NOSUPERUSER", "amana_web is superuser"),
    ("ALTER ROLE amana_web BYPASSRLS", "ALTER ROLE amana_web NOBYPASSRLS", "amana_web passes by row security"),
    ("ALTER ROLE amana_gate CREATEROLE", "ALTER ROLE amana_gate NOCREATEROLE", "amana_gate is superuser or may make roles"),
    ("GRANT amana_owner TO amana_web", "REVOKE amana_owner FROM amana_web", "is a member of amana_owner"),
    ("GRANT amana_keeper TO amana_gate", "REVOKE amana_keeper FROM amana_gate", "is a member of amana_keeper"),
    ("GRANT amana_migrate TO amana_gate", "REVOKE amana_migrate FROM amana_gate", "is a member of amana_migrate"),
    ("GRANT pg_read_all_data TO amana_web", "REVOKE pg_read_all_data FROM amana_web", "is a member of pg_read_all_data"),
    ("CREATE TABLE mine (); ALTER TABLE mine OWNER TO amana_web", "DROP TABLE mine", "amana_web owns something"),
    ("ALTER ROLE amana_keeper NOBYPASSRLS", "ALTER ROLE amana_keeper BYPASSRLS", "amana_keeper does not pass by row security"),
    ("ALTER ROLE amana_owner BYPASSRLS", "ALTER ROLE amana_owner NOBYPASSRLS", "amana_owner passes by row security"),
    ("ALTER ROLE amana_keeper LOGIN", "ALTER ROLE amana_keeper NOLOGIN", "amana_keeper can log in"),
    ("ALTER ROLE amana_migrate NOBYPASSRLS", "ALTER ROLE amana_migrate BYPASSRLS", "amana_migrate does not pass by row security"),
    ("GRANT amana_web TO amana_mail", "REVOKE amana_web FROM amana_mail", "amana_mail is a member of amana_web"),
    ("GRANT amana_reader TO amana_gate", "REVOKE amana_reader FROM amana_gate", "is a member of amana_reader|amana_reader must have amana_migrate"),
    ("ALTER ROLE amana_reader LOGIN", "ALTER ROLE amana_reader NOLOGIN", "amana_reader can log in"),
    ("ALTER ROLE amana_reader BYPASSRLS", "ALTER ROLE amana_reader NOBYPASSRLS", "amana_reader passes by row security"),
    ("GRANT amana_keeper TO amana_reader", "REVOKE amana_keeper FROM amana_reader", "amana_reader must be a member of amana_web and of nothing else|must have amana_migrate"),
    ("GRANT CREATE ON SCHEMA public TO amana_web", "REVOKE CREATE ON SCHEMA public FROM amana_web", "lets amana_web create tables"),
    ("GRANT TEMP ON DATABASE amana TO PUBLIC", "REVOKE TEMP ON DATABASE amana FROM PUBLIC", "lets amana_gate create tables"),
])
def test_a_login_with_too_many_or_too_few_powers_is_refused_even_on_a_laptop(given, laptop, deed, undo, words):
    with done_by_an_administrator(given, deed, undo), pytest.raises(CannotStart, match=words):
        safety.checked_installation()


@pytest.mark.parametrize("variable", ["AMANA_DATABASE_URL", "AMANA_GATE_URL"])
def test_a_login_that_is_not_the_programs_own_is_refused(given, laptop, variable):
    laptop.setenv(variable, given.url(database="amana"))
    with pytest.raises(CannotStart, match=f"{variable} logs in as amana_admin"):
        safety.checked_installation()


def test_a_wrong_password_is_a_sentence_without_it(given, laptop):
    laptop.setenv("AMANA_DATABASE_URL", given.url("amana_web", "not-the-password", "amana"))
    with pytest.raises(CannotStart, match="does not let amana_web in") as refusal:
        safety.checked_installation()
    assert "not-the-password" not in str(refusal.value)


def test_a_url_that_is_none_is_a_sentence_without_it(laptop):
    laptop.setenv("AMANA_DATABASE_URL", "postgresql//amana_web:the-password@host")
    with pytest.raises(CannotStart, match="is not a connection URL") as refusal:
        safety.checked_installation()
    assert "the-password" not in str(refusal.value)


def test_a_password_may_stand_in_a_file_instead_of_the_url(laptop, tmp_path):
    (tmp_path / "secrets").mkdir(mode=0o700)
    for login, variable in installation.URLS.items():
        laptop.setenv(variable, installation.make_conninfo(installation.os.environ[variable], password=""))
        (tmp_path / "secrets" / f"{login}-password").write_text(PASSWORDS[login])
        (tmp_path / "secrets" / f"{login}-password").chmod(0o600)
    assert safety.checked_installation()


@pytest.mark.parametrize(("variable", "value", "words"), [
    ("AMANA_HOSTS", "", "AMANA_HOSTS must name"), ("AMANA_HOSTS", "*", "AMANA_HOSTS must name"), ("AMANA_HOSTS", "a.org,*.b.org", "AMANA_HOSTS"),
    ("AMANA_BEHIND_PROXY", "", "AMANA_BEHIND_PROXY is not yes"), ("AMANA_GATE_URL", "", "AMANA_GATE_URL is not set")])
def test_a_server_must_be_told_its_surroundings(server, variable, value, words):
    server.setenv(variable, value)
    assert any(words in finding.sentence and finding.stops for finding in safety._surroundings())


@pytest.mark.parametrize(("address", "keys", "words", "stops"), [
    ("https://objects.example.org/amana", ("AK", "x"), None, False), ("http://127.0.0.1:9000/amana", ("AK", "x"), None, False),
    ("http://objects.example.org/amana", ("AK", "x"), "use https", True), ("https://objects.example.org/amana", ("AK", ""), "without keys", True),
    ("https://objects.example.org/", ("AK", "x"), "is not the address of a bucket", True), ("https://ak:x@objects.example.org/amana", ("AK", "x"), "is not the address of a bucket", True),
    ("s3://amana", ("AK", "x"), "is not the address of a bucket", True)])
def test_a_bucket_has_an_address_keys_of_its_own_and_a_line_nobody_listens_to(server, settings, address, keys, words, stops):
    server.setenv("AMANA_FILES_URL", address)
    settings.AMANA_FILES_KEYS = keys
    found = list(safety._bucket(True))
    assert [(words in one.sentence, one.stops) for one in found] == ([(True, stops)] if words else [])


def test_debug_is_refused_on_a_server(server, settings):
    settings.DEBUG, settings.AMANA_LIMITS = True, False
    with pytest.raises(CannotStart, match=r"AMANA_LIMITS is off(.|\n)*DEBUG is on"):
        safety.checked_installation()


def test_secrets_that_others_can_read_stop_a_server_and_warn_a_laptop(server, tmp_path):
    (tmp_path / "secrets").mkdir(mode=0o700)
    (tmp_path / "secrets" / "web-key").write_text("x")
    (tmp_path / "secrets" / "web-key").chmod(0o644)
    with pytest.raises(CannotStart, match="web-key can be read by others"):
        safety.checked_installation()
    server.setenv("AMANA_ENV", "laptop")
    assert "web-key can be read by others" in "\n".join(safety.checked_installation())


def test_a_database_in_which_arabic_does_not_work_is_refused(given, laptop):
    create = "CREATE DATABASE deaf TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
    with done_by_an_administrator(given, create, "DROP DATABASE deaf WITH (FORCE)", "postgres"):
        with psycopg.connect(given.url(database="deaf"), autocommit=True) as admin:
            admin.execute("GRANT CONNECT ON DATABASE deaf TO amana_web, amana_gate")
        for login in ("amana_web", "amana_gate"):
            laptop.setenv(installation.URLS[login], given.url(login, PASSWORDS[login], "deaf"))
        assert "Arabic does not work" in sentences()


def test_a_moved_clock_stops_a_server_alone(given, server):
    clock = """CREATE FUNCTION entry.clock() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now() + interval ''1 day''';
               GRANT EXECUTE ON FUNCTION entry.clock() TO amana_web"""
    with done_by_an_administrator(given, clock, "DROP FUNCTION entry.clock()"):
        with pytest.raises(CannotStart, match="clock is moved"):
            safety.checked_installation()
        server.setenv("AMANA_ENV", "laptop")
        safety.checked_installation()


def test_a_log_that_would_hold_values_stops_a_server(given, server):
    with done_by_an_administrator(given, "ALTER ROLE amana_web SET log_statement = 'all'", "ALTER ROLE amana_web SET log_statement = 'none'"), \
            pytest.raises(CannotStart, match="log_statement is all"):
        safety.checked_installation()


def test_an_unknown_kind_of_installation_is_refused(laptop):
    laptop.setenv("AMANA_ENV", "serevr")
    with pytest.raises(CannotStart, match="either laptop or server"):
        safety.checked_installation()
