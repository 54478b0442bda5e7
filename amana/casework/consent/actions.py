"""Every change of consents and legal bases. One public verb per change: one transaction, one audit entry."""
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amana.casework.consent import queries
from amana.casework.consent.models import Consent, ConsentPaper, ConsentScope, ConsentStep, LegalBasis, LegalStep
from amana.casework.consent.rules import TO_ANOTHER, Answer, PaperFacts, givers
from amana.casework.consent.rules import text as texts
from amana.casework.registry import queries as registry
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from amana.lib.core.ids import new_number


@dataclass(frozen=True)
class Closed:
    """What a withdrawal closed, as the database says it: circles by basis. `receipt`: where its maker reads it again for a day."""

    bases: dict[str, int]
    receipt: UUID | None = None


def take(person_id: UUID, *, answers: list[Answer], paper: PaperFacts, by: Actor) -> Consent:
    """Her answers, purpose by purpose, with the text as it was shown. A later answer takes the place of the earlier one.

    Raises Refused (`consent_giver`: not who may give it at that age; `consent_points`; `own_record`; `consent_receiver`), Hidden.
    """
    by.must("take_consent")
    now = clock()
    if paper.given_by not in givers(registry.birth_of(person_id), cairo_day(now)):
        raise Refused("consent_giver")
    if set(paper.points) != set(texts.points()):
        raise Refused("consent_points")
    made = Consent.objects.create(person_id=person_id)
    ConsentPaper.objects.create(consent_id=made.pk, **{**asdict(paper), "points": list(paper.points)})
    ConsentScope.objects.bulk_create([
        ConsentScope(consent_id=made.pk, purpose=answer.purpose, receiver_id=answer.receiver_id if answer.purpose in TO_ANOTHER else by.organisation_id,
                     agreed=answer.agreed, sections=answer.sections if answer.agreed else 0, ends_at=now + timedelta(days=answer.days))
        for answer in answers])
    audit.record("consent.taken", person_id, sections=1, consent=made.pk, purposes=[answer.purpose for answer in answers])
    return made


def withdraw(scope: ConsentScope, *, by: Actor) -> Closed:
    """The answer no longer counts; every circle that hung on it is closed in this transaction. Raises Refused (`consent_state`)."""
    by.must("withdraw_consent")
    step = ConsentStep.objects.create(scope_id=scope.pk, step="withdraw")
    audit.record("consent.withdrawn", scope.person_id, scope=scope.pk, purpose=scope.purpose)
    closed, = queries.closed_by(step.pk)
    return Closed(closed.bases, step.pk)


def would_close(scope: ConsentScope, *, by: Actor) -> Closed:
    """What a withdrawal would close now: it is done and undone, so that the rule is asked and not told a second time."""
    with transaction.atomic():
        closed = withdraw(scope, by=by)
        transaction.set_rollback(True)
    return closed


def print_paper(person_id: UUID, *, consent_id: UUID | None, by: Actor) -> str:
    """The number of a print, on record: of a consent, or of the empty form. Who prints must see the record."""
    number = new_number("V")
    audit.record("consent.printed", person_id, sections=1, consent=consent_id, print_number=number)
    return number


def record_legal_basis(person_id: UUID, *, case_id: UUID | None, to_organisation_id: UUID, to_team_id: UUID | None, to_staff_id: UUID | None,
                       article: str, reason: str, is_vital: bool, sections: int, ends_at: datetime, by: Actor) -> LegalBasis:
    """A ground beside consent; it opens when a second person approves it, or at once for 24 hours where life is in danger.

    Raises Refused (`legal_reason`, `team_member`, `legal_basis_…`).
    """
    by.must("record_legal_basis")
    made = LegalBasis.objects.create(person_id=person_id, case_id=case_id, to_organisation_id=to_organisation_id, to_team_id=to_team_id,
                                     to_staff_id=to_staff_id, article=article, reason=reason, is_vital=is_vital, sections=sections, ends_at=ends_at)
    audit.record("legal_basis.recorded", person_id, basis=made.pk, sections=sections)
    return made


def approve_legal_basis(basis: LegalBasis, *, by: Actor) -> None:
    """In force. Raises Refused (`legal_basis_second_person`, `legal_state`)."""
    by.must("approve_legal_basis")
    LegalStep.objects.create(legal_basis_id=basis.pk, step="approve")
    audit.record("legal_basis.approved", basis.person_id, basis=basis.pk)


def end_legal_basis(basis: LegalBasis, *, by: Actor) -> None:
    """No longer a ground for anything. Raises Refused (`legal_state`)."""
    by.must("end_legal_basis")
    LegalStep.objects.create(legal_basis_id=basis.pk, step="end")
    audit.record("legal_basis.ended", basis.person_id, basis=basis.pk)
