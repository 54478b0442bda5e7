"""Consents in templates of other packages."""
from django import template
from django.utils.translation import get_language

from amana.casework.consent.pages import shown

register = template.Library()


@register.filter
def answers_shown(standings: list) -> list[shown.Shown]:
    """Standings with their words and looks."""
    return [shown.answer(one) for one in standings]


@register.filter
def name_of_language(row: dict) -> str:
    """The name of a language of the reference list, in the page's language."""
    return row["name_ar" if (get_language() or "ar").startswith("ar") else "name_en"]
