"""The criteria of closing as they were answered when closure was asked for."""
from django.db import models

from amana.casework.cases.models.life import CaseRow
from amana.casework.cases.rules.closing import Met


class ClosureCheck(CaseRow):
    """One criterion with its evidence, beside the step that asked for closure. Never changed. Section social."""

    step = models.ForeignKey("cases.CaseStep", on_delete=models.RESTRICT, related_name="checks")
    code = models.CharField(max_length=20)
    answer = models.CharField(max_length=16, choices=Met.choices)
    evidence = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(answer__in=Met.values), name="closure_check_answer"),
            models.CheckConstraint(condition=models.Q(answer=Met.NOT_APPLICABLE) | ~models.Q(evidence=""), name="closure_check_has_evidence"),
            models.UniqueConstraint(fields=["step", "code"], name="closure_check_once"),
        ]
