"""One installation on a disk: its folder, its secrets and, on a laptop, its own PostgreSQL. No Django here: settings read it."""
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from amana.doors.site.localpg import CannotStart, LocalPostgres

DATABASE = "amana"
LOGINS = Path(__file__).with_name("logins.sql")
URLS = {"amana_web": "AMANA_DATABASE_URL", "amana_gate": "AMANA_GATE_URL", "amana_mail": "AMANA_MAIL_DATABASE_URL",
        "amana_match": "AMANA_MATCH_DATABASE_URL", "amana_migrate": "AMANA_MIGRATE_URL"}


def is_server() -> bool:
    """True where unsafe settings are refused; a laptop is the default."""
    kind = os.environ.get("AMANA_ENV") or "laptop"
    if kind not in ("laptop", "server"):
        raise CannotStart(f"AMANA_ENV is {kind}: it is either laptop or server.")
    return kind == "server"


def has_own_database() -> bool:
    """True where no server is given: then this installation starts PostgreSQL itself."""
    return not os.environ.get("AMANA_DATABASE_URL")


def number(variable: str, default: int) -> int:
    """What the environment says there. Raises CannotStart for what is no number."""
    given = os.environ.get(variable) or str(default)
    if not given.isdecimal():
        raise CannotStart(f"{variable} is {given}: it is a number, such as {default}.")
    return int(given)


@cache
def home() -> Path:
    """The data folder, made on first use; nobody but its owner may look into it.

    Root's own home is closed to the account that runs PostgreSQL, so root's data stand in /var/lib, and that account may pass through.
    """
    is_root = os.geteuid() == 0
    folder = Path(os.environ.get("AMANA_HOME") or ("/var/lib/amana" if is_root else Path.home() / ".amana")).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o711 if is_root else 0o700)
    except OSError as error:
        raise CannotStart(f"The data folder {folder} cannot be used ({error.strerror}): set AMANA_HOME to a folder of your own.") from error
    return folder


def _given_secret(name: str) -> str | None:
    """What systemd's LoadCredential= or an administrator has put there."""
    folders = [Path(given)] if (given := os.environ.get("CREDENTIALS_DIRECTORY")) else []
    for folder in [*folders, home() / "secrets"]:
        if (path := folder / name).is_file():
            return path.read_text().strip()
    return None


@cache
def secret(name: str) -> str:
    """A secret of this installation: given, or drawn once and kept in a file that only its owner may read."""
    if given := _given_secret(name):
        return given
    folder = home() / "secrets"
    folder.mkdir(exist_ok=True, mode=0o700)
    value, half = secrets.token_urlsafe(48), folder / f".{name}.{secrets.token_hex(4)}"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(value)
    try:
        os.link(half, folder / name)  # whole or not at all, and the first of two at the same moment wins
    except FileExistsError:
        value = (folder / name).read_text().strip()
    half.unlink()
    return value


def files_keys() -> tuple[str, str]:
    """The pair of keys of the bucket that AMANA_FILES_URL names; two empty words where none is given."""
    return _given_secret("files-key-id") or "", _given_secret("files-key") or ""


@dataclass(frozen=True)
class MailServer:
    """Where mails go: one of Django's back ends with its options, and in whose name they go out."""

    backend: str
    options: dict
    sender: str
    host: str
    is_encrypted: bool


def mail_server() -> MailServer | None:
    """As AMANA_MAIL_URL says; None: no mail is set up. Raises CannotStart for what is no such URL.

    smtp://user:password@host:587/?from=amana@example.org&tls=start (tls: start, at-once, none), or file:, into AMANA_HOME/mail.
    A password that the URL lacks comes from the secret `mail-password`.
    """
    given = os.environ.get("AMANA_MAIL_URL")
    if not given:
        return None
    try:
        url = urlsplit(given)
        said = {name: values[-1] for name, values in parse_qs(url.query).items()}
        tls, port = said.get("tls", "start"), url.port
    except ValueError:
        url, said, tls, port = urlsplit(""), {}, "", None
    if url.scheme == "file":
        return MailServer("django.core.mail.backends.filebased.EmailBackend", {"file_path": home() / "mail"}, said.get("from", "amana@localhost"), "", True)
    if url.scheme != "smtp" or not url.hostname or tls not in ("start", "at-once", "none") or "@" not in said.get("from", ""):
        raise CannotStart("AMANA_MAIL_URL is not a URL such as smtp://user@host:587/?from=amana@example.org&tls=start (docs/server.md).")
    options = {
        "host": url.hostname, "port": port or (465 if tls == "at-once" else 587), "username": unquote(url.username or ""),
        "password": unquote(url.password or "") or (_given_secret("mail-password") or "" if url.username else ""),
        "use_tls": tls == "start", "use_ssl": tls == "at-once", "timeout": 30}
    return MailServer("django.core.mail.backends.smtp.EmailBackend", options, said["from"], url.hostname, tls != "none")


@cache
def local_server() -> LocalPostgres:
    return LocalPostgres(home() / "database")


def database_url(login: str, variable: str) -> str:
    """Where `login` connects: the laptop's own server, or the server that is given.

    A password need not stand in the environment: one that the URL lacks comes from the secret `amana_web-password` and its like.
    """
    if has_own_database():
        return local_server().url(login, secret(f"{login}-password"), os.environ.get("AMANA_DATABASE") or DATABASE)
    # Without a URL of its own a login is looked for beside the web's; it gets no further without its password.
    url: dict[str, Any] = conninfo_to_dict(os.environ.get(variable) or os.environ["AMANA_DATABASE_URL"])
    if not os.environ.get(variable):
        url |= {"user": login, "password": None}
    if not url.get("password"):
        url["password"] = _given_secret(f"{login}-password")
    return make_conninfo(**{name: value for name, value in url.items() if value is not None})


def prepare_local_database(name: str = DATABASE) -> None:
    """The laptop's server runs, and database `name` with all logins exists. Does nothing where a server is given."""
    if not has_own_database():
        return
    server = local_server()
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as admin:
        # Two starts at the same moment would make the same database.
        admin.execute("SELECT pg_advisory_lock(hashtext('amana database'))")
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        prepare_logins(server.url(database=name))


def drop_local_database(name: str) -> None:
    """The database of the laptop's own server is gone, whoever is connected to it."""
    with psycopg.connect(local_server().url(), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def prepare_logins(admin_url: str) -> None:
    """The logins and schemas of one database are as `logins.sql` says."""
    text = LOGINS.read_text()
    with psycopg.connect(admin_url) as admin:
        for login in URLS:
            password = sql.Literal(secret(f"{login}-password")).as_string(admin)
            text = text.replace(f":{login.removeprefix('amana_')}_password", password)
        # The logins belong to all databases of the server, and so does this lock: two at the same moment would change the same rows.
        admin.execute("LOCK TABLE pg_authid IN SHARE ROW EXCLUSIVE MODE")
        admin.execute(text)


SERVER_SQL = """\
-- Amana's logins on a PostgreSQL server. Once for each new version of Amana, an administrator (superuser) runs it with psql,
-- connected to Amana's database; docs/server.md says how that database is made. Safe to run again.
\\set ON_ERROR_STOP on
\\prompt 'Password of amana_web: ' web_password
\\prompt 'Password of amana_gate: ' gate_password
\\prompt 'Password of amana_mail: ' mail_password
\\prompt 'Password of amana_match: ' match_password
\\prompt 'Password of amana_migrate: ' migrate_password
BEGIN;
"""


def server_sql() -> str:
    """What an administrator runs with psql on a given server; the passwords are asked for and stand nowhere in the text."""
    text = LOGINS.read_text()
    for login in URLS:
        name = login.removeprefix("amana_")
        text = text.replace(f"PASSWORD :{name}_password", f"PASSWORD :'{name}_password'")
    return SERVER_SQL + text + "COMMIT;\n"
