"""Every change of interpreters and their bookings. One public verb per change: one transaction, one audit entry."""
from datetime import datetime
from uuid import UUID

from amana.casework.interpreting.models import Booking, Cancellation, Interpreter
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Forbidden, passed


def keeps(actor: Actor) -> bool:
    """Whether the role keeps the list: who assigns cases, and who runs the staff (docs/decisions/0031)."""
    return actor.may("assign") or actor.may("staff")


def add(*, by: Actor, **columns) -> Interpreter:
    """Can be booked by the actor's organisation. Raises Refused (`interpreter_speaks`)."""
    _must_keep(by)
    made = Interpreter.objects.create(organisation_id=by.organisation_id, **columns)
    audit.record("interpreter.added", made.pk)
    return made


def change(interpreter: Interpreter, *, by: Actor, **columns) -> None:
    """As given; bookings that stand go on."""
    _must_keep(by)
    passed(Interpreter.objects.filter(pk=interpreter.pk).update(**columns))
    audit.record("interpreter.changed", interpreter.pk, fields=sorted(columns))


def book(case_id: UUID, *, interpreter_id: UUID, kind: str, starts_at: datetime, ends_at: datetime, warned: list[str], by: Actor) -> Booking:
    """The interpreter is taken for that time. `warned`: what the worker was told before.

    Raises Refused (`interpreter_busy`, `booking_interpreter`, `booking_span`, `case_state`).
    """
    by.must("task")
    made = Booking.objects.create(case_id=case_id, interpreter_id=interpreter_id, kind=kind, starts_at=starts_at, ends_at=ends_at)
    audit.record("booking.made", case_id, sections=Section.SOCIAL, booking=made.pk, warned=warned)
    return made


def cancel(booking: Booking, *, reason: str, by: Actor) -> None:
    """The interpreter is free again. Raises Hidden where it was cancelled already."""
    by.must("task")
    Cancellation.objects.create(booking_id=booking.pk, reason=reason)
    audit.record("booking.cancelled", booking.case_id, sections=Section.SOCIAL, booking=booking.pk)


def _must_keep(by: Actor) -> None:
    if not keeps(by):
        raise Forbidden("assign")
