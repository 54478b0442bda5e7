"""Tables of livelihoods: rows of a case in the economic section; none is changed in place. What a business stands at follows from its steps and visits."""
from django.db import models
from django.db.models import Q

from amana.lib.core.ids import uuid7
from amana.services.livelihoods.rules import SAYS_WHY, Choice, State, Status, Verb


class Business(models.Model):
    """A micro-business of a case. State, amount, beginning and status are moved by the database with each step and visit.

    round: how often it was submitted; votes count in theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, related_name="+")
    person_id = models.UUIDField(editable=False, null=True)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    round = models.SmallIntegerField(default=0, editable=False)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, editable=False)
    began_on = models.DateField(null=True, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, blank=True, default="", editable=False)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="business_states"), models.CheckConstraint(condition=~Q(name=""), name="business_named")]
        indexes = [models.Index(fields=["case"], name="business_by_case"), models.Index(fields=["made_at"], condition=Q(state=State.SUBMITTED), name="business_waiting")]

    def __str__(self) -> str:
        return self.name


class OfBusiness(models.Model):
    """Keys of case and person, copied by the database, and who made the row when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    business = models.ForeignKey(Business, on_delete=models.RESTRICT, related_name="+")
    case_id = models.UUIDField(editable=False, null=True)
    person_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Plan(OfBusiness):
    """The whole plan as it was saved; the highest number counts. version: of the template; round: to which submission it leads.

    answers: question → words or code. figures: as `rules.figures.written` says; asked: the same amount for the database.
    """

    number = models.IntegerField()
    round = models.SmallIntegerField(editable=False, null=True)
    version = models.CharField(max_length=10)
    answers = models.JSONField()
    figures = models.JSONField()
    asked = models.DecimalField(max_digits=12, decimal_places=2)
    staff_id = models.UUIDField(editable=False, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "number"], name="business_plan_numbered"), models.CheckConstraint(condition=Q(asked__gte=0), name="business_asked")]


class Vote(OfBusiness):
    """What a member of the committee is for, and why; one for each and round."""

    choice = models.CharField(max_length=10, choices=Choice.choices)
    reason = models.CharField(max_length=1000)
    round = models.SmallIntegerField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(choice__in=Choice.values) & ~Q(reason=""), name="business_vote"),
                       models.UniqueConstraint(fields=["business", "round", "staff_id"], name="business_voted_once")]


class Step(OfBusiness):
    """What moves a business. told: the words for the person, with what the committee decided. instalments: how an approved amount is to be paid,
    a list of amount, condition and due_on; began_on: of a start."""

    step = models.CharField(max_length=10, choices=Verb.choices)
    told = models.CharField(max_length=1000, blank=True, default="")
    conditions = models.CharField(max_length=1000, blank=True, default="")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    instalments = models.JSONField(default=list)
    began_on = models.DateField(null=True)
    round = models.SmallIntegerField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=Verb.values), name="business_step"),
            models.CheckConstraint(condition=~Q(step__in=[Verb.APPROVE, Verb.RETURN, Verb.DECLINE, Verb.DROP], told=""), name="business_told"),
            models.CheckConstraint(condition=Q(step=Verb.APPROVE, amount__gt=0) | ~Q(step=Verb.APPROVE) & Q(amount=None), name="business_amount_of_an_approval"),
            models.CheckConstraint(condition=Q(step=Verb.START, began_on__isnull=False) | ~Q(step=Verb.START) & Q(began_on=None), name="business_day_of_a_start"),
        ]


class Instalment(OfBusiness):
    """A planned part of the approved amount; made by the database with the approval. Paying it is another package's."""

    number = models.SmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    condition = models.CharField(max_length=300)
    due_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["business", "number"], name="business_instalment_numbered"), models.CheckConstraint(condition=Q(amount__gt=0), name="business_instalment_amount")]


class Met(models.Model):
    """The condition of an instalment is met, with what shows it. Keys are copied by the database."""

    instalment = models.OneToOneField(Instalment, on_delete=models.RESTRICT, primary_key=True, related_name="met")
    business_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    person_id = models.UUIDField(editable=False, null=True)
    met_on = models.DateField()
    evidence = models.CharField(max_length=1000)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(evidence=""), name="business_met_with_evidence")]

    def __str__(self) -> str:
        return str(self.instalment_id)


class Visit(OfBusiness):
    """A mentoring visit. month: the one after the start for which it counts, 0 for another. sales, profit: of the last month, where they were said."""

    month = models.SmallIntegerField()
    visited_on = models.DateField()
    seen = models.TextField()
    advice = models.CharField(max_length=1000, blank=True, default="")
    sales = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    profit = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    attachment_id = models.UUIDField(null=True)  # the photo, among the attachments of the case

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values, month__range=(0, 24)) & ~Q(seen=""), name="business_visit"),
            models.CheckConstraint(condition=~Q(status__in=SAYS_WHY, reason=""), name="business_says_why"),
        ]
        indexes = [models.Index(fields=["case_id"], name="business_visit_by_case")]
