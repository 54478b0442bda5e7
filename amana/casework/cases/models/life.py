"""The life of a case: heads and the steps that move them, and the sections' rows."""
from django.db import models

from amana.casework.cases.rules import (
    ActionKind,
    ActionState,
    CaseState,
    CaseVerb,
    ClosureReason,
    Currency,
    Dimension,
    NoteKind,
    PlanState,
    PlanVerb,
    Relation,
    RiskLevel,
    TaskKind,
    TaskState,
)
from amana.ground.rows.sections import PastRow, SectionRow
from amana.lib.core.ids import uuid7


class CaseRow(models.Model):
    """What each row of a case carries: the keys of case and person, copied by the database, and who made it when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT)
    person_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Case(models.Model):
    """One organisation's work with one of its records. The head: no text, no risk."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, editable=False, unique=True)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    state = models.CharField(max_length=16, choices=CaseState.choices, default=CaseState.OPEN, editable=False)
    closed_at = models.DateTimeField(editable=False, null=True)
    grace_days = models.IntegerField(editable=False, default=30)
    reason = models.CharField(max_length=20, choices=ClosureReason.choices, editable=False, default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=CaseState.values), name="case_states")]

    def __str__(self) -> str:
        return self.number


class CaseStep(CaseRow):
    """What moves a case, or removes somebody from it (`subject`: the coworker's or member's row)."""

    step = models.CharField(max_length=20, choices=CaseVerb.choices)
    reason = models.CharField(max_length=20, choices=ClosureReason.choices, blank=True, default="")
    subject = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(step__in=CaseVerb.values), name="case_step"),
            models.CheckConstraint(condition=~models.Q(step=CaseVerb.ASK_CLOSURE, reason=""), name="closure_has_a_reason"),
        ]


class Assignment(CaseRow):
    """Who owns the case: one team and one worker, never two, never nobody. The latest one counts."""

    organisation_id = models.UUIDField(editable=False, null=True)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT)
    staff_id = models.UUIDField()
    until_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="assignment_by_person")]


class Coworker(CaseRow):
    """A colleague who reads and writes chosen sections of the case."""

    organisation_id = models.UUIDField(editable=False, null=True)
    team_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField()
    sections = models.IntegerField()
    until_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["person_id"], name="coworker_by_person")]


class HouseholdMember(CaseRow):
    """A record of the same organisation that lives with the head of this case."""

    member = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    relation = models.CharField(max_length=20, choices=Relation.choices)
    until_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "member"], condition=models.Q(until_at=None), name="household_member_once")]


class Risk(CaseRow):
    """The level that a person decided, with reasons; the latest one counts. Section social."""

    level = models.CharField(max_length=10, choices=RiskLevel.choices)
    reasons = models.CharField(max_length=1000)
    screening = models.ForeignKey("cases.Screening", on_delete=models.RESTRICT, null=True)  # from which the level was suggested
    first_action_due_at = models.DateTimeField()
    review_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(level__in=RiskLevel.values), name="risk_level")]
        indexes = [models.Index(fields=["case", "made_at"], name="risk_by_case")]


class Note(CaseRow):
    """What happened, in one section that its writer may write."""

    section = models.IntegerField()
    kind = models.CharField(max_length=12, choices=NoteKind.choices, default=NoteKind.NOTE)
    happened_at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(section__in=[1 << n for n in range(10)]), name="note_section")]
        indexes = [models.Index(fields=["case", "happened_at"], name="note_by_case")]


class Plan(CaseRow):
    """A version of the plan. The head: no text."""

    version = models.IntegerField(editable=False, default=1)
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=PlanState.values), name="plan_states"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(state__in=["draft", "submitted", "returned"]), name="plan_one_in_work"),
        ]


class PlanStep(CaseRow):
    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="steps")
    case = models.ForeignKey(Case, on_delete=models.RESTRICT, null=True, editable=False)
    step = models.CharField(max_length=12, choices=PlanVerb.choices)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(step__in=PlanVerb.values), name="plan_step")]


class GoalFields(SectionRow):
    person_id = models.UUIDField(editable=False, null=True)
    dimension = models.CharField(max_length=16, choices=Dimension.choices)
    title = models.CharField(max_length=200)
    own_words = models.CharField(max_length=500, blank=True, default="")
    place = models.IntegerField(default=0)
    is_removed = models.BooleanField(default=False, db_default=False)  # taken out of a plan in work; what stood there stays

    class Meta:
        abstract = True


class Goal(GoalFields):
    """What the person wants to reach, in the plan's version. Section social."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.RESTRICT, related_name="goals")
    case = models.ForeignKey(Case, on_delete=models.RESTRICT, null=True, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class GoalPast(PastRow, GoalFields):
    id = models.UUIDField()
    plan_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        db_table = "cases_goal_past"


class PlanActionFields(SectionRow):
    person_id = models.UUIDField(editable=False, null=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=ActionKind.choices, default=ActionKind.OWN)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices, blank=True, default="")
    done_by = models.CharField(max_length=120, blank=True, default="")
    staff_id = models.UUIDField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=ActionState.choices, default=ActionState.PLANNED)
    reason = models.CharField(max_length=200, blank=True, default="")
    is_removed = models.BooleanField(default=False, db_default=False)
    copy_of_id = models.UUIDField(null=True, editable=False)  # the same action in the version before

    class Meta:
        abstract = True


class PlanAction(PlanActionFields):
    """A step towards a goal: who does what by when. Section social."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.RESTRICT, related_name="actions")
    case = models.ForeignKey(Case, on_delete=models.RESTRICT, null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ActionState.values), name="plan_action_states"),
            models.CheckConstraint(condition=~models.Q(state=ActionState.DROPPED, reason=""), name="plan_action_dropped_with_reason"),
            models.CheckConstraint(condition=models.Q(kind__in=ActionKind.values), name="plan_action_kind"),
            models.CheckConstraint(
                condition=models.Q(cost=None, currency="") | models.Q(cost__gte=0, currency__in=Currency.values), name="plan_action_cost_has_a_currency"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PlanActionPast(PastRow, PlanActionFields):
    id = models.UUIDField()
    goal_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        db_table = "cases_planaction_past"


class TaskFields(SectionRow):
    person_id = models.UUIDField(editable=False, null=True)
    kind = models.CharField(max_length=20, default="own")
    title = models.CharField(max_length=200, blank=True, default="")
    due_at = models.DateTimeField()
    clock = models.CharField(max_length=8, default="calendar")
    staff_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    outcome = models.CharField(max_length=500, blank=True, default="")
    action_id = models.UUIDField(null=True, editable=False)  # of the plan, where the task is its due date
    escalates_at = models.DateTimeField(null=True, editable=False)  # told to the supervisor from then on
    escalates_further_at = models.DateTimeField(null=True, editable=False)  # and to the head of unit

    class Meta:
        abstract = True


class Task(TaskFields):
    """Something to do by a time, by rule (`kind`) or by one's own hand. Section social."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.RESTRICT)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=TaskState.values), name="task_states")]
        indexes = [
            models.Index(fields=["action_id"], name="task_by_action"),
            models.Index(fields=["staff_id", "due_at"], condition=models.Q(state="open"), name="task_open_by_worker"),
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="task_open_by_due"),
            models.Index(fields=["escalates_further_at"], condition=models.Q(state="open"), name="task_open_by_head"),
            models.Index(fields=["case", "escalates_at"], condition=models.Q(state="open"), name="task_open_by_case"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def words(self) -> str:
        """What is to be done: the title, or what the rule asks for, with the number that it is about."""
        if self.kind == TaskKind.OWN or self.kind not in TaskKind.values:
            return self.title or str(TaskKind.OWN.label)
        if self.kind == TaskKind.PLAN_ACTION:
            return f"{TaskKind.PLAN_ACTION.label}: \u2068{self.title}\u2069"
        return f"{TaskKind(self.kind).label} \u2066{self.title}\u2069" if self.title else str(TaskKind(self.kind).label)


class TaskPast(PastRow, TaskFields):
    id = models.UUIDField()
    case_id = models.UUIDField(null=True)

    class Meta:
        db_table = "cases_task_past"
