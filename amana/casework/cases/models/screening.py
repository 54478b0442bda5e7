"""What a screening for vulnerability found, and what its rule suggested."""
from django.db import models

from amana.casework.cases.models.life import CaseRow
from amana.casework.cases.rules import RiskLevel


class Screening(CaseRow):
    """Answers by factor (risk, neutral, protective; what is missing was not asked) under a version of the rule. Never changed. Section social.

    because: what spoke for the suggestion, as `rules.screening.Suggestion` says it.
    """

    rule = models.CharField(max_length=12)
    answered = models.JSONField()
    remarks = models.CharField(max_length=1000, blank=True, default="")
    suggested = models.CharField(max_length=10, choices=RiskLevel.choices, blank=True)
    because = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(suggested__in=["", *RiskLevel.values]), name="screening_level")]
        indexes = [models.Index(fields=["case", "made_at"], name="screening_by_case")]
