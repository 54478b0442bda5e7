"""Lists of people: the latest records, and what a search finds."""
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet

from amana.casework.registry.models import Contact, Holding, Identity, Person
from amana.casework.registry.models.documents import bare_hash
from amana.casework.registry.rules import PeopleSort, folded_number
from amana.ground.access import queries as access
from amana.ground.rows.sections import related
from amana.ground.shell.lists import PAGE, UNCOUNTED, Part, Place, beyond, counted, cut, mark, one_of
from amana.lib import names
from amana.lib.core.ids import read_number
from amana.lib.core.phones import read_phone
from amana.lib.core.text import fold_digits, tidy
from amana.lib.names import Grade

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


@dataclass(frozen=True)
class Wanted:
    """What a list of people is narrowed to. `born_from`, `born_until`: years; who has no date of birth fits none."""

    text: str = ""
    sex: str = ""
    nationality: str = ""
    governorate: str = ""
    born_from: int | None = None
    born_until: int | None = None
    is_protected: bool = False
    sort: str = PeopleSort.NEWEST


@dataclass
class Found:
    """What a search found, best first; `closed_may_match`: a closed file of the own organisation may be hers."""

    people: list[Listed]
    more: bool = False
    closed_may_match: bool = False


def people(wanted: Wanted | None = None, place: Place | None = None, *, size: int = PAGE) -> Part:
    """Records the actor finds, the latest or the first of them first, from the place on.

    A record may lie in several circles; it stands where the latest of them is. A few more are read than a part holds, and a part may be shorter.
    """
    wanted, place = wanted or Wanted(), place if place and place.at else None
    is_upwards = (wanted.sort == PeopleSort.OLDEST) != (place is not None and place.is_back)
    found = _fitting(wanted, access.circles(oldest_first=is_upwards).filter(case_id=None).exclude(sections=0).exclude(needs="receive"))
    circles = found
    if place:
        circles = circles.filter(beyond(place, "listed_at", "person_id", is_upwards=is_upwards))
    # The view is ordered inside. Ordered once more out here, the database would plan for all rows, not for a page, and sort them.
    rows = list(circles.values_list("person_id", "listed_at")[:size * 3 + 1])
    latest = dict(access.circles().filter(case_id=None, person_id__in={key for key, _at in rows}).exclude(sections=0).exclude(needs="receive").order_by()
                  .values_list("person_id").annotate(Max("listed_at"))) if place or is_upwards else {}
    places: dict[UUID, datetime] = {}
    for key, at in rows:
        if latest.get(key, at) == at:
            places.setdefault(key, at)
    more = len(places) > size or len(rows) > size * 3
    keys, after, before = cut(list(places), place, lambda key: mark(places[key], key), more=more, size=size)
    if more and not after and not before and rows:  # all of them stand elsewhere: go on behind them
        after = mark(rows[-1][1], rows[-1][0])
    total = (place.total if place and place.total != UNCOUNTED else counted(found, "person_id")) if after or before else len(keys)
    listed = _listed(keys)
    for one in listed:
        one.listed_at = places[one.id]
    return Part(listed, after, before, total)


def _fitting(wanted: Wanted, circles: QuerySet) -> QuerySet:
    """Each condition through the policy of the section that it asks: what the actor does not read fits nothing."""
    of_person, identity = {"person_id": OuterRef("person_id")}, {}
    if wanted.sex:
        identity["sex"] = wanted.sex
    if wanted.nationality:
        identity["nationalities__contains"] = [wanted.nationality]
    if wanted.born_from:
        identity["birth_latest__gte"] = date(wanted.born_from, 1, 1)
    if wanted.born_until:
        identity["birth_earliest__lte"] = date(wanted.born_until, 12, 31)
    if identity:
        circles = circles.filter(one_of(Identity.objects.filter(**of_person, **identity)))
    if wanted.governorate:
        circles = circles.filter(one_of(Contact.objects.filter(**of_person, governorate=wanted.governorate)))
    return circles.filter(one_of(protected("person_id"))) if wanted.is_protected else circles


def search(text: str, wanted: Wanted | None = None) -> Found:
    """People by name in either script, any part and order; by number, phone or document number; a year counts as the year of birth.

    `wanted`: of those found, only who fits.
    """
    found = _search(tidy(text)[:LONGEST_QUERY])
    if wanted and replace(wanted, text="", sort=PeopleSort.NEWEST) != Wanted():
        keys = [one.id for one in found.people]
        fitting = set(_fitting(wanted, access.circles().filter(case_id=None, person_id__in=keys)).order_by().values_list("person_id", flat=True))
        found.people = [one for one in found.people if one.id in fitting]
    found.more, found.people = len(found.people) > PAGE, found.people[:PAGE]
    return found


def _search(text: str) -> Found:
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
    return Found(ranked, closed_may_match=_closed_file_may_match(*asked))


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
    """What lists show, in the order of `keys`, in one statement; who has gone out of sight meanwhile is left out."""
    known = {one.pk: one for one in Person.objects.filter(pk__in=keys).select_related("identity", "holding__team")} if keys else {}
    return [Listed(key, known[key].number, related(known[key], "identity"), related(known[key], "holding")) for key in keys if key in known]
