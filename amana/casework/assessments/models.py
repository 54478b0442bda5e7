"""Tables of assessments: what was answered and what it came to, what was decided, and alarms."""
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amana.casework.assessments.rules import Choice
from amana.lib.core.ids import uuid7


class OfCase(models.Model):
    """Keys of case and person, copied by the database, and who made the row when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT)
    person_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Instrument(models.Model):
    """The database's copy of a version (`reference.py`): section of its answers; alarming: item → options that raise an alarm."""

    name = models.CharField(max_length=90, primary_key=True)
    section = models.IntegerField()
    alarming = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Assessment(OfCase):
    """Answers by item under one version, and what they came to; never changed. What was wrong is replaced by a row that says why.

    scores: dimension → score and band, as they were shown; none where there is no score. suggested: the acts of the rules that spoke.
    Section and alarm are found by the database.
    """

    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    section = models.IntegerField(editable=False, null=True)
    asked_on = models.DateField()
    language = models.CharField(max_length=3)
    answers = models.JSONField()
    remarks = models.CharField(max_length=1000, blank=True, default="")
    scores = models.JSONField()
    suggested = ArrayField(models.CharField(max_length=40))
    is_alarming = models.BooleanField(editable=False, default=False)
    replaces = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, related_name="corrections")
    why = models.CharField(max_length=300, blank=True, default="")
    replaced_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replaces"], name="assessment_corrected_once"),
            models.CheckConstraint(condition=Q(replaces=None, why="") | (Q(replaces__isnull=False) & ~Q(why="")), name="assessment_corrected_with_reason"),
        ]
        indexes = [models.Index(fields=["case", "asked_on"], name="assessment_by_case")]


class Decision(OfCase):
    """What a person decided on what the rules suggest; the latest counts. Keys and section are those of the assessment."""

    assessment = models.ForeignKey(Assessment, on_delete=models.RESTRICT, related_name="decisions")
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, null=True, editable=False)
    section = models.IntegerField(editable=False, null=True)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    reason = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(choice__in=Choice.values), name="assessment_decision"),
            models.CheckConstraint(condition=~Q(choice=Choice.OTHERWISE, reason=""), name="assessment_decided_with_reason"),
        ]


class Alarm(OfCase):
    """Somebody must act today. Made by the database with what raises it; a head: no section, no content, no instrument.

    assessment_id: of the assessment, or of a session in which danger was spoken of. In which section that stands is a column that only `entry.alarms_read` reads.
    """

    assessment_id = models.UUIDField()
    ended_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["case"], condition=Q(ended_at=None), name="alarm_open_by_case")]


class AlarmEnd(models.Model):
    """What was done on an alarm. Keys and section are those of the assessment that raised it."""

    alarm = models.OneToOneField(Alarm, on_delete=models.RESTRICT, primary_key=True, related_name="end")
    case_id = models.UUIDField(editable=False, null=True)
    person_id = models.UUIDField(editable=False, null=True)
    section = models.IntegerField(editable=False, null=True)
    done = models.TextField()
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(done=""), name="alarm_ended_with_words")]

    def __str__(self) -> str:
        return str(self.alarm_id)


class Draft(models.Model):
    """A form half filled: seen by its writer only, for 14 days. No answer that raises an alarm waits in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, related_name="+")
    person_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)
    organisation_id = models.UUIDField(editable=False, null=True)
    section = models.IntegerField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["staff_id"], condition=Q(is_done=False), name="form_draft_by_writer")]

    def __str__(self) -> str:
        return str(self.id)
