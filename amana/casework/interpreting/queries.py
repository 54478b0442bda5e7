"""Reads of interpreters and bookings. The database hides what the actor may not see."""
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from amana.casework.cases.rules import CaseState
from amana.casework.interpreting.models import Booking, Interpreter
from amana.casework.interpreting.rules import LONGEST
from amana.ground.rows.acting import Actor

WEEK = timedelta(days=7)
AT_MOST = 20


def interpreters(organisation_id: UUID, *, language: str = "") -> QuerySet[Interpreter]:
    """Those who can be booked first, by name; `language`: who speak it."""
    found = Interpreter.objects.filter(organisation_id=organisation_id).order_by("-is_active", "name", "pk")
    return found.filter(languages__contains=[language]) if language else found


def interpreter(organisation_id: UUID, interpreter_id: UUID) -> Interpreter:
    """Raises Interpreter.DoesNotExist."""
    return Interpreter.objects.get(pk=interpreter_id, organisation_id=organisation_id)


def taken(since: datetime, until: datetime) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """When each interpreter is not free, in order: times alone, of whatever case."""
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute("SELECT interpreter, starts_at, ends_at FROM entry.interpreters_taken(%s, %s)", [since, until])
        for key, starts_at, ends_at in cursor.fetchall():
            found[key].append((starts_at, ends_at))
    return found


def bookings_of(case_id: UUID) -> list[Booking]:
    """All bookings of a case, the latest first; cancelled ones with their cancellation."""
    return list(Booking.objects.filter(case_id=case_id).select_related("interpreter", "cancellation").order_by("-starts_at", "-pk"))


def booking(case_id: UUID, booking_id: UUID) -> Booking:
    """One that stands. Raises Booking.DoesNotExist."""
    return Booking.objects.select_related("interpreter").get(pk=booking_id, case_id=case_id, cancelled_at=None)


def coming(actor: Actor, cases: Collection[UUID], now: datetime) -> list[Booking]:
    """What stands in these cases, or was booked by the actor, and is not over: a week ahead, the next first."""
    found = Booking.objects.filter(Q(case_id__in=list(cases)) | Q(made_by=actor.membership_id), cancelled_at=None, ends_at__gt=now, starts_at__lt=now + WEEK)
    found = found.filter(starts_at__gt=now - LONGEST)  # follows from the end, and is found by an index
    return list(found.exclude(case__state=CaseState.CLOSED).select_related("interpreter", "case").order_by("starts_at", "pk")[:AT_MOST])
