"""Tables of psychosocial support. All but groups and their meetings are rows of a case in the psychosocial section; none is changed once it is written."""
from django.db import models
from django.db.models import Q

from amana.lib.core.ids import uuid7
from amana.services.psychosocial.rules import (
    MOST_MEETINGS,
    MOST_MEMBERS,
    NEAREST,
    Attendance,
    GoalState,
    GroupKind,
    LeavingReason,
    Place,
    SessionKind,
)


class CareRow(models.Model):
    """What each row of a case carries: the keys of case and person, and who made it when; set by the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, related_name="+")
    person_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Group(models.Model):
    """People who meet for support, led by one worker. It says nothing of who they are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=GroupKind.choices)
    leader_id = models.UUIDField(editable=False, null=True)
    place = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=3)
    meetings_planned = models.SmallIntegerField()
    members_at_most = models.SmallIntegerField()
    is_open = models.BooleanField(default=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=GroupKind.values), name="care_group_kind"),
            models.CheckConstraint(condition=Q(meetings_planned__range=(1, MOST_MEETINGS), members_at_most__range=(2, MOST_MEMBERS)), name="care_group_size"),
        ]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One meeting of a group. Who came stands in the session of each."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(Group, on_delete=models.RESTRICT)
    number = models.SmallIntegerField(editable=False, null=True)
    held_on = models.DateField()
    topic = models.CharField(max_length=200)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="care_meeting_numbered")]

    def __str__(self) -> str:
        return f"{self.number}"


class Member(CareRow):
    """A case in a group. `until_at` follows from the leaving."""

    group = models.ForeignKey(Group, on_delete=models.RESTRICT)
    until_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "case"], condition=Q(until_at=None), name="care_member_once")]
        indexes = [models.Index(fields=["case"], name="care_member_by_case")]


class Leaving(models.Model):
    """The end of a membership. Case and person are copied by the database."""

    member = models.OneToOneField(Member, on_delete=models.RESTRICT, primary_key=True, related_name="leaving")
    case_id = models.UUIDField(editable=False, null=True)
    person_id = models.UUIDField(editable=False, null=True)
    reason = models.CharField(max_length=12, choices=LeavingReason.choices)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(reason__in=LeavingReason.values), name="care_leaving_reason")]

    def __str__(self) -> str:
        return str(self.member_id)


class Session(CareRow):
    """What was done on one day, or that she did not come. `replaces`: the one that its writer put right by this one.

    `danger`: danger to herself or from others was spoken of.
    """

    kind = models.CharField(max_length=10, choices=SessionKind.choices)
    held_on = models.DateField()
    minutes = models.SmallIntegerField(null=True)
    place = models.CharField(max_length=10, choices=Place.choices)
    attendance = models.CharField(max_length=16, choices=Attendance.choices)
    work = models.TextField(blank=True, default="")
    agreed = models.CharField(max_length=1000, blank=True, default="")
    danger = models.BooleanField(default=False)
    next_at = models.DateTimeField(null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.RESTRICT, null=True)
    replaces = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SessionKind.values, place__in=Place.values, attendance__in=Attendance.values), name="care_session_choices"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__range=(1, 600)), name="care_session_minutes"),
            models.CheckConstraint(condition=Q(kind=SessionKind.GROUP, meeting__isnull=False) | ~Q(kind=SessionKind.GROUP) & Q(meeting=None), name="care_session_meeting"),
            models.UniqueConstraint(fields=["case", "meeting"], condition=Q(replaces=None), name="care_session_once_a_meeting"),
            models.UniqueConstraint(fields=["replaces"], name="care_session_replaced_once"),
        ]
        indexes = [models.Index(fields=["case", "held_on"], name="care_session_by_case"),
                   models.Index(fields=["made_by", "next_at"], condition=~Q(next_at=None), name="care_session_coming")]


class Goal(CareRow):
    """What the person wants to be different, in her words as far as they go."""

    words = models.CharField(max_length=300)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="care_goal_said")]
        indexes = [models.Index(fields=["case"], name="care_goal_by_case")]


class GoalStep(CareRow):
    """How near a goal is by the person's own word (0 to 10), and whether it is still worked on."""

    goal = models.ForeignKey(Goal, on_delete=models.RESTRICT, related_name="steps")
    session = models.ForeignKey(Session, on_delete=models.RESTRICT, null=True)
    state = models.CharField(max_length=10, choices=GoalState.choices)
    nearness = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GoalState.values), name="care_goal_state"),
            models.CheckConstraint(condition=Q(nearness=None) | Q(nearness__range=(0, NEAREST)), name="care_goal_nearness"),
        ]
        indexes = [models.Index(fields=["case"], name="care_goalstep_by_case")]


class SafetyPlan(CareRow):
    """What she does, and whom she calls, when it becomes dangerous. The latest counts."""

    signs = models.CharField(max_length=1000)
    own_ways = models.CharField(max_length=1000, blank=True, default="")
    people = models.CharField(max_length=1000, blank=True, default="")
    helpers = models.CharField(max_length=1000)
    safer_place = models.CharField(max_length=1000, blank=True, default="")
    review_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(signs="") & ~Q(helpers=""), name="care_safety_said")]
        indexes = [models.Index(fields=["case"], name="care_safety_by_case")]


class Supervision(CareRow):
    """What supervisor and worker looked at, and what they agreed. Read by the roles that read the psychosocial section."""

    looked_at = models.TextField()
    agreed = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(looked_at=""), name="care_supervision_said")]
        indexes = [models.Index(fields=["case"], name="care_supervision_by_case")]
