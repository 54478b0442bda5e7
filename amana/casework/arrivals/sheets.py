"""A file as an office keeps it, read into sheets and lines. Knows no table and no person; what headings mean is in `mapping`.

The reading itself is done by a child process with limits (`reading`). Raises Unreadable with a code that names what the file is.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from amana.lib import names
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import tidy

MOST_ROWS = 20_000
WALL_SECONDS = 90
LOOKED_AT = 40  # rows of a sheet in which the headings are sought
_TAG = re.compile(r"^#[a-z][a-z_+]*( *\+[a-z_]+)*$", re.I)
_TOTAL = re.compile(r"(?:ال)?(?:اجمالي|مجموع)(?!\w)|(?:grand |sub-?)?totals?(?!\w)")  # no name begins so
_OR_A_NAME = re.compile(r"(?:sum|العدد)[\W\d]*$")  # a total only as the first word of a line that says little else

Cell = str | int | float | bool | date | None


@dataclass
class Sheet:
    """One sheet: its rows as they stand, empty ones too; `hidden`: places of rows that a filter hides; `formulas`: row and column of cells that are computed, as far as the file says so."""

    name: str
    rows: list[list[Cell]]
    hidden: frozenset[int] = frozenset()
    is_1904: bool = False
    formulas: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Line:
    """One line of the list: `number` as the office counts its rows, from 1; cells by the place of their column."""

    number: int
    cells: tuple[Cell, ...]
    indent: int = 0
    is_hidden: bool = False


@dataclass
class Table:
    """The lines of a sheet under its headings. Every row of the sheet is a line or stands in `passed_over` with its reason."""

    headings: list[str]
    lines: list[Line]
    heading_row: int
    passed_over: dict[str, list[int]] = field(default_factory=dict)

    @property
    def hidden(self) -> int:
        return sum(line.is_hidden for line in self.lines)

    @cached_property
    def by_number(self) -> dict[int, Line]:
        return {line.number: line for line in self.lines}


def read(content: bytes, *, most_rows: int = MOST_ROWS) -> list[Sheet]:
    """The sheets of the file that hold something. Raises Unreadable (`sheet.…`)."""
    with tempfile.NamedTemporaryFile(prefix="amana-list-") as file:
        file.write(content)
        file.flush()
        try:
            child = subprocess.run(
                [sys.executable, "-I", "-m", "amana.casework.arrivals.reading", file.name, str(most_rows)], capture_output=True, timeout=WALL_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable("sheet.took_too_long") from error
    if child.returncode:  # an abort or a kill: sparse files that claim a million columns end here
        raise Unreadable("sheet.damaged")
    answer = json.loads(child.stdout)
    if code := answer.pop("error", None):
        raise Unreadable(code, **answer)
    return [Sheet(one["name"], [list(map(_cell, row)) for row in one["rows"]], frozenset(one["hidden"]), one["is_1904"], frozenset(map(tuple, one["formulas"]))) for one in answer["sheets"]]


def _cell(value) -> Cell:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value


def day_of_number(number: float, *, is_1904: bool) -> date:
    """The day that a spreadsheet means by a number. Raises Unreadable (`date.unreadable`) for what can be none."""
    if not 1 <= number < 2_958_466:
        raise Unreadable("date.unreadable", text=str(number))
    # Excel counts a 29 February 1900 that never was: its days after it begin one lower.
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30) if number >= 60 else date(1899, 12, 31)
    return start + timedelta(days=int(number))


def propose(found: list[Sheet], is_heading: Callable[[str], bool]) -> tuple[int, int]:
    """The sheet and the row (both from 0) in which the headings most likely stand. Raises Unreadable (`sheet.no_headings`)."""
    best = max(((*_heading_row(sheet, is_heading), -place) for place, sheet in enumerate(found)), key=lambda one: (one[0], one[2]))
    score, row, place = best
    if score < 1:
        raise Unreadable("sheet.no_headings")
    return -place, row


def _heading_row(sheet: Sheet, is_heading: Callable[[str], bool]) -> tuple[int, int]:
    """How many headings are known in the best row, and which it is; of equals the first, and of a two-row heading the lower."""
    best = (0, 0)
    for row in range(min(LOOKED_AT, len(sheet.rows))):
        if _is_tagged(sheet.rows[row]):
            continue
        known = sum(is_heading(heading) for heading in set(headings(sheet, row)) - {""})
        if known > best[0]:
            best = (known, row)
    return best


def headings(sheet: Sheet, row: int) -> list[str]:
    """The headings of a row; where it is the lower one of two, an empty cell takes the upper's, and a repeated word gets it in front."""
    lower = [text(cell) for cell in sheet.rows[row]]
    upper = [text(cell) for cell in sheet.rows[row - 1]] if row else []
    upper += [""] * (len(lower) - len(upper))
    # Two rows belong together only where the upper one has something where the lower has nothing, or stands over several columns.
    filled = [word for word in upper if word]
    if len(set(filled)) < 2:
        return lower
    repeated = {word for word in lower if word and lower.count(word) > 1}
    return [
        above if not below else f"{above} {below}" if below in repeated and above and above != below else below
        for above, below in zip(upper, lower, strict=False)
    ]


def table(sheet: Sheet, heading_row: int) -> Table:
    """The lines under the headings: without blank rows, tags, repeated headings and totals, each of which is counted."""
    words = headings(sheet, heading_row)
    plain = [text(cell) for cell in sheet.rows[heading_row]]
    made = Table(words, [], heading_row)
    for place in range(heading_row + 1, len(sheet.rows)):
        row = sheet.rows[place] + [None] * (len(words) - len(sheet.rows[place]))
        reason = _passed_over(row, plain)
        if reason:
            made.passed_over.setdefault(reason, []).append(place + 1)
        else:
            made.lines.append(Line(place + 1, tuple(row), _indent(row), place in sheet.hidden))
    return made


def _passed_over(row: list[Cell], plain: list[str]) -> str:
    said = [text(cell) for cell in row]
    filled = [word for word in said if word]
    if not filled:
        return "blank"
    if _is_tagged(row):
        return "tags"
    if filled == [word for word in plain if word]:
        return "headings_again"
    if (is_total(filled[0]) or _OR_A_NAME.match(names.fold(filled[0]))) and len(filled) <= max(3, len(plain) // 2):
        return "totals"
    return ""


def is_total(word: str) -> bool:
    """Whether it begins as the last line of a list does."""
    return bool(_TOTAL.match(names.fold(word).lstrip(" :.=-*")))


def _is_tagged(row: list[Cell]) -> bool:
    """A row of HXL tags under the headings."""
    filled = [text(cell) for cell in row if text(cell)]
    return bool(filled) and sum(bool(_TAG.match(word)) for word in filled) * 2 > len(filled)


def _indent(row: list[Cell]) -> int:
    """Blanks before the first text of the line: how some offices write who belongs to the family above."""
    first = next((cell for cell in row if isinstance(cell, str) and cell.strip()), "")
    return len(first) - len(first.lstrip())


def text(cell: Cell) -> str:
    """What a reader sees in the cell, tidied."""
    if cell is None or isinstance(cell, bool):
        return {None: "", True: "1", False: "0"}[cell]
    if isinstance(cell, date):
        return cell.isoformat()
    return tidy(repr(cell) if isinstance(cell, float) else str(cell))
