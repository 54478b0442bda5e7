"""Tables of social protection: screenings and applications of a case in the economic section, and the rules that the platform drafts and publishes."""
from django.db import models
from django.db.models import Q

from amana.lib.core.ids import uuid7
from amana.services.entitlements.rules import MOST_RULE, SAYS_WHY, SENT, WAITING, AppState, AppStep


class OfCase(models.Model):
    """Keys of case and person, and who made the row when; set by the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, related_name="+")
    person_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Screening(OfCase):
    """What was known of a household on one day, and what the rules said of it; never changed, a later one stands beside it.

    facts: fact → answer; what is missing was not known. findings: programme → version and outcome, as they were shown.
    """

    asked_on = models.DateField()
    facts = models.JSONField()
    findings = models.JSONField()
    remarks = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["case", "made_at"], name="entitlement_screening_by_case")]


class Application(OfCase):
    """What the person decided to apply for. Its state follows from its steps."""

    screening = models.ForeignKey(Screening, on_delete=models.RESTRICT, related_name="applications")
    programme = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    state = models.CharField(max_length=12, choices=AppState.choices, default=AppState.PREPARED, editable=False)
    task_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppState.values), name="application_states"),
            models.UniqueConstraint(fields=["case", "programme"], condition=Q(state__in=WAITING), name="application_once"),
        ]


class ApplicationStep(models.Model):
    """What happened to an application on a day: where, under which number, why. task_id: by which somebody looks at it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    application = models.ForeignKey(Application, on_delete=models.RESTRICT, related_name="steps")
    case_id = models.UUIDField(editable=False, null=True)
    person_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=10, choices=AppStep.choices)
    happened_on = models.DateField()
    office = models.CharField(max_length=200, blank=True, default="")
    number = models.CharField(max_length=60, blank=True, default="")
    words = models.CharField(max_length=1000, blank=True, default="")
    task_id = models.UUIDField(null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=AppStep.values), name="application_steps"),
            models.CheckConstraint(condition=~Q(step__in=SENT, office=""), name="application_step_says_where"),
            models.CheckConstraint(condition=~Q(step__in=SAYS_WHY, words=""), name="application_step_says_why"),
        ]
        indexes = [models.Index(fields=["application", "made_at"], name="application_step_in_order")]

    def __str__(self) -> str:
        return str(self.id)


class RuleDraft(models.Model):
    """A version of a programme's rule as the platform drafts it, whole as its file; each save is a row that replaces the one before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    text = models.TextField(max_length=MOST_RULE)
    why = models.CharField(max_length=300)
    is_withdrawn = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replaced_by")
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why="") & ~Q(text=""), name="rule_draft_says_why"),
            models.CheckConstraint(condition=Q(is_withdrawn=False) | Q(replaces__isnull=False), name="rule_draft_withdrawn"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}/{self.version}"


class Publication(models.Model):
    """A drafted rule holds from that day on. confirmed: who confirmed it, and by what."""

    rule = models.OneToOneField(RuleDraft, on_delete=models.RESTRICT, primary_key=True, related_name="publication")
    programme = models.CharField(max_length=40, editable=False, null=True)
    version = models.CharField(max_length=40, editable=False, null=True)
    valid_from = models.DateField()
    confirmed = models.CharField(max_length=300)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="rule_published_once"),
            models.CheckConstraint(condition=~Q(confirmed=""), name="rule_published_with_word"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}/{self.version}"
