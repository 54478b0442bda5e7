"""Corrections of the section identity."""
from uuid import UUID

from amana.casework.registry.actions import rows
from amana.casework.registry.models import Identity
from amana.casework.registry.rules import IdentityFacts
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib import names


def correct_identity(person_id: UUID, facts: IdentityFacts, *, version: int, by: Actor) -> None:
    """The identity is as stated now; the former one is kept. Raises Refused (`changed_meanwhile`) if `version` is no longer the present one."""
    by.must("register")
    row = rows.locked(Identity, person_id, version)
    changed = rows.assign(row, identity_columns(facts))
    if changed:
        row.save(update_fields=changed)
        audit.record("person.identity_corrected", person_id, sections=Section.IDENTITY, fields=[name for name in changed if name != "keys"])


def identity_columns(facts: IdentityFacts) -> dict:
    """The columns of the facts, with the spelling keys of all names, and of the own ones with the birth."""
    row = Identity()
    columns = rows.columns(row, facts)
    near = names.near_keys((row.name_ar, row.name_latin), facts.birth)
    return columns | {"keys": sorted(names.keys(row.name_ar, row.name_latin, row.other_names) | near)}
