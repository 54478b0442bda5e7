"""Every change of a micro-business. One public verb per change: one transaction, one audit entry."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from amana.casework.cases import actions as cases
from amana.casework.cases.rules.attaching import AttachmentKind
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.core.errors import Refused
from amana.lib.core.ids import new_number
from amana.services.livelihoods import queries
from amana.services.livelihoods.models import Business, Instalment, Met, Plan, Step, Visit, Vote
from amana.services.livelihoods.rules import DECISIONS, Choice, Verb, template
from amana.services.livelihoods.rules.figures import Figures, written

_OF = {"sections": Section.ECONOMIC}


@dataclass(frozen=True)
class Part:
    """An instalment as the committee plans it."""

    amount: Decimal
    condition: str
    due_on: date


def begin(case_id: UUID, *, name: str, by: Actor) -> Business:
    """A business of this case, to be planned. Raises Refused (`case_state`)."""
    by.must("plan_business")
    made = Business.objects.create(case_id=case_id, name=name)
    audit.record("business.begun", case_id, **_OF, business=made.pk)
    return made


def write_plan(business: Business, *, answers: dict[str, str], figures: Figures, after: int, by: Actor) -> Plan:
    """The plan as it stands now; what stood before stays readable. after: the number of the one that the writer had before her, 0 for none.

    Raises Refused (`business_plan_numbered` if somebody was faster, `business_state`).
    """
    by.must("plan_business")
    made = Plan.objects.create(business=business, number=after + 1, version=template.read()["version"], answers=answers, figures=written(figures), asked=figures.asked)
    audit.record("business.planned", business.case_id, **_OF, business=business.pk, number=made.number)
    return made


def submit(business: Business, *, by: Actor) -> None:
    """Waits for the committee. Raises Refused (`business_state`, `business_unplanned`, `business_incomplete`)."""
    by.must("plan_business")
    if (paper := queries.paper(business.pk)) and paper.lacks:
        raise Refused("business_incomplete")
    _step(business, Verb.SUBMIT)


def withdraw(business: Business, *, by: Actor) -> None:
    """Back to who plans; votes of this round count no more. Raises Refused (`business_state`)."""
    by.must("plan_business")
    _step(business, Verb.WITHDRAW)


def drop(business: Business, *, told: str, by: Actor) -> None:
    """Given up before its start, with the reason. Raises Refused (`business_state`)."""
    by.must("plan_business")
    _step(business, Verb.DROP, told=told)


def vote(business: Business, *, choice: str, reason: str, by: Actor) -> Vote:
    """One voice of the committee in this round. Raises Refused (`business_state`, `business_own`, `business_voted_once`)."""
    by.must("decide_business")
    made = Vote.objects.create(business=business, choice=Choice(choice), reason=reason)
    audit.record("business.voted", business.case_id, **_OF, business=business.pk)
    return made


def decide(business: Business, *, step: str, told: str, conditions: str = "", amount: Decimal | None = None, instalments: Iterable[Part] = (), by: Actor) -> None:
    """What more than half of the committee are for stands, in words for the person; an approval with its amount, in instalments that sum to it.

    Raises Refused (`business_state`, `business_own`, `business_too_few_votes`, `business_no_majority`, `business_more_than_asked`, `business_instalments`).
    """
    by.must("decide_business")
    if step not in DECISIONS:
        raise ValueError(step)
    _step(business, step, told=told, conditions=conditions, amount=amount,
          instalments=[{"amount": f"{one.amount:.2f}", "condition": one.condition, "due_on": one.due_on.isoformat()} for one in instalments])


def start(business: Business, *, began_on: date, by: Actor) -> None:
    """The business works; its visits become tasks of the case's worker. Raises Refused (`business_state`, `business_in_future`)."""
    by.must("plan_business")
    _step(business, Verb.START, began_on=began_on)


def meet_condition(instalment: Instalment, *, met_on: date, evidence: str, by: Actor) -> None:
    """The condition of an instalment is met, with what shows it; once. Raises Refused (`business_state`, `business_in_future`, `livelihoods_met_pkey`)."""
    by.must("plan_business")
    Met.objects.create(instalment_id=instalment.pk, met_on=met_on, evidence=evidence)
    audit.record("business.condition_met", instalment.case_id, **_OF, business=instalment.business_id, instalment=instalment.pk)


def visit(business: Business, *, photo: bytes | None = None, by: Actor, **columns) -> Visit:
    """What a mentor saw and advised; the task of that month is done. photo: attached to the case, in the section economic.

    Raises Refused (`business_state`, `business_in_future`, and for a photo what `cases.attach` does).
    """
    by.must("plan_business")
    kept = cases.attach(business.person_id, case=business.case, kind=AttachmentKind.PICTURE, title=business.name, section=Section.ECONOMIC, content=photo, by=by) if photo else None
    made = Visit.objects.create(business=business, attachment_id=kept.pk if kept else None, **columns)
    audit.record("business.visited", business.case_id, **_OF, business=business.pk, visit=made.pk)
    return made


def print_plan(business: Business) -> str:
    """The number of a paper, on record."""
    number = new_number("V")
    audit.record("business.printed", business.case_id, **_OF, business=business.pk, print_number=number)
    return number


def _step(business: Business, verb: str, **columns) -> None:
    Step.objects.create(business=business, step=verb, **columns)
    audit.record(f"business.{verb}", business.case_id, **_OF, business=business.pk)
