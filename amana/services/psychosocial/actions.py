"""Every change of psychosocial support. One public verb per change: one transaction, one audit entry."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Forbidden, passed
from amana.lib.core.ids import new_number
from amana.services.psychosocial.models import Goal, GoalStep, Group, Leaving, Meeting, Member, SafetyPlan, Session, Supervision
from amana.services.psychosocial.rules import PRESENT, Attendance, GoalState, Place, SessionKind

_OF = {"sections": Section.PSYCHOSOCIAL}


@dataclass(frozen=True)
class Came:
    """Whether a member came to a meeting, and what is to be kept of her alone."""

    case_id: UUID
    attendance: Attendance
    own: str = ""


# With one person --------------------------------------------------------------------------------------------------------------------------------------
def set_goal(case_id: UUID, *, words: str, nearness: int | None, by: Actor) -> Goal:
    """What the person wants to be different, and how near it is today."""
    by.must("counsel")
    made = Goal.objects.create(case_id=case_id, words=words)
    GoalStep.objects.create(goal=made, case_id=case_id, state=GoalState.OPEN, nearness=nearness)
    audit.record("care.goal_set", case_id, **_OF, goal=made.pk)
    return made


def move_goal(goal: Goal, *, state: str, nearness: int | None, by: Actor) -> None:
    """How near it is now, and whether it is still worked on."""
    by.must("counsel")
    GoalStep.objects.create(goal=goal, case_id=goal.case_id, state=state, nearness=nearness)
    audit.record("care.goal_moved", goal.case_id, **_OF, goal=goal.pk)


def record_session(case_id: UUID, *, nearness: dict[UUID, int], by: Actor, **columns) -> Session:
    """A session alone or with the family, with what it moved. Raises Refused (`session_in_future`)."""
    by.must("counsel")
    made = Session.objects.create(case_id=case_id, **columns)
    _near(made, nearness)
    audit.record("care.session_recorded", case_id, **_OF, session=made.pk)
    return made


def correct_session(session: Session, *, nearness: dict[UUID, int], by: Actor, **columns) -> Session:
    """A new row in the place of one's own; the former one stays readable. Raises Refused (`care_session_replaced_once`, `session_of_another`)."""
    by.must("counsel")
    made = Session.objects.create(case_id=session.case_id, meeting_id=session.meeting_id, replaces=session, **columns)
    _near(made, nearness)
    audit.record("care.session_corrected", session.case_id, **_OF, session=made.pk)
    return made


def plan_safety(case_id: UUID, *, by: Actor, **columns) -> SafetyPlan:
    """The plan in the place of the one before."""
    by.must("counsel")
    made = SafetyPlan.objects.create(case_id=case_id, **columns)
    audit.record("care.safety_planned", case_id, **_OF, plan=made.pk)
    return made


def print_safety(case_id: UUID) -> str:
    """The number of a paper for the person, on record."""
    number = new_number("V")
    audit.record("care.safety_printed", case_id, **_OF, print_number=number)
    return number


def supervise(case_id: UUID, *, looked_at: str, agreed: str, by: Actor) -> Supervision:
    """What was looked at with the worker, and agreed."""
    by.must("supervise")
    made = Supervision.objects.create(case_id=case_id, looked_at=looked_at, agreed=agreed)
    audit.record("care.supervised", case_id, **_OF, supervision=made.pk)
    return made


def _near(session: Session, nearness: dict[UUID, int]) -> None:
    for goal_id, near in nearness.items():
        GoalStep.objects.create(goal_id=goal_id, case_id=session.case_id, session=session, state=GoalState.OPEN, nearness=near)


# In a group -------------------------------------------------------------------------------------------------------------------------------------------
def form_group(*, by: Actor, **columns) -> Group:
    """A group that the actor leads. Raises Refused (`care_group_size`)."""
    by.must("counsel")
    made = Group.objects.create(organisation_id=by.organisation_id, leader_id=by.staff_id, **columns)
    audit.record("group.formed", made.pk)
    return made


def change_group(group: Group, *, by: Actor, **columns) -> None:
    """As given. Raises Forbidden for who neither leads it nor supervises, Refused (`care_group_size`)."""
    must_lead(group, by)
    passed(Group.objects.filter(pk=group.pk).update(**columns))
    audit.record("group.changed", group.pk, fields=sorted(columns))


def join(group: Group, case_id: UUID, *, by: Actor) -> Member:
    """The person takes part from now on. Raises Refused (`group_full`, `group_closed`, `care_member_once`, `case_state`)."""
    by.must("counsel")
    made = Member.objects.create(group=group, case_id=case_id)
    audit.record("care.group_joined", case_id, **_OF, group=group.pk)
    return made


def leave(member: Member, *, reason: str, by: Actor) -> None:
    """The person takes part no more; what she did stays. Raises Hidden where she has left already."""
    by.must("counsel")
    Leaving.objects.create(member_id=member.pk, reason=reason)
    audit.record("care.group_left", member.case_id, **_OF, group=member.group_id)


def meet(group: Group, *, held_on: date, topic: str, minutes: int, work: str, came: Iterable[Came], by: Actor) -> Meeting:
    """The group has met: one session in the file of each, with what all did and what is hers alone.

    Raises Forbidden for who neither leads it nor supervises, Refused (`group_closed`, `session_in_future`, `session_not_member`).
    """
    must_lead(group, by)
    made = Meeting.objects.create(group=group, held_on=held_on, topic=topic)
    for one in came:
        present = one.attendance in PRESENT
        text = "\n".join(part for part in (work if present else "", one.own) if part)
        session = Session.objects.create(case_id=one.case_id, kind=SessionKind.GROUP, held_on=held_on, minutes=minutes if present else None, place=Place.OFFICE,
                                         attendance=one.attendance, work=text, meeting=made)
        audit.record("care.session_recorded", one.case_id, **_OF, session=session.pk)
    audit.record("group.met", group.pk)
    return made


def leads(group: Group, actor: Actor) -> bool:
    """Whether the actor keeps the group and writes down its meetings."""
    return actor.may("counsel") and (group.leader_id == actor.staff_id or actor.may("supervise"))


def must_lead(group: Group, by: Actor) -> None:
    if not leads(group, by):
        raise Forbidden("counsel")
