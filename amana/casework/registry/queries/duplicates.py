"""Whether a record of the own organisation may be the same person: only those the actor finds, only what is worth a warning. A person decides."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from amana.casework.registry.models import Document, Identity, Judgement, Person, Phone
from amana.casework.registry.models.documents import bare_hash
from amana.casework.registry.models.identity import names_by_part
from amana.casework.registry.queries.carriers import birth_of as carried_birth
from amana.casework.registry.queries.carriers import carriers
from amana.casework.registry.queries.found import Listed, _listed, holders
from amana.casework.registry.queries.spellings import by_spellings
from amana.casework.registry.rules import OWN_FILE, DocumentFacts, IdentityFacts, PhoneFacts, Sex, Verdict
from amana.lib.core.dates import Precision
from amana.lib.core.phones import read_phone
from amana.lib.names import matching
from amana.lib.names.matching import Comparison, Facts, Question, TokenTable

CANDIDATES = 40  # compared for one name of one person; shown are those worth a warning
ASKED = {"words": 40, "pairs": 80, "short": 200, "some": 600}  # for one name: people of a list are asked for together
SHOWN = 5
MOST_OF_ONE = 20  # records of one person that a page names


@dataclass(frozen=True)
class Sought:
    """Whom one asks about: what is known of her before a record is made. besides: records to be told however likely they are."""

    identity: IdentityFacts
    phones: tuple[PhoneFacts, ...] = ()
    documents: tuple[DocumentFacts, ...] = ()
    besides: frozenset[UUID] = frozenset()


@dataclass
class Candidate:
    """A record that may be hers, with the reasons for and against."""

    listed: Listed
    comparison: Comparison


@dataclass
class Pair:
    """Two records as the work list shows them, and what was said last."""

    first: Listed
    second: Listed
    judgement: Judgement | None = None
    comparison: Comparison | None = None
    documents_clash: bool = False


@dataclass
class Same:
    """A record of the same person. through: the record that it was judged to be the same as, None where that is the one asked about; pair: the verdict's two."""

    listed: Listed
    through: Listed | None
    pair: tuple[UUID, UUID]


def likely_duplicates(sought: Sought, *, but: UUID | None = None) -> list[Candidate]:
    """Records worth a warning, the likeliest first; `but`: her own record.

    Its pairs that were judged different stay away until what the verdict rested on changes.
    """
    found = likely_duplicates_of_many([sought])[0]
    if but is not None:
        away = {
            other
            for one in _last_judgements([but])
            if one.verdict == Verdict.DIFFERENT and one.rests_on == rests_on(one.person_id, one.other_id)
            for other in (one.person_id, one.other_id)
        }
        found = [one for one in found if one.listed.id != but and one.listed.id not in away]
    return found[:SHOWN]


def likely_duplicates_of_many(sought: Sequence[Sought]) -> list[list[Candidate]]:
    """For each of them, in their order; in a few statements however many they are."""
    facts = [_facts_of_sought(one) for one in sought]
    hits = [[*dict.fromkeys((*of_one, *one.besides))] for of_one, one in zip(_near(sought, facts), sought, strict=True)]
    known = _facts_of_records({person for of_one in hits for person in of_one})
    fitting = [(who, person) for who, one in enumerate(facts) for person in hits[who] if person in known and (person in sought[who].besides or matching.can_be_one(one, known[person]))]
    compared = zip(fitting, matching.compare([(facts[who], known[person]) for who, person in fitting]), strict=True)
    worth = sorted(((who, person, how) for (who, person), how in compared if how.is_worth_a_warning or person in sought[who].besides), key=lambda one: (-one[2].probability, one[1]))
    listed = {one.id: one for one in _listed(list({person for _who, person, _how in worth}))}
    found: list[list[Candidate]] = [[] for _one in facts]
    for who, person, how in worth:
        if person in listed:
            found[who].append(Candidate(listed[person], how))
    return found


def pair(first: UUID, second: UUID) -> Pair:
    """Both records side by side. Raises Person.DoesNotExist where either is hidden."""
    a, b = sorted_pair(first, second)
    listed = {one.id: one for one in _listed([a, b])}
    if len(listed) < 2 or any(one.identity is None for one in listed.values()):
        raise Person.DoesNotExist
    how = compared([(a, b)])[a, b]
    return Pair(listed[a], listed[b], last_said(a, b), how, bool(how.a.documents & how.b.documents))


def last_said(first: UUID, second: UUID) -> Judgement | None:
    """The last word on the pair, of which the first has the lower key."""
    return Judgement.objects.filter(person_id=first, other_id=second).order_by("-made_at", "-id").first()


def verdict_that_stands(pair: str) -> Judgement | None:
    """The last word on the pair of an address (two keys, the lower first, with _ between them), where it is a verdict that the actor may see."""
    first, _mark, second = pair.partition("_")
    try:
        one = last_said(UUID(first), UUID(second))
    except ValueError:
        return None
    return one if one and one.verdict != Verdict.OPEN else None


def same_as(person_id: UUID) -> list[Same]:
    """Records that were judged to be the same person, and those that were judged to be the same as these: as far as the actor sees every step, nearest first."""
    reached: dict[UUID, UUID] = {}
    edge = {person_id}
    while edge and len(reached) < MOST_OF_ONE:
        pairs = [(one.person_id, one.other_id) for one in _last_judgements(edge) if one.verdict == Verdict.SAME]
        found = {there: here for pair in pairs for here, there in (pair, pair[::-1]) if here in edge and there != person_id and there not in reached}
        reached |= found
        edge = set(found)
    listed = {one.id: one for one in _listed(list(reached))} if reached else {}
    return [Same(listed[key], listed.get(through), sorted_pair(key, through)) for key, through in reached.items() if key in listed]


def sorted_pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    return (one, other) if one < other else (other, one)


def rests_on(first: UUID, second: UUID) -> str:
    """A digest of what a verdict rests on: names, birth, sex and nationality of both; a phone is none of it (B07)."""
    return _digest(Identity.objects.in_bulk([first, second]))


def _digest(rows: dict[UUID, Identity]) -> str:
    said = [[str(key), *(str(getattr(rows[key], name)) for name in Identity.stated_columns())] for key in sorted(rows)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def identities_say(first: UUID, second: UUID) -> tuple[str, float | None]:
    """What a verdict rests on, and how likely the two are one person by it alone; None where the actor does not read both."""
    return identities_say_of([(first, second)])[0]


def identities_say_of(pairs: Sequence[tuple[UUID, UUID]]) -> list[tuple[str, float | None]]:
    """The same of many, in their order."""
    rows = Identity.objects.in_bulk(list({key for pair in pairs for key in pair}))
    both = [pair for pair in pairs if pair[0] in rows and pair[1] in rows]
    how = dict(zip(both, matching.compare([(_facts(rows[one]), _facts(rows[other])) for one, other in both]), strict=True))
    return [(_digest({key: rows[key] for key in pair if key in rows}), how[pair].probability if pair in how else None) for pair in pairs]


def compared(pairs: Sequence[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Comparison]:
    """Each pair of which the actor reads both identities, by what she reads of them now."""
    known = _facts_of_records({person for pair in pairs for person in pair})
    seen = [pair for pair in pairs if pair[0] in known and pair[1] in known]
    return dict(zip(seen, matching.compare([(known[a], known[b]) for a, b in seen]), strict=True))


def _last_judgements(keys: Collection[UUID]) -> list[Judgement]:
    of_them = Judgement.objects.filter(Q(person_id__in=keys) | Q(other_id__in=keys))
    return list(of_them.order_by("person_id", "other_id", "-made_at", "-id").distinct("person_id", "other_id"))


def _facts_of_sought(one: Sought) -> Facts:
    phones = (read_phone(phone.typed).e164 for phone in one.phones)
    documents = (bare_hash(document.number).hex() for document in one.documents if document.number and document.kind != OWN_FILE)
    return _facts(one.identity, frozenset(filter(None, phones)), frozenset(documents))


def _facts_of_records(keys: set[UUID]) -> dict[UUID, Facts]:
    """What of them the actor reads."""
    phones, documents = defaultdict(set), defaultdict(set)
    for person, e164 in Phone.objects.filter(person_id__in=keys, is_current=True).exclude(e164="").values_list("person_id", "e164"):
        phones[person].add(e164)
    for person, hashed in Document.objects.filter(person_id__in=keys, is_current=True, bare_hash__isnull=False).exclude(kind=OWN_FILE).values_list("person_id", "bare_hash"):
        documents[person].add(bytes(hashed).hex())
    return {key: _facts(row, frozenset(phones[key]), frozenset(documents[key])) for key, row in Identity.objects.in_bulk(list(keys)).items()}


def _facts(stated: IdentityFacts | Identity, phones: frozenset[str] = frozenset(), documents: frozenset[str] = frozenset()) -> Facts:
    is_estimated = stated.birth is not None and stated.birth.precision == Precision.ESTIMATED
    sex = "" if stated.sex == Sex.UNSTATED else stated.sex
    return Facts(tuple(names_by_part(stated)), carried_birth(stated.birth), is_estimated, sex, tuple(stated.nationalities), phones, documents)


def _near(sought: Sequence[Sought], facts: Sequence[Facts]) -> list[list[UUID]]:
    """For each of them, who carries two parts of her name in whatever spelling and may be born when she was, or has a phone or document of hers."""
    found = [dict.fromkeys(some) for some in _by_keys(facts)]
    of, needed, questions = by_spellings(lambda table: _asked(table, sought))
    births = [facts[who].birth for who in of]
    for who, some in zip(of, carriers(questions, births, needed=needed, most=CANDIDATES, is_named=False), strict=True):
        born, guessed = facts[who].birth, facts[who].is_estimated
        found[who] |= dict.fromkeys(one.person for one in some if matching.births_can_be_one(born, one.birth, is_estimated=guessed or one.is_estimated))
    return [list(one) for one in found]


def _by_keys(facts: Sequence[Facts]) -> list[list[UUID]]:
    """For each of them, who has one of her phones or documents."""
    keys = [(key, who) for who, one in enumerate(facts) for key in (*(f"phone:{phone}" for phone in one.phones), *(f"document:{digits}" for digits in one.documents))]
    found: list[list[UUID]] = [[] for _one in facts]
    for person, place in holders([key for key, _who in keys], most=CANDIDATES * len(facts)):
        found[keys[place - 1][1]].append(person)
    return found


def _asked(table: TokenTable, sought: Sequence[Sought]) -> tuple[list[int], list[int], list[Question]]:
    """A question for each name of each of them in each script, with the place of whom it is about, and how many of its parts must be met."""
    of, needed, questions = [], [], []
    for who, one in enumerate(sought):
        for name in names_by_part(one.identity):
            if any(places := matching.places_of(name)):
                reading = matching.reading_of(table, places)
                of.append(who)
                needed.append(min(2, len(reading.texts)))
                questions.append(matching.question(table, reading, **ASKED))
    return of, needed, questions
