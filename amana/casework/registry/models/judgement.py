"""What was said about two records of one organisation that may be one person. Insert-only; the last one counts."""

from django.db import models

from amana.casework.registry.models.person import Person
from amana.casework.registry.rules import Verdict
from amana.lib.core.ids import uuid7


class Judgement(models.Model):
    """`person` is the lower key of the two, so that each pair stands once. rests_on: a digest of what the records said then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    rests_on = models.CharField(max_length=64, blank=True, default="")
    # That the two are one person, by their identities alone: whoever reads the row reads both, but perhaps not phones and documents.
    probability = models.FloatField(null=True, editable=False)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_by_staff = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "other", "made_at"]), models.Index(fields=["organisation_id", "verdict"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(verdict__in=Verdict.values), name="judgement_verdict"),
            models.CheckConstraint(condition=models.Q(person__lt=models.F("other")), name="judgement_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.other_id}"
