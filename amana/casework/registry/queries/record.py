"""One record, as far as the actor sees it: a section that is not hers is not read."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from amana.casework.registry.models import Contact, Holding, Identity, IdentityPast, Journey, Person, Phone, Social
from amana.casework.registry.queries.documents import Offer, Paper, offer, papers
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.rows.kept import kept
from amana.ground.rows.sections import SectionRow
from amana.lib.core.dates import PartialDate


@dataclass
class File:
    """One record as far as the actor sees it; a section that is not hers is None or empty and was not read."""

    person: Person
    sight: access.Sight
    identity: Identity | None
    contact: Contact | None
    phones: list[Phone]
    papers: list[Paper]
    journey: Journey | None
    social: Social | None
    holding: Holding | None
    worker: str

    def shows(self, section: Section) -> bool:
        return bool(self.sight.sections & section)

    def edits(self, section: Section) -> bool:
        return bool(self.sight.writable & section)

    def offer(self) -> Offer | None:
        """What the national number says otherwise than the identity."""
        return offer(self.papers, self.identity) if self.identity else None


def identities(people: Iterable[UUID]) -> dict[UUID, Identity]:
    """Who these are, as far as the actor reads it: for pages that name many."""
    return {one.person_id: one for one in _identities(list(set(people)))}


@kept
def _identities(people: list[UUID]) -> QuerySet[Identity]:
    return Identity.objects.filter(pk__among=people)


def numbers(people: Iterable[UUID]) -> dict[UUID, str]:
    """Numbers of these records by key; those whose head the actor does not see are missing."""
    return dict(Person.objects.filter(pk__in=set(people)).values_list("pk", "number"))


def returns(people: Iterable[UUID]) -> dict[UUID, date]:
    """When these came back, as far as the actor reads it: the last day that fits, of a date known to the month at least."""
    return {one.person_id: one.returned.latest for one in _returned(list(set(people)))}


@kept
def _returned(people: list[UUID]) -> QuerySet[Journey]:
    return Journey.objects.filter(pk__among=people, returned_month__isnull=False)


@dataclass(frozen=True)
class Travelled:
    """returned: as of `returns`; None where it is not known to the month at least."""

    returned: date | None
    groups: tuple[str, ...]


def journeys(people: Iterable[UUID]) -> dict[UUID, Travelled]:
    """When these came back and which groups they belong to, as far as the actor reads it."""
    return {one.person_id: Travelled(one.returned.latest if one.returned_month else None, tuple(one.groups)) for one in _journeys(list(set(people)))}


@kept
def _journeys(people: list[UUID]) -> QuerySet[Journey]:
    return Journey.objects.filter(pk__among=people)


@kept
def phones_of(person_id: UUID) -> QuerySet[Phone]:
    """The present ones of a record, in the order in which they came."""
    return Phone.objects.filter(person_id=person_id, is_current=True).order_by("id")


def contacts(people: Iterable[UUID]) -> dict[UUID, tuple[Contact | None, list[Phone]]]:
    """How each of these may be reached, as far as the actor reads it; only those of whom something is known."""
    keys = set(people)
    found: dict[UUID, tuple[Contact | None, list[Phone]]] = {key: (one, []) for key, one in Contact.objects.in_bulk(keys).items()}
    for phone in Phone.objects.filter(person_id__in=keys, is_current=True).order_by("id"):
        found.setdefault(phone.person_id, (None, []))[1].append(phone)
    return found


def file(person_id: UUID) -> File:
    """The record. Raises Person.DoesNotExist for what is hidden or missing."""
    person = Person.objects.get(pk=person_id)
    sight = access.sight_of(person_id)
    holding = Holding.objects.select_related("team").filter(pk=person_id).first()
    has_contact = bool(sight.sections & Section.CONTACT)
    worker = access.staff_names([holding.staff_id]).get(holding.staff_id, "") if holding and holding.staff_id else ""
    return File(
        person=person, sight=sight, holding=holding, worker=worker,
        identity=Identity.objects.filter(pk=person_id).first() if sight.sections & Section.IDENTITY else None,
        contact=Contact.objects.filter(pk=person_id).first() if has_contact else None,
        phones=phones_of(person_id) if has_contact else [],
        papers=papers(person_id) if sight.sections & Section.DOCUMENTS else [],
        journey=Journey.objects.filter(pk=person_id).first() if sight.sections & Section.JOURNEY else None,
        social=Social.objects.filter(pk=person_id).first() if sight.sections & Section.SOCIAL else None)


def is_seen(person_id: UUID) -> bool:
    """Whether the actor sees the record's head."""
    return Person.objects.filter(pk=person_id).exists()


def birth_of(person_id: UUID) -> PartialDate | None:
    """As it was stated; None where it is unknown or the actor may not read identity."""
    identity = Identity.objects.filter(pk=person_id).first()
    return identity.birth if identity else None


def name_parts_of(person_key: str) -> Subquery:
    """The names, for `name_in`, of the person whose key stands in that column of the query around it."""
    rows = Identity.objects.filter(pk=OuterRef(person_key))
    return Subquery(rows.values(said=JSONObject(**{name: name for name in Identity.name_columns()}))[:1])


def name_in(parts: dict | None) -> str:
    """As it is shown; empty where the actor does not read it."""
    return Identity(**parts).full_name if parts else ""


def former_names(person_id: UUID) -> list[IdentityPast]:
    """Earlier states of the identity, latest first."""
    return list(IdentityPast.objects.filter(person_id=person_id).order_by("-replaced_at"))


def past_of(row: SectionRow, version: int) -> SectionRow | None:
    """The state of a section row under `version`; None if it is not known."""
    which = {"id": row.id} if hasattr(row, "id") else {}
    return type(row).past.objects.filter(person_id=row.person_id, version=version, **which).first()
