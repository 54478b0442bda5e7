"""Bringing an installation up to date: database, tables, policies, reference data."""
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from amana.casework.assessments.reference import write_instruments
from amana.casework.elsewhere.reference import write_spellings
from amana.casework.registry.actions import renewing
from amana.doors.site import installation
from amana.doors.site.localpg import CannotStart
from amana.ground.access import gate, reference
from amana.ground.access.rules import second_factor_roles
from amana.ground.holidays.reference import write_holidays
from amana.ground.rows import policies
from amana.services.assistance import books
from amana.services.assistance.codes import write_catalogue


def migrate(*, verbosity: int = 0) -> None:
    """Tables, policies and reference data are those of this version of the program; safe to run again, and twice at the same moment."""
    connection = connections["migrate"]
    installation.prepare_local_database(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE amana_owner")  # whoever looked at an empty database before may have left it
        cursor.execute("SELECT pg_advisory_lock(hashtext('amana migrate'))")
    try:
        with _models_drawn_alone():
            call_command("migrate", database="migrate", verbosity=verbosity, interactive=False)
        reference.write_roles(connection)
        policies.lay(connection)
        write_holidays(connection)
        write_spellings(connection)
        write_instruments(connection)
        write_catalogue(connection)
        renewing.renew(connection)
    finally:
        connection.close()  # and with it the lock


@contextmanager
def _models_drawn_alone() -> Iterator[None]:
    """A migration that changes a model draws it anew, and not all that are tied to it: of making all tables that was four fifths of the time.

    Enough for tables, columns, constraints and indexes (`tests/test_architecture.py` knows the kinds of change); whoever reads rows is given all models, whole.
    """
    def alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
        state.is_delayed = True  # RunPython draws all of them anew
        return {(app_label, model_name)}
    whole = ProjectState._find_reload_model
    ProjectState._find_reload_model = alone
    try:
        yield
    finally:
        ProjectState._find_reload_model = whole


def must_be_migrated() -> None:
    """Raises CannotStart where tables are missing that this version of the program needs, or the database holds another setting."""
    executor = MigrationExecutor(connections["default"])
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CannotStart(f"{len(missing)} migrations have not run on this database: run `amana migrate` first.")
    if gate.second_factor_roles() != second_factor_roles(settings.AMANA_SECOND_FACTOR):
        raise CannotStart("AMANA_SECOND_FACTOR is not what the database was told: run `amana migrate` with the same value.")


def free_of_second_factor(email: str) -> bool:
    """That member of staff has no second factor, and all her sessions are ended; False where she had none."""
    with transaction.atomic(using="migrate"), connections["migrate"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amana_keeper")
        cursor.execute("SELECT keys.free_by_command(%s)", [email])
        return cursor.fetchone()[0]


def password_link(email: str) -> str | None:
    """The token of a link by which that member of staff sets a new password within 20 minutes; None where nobody has that address."""
    token, token_hash = gate.new_link()
    with transaction.atomic(using="migrate"), connections["migrate"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amana_keeper")
        cursor.execute("SELECT keys.password_link_by_command(%s, %s)", [email, token_hash])
        return token if cursor.fetchone()[0] else None


def looked_over_books() -> tuple[list[books.Fault], list[books.Fault], tuple[int, int]]:
    """What does not hold in the books of all programmes, what is overdue, and how many lines and entries there are: as they stood in one moment, whoever works meanwhile."""
    with transaction.atomic(using="migrate"), connections["migrate"].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL ROLE amana_keeper")
        return list(books.faults(connections["migrate"])), books.overdue(connections["migrate"]), books.size(connections["migrate"])
