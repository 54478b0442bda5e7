"""What must be true before the program serves. A server refuses to start otherwise; a laptop refuses what would show rows to the wrong people."""
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import namedtuple_row

from amana.doors.site import installation
from amana.doors.site.localpg import CannotStart
from amana.ground.access.rules import second_factor_roles

# The first minor version of each that closes the ways around row security known in November 2026 (SECURITY.md §0, §4).
SAFE_VERSIONS = {15: 150020, 16: 160016, 17: 170012, 18: 180007}
OLDEST_MAJOR, NEWEST_LISTED = min(SAFE_VERSIONS), max(SAFE_VERSIONS)
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")

_LOGINS = """
SELECT rolname AS name, rolcanlogin AS can_login, rolbypassrls AS bypasses, rolsuper OR rolcreaterole OR rolreplication AS is_mighty,
       ARRAY(SELECT m.roleid::regrole::text FROM pg_auth_members m WHERE m.member = r.oid ORDER BY 1) AS member_of,
       ARRAY(SELECT m.member::regrole::text FROM pg_auth_members m WHERE m.roleid = r.oid ORDER BY 1) AS members,
       (SELECT count(*) FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND d.deptype = 'o') AS owns
  FROM pg_roles r WHERE rolname LIKE 'amana\\_%'"""
_ARABIC = """
SELECT pg_encoding_to_char(encoding) = 'UTF8' AND datctype NOT IN ('C', 'POSIX') AND 'م' ~ '^\\w$' AND upper('é') = 'É' AS works,
       to_regproc('show_trgm') IS NOT NULL AS has_trigrams FROM pg_database WHERE datname = current_database()"""
_RIGHTS = "SELECT has_schema_privilege('public', 'CREATE') OR has_database_privilege(current_database(), 'CREATE, TEMP') AS creates"
_SILENT_LOG = {"log_statement": "none", "log_min_duration_statement": "-1", "log_parameter_max_length": "0",
               "log_min_error_statement": "panic", "log_error_verbosity": "terse"}
_RUN_SERVER_SQL = "let an administrator run what `amana server-sql` prints."


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, in a sentence that says what to do."""

    sentence: str
    stops: bool


def checked_installation() -> list[str]:
    """What is worth a warning. Raises CannotStart, with every reason, where the program must not run."""
    found = findings()
    if reasons := [finding.sentence for finding in found if finding.stops]:
        raise CannotStart("\n".join(reasons))
    return [finding.sentence for finding in found]


def findings() -> list[Finding]:
    """All that is wrong with this installation, the gravest kinds first. Raises CannotStart where no database answers."""
    server = installation.is_server()
    found = [*(_surroundings() if server else ()), *_address(), *_second_factor(server), *_mail(server), *_secret_files(server), *_bucket(server)]
    if server and installation.has_own_database():
        return found  # there is none to ask
    return [*found, *_database(server)]


def _surroundings() -> Iterator[Finding]:
    """What only a server must have set."""
    for variable in ("AMANA_DATABASE_URL", "AMANA_GATE_URL"):
        if not os.environ.get(variable):
            yield Finding(f"{variable} is not set: a server uses a PostgreSQL server that its administrator keeps (docs/server.md).", True)
    if not os.environ.get("AMANA_HOSTS") or "*" in os.environ["AMANA_HOSTS"]:
        yield Finding("AMANA_HOSTS must name the exact host names under which people reach Amana, with commas between.", True)
    if os.environ.get("AMANA_BEHIND_PROXY") != "yes":
        yield Finding("AMANA_BEHIND_PROXY is not yes: a server is reached through a proxy that ends TLS and overwrites X-Forwarded-Proto.", True)
    if not settings.AMANA_LIMITS:
        yield Finding("AMANA_LIMITS is off: whoever holds a session could copy all it opens in minutes. Unset it.", True)
    if settings.DEBUG:
        yield Finding("DEBUG is on: it shows a failure's variables to everybody.", True)


def _address() -> Iterator[Finding]:
    """Links in mails and invitations begin with it, and passkeys are bound to its name."""
    try:
        parts = urlsplit(settings.AMANA_ADDRESS)
        is_one = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0 and f"{parts.scheme}://{parts.netloc}" == settings.AMANA_ADDRESS and "@" not in parts.netloc
    except ValueError:  # a port that is none
        is_one = False
    if not is_one:
        yield Finding(f"AMANA_ADDRESS is {settings.AMANA_ADDRESS}: it is what people type to reach Amana, such as https://amana.example.org, with nothing behind the name and the port.", True)


def _second_factor(server: bool) -> Iterator[Finding]:
    try:
        required = second_factor_roles(settings.AMANA_SECOND_FACTOR)
    except ValueError as error:
        yield Finding(f"AMANA_SECOND_FACTOR names {error}: it is off, all, or codes of roles with commas between (docs/server.md).", True)
    else:
        if server and not required:
            yield Finding("AMANA_SECOND_FACTOR is off: a guessed password alone opens what its owner sees. Unset it, or name the roles.", False)


def _mail(server: bool) -> Iterator[Finding]:
    mail = installation.mail_server()
    if mail is None:
        if server:
            yield Finding("AMANA_MAIL_URL is not set: nobody is told of anything by e-mail (docs/server.md).", False)
    elif not mail.is_encrypted and mail.host not in LOCAL_HOSTS:
        yield Finding(f"AMANA_MAIL_URL reaches {mail.host} without TLS, so others could read who works here: set tls=start or tls=at-once.", server)


def _secret_files(server: bool) -> Iterator[Finding]:
    folder = installation.home() / "secrets"
    for path in [folder, *folder.iterdir()] if folder.exists() else []:
        found = path.stat()
        if found.st_uid != os.geteuid() or stat.S_IMODE(found.st_mode) & 0o077:
            mode = "700" if path == folder else "600"
            yield Finding(f"{path} can be read by others: chown it to the account that runs Amana, and chmod {mode}.", server)


def _bucket(server: bool) -> Iterator[Finding]:
    """Files of cases in a bucket: what stands there is sealed, but the keys of the bucket travel."""
    if not (address := os.environ.get("AMANA_FILES_URL")):
        return
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or not parts.path.strip("/") or parts.username:
        yield Finding("AMANA_FILES_URL is not the address of a bucket such as https://objects.example.org/bucket; its keys stand in files of their own (docs/server.md).", True)
    elif parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        yield Finding(f"AMANA_FILES_URL reaches {parts.hostname} over a network where others could listen: use https.", server)
    elif not all(settings.AMANA_FILES_KEYS):
        yield Finding("AMANA_FILES_URL names a bucket without keys: put them into the secrets files-key-id and files-key (docs/server.md).", True)


def _database(server: bool) -> Iterator[Finding]:
    with _connected("amana_web") as web, _connected("amana_gate") as gate:
        yield from _transport(web, "AMANA_DATABASE_URL", server)
        yield from _transport(gate, "AMANA_GATE_URL", server)
        yield from _logins(web)
        for connection in (web, gate):
            login = connection.info.user
            if _ask(connection, _RIGHTS).creates:
                yield Finding(f"The database lets {login} create tables: {_RUN_SERVER_SQL}", True)
        yield from _version(web.info.server_version, server)
        yield from _arabic(web)
        yield from _clock(web, server)
        yield from _log(web, server)
    if installation.mail_server():
        yield from _workers_login("amana_mail", server, "A worker that is started so sends no mail.")
    yield from _workers_login("amana_match", server, "A worker that is started so answers no question whether somebody is known elsewhere.")


def _workers_login(login: str, server: bool, without: str) -> Iterator[Finding]:
    """Only the worker needs it: pages are served without."""
    try:
        with _connected(login) as connection:
            yield from _transport(connection, installation.URLS[login], server)
            if _ask(connection, _RIGHTS).creates:
                yield Finding(f"The database lets {login} create tables: {_RUN_SERVER_SQL}", True)
    except CannotStart as reason:
        yield Finding(f"{without} {reason}", False)


def _connected(login: str) -> psycopg.Connection:
    variable = installation.URLS[login]
    try:
        connection = psycopg.connect(installation.database_url(login, variable), row_factory=namedtuple_row, connect_timeout=10)
    except psycopg.ProgrammingError as error:  # its text may hold the password
        raise CannotStart(f"{variable} is not a connection URL such as postgresql://{login}@host/amana.") from error
    except psycopg.OperationalError as error:
        raise CannotStart(f"The database does not let {login} in: {str(error).strip()}") from error
    if (is_login := _ask(connection, "SELECT session_user AS login").login) != login:
        raise CannotStart(f"{variable} logs in as {is_login}: it must be {login}.")
    return connection


def _ask(connection: psycopg.Connection, question: str, *values) -> Any:
    """The one row of the answer, its columns by name."""
    return connection.execute(question, values).fetchone()  # type: ignore[arg-type]


def _transport(connection: psycopg.Connection, variable: str, server: bool) -> Iterator[Finding]:
    host = connection.info.host
    if host in LOCAL_HOSTS or host.startswith("/"):
        return
    if not connection.pgconn.ssl_in_use or conninfo_to_dict(connection.info.dsn).get("sslmode") != "verify-full":
        yield Finding(f"{variable} reaches {host} over a network where others could listen or answer: add sslmode=verify-full.", server)


def _logins(web: psycopg.Connection) -> Iterator[Finding]:
    """Powers of the logins (DESIGN.md §6.6): a login with more than its own powers sees every row."""
    rows: list[Any] = web.execute(_LOGINS).fetchall()
    found = {login.name: login for login in rows}
    for name in ("amana_owner", "amana_keeper", "amana_migrate", "amana_web", "amana_gate", "amana_mail", "amana_match", "amana_reader"):
        if name not in found:
            yield Finding(f"The database has no role {name}: {_RUN_SERVER_SQL}", True)
        elif wrong := _wrong_with(found[name]):
            yield Finding(f"{name} {wrong}: {_RUN_SERVER_SQL}", True)


def _wrong_with(login: Any) -> str | None:
    mere = login.name in ("amana_web", "amana_gate", "amana_mail", "amana_match")
    unseen = login.name in ("amana_owner", "amana_keeper", "amana_reader")
    rules = [
        (login.is_mighty, "is superuser or may make roles or replicate"),
        (login.bypasses and (mere or login.name in ("amana_owner", "amana_reader")), "passes by row security"),
        (not login.bypasses and login.name in ("amana_keeper", "amana_migrate"), "does not pass by row security, so facts would be overlooked"),
        (mere and login.member_of, f"is a member of {', '.join(login.member_of)}"),
        (login.name == "amana_reader" and login.member_of != ["amana_web"], "must be a member of amana_web and of nothing else"),
        (mere and login.owns, "owns something in a database"),
        (unseen and login.can_login, "can log in"),
        (unseen and login.members != ["amana_migrate"], "must have amana_migrate as its one member"),
    ]
    return next((words for is_wrong, words in rules if is_wrong), None)


def _version(number: int, server: bool) -> Iterator[Finding]:
    """`number` as PostgreSQL tells it: 180006 is 18.6."""
    major, minor = divmod(number, 10_000)
    if major < OLDEST_MAJOR:
        yield Finding(f"PostgreSQL {major} is too old: use {NEWEST_LISTED}.", True)
    elif major <= NEWEST_LISTED and number < SAFE_VERSIONS[major]:
        safe = SAFE_VERSIONS[major] % 10_000
        yield Finding(f"PostgreSQL {major}.{minor} has known ways around row security: use {major}.{safe} or later"
                      + (" on this server." if server else " where real people are recorded."), server)


def _arabic(web: psycopg.Connection) -> Iterator[Finding]:
    found = _ask(web, _ARABIC)
    if not found.works or (found.has_trigrams and not _ask(web, "SELECT show_trgm('محمد') AS trigrams").trigrams):
        yield Finding("Arabic does not work in this database, searches would find nothing: make it anew with encoding UTF8 and LC_CTYPE C.UTF-8 "
                      "(docs/server.md has the command).", True)


def _clock(web: psycopg.Connection, server: bool) -> Iterator[Finding]:
    """Only demonstrations and tests move the clock."""
    exists = _ask(web, "SELECT to_regprocedure('entry.clock()') IS NOT NULL AS yes").yes
    if server and exists and not _ask(web, "SELECT entry.clock() = now() AS right").right:
        yield Finding("The database's clock is moved, as for a demonstration: a server needs a database that never held one.", True)


def _log(web: psycopg.Connection, server: bool) -> Iterator[Finding]:
    for name, wanted in _SILENT_LOG.items():
        if (value := _ask(web, "SELECT current_setting(%s) AS value", name).value) != wanted:
            yield Finding(f"{name} is {value} for amana_web, so personal data may reach the database's log: {_RUN_SERVER_SQL}", server)
