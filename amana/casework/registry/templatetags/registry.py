"""Values of a person's record in templates."""
from django import template
from django.utils.translation import get_language

from amana.casework.registry import codes
from amana.casework.registry.countries import country_name
from amana.ground.access.rules import Section
from amana.lib.core.text import listed

register = template.Library()
register.filter("country", country_name)


@register.filter
def has_section(sections: int, name: str) -> bool:
    """Whether a set of sections holds the one of that name."""
    return bool(sections & Section[name.upper()])


@register.filter
def code_name(code: str, of: str) -> str:
    """The code's name in the page's language; `of`: the list that knows it."""
    return codes.name(code, of)


@register.filter
def code_names(found: list[str], of: str) -> str:
    """The codes' names in a row."""
    return in_a_row([codes.name(code, of) for code in found])


@register.filter
def in_a_row(words: list) -> str:
    return listed([str(word) for word in words], get_language() or "ar")
