"""What somebody says of two records that may be one person. Nothing is merged or deleted: the last verdict counts, and it can be taken back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from amana.casework.registry.models import Judgement
from amana.casework.registry.queries.duplicates import identities_say, identities_say_of, sorted_pair
from amana.casework.registry.queries.linking import keys_to_link
from amana.casework.registry.rules import Verdict
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor


def judge(first: UUID, second: UUID, verdict: str, *, reason: str = "", by: Actor) -> None:
    """The pair has that verdict, whichever of the two is named first. Raises Hidden where either record is."""
    by.must("judge")
    _say(first, second, Verdict(verdict), reason)


def note_likely(person_id: UUID, others: Iterable[UUID], *, by: Actor) -> None:
    """Pairs whose warning nobody settled stand in the work list, each once. For whoever registers or imports."""
    for other in others:
        a, b = sorted((person_id, other))
        if not Judgement.objects.filter(person_id=a, other_id=b).exists():
            _say(a, b, Verdict.OPEN, "")


def link(*, by: Actor) -> list[UUID]:
    """That all records which the actor finds are compared with one another is on record; returns their keys. What comes of it is handed to `note_linked`."""
    by.must("judge")
    keys = keys_to_link()
    audit.record("people.linked", None, sections=Section.IDENTITY | Section.CONTACT | Section.DOCUMENTS, records=len(keys))
    return keys


def note_linked(pairs: Iterable[tuple[UUID, UUID]], *, by: Actor) -> int:
    """Pairs of which nobody has said anything yet stand in the work list, each once; returns how many. What was judged stays judged. Raises Hidden where a record is."""
    by.must("judge")
    found = dict.fromkeys(sorted_pair(*pair) for pair in pairs)
    said = set(Judgement.objects.filter(person_id__in={one for one, _other in found}).values_list("person_id", "other_id"))
    fresh = [pair for pair in found if pair not in said]
    _note(fresh)
    return len(fresh)


def _note(pairs: Sequence[tuple[UUID, UUID]]) -> None:
    Judgement.objects.bulk_create(
        Judgement(person_id=a, other_id=b, verdict=Verdict.OPEN, rests_on=rests_on, probability=probability)
        for (a, b), (rests_on, probability) in zip(pairs, identities_say_of(pairs), strict=True)
    )
    for a, b in pairs:
        audit.record("pair.noted", a, sections=Section.IDENTITY, other=b, verdict=Verdict.OPEN)


def _say(first: UUID, second: UUID, verdict: Verdict, reason: str) -> None:
    a, b = sorted((first, second))
    rests_on, probability = identities_say(a, b)
    Judgement.objects.create(person_id=a, other_id=b, verdict=verdict, reason=reason, rests_on=rests_on, probability=probability)
    audit.record("pair.judged" if verdict != Verdict.OPEN else "pair.noted", a, sections=Section.IDENTITY, other=b, verdict=verdict)
