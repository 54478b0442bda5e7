"""Reads of livelihoods. The database hides what the actor may not see."""
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef

from amana.casework.cases.rules import CaseState
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor
from amana.lib.scoring.schedule import later
from amana.services.livelihoods.models import Business, Instalment, Plan, Step, Visit, Vote
from amana.services.livelihoods.rules import DECISIONS, OVER, Choice, State, figures, outcome_of, template

AT_MOST = 50  # businesses of a list


@dataclass(frozen=True)
class Paper:
    """One version of a plan, read."""

    row: Plan

    @cached_property
    def figures(self) -> figures.Figures:
        return figures.read(self.row.figures)

    @cached_property
    def doubts(self) -> list[template.Doubt]:
        return template.doubts(self.figures, self.row.answers)

    @property
    def lacks(self) -> list[str]:
        return template.lacking(self.figures, self.row.answers)

    @property
    def answers(self) -> list[tuple[template.Question, str]]:
        """What was said to each question, in words, in their order; what was not said is left out."""
        return [(one, one.words(self.row.answers[one.code])) for one in template.questions() if self.row.answers.get(one.code)]


@dataclass(frozen=True)
class DueVisit:
    """A visit that the rule asks for. visit: the latest that was made for that month."""

    month: int
    due_on: date
    visit: Visit | None


def of_case(case_id: UUID) -> list[Business]:
    """The latest first."""
    return list(Business.objects.filter(case_id=case_id).order_by("-made_at", "-pk"))


def business(case_id: UUID, business_id: UUID) -> Business:
    """Raises Business.DoesNotExist."""
    return Business.objects.select_related("case").get(pk=business_id, case_id=case_id)


def paper(business_id: UUID) -> Paper | None:
    """The plan as it stands; none before anything was written."""
    row = Plan.objects.filter(business_id=business_id).order_by("-number").first()
    return Paper(row) if row else None


def versions(business_id: UUID) -> list[Plan]:
    """What each submission held, and what is being written now: the last that was saved before each, the latest first."""
    later_one = Plan.objects.filter(business_id=OuterRef("business_id"), round=OuterRef("round"), number__gt=OuterRef("number"))
    return list(Plan.objects.filter(~Exists(later_one), business_id=business_id).order_by("-number"))


def version(business_id: UUID, number: int) -> Paper:
    """Raises Plan.DoesNotExist."""
    return Paper(Plan.objects.get(business_id=business_id, number=number))


def votes(one: Business) -> list[Vote]:
    """Of the present round, in their order."""
    return list(Vote.objects.filter(business=one, round=one.round).order_by("made_at", "pk"))


def votes_of(found: Iterable[Business]) -> dict[UUID, list[Vote]]:
    """Business → votes of its present round; nothing for one without."""
    rounds, voted = {one.pk: one.round for one in found}, defaultdict(list)
    for one in Vote.objects.filter(business_id__in=list(rounds)):
        if one.round == rounds[one.business_id]:
            voted[one.business_id].append(one)
    return voted


def outcome(found: Iterable[Vote]) -> str:
    """What the committee is for, once enough have voted."""
    return outcome_of([one.choice for one in found], template.read()["committee"]["members_at_least"])


def counted(found: Iterable[Vote]) -> list[tuple[str, int]]:
    """How many are for what, in words."""
    number = Counter(one.choice for one in found)
    return [(str(Choice(choice).label), number[choice]) for choice in Choice.values if number[choice]]


def steps(one: Business) -> list[Step]:
    """The latest first."""
    return list(Step.objects.filter(business=one).order_by("-made_at", "-pk"))


def decision(found: Iterable[Step]) -> Step | None:
    """The latest of the committee."""
    return next((one for one in found if one.step in DECISIONS), None)


def instalments(one: Business) -> list[Instalment]:
    """In their order, each with what met its condition."""
    return list(Instalment.objects.filter(business=one).select_related("met").order_by("number"))


def instalment(one: Business, instalment_id: UUID) -> Instalment:
    """With what met its condition. Raises Instalment.DoesNotExist."""
    return Instalment.objects.select_related("met").get(pk=instalment_id, business=one)


def visits(one: Business) -> list[Visit]:
    """The latest first."""
    return list(Visit.objects.filter(business=one).order_by("-visited_on", "-made_at", "-pk"))


def due_visits(one: Business, found: list[Visit]) -> list[DueVisit]:
    """Those that the rule asks for; after the business is over only those that were made."""
    made = {visit.month: visit for visit in reversed(found)}
    days = [DueVisit(month, later(one.began_on, (month, "months")), made.get(month)) for month in template.read()["visits"]] if one.began_on else []
    return [due for due in days if due.visit or one.status not in OVER]


def waiting(actor: Actor) -> list[Business]:
    """With the committee, the longest waiting first; of cases that the actor reads and that are not closed: on those nobody votes."""
    found = Business.objects.filter(state=State.SUBMITTED).exclude(case__state=CaseState.CLOSED).select_related("case").order_by("made_at", "pk")
    return list(found[:AT_MOST]) if actor.may("decide_business") else []


def to_vote(actor: Actor) -> int:
    """How many plans wait for the actor's vote, or for somebody who writes down what more than half are for; none that she wrote or of whose case she is a hand."""
    found = waiting(actor)
    keys = [one.pk for one in found]
    own = {*Plan.objects.filter(business_id__in=keys, staff_id=actor.staff_id).values_list("business_id", flat=True)} if keys else set()
    hands = {*access.circles().filter(case_id__in=[one.case_id for one in found], staff_id=actor.staff_id).values_list("case_id", flat=True)} if keys else set()
    cast = defaultdict(list)
    for vote in Vote.objects.filter(business_id__in=keys) if keys else ():
        cast[vote.business_id, vote.round].append(vote)
    return sum(one.pk not in own and one.case_id not in hands and (actor.staff_id not in {vote.staff_id for vote in cast[one.pk, one.round]} or bool(outcome(cast[one.pk, one.round])))
               for one in found)


def is_own(one: Business, actor: Actor, hands: Iterable[UUID]) -> bool:
    """Whether the actor wrote any of the plan or works on the case: such a one decides nothing on it. hands: staff of the case."""
    return actor.staff_id in hands or Plan.objects.filter(business=one, staff_id=actor.staff_id).exists()


def has_voted(one: Business, actor: Actor) -> bool:
    return Vote.objects.filter(business=one, round=one.round, staff_id=actor.staff_id).exists()


def decided_since(cases: Collection[UUID], since: datetime) -> list[Step]:
    """What the committee decided on businesses of these cases, the latest first."""
    return list(Step.objects.filter(case_id__in=cases, step__in=DECISIONS, made_at__gt=since).select_related("business").order_by("-made_at", "-pk"))


# For the picture of a case ----------------------------------------------------------------------------------------------------------------------------
def decided(case_id: UUID) -> list[Step]:
    """Approvals of the case's businesses, the earliest first."""
    return list(Step.objects.filter(case_id=case_id, step="approve").select_related("business").order_by("made_at", "pk"))


def visited(case_id: UUID) -> list[Visit]:
    """Visits to the case's businesses, the earliest first."""
    return list(Visit.objects.filter(case_id=case_id).select_related("business").order_by("visited_on", "pk"))
