"""A household with its cases side by side, as far as the actor sees each."""
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from amana.casework.cases.models import Case, HouseholdMember
from amana.casework.cases.queries.file import members
from amana.casework.cases.queries.lists import Listed, listed


@dataclass
class Related:
    """Somebody of the household: the member's row, and the cases of hers that the actor sees."""

    row: HouseholdMember
    cases: list[Listed] = field(default_factory=list)


def household(case_id: UUID) -> list[Related]:
    """The members of this case's household."""
    rows = members(case_id)
    found = listed(_keys(Case.objects.filter(person_id__in=[row.member_id for row in rows])))
    return [Related(row, [one for one in found if one.case.person_id == row.member_id]) for row in rows]


def belongs_to(person_id: UUID) -> list[Listed]:
    """Cases of the heads in whose households this person is, those that the actor sees."""
    heads = HouseholdMember.objects.filter(member_id=person_id, until_at=None).values("case_id")
    return listed(_keys(Case.objects.filter(pk__in=heads)))


def _keys(cases: QuerySet[Case]) -> list[UUID]:
    return list(cases.order_by("-made_at", "-pk").values_list("pk", flat=True))
