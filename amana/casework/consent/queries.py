"""Reads of consents and legal bases of one record."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.casework.consent.models import Consent, ConsentPaper, ConsentScope, LegalBasis
from amana.casework.consent.rules import Purpose


@dataclass(frozen=True)
class Standing:
    """One answer and whether it counts now: in_force, refused, withdrawn, superseded, expired."""

    scope: ConsentScope
    state: str


def standing(person_id: UUID, now: datetime) -> list[Standing]:
    """The latest answer for each purpose and receiver, those in force first."""
    latest: dict[tuple, ConsentScope] = {}
    for scope in ConsentScope.objects.filter(person_id=person_id).select_related("receiver").order_by("-made_at", "-id"):
        latest.setdefault((scope.purpose, scope.receiver_id), scope)
    order = {"in_force": 0, "refused": 1, "expired": 2, "withdrawn": 3, "superseded": 4}
    return sorted((Standing(scope, _state(scope, now)) for scope in latest.values()),
                  key=lambda one: (order[one.state], Purpose.values.index(one.scope.purpose)))


def scope(person_id: UUID, scope_id: UUID) -> ConsentScope:
    """Raises ConsentScope.DoesNotExist."""
    return ConsentScope.objects.select_related("receiver").get(pk=scope_id, person_id=person_id)


def history(person_id: UUID) -> list[Consent]:
    """All conversations, latest first, with their answers."""
    return list(Consent.objects.filter(person_id=person_id).prefetch_related("scopes__receiver").order_by("-made_at"))


def paper(consent_id: UUID) -> ConsentPaper | None:
    """How a consent was given; None where the actor may not read identity."""
    return ConsentPaper.objects.filter(pk=consent_id).first()


def consent(person_id: UUID, consent_id: UUID) -> Consent:
    """Raises Consent.DoesNotExist."""
    return Consent.objects.prefetch_related("scopes__receiver").get(pk=consent_id, person_id=person_id)


def legal_bases(person_id: UUID, case_id: UUID | None = None) -> list[LegalBasis]:
    """Bases recorded for the record (or the case), latest first."""
    return list(LegalBasis.objects.filter(person_id=person_id, case_id=case_id).select_related("to_organisation").order_by("-starts_at"))


def may_work(person_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    """Whether a case may be opened or go on: the `case` consent in force, or an approved legal basis of the organisation's own."""
    if any(one.state == "in_force" and one.scope.purpose == Purpose.CASE for one in standing(person_id, now)):
        return True
    return LegalBasis.objects.filter(person_id=person_id, to_organisation_id=organisation_id, organisation_id=organisation_id, approved_at__isnull=False,
                                     ended_at=None, ends_at__gt=now).exists()


def _state(scope: ConsentScope, now: datetime) -> str:
    if scope.ended_how:
        return scope.ended_how
    if not scope.agreed:
        return "refused"
    return "in_force" if now < scope.ends_at else "expired"
