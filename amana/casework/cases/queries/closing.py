"""What was answered to the criteria when closure was asked for."""
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from amana.casework.cases.models import CaseStep, ClosureCheck
from amana.casework.cases.rules import CaseVerb


def closure_checks(case_id: UUID) -> list[ClosureCheck]:
    """Of the latest asking, in the order in which they were asked; empty for who does not read the social section."""
    asked = CaseStep.objects.filter(case_id=case_id, step=CaseVerb.ASK_CLOSURE).order_by("-made_at", "-id").values("pk")[:1]
    return list(ClosureCheck.objects.filter(case_id=case_id, step_id__in=asked).order_by("id"))


def closures_asked(cases: Collection[UUID]) -> list[tuple[UUID, datetime]]:
    """Each time that closure was asked for in one of these."""
    return list(CaseStep.objects.filter(case_id__in=list(cases), step=CaseVerb.ASK_CLOSURE).values_list("case_id", "made_at"))
