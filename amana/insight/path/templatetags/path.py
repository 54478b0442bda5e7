"""The picture of a path: SVG by attributes alone, time from left to right in both languages (UX.md §5). The table behind it says the same."""
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amana.ground.shell.values import day_words, reading_language
from amana.insight.path.queries import Path
from amana.insight.path.rules import LINES, Event, Series

register = template.Library()
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 380, 52, 64, 20, 66
APART, MARK = 16, 25  # between labels at the end of lines, and between numbers of events


@register.filter
def said(score: Decimal | None) -> str:
    """With its two places."""
    return f"{score:.2f}" if score is not None else ""


@register.filter
def signed(change: Decimal) -> str:
    return f"\u2066{change:+.2f}\u2069"


@register.simple_tag
def line_sample(code: str) -> SafeString | str:
    """How the line of a dimension looks, beside its name."""
    if code not in LINES:
        return ""
    return format_html('<svg class="am-path-sample" viewBox="0 0 28 8" width="28" height="8" aria-hidden="true"><line x1="1" x2="27" y1="4" y2="4" class="am-path-line am-path-{}"></line></svg>', LINES[code])


@register.filter
def rows_of(path: Path) -> list[tuple[date, list[Decimal | None]]]:
    """Day and scores, the whole first."""
    return [(one.row.asked_on, [dict(series.points).get(one.row.asked_on) for series in (path.whole, *path.dimensions) if series]) for one in path.surveys]


@register.simple_tag
def path_chart(path: Path) -> SafeString:
    """Lines of the dimensions, the band of the highest scores, and numbered events."""
    days = [day for series in path.dimensions for day, _score in series.points] + [one.day for one in path.events]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def across(day: date) -> float:
        return round(LEFT + 14 + (WIDTH - LEFT - RIGHT - 28) * (day - first).days / span, 1)

    def up(score: Decimal) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(score), 1)
    bands = next(iter(path.instrument.dimensions.values())).bands
    parts = [_zone(bands[-1].first, up), _grid(sorted({Decimal(0), Decimal(1), *(band.first for band in bands)}), up), _months(first, last, across), _marks(path.events, across),
             *(_line(series, across, up) for series in path.dimensions), _ends(path.dimensions, across, up)]
    return format_html('<svg class="am-path" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">{}</svg>', WIDTH, HEIGHT, finding(path), format_html_join("", "{}", ((one,) for one in parts)))


@register.simple_tag
def finding(path: Path) -> str:
    """One sentence that says what the picture shows."""
    whole = path.whole
    if whole is None or whole.was is None or whole.change is None:
        return _("Scores of the dimensions over time.")
    words = {"was": f"\u2066{whole.was:.2f}\u2069", "now": f"\u2066{whole.now:.2f}\u2069", "from": day_words(whole.points[0][0]), "to": day_words(whole.points[-1][0])}
    if whole.change > 0:
        return _("The composite score rose from %(was)s on %(from)s to %(now)s on %(to)s.") % words
    if whole.change < 0:
        return _("The composite score fell from %(was)s on %(from)s to %(now)s on %(to)s.") % words
    return _("The composite score is %(now)s on %(to)s, as it was on %(from)s.") % words


def _zone(first: Decimal, up) -> SafeString:
    top, bottom = up(Decimal(1)), up(first)
    return format_html('<rect x="{}" y="{}" width="{}" height="{}" class="am-path-zone"></rect>', LEFT, top, WIDTH - LEFT - RIGHT, round(bottom - top, 1))


def _grid(edges: Iterable[Decimal], up) -> SafeString:
    return format_html_join("", '<line x1="{}" x2="{}" y1="{}" y2="{}" class="am-path-grid"></line><text x="{}" y="{}" class="am-path-axis" text-anchor="end">{}</text>', (
        (LEFT, WIDTH - RIGHT, up(edge), up(edge), LEFT - 8, up(edge) + 4, f"{edge:f}") for edge in edges))


def _months(first: date, last: date, across) -> SafeString:
    """At most eight first days of months, as month and year."""
    months, at = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while at <= last:
        months.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    every = max(1, -(-len(months) // 8))
    return format_html_join("", '<text x="{}" y="{}" class="am-path-axis" text-anchor="middle">{}/{}</text>', ((across(one), HEIGHT - 8, one.month, one.year) for one in months[::every]))


def _marks(events: Sequence[Event], across) -> SafeString:
    """Numbers stand apart: what would cover the one before moves on, its line stays on its day."""
    drawn, after = [], 0.0
    room = WIDTH - 12
    places = []
    for one in events:
        after = max(across(one.day), after + MARK if after else 0.0)
        places.append(after)
    for n in range(len(places) - 1, -1, -1):  # and none beyond the picture
        places[n] = min(places[n], room - MARK * (len(places) - 1 - n))
    for n, (one, at) in enumerate(zip(events, places, strict=True), start=1):
        tone = " am-path-bad" if one.tone == "danger" else ""
        drawn.append(format_html('<polyline points="{0},{1} {0},{2} {3},{4}" class="am-path-event{5}"></polyline><circle cx="{3}" cy="{6}" r="11" class="am-path-mark{5}"></circle>'
                                 '<text x="{3}" y="{7}" class="am-path-number{5}" text-anchor="middle">{8}</text>', across(one.day), TOP, HEIGHT - BOTTOM, round(at, 1), HEIGHT - BOTTOM + 8, tone,
                                 HEIGHT - BOTTOM + 19, round(HEIGHT - BOTTOM + 23.5, 1), n))
    return format_html_join("", "{}", ((one,) for one in drawn))


def _line(series: Series, across, up) -> SafeString:
    style = LINES.get(series.code, "c1")
    points = " ".join(f"{across(day)},{up(score)}" for day, score in series.points)
    dots = format_html_join("", '<circle cx="{}" cy="{}" r="4.5" class="am-path-dot am-path-{}"><title>{}: {}, {}</title></circle>', (
        (across(day), up(score), style, series.name.said(reading_language()), f"{score:.2f}", day_words(day)) for day, score in series.points))
    return format_html('<polyline points="{}" class="am-path-line am-path-{}"></polyline>{}', points, style, dots)


def _ends(dimensions: Sequence[Series], across, up) -> SafeString:
    """The last score of each beside its line; labels that would cover each other move apart."""
    ends = sorted(((up(one.now), one) for one in dimensions if one.now is not None), key=lambda pair: pair[0])
    drawn, before = [], -APART * 1.0
    for at, one in ends:
        before = max(at, before + APART)
        drawn.append((round(across(one.points[-1][0]) + 12, 1), round(before + 5, 1), LINES.get(one.code, "c1"), f"{one.now:.2f}"))
    return format_html_join("", '<text x="{}" y="{}" class="am-path-value am-path-{}">{}</text>', drawn)
