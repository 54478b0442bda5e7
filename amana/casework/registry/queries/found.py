"""Lists of people: the latest records, and what a search finds."""
import re
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet

from amana.casework.registry.models import Holding, Identity, Person
from amana.casework.registry.models.documents import bare_hash
from amana.casework.registry.rules import folded_number
from amana.ground.access import queries as access
from amana.lib import names
from amana.lib.core.ids import read_number
from amana.lib.core.phones import read_phone
from amana.lib.core.text import fold_digits, tidy
from amana.lib.names import Grade

PAGE = 25
CANDIDATES = 200
LONGEST_QUERY = 120  # longer ones are cut
_YEAR = re.compile(r"^(19|20)\d\d$")
_NO_NAME = re.compile(r"(\d\D*){3}")  # a year, or a document's number; 3 and 7 alone are letters of chats


@dataclass
class Listed:
    """A person in a list: what the actor may know of her there."""

    id: UUID
    number: str
    identity: Identity | None
    holding: Holding | None
    listed_at: datetime | None = None
    grade: Grade | None = None
    reasons: list[str] = field(default_factory=list)


@dataclass
class Page:
    """A page of a list; `after` leads to the next one, None at the end."""

    people: list[Listed]
    after: str | None = None


@dataclass
class Found:
    """What a search found, best first; `closed_may_match`: a closed file of the own organisation may be hers."""

    people: list[Listed]
    more: bool = False
    closed_may_match: bool = False


def recent(*, after: str | None = None) -> Page:
    """Records the actor finds, the latest first; `after` as the page before gave it."""
    circles = access.circles().filter(case_id=None, sections__gt=0).exclude(needs="receive").order_by("-listed_at", "-person_id")
    place = _place(after or "")
    following = Q(listed_at__lt=place[0]) | Q(listed_at=place[0], person_id__lt=place[1]) if place else Q()
    # A record may lie in several circles: a few more are read than a page holds, and a page may be shorter.
    rows = list(circles.filter(following)[:PAGE * 3 + 1])
    keys: dict[UUID, datetime] = {}
    for circle in rows:
        keys.setdefault(circle.person_id, circle.listed_at)
    shown = list(keys)[:PAGE]
    is_last = len(keys) <= PAGE and len(rows) <= PAGE * 3
    before = set(circles.filter(~following, person_id__in=shown).values_list("person_id", flat=True)) if place else set()
    people = _listed([key for key in shown if key not in before])
    for one in people:
        one.listed_at = keys[one.id]
    return Page(people, None if is_last else f"{keys[shown[-1]].isoformat()}_{shown[-1]}")


def search(text: str) -> Found:
    """People by name in either script, any part and order; by number, phone or document number; a year counts as the year of birth."""
    text = tidy(text)[:LONGEST_QUERY]
    if number := read_number(text):
        return Found(_listed(list(Person.objects.filter(number=number).values_list("pk", flat=True))))
    by_document, phone = _by_key(_document_key(text)), _phone_key(text)
    if by_document or phone:
        for one in by_document:
            one.reasons.append("document")
        known = {one.id for one in by_document}
        return Found([*by_document, *(one for one in _by_key(phone) if one.id not in known)])
    return _by_name(text)


def meant(text: str) -> list[UUID]:
    """Keys of the records that a search for the text finds, the best first, at most CANDIDATES: what a list of something else is narrowed to."""
    text = tidy(text)[:LONGEST_QUERY]
    keys = [key for key in (_document_key(text), _phone_key(text)) if key]
    if keys:
        return [person for person, *_rest in _hits(keys, [0] * len(keys), [Grade.EXACT] * len(keys), 1)]
    found = _words(text)
    return [person for person, *_rest in _hits(*found)] if found else []


def protected(person_key: str) -> QuerySet[Holding]:
    """The holding of the record whose key stands in that column of the query around it, where it is protected and the actor may know."""
    return Holding.objects.filter(person_id=OuterRef(person_key), is_protected=True)


def _document_key(text: str) -> str | None:
    """For what may be a document's number: half of it digits or more, at least four."""
    folded = folded_number(text)
    digits = sum(c.isdigit() for c in folded)
    return f"document:{bare_hash(text).hex()}" if digits >= 4 and digits * 2 >= len(folded) else None


def _phone_key(text: str) -> str | None:
    phone = read_phone(text) if sum(c.isdigit() for c in fold_digits(text)) >= 6 else None
    return f"phone:{phone.e164}" if phone and phone.e164 else None


def _by_key(key: str | None) -> list[Listed]:
    return _listed([person for person, *_rest in _hits([key], [0], [Grade.EXACT], 1)]) if key else []


def _by_name(text: str) -> Found:
    years = {int(word) for word in fold_digits(text).split() if _YEAR.match(word)}
    asked = _words(text)
    if asked is None:
        return Found([])
    hits = _hits(*asked)
    people = {one.id: one for one in _listed([person for person, *_rest in hits])}
    for person, worst, _total in hits:
        if person in people:
            people[person].grade = Grade(worst)
    order = {person: place for place, (person, *_rest) in enumerate(hits)}
    ranked = sorted(people.values(), key=lambda one: (_birth_distance(one, years), order[one.id]) if years else (0, order[one.id]))
    return Found(ranked[:PAGE], more=len(ranked) > PAGE, closed_may_match=_closed_file_may_match(*asked))


def _words(text: str) -> tuple[list[str], list[int], list[Grade], int] | None:
    """Keys of the words of a name, to which word each belongs and how sure it is, and how many words must be hit. None where there is no name."""
    words = names.query_keys(" ".join(word for word in text.split() if not _NO_NAME.search(fold_digits(word))))
    required = [word for word in words if not word.is_optional] or words
    asked = [(key, place, grade) for place, word in enumerate(required) for key, grade in word.keys.items()]
    if not asked:
        return None
    keys, places, grades = (list(column) for column in zip(*asked, strict=True))
    return keys, places, grades, len(required)


# OFFSET 0: one look into the index for each key, whatever the planner believes of the table.
_HITS = """
SELECT person_id, min(best), sum(best) FROM (
  SELECT k.person_id, q.place, max(q.grade) AS best
    FROM unnest(entry.search_hashes(%s::text[]), %s::integer[], %s::integer[]) AS q(hash, place, grade)
   CROSS JOIN LATERAL (SELECT person_id FROM registry_searchkey WHERE hash = q.hash AND organisation_id = (SELECT (entry.actor()).organisation) OFFSET 0) AS k
   GROUP BY k.person_id, q.place) AS word
 GROUP BY person_id HAVING count(*) = %s ORDER BY sum(best) DESC, min(best) DESC, person_id DESC LIMIT %s
"""


def _hits(keys: list[str], places: list[int], grades: list[int], wanted: int) -> list[tuple[UUID, int, int]]:
    """Person, worst and summed grade of those whom each wanted word hits, best first."""
    with connection.cursor() as cursor:
        cursor.execute(_HITS, [keys, places, [int(grade) for grade in grades], wanted, CANDIDATES])
        return cursor.fetchall()


def _closed_file_may_match(keys: list[str], places: list[int], grades: list[Grade], wanted: int) -> bool:
    sure = [(key, place) for key, place, grade in zip(keys, places, grades, strict=True) if grade >= Grade.SOUND]
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.closed_file_may_match(%s::text[], %s::integer[], %s)", [[k for k, _p in sure], [p for _k, p in sure], wanted])
        return cursor.fetchone()[0]


def _birth_distance(one: Listed, years: set[int]) -> int:
    """0 for a fitting year of birth, 1 for one beside it or an unknown one, 2 for another."""
    birth = one.identity.birth if one.identity else None
    if birth is None:
        return 1
    distance = min(max(birth.earliest.year - year, year - birth.latest.year, 0) for year in years)
    if distance == 0:
        one.reasons.append("birth_year")
    return min(distance, 2)


def _listed(keys: list[UUID]) -> list[Listed]:
    """What lists show, in the order of `keys`; who has gone out of sight meanwhile is left out."""
    people = Person.objects.in_bulk(keys)
    identities = Identity.objects.in_bulk(keys)
    holdings = {row.pk: row for row in Holding.objects.select_related("team").filter(pk__in=keys)}
    return [Listed(key, people[key].number, identities.get(key), holdings.get(key)) for key in keys if key in people]


def _place(after: str) -> tuple[datetime, UUID] | None:
    at, _mark, person = after.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(person)
    except ValueError:
        return None
