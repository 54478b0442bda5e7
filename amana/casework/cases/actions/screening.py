"""Screening for vulnerability."""
from amana.casework.cases.models import Case, Screening
from amana.casework.cases.rules.screening import Answers, rule_on
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock
from amana.lib.core.dates import cairo_day


def screen(case: Case, *, answers: Answers, remarks: str, by: Actor) -> Screening:
    """The answers stand under the rule of today, with the level that it suggests; who decides the level is a person (`decide_risk`)."""
    by.must("note")
    rule = rule_on(cairo_day(clock()))
    suggestion = rule.suggest(answers)
    made = Screening.objects.create(case_id=case.pk, rule=rule.version, answered=dict(answers), remarks=remarks, suggested=suggestion.level,
                                    because=suggestion.as_json())
    audit.record("case.screened", case.pk, sections=Section.SOCIAL, screening=made.pk)
    return made
