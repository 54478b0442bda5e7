"""How an action changes the rows of a section: locked, under their version, only what differs."""
from dataclasses import fields
from uuid import UUID

from django.db import IntegrityError, transaction

from amana.ground.rows.acting import Hidden
from amana.ground.rows.sections import STAMPS, SectionRow
from amana.lib.core.errors import Refused


def columns(row: SectionRow, facts) -> dict:
    """What the columns of the row's table are under the facts; `row` gets them."""
    for fact in fields(facts):
        value = getattr(facts, fact.name)
        setattr(row, fact.name, list(value) if isinstance(value, tuple) else value)
    return {field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname not in STAMPS}


def state(model: type[SectionRow], person_id: UUID, stated: dict, *, version: int | None) -> list[str]:
    """The one row that a section has is as stated; returns the names of the changed columns.

    `version`: of the row, None where there was none. Raises Refused (`changed_meanwhile`).
    """
    if version is None:
        try:
            with transaction.atomic():
                model.objects.create(person_id=person_id, **stated)
        except IntegrityError as error:
            if error.__cause__.diag.sqlstate != "23505":
                raise
            raise Refused("changed_meanwhile") from error
        return [name for name, value in stated.items() if value]
    row = locked(model, person_id, version)
    changed = assign(row, stated)
    if changed:
        row.save(update_fields=changed)
    return changed


def locked(model: type[SectionRow], person_id: UUID, version: int) -> SectionRow:
    """The row as it is now, locked until the end of the transaction. Hidden and missing look the same."""
    row = model.objects.select_for_update().filter(person_id=person_id).first()
    if row is None:
        raise Hidden
    must_be(row, version)
    return row


def must_be(row: SectionRow, version: int | None) -> None:
    """Raises Refused (`changed_meanwhile`) if the row is no longer the one that was read."""
    if row.version != version:
        raise Refused("changed_meanwhile", version=row.version)


def assign(row: SectionRow, stated: dict) -> list[str]:
    """Set what differs; returns the names of the changed columns."""
    changed = [name for name, value in stated.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, stated[name])
    return changed
