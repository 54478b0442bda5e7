"""Every change of consents and legal bases. One public verb per change: one transaction, one audit entry."""
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from amana.casework.consent.models import Consent, ConsentPaper, ConsentScope, ConsentStep, LegalBasis, LegalStep
from amana.casework.consent.rules import TO_ANOTHER, Answer, PaperFacts
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock


@dataclass(frozen=True)
class Closed:
    """What a withdrawal closed, as the database says it: circles by basis and number of organisations."""

    bases: dict[str, int]


def take(person_id: UUID, *, answers: list[Answer], paper: PaperFacts, by: Actor) -> Consent:
    """Her answers, purpose by purpose, with the text as it was shown. A later answer takes the place of the earlier one.

    Raises Refused (`own_record`, `consent_receiver`), Hidden.
    """
    by.must("take_consent")
    now = clock()
    made = Consent.objects.create(person_id=person_id)
    ConsentPaper.objects.create(consent_id=made.pk, **{**asdict(paper), "points": list(paper.points)})
    for answer in answers:
        receiver = answer.receiver_id if answer.purpose in TO_ANOTHER else by.organisation_id
        ConsentScope.objects.create(consent_id=made.pk, purpose=answer.purpose, receiver_id=receiver, agreed=answer.agreed,
                                    sections=answer.sections if answer.agreed else 0, ends_at=now + timedelta(days=answer.days))
    audit.record("consent.taken", person_id, sections=1, consent=made.pk, purposes=[answer.purpose for answer in answers])
    return made


def withdraw(scope: ConsentScope, *, by: Actor) -> Closed:
    """The answer no longer counts; every circle that hung on it is closed in this transaction. Raises Refused (`consent_state`)."""
    by.must("withdraw_consent")
    before = _circles(scope.person_id)
    ConsentStep.objects.create(scope_id=scope.pk, step="withdraw")
    after = _circles(scope.person_id)
    audit.record("consent.withdrawn", scope.person_id, scope=scope.pk, purpose=scope.purpose)
    return Closed({basis: n - after.get(basis, 0) for basis, n in before.items() if n > after.get(basis, 0)})


def record_legal_basis(person_id: UUID, *, case_id: UUID | None, to_organisation_id: UUID, to_team_id: UUID | None, to_staff_id: UUID | None, article: str,
                       reason: str, is_vital: bool, sections: int, ends_at: datetime, by: Actor) -> LegalBasis:
    """A ground beside consent; it opens when a second person approves it, or at once for 24 hours where life is in danger.

    Raises Refused (`legal_reason`, `team_member`, `legal_basis_…`).
    """
    by.must("record_legal_basis")
    made = LegalBasis.objects.create(person_id=person_id, case_id=case_id, to_organisation_id=to_organisation_id, to_team_id=to_team_id, to_staff_id=to_staff_id,
                                     article=article, reason=reason, is_vital=is_vital, sections=sections, ends_at=ends_at)
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


def _circles(person_id: UUID) -> dict[str, int]:
    """Circles in force on the record, by basis: what the actor's own organisation may know of its own record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT basis, circles FROM entry.circles_of(%s)", [person_id])
        return dict(cursor.fetchall())
