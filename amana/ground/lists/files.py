"""A list as a file that opens in an office's table program: every cell is text, read from right to left where the reader does."""
import csv
import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from amana.ground.lists.rules import Format, as_text
from amana.ground.shell.values import reading_language

KINDS = {Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Format.CSV: "text/csv; charset=utf-8"}


def written(kind: str, headings: Sequence[str], rows: Sequence[Sequence[str]], *, title: str, about: Sequence[tuple[str, str]]) -> bytes:
    """`about`: who took it away and when, on a sheet of its own; a CSV file has no place for it but its name."""
    return _xlsx(headings, rows, title, about) if kind == Format.XLSX else _csv(headings, rows)


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """With the mark by which Excel knows UTF-8."""
    made = io.StringIO()
    csv.writer(made).writerows([[as_text(cell) for cell in row] for row in (headings, *rows)])
    return made.getvalue().encode("utf-8-sig")


def _xlsx(headings: Sequence[str], rows: Sequence[Sequence[str]], title: str, about: Sequence[tuple[str, str]]) -> bytes:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
    for name, first, lines in ((title, headings, rows), (_("About this file"), None, about)):
        sheet = book.add_worksheet(name[:31])
        if reading_language() == "ar":
            sheet.right_to_left()
        sheet.set_column(0, max(len(headings) - 1, 1), 22, text)
        for y, row in enumerate([*([first] if first else []), *lines]):
            for x, value in enumerate(row):
                sheet.write_string(y, x, value, bold if first and not y else text)
        if first:
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, max(len(rows), 1), len(headings) - 1)
    book.close()
    return made.getvalue()
