"""The child process that reads an uploaded list: it may die of it, so that a hostile file cannot take the server with it. No Django here.

What calamine does not say of a workbook is in `marks`, which stands beside it.

`python -m amana.casework.arrivals.reading FILE MOST_ROWS` prints one JSON object: {"sheets": [...]} or {"error": code, ...}.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time

from amana.casework.arrivals.marks import marks_of

MEMORY, CPU_SECONDS = 1_500_000_000, 60
MOST_COLUMNS, MOST_SHEETS, LONGEST_CELL = 500, 30, 4_000
MAX_PACKED, MAX_UNPACKED, MAX_ENTRIES, MAX_RATIO = 10_000_000, 200_000_000, 2_000, 300
_WEB = re.compile(rb"^\s*(<!doctype html|<html|<table|<head|<body|mime-version:)", re.I)
_FOREIGN = (
    (b"%PDF", "sheet.pdf"),
    (b"\x89PNG", "sheet.picture"),
    (b"\xff\xd8\xff", "sheet.picture"),
    (b"GIF8", "sheet.picture"),
    (b"{\\rtf", "sheet.word"),
    (b"Rar!", "sheet.archive"),
    (b"7z\xbc\xaf", "sheet.archive"),
    (b"\x1f\x8b", "sheet.archive"),
)


class Rejected(Exception):
    """The file is no list; args: a code and facts."""


def main(path: str, most_rows: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(path, "rb") as file:
        content = file.read(MAX_PACKED + 1)
    try:
        if len(content) > MAX_PACKED:
            raise Rejected("sheet.too_big", {"megabytes": MAX_PACKED // 1_000_000})
        answer = {"sheets": sheets(content, most_rows)}
    except Rejected as no:
        answer = {"error": no.args[0], **(no.args[1] if len(no.args) > 1 else {})}
    except MemoryError:
        answer = {"error": "sheet.too_big", "megabytes": MAX_PACKED // 1_000_000}
    json.dump(answer, sys.stdout, ensure_ascii=True, default=_plain)


def sheets(content: bytes, most_rows: int) -> list[dict]:
    """Sheets with rows that are not empty, whatever kind of file it is. Raises Rejected with a code that names what it is."""
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Rejected("sheet.empty")
    kind = _kind(content)
    found = _text_sheets(content) if kind == "text" else _book_sheets(content, kind, most_rows)
    rows = max((len(one["rows"]) for one in found), default=0)
    if rows > most_rows:
        raise Rejected("sheet.too_many_rows", {"rows": rows, "most": most_rows})
    found = [one for one in found if any(any(cell not in ("", None) for cell in row) for row in one["rows"])]
    if not found:
        raise Rejected("sheet.empty")
    return found


def _kind(content: bytes) -> str:
    if content[:2] == b"PK":
        return _kind_of_zip(content)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Rejected("sheet.password")
        if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
            return "xls"
        raise Rejected("sheet.word" if "WordDocument".encode("utf-16-le") in content else "sheet.foreign")
    for mark, code in _FOREIGN:
        if content.startswith(mark):
            raise Rejected(code)
    head = content[:4000].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    if _WEB.match(head):
        raise Rejected("sheet.web_page")
    if head.lstrip().startswith(b"<?xml") or head.lstrip().startswith(b"<"):
        raise Rejected("sheet.web_page" if b"<html" in head.lower() else "sheet.xml")
    return "text"


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if any(part.flag_bits & 1 for part in parts):
                raise Rejected("sheet.password")
            packed, unpacked = sum(p.compress_size for p in parts), sum(p.file_size for p in parts)
            if unpacked > MAX_UNPACKED or len(parts) > MAX_ENTRIES or unpacked > MAX_RATIO * max(packed, 1):
                raise Rejected("sheet.unpacks_to_too_much")
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return "xlsx"
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype"):
                if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise Rejected("sheet.password")
                return "ods"
            raise Rejected("sheet.word" if "word/document.xml" in names else "sheet.archive")
    except (zipfile.BadZipFile, EOFError) as error:
        raise Rejected("sheet.damaged") from error


def _book_sheets(content: bytes, kind: str, most_rows: int) -> list[dict]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        marks = marks_of(kind, content)
        found = []
        for place, meta in enumerate(book.sheets_metadata[:MOST_SHEETS]):
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(place)
            if sheet.total_height > most_rows + 1000 or sheet.total_width > MOST_COLUMNS:
                raise Rejected(
                    "sheet.too_many_rows" if sheet.total_height > most_rows else "sheet.too_many_columns",
                    {"rows": sheet.total_height, "most": most_rows, "columns": sheet.total_width},
                )
            rows = [list(map(_cell, row)) for row in sheet.to_python(skip_empty_area=False)]
            _write(rows, marks.faults.get(place, {}))
            _fill_merged(rows, sheet.merged_cell_ranges or marks.merged.get(place, []))
            found.append({"name": meta.name, "rows": rows, "hidden": marks.hidden.get(place, []), "is_1904": marks.is_1904, "formulas": marks.formulas.get(place, [])})
        return found
    except PasswordError as error:
        raise Rejected("sheet.password") from error
    except CalamineError as error:
        raise Rejected("sheet.password" if "assword" in str(error) or "ncrypt" in str(error) else "sheet.damaged") from error


def _cell(value):
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return _unescaped(value)[:LONGEST_CELL] if isinstance(value, str) else value


def _unescaped(text: str) -> str:
    """Excel writes a character that XML cannot hold as _x000D_."""
    return re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _write(rows: list[list], cells: dict[tuple[int, int], str]) -> None:
    """What a reader sees in cells whose formula has failed: left out, they would look as if nobody had said anything."""
    for (y, x), text in cells.items():
        if y < len(rows) and x < len(rows[y]):
            rows[y][x] = text


def _fill_merged(rows: list[list], ranges: list) -> None:
    """Each cell of a merged area says what the area says: a family's address stands in each of its rows."""
    for (top, start), (bottom, end) in ranges:
        if top < len(rows) and start < len(rows[top]):
            value = rows[top][start]
            for y in range(top, min(bottom + 1, len(rows))):
                for x in range(start, min(end + 1, len(rows[y]))):
                    rows[y][x] = value


def _text_sheets(content: bytes) -> list[dict]:
    text = _decoded(content).lstrip("\ufeff").rstrip("\0")
    if text.count("\0") > 5 or sum(c < " " and c not in "\t\r\n\f\v" for c in text[:5000]) > 5:
        raise Rejected("sheet.foreign")
    text = text.replace("\0", "")  # a few are what a broken program has left in a name
    csv.field_size_limit(LONGEST_CELL * 100)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise Rejected("sheet.damaged") from error
    if max(map(len, rows), default=0) > MOST_COLUMNS:
        raise Rejected("sheet.too_many_columns", {"columns": max(map(len, rows))})
    return [{"name": "", "rows": [[_unquoted(cell) for cell in row] for row in rows], "hidden": [], "is_1904": False, "formulas": []}]


def _unquoted(cell: str) -> str:
    """Without what guards a text against a spreadsheet: the apostrophe that our own export wrote (B29), or ="…"."""
    if found := re.fullmatch(r'="(.*)"', cell, re.S):
        return found[1][:LONGEST_CELL]
    return cell[1:LONGEST_CELL] if re.match(r"'[=+\-@\t\r]", cell) else cell[:LONGEST_CELL]


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return content.decode("utf-32", "replace")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", "replace")
    head = content[:2000]
    if head.count(0) > len(head) // 8:
        return content.decode("utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", "replace")
    text = content.decode("utf-8", "replace")
    # One damaged byte among many sound ones is damage; a file full of them is in the Arabic code page of Windows.
    broken = text.count("\ufffd")
    is_utf8 = not broken or sum(c > "\x7f" for c in text) > 10 * broken
    return text if is_utf8 else content.decode("cp1256", "replace")


def _delimiter(text: str) -> str:
    """The mark that divides the first lines into the most equal number of cells; no mark that stands in few of them."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]

    def fit(mark: str) -> tuple[int, int]:
        counts = [len(next(csv.reader([line], delimiter=mark), [])) for line in lines]
        many = [n for n in counts if n > 1]
        usual = max(set(many), key=many.count) if len(many) * 3 >= len(lines) and many else 1
        return many.count(usual), usual

    return max("\t;,|؛،", key=fit)


def _plain(value):
    """Dates as {"day": …}; a time of the day beside a date falls away here, since lists ask for days. Durations and times as text."""
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value.isoformat() if isinstance(value, time) else str(value)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
