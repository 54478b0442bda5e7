"""What the reader of workbooks leaves out: hidden rows, merged cells, failed formulas, the day from which days are counted.

Runs in the child process that reads a list (`reading`): no Django. Rows, columns and sheets are counted from 0.
"""

import io
import re
import struct
import zipfile
from dataclasses import dataclass, field
from html import unescape
from xml.etree import ElementTree

Cell = tuple[int, int]
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MOST_REPEATS = 20_000  # of a row or cell: the empty rest of a sheet is written as one row a million times


@dataclass
class Marks:
    """By the place of the sheet in the book."""

    is_1904: bool = False
    hidden: dict[int, list[int]] = field(default_factory=dict)
    merged: dict[int, list[tuple[Cell, Cell]]] = field(default_factory=dict)
    faults: dict[int, dict[Cell, str]] = field(default_factory=dict)
    formulas: dict[int, list[Cell]] = field(default_factory=dict)  # of .xlsx alone


def marks_of(kind: str, content: bytes) -> Marks:
    return {"xlsx": _of_xlsx, "ods": _of_ods, "xls": _of_xls}[kind](content)


# --- .xlsx ---


def _of_xlsx(content: bytes) -> Marks:
    made = Marks()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names:
            return made
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        rels = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace") if "xl/_rels/workbook.xml.rels" in names else ""
        targets = {_attribute(one, "Id"): _attribute(one, "Target") for one in re.findall(r"<Relationship\b[^>]*>", rels)}
        made.is_1904 = bool(re.search(r'<(?:\w+:)?workbookPr\b[^>]*date1904="(?:1|true)"', book))
        for place, one in enumerate(re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book)):
            part = "xl/" + targets.get(_attribute(one, "r:id"), "").removeprefix("/xl/")
            if part in names:
                text = archive.read(part)
                rows = re.findall(rb'<(?:\w+:)?row\b[^>]*\bhidden="(?:1|true)"[^>]*>', text)
                made.hidden[place] = [int(_attribute(row.decode(), "r") or 1) - 1 for row in rows]
                made.faults[place] = dict(_failed_formulas(text))
                made.formulas[place] = list(_formulas(text))
    return made


def _failed_formulas(sheet: bytes):
    for found in re.finditer(rb'<(?:\w+:)?c\b([^>]*\bt="e"[^>]*)>.{0,2000}?<(?:\w+:)?v>([^<]{1,20})<', sheet, re.S):
        if place := _place(found[1]):
            yield place, unescape(found[2].decode("utf-8", "replace"))


def _formulas(sheet: bytes):
    for found in re.finditer(rb"<(?:\w+:)?c\b([^>]*[^/])>\s*<(?:\w+:)?f\b", sheet):
        if place := _place(found[1]):
            yield place


def _place(cell: bytes) -> Cell | None:
    """Of a cell by its attributes."""
    place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", _attribute(" " + cell.decode("utf-8", "replace"), "r"))
    if not place:
        return None
    column = 0
    for letter in place[1]:
        column = column * 26 + ord(letter) - 64
    return int(place[2]) - 1, column - 1


def _attribute(element: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', element)
    return found.group(1) if found else ""


# --- .ods ---


def _of_ods(content: bytes) -> Marks:
    made, sheet, row = Marks(), -1, 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("content.xml")
    if b"<!DOCTYPE" in text[:2000]:  # no office program writes one; entities could blow up
        return made
    for event, one in ElementTree.iterparse(io.BytesIO(text), events=("start", "end")):
        if event == "start" and one.tag == _TABLE + "table":
            sheet, row = sheet + 1, 0
        elif event == "end" and one.tag == _TABLE + "null-date":
            made.is_1904 = one.get(_TABLE + "date-value", "").startswith("1904")
        elif event == "end" and one.tag == _TABLE + "table-row":
            times = min(int(one.get(_TABLE + "number-rows-repeated", 1)), MOST_REPEATS)
            if one.get(_TABLE + "visibility") in ("collapse", "filter"):
                made.hidden.setdefault(sheet, []).extend(range(row, row + times))
            made.merged.setdefault(sheet, []).extend(_areas(one, row))
            row += times
            one.clear()
    return made


def _areas(line: ElementTree.Element, row: int):
    """The merged areas that begin in a row."""
    column = 0
    for cell in line:
        height, width = (int(cell.get(f"{_TABLE}number-{of}-spanned", 1)) for of in ("rows", "columns"))
        if height > 1 or width > 1:
            yield (row, column), (row + height - 1, column + width - 1)
        column += int(cell.get(_TABLE + "number-columns-repeated", 1))


# --- .xls (MS-CFB, MS-XLS) ---

_DATE_1904, _SHEET, _ROW, _END = 0x22, 0x85, 0x208, 0x0A
_LAST = 0xFFFFFFFA  # numbers of sectors from here on say that there is none
_IS_HIDDEN = 0x20


def _of_xls(content: bytes) -> Marks:
    made = Marks()
    stream = _workbook(content)
    starts = []
    for code, data in _records(stream, 0):
        if code == _DATE_1904:
            made.is_1904 = data[:2] == b"\1\0"
        elif code == _SHEET:
            starts.append(struct.unpack_from("<I", data)[0])
    for place, start in enumerate(starts):
        made.hidden[place] = [struct.unpack_from("<H", data)[0] for code, data in _records(stream, start)
                              if code == _ROW and len(data) >= 14 and data[12] & _IS_HIDDEN]
    return made


def _records(stream: bytes, at: int):
    """Code and bytes of each record of the part that begins there."""
    while at + 4 <= len(stream):
        code, length = struct.unpack_from("<HH", stream, at)
        if code == _END:
            return
        yield code, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _workbook(content: bytes) -> bytes:
    """The stream of the book in the compound file; empty where it is not laid out as it should be."""
    try:
        size = 1 << struct.unpack_from("<H", content, 30)[0]
        first_of_directory, = struct.unpack_from("<I", content, 48)
        table: list[int] = []
        for sector in struct.unpack_from("<109I", content, 76):
            if sector < _LAST:
                table += struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size)
        directory = _chain(content, table, first_of_directory, size)
        for at in range(0, len(directory), 128):
            name = directory[at : at + 64].decode("utf-16-le").rstrip("\0")
            if name in ("Workbook", "Book"):
                return _chain(content, table, struct.unpack_from("<I", directory, at + 116)[0], size)
    except (struct.error, IndexError, ValueError, OverflowError):
        pass
    return b""


def _chain(content: bytes, table: list[int], sector: int, size: int) -> bytes:
    found: list[bytes] = []
    while sector < _LAST and len(found) <= len(table):
        found.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(found)
