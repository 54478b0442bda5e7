"""How a month of follow-up and an attempt stand, as tags."""
from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from amana.ground.organisations import places
from amana.ground.shell.templatetags.amana import in_language, tag
from amana.services.reintegration.models import Attempt
from amana.services.reintegration.rules import Month, Outcome, VisitState

register = template.Library()
_MONTHS = {VisitState.KEPT: ("ok", "check-lg"), VisitState.MISSED: ("", "slash-circle"), VisitState.LATE: ("danger", "exclamation-triangle-fill"), VisitState.DUE: ("warn", "clock"),
           VisitState.TO_COME: ("", "circle")}
_OUTCOMES = {Outcome.REACHED: ("ok", "check-lg"), Outcome.ASKED_NOT: ("danger", "telephone-x")}


@register.simple_tag
def month_tag(one: Month) -> SafeString:
    return tag(str(one.state.label), *_MONTHS[one.state])


@register.simple_tag
def outcome_tag(one: Attempt) -> SafeString:
    return tag(str(Outcome(one.outcome).label), *_OUTCOMES.get(Outcome(one.outcome), ("warn", "x-lg")))


@register.filter
def of_key(of: Mapping, key: object) -> str:
    return of.get(key, "")


@register.filter
def governorate_name(code: str) -> str:
    return in_language(places.place(code))
