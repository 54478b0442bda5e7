"""Reads of exceptional accesses: what the actor opened, and what she was told of. The database hides all others."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.exceptional.models import Access, AccessStep
from amana.casework.exceptional.rules import Reason, State, Verdict, reasons, state_of
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access

if TYPE_CHECKING:
    from amana.ground.rows.acting import Actor

AT_MOST = 200


@dataclass(frozen=True)
class Known:
    """An access as the actor knows it. `number` is empty where she does not see the file; `told`: names of colleagues."""

    access: Access
    state: State
    number: str
    holder: str
    told: tuple[str, ...]
    is_own: bool

    @property
    def reason(self) -> Reason | str:
        return reasons().get(self.access.reason, self.access.reason)

    @property
    def verdict(self) -> str:
        return str(Verdict(self.access.verdict).label) if self.access.verdict else ""

    @property
    def waits(self) -> bool:
        """Whether its review is still to be given."""
        return self.access.reviewed_at is None


def all_known(actor: Actor, now: datetime) -> list[Known]:
    """The latest first."""
    return _known(list(Access.objects.order_by("-made_at", "-id")[:AT_MOST]), actor, now)


def known(access_id: UUID, actor: Actor, now: datetime) -> Known:
    """Raises Access.DoesNotExist."""
    return _known([Access.objects.get(pk=access_id)], actor, now)[0]


def open_of(actor: Actor, now: datetime) -> list[Known]:
    """What the actor has open now, the next to close first."""
    found = Access.objects.filter(staff_id=actor.staff_id, organisation_id=actor.organisation_id, ended_at=None, closes_at__gt=now)
    return _known(list(found.order_by("closes_at", "id")), actor, now)


def to_review(actor: Actor, now: datetime) -> list[Known]:
    """What waits for the actor's review, the oldest first."""
    found = Access.objects.filter(reviewed_at=None).exclude(staff_id=actor.staff_id)
    return _known(list(found.order_by("made_at", "id")[:AT_MOST]), actor, now)


def judgement(access_id: UUID) -> AccessStep | None:
    """The review, with its words."""
    return AccessStep.objects.filter(access_id=access_id, step="review").first()


def _known(found: list[Access], actor: Actor, now: datetime) -> list[Known]:
    names = access.staff_names([key for one in found for key in (one.staff_id, *one.told)]) if found else {}
    numbers = registry.numbers([one.person_id for one in found]) if found else {}
    return [Known(one, state_of(closes_at=one.closes_at, ended_at=one.ended_at, due_at=one.due_at, reviewed_at=one.reviewed_at, now=now),
                  numbers.get(one.person_id, ""), names.get(one.staff_id, ""), tuple(sorted(names[key] for key in one.told if key in names)),
                  one.staff_id == actor.staff_id) for one in found]
