"""Values of a person's record in templates."""
from django import template

from amana.casework.registry.countries import country_name
from amana.ground.access.rules import Section

register = template.Library()
register.filter("country", country_name)


@register.filter
def has_section(sections: int, name: str) -> bool:
    """Whether a set of sections holds the one of that name."""
    return bool(sections & Section[name.upper()])
