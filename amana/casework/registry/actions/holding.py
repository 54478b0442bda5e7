"""A new record, and what moves it inside its organisation."""
from dataclasses import asdict
from uuid import UUID

from amana.casework.registry.actions import rows
from amana.casework.registry.actions.contact import phone_columns
from amana.casework.registry.actions.identity import identity_columns
from amana.casework.registry.models import Contact, Identity, Person, PersonStep, Phone
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts, Step
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor


def register(*, identity: IdentityFacts, contact: ContactFacts, phones: list[PhoneFacts], team_id: UUID | None, by: Actor) -> Person:
    """A new record of the actor's organisation, held by the chosen one of her own teams (None: her first).

    The number is drawn by the database. Raises Refused (`team_member`) for a team that is not hers.
    """
    by.must("register")
    made = Person.objects.create()
    if team_id is not None:
        PersonStep.objects.create(person=made, step=Step.REGISTER, team_id=team_id)
    Identity.objects.create(person=made, **identity_columns(identity))
    sections = Section.IDENTITY
    if by.writes & Section.CONTACT and (phones or any(asdict(contact).values())):
        Contact.objects.create(person=made, **rows.columns(Contact(), contact))
        for phone in phones:
            Phone.objects.create(person=made, **phone_columns(phone))
        sections |= Section.CONTACT
    audit.record("person.registered", made.id, sections=sections)
    return Person.objects.get(pk=made.pk)


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
