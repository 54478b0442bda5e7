"""A list as a file that opens in an office's table program, read from right to left where the reader does: days and numbers are such, all else is text.

Rows go into the file as they come, packed: what is held is the file itself, in memory, since a temporary one on the disk could be read there.
"""
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from amana.ground.lists.rules import Format, as_text
from amana.ground.shell.values import reading_language

KINDS = {Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Format.CSV: "text/csv; charset=utf-8"}

Cell = str | date | datetime | int | Decimal  # a time as clocks of Cairo show it, without a zone

LONGEST_CELL = 32_767  # of Excel
PLAIN, BOLD, DAY, TIME, NUMBER = range(1, 6)  # formats of the part `styles`
_DAY_ONE = date(1899, 12, 30)  # as Excel counts from the first of March 1900 on; what was before stays text
_COUNTED_FROM = date(1900, 3, 1)
_MOST_DIGITS = 15  # of a number that Excel keeps to the last one
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ISOLATES = re.compile("[\u2066-\u2069]")  # marks that a page needs around numbers; whoever searches in the file would stumble over them
_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would take _x0041_ for an A
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CELL_FORMAT = '<xf numFmtId="{}" fontId="{}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
_CELL_FORMATS = "".join(_CELL_FORMAT.format(*one) for one in ((49, 0), (49, 1), (164, 0), (165, 0), (0, 0)))
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in (1, 2)) + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    + "".join(f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2))
    + f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{_CELL_FORMATS}</cellXfs></styleSheet>'}


def begun(kind: str, headings: Sequence[str], *, title: str) -> "Csv | Xlsx":
    """A file with its headings, to which rows are added; its `done` is the content."""
    return Xlsx(headings, title) if kind == Format.XLSX else Csv(headings)


class Csv:
    """With the mark by which Excel knows UTF-8. It has no place to say who took it away but its name."""

    def __init__(self, headings: Sequence[str]):
        self.rows, self.made = 0, io.BytesIO()
        self.text = io.TextIOWrapper(self.made, "utf-8-sig", newline="", write_through=True)
        self._write([headings])

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._write(rows)
        self.rows += len(rows)

    def done(self, about: Sequence[tuple[str, Cell]]) -> bytes:
        return self.made.getvalue()

    def _write(self, rows: Iterable[Sequence[Cell]]) -> None:
        csv.writer(self.text).writerows([as_text(_words(cell)) if isinstance(cell, str) else _words(cell) for cell in row] for row in rows)


class Xlsx:
    """Two sheets: the list, and who took it away and when."""

    def __init__(self, headings: Sequence[str], title: str):
        self.rows, self.made, self.title, self.width = 0, io.BytesIO(), title, len(headings)
        self.book = zipfile.ZipFile(self.made, "w", zipfile.ZIP_DEFLATED)
        self.sheet = self.book.open("xl/worksheets/sheet1.xml", "w")
        self.sheet.write((_HEAD + _opening(self.width, '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>')).encode())
        self.sheet.write(_row(1, headings, BOLD).encode())

    def add(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.sheet.write("".join(_row(self.rows + n, row) for n, row in enumerate(rows, 2)).encode())
        self.rows += len(rows)

    def done(self, about: Sequence[tuple[str, Cell]]) -> bytes:
        last = f"${_letters(self.width - 1)}${max(self.rows, 1) + 1}"
        self.sheet.write(f'</sheetData><autoFilter ref="A1:{last.replace("$", "")}"/></worksheet>'.encode())
        self.sheet.close()
        titles = [quoteattr(_sheet_name(title)) for title in (self.title, _("About this file"))]
        area = escape(f"'{_sheet_name(self.title).replace(chr(39), chr(39) * 2)}'!$A$1:{last}")
        parts = _PARTS | {
            "xl/worksheets/sheet2.xml": f"{_opening(2)}{''.join(_row(n, line) for n, line in enumerate(about, 1))}</sheetData></worksheet>",
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>' + "".join(f'<sheet name={name} sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(titles, 1))
            + f'</sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{area}</definedName></definedNames></workbook>'}
        for name, text in parts.items():
            self.book.writestr(name, _HEAD + text)
        self.book.close()
        return self.made.getvalue()


def _opening(width: int, pane: str = "") -> str:
    right = ' rightToLeft="1"' if reading_language() == "ar" else ""
    return (f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{right} workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<cols><col min="1" max="{max(width, 2)}" width="22" style="{PLAIN}" customWidth="1"/></cols><sheetData>')


def _row(number: int, cells: Sequence[Cell], style: int = PLAIN) -> str:
    return f'<row r="{number}">' + "".join(_cell(f"{_letters(x)}{number}", cell, style) for x, cell in enumerate(cells) if cell != "") + "</row>"


def _cell(place: str, cell: Cell, style: int) -> str:
    if isinstance(cell, date) and date(cell.year, cell.month, cell.day) >= _COUNTED_FROM:
        days = date(cell.year, cell.month, cell.day).toordinal() - _DAY_ONE.toordinal()
        if isinstance(cell, datetime):
            return f'<c r="{place}" s="{TIME}"><v>{days + (cell.hour * 60 + cell.minute) / 1440:.10f}</v></c>'
        return f'<c r="{place}" s="{DAY}"><v>{days}</v></c>'
    if isinstance(cell, int | Decimal) and len(f"{cell:f}") <= _MOST_DIGITS:
        return f'<c r="{place}" s="{NUMBER}"><v>{cell:f}</v></c>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(_words(cell))}</t></is></c>'


def _words(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    return cell.isoformat() if isinstance(cell, date) else _ISOLATES.sub("", cell) if isinstance(cell, str) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _xml(cell: str) -> str:
    return escape(_LIKE_A_CODE.sub("_x005F_", _NO_XML.sub("", cell[:LONGEST_CELL])))


def _letters(x: int) -> str:
    return (chr(64 + x // 26) if x >= 26 else "") + chr(65 + x % 26)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip("'")[:31]
