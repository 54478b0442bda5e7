"""Results as words, tags and a line over time; words of an instrument in the reader's language."""
from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amana.casework.assessments.queries import Taken
from amana.ground.shell.templatetags.amana import ltr, tag
from amana.ground.shell.values import day_words, reading_language
from amana.lib import scoring
from amana.lib.scoring import Change, Due, Instrument, Words
from amana.lib.scoring.explaining import condition
from amana.lib.scoring.instruments import NO_ANSWERS, Dimension, Rule

register = template.Library()
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM, INSET = 560, 190, 40, 28, 26, 34, 18


@register.filter
def words(said: Words | None) -> str:
    return said.said(reading_language()) if said else ""


@register.simple_tag
def score_tag(one: Taken) -> SafeString | str:
    """The result of the whole and its band, as they were shown."""
    whole = one.instrument.total if one.instrument else next(iter(one.row.scores), "")
    return dimension_tag(one, whole)


@register.simple_tag
def dimension_tag(one: Taken, code: str) -> SafeString | str:
    """Score, what it is of, and the band; or in words that there is none."""
    shown = one.row.scores.get(code, {})
    if shown.get("score") is None:
        return tag(_("No score"), "", "slash-circle")
    dimension = one.instrument.dimensions.get(code) if one.instrument else None
    band = next((it.name.said(reading_language()) for it in dimension.bands if it.code == shown["band"]), "") if dimension else shown["band"]
    of = ltr(f"{shown['score']} / {dimension.highest:f}") if dimension else ltr(shown["score"])
    return format_html("{} {}", of, tag(band)) if band else of


@register.simple_tag
def mark_tag(instrument: Instrument) -> SafeString:
    if instrument.mark == "official":
        return tag(_("Official"), "ok", "check-lg")
    return tag(_("Draft: to be confirmed") if instrument.mark == "draft" else _("Interim: to be confirmed"), "warn", "pencil")


@register.simple_tag
def occasion_name(due: Due) -> str:
    instrument = scoring.version_of(due.instrument, due.version)
    return next(one.name.said(reading_language()) for one in instrument.occasions if one.code == due.occasion)


@register.filter
def answer_rows(one: Taken) -> list[tuple[str, str, bool]]:
    """(question, answer in words, whether there is none) in the order of the form."""
    if one.instrument is None:
        return [(code, answer, answer in NO_ANSWERS) for code, answer in one.row.answers.items()]
    from amana.casework.assessments.forms import GAPS
    rows = []
    for code, item in one.instrument.items.items():
        answer = one.row.answers.get(code, "not_asked")
        is_gap = answer in NO_ANSWERS
        rows.append((item.topic.said(reading_language()), str(GAPS[answer]) if is_gap else item.options[answer].label.said(reading_language()), is_gap))
    return rows


@register.filter
def suggestions(one: Taken) -> list[tuple[Rule, str]]:
    """What the rules say, alerts first, each with its condition; what two rules say is said once."""
    found: dict[tuple[str, str], tuple[Rule, str]] = {}
    for rule in sorted(one.result.rules, key=lambda rule: rule.kind != "alert") if one.result and one.instrument else ():
        found.setdefault((rule.kind, rule.act), (rule, condition(one.instrument, rule).said(reading_language())))
    return list(found.values())


@register.filter
def explained(one: Taken) -> list[str]:
    """How each dimension came about, as somebody would do it by hand."""
    if not (one.instrument and one.result):
        return []
    told = ("formula", "prorate", "zero", "too_many_missing", "must_be_asked", "nothing_applies", "band", "no_band")
    return [line.words.said(reading_language()) for line in scoring.explain(one.instrument, one.result) if line.kind in told]


@register.simple_tag
def change_words(change: Change, instrument: Instrument) -> str:
    """Better, worse or the same; whether it counts only where the source of the instrument says from what size on."""
    dimension = instrument.dimensions[change.dimension]
    figures = {"name": dimension.name.said(reading_language()), "before": f"\u2066{change.before}\u2069", "now": f"\u2066{change.now}\u2069"}
    said = {"better": _("%(name)s: from %(before)s to %(now)s, better."), "worse": _("%(name)s: from %(before)s to %(now)s, worse."),
            "same": _("%(name)s: %(now)s, as before.")}[change.direction] % figures
    if change.is_meaningful is None or change.direction == "same":
        return said
    counts = _("A change of %(size)s or more counts: this one does.") if change.is_meaningful else _("Less than %(size)s: this may be chance.")
    return f"{said} {counts % {'size': f'{chr(0x2066)}{dimension.meaningful_change:f}{chr(0x2069)}'}}"


@register.filter
def dimensions_shown(instrument: Instrument) -> list[Dimension]:
    return list(instrument.dimensions.values())


@register.simple_tag
def line_over_time(series: Sequence[Taken], code: str) -> SafeString | str:
    """A picture of one dimension. Time runs from left to right in both languages (UX.md §5); the table beside it says the same."""
    points = [(one.row.asked_on, Decimal(shown["score"])) for one in series if (shown := one.row.scores.get(code, {})).get("score") is not None]
    instrument = series[-1].instrument if series else None
    if len(points) < 2 or instrument is None or code not in instrument.dimensions:
        return ""
    dimension = instrument.dimensions[code]
    days = max((points[-1][0] - points[0][0]).days, 1)
    span = float(dimension.highest - dimension.lowest)

    def across(day) -> float:
        return round(LEFT + INSET + (WIDTH - LEFT - RIGHT - INSET) * (day - points[0][0]).days / days, 1)

    def up(score: Decimal) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(score - dimension.lowest) / span, 1)

    name = dimension.name.said(reading_language())
    label = _("%(name)s over time: %(first)s on %(from)s, %(last)s on %(to)s.") % {
        "name": name, "first": points[0][1], "from": day_words(points[0][0]), "last": points[-1][1], "to": day_words(points[-1][0])}
    edges = sorted({dimension.lowest, dimension.highest, *(band.first for band in dimension.bands)})
    lines = format_html_join("", '<line x1="{}" x2="{}" y1="{}" y2="{}" class="am-line-grid"></line><text x="{}" y="{}" class="am-line-axis" text-anchor="end">{}</text>', (
        (LEFT, WIDTH - RIGHT, up(edge), up(edge), LEFT - 6, up(edge) + 4, f"{edge:f}") for edge in edges))
    marks = format_html_join("", '<circle cx="{}" cy="{}" r="4" class="am-line-mark"></circle><text x="{}" y="{}" class="am-line-value" text-anchor="middle">{}</text>', (
        (across(day), up(score), across(day), up(score) - 9, score) for day, score in points))
    ends = format_html_join("", '<text x="{}" y="{}" class="am-line-axis" text-anchor="{}">{}</text>', (
        (across(day), HEIGHT - 10, anchor, f"\u2068{day_words(day)}\u2069") for (day, _score), anchor in ((points[0], "start"), (points[-1], "end"))))
    path = " ".join(f"{across(day)},{up(score)}" for day, score in points)
    return format_html('<svg class="am-line" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">{}<polyline points="{}" class="am-line-path"></polyline>{}{}</svg>',
                       WIDTH, HEIGHT, label, lines, path, marks, ends)
