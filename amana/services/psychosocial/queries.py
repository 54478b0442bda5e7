"""Reads of psychosocial support. The database hides what the actor may not see."""
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from amana.ground.rows.acting import Actor
from amana.services.psychosocial.models import Goal, GoalStep, Group, Meeting, Member, SafetyPlan, Session, Supervision
from amana.services.psychosocial.rules import GoalState, SessionKind

WEEK = timedelta(days=7)
AT_MOST = 20


@dataclass
class Aim:
    """A goal with its way so far, the oldest step first."""

    goal: Goal
    steps: list[GoalStep] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.steps[-1].state if self.steps else GoalState.OPEN

    @property
    def rated(self) -> list[GoalStep]:
        return [one for one in self.steps if one.nearness is not None]


def aims(case_id: UUID) -> list[Aim]:
    """Those worked on first, in the order in which they were set. What was said in a session that was put right later stands where it was said first."""
    found = {one.pk: Aim(one) for one in Goal.objects.filter(case_id=case_id).order_by("made_at", "pk")}
    replaced, said = Session.objects.filter(replaces=OuterRef("session")), _first_said(case_id)
    for step in GoalStep.objects.filter(~Exists(replaced), case_id=case_id):
        if step.goal_id in found:
            step.made_at, _session = said.get(step.session_id, (step.made_at, None))
            found[step.goal_id].steps.append(step)
    for one in found.values():
        one.steps.sort(key=lambda step: (step.made_at, said[step.session_id][1] if step.session_id in said else step.pk))
    return sorted(found.values(), key=lambda one: one.state != GoalState.OPEN)


def _first_said(case_id: UUID) -> dict[UUID, tuple[datetime, UUID]]:
    """Session → when the one was written that it puts right in the end, and the key of that one."""
    rows = {key: (replaces, at) for key, replaces, at in Session.objects.filter(case_id=case_id).values_list("pk", "replaces_id", "made_at")}

    def first(key: UUID) -> UUID:
        return first(rows[key][0]) if rows[key][0] in rows else key
    return {key: (rows[first(key)][1], first(key)) for key in rows}


def goal(case_id: UUID, goal_id: UUID) -> Goal:
    """Raises Goal.DoesNotExist."""
    return Goal.objects.get(pk=goal_id, case_id=case_id)


def sessions(case_id: UUID) -> QuerySet[Session]:
    """Those that count, the latest first, with the group of each."""
    return _counting(Session.objects.filter(case_id=case_id)).select_related("meeting__group", "replaces").order_by("-held_on", "-made_at", "-pk")


def session(case_id: UUID, session_id: UUID) -> Session:
    """One that counts. Raises Session.DoesNotExist."""
    return _counting(Session.objects.filter(case_id=case_id)).get(pk=session_id)


def nearness_in(session: Session) -> dict[UUID, int]:
    """Goal → how near it was said to be in that session."""
    return dict(GoalStep.objects.filter(session=session, nearness__isnull=False).values_list("goal_id", "nearness"))


def safety_plans(case_id: UUID) -> list[SafetyPlan]:
    """The latest first: it counts."""
    return list(SafetyPlan.objects.filter(case_id=case_id).order_by("-made_at", "-pk"))


def supervisions(case_id: UUID) -> list[Supervision]:
    """The latest first."""
    return list(Supervision.objects.filter(case_id=case_id).order_by("-made_at", "-pk")[:AT_MOST])


def memberships(case_id: UUID) -> list[Member]:
    """Groups of the person, those that she is in first."""
    return list(Member.objects.filter(case_id=case_id).select_related("group", "leaving").order_by("until_at", "-made_at", "pk"))


def _counting(found: QuerySet[Session]) -> QuerySet[Session]:
    return found.filter(~Exists(Session.objects.filter(replaces=OuterRef("pk"))))


# Groups -----------------------------------------------------------------------------------------------------------------------------------------------
def groups() -> QuerySet[Group]:
    """Those that meet first, by name; how often each has met."""
    return Group.objects.annotate(met=Count("meeting")).order_by("-is_open", "name", "pk")


def group(group_id: UUID) -> Group:
    """Raises Group.DoesNotExist."""
    return Group.objects.get(pk=group_id)


def meetings(group_id: UUID) -> list[Meeting]:
    """In their order."""
    return list(Meeting.objects.filter(group_id=group_id).order_by("number"))


def members(group_id: UUID) -> list[Member]:
    """Whom the actor sees, those who are in it first."""
    return list(Member.objects.filter(group_id=group_id).select_related("case", "leaving").order_by("until_at", "made_at", "pk"))


def member(group_id: UUID, member_id: UUID) -> Member:
    """One who is in it. Raises Member.DoesNotExist."""
    return Member.objects.select_related("case").get(pk=member_id, group_id=group_id, until_at=None)


def attendance(group_id: UUID) -> dict[UUID, dict[UUID, Session]]:
    """Case → meeting → the session that counts, of whom the actor sees."""
    found: dict[UUID, dict[UUID, Session]] = defaultdict(dict)
    for one in _counting(Session.objects.filter(meeting__group_id=group_id)):
        found[one.case_id][one.meeting_id] = one
    return found


# My day -----------------------------------------------------------------------------------------------------------------------------------------------
def coming(actor: Actor, now: datetime) -> list[Session]:
    """The next appointments of the actor's own sessions: from this morning, a week ahead; what a later session of hers has overtaken is not told.

    A group's meeting or a colleague's session overtakes none: she comes all the same.
    """
    is_later = Q(made_at__gt=OuterRef("made_at")) | Q(made_at=OuterRef("made_at"), pk__gt=OuterRef("pk"))
    later = Session.objects.filter(is_later, ~Q(kind=SessionKind.GROUP) | Q(replaces=OuterRef("pk")), case_id=OuterRef("case_id"), made_by=OuterRef("made_by"))
    found = Session.objects.filter(made_by=actor.membership_id, next_at__gt=now - timedelta(hours=12), next_at__lt=now + WEEK)
    return list(found.filter(~Exists(later)).exclude(case__state="closed").select_related("case").order_by("next_at", "pk")[:AT_MOST])


