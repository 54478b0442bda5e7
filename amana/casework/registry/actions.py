"""Every change of a person's record. One public verb per change: one transaction, one audit entry."""
from dataclasses import asdict
from uuid import UUID

from amana.casework.registry.models import Contact, Identity, Person, PersonStep, Phone
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts, Step
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden
from amana.lib import names
from amana.lib.core.errors import Refused
from amana.lib.core.phones import read_phone


def register(*, identity: IdentityFacts, contact: ContactFacts, phones: list[PhoneFacts], team_id: UUID | None, by: Actor) -> Person:
    """A new record of the actor's organisation, held by the chosen one of her own teams (None: her first).

    The number is drawn by the database. Raises Refused (`team_member`) for a team that is not hers.
    """
    by.must("register")
    made = Person.objects.create()
    if team_id is not None:
        PersonStep.objects.create(person=made, step=Step.REGISTER, team_id=team_id)
    Identity.objects.create(person=made, **_identity_columns(identity))
    sections = Section.IDENTITY
    if by.writes & Section.CONTACT and (phones or any(asdict(contact).values())):
        Contact.objects.create(person=made, **asdict(contact))
        for phone in phones:
            Phone.objects.create(person=made, **_phone_columns(phone))
        sections |= Section.CONTACT
    audit.record("person.registered", made.id, sections=sections)
    return Person.objects.get(pk=made.pk)


def correct_identity(person_id: UUID, facts: IdentityFacts, *, version: int, by: Actor) -> None:
    """The identity is as stated now; the former one is kept. Raises Refused (`changed_meanwhile`) if `version` is no longer the present one."""
    by.must("register")
    row = _locked(Identity, person_id, version)
    changed = _assign(row, _identity_columns(facts))
    if changed:
        row.save(update_fields=changed)
        audit.record("person.identity_corrected", person_id, sections=Section.IDENTITY, fields=[name for name in changed if name != "keys"])


def correct_contact(person_id: UUID, facts: ContactFacts, phones: list[PhoneFacts], *, version: int | None, by: Actor) -> None:
    """Contact and phones are as stated now; a phone that is no longer stated stays on record as not current.

    `version`: of the contact row, None where there was none. Raises Refused (`changed_meanwhile`).
    """
    by.must("register")
    if version is None:
        if Contact.objects.filter(person_id=person_id).exists():
            raise Refused("changed_meanwhile")
        Contact.objects.create(person_id=person_id, **asdict(facts))
        changed = [name for name, value in asdict(facts).items() if value]
    else:
        row = _locked(Contact, person_id, version)
        changed = _assign(row, asdict(facts))
        if changed:
            row.save(update_fields=changed)
    changed += _replace_phones(person_id, phones)
    if changed:
        audit.record("person.contact_corrected", person_id, sections=Section.CONTACT, fields=changed)


def pass_on(person_id: UUID, *, team_id: UUID, staff_id: UUID | None, by: Actor) -> None:
    """Another team of the organisation, and a worker of it if named, holds the record. Raises Refused (`team_member`)."""
    by.must("pass_on")
    PersonStep.objects.create(person_id=person_id, step=Step.PASS_ON, team_id=team_id, staff_id=staff_id)
    audit.record("person.passed_on", person_id, team=team_id, worker=staff_id)


def reopen(person_id: UUID, *, by: Actor) -> None:
    """A lapsed record is worked on again, by the actor's organisation, for another 90 days. Raises Refused (`person_state`)."""
    by.must("reopen")
    PersonStep.objects.create(person_id=person_id, step=Step.REOPEN)
    audit.record("person.reopened", person_id)


def _identity_columns(facts: IdentityFacts) -> dict:
    columns = asdict(facts)
    del columns["birth"]
    row = Identity(**columns)
    row.birth = facts.birth
    row.keys = sorted(names.keys(row.name_ar, row.name_latin, row.other_names))
    return {field.attname: getattr(row, field.attname) for field in Identity._meta.fields
            if field.attname not in ("person_id", "version", "changed_by", "changed_at")}


def _phone_columns(facts: PhoneFacts) -> dict:
    return {**asdict(facts), "e164": read_phone(facts.typed).e164 or ""}


def _locked(model, person_id: UUID, version: int):
    """The row as it is now, locked until the end of the transaction. Hidden and missing look the same."""
    row = model.objects.select_for_update().filter(person_id=person_id).first()
    if row is None:
        raise Hidden
    if row.version != version:
        raise Refused("changed_meanwhile", version=row.version)
    return row


def _assign(row, columns: dict) -> list[str]:
    """Set what differs; returns the names of the changed columns."""
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return changed


def _replace_phones(person_id: UUID, phones: list[PhoneFacts]) -> list[str]:
    present = {row.typed: row for row in Phone.objects.select_for_update().filter(person_id=person_id, is_current=True)}
    changed = []
    for facts in phones:
        row = present.pop(facts.typed, None)
        if row is None:
            Phone.objects.create(person_id=person_id, **_phone_columns(facts))
            changed.append("phone_added")
        elif columns := _assign(row, _phone_columns(facts)):
            row.save(update_fields=columns)
            changed.append("phone_changed")
    for row in present.values():
        row.is_current = False
        row.save(update_fields=["is_current"])
        changed.append("phone_ended")
    return changed
