"""Values of a person's record in templates."""
from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from amana.casework.registry import codes
from amana.casework.registry.countries import country_name
from amana.casework.registry.rules import Sex
from amana.ground.access.rules import Section
from amana.ground.shell.values import count_text, reading_language
from amana.lib.core.text import listed
from amana.lib.names.matching import NO_LIST, Reason

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


RARE = 1_000  # one person in so many has a name of which it is said


@register.filter
def reason_words(reason: Reason) -> str:
    """One piece of evidence as a short sentence."""
    about = {"given": _("First name"), "father": _("Father's name"), "grandfather": _("Grandfather's name"), "family": _("Family name"), "birth": _("Date of birth"),
             "sex": _("Sex"), "nationality": _("Nationality"), "phone": _("Phone"), "document": _("Document number")}[reason.about]
    how = {"same": _("equal"), "other_spelling": _("spelt otherwise"), "home_name": _("name used at home"), "sounds_alike": _("sounds alike"), "similar": _("similar"),
           "missing": _("missing in one"), "differs": _("different"), "swapped": _("day and month changed places"), "same_month": _("same month"), "same_year": _("same year"),
           "same_day": _("same day and month, another year"), "one_year_apart": _("one year apart"), "few_years_apart": _("two or three years apart")}[reason.code]
    written = " ← ".join(filter(None, dict.fromkeys((reason.a, reason.b))))
    more = [*[_("in another place of the name")] * bool(reason.elsewhere), *_rarity(reason.one_in)]
    return format_html("{}: {}{}{}", about, how, format_html(" (<bdi>{}</bdi>)", written) if written else "", "".join(f" · {words}" for words in more))


def _rarity(one_in: int) -> list[str]:
    """The lists know shares roughly: one digit of it is said."""
    if one_in < RARE:
        return []
    if one_in >= NO_LIST:
        return [_("rare: in no list of names")]
    return [_("rare: about one in %(n)s has it") % {"n": count_text(int(f"{one_in:.0e}".partition("e")[0]) * 10 ** (len(str(one_in)) - 1))}]


@register.filter
def reason_icon(reason: Reason) -> str:
    """Whether it speaks for one person, perhaps, says nothing, or speaks against."""
    icons = {"same": "check-lg", "other_spelling": "check-lg", "home_name": "check-lg", "missing": "dash-lg", "differs": "x-lg"}
    return icons.get(reason.code, "question-lg")


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
