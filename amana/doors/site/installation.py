"""One installation on a disk: its folder, its secrets and, on a laptop, its own PostgreSQL. No Django here: settings read it."""
import os
import secrets
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from amana.doors.site.localpg import LocalPostgres

DATABASE = "amana"
LOGINS = Path(__file__).with_name("logins.sql")


def is_server() -> bool:
    """True where unsafe settings are refused; a laptop is the default."""
    return os.environ.get("AMANA_ENV", "laptop") == "server"


@cache
def home() -> Path:
    """The data folder, made on first use; nobody but its owner may look into it.

    Root's own home is closed to the account that runs PostgreSQL, so root's data stand in /var/lib, and that account may pass through.
    """
    is_root = os.geteuid() == 0
    folder = Path(os.environ.get("AMANA_HOME") or ("/var/lib/amana" if is_root else Path.home() / ".amana")).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_root:
        folder.chmod(0o711)
    return folder


@cache
def secret(name: str) -> str:
    """A secret of this installation, drawn once and kept in a file that only its owner may read."""
    folder = home() / "secrets"
    folder.mkdir(exist_ok=True, mode=0o700)
    path = folder / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(value := secrets.token_urlsafe(48))
    return value


@cache
def local_server() -> LocalPostgres:
    return LocalPostgres(home() / "database")


def database_url(login: str, variable: str) -> str:
    """Where `login` connects: the variable's URL, or the laptop's own server."""
    return os.environ.get(variable) or local_server().url(login, secret(f"{login}-password"), os.environ.get("AMANA_DATABASE", DATABASE))


def prepare_local_database(name: str = DATABASE) -> None:
    """The laptop's server runs, and database `name` with all logins exists. Does nothing where AMANA_DATABASE_URL is given."""
    if os.environ.get("AMANA_DATABASE_URL"):
        return
    server = local_server()
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    prepare_logins(server.url(database=name))


def prepare_logins(admin_url: str) -> None:
    """The logins and schemas of one database are as `logins.sql` says."""
    text = LOGINS.read_text()
    with psycopg.connect(admin_url) as admin:
        for login in ("web", "gate", "migrate"):
            password = sql.Literal(secret(f"amana_{login}-password")).as_string(admin)
            text = text.replace(f":{login}_password", password)
        # Two starts at the same moment would change the same rows of the catalogue.
        admin.execute("SELECT pg_advisory_xact_lock(hashtext('amana logins'))")
        admin.execute(text)
