"""The one way to print values that must be isolated, icons and small parts. A builtin: templates need no {% load %}."""
import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from django import template
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import flatatt
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import NoReverseMatch
from django.utils.html import escape, format_html, format_html_join
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext as _

from amana.ground.rows.doors import FORM_TOKEN
from amana.ground.shell import values
from amana.ground.shell.addresses import address, address_of
from amana.ground.shell.values import reading_language
from amana.lib.core import phones
from amana.lib.core.dates import PartialDate, cairo_day, to_cairo
from amana.lib.core.ids import uuid7

register = template.Library()

# These point or run along the line of reading and turn with it; clocks, checks, phones and the like never do.
MIRRORED = {
    "arrow-counterclockwise", "arrow-left", "arrow-right", "box-arrow-right", "card-checklist", "chevron-left",
    "chevron-right", "list", "person-plus", "question-lg", "reply", "send",
}


WHOLE_UP_TO = 24  # characters that never break over two lines
_NUMBER_AMONG_WORDS = re.compile(f"\u2066([^\u2069]{{1,{WHOLE_UP_TO}}})\u2069")


@register.filter
def ltr(value: object) -> str:
    """A phone, number, code, address, file name or fraction as one whole, left to right."""
    if value in (None, ""):
        return ""
    whole = ' class="am-whole"' if len(str(value)) <= WHOLE_UP_TO else ""
    return format_html('<bdi dir="ltr"{}>{}</bdi>', mark_safe(whole), value)


@register.filter
def person_name(value: object) -> str:
    """A name as it was written, in its own direction; an empty one is said in words."""
    return format_html("<bdi>{}</bdi>", value) if value else _("Name not given")


@register.filter
def to_correct(form) -> int:
    """How many places of a form are red: its errors, and files that have to be chosen again; 0 where all that was refused belongs to no place."""
    shown = form.visible_fields() if callable(form.visible_fields) else form.visible_fields
    let_go = sum(field.is_let_go for field in shown)
    return 0 if set(form.errors) == {NON_FIELD_ERRORS} and not let_go else len(form.errors) + let_go


@register.filter
def isolated(value: object) -> str:
    """Somebody's words, in their own direction; a number that is isolated among them stays whole."""
    return format_html("<bdi>{}</bdi>", mark_safe(_NUMBER_AMONG_WORDS.sub(r'<bdi dir="ltr" class="am-whole">\1</bdi>', escape(value)))) if value else ""


@register.filter
def phone(value: str | None) -> str:
    """An E.164 number in groups; not a link, since the safe-contact rule comes before any call."""
    return ltr(phones.shown(value)) if value else ""


@register.filter
def count(value: float | Decimal | None) -> str:
    """1,482"""
    return "" if value is None else ltr(values.count_text(value))


@register.filter
def currency_name(code: str) -> str:
    """Pounds by their word, as people say it; other money by its code."""
    return _("EGP") if code == "EGP" else ltr(code)


@register.filter
def percent(value: int | None) -> str:
    """83% as one whole."""
    return "" if value is None else ltr(f"{values.count_text(value)}%")


@register.filter
def date_long(value: date | datetime | PartialDate | None) -> str:
    """25 November 2026, as much of it as is known. Never isolated: month names belong to the sentence's direction."""
    if not value:
        return ""
    if isinstance(value, PartialDate):
        return values.partial_words(value)
    return format_html('<time datetime="{}">{}</time>', _machine(value), values.day_words(values.as_day(value)))


@register.filter
def date_short(value: date | datetime | None) -> str:
    """25 November, with the year where it is another one."""
    words = value and values.day_words(values.as_day(value), today=cairo_day(clock_now()))
    return format_html('<time datetime="{}">{}</time>', _machine(value), words) if value else ""


@register.filter
def date_relative(value: date | datetime | None) -> str:
    """3 minutes ago, Today 14:30, Sunday 29 November; the full date is in `datetime` and in the title."""
    if not value:
        return ""
    return _relative(value)


@register.filter
def date_within(value: date | datetime | None) -> str:
    """The same inside a sentence: tomorrow 14:30."""
    return _relative(value, in_sentence=True) if value else ""


@register.filter
def time_of_day(value: datetime | None) -> str:
    """14:30 on a Cairo clock."""
    return ltr(f"{to_cairo(value):%H:%M}") if value else ""


@register.filter
def age(value: PartialDate | None) -> str:
    """25 years; about 26 years."""
    return values.age_words(value, today=cairo_day(clock_now())) if value else ""


@register.filter
def days_late(value: date | None) -> str:
    """2 days late; empty before that."""
    return values.late_words(value, today=cairo_day(clock_now())) if value else ""


@register.filter
def in_language(value: object, field: str = "name") -> str:
    """`name_ar` or `name_en` of reference data, by the page's language."""
    language = reading_language()
    return getattr(value, f"{field}_{language}", "")


@register.filter
def initials(value: str) -> str:
    """First letters of the first two words, for an avatar; Arabic letters are kept apart, or they might make a word."""
    words = [word.removeprefix("ال") or word for word in str(value or "").split()][:2]
    return ("\u200c" if "\u0600" <= words[0][0] <= "\u06ff" else "").join(word[0] for word in words) if words else ""


@register.filter
def role_name(code: str) -> str:
    """The role in words, by the enumeration that settings name."""
    roles = getattr(settings, "AMANA_ROLES", None)
    return str(import_string(roles)(code).label) if roles else code


@register.filter
def page_of(key: UUID, name: str) -> str:
    """The address of the page of that name about the thing of that key."""
    return address_of(name, key)


@register.filter
def in_navigation(name: str, groups: list[dict]) -> bool:
    """Whether the actor's navigation leads to the page of that name."""
    try:
        url = address(name)
    except NoReverseMatch:
        return False
    return any(item["url"] == url for group in groups for item in group["items"])


def _relative(value: date | datetime, *, in_sentence: bool = False) -> str:
    full = values.day_words(values.as_day(value)) + (f" {to_cairo(value):%H:%M}" if isinstance(value, datetime) else "")
    return format_html('<time datetime="{}" title="{}">{}</time>', _machine(value), full, values.relative_words(value, in_sentence=in_sentence))


def _machine(value: date | datetime) -> str:
    return to_cairo(value).isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()


class _Constant(template.Node):
    def __init__(self, nodes: template.NodeList):
        self.nodes = nodes
        self.drawn: dict[str, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = reading_language()
        if language not in self.drawn:
            nothing = template.Context()
            with nothing.bind_template(context.template):
                self.drawn[language] = self.nodes.render(nothing)
        return self.drawn[language]


@register.tag
def constant(parser: template.base.Parser, token: template.base.Token) -> _Constant:
    """Words, icons and addresses between it and `endconstant` are drawn once in each language, for everybody: so in there nothing is known, neither reader nor request."""
    nodes = parser.parse(["endconstant"])
    parser.delete_first_token()
    return _Constant(nodes)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite, hidden from readers since a word stands beside it; with `label` it speaks itself."""
    return _icon(name, str(label))


@lru_cache(maxsize=500)
def _icon(name: str, label: str) -> SafeString:
    kind = "am-icon am-icon-flip" if name in MIRRORED else "am-icon"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', kind, spoken, static("built/icons.svg"), name)


@register.simple_tag
def attributes(of: dict) -> SafeString:
    """What stands in a control's tag. Drawn here: a template for it was a tenth of a page with filters."""
    return flatatt(of)


@register.simple_tag
def tag(words: str, kind: str = "", icon_name: str = "") -> SafeString:
    """A state in a word. kind: danger, warn, ok, info, private or nothing. It is no button and looks like none."""
    return _tag(str(words), kind, icon(icon_name) if icon_name else "")


@lru_cache(maxsize=500)
def _tag(words: str, kind: str, drawn: SafeString | str) -> SafeString:
    return format_html('<span class="am-tag{}">{}{}</span>', f" am-tag-{kind}" if kind else "", drawn, words)


@register.simple_tag
def masked(words: str) -> SafeString:
    """In place of a value the reader may not see: says why. The value itself never reaches the template."""
    return format_html('<span class="am-masked">{}{}</span>', icon("lock"), words)


@register.simple_tag
def avatar(name: str, is_big: bool = False) -> SafeString:
    drawn = initials(name) or icon("person")
    return format_html(
        '<span class="am-avatar{}" aria-hidden="true">{}</span>', " am-avatar-big" if is_big else "", drawn)


@register.simple_tag
def bar(value: int, of: int, words: str, kind: str = "") -> SafeString:
    """A progress bar with its words under it."""
    return format_html(
        '<progress class="am-bar{}" value="{}" max="{}" aria-label="{}"></progress>'
        '<span class="am-meta" aria-hidden="true">{}</span>',
        f" am-bar-{kind}" if kind else "", value, of or 1, words, words)


@register.simple_tag
def clock(started_at: datetime, due_at: datetime, now: datetime | None = None, share: float | None = None) -> SafeString:
    """Time left in words and as a bar; the words carry the meaning, the colour repeats it. share: of a deadline in working time."""
    shown = values.clock(started_at, due_at, now=now, share=share)
    drawn = format_html(
        '<span class="am-clock-words">{}<span>{}</span></span>'
        '<progress class="am-bar{}" value="{}" max="100" aria-hidden="true"></progress>',
        icon("clock"), shown.words, f" am-bar-{shown.kind}" if shown.kind else "", shown.percent)
    return format_html('<span class="am-clock{}">{}</span>', f" am-clock-{shown.kind}" if shown.kind else "", drawn)


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> SafeString:
    """The hidden fields of each form that is posted: against forgery, and against being sent twice."""
    csrf = get_token(context["request"])
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', [
        ("csrfmiddlewaretoken", csrf), (FORM_TOKEN, str(_new_token()))])


def _new_token() -> UUID:
    return uuid7()


@register.simple_block_tag
def note(content: str, kind: str = "info", icon_name: str = "", title: str = "", role: str = "") -> SafeString:
    """A message inside the page. kind: info, warn, danger, ok, private. role="alert" where a danger answers an act."""
    drawn = icon(icon_name or _NOTE_ICONS[kind])
    head = format_html('<p class="am-note-title">{}</p>', title) if title else ""
    spoken = format_html(' role="{}"', role) if role else ""
    return format_html(
        '<div class="am-note am-note-{}"{}>{}<div class="am-note-text">{}{}</div></div>',
        kind, spoken, drawn, head, content)


_NOTE_ICONS = {
    "info": "info-circle-fill", "warn": "exclamation-triangle-fill", "danger": "exclamation-circle-fill",
    "ok": "check-circle-fill", "private": "shield-lock",
}


@register.simple_block_tag
def card(
    content: str, title: str = "", icon_name: str = "", kind: str = "", end: str = "", is_flush: bool = False,
) -> SafeString:
    """A surface with a heading. kind: warn, private, wide or nothing. end: what stands at the end of the head.

    is_flush: for rows and tables, which bring their own edges.
    """
    drawn = icon(icon_name) if icon_name else ""
    closing = format_html('<span class="am-card-head-end">{}</span>', end) if end else ""
    head = title and format_html(
        '<div class="am-card-head"><h2 class="am-card-title">{}{}</h2>{}</div>', drawn, title, closing)
    body = content if is_flush else format_html('<div class="am-card-body">{}</div>', content)
    return format_html('<section class="am-card{}">{}{}</section>', f" am-card-{kind}" if kind else "", head, body)


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way back, or nothing where a page has none."""
    if not content.strip():
        return mark_safe("")
    return format_html('<nav class="am-crumbs" aria-label="{}"><ol>{}</ol></nav>', _("You are here"), content)


@register.simple_tag
def crumb(words: str, url: str = "") -> SafeString:
    """One step of the way; the last one has no address. On a phone the last address becomes the way back."""
    if not url:
        return format_html('<li><span aria-current="page">{}</span></li>', words)
    return format_html(
        '<li class="am-crumb-back"><a href="{}"><span class="am-phone-only">{}</span>{}</a></li>',
        url, icon("arrow-left"), words)
