"""Lists of people: the latest records, and what a search finds."""
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Max, OuterRef, QuerySet

from amana.casework.registry.models import Contact, Holding, Identity, Person
from amana.casework.registry.models.documents import bare_hash
from amana.casework.registry.queries.carriers import Carrier, carriers
from amana.casework.registry.queries.spellings import by_spellings
from amana.casework.registry.rules import PeopleSort, folded_number
from amana.ground.access import queries as access
from amana.ground.rows.kept import kept
from amana.ground.rows.sections import related
from amana.ground.shell.lists import PAGE, UNCOUNTED, Part, Place, beyond, counted, cut, mark, one_of
from amana.lib.core.ids import read_number
from amana.lib.core.phones import read_phone
from amana.lib.core.text import fold_digits, tidy
from amana.lib.names import matching
from amana.lib.names.matching import Birth, Question, Reading, TokenTable

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
    reasons: list[str] = field(default_factory=list)  # of a search: document, phone, name_… (how her name met the typed one), birth_year


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


def without_case(staff_id: UUID, since: datetime, *, at_most: int) -> list[Holding]:
    """Records that came into the worker's hands since then, of which no case was opened yet, the latest first."""
    keys = access.circles().filter(case_id=None, basis="registered", staff_id=staff_id, edit=True, listed_at__gt=since).values_list("person_id", flat=True)[:PAGE]
    return list(Holding.objects.filter(person_id__in=set(keys), first_case_at=None, since__gt=since).select_related("person").order_by("-since")[:at_most])


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
    latest = dict(access.circles(ordered=False).filter(case_id=None, person_id__in={key for key, _at in rows}).exclude(sections=0)
                  .exclude(needs="receive").values_list("person_id").annotate(Max("listed_at"))) if place or is_upwards else {}
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


@dataclass(frozen=True)
class Hit:
    """Somebody whom a search found, and why."""

    person: UUID
    reasons: Callable[[], tuple[str, ...]] = tuple  # asked only of those who are shown
    score: float = 0.0


class Met(NamedTuple):
    """Somebody who may be meant by a typed name, and whether she carries enough of it in some spelling."""

    score: float
    is_answered: bool
    carrier: Carrier
    reading: Reading


def search(text: str, wanted: Wanted | None = None, *, at_most: int = PAGE) -> Found:
    """People by name in either script, any part and order; by number, phone or document number; a year counts as the year of birth.

    `wanted`: of those found, only who fits. No more are read than `at_most`, and who is as likely as the last of them.
    """
    text = tidy(text)[:LONGEST_QUERY]
    found, closed = _search(text)
    if wanted and replace(wanted, text="", sort=PeopleSort.NEWEST) != Wanted():
        fitting = set(_fitting(wanted, access.circles(ordered=False).filter(case_id=None, person_id__in=[one.person for one in found]))
                      .values_list("person_id", flat=True))
        found = [one for one in found if one.person in fitting]
    is_wide = len(found) > PAGE  # then a closed file is not asked for
    few = [one for place, one in enumerate(found[:PAGE]) if place < at_most or round(one.score, 3) == round(found[at_most - 1].score, 3)]
    return Found(_shown(text, few)[:at_most], len(found) > at_most, closed_may_match=closed is not None and not is_wide and _closed_file_may_match(*closed))


def meant(text: str) -> list[UUID]:
    """Keys of the records that a search for the text finds, the best first, at most CANDIDATES: what a list of something else is narrowed to."""
    return [one.person for one in _search(tidy(text)[:LONGEST_QUERY])[0]]


Words = tuple[list[str], list[int], int]  # words, to which typed token or two of them each belongs, and how many of these there are


def _search(text: str) -> tuple[list[Hit], Words | None]:
    """Who is found, the best first, and by which words of a name a closed file would be."""
    if number := read_number(text):
        return [Hit(key) for key in Person.objects.filter(number=number).values_list("pk", flat=True)], None
    keys = {key: reason for key, reason in ((_document_key(text), "document"), (_phone_key(text), "phone")) if key}
    if found := _by_keys(keys):
        return found, None
    return ([], None) if _phone_key(text) else _by_name(text)


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


# OFFSET 0: one look into the index for each key, whatever the planner believes of the table.
_HOLDERS = """
SELECT k.person_id, q.place FROM unnest(entry.search_hashes(%s::text[])) WITH ORDINALITY AS q(hash, place)
 CROSS JOIN LATERAL (SELECT person_id FROM registry_searchkey WHERE hash = q.hash AND organisation_id = (SELECT (entry.actor()).organisation) OFFSET 0) AS k
 ORDER BY q.place, k.person_id DESC LIMIT %s
"""


def holders(keys: Sequence[str], *, most: int = CANDIDATES) -> list[tuple[UUID, int]]:
    """Who has one of these phones and documents, and the place of the key, from 1 on."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [list(keys), most])
        return cursor.fetchall()


def _by_keys(keys: dict[str, str]) -> list[Hit]:
    """Who has one of these keys, those of the first key first, with the reason of the key."""
    reasons = list(keys.values())
    found: dict[UUID, str] = {}
    for person, place in holders(list(keys)):
        found.setdefault(person, reasons[place - 1])
    return [Hit(person, partial(tuple, [reason])) for person, reason in found.items()]


def _by_name(text: str) -> tuple[list[Hit], Words | None]:
    """A person must carry each typed token in some spelling; of three and more, all but one."""
    years = [int(word) for word in fold_digits(text).split() if _YEAR.match(word)]
    name = " ".join(word for word in text.split() if not _NO_NAME.search(fold_digits(word)))
    met, readings = named(name, Birth(*years[:1]))
    is_one_token = bool(readings) and len(readings[0].texts) == 1
    hits = [Hit(one.carrier.person, partial(_reasons, one, years), one.score + (one.reading.lift(one.carrier.keys.split()) if is_one_token else 0.0))
            for one in met if one.is_answered]
    hits.sort(key=lambda one: -one.score)
    return hits[:CANDIDATES], matching.sure_words(readings[0]) if readings else None


def _reasons(one: Met, years: Collection[int]) -> tuple[str, ...]:
    return (f"name_{one.reading.met(one.carrier.keys.split())}", *["birth_year"] * (one.carrier.year in years))


def named(name: str, birth: Birth) -> tuple[list[Met], list[Reading]]:
    """Who may be meant by a typed name and perhaps a birth, the likeliest first, with the reading that fits best; and the ways in which the name can be read."""
    readings, questions = by_spellings(lambda table: _asked(table, name))
    met: list[Met] = []
    for reading, some in zip(readings, carriers(questions, [birth] * len(questions)), strict=True):
        scores, hits = matching.weighed(reading, [one.keys for one in some], [one.key_places for one in some], [(one.year, one.month, one.day) for one in some], birth)
        met += map(Met, scores.tolist(), (hits >= reading.least).tolist(), some, repeat(reading))
    met.sort(key=lambda one: (-one.score, -one.carrier.person.int))
    if len(readings) > 1:  # each finds the same person anew
        best: dict[UUID, Met] = {}
        for one in met:
            best.setdefault(one.carrier.person, one)
        met = list(best.values())
    return met, readings


def _asked(table: TokenTable, name: str) -> tuple[list[Reading], list[Question]]:
    readings = matching.readings_of(table, name)
    return readings, [matching.question(table, one) for one in readings]


def _shown(text: str, hits: Sequence[Hit]) -> list[Listed]:
    """What lists show of them. Of equally good ones, those who are written as it was typed stand first."""
    listed = {one.id: one for one in _listed([one.person for one in hits])}
    typed = set(text.split())
    shown = []
    for hit in hits:
        if one := listed.get(hit.person):
            one.reasons = list(hit.reasons())
            shown.append((-round(hit.score, 3), -_written(one, typed), one))
    return [one for *_order, one in sorted(shown, key=lambda row: row[:2])]


def _written(one: Listed, typed: Iterable[str]) -> int:
    """How many of the typed words stand in her names exactly so."""
    return len(set(typed) & set(f"{one.identity.name_ar} {one.identity.name_latin} {one.identity.other_names}".split())) if one.identity else 0


def _closed_file_may_match(words: list[str], numbers: list[int], wanted: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.closed_file_may_match(%s::text[], %s::integer[], %s)", [words, numbers, wanted])
        return cursor.fetchone()[0]


def _listed(keys: list[UUID]) -> list[Listed]:
    """What lists show, in the order of `keys`, in one statement; who has gone out of sight meanwhile is left out."""
    known = {one.pk: one for one in _with_name_and_holding(keys)} if keys else {}
    return [Listed(key, known[key].number, related(known[key], "identity"), related(known[key], "holding")) for key in keys if key in known]


@kept
def _with_name_and_holding(keys: list[UUID]) -> QuerySet[Person]:
    return Person.objects.filter(pk__among=keys).select_related("identity", "holding__team")
