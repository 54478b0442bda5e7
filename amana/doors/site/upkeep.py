"""Bringing an installation up to date: database, tables, policies, reference data."""
from django.core.management import call_command
from django.db import connections

from amana.doors.site import installation
from amana.ground.access import reference
from amana.ground.rows import policies


def migrate(*, verbosity: int = 0) -> None:
    """Tables, policies and reference data are those of this version of the program; safe to run again."""
    installation.prepare_local_database(connections["migrate"].settings_dict["NAME"])
    call_command("migrate", database="migrate", verbosity=verbosity, interactive=False)
    reference.write_roles(connections["migrate"])
    policies.lay(connections["migrate"])
