"""The database's copy of what it must know of each version of an instrument: where its answers belong, and which of them raise an alarm."""
import json

from amana.casework.assessments.rules import alarming, section_of
from amana.lib import scoring


def write_instruments(connection) -> None:
    """One row for each version that is shipped. `connection`: of the migrating login, which row security does not bind."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for one in scoring.shipped():
            cursor.execute(
                "INSERT INTO assessments_instrument (name, section, alarming) VALUES (%s, %s, %s)"
                " ON CONFLICT (name) DO UPDATE SET section = excluded.section, alarming = excluded.alarming",
                [one.name, int(section_of(one)), json.dumps(alarming(one))])
        cursor.execute("SET ROLE amana_owner")
