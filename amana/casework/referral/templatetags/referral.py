"""Values of a referral in templates: who, clocks, and what a package holds."""
from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amana.casework.cases.rules import NoteKind, RiskLevel
from amana.casework.referral import package
from amana.casework.referral.rules import State, Urgency, answer_words, reason_words
from amana.casework.registry import codes
from amana.casework.registry.rules import MaritalStatus, Sex
from amana.ground.access.rules import SECTION_NAMES, Section
from amana.ground.organisations import places
from amana.ground.shell.templatetags.amana import date_long, ltr, person_name, tag
from amana.lib.core.dates import PartialDate

register = template.Library()

STATE_LOOKS = {
    State.SENT: ("info", "hourglass-split"), State.SEEN: ("info", "hourglass-split"), State.CLARIFICATION: ("warn", "question-lg"),
    State.ACCEPTED: ("ok", "check-lg"), State.STARTED: ("ok", "arrow-repeat"), State.COMPLETED: ("ok", "check-circle-fill"),
    State.FEEDBACK: ("ok", "check-circle-fill"), State.DECLINED: ("danger", "x-lg"), State.EXPIRED: ("danger", "clock-history"),
    State.WITHDRAWN: ("", "reply"), State.ENDED: ("warn", "slash-circle"),
}


@register.simple_tag
def state_tag(state: str) -> SafeString:
    return tag(State(state).label, *STATE_LOOKS[State(state)])


@register.simple_tag
def urgency_tag(urgency: str) -> SafeString:
    """Nothing for a routine one."""
    kind = {Urgency.EMERGENCY: "danger", Urgency.URGENT: "warn"}.get(Urgency(urgency))
    return tag(Urgency(urgency).label, kind, "clock") if kind else SafeString("")


@register.filter
def who(minimum: dict) -> str:
    """In words, with the years isolated."""
    word, _bracket, years = package.who(minimum).partition(" (")
    return format_html("{} {}", word, ltr(f"({years}")) if years else word


register.filter("answer_words", answer_words)


register.filter("reason_words", reason_words)


@register.filter
def package_sections(parts: dict) -> list[dict]:
    """The parts of a package after the minimum: name of the section, and (label, key, value) of each thing in it."""
    return [{"name": SECTION_NAMES[Section(bit)], "things": [(package.LABELS.get(key.partition(":")[0], key), key, value) for key, value in _ordered(body)]}
            for bit, body in sorted(parts.items()) if bit]


def _ordered(body: dict) -> list[tuple[str, object]]:
    """In the order of the labels; what is stored as JSON has none of its own."""
    places = {kind: place for place, kind in enumerate(package.LABELS)}
    return sorted(body.items(), key=lambda thing: (places.get(thing[0].partition(":")[0], len(places)), thing[0]))


@register.simple_tag
def packed(key: str, value: object) -> str:
    """One thing of a package in words."""
    kind = key.partition(":")[0]
    said = _SAID.get(kind)
    return said(value) if said else render_to_string(f"referral/packed/{kind}.html", {"value": value}) if kind in _DRAWN else format_html("<bdi>{}</bdi>", value)


def _listed(words) -> str:
    return " · ".join(str(word) for word in words)


def _day(iso: str) -> str:
    """`1990-05-12`, `1990-05`, `1990`, `1992~` as the page says dates."""
    if iso.endswith("~"):
        return _("about %(year)s") % {"year": iso[:-1]}
    return date_long(PartialDate.of(*map(int, iso.split("-"))))


_DRAWN = {"phone", "document", "risk", "note", "languages", "way"}
_SAID = {
    "name": person_name, "name_latin": ltr, "sex": lambda code: Sex(code).label, "birth": _day, "returned": _day,
    "nationalities": lambda found: _listed(codes.name(code, "countries") for code in found),
    "place": lambda found: _listed(places.place(code) or code for code in found),
    "return_mode": lambda code: codes.name(code, "return_modes"), "education": lambda code: codes.name(code, "education"),
    "occupation": lambda code: codes.name(code, "occupations"), "marital_status": lambda code: MaritalStatus(code).label,
}


@register.filter
def risk_word(level: str) -> str:
    return str(RiskLevel(level).label)


@register.filter
def note_kind(code: str) -> str:
    return str(NoteKind(code).label)


@register.filter
def iso_day(iso: str) -> str:
    return _day(iso)
