"""Records of people who are expected: made from an arrival list, received, registered, or undone with the list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.timezone import now

from amana.casework.registry import codes
from amana.casework.registry.actions import rows
from amana.casework.registry.actions.contact import phone_columns
from amana.casework.registry.actions.identity import identity_columns
from amana.casework.registry.models import Contact, Document, Holding, Identity, Journey, Person, PersonStep, Phone, Social
from amana.casework.registry.rules import (
    ContactFacts,
    DocumentFacts,
    HoldingState,
    IdentityFacts,
    JourneyFacts,
    PhoneFacts,
    SocialFacts,
    Step,
    issuer,
    read_number,
)
from amana.ground.rows.acting import Actor
from amana.lib.core.dates import cairo_day


@dataclass(frozen=True)
class Expected:
    """What a list says of one person, by section."""

    identity: IdentityFacts
    contact: ContactFacts = field(default_factory=ContactFacts)
    phones: tuple[PhoneFacts, ...] = ()
    documents: tuple[DocumentFacts, ...] = ()
    journey: JourneyFacts = field(default_factory=JourneyFacts)
    social: SocialFacts = field(default_factory=SocialFacts)


def expect(people: Sequence[Expected], *, team_id: UUID, by: Actor) -> list[UUID]:
    """Records that the team expects, in the order of `people`; seen by roles that receive. The caller records the act.

    The same columns as by any other door: the functions that make them are the same. Raises Refused (`team_member`), Unreadable.
    """
    by.must("import")
    made = [Person(expected_team_id=team_id) for _one in people]
    Person.objects.bulk_create(made)
    pairs = list(zip(made, people, strict=True))
    Identity.objects.bulk_create([Identity(person=person, **identity_columns(one.identity)) for person, one in pairs])
    Contact.objects.bulk_create(
        [Contact(person=person, **rows.columns(Contact(), one.contact)) for person, one in pairs if one.contact != ContactFacts() or one.phones]
    )
    Phone.objects.bulk_create([Phone(person=person, **phone_columns(phone)) for person, one in pairs for phone in one.phones])
    Document.objects.bulk_create([_document(person.id, facts) for person, one in pairs for facts in one.documents])
    Journey.objects.bulk_create([_journey(person, one.journey) for person, one in pairs if one.journey != JourneyFacts()])
    Social.objects.bulk_create([_social(person, one.social) for person, one in pairs if one.social != SocialFacts()])
    return [person.id for person in made]


def receive(person_id: UUID, *, by: Actor) -> None:
    """She is here: the record is the actor's and her team's. A record that is none of a list any more stays as it is."""
    by.must("receive")
    if _state(person_id) == HoldingState.EXPECTED:
        PersonStep.objects.create(person_id=person_id, step=Step.RECEIVE)


def register_expected(person_id: UUID, *, team_id: UUID | None, by: Actor) -> None:
    """A received record is registered, held by the chosen one of the actor's own teams. Raises Refused (`team_member`)."""
    by.must("register")
    if _state(person_id) == HoldingState.RECEIVED:
        PersonStep.objects.create(person_id=person_id, step=Step.REGISTER, team_id=team_id)


def take_on(people: Iterable[UUID], *, team_id: UUID, by: Actor) -> None:
    """Expected records, and received ones, are registered, held by the chosen one of the actor's own teams. The caller records the act."""
    by.must("receive")
    by.must("register")
    people = list(people)
    expected = Holding.objects.filter(pk__in=people, state=HoldingState.EXPECTED).values_list("pk", flat=True)
    PersonStep.objects.bulk_create([PersonStep(person_id=key, step=Step.RECEIVE) for key in expected])
    received = Holding.objects.filter(pk__in=people, state=HoldingState.RECEIVED).values_list("pk", flat=True)
    PersonStep.objects.bulk_create([PersonStep(person_id=key, step=Step.REGISTER, team_id=team_id) for key in received])


def give(holders: Mapping[UUID, tuple[UUID, UUID | None]], *, by: Actor) -> None:
    """Each record is held by its team, and by a worker of it if named. The caller records the act. Raises Refused (`team_member`)."""
    by.must("pass_on")
    PersonStep.objects.bulk_create([PersonStep(person_id=key, step=Step.PASS_ON, team_id=team, staff_id=staff) for key, (team, staff) in holders.items()])


def undo_import(people: Iterable[UUID], *, by: Actor) -> None:
    """Records that are still only expected are out of everybody's sight; the retention job erases them."""
    by.must("undo_import")
    expected = Holding.objects.filter(pk__in=list(people), state=HoldingState.EXPECTED).values_list("pk", flat=True)
    PersonStep.objects.bulk_create([PersonStep(person_id=key, step=Step.UNDO_IMPORT) for key in expected])


def _state(person_id: UUID) -> str:
    return Holding.objects.get(pk=person_id).state


def _document(person_id: UUID, facts: DocumentFacts) -> Document:
    row = Document(person_id=person_id, kind=facts.kind, issuing_country=issuer(facts.kind, facts.issuing_country), original_seen=facts.original_seen)
    codes.must_know("documents", row.kind)
    codes.must_know("countries", row.issuing_country)
    row.issued, row.expires = facts.issued, facts.expires
    row.hold(read_number(row.kind, row.issuing_country, facts.number or "", cairo_day(now())))
    return row


def _journey(person: Person, facts: JourneyFacts) -> Journey:
    row = Journey(person=person)
    rows.columns(row, facts)
    return row


def _social(person: Person, facts: SocialFacts) -> Social:
    row = Social(person=person)
    rows.columns(row, facts)
    return row
