"""Documents as pages show them: what their numbers say and where else they stand, never the numbers themselves."""
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.timezone import now

from amana.casework.registry.models import Clash, Document, Identity, Person
from amana.casework.registry.rules import is_egyptian_id
from amana.ground.rows import sealed_fields
from amana.lib.core.dates import PartialDate, cairo_day
from amana.lib.core.national_id import NationalId, read_national_id

MOST_CLASHES = 500


@dataclass
class Paper:
    """A document, the records beside this one that hold it too (those whose documents the actor reads), and what an Egyptian number says."""

    document: Document
    elsewhere: list[Person] = field(default_factory=list)
    national_id: NationalId | None = None
    is_expired: bool = False
    is_readable: bool = True  # False: sealed under another key, as after a restore without the installation's secrets


@dataclass(frozen=True)
class Offer:
    """Sex and birth as the national number has them, each only where the identity has it otherwise."""

    sex: str | None
    birth: PartialDate | None


def papers(person_id: UUID) -> list[Paper]:
    """The present documents of a record, in the order in which they came."""
    rows = list(Document.objects.filter(person_id=person_id, is_current=True).order_by("id"))
    elsewhere = _elsewhere(person_id, [row.number_hash for row in rows if row.number_hash])
    return [_paper(row, elsewhere.get(bytes(row.number_hash or b""), [])) for row in rows]


def offer(of: list[Paper], identity: Identity) -> Offer | None:
    """What the first Egyptian national number says otherwise than the identity; None if nothing."""
    said = next((paper.national_id for paper in of if paper.national_id), None)
    if said is None:
        return None
    birth = PartialDate.on(said.born_on)
    found = Offer(said.sex if said.sex != identity.sex else None, birth if birth != identity.birth else None)
    return found if found.sex or found.birth else None


def clashes() -> list[tuple[Person, Person]]:
    """Pairs of records of the own organisation that hold the same document now, latest first: for those who judge and read both."""
    rows = list(Clash.objects.select_related("person", "other").order_by("-found_at")[:MOST_CLASHES])
    held: dict[UUID, set[bytes]] = defaultdict(set)
    people = {key for row in rows for key in (row.person_id, row.other_id)}
    for person, number in Document.objects.filter(is_current=True, number_hash__isnull=False, person_id__in=people).values_list("person_id", "number_hash"):
        held[person].add(bytes(number))
    return [(row.person, row.other) for row in rows if held[row.person_id] & held[row.other_id]]


def _paper(row: Document, elsewhere: list[Person]) -> Paper:
    today = cairo_day(now())
    paper = Paper(row, elsewhere, is_expired=row.expires is not None and row.expires.latest < today)
    if row.number_sealed and is_egyptian_id(row.kind, row.issuing_country):
        try:
            paper.national_id = read_national_id(row.number, today)
        except sealed_fields.Broken:
            paper.is_readable = False
    return paper


def _elsewhere(person_id: UUID, hashes: list[bytes]) -> dict[bytes, list[Person]]:
    """Other records by the hash of the document that they hold too."""
    if not hashes:
        return {}
    found: dict[bytes, list[Person]] = {}
    same = Document.objects.filter(number_hash__in=hashes, is_current=True).exclude(person_id=person_id).select_related("person")
    for row in same.order_by("person_id"):
        found.setdefault(bytes(row.number_hash), []).append(row.person)
    return found
