"""Tokens of the names of records that were written by an earlier version of the program: a step of `amana migrate`."""
import json

from django.db import transaction

from amana.casework.registry.actions.identity import key_columns
from amana.casework.registry.models import Identity

BATCH = 2_000
_RENEW = """
UPDATE registry_identity i SET keys = x.keys, key_places = x.places FROM jsonb_to_recordset(%s::jsonb) AS x(person uuid, keys text[], places smallint[]) WHERE i.person_id = x.person
"""


def renew(connection) -> int:
    """Every record is found by the tokens of its names; how many were not until now. Safe to run again. `connection`: of the migrating login.

    Keys follow from the names: nothing that was stated changes, and so neither version nor former row is written.
    """
    renewed, last = 0, None
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        while rows := _after(connection.alias, last):
            last = rows[-1].pk
            changed = [row for row in rows if _differs(row)]
            if not changed:
                continue
            if not renewed:
                _stamps_off(cursor)
            cursor.execute(_RENEW, [json.dumps([{"person": str(row.pk), "keys": row.keys, "places": row.key_places} for row in changed])])
            renewed += len(changed)
        if renewed:
            _stamps_on(cursor)
    return renewed


def _after(alias: str, last) -> list[Identity]:
    rows = Identity.objects.using(alias).filter(key_places=[]).exclude(keys=[]).order_by("pk")
    return list((rows.filter(pk__gt=last) if last else rows)[:BATCH])


def _differs(row: Identity) -> bool:
    columns = key_columns(row)
    differs = [getattr(row, name) for name in columns] != list(columns.values())
    for name, value in columns.items():
        setattr(row, name, value)
    return differs


def _stamps_off(cursor) -> None:
    """A change is neither stamped nor is the former row kept; the search's rows are written as ever."""
    cursor.execute("SET LOCAL ROLE amana_owner")
    cursor.execute("ALTER TABLE registry_identity DISABLE TRIGGER a_stamp, DISABLE TRIGGER b_past")
    cursor.execute("RESET ROLE")


def _stamps_on(cursor) -> None:
    cursor.execute("SET LOCAL ROLE amana_owner")
    cursor.execute("ALTER TABLE registry_identity ENABLE TRIGGER a_stamp, ENABLE TRIGGER b_past")
    cursor.execute("RESET ROLE")
