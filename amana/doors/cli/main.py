"""The command `amana`. Exit: 0 done, 1 the input has errors (listed), 2 could not run."""
import os
import sys
import traceback
from collections.abc import Callable
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from amana.doors.cli import serving
from amana.doors.site import installation
from amana.doors.site.localpg import CannotStart
from amana.ground.organisations.rules import Kind

app = typer.Typer(help="Amana, one shared case system.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
BUILT = Path(__file__).resolve().parents[3] / "static"  # settings.STATIC_ROOT
told = Console(stderr=True, highlight=False, soft_wrap=True)
Port = Annotated[int, typer.Option(envvar="AMANA_PORT", min=1, max=65535, help="Where to listen.")]
Host = Annotated[str, typer.Option(help="Address to listen on; a laptop listens on itself alone.")]
WithWorker = Annotated[bool | None, typer.Option("--worker/--no-worker", help="Run the job worker beside the pages (a laptop's default).")]


def command(action: Callable[..., None], *, of: typer.Typer = app, name: str = "") -> Callable[..., None]:
    """A command of `amana` whose failures are a sentence and exit 2."""
    @of.command(name=name or action.__name__.replace("_", "-"))
    @wraps(action)
    def run(*args, **kwargs) -> None:
        try:
            action(*args, **kwargs)
        except typer.Exit:
            raise
        except CannotStart as reason:
            told.print(f"[bold red]Amana cannot run.[/] {_plain(reason)}")
        except KeyboardInterrupt:
            told.print("Stopped.")
        except Exception:  # whatever it is: the command could not run, and 1 means something else
            traceback.print_exc()
        else:
            return
        raise typer.Exit(2)
    return run


lists = typer.Typer(help="Arrival lists.", no_args_is_help=True)
app.add_typer(lists, name="arrivals")
caseloads = typer.Typer(help="Caseloads.", no_args_is_help=True)
app.add_typer(caseloads, name="caseload")
persons = typer.Typer(help="Records of persons.", no_args_is_help=True)
app.add_typer(persons, name="people")
names = typer.Typer(help="Names of persons.", no_args_is_help=True)
app.add_typer(names, name="names")
ledger = typer.Typer(help="The books of programmes.", no_args_is_help=True)
app.add_typer(ledger, name="ledger")


def _plain(words: object) -> str:
    return str(words).replace("[", r"\[")


@contextmanager
def _step(words: str):
    """Say what is being done: as moving dots to a person, as a line to a log."""
    if told.is_terminal:
        with told.status(words):
            yield
    else:
        told.print(f"{words} …")
        yield


def _load() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
    django.setup()


def _prepare() -> None:
    """The database answers and is safe to use, or CannotStart."""
    if installation.has_own_database() and not installation.is_server():
        with _step("Starting the database"):
            installation.prepare_local_database(os.environ.get("AMANA_DATABASE") or installation.DATABASE)
    _load()
    from amana.doors.site import safety

    for warning in safety.checked_installation():
        told.print(f"[yellow]Warning:[/] {_plain(warning)}")


def _prepare_migrated() -> None:
    """The same, and its tables are those of this version of the program."""
    _prepare()
    from amana.doors.site import upkeep

    upkeep.must_be_migrated()


def _migrate() -> None:
    from amana.doors.site import upkeep

    with _step("Bringing the tables up to date"):
        upkeep.migrate()


def _serve(host: str, port: int, worker: bool | None) -> None:
    is_server = installation.is_server()
    if not is_server:
        from amana.doors.site import beginning

        if beginning.whose() == beginning.Whose.DEMO:
            os.environ.setdefault("AMANA_TRAINING", "yes")
    try:
        with serving.using_the_database():
            serving.serve(host, port, not is_server if worker is None else worker, is_server=is_server)
    finally:
        if installation.has_own_database():
            told.print("The database keeps running; `amana stop` ends it.")


def _must_be_servable(host: str) -> None:
    """Raises CannotStart for what can be known before anything is started."""
    if not installation.is_server() and host not in ("127.0.0.1", "::1", "localhost"):
        raise CannotStart(f"A laptop serves without TLS and so for itself alone: {host} is for a server (docs/server.md).")
    if not (BUILT / "staticfiles.json").exists():
        raise CannotStart(f"The pages' style and script are not in {BUILT}: run `make setup` first.")


@command
def serve(port: Port = 8000, host: Host = "127.0.0.1", worker: WithWorker = None) -> None:
    """Serve the pages. On a laptop this also starts the database, brings its tables up to date and runs the job worker."""
    _must_be_servable(host)
    with serving.reserved(host, port):
        _prepare()
        if installation.is_server():
            from amana.doors.site import upkeep

            upkeep.must_be_migrated()
        else:
            _migrate()
        _serve(host, port, worker)


@command
def worker(graceful: Annotated[float, typer.Option(help="Seconds that running jobs get to end.", min=0)] = 20) -> None:
    """Run jobs until told to stop."""
    _prepare_migrated()
    from amana.doors.cli import working

    with serving.using_the_database():
        working.work(graceful_seconds=graceful)


@command
def stop() -> None:
    """Stop the database of this data folder, which otherwise outlives its users. Not while pages are served from it."""
    if not installation.has_own_database():
        told.print("The database is given by AMANA_DATABASE_URL: its administrator stops it.")
        return
    with serving.alone_with_the_database():
        told.print("The database has stopped." if installation.local_server().stop() else "The database did not run.")


@command
def migrate() -> None:
    """Bring tables, row policies and reference data up to date. Safe to run again."""
    _prepare()
    _migrate()
    told.print("Tables, policies and reference data are up to date.")


@command
def init(
        code: Annotated[str, typer.Option(help="Short code of the organisation that runs this installation, such as MOSS.")] = "",
        name_ar: Annotated[str, typer.Option(help="Its name in Arabic.")] = "",
        name_en: Annotated[str, typer.Option(help="Its name in English.")] = "",
        kind: Annotated[str, typer.Option(help=f"Its kind, as the HTCDS list has it: {', '.join(Kind)}. The last one runs Amana and helps nobody itself.")] = "CentralGovernmentOrganisation",
        email: Annotated[str, typer.Option(help="E-mail of its first administrator.")] = "",
        name: Annotated[str, typer.Option(help="Name of its first administrator.")] = "") -> None:
    """Begin a real installation: its organisation, reference data, and a link for the first administrator. No invented people."""
    from amana.doors.cli import beginning

    given = beginning.asked({"code": code, "name_ar": name_ar, "name_en": name_en, "kind": kind, "email": email, "name": name})
    _prepare()
    _migrate()
    try:
        link, replaces = beginning.begin(given)
    except beginning.Wrong as wrong:
        for sentence in wrong.args:
            told.print(f"[bold red]Not begun.[/] {_plain(sentence)}")
        raise typer.Exit(1) from wrong
    from amana.ground.access.rules import INVITATION_DAYS

    if replaces:
        told.print("The link that was made before is dead now.")
    told.print(f"Open this link within {INVITATION_DAYS} days; it works once. There {_plain(given['name'])} chooses a password, then founds the other organisations and invites their administrators.")
    if not installation.is_server():
        told.print("The pages are there while `amana serve` runs.")
    print(link)


@command
def demo(port: Port = 8000, host: Host = "127.0.0.1", worker: WithWorker = None,
         serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the demonstration, or only prepare it.")] = True) -> None:
    """Fill this data folder with invented people and serve it. Never on a server."""
    if installation.is_server():
        raise CannotStart("This is a server (AMANA_ENV): invented people have no place on it.")
    if not serve:
        _prepare_demo()
        told.print(f"The demonstration is ready: `amana serve` serves it. Who may sign in, and the password of all, stand in {installation.home() / 'demo-sign-ins.json'}; maha@example.org, for example, is a case worker.")
        return
    _must_be_servable(host)
    with serving.reserved(host, port):
        _prepare_demo()
        _serve(host, port, worker)


def _prepare_demo() -> None:
    if os.environ.get("AMANA_SECOND_FACTOR", "off") != "off":
        raise CannotStart("The invented people have no second factor: make the demonstration without AMANA_SECOND_FACTOR, then `amana serve` with it.")
    _prepare()
    from amana.doors.demo import story
    from amana.doors.site import beginning

    try:
        story.is_told()  # before anything is touched
        _migrate()
        with _step("Inventing people and their cases"):
            story.prepare()
    except story.BrokenOff as error:
        raise CannotStart(str(error)) from error
    except beginning.Taken as error:
        raise CannotStart(f"A real installation was begun in {installation.home()}: invented people have no place in it. Set AMANA_HOME to another folder for the demo.") from error


@command
def check() -> None:
    """Look over this installation: database, tables, powers of the logins, Arabic, versions, secrets, settings. Exit 1 if something must be put right."""
    if installation.has_own_database() and not installation.is_server():
        with _step("Starting the database"):
            installation.prepare_local_database(os.environ.get("AMANA_DATABASE") or installation.DATABASE)
    _load()
    from amana.doors.site import safety, upkeep

    found = safety.findings()
    if not any(finding.stops for finding in found):
        try:
            upkeep.must_be_migrated()
        except CannotStart as reason:
            found.append(safety.Finding(str(reason), True))
    for finding in found:
        told.print(f"{'[bold red]Wrong:[/]' if finding.stops else '[yellow]Warning:[/]'} {_plain(finding.sentence)}")
    if any(finding.stops for finding in found):
        raise typer.Exit(1)
    told.print("This installation is fit to run.")


@command
def remove_second_factor(email: Annotated[str, typer.Argument(help="E-mail of the member of staff who has lost it.")]) -> None:
    """Remove a second factor where no colleague can: of an organisation's only administrator. Uses the migrating login. Exit 1 if there is none."""
    _prepare_migrated()
    from amana.doors.site import upkeep

    if not upkeep.free_of_second_factor(email):
        told.print("Nobody with this address has a second factor.")
        raise typer.Exit(1)
    told.print("The second factor is removed, and all sessions of this person are ended. It stands in the record of acts.")


@command
def password_link(email: Annotated[str, typer.Argument(help="E-mail of the member of staff who has forgotten it.")]) -> None:
    """Print a link for a new password where no colleague can give one: to an only administrator, to whoever works in several organisations. Uses the migrating login."""
    _prepare()
    from django.conf import settings
    from django.urls import reverse

    from amana.doors.site import upkeep

    token = upkeep.password_link(email)
    if token is None:
        told.print("Nobody has this address.")
        raise typer.Exit(1)
    told.print("The link is good once, for 20 minutes. Make sure who is asking; whoever holds it chooses the password. It stands in the record of acts.")
    print(settings.AMANA_ADDRESS + reverse("set_password", args=[token]))


@command
def server_sql() -> None:
    """Print the SQL that an administrator of a PostgreSQL server runs before Amana uses it (docs/server.md)."""
    print(installation.server_sql(), end="")


def import_list(
        file: Annotated[Path, typer.Argument(help="The list: .xlsx, .xls, .ods, .csv.", exists=True, dir_okay=False)],
        organisation: Annotated[str, typer.Option(help="Code of the organisation that expects the people.")],
        email: Annotated[str, typer.Option("--as", help="E-mail of the member of staff who imports.")],
        team: Annotated[str | None, typer.Option(help="Code of the team; needed where the member of staff has several.")] = None,
        flight: Annotated[str, typer.Option(help="Number of the flight.")] = "",
        arrives_on: Annotated[str, typer.Option(help="Day of arrival, YYYY-MM-DD; ages are counted on it. Today unless given.")] = "",
        country: Annotated[str, typer.Option(help="Country of departure, ISO 3166 of three letters.")] = "",
        source: Annotated[str, typer.Option(help="Who sends such lists: the mapping is remembered by it.")] = "",
        sheet: Annotated[str | None, typer.Option(help="Name of the sheet.")] = None,
        heading_row: Annotated[int | None, typer.Option(help="Row of the headings, counted from 1.", min=1)] = None,
        mapping: Annotated[Path | None, typer.Option(help="JSON: heading → field.", exists=True, dir_okay=False)] = None,
        month_first: Annotated[bool, typer.Option("--month-first", help="5/6/2020 is 6 May.")] = False,
        report: Annotated[Path | None, typer.Option(help="Where the file of errors goes.")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Look and count; write nothing.")] = False) -> None:
    """Import an arrival list. Exit 1 if rows have errors, which are listed and written into a file."""
    from amana.doors.cli import arrivals

    _prepare_migrated()
    try:
        day = arrivals.day(arrives_on) if arrives_on else None
        order = arrivals.Order(file, organisation, email, team, flight, day, country, source, sheet, heading_row, mapping, month_first, report,
                               dry_run, lambda words: told.print(words, markup=False))
        code = arrivals.import_list(order, told)
    except (arrivals.Wrong, ValueError) as wrong:
        told.print(f"[bold red]Not imported.[/] {_plain(wrong)}")
        code = arrivals.ERRORS
    if code:
        raise typer.Exit(code)


command(import_list, of=lists, name="import")


def import_caseload(
        file: Annotated[Path, typer.Argument(help="The list: .xlsx, .xls, .ods, .csv.", exists=True, dir_okay=False)],
        organisation: Annotated[str, typer.Option(help="Code of the organisation whose caseload it is.")],
        email: Annotated[str, typer.Option("--as", help="E-mail of the member of staff who imports.")],
        team: Annotated[str | None, typer.Option(help="Code of the team; needed where the member of staff has several.")] = None,
        listed_on: Annotated[str, typer.Option(help="Day of the list, YYYY-MM-DD; ages are counted on it. Today unless given.")] = "",
        sheet: Annotated[str | None, typer.Option(help="Name of the sheet.")] = None,
        heading_row: Annotated[int | None, typer.Option(help="Row of the headings, counted from 1.", min=1)] = None,
        mapping: Annotated[Path | None, typer.Option(help="JSON: heading → field.", exists=True, dir_okay=False)] = None,
        report: Annotated[Path | None, typer.Option(help="Where the file of errors goes.")] = None,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Look and count; write nothing.")] = False) -> None:
    """Import a unit's own list of people and cases. Exit 1 if rows have errors, or if a word is in it whose meaning nobody has said."""
    from amana.doors.cli import arrivals
    from amana.doors.cli.caseload import CaseloadImport

    _prepare_migrated()
    try:
        order = arrivals.Order(file, organisation, email, team, arrives_on=arrivals.day(listed_on) if listed_on else None, sheet=sheet, heading_row=heading_row,
                               mapping=mapping, report=report, is_dry=dry_run, says=lambda words: told.print(words, markup=False))
        code = arrivals.import_list(order, told, CaseloadImport)
    except (arrivals.Wrong, ValueError) as wrong:
        told.print(f"[bold red]Not imported.[/] {_plain(wrong)}")
        code = arrivals.ERRORS
    if code:
        raise typer.Exit(code)


command(import_caseload, of=caseloads, name="import")


class Backend(StrEnum):
    """On what Splink runs."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def link(
        organisation: Annotated[str, typer.Option(help="Code of the organisation whose records are compared.")] = "",
        email: Annotated[str, typer.Option("--as", help="E-mail of the member of staff who does it: only records that this person sees are compared.")] = "",
        registry: Annotated[Path | None, typer.Option(help="Instead of the organisation's records those of a file of JSON lines (docs/names.md); nothing is written but the report.", exists=True, dir_okay=False)] = None,
        truth: Annotated[Path | None, typer.Option(help="With --registry: which of them are one person, a line with a and b for each pair.", exists=True, dir_okay=False)] = None,
        pairs: Annotated[Path | None, typer.Option(help="With --registry: where the pairs found go, as JSON lines.")] = None,
        backend: Annotated[Backend, typer.Option(help="DuckDB is here; Spark needs Java 17 and the extra `spark` of this package.")] = Backend.DUCKDB,
        report: Annotated[Path, typer.Option(help="Where the report goes: a page of figures, with no names.")] = Path("people-link.html"),
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Look and report; leave the work list as it is.")] = False) -> None:
    """Compare all records of an organisation with one another and put the likely duplicates into its work list. Exit 1 if the order makes no sense."""
    from amana.doors.cli import linking

    if registry is None and not (organisation and email):
        told.print("[bold red]Not begun.[/] Name the organisation with --organisation and who does it with --as, or a file with --registry.")
        raise typer.Exit(1)
    order = linking.Order(backend.value, report, lambda words: told.print(words, markup=False), told, dry_run, pairs)
    try:
        if registry:
            _load()
            linking.link_file(order, registry, truth)
        else:
            _prepare_migrated()
            linking.link_registry(order, email, organisation)
    except linking.Wrong as wrong:
        told.print(f"[bold red]Broken off.[/] {_plain(wrong)}")
        raise typer.Exit(1) from wrong


command(link, of=persons)


def matcher(registry: Annotated[bool, typer.Option("--registry", help="Search through PostgreSQL with row policies on, as a worker of an invented organisation, in a database that is thrown away.")] = False) -> None:
    """Answer name requests, one line of JSON each, from standard input: load, search, pairs, quit (docs/names.md). Without --registry it needs no database."""
    from amana.lib.names.matching.protocol import Matcher

    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    with _register_of_matcher() if registry else nullcontext() as register:
        for answer in Matcher(register).answers(lines):
            sys.stdout.buffer.write(answer.encode("utf-8", "replace") + b"\n")
            sys.stdout.buffer.flush()


@contextmanager
def _register_of_matcher():
    """An empty register of its own database, which is gone afterwards. Never on a server."""
    if installation.is_server() or not installation.has_own_database():
        raise CannotStart("Invented people have no place on a server: --registry is for a laptop's own database.")
    from amana.doors.cli import thrown_away

    with thrown_away.database("names"):
        _prepare()
        from amana.doors.cli.matcher import Registry

        yield Registry(_migrate)


command(matcher, of=names)


def verify() -> None:
    """Recompute every balance of the budgets from its entries, and hold entries, instalments, payments and lists against each other. Exit 1 if something does not hold, with the line of the budget. Tells also of money that is held longer than it should be."""
    _prepare_migrated()
    from amana.doors.site import upkeep

    found, overdue, (lines, entries) = upkeep.looked_over_books()
    for fault in found:
        told.print(f"[bold red]Wrong:[/] {_plain(fault)}")
    for late in overdue:
        told.print(f"[yellow]Overdue:[/] {_plain(late)}")
    if found:
        raise typer.Exit(1)
    told.print(f"The books hold: {lines} lines with {entries} entries.")


command(verify, of=ledger)


if __name__ == "__main__":
    app()
