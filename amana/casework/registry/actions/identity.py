"""Corrections of the section identity."""
from uuid import UUID

from amana.casework.registry.actions import rows
from amana.casework.registry.models import Identity
from amana.casework.registry.models.identity import names_by_part
from amana.casework.registry.rules import IdentityFacts
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.names import matching


def correct_identity(person_id: UUID, facts: IdentityFacts, *, version: int, by: Actor) -> None:
    """The identity is as stated now; the former one is kept. Raises Refused (`changed_meanwhile`) if `version` is no longer the present one."""
    by.must("register")
    row = rows.locked(Identity, person_id, version)
    changed = rows.assign(row, identity_columns(facts))
    if changed:
        row.save(update_fields=changed)
        audit.record("person.identity_corrected", person_id, sections=Section.IDENTITY, fields=[name for name in changed if not name.startswith("key")])


def identity_columns(facts: IdentityFacts) -> dict:
    """The columns of the facts, with the tokens of all names by which a search finds her."""
    row = Identity()
    return rows.columns(row, facts) | key_columns(row)


def key_columns(row: Identity) -> dict:
    """Her tokens and their places, as they follow from the names in the row."""
    found = matching.words_of(names_by_part(row), row.other_names)
    return {"keys": [text for text, _place in found], "key_places": [place for _text, place in found]}
