"""Consents in templates of other packages."""
from django import template

from amana.casework.consent.pages import shown

register = template.Library()


@register.filter
def answers_shown(standings: list) -> list[shown.Shown]:
    """Standings with their words and looks."""
    return [shown.answer(one) for one in standings]
