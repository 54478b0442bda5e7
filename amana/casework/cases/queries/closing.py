"""What was answered to the criteria when closure was asked for."""
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from amana.casework.cases.models import CaseStep, ClosureCheck, Note
from amana.casework.cases.rules import CaseVerb
from amana.ground.access.rules import Section


def closure_checks(case_id: UUID) -> list[ClosureCheck]:
    """Of the latest asking, in the order in which they were asked; empty for who does not read the social section."""
    asked = CaseStep.objects.filter(case_id=case_id, step=CaseVerb.ASK_CLOSURE).order_by("-made_at", "-id").values("pk")[:1]
    return list(ClosureCheck.objects.filter(case_id=case_id, step_id__in=asked).order_by("id"))


def closure_summary(case_id: UUID) -> Note | None:
    """The note that was written with the latest asking, in the same transaction; None for who does not read the social section, and where nothing was written."""
    asked = CaseStep.objects.filter(case_id=case_id, step=CaseVerb.ASK_CLOSURE).order_by("-made_at", "-id")
    return Note.objects.filter(case_id=case_id, section=Section.SOCIAL, made_at=asked.values("made_at")[:1], made_by=asked.values("made_by")[:1]).order_by("-id").first()


def closures_asked(cases: Collection[UUID]) -> list[tuple[UUID, datetime]]:
    """Each time that closure was asked for in one of these."""
    return list(CaseStep.objects.filter(case_id__in=list(cases), step=CaseVerb.ASK_CLOSURE).values_list("case_id", "made_at"))
