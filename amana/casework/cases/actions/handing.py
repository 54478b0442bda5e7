"""Handing over: proposed by the owner, answered by the colleague. Never without an owner, never with two."""
from datetime import date
from uuid import UUID

from amana.casework.cases.actions.life import write_note
from amana.casework.cases.models import Case, Handover, HandoverStep
from amana.casework.cases.rules import NoteKind
from amana.casework.cases.rules.handing import HandoverVerb
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock
from amana.lib.core.dates import cairo_day
from amana.lib.core.ids import uuid7


def propose(case: Case, *, team_id: UUID, staff_id: UUID, why: str, until_on: date | None = None, note: str = "", batch: UUID | None = None, by: Actor) -> Handover:
    """A colleague is asked to own the case; until she accepts, the giver does. `note`: how things stand, a note of the social section.

    Raises Refused (`team_member`, `handover_proposed_once`, `handover_to_owner`, `handover_days`, `handover_leave_ends`, `case_state`).
    """
    by.must("hand_over")
    if note:
        write_note(case, section=Section.SOCIAL, kind=NoteKind.NOTE, body=note, happened_at=None, by=by)
    made = Handover.objects.create(case_id=case.pk, team_id=team_id, staff_id=staff_id, why=why, from_on=cairo_day(clock()), until_on=until_on,
                                   batch=batch or uuid7())
    audit.record("case.handover_proposed", case.pk, worker=staff_id, handover=made.pk)
    return made


def propose_caseload(cases: list[Case], *, team_id: UUID, staff_id: UUID, why: str, until_on: date | None, by: Actor) -> list[Handover]:
    """All of these cases are offered to one colleague, who accepts each or all. All or nothing. Raises Refused as `propose`."""
    batch = uuid7()
    return [propose(case, team_id=team_id, staff_id=staff_id, why=why, until_on=until_on, batch=batch, by=by) for case in cases]


def accept(handover: Handover, *, by: Actor) -> None:
    """The colleague owns the case from now on; where it is for a leave, giving it back is a task of hers. Raises Refused (`handover_state`,
    `team_member`, `case_state`)."""
    _answer(handover, HandoverVerb.ACCEPT, by)


def decline(handover: Handover, *, reason: str, by: Actor) -> None:
    """The giver keeps the case. Raises Refused (`handover_state`)."""
    _answer(handover, HandoverVerb.DECLINE, by, reason)


def accept_all(handovers: list[Handover], *, by: Actor) -> None:
    """All of them or none. Raises Refused as `accept`."""
    for handover in sorted(handovers, key=lambda one: one.person_id):  # records are locked in one order
        accept(handover, by=by)


def take_back(handover: Handover, *, by: Actor) -> None:
    """The owner keeps the case after all. Raises Refused (`handover_state`)."""
    _answer(handover, HandoverVerb.TAKE_BACK, by)


def _answer(handover: Handover, verb: HandoverVerb, by: Actor, reason: str = "") -> None:
    by.must("hand_over")
    HandoverStep.objects.create(handover_id=handover.pk, step=verb, reason=reason)
    audit.record(f"case.handover_{verb}", handover.case_id, worker=handover.staff_id, handover=handover.pk)
