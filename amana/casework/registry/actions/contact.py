"""Corrections of the section contact."""
from uuid import UUID

from amana.casework.registry.actions import rows
from amana.casework.registry.models import Contact, Phone
from amana.casework.registry.rules import ContactFacts, PhoneFacts
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.core.phones import read_phone
from amana.lib.core.text import tidy


def correct_contact(person_id: UUID, facts: ContactFacts, phones: list[PhoneFacts] | None, *, version: int | None, by: Actor) -> None:
    """Contact and phones are as stated now; a phone that is no longer stated stays on record as not current.

    `phones`: None where they stay as they are.
    `version`: of the contact row, None where there was none. Raises Refused (`changed_meanwhile`).
    """
    by.must("register")
    changed = rows.state(Contact, person_id, rows.columns(Contact(), facts), version=version)
    if phones is not None:
        changed += _replace_phones(person_id, phones)
    if changed:
        audit.record("person.contact_corrected", person_id, sections=Section.CONTACT, fields=changed)


def phone_columns(facts: PhoneFacts) -> dict:
    """The columns of the facts, with the number in its international form where it has one; typed as it is seen, whichever door it came through."""
    return rows.columns(Phone(), facts) | {"typed": tidy(facts.typed), "e164": read_phone(facts.typed).e164 or ""}


def _replace_phones(person_id: UUID, phones: list[PhoneFacts]) -> list[str]:
    present = {row.typed: row for row in Phone.objects.select_for_update().filter(person_id=person_id, is_current=True)}
    changed = []
    for facts in phones:
        stated = phone_columns(facts)
        row = present.pop(stated["typed"], None)
        if row is None:
            Phone.objects.create(person_id=person_id, **stated)
            changed.append("phone_added")
        elif columns := rows.assign(row, stated):
            row.save(update_fields=columns)
            changed.append("phone_changed")
    for row in present.values():
        row.is_current = False
        row.save(update_fields=["is_current"])
        changed.append("phone_ended")
    return changed
