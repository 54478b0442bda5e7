"""Opening a file exceptionally, ending that early, judging it. One public verb per change: one transaction, one audit entry."""
from amana.casework.exceptional.models import Access, AccessStep
from amana.casework.exceptional.rules import reasons
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.core.errors import Refused


def open_exceptionally(number: str, *, reason: str, words: str, by: Actor) -> Access:
    """The file with that number is open to the actor from the next transaction on, 4 hours, read only; those who judge it are told.

    Raises Hidden (no file of the organisation has the number), Refused (`exceptional_reason`, `exceptional_words`, `exceptional_within_reach`, `exceptional_many`, `exceptional_nobody`).
    """
    by.must("open_exceptionally")
    if reason not in reasons():
        raise Refused("exceptional_reason")
    made = Access.objects.create(number=number, reason=reason, words=words)
    made = Access.objects.get(pk=made.pk)
    audit.record("exceptional.opened", made.person_id, access=made.pk, reason=reason, told=len(made.told))
    return made


def end(access: Access, *, by: Actor) -> None:
    """Closed before its time, by whoever opened it or was told. Raises Refused (`exceptional_state`)."""
    AccessStep.objects.create(access_id=access.pk, step="end")
    audit.record("exceptional.ended", access.person_id, access=access.pk)


def review(access: Access, *, verdict: str, words: str, by: Actor) -> None:
    """Judged by one of those who were told; not justified: it ends at once. Raises Hidden (the holder herself), Refused (`exceptional_state`, `exceptional_words`)."""
    by.must("review_access")
    AccessStep.objects.create(access_id=access.pk, step="review", verdict=verdict, words=words)
    audit.record("exceptional.reviewed", access.person_id, access=access.pk, verdict=verdict)
