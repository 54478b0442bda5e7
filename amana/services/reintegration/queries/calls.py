"""Who is followed up, who is to be called now, and what became of earlier tries."""
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.cases import queries as cases
from amana.casework.cases.rules import CaseState
from amana.ground.rows.acting import Actor
from amana.services.reintegration.models import Attempt, FollowUp, Intention
from amana.services.reintegration.rules import Month, Outcome, Step, Try, VisitState, asked_not_to_be_called, missed_step, timetable

if TYPE_CHECKING:
    from amana.casework.cases.queries import Held

AHEAD = timedelta(days=14)
NOW = (VisitState.DUE, VisitState.LATE)


@dataclass
class Call:
    """A case on the call list. month: the follow-up that is due now; None where only the protocol of the missed contact asks for it."""

    held: "Held"
    follow_up: FollowUp
    attempts: list[Attempt]  # the latest first
    today: date
    months: list[Month] = field(default_factory=list)

    @property
    def month(self) -> Month | None:
        return next((one for one in self.months if one.state in NOW), None)

    @property
    def step(self) -> Step | None:
        return missed_step(tries(self.attempts))

    @property
    def asked_not(self) -> bool:
        return asked_not_to_be_called(tries(self.attempts))

    @property
    def tried_today(self) -> bool:
        return any(one.tried_on == self.today for one in self.attempts)


def follow_up(case_id: UUID) -> FollowUp | None:
    """The one that counts: begun last, after a later return or from a day put right."""
    return FollowUp.objects.filter(case_id=case_id).order_by("-made_at", "-id").first()


def attempts(case_id: UUID) -> list[Attempt]:
    """The latest first."""
    return list(Attempt.objects.filter(case_id=case_id).order_by("-tried_on", "-made_at", "-id"))


def intentions(case_id: UUID) -> list[Intention]:
    """The latest first."""
    return list(Intention.objects.filter(case_id=case_id).order_by("-made_at", "-id"))


def last_tries(keys: Collection[UUID]) -> dict[UUID, str]:
    """Case → how the latest try to reach the person ended."""
    return dict(Attempt.objects.filter(case_id__among=list(keys)).order_by("case_id", "-tried_on", "-made_at", "-id").distinct("case_id").values_list("case_id", "outcome"))


def tries(found: list[Attempt]) -> list[Try]:
    """As they count, in their order."""
    return [Try(one.way, one.outcome, one.tried_on) for one in reversed(found)]


def reached_on(found: Collection[Attempt]) -> list[date]:
    return [one.tried_on for one in found if one.outcome == Outcome.REACHED]


def call_list(actor: Actor, today: date) -> list[Call]:
    """Own cases, and the team's for who leads it: those whose month has come, and those who were not reached; the longest waiting first."""
    held = {one.case_id: one for one in cases.held(actor.staff_id, actor.teams if actor.may("approve_plan") else ()) if one.state != CaseState.ON_HOLD}
    begun = {one.case_id: one for one in FollowUp.objects.filter(case_id__in=list(held)).order_by("made_at", "id")}
    found = defaultdict(list)
    for one in Attempt.objects.filter(case_id__in=list(begun)).order_by("-tried_on", "-made_at", "-id"):
        found[one.case_id].append(one)
    calls = [Call(held[key], one, found[key], today, timetable(one.returned_on, reached_on(found[key]), today)) for key, one in begun.items()]
    return sorted((one for one in calls if one.month), key=lambda one: (one.asked_not, one.month.due_on if one.month else today))
