"""Filters and cells of a list. Drawn here: a template that asks for each column in each row costs more than the rest of the page."""
from django import template
from django.forms import Form
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from amana.ground.lists.listing import Column
from amana.ground.shell.fields import plain
from amana.ground.shell.values import once_a_language, reading_language

register = template.Library()
_DRAWN: dict[tuple, SafeString] = {}
_DRAWN_AT_MOST = 200


@register.simple_tag
def filters(form: Form) -> SafeString:
    """The fields of a list's form. The same ones stand on page after page, so they are drawn once; never what was searched for, or typed wrong."""
    shown = form.visible_fields()
    key = (reading_language(), type(form), *((one.name, str(one.value()), plain(list(getattr(one.field, "choices", ())))) for one in shown))
    if key in _DRAWN:
        return _DRAWN[key]
    drawn = mark_safe("".join(one.as_field_group() for one in shown))
    if not form.errors and not any(one.name == "q" and one.value() for one in shown):
        if len(_DRAWN) >= _DRAWN_AT_MOST:
            _DRAWN.clear()
        _DRAWN[key] = drawn
    return drawn


@register.simple_tag
def cells(row: object, columns: list[Column]) -> SafeString:
    """Of a row, but for the first one, which the page draws itself. A phone sets them in a line, so white space parts them."""
    return mark_safe("\n".join(_cell(column, row) for column in columns if not (column.is_fixed or column.is_beside)))


def _cell(column: Column, row: object) -> str:
    return f"{_opened(column)}{conditional_escape((column.cell or column.value)(row))}</td>"


@once_a_language
def _opened(column: Column) -> str:
    labelled = ' class="am-labelled"' if column.is_labelled else ""
    return f'<td{labelled} data-label="{conditional_escape(column.label)}">'
