"""Reads of consents and legal bases of one record."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from amana.casework.consent.models import Consent, ConsentPaper, ConsentScope, LegalBasis
from amana.casework.consent.rules import ASK_AGAIN_DAYS, LegalState, Purpose, State, asks_again, legal_state, state_of
from amana.ground.access.queries import Sight
from amana.ground.organisations import queries as organisations
from amana.ground.rows.kept import kept

if TYPE_CHECKING:
    from amana.ground.organisations.models import Organisation


@dataclass(frozen=True)
class Standing:
    """One answer, and whether it counts now; `asks_again`: it ends within 30 days."""

    scope: ConsentScope
    state: str
    asks_again: bool = False


@dataclass(frozen=True)
class Conversation:
    """One consent with its answers in the order of the purposes."""

    consent: Consent
    answers: list[Standing] = field(default_factory=list)


@dataclass(frozen=True)
class Ground:
    """A legal basis and its state."""

    basis: LegalBasis
    state: LegalState


@dataclass(frozen=True)
class ClosedByAnswer:
    """What one answer or withdrawal of the actor closed, by basis."""

    person_id: UUID
    purpose: Purpose
    receiver: Organisation | None
    agreed: bool
    bases: dict[str, int]


def takes(sight: Sight) -> bool:
    """Whether consent can be recorded through these circles; the policies say the same."""
    return sight.own and (sight.edit or (sight.near and "reopen" in sight.needs))


def standing(person_id: UUID, now: datetime) -> list[Standing]:
    """The latest answer for each purpose and receiver, those in force first."""
    latest: dict[tuple, ConsentScope] = {}
    for scope in _answers(person_id):
        latest.setdefault((scope.purpose, scope.receiver_id), scope)
    return sorted((_standing(scope, now) for scope in latest.values()),
                  key=lambda one: (list(State).index(one.state), Purpose.values.index(one.scope.purpose)))


@kept
def _answers(person_id: UUID) -> QuerySet[ConsentScope]:
    return ConsentScope.objects.filter(person_id=person_id).select_related("receiver").order_by("-made_at", "-id")


def ending(people: Iterable[UUID], now: datetime) -> list[ConsentScope]:
    """Answers of these people that will end so soon that they should be asked again, the next to end first."""
    soon = _ending(list(people), now, now + timedelta(days=ASK_AGAIN_DAYS))
    return [one for one in soon if asks_again(State.IN_FORCE, one.made_at, one.ends_at, now)]


@kept
def _ending(people: list[UUID], after: datetime, until: datetime) -> QuerySet[ConsentScope]:
    found = ConsentScope.objects.filter(person_id__among=people, agreed=True, ended_how="", ends_at__gt=after, ends_at__lte=until)
    return found.select_related("receiver").order_by("ends_at", "id")


def waiting_for_approval(membership_id: UUID, now: datetime) -> list[LegalBasis]:
    """Legal bases that another than this member recorded and nobody has approved yet, the oldest first."""
    found = LegalBasis.objects.filter(approved_at=None, ended_at=None, ends_at__gt=now).exclude(made_by=membership_id)
    return [one for one in found.select_related("to_organisation").order_by("starts_at", "id")[:50]
            if _ground(one, now).state in (LegalState.WAITING, LegalState.VITAL)]


def scope(person_id: UUID, scope_id: UUID) -> ConsentScope:
    """Raises ConsentScope.DoesNotExist."""
    return ConsentScope.objects.select_related("receiver").get(pk=scope_id, person_id=person_id)


def history(person_id: UUID, now: datetime) -> list[Conversation]:
    """All conversations, latest first."""
    found = Consent.objects.filter(person_id=person_id).prefetch_related("scopes__receiver").order_by("-made_at", "-id")
    return [_conversation(one, now) for one in found]


def conversation(person_id: UUID, consent_id: UUID, now: datetime) -> Conversation:
    """Raises Consent.DoesNotExist."""
    return _conversation(Consent.objects.prefetch_related("scopes__receiver").get(pk=consent_id, person_id=person_id), now)


def is_seen(consent_id: UUID) -> bool:
    """Whether the actor still sees the consent: a refusal may have closed the record to its taker."""
    return Consent.objects.filter(pk=consent_id).exists()


def paper(consent_id: UUID) -> ConsentPaper | None:
    """How a consent was given; None where the actor may not read identity."""
    return ConsentPaper.objects.filter(pk=consent_id).first()


def thumb_photo(person_id: UUID, consent_id: UUID) -> bytes:
    """The photo of the thumb print, a JPEG. Raises ConsentPaper.DoesNotExist."""
    return bytes(ConsentPaper.objects.get(pk=consent_id, person_id=person_id, thumb_photo__isnull=False).thumb_photo)


def closed_by(what: UUID) -> list[ClosedByAnswer]:
    """The receipt of a consent or a withdrawal, for whoever made it and for a day; empty otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, purpose, receiver, agreed, closed::text::json FROM entry.consent_receipt(%s)", [what])
        rows = cursor.fetchall()
    receivers = organisations.by_key([row[2] for row in rows])
    return [ClosedByAnswer(person, Purpose(purpose), receivers.get(receiver), agreed, closed) for person, purpose, receiver, agreed, closed in rows]


def legal_bases(person_id: UUID, case_id: UUID | None = None) -> list[LegalBasis]:
    """Bases recorded for the record (or the case), latest first."""
    return list(LegalBasis.objects.filter(person_id=person_id, case_id=case_id).select_related("to_organisation").order_by("-starts_at"))


def grounds(person_id: UUID, now: datetime) -> list[Ground]:
    """All legal bases of the record and its cases that the actor sees, latest first."""
    found = LegalBasis.objects.filter(person_id=person_id).select_related("to_organisation").order_by("-starts_at", "-id")
    return [_ground(one, now) for one in found]


def ground(person_id: UUID, basis_id: UUID, now: datetime) -> Ground:
    """Raises LegalBasis.DoesNotExist."""
    return _ground(LegalBasis.objects.select_related("to_organisation").get(pk=basis_id, person_id=person_id), now)


def may_work(person_id: UUID, organisation_id: UUID, now: datetime) -> bool:
    """Whether a case may be opened or go on."""
    return person_id in with_ground([person_id], organisation_id, now)


def with_ground(people: Iterable[UUID], organisation_id: UUID, now: datetime) -> set[UUID]:
    """Those of them for whom there is the `case` consent in force, or an approved legal basis of the organisation's own."""
    keys = list(people)
    agreed = ConsentScope.objects.filter(person_id__in=keys, purpose=Purpose.CASE, agreed=True, ended_how="", ends_at__gt=now)
    own = LegalBasis.objects.filter(person_id__in=keys, to_organisation_id=organisation_id, organisation_id=organisation_id)
    own = own.filter(approved_at__isnull=False, ended_at=None, ends_at__gt=now)
    return set(agreed.order_by().values_list("person_id", flat=True).union(own.order_by().values_list("person_id", flat=True)))


def _conversation(consent: Consent, now: datetime) -> Conversation:
    answers = sorted(consent.scopes.all(), key=lambda one: (Purpose.values.index(one.purpose), one.pk))
    return Conversation(consent, [_standing(one, now) for one in answers])


def _standing(scope: ConsentScope, now: datetime) -> Standing:
    state = state_of(agreed=scope.agreed, ended_how=scope.ended_how, ends_at=scope.ends_at, now=now)
    return Standing(scope, state, asks_again(State(state), scope.made_at, scope.ends_at, now))


def _ground(basis: LegalBasis, now: datetime) -> Ground:
    return Ground(basis, legal_state(is_vital=basis.is_vital, starts_at=basis.starts_at, ends_at=basis.ends_at, approved_at=basis.approved_at,
                                     ended_at=basis.ended_at, now=now))
