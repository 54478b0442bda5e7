"""Workbooks of the older Excel (.xls) and of LibreOffice (.ods), written for tests byte by byte: no library at hand writes them."""

import io
import struct
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

Area = tuple[int, int, int, int]  # first row and column, last row and column

# --- .ods ---

_NAMES = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_EMPTY_REST = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'


def ods(rows, *, hidden=(), merged: tuple[Area, ...] = (), is_1904=False, name="كشف") -> bytes:
    body = ""
    for y, row in enumerate(rows):
        hides = ' table:visibility="filter"' if y in hidden else ""
        body += f"<table:table-row{hides}>{''.join(_ods_cell(y, x, value, merged) for x, value in enumerate(row))}</table:table-row>"
    settings = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>' if is_1904 else ""
    sheet = f'{settings}<table:table table:name="{name}">{body}{_EMPTY_REST}</table:table>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", '<?xml version="1.0" encoding="UTF-8"?>'
                         f"<office:document-content{_NAMES}><office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body></office:document-content>")
    return made.getvalue()


def _ods_cell(y: int, x: int, value, merged: tuple[Area, ...]) -> str:
    area = next((one for one in merged if one[0] <= y <= one[2] and one[1] <= x <= one[3]), None)
    if area and (y, x) != area[:2]:
        return "<table:covered-table-cell/>"
    spans = f' table:number-rows-spanned="{area[2] - y + 1}" table:number-columns-spanned="{area[3] - x + 1}"' if area else ""
    if value is None:
        return f"<table:table-cell{spans}/>"
    if isinstance(value, date):
        return f'<table:table-cell{spans} office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell{spans} office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell{spans} office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


# --- .xls: records of MS-XLS (BIFF8) in one stream of a compound file (MS-CFB) ---

_SECTOR, _NONE, _END, _TABLE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows, *, hidden=(), merged: tuple[Area, ...] = (), is_1904=False, name="كشف") -> bytes:
    sheet = _sheet(rows, hidden, merged, is_1904)
    length = len(_globals(0, name, is_1904))
    return _compound(_globals(length, name, is_1904) + sheet)


def _globals(sheet_at: int, name: str, is_1904: bool) -> bytes:
    formats = b"".join(_record(0xE0, struct.pack("<HHHBBBBIIH", 0, number_format, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0)) for number_format in (0, 14))
    sheet = struct.pack("<IBBBB", sheet_at, 0, 0, len(name), 1) + name.encode("utf-16-le")
    return _begin(0x05) + _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", is_1904)) + formats + _record(0x85, sheet) + _record(0x0A)


def _sheet(rows, hidden, merged: tuple[Area, ...], is_1904: bool) -> bytes:
    made = _begin(0x10) + _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    for y, row in enumerate(rows):
        made += _record(0x208, struct.pack("<HHHHHHHH", y, 0, len(row), 255, 0, 0, 0x20 * (y in hidden), 0))
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if isinstance(value, str):
                made += _record(0x204, struct.pack("<HHHHB", y, x, 0, len(value), 1) + value.encode("utf-16-le"))
            elif value is not None:
                made += _record(0x203, struct.pack("<HHHd", y, x, isinstance(value, date), _number(value, is_1904)))
    areas = b"".join(struct.pack("<HHHH", top, bottom, left, right) for top, left, bottom, right in merged)
    return made + _record(0xE5, struct.pack("<H", len(merged)) + areas) + _record(0x0A)


def _number(value, is_1904: bool) -> float:
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    if isinstance(value, date):
        whole = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return (whole - start).total_seconds() / 86400
    return value


def _begin(kind: int) -> bytes:
    return _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0))


def _record(code: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    assert sectors < 127, "one sector of the table is enough for tests"
    table = [*range(1, sectors), _END, _END, _TABLE]
    table += [_NONE] * (128 - len(table))
    directory = (_entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _NONE, 0, len(stream))).ljust(_SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, sectors, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", sectors + 1, *[_NONE] * 108)
    return header + stream + directory + struct.pack("<128I", *table)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return written.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(written), kind, 1, _NONE, _NONE, child, start, size)
