"""What a caseload said of cases: insert only. Its lists and rows are those of `arrivals`."""

from django.db import models

from amana.casework.cases.rules import RiskLevel
from amana.lib.core.ids import uuid7


class SaidCase(models.Model):
    """What the list said of the person's case, until a case opens under her consent. Section social. `consent_statement`: the unit's, which is no consent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    row = models.OneToOneField("arrivals.ArrivalRow", on_delete=models.RESTRICT, related_name="+")
    person_id = models.UUIDField(editable=False, null=True)
    is_open = models.BooleanField(default=True)
    worker_id = models.UUIDField(null=True)
    risk = models.CharField(max_length=10, choices=RiskLevel.choices, blank=True, default="")
    opened_on = models.DateField(null=True)
    reason = models.TextField(blank=True, default="")
    own_number = models.CharField(max_length=60, blank=True, default="")
    household = models.TextField(blank=True, default="")
    consent_statement = models.TextField(blank=True, default="")
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(risk__in=["", *RiskLevel.values]), name="caseload_risk")]
        indexes = [models.Index(fields=["person_id"], name="caseload_of_person")]

    def __str__(self) -> str:
        return str(self.id)
