"""Tables of exceptional access: the fact and its steps, insert only."""
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.casework.exceptional.rules import Verdict
from amana.lib.core.ids import uuid7


class Access(models.Model):
    """One colleague opened one file for 4 hours. `number`: as typed, turned into the person by the database and never kept; `told`: the staff who may judge it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, default="")
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT, editable=False, null=True)
    organisation_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    told = ArrayField(models.UUIDField(), editable=False, default=list)
    reason = models.CharField(max_length=12)
    words = models.CharField(max_length=500)
    made_at = models.DateTimeField(editable=False, null=True)
    closes_at = models.DateTimeField(editable=False, null=True)
    due_at = models.DateTimeField(editable=False, null=True)
    ended_at = models.DateTimeField(editable=False, null=True)
    reviewed_at = models.DateTimeField(editable=False, null=True)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, editable=False, default="")

    class Meta:
        indexes = [models.Index(fields=["staff_id"], name="exceptional_of_staff")]

    def __str__(self) -> str:
        return str(self.id)


class AccessStep(models.Model):
    """It was ended early, or judged by one of those who were told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    access = models.ForeignKey(Access, on_delete=models.RESTRICT, related_name="steps")
    person_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=12)
    verdict = models.CharField(max_length=16, choices=Verdict.choices, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(step="end", verdict="") | models.Q(step="review", verdict__in=Verdict.values), name="exceptional_step"),
        ]

    def __str__(self) -> str:
        return self.step
