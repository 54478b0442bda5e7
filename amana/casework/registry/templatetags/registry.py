"""Values of a person's record in templates."""
from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from amana.casework.registry import codes
from amana.casework.registry.countries import country_name
from amana.casework.registry.rules import Sex
from amana.ground.access.rules import Section
from amana.ground.shell.values import reading_language
from amana.lib.core.text import listed
from amana.lib.names import Reason

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
def sex_name(code: str) -> str:
    return str(Sex(code).label)


@register.filter
def reason_words(reason: Reason) -> str:
    """One piece of evidence as a short sentence."""
    about = {"name": _("Name"), "mother": _("Mother's name"), "birth": _("Date of birth"), "phone": _("Phone"),
             "document": _("Document number")}[reason.about]
    how = {"same": _("equal"), "other_spelling": _("spelt otherwise"), "home_name": _("name used at home"), "sounds_alike": _("sounds alike"), "similar": _("similar"),
           "missing": _("missing in one"),
           "differs": _("different"), "same_month": _("same month"), "same_year": _("same year"), "one_year_apart": _("one year apart")}[reason.code]
    parts = " ← ".join(filter(None, dict.fromkeys((reason.a, reason.b))))
    return format_html("{}: {} (<bdi>{}</bdi>)", about, how, parts) if parts else format_html("{}: {}", about, how)


@register.filter
def name_met(reasons: list[str]) -> dict[str, str] | None:
    """How the name of somebody whom a search found meets the typed one: words, kind and icon of a tag."""
    words = {"same": _("Same name"), "other_spelling": _("Another spelling"), "home_name": _("Name used at home"), "sounds_alike": _("Sounds alike"),
             "similar": _("Similar name"), "missing": _("One word is missing")}
    code = next((reason.removeprefix("name_") for reason in reasons if reason.startswith("name_")), "")
    if code not in words:
        return None
    return {"words": words[code], "kind": "warn", "icon": "question-lg"} if code in ("similar", "missing") else {"words": words[code], "kind": "ok", "icon": "check-lg"}


@register.filter
def in_a_row(words: list) -> str:
    return listed([str(word) for word in words], reading_language())
