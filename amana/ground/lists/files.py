"""A list as a file that opens in an office's table program: every cell is text, read from right to left where the reader does.

Rows go into the file as they come, packed: what is held is the file itself, in memory, since a temporary one on the disk could be read there.
"""
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from amana.ground.lists.rules import Format, as_text
from amana.ground.shell.values import reading_language

KINDS = {Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Format.CSV: "text/csv; charset=utf-8"}

LONGEST_CELL = 32_767  # of Excel
PLAIN, BOLD = 1, 2  # formats of STYLES
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_A_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would take _x0041_ for an A
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CELL_FORMAT = '<xf numFmtId="49" fontId="{}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in (1, 2)) + "</Types>",
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    + "".join(f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2))
    + f'<Relationship Id="r3" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{_CELL_FORMAT.format(0)}{_CELL_FORMAT.format(1)}</cellXfs></styleSheet>'}


def begun(kind: str, headings: Sequence[str], *, title: str) -> "Csv | Xlsx":
    """A file with its headings, to which rows are added; its `done` is the content."""
    return Xlsx(headings, title) if kind == Format.XLSX else Csv(headings)


class Csv:
    """With the mark by which Excel knows UTF-8. It has no place to say who took it away but its name."""

    def __init__(self, headings: Sequence[str]):
        self.rows, self.made = 0, io.BytesIO()
        self.text = io.TextIOWrapper(self.made, "utf-8-sig", newline="", write_through=True)
        self._write([headings])

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        self._write(rows)
        self.rows += len(rows)

    def done(self, about: Sequence[tuple[str, str]]) -> bytes:
        return self.made.getvalue()

    def _write(self, rows: Iterable[Sequence[str]]) -> None:
        csv.writer(self.text).writerows([as_text(cell) for cell in row] for row in rows)


class Xlsx:
    """Two sheets: the list, and who took it away and when."""

    def __init__(self, headings: Sequence[str], title: str):
        self.rows, self.made, self.title, self.width = 0, io.BytesIO(), title, len(headings)
        self.book = zipfile.ZipFile(self.made, "w", zipfile.ZIP_DEFLATED)
        self.sheet = self.book.open("xl/worksheets/sheet1.xml", "w")
        self.sheet.write((_HEAD + _opening(self.width, '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>')).encode())
        self.sheet.write(_row(1, headings, BOLD).encode())

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        self.sheet.write("".join(_row(self.rows + n, row) for n, row in enumerate(rows, 2)).encode())
        self.rows += len(rows)

    def done(self, about: Sequence[tuple[str, str]]) -> bytes:
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


def _row(number: int, cells: Sequence[str], style: int = PLAIN) -> str:
    return f'<row r="{number}">' + "".join(
        f'<c r="{_letters(x)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_xml(cell)}</t></is></c>' for x, cell in enumerate(cells) if cell) + "</row>"


def _xml(cell: str) -> str:
    return escape(_LIKE_A_CODE.sub("_x005F_", _NO_XML.sub("", cell[:LONGEST_CELL])))


def _letters(x: int) -> str:
    return (chr(64 + x // 26) if x >= 26 else "") + chr(65 + x % 26)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip("'")[:31]
