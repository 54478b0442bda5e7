"""How figures are drawn: SVG by attributes alone. Bars run with the page's direction, months from left to right in both languages (UX.md §5)."""
from collections.abc import Sequence
from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amana.ground.shell.templatetags.amana import ltr
from amana.ground.shell.values import count_text
from amana.insight.outcomes.pages.cards import Bar, Column, Value, plain
from amana.insight.outcomes.rules import Cell

register = template.Library()
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 960, 260, 84, 24, 30
HATCHED = frozenset({"hidden", "none"})


@register.filter
def told(value: Value) -> SafeString | str:
    """A number as one whole, or the words that stand in its place."""
    is_number = isinstance(value, Decimal | int) or (isinstance(value, Cell) and value.n is not None)
    return ltr(plain(value)) if is_number else format_html('<span class="am-fig-untold">{}</span>', plain(value)) if isinstance(value, Cell) else plain(value)


@register.simple_tag
def bar_drawn(bar: Bar) -> SafeString:
    """From the start of the line; what it shows stands beside it in words."""
    drawn, at = [], 0.0
    for style, share in bar.parts:
        drawn.append((round(at, 2), max(share, 0.3) if share else 0, style, _fill(style)))
        at += share
    return format_html('<svg class="am-fig-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="am-fig-track" width="100" height="10"></rect>{}</svg>',
                       format_html_join("", '<rect x="{}" y="0" width="{}" height="10" class="am-fig-{}"{}></rect>', drawn))


@register.simple_tag
def swatch(style: str) -> SafeString:
    """How a part looks, beside its name."""
    return format_html('<svg class="am-fig-swatch" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect x="1" y="1" width="12" height="12" class="am-fig-{}"{}></rect></svg>', style, _fill(style))


@register.simple_tag
def columns_drawn(columns: Sequence[Column], words: str) -> SafeString:
    """What was paid, month by month."""
    most = max((one.amount for one in columns), default=Decimal(0)) or Decimal(1)
    room = (WIDTH - LEFT) / len(columns)
    every = max(1, -(-len(columns) // 12))
    drawn = []
    for n, one in enumerate(columns):
        high = round(float(max(one.amount, Decimal(0)) / most) * (HEIGHT - TOP - BOTTOM), 1)
        drawn.append((round(LEFT + room * n + room * 0.14, 1), round(HEIGHT - BOTTOM - high, 1), round(room * 0.72, 1), high, one.label, count_text(one.amount)))
    labels = [(round(LEFT + room * (n + 0.5), 1), HEIGHT - 8, one.label) for n, one in enumerate(columns) if not n % every]
    edges = [(LEFT, WIDTH, y, y, LEFT - 8, y + 4, count_text(amount.quantize(Decimal(1)))) for y, amount in ((HEIGHT - BOTTOM, Decimal(0)), ((HEIGHT - BOTTOM + TOP) / 2, most / 2), (TOP, most))]
    return format_html(
        '<svg class="am-fig-columns" viewBox="0 0 {} {}" role="img" aria-label="{}" direction="ltr">{}{}{}</svg>', WIDTH, HEIGHT, words,
        format_html_join("", '<line x1="{}" x2="{}" y1="{}" y2="{}" class="am-path-grid"></line><text x="{}" y="{}" class="am-path-axis" text-anchor="end">{}</text>', edges),
        format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" class="am-fig-b3"><title>{}: {}</title></rect>', drawn),
        format_html_join("", '<text x="{}" y="{}" class="am-path-axis" text-anchor="middle">{}</text>', labels))


def _fill(style: str) -> SafeString | str:
    return format_html(' fill="url(#am-fig-hatch-{})"', style) if style in HATCHED else ""
