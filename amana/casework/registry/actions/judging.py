"""What somebody says of two records that may be one person. Nothing is merged or deleted: the last verdict counts, and it can be taken back."""

from collections.abc import Iterable
from uuid import UUID

from amana.casework.registry.models import Judgement
from amana.casework.registry.queries.duplicates import identities_say
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


def _say(first: UUID, second: UUID, verdict: Verdict, reason: str) -> None:
    a, b = sorted((first, second))
    rests_on, probability = identities_say(a, b)
    Judgement.objects.create(person_id=a, other_id=b, verdict=verdict, reason=reason, rests_on=rests_on, probability=probability)
    audit.record("pair.judged" if verdict != Verdict.OPEN else "pair.noted", a, sections=Section.IDENTITY, other=b, verdict=verdict)
