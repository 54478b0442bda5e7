"""The same list and the same answers as CSV or a sheet, for banks and wallets that take no ISO 20022 and for whoever opens it in a table program."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice

from amana.lib.core import money
from amana.lib.core.dates import parse
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import tidy
from amana.lib.payments.faults import Fault, refused
from amana.lib.payments.lists import PaymentList, must_be_right
from amana.lib.payments.results import Answer, Outcome, Results, gathered
from amana.lib.payments.words import folded, headings, is_reason, outcomes_of_words, word

COLUMNS = ("key", "name", "account", "number", "bank", "amount", "currency", "execute_on", "reference")
NEEDED = ("key", "outcome")
DECIDING = frozenset({"key", "outcome", "amount", "currency"})  # of these two columns contradict each other; of the others the first is taken
MOST_ROWS, HEADINGS_WITHIN, LONGEST_CELL = 100_000, 20, 500
_KEY = re.compile(r"[\w./-]{1,35}")
_LIKE_A_NUMBER = re.compile(r"[0-9][0-9.,/:eE+-]*")  # a table program would take off zeros, round, or see a day
_STARTS_A_FORMULA = set("=+-@|%")
_IN_FRONT = " \"'\u061c\u200b\u200e\u200f\u2066\u2067\u2068\u2069\ufeff"
_MARKS = ",;\t|؛"


# --- writing ---


def csv_file(found: PaymentList, language: str) -> bytes:
    """UTF-8 with the mark by which Excel knows it, headings and words in that language. Raises FileRefused with each line that does not fit.

    No cell begins a formula, and what only looks like a number (an account, a wallet, a key) stands as ="…": it keeps its zeros.
    """
    must_be_right(found)
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([word(column, language) for column in COLUMNS])
    for one in found.payments:
        writer.writerow([
            _cell(one.key), _cell(one.name), word(f"account.{one.account}", language), _cell(one.number), _cell(one.bank),
            money.plain(one.amount, one.currency), one.currency, found.execute_on.isoformat(), _cell(one.reference),
        ])  # fmt: skip
    return made.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    if _LIKE_A_NUMBER.fullmatch(text.removeprefix("+")):
        return f'="{text}"'
    bare = text.lstrip(_IN_FRONT)
    return f"'{text}" if text[:1] == "'" or (bare and unicodedata.normalize("NFKC", bare[0])[:1] in _STARTS_A_FORMULA) else text


def uncelled(cell: str) -> str:
    """What stood in the list before `_cell`, as far as a table program or a bank has left it alone."""
    if found := re.fullmatch(r'="(.*)"', cell, re.S):
        return found[1]
    bare = cell[1:].lstrip(_IN_FRONT)
    is_guarded = cell[:1] == "'" and (cell[1:2] == "'" or (bare and unicodedata.normalize("NFKC", bare[0])[:1] in _STARTS_A_FORMULA))
    return cell[1:] if is_guarded else cell


# --- reading ---


def read_csv(content: bytes, currency: str) -> Results:
    """What the lines say below the headings, which may stand under some lines of the bank's own. Raises FileRefused."""
    rows, top, columns = _laid_out(_decoded(content))
    return _results("csv", rows, top, columns, currency)


def read_sheet(rows: Sequence[Sequence[object]], currency: str, *, day_of: Callable[[float], date], formulas: Collection[tuple[int, int]] = ()) -> Results:
    """The same of a sheet of a workbook: texts, numbers, days. day_of: what a number in a column of days means, or Unreadable; formulas: row and column, from 0, of cells that are computed.

    What decides is never computed: such a line is among the faults. Raises FileRefused.
    """
    found = _headings([[_text(cell) for cell in row] for row in rows[:HEADINGS_WITHIN]])
    if not found:
        raise refused(Fault("file.no_columns"))
    top, _fields = max(found, key=lambda one: len(one[1]))
    columns = _columns_of([_text(cell) for cell in rows[top]])
    deciding = {place: field for field, place in columns.items() if field in DECIDING}
    computed = {row: deciding[column] for row, column in sorted(formulas, reverse=True) if column in deciding}
    days = columns.get("on", -1)
    texts = [[_day_text(cell, day_of) if place == days else _text(cell) for place, cell in enumerate(row)] if line > top else [] for line, row in enumerate(rows)]
    return _results("sheet", texts, top, columns, currency, computed)


def _text(cell: object) -> str:
    """A number without what the table program added; a day as its numbers."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


def _day_text(cell: object, day_of: Callable[[float], date]) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        try:
            return day_of(cell).isoformat()
        except Unreadable:
            return str(cell)
    return _text(cell)


def _results(form: str, rows: Sequence[Sequence[str]], top: int, columns: dict[str, int], currency: str, computed: Mapping[int, str] | None = None) -> Results:
    """computed: places of rows in which that field is a formula."""
    answers: list[Answer] = []
    faults: list[Fault] = []
    unclear: set[str] = set()
    for line, row in enumerate(rows[top + 1 :], top + 2):
        cells = {field: tidy(uncelled(row[place]))[:LONGEST_CELL] if place < len(row) else "" for field, place in columns.items()}
        is_computed = computed and computed.get(line - 1, "")
        if not any(cells.values()) and not is_computed:
            continue
        if is_computed:
            faults.append(Fault("result.formula", line, is_computed))
            unclear.add(cells["key"].casefold())
            continue
        if not _KEY.fullmatch(cells["key"]):
            faults.append(Fault("result.no_key", line, "key"))
            continue
        try:
            answers.append(_answer(cells, currency, line))
        except Unreadable as error:
            faults.append(Fault(error.code, line, str(error.params.get("field", "")), str(error.params.get("value", ""))))
            unclear.add(cells["key"].casefold())
    if not answers and not faults:
        raise refused(Fault("file.nothing_said"))
    return gathered(form, answers, faults, unclear)


def _answer(cells: dict[str, str], currency: str, line: int) -> Answer:
    stated = cells.get("currency", "").upper()
    if stated and stated not in money.currencies():
        raise Unreadable("result.currency", field="currency", value=stated)
    reason = cells.get("reason", "")
    code = reason.upper() if is_reason(reason.upper()) else ""
    return Answer(
        cells["key"], _outcome(cells["outcome"]), cells["outcome"], _amount(cells.get("amount", ""), stated or currency), stated,
        cells.get("bank_reference", ""), _day(cells.get("on", "")), code, "" if code else reason, line,
    )  # fmt: skip


def _outcome(text: str) -> Outcome:
    if not text:
        raise Unreadable("result.no_outcome", field="outcome")
    if found := outcomes_of_words().get(folded(text)):
        return Outcome(found)
    raise Unreadable("result.outcome", field="outcome", value=text)


def _amount(text: str, currency: str) -> Decimal | None:
    try:
        return money.read(text, currency) if text else None
    except Unreadable as error:
        raise Unreadable("result.amount", field="amount", value=text) from error


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = parse(text)
    except Unreadable as error:
        raise Unreadable("result.date", field="on", value=text) from error
    if found.earliest != found.latest:
        raise Unreadable("result.date", field="on", value=text)
    return found.earliest


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with or without its mark, or the Arabic code page of Windows, which is what old programs save."""
    head = content[:2000]
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        if head.count(0) > len(head) // 8:
            return content.decode("utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be")
    except UnicodeDecodeError as error:
        raise refused(Fault("file.encoding")) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1256")


def _laid_out(text: str) -> tuple[list[list[str]], int, dict[str, int]]:
    """Rows, the place of the headings among them, and the column of each field, by the mark that divides the headings best."""
    if sum(sign < " " and sign not in "\t\r\n\f\v" for sign in text[:5000]) > 5:
        raise refused(Fault("file.foreign"))
    found = [(len(columns), mark, top) for mark in _MARKS for top, columns in _headings(_rows(text, mark, HEADINGS_WITHIN))]
    if not found:
        raise refused(Fault("file.no_columns"))
    _known, mark, top = max(found, key=lambda one: one[0])
    rows = _rows(text, mark)
    if len(rows) - top > MOST_ROWS:
        raise refused(Fault("file.too_many_rows", value=str(MOST_ROWS)))
    return rows, top, _columns_of(rows[top])


def _rows(text: str, mark: str, most: int = MOST_ROWS + HEADINGS_WITHIN + 1) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return list(islice(reader, most))
    except csv.Error as error:
        raise refused(Fault("file.damaged", value=str(reader.line_num))) from error


def _headings(rows: Sequence[Sequence[str]]) -> list[tuple[int, list[str]]]:
    """Rows in which all that is needed has its heading, with the fields that they name."""
    named = [(place, [field for cell in row if (field := headings().get(folded(cell)))]) for place, row in enumerate(rows)]
    return [(place, fields) for place, fields in named if set(NEEDED) <= set(fields)]


def _columns_of(row: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        if field := headings().get(folded(cell)):
            if field in columns and field in DECIDING:
                raise refused(Fault("file.column_twice", field=field))
            columns.setdefault(field, place)
    return columns
