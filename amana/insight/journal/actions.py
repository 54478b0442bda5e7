"""Acts on the record of acts: it is printed for the person whom it is about."""
from uuid import UUID

from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.core.ids import new_number


def print_readers(person_id: UUID, *, by: Actor) -> str:
    """The number of a print, on record."""
    number = new_number("V")
    audit.record("file.readers_printed", person_id, print_number=number)
    return number
