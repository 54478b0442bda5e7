"""States of cases, plans and risk as tags: a word with an icon, never colour alone."""
from datetime import datetime
from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amana.casework.cases.rules import ActionState, CaseState, PlanState, RiskLevel
from amana.casework.cases.rules.closing import Met, name_of
from amana.ground.shell.templatetags.amana import currency_name, ltr, tag
from amana.ground.shell.values import late_words
from amana.lib.core.dates import cairo_day

register = template.Library()

RISK = {
    RiskLevel.CRITICAL: ("danger", "exclamation-circle-fill"), RiskLevel.HIGH: ("danger", "exclamation-triangle-fill"),
    RiskLevel.MEDIUM: ("warn", "exclamation-triangle-fill"), RiskLevel.LOW: ("ok", "check-lg"),
}
CASE = {
    CaseState.OPEN: ("", "folder"),
    CaseState.ON_HOLD: ("warn", "hourglass-split"),
    CaseState.CLOSURE_ASKED: ("info", "inbox"),
    CaseState.CLOSED: ("", "check-lg"),
}
PLAN = {
    PlanState.DRAFT: ("info", "pencil"), PlanState.SUBMITTED: ("info", "hourglass-split"), PlanState.RETURNED: ("warn", "reply"),
    PlanState.APPROVED: ("ok", "check-lg"), PlanState.SUPERSEDED: ("", "clock-history"),
}
ACTION = {
    ActionState.PLANNED: ("", "circle"),
    ActionState.UNDER_WAY: ("info", "arrow-repeat"),
    ActionState.DONE: ("ok", "check-lg"),
    ActionState.DROPPED: ("", "slash-circle"),
}
MET = {Met.MET: ("ok", "check-lg"), Met.NOT_MET: ("warn", "exclamation-triangle-fill"), Met.NOT_APPLICABLE: ("", "slash-circle")}


@register.simple_tag
def risk_tag(risk) -> SafeString | str:
    """The level in words; nothing where none is decided or none is shown."""
    return level_tag(risk.level if risk else "")


@register.simple_tag
def level_tag(level: str | None) -> SafeString | str:
    return tag(RiskLevel(level).label, *RISK[level]) if level else ""


@register.simple_tag
def suggested_tag(screening) -> SafeString:
    """The level that a screening suggests; in words that it is no decision."""
    if not screening.suggested:
        return tag(_("No suggestion"))
    return tag(_("Suggested: %(level)s") % {"level": screening.get_suggested_display()}, *RISK[screening.suggested])


@register.simple_tag
def state_tag(case) -> SafeString:
    return tag(CaseState(case.state).label, *CASE[case.state])


@register.simple_tag
def met_tag(check) -> SafeString:
    return tag(Met(check.answer).label, *MET[check.answer])


@register.simple_tag
def checks_words(checks: list) -> str:
    """How many criteria are met, and how many are not."""
    met, not_met = (sum(one.answer == answer for one in checks) for answer in (Met.MET, Met.NOT_MET))
    return _("Criteria of closing: %(met)s met, %(not_met)s not met") % {"met": met, "not_met": not_met}


@register.filter
def criterion_name(code: str) -> str:
    return name_of(code)


@register.simple_tag
def plan_tag(plan) -> SafeString:
    return tag(PlanState(plan.state).label, *PLAN[plan.state])


@register.simple_tag
def action_tag(action) -> SafeString:
    return tag(ActionState(action.state).label, *ACTION[action.state])


@register.simple_tag
def money(amount: Decimal, currency: str) -> SafeString:
    """1,482.50 EGP; pounds by their word, other money by its code."""
    return format_html("{} {}", ltr(f"{amount:,.2f}"), currency_name(currency))


@register.filter
def lateness(due_at: datetime | None, now: datetime) -> str:
    """`2 days late`, `late` on the day itself, or nothing."""
    if not due_at or due_at >= now:
        return ""
    return late_words(cairo_day(due_at), today=cairo_day(now)) or _("late")


@register.filter
def dimension_mark(dimension: str) -> str:
    """The series colour of a dimension; the word stands beside it."""
    return {"social": "c1", "economic": "c2", "psychosocial": "c3"}.get(dimension, "other")


@register.filter
def value_of(known: dict, key: object) -> object:
    """What stands under a key, or nothing."""
    return known.get(key, "")
