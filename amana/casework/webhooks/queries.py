"""Reads of webhooks, and what of late a system may be told. The database hides what the actor may not see."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection

from amana.casework.cases import queries as cases
from amana.casework.referral import queries as referrals
from amana.casework.webhooks.models import Delivery, Hook
from amana.casework.webhooks.rules import LISTED, LOOKED_AT_AGAIN, MOVES, PING, Outcome
from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import Actor


@dataclass(frozen=True)
class Event:
    """Something that happened to what the actor sees. `source`: what makes it that event and no other."""

    type: str
    object_kind: str
    object_id: UUID
    at: datetime
    source: UUID

    def key(self, hook: Hook) -> UUID:
        return uuid5(hook.pk, f"{self.type} {self.source}")


def hook_of(membership_id: UUID) -> Hook | None:
    """Where that system is told, if it is."""
    return Hook.objects.filter(membership_id=membership_id, removed_at=None).first()


def hook(hook_id: UUID | None) -> Hook:
    """Raises Hook.DoesNotExist, also for a removed one."""
    return Hook.objects.get(pk=hook_id, removed_at=None)


def secret(of: Hook) -> str:
    return sealed_fields.unseal(of.secret_sealed, person_id=of.pk, field="webhooks.secret")


def latest(of: Hook) -> list[Delivery]:
    """The newest first."""
    return list(Delivery.objects.filter(hook=of).order_by("-noticed_at", "-place")[:LISTED])


def waiting(of: Hook) -> Delivery | None:
    """The one whose turn it is."""
    return Delivery.objects.filter(hook=of, outcome=Outcome.WAITING).order_by("noticed_at", "place", "id").first()


def unknown(of: Hook, actor: Actor) -> list[Event]:
    """What happened of late to what the actor sees and is not noted yet, in its order."""
    since = of.told_to - LOOKED_AT_AGAIN
    found = events(actor, since if since > of.made_at else of.made_at)
    known = set(Delivery.objects.filter(hook=of, pk__in=[one.key(of) for one in found]).values_list("pk", flat=True))
    return [one for one in found if one.key(of) not in known]


def events(actor: Actor, since: datetime) -> list[Event]:
    """Of referrals that the actor's organisation sent or received, and of its own cases; nothing of a protected file."""
    found = [(one.person_id, _of_referral(one, actor)) for one in referrals.moved_since(since)]
    found += [(one.person_id, Event(f"case.{one.what}", "case", one.case_id, one.at, one.source)) for one in cases.cases_moved_since(since, actor.organisation_id)]
    untold = _untold({person for person, _one in found})
    return sorted((one for person, one in found if person not in untold), key=lambda one: one.at)


def is_seen(one: Delivery) -> bool:
    """Whether what it points to is still in the actor's sight, and may leave the house; a trial points to nothing but itself."""
    if one.type == PING:
        return True
    person = {"referral": referrals.person_of, "case": cases.person_of}[one.object_kind](one.object_id)
    return person is not None and not _untold({person})


def _of_referral(move: referrals.Move, actor: Actor) -> Event:
    came = move.what == "sent" and move.from_organisation_id != actor.organisation_id
    return Event(MOVES["received" if came else move.what], "referral", move.referral_id, move.at, move.source)


def _untold(people: set[UUID]) -> set[UUID]:
    """Those whose files are protected."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.untold(%s::uuid[])", [list(people)])
        return {person for person, in cursor.fetchall()}
