"""Every change of social protection. One public verb per change: one transaction, one audit entry."""
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from amana.casework.cases import actions as cases
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.holidays import queries as holidays
from amana.ground.rows.acting import Actor, Hidden, clock
from amana.ground.shell.values import reading_language
from amana.lib import eligibility, workdays
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from amana.lib.core.ids import new_number
from amana.services.entitlements import queries
from amana.services.entitlements.models import Application, ApplicationStep, Publication, RuleDraft, Screening
from amana.services.entitlements.rules import MOVES, follow_up

if TYPE_CHECKING:
    from amana.casework.cases.models import Case

_OF = {"sections": Section.ECONOMIC}


def screen(case: "Case", *, facts: Mapping[str, str], remarks: str, by: Actor) -> Screening:
    """What is known stands with what the rules in force today say of it. An answer that is none is not kept. Raises Refused (`case_state`)."""
    by.must("screen")
    today, asked = cairo_day(clock()), eligibility.facts()
    known = {code: answer for code, answer in facts.items() if code in asked and asked[code].reads(answer)}
    findings = {code: {"version": one.version, "outcome": eligibility.judge(one, known, asked).outcome.value} for code, one in queries.in_force(today).items()}
    made = Screening.objects.create(case_id=case.pk, asked_on=today, facts=known, findings=findings, remarks=remarks)
    audit.record("entitlement.screened", case.pk, **_OF, screening=made.pk)
    return made


def print_sheet(case_id: UUID) -> str:
    """The number of a sheet for the family, on record."""
    number = new_number("V")
    audit.record("entitlement.printed", case_id, **_OF, print_number=number)
    return number


def prepare(case: "Case", screening: Screening, *, programme: str, by: Actor) -> Application:
    """The person decided to apply; somebody looks at it again by rule. Raises Refused (`application_once`, `case_state`)."""
    by.must("screen")
    if programme not in screening.findings:
        raise Hidden
    made = Application.objects.create(case_id=case.pk, screening=screening, programme=programme, version=screening.findings[programme]["version"], task_id=_looked_at(case, "prepared", by))
    audit.record("entitlement.prepared", case.pk, **_OF, application=made.pk)
    return made


def move(application: Application, *, step: str, happened_on: date, office: str = "", number: str = "", words: str = "", by: Actor) -> ApplicationStep:
    """It has come one step on; the former reminder is done and the next one stands by rule.

    Raises Refused (`application_state` where a colleague was faster, `application_in_future`, `application_step_says_where`, `application_step_says_why`, `case_state`).
    """
    by.must("screen")
    last = ApplicationStep.objects.filter(application=application).order_by("-made_at", "-pk").first()
    made = ApplicationStep.objects.create(application=application, case_id=application.case_id, step=step, happened_on=happened_on, office=office, number=number, words=words,
                                          task_id=_looked_at(application.case, MOVES[step][1], by))
    if before := last.task_id if last else application.task_id:
        with suppress(Refused, Hidden):  # done already, or given to a colleague whose tasks she does not see
            cases.finish_task(before, outcome="", by=by)
    audit.record("entitlement.moved", application.case_id, **_OF, application=application.pk, step=step)
    return made


def _looked_at(case: "Case", state: str, by: Actor) -> UUID | None:
    """The task by which the worker looks at it again, where the rule of that state has one."""
    if state not in follow_up():
        return None
    (amount, unit, kind), title = follow_up()[state]
    due = workdays.due(clock(), amount, unit, kind, holidays.days())
    return cases.plan_task(case, title=title[reading_language()], due_at=due, staff_id=None, by=by).pk


# Rules ------------------------------------------------------------------------------------------------------------------------------------------------
def draft_rule(programme: str, *, text: str, why: str, replaces: RuleDraft | None = None, by: Actor) -> RuleDraft:
    """The text stands as a draft that holds nowhere. Raises Unreadable with its faults, Refused (`rule_of_another`, `rule_version_taken`, `entitlements_ruledraft_replaces_id_key`)."""
    by.must("reference_data")
    read = eligibility.read(text, eligibility.facts())
    if read.code != programme:
        raise Refused("rule_of_another")
    if read.key in {one.programme.key for one in queries.versions()}:
        raise Refused("rule_version_taken")
    made = RuleDraft.objects.create(programme=programme, version=read.version, text=text, why=why, replaces=replaces)
    audit.record("rule.drafted", made.pk, programme=programme, version=read.version)
    return made


def withdraw_rule(draft: RuleDraft, *, why: str, by: Actor) -> None:
    """The draft is given up. Raises Refused (`entitlements_ruledraft_replaces_id_key`, `rule_published_once`)."""
    by.must("reference_data")
    made = RuleDraft.objects.create(programme=draft.programme, version=draft.version, text=draft.text, why=why, replaces=draft, is_withdrawn=True)
    audit.record("rule.withdrawn", made.pk, programme=draft.programme, version=draft.version)


def publish_rule(draft: RuleDraft, *, valid_from: date, confirmed: str, by: Actor) -> Publication:
    """It holds from that day on; screenings made before keep their version.

    Raises Refused (`rule_examples` where one does not hold, `rule_replaced`, `rule_in_past`, `rule_published_once`).
    """
    by.must("reference_data")
    read = eligibility.read(draft.text, eligibility.facts())
    if not all(one.holds for one in eligibility.tried(read, eligibility.facts())):
        raise Refused("rule_examples")
    made = Publication.objects.create(rule=draft, valid_from=valid_from, confirmed=confirmed)
    audit.record("rule.published", draft.pk, programme=draft.programme, version=draft.version)
    return made
