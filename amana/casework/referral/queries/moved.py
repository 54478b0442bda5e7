"""What happened to referrals of late, from the rows that say so: for whoever must be told."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from amana.casework.referral.models import Referral, ReferralStep
from amana.casework.referral.rules import State, Step


@dataclass(frozen=True)
class Move:
    """`what`: a step, or `sent`, `completed`, `expired`; `source`: the row that says so."""

    referral_id: UUID
    person_id: UUID
    from_organisation_id: UUID
    what: str
    at: datetime
    source: UUID


def moved_since(since: datetime) -> list[Move]:
    """In the order in which it happened. A transfer is completed, and time runs out, without a step: the head says so."""
    steps = list(ReferralStep.objects.filter(made_at__gte=since).exclude(step=Step.COMPLETE))
    heads = {one.pk: one for one in Referral.objects.filter(
        Q(pk__in={one.referral_id for one in steps}) | Q(made_at__gte=since) | Q(completed_at__gte=since) | Q(state=State.EXPIRED, expires_at__gte=since))}
    found = [_move(heads[one.referral_id], one.step, one.made_at, one.pk) for one in steps if one.referral_id in heads]
    for one in heads.values():
        for what, at in (("sent", one.made_at), ("completed", one.completed_at), ("expired", one.expires_at if one.state == State.EXPIRED else None)):
            if at is not None and at >= since:
                found.append(_move(one, what, at, one.pk))
    return sorted(found, key=lambda one: (one.at, one.what != "sent", one.source))


def person_of(referral_id: UUID) -> UUID | None:
    """Whom the referral is about; None where the actor does not see it."""
    return Referral.objects.filter(pk=referral_id).values_list("person_id", flat=True).first()


def _move(of: Referral, what: str, at: datetime, source: UUID) -> Move:
    return Move(of.pk, of.person_id, of.from_organisation_id, what, at, source)
