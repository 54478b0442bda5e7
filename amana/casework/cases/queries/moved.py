"""Cases opened, closed and reopened of late, from the rows that say so: for whoever must be told."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amana.casework.cases.models import Case, CaseStep
from amana.casework.cases.rules import CaseVerb

WHAT = {CaseVerb.APPROVE_CLOSURE: "closed", CaseVerb.REOPEN: "reopened"}


@dataclass(frozen=True)
class CaseMove:
    """`what`: opened, closed, reopened; `source`: the row that says so."""

    case_id: UUID
    person_id: UUID
    what: str
    at: datetime
    source: UUID


def cases_moved_since(since: datetime, organisation_id: UUID) -> list[CaseMove]:
    """Those of that organisation which the actor sees, in the order in which it happened."""
    opened = [CaseMove(one.pk, one.person_id, "opened", one.made_at, one.pk) for one in Case.objects.filter(made_at__gte=since, organisation_id=organisation_id)]
    steps = CaseStep.objects.filter(made_at__gte=since, step__in=WHAT, case__organisation_id=organisation_id)
    return sorted(opened + [CaseMove(one.case_id, one.person_id, WHAT[one.step], one.made_at, one.pk) for one in steps], key=lambda one: (one.at, one.source))


def person_of(case_id: UUID) -> UUID | None:
    """Whose case it is; None where the actor does not see it."""
    return Case.objects.filter(pk=case_id).values_list("person_id", flat=True).first()
