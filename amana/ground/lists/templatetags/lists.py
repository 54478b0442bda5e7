"""The cells of a list. Drawn here: a template that asks for each column in each row costs more than the rest of the page."""
from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amana.ground.lists.listing import Column

register = template.Library()


@register.simple_tag
def cells(row: object, columns: list[Column]) -> SafeString:
    """Of a row, but for the first one, which the page draws itself. A phone sets them in a line, so white space parts them."""
    return format_html_join("\n", "{}", ((_cell(column, row),) for column in columns if not (column.is_fixed or column.is_beside)))


def _cell(column: Column, row: object) -> SafeString:
    template = '<td class="am-labelled" data-label="{}">{}</td>' if column.is_labelled else '<td data-label="{}">{}</td>'
    return format_html(template, column.label, (column.cell or column.value)(row))
