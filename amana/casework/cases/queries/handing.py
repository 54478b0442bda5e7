"""Hand-overs that wait: for the actor's answer, and those that she proposed."""
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from amana.casework.cases.models import Case, Handover
from amana.casework.cases.rules.handing import HandoverState
from amana.ground.access import queries as access


@dataclass(frozen=True)
class Batch:
    """Proposals of one caseload, or a single one."""

    key: UUID
    proposals: list[Handover]
    colleague: str  # who gives, for the receiver; who receives, for the giver

    @property
    def first(self) -> Handover:
        return self.proposals[0]

    @property
    def colleague_isolated(self) -> str:
        """Inside a sentence of the other direction."""
        return f"\u2068{self.colleague}\u2069"

    @property
    def until_on(self) -> date | None:
        return self.first.until_on


def offered_to(staff_id: UUID) -> list[Batch]:
    """What waits for this worker's answer, the oldest first."""
    return _batches(Handover.objects.filter(staff_id=staff_id, state=HandoverState.PROPOSED), "giver_id")


def proposed_by(staff_id: UUID) -> list[Batch]:
    """What this worker gave and nobody answered yet, the oldest first."""
    return _batches(Handover.objects.filter(giver_id=staff_id, state=HandoverState.PROPOSED), "staff_id")


def offers(staff_id: UUID) -> int:
    """How many proposals wait for this worker's answer."""
    return Handover.objects.filter(staff_id=staff_id, state=HandoverState.PROPOSED).count()


def handover(handover_id: UUID) -> Handover:
    """Raises Handover.DoesNotExist."""
    return Handover.objects.get(pk=handover_id)


def last_handover_of(case_id: UUID) -> Batch | None:
    """The latest proposal with the name of its receiver: the one that waits, or how the last one ended."""
    return next(iter(_batches(Handover.objects.filter(pk__in=Handover.objects.filter(case_id=case_id).order_by("-made_at", "-id").values("pk")[:1]), "staff_id")), None)


def caseload(staff_id: UUID) -> list[Case]:
    """Cases at work that this worker owns and offered to nobody yet, in the order of their records."""
    own = access.circles(ordered=False).filter(basis="case", staff_id=staff_id, case_id__isnull=False, needs=None).values("case_id")
    waiting = Handover.objects.filter(state=HandoverState.PROPOSED).values("case_id")
    return list(Case.objects.filter(pk__in=own).exclude(state="closed").exclude(pk__in=waiting).order_by("person_id"))


def may_still_answer(batch: Batch) -> bool:
    """Whether the receiver is in force in that team; else the giver takes it back."""
    return any(one.staff_id == batch.first.staff_id and batch.first.team_id in one.teams for one in access.caseworkers(batch.first.organisation_id))


def _batches(found, name: str) -> list[Batch]:
    rows = list(found.order_by("made_at", "id"))
    names = access.staff_names([getattr(row, name) for row in rows]) if rows else {}
    batches: dict[UUID, list[Handover]] = {}
    for row in rows:
        batches.setdefault(row.batch, []).append(row)
    return [Batch(key, of, names.get(getattr(of[0], name), "")) for key, of in batches.items()]
