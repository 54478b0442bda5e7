"""Files of lists: what a cell may hold comes back as it was, and the memory that a long file takes is that of the packed file."""
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from amana.ground.lists import files
from amana.ground.lists.rules import AT_MOST

HEADINGS = [f"عمود {n}" for n in range(30)]
HARD = ["=1+1", "<b>&\"'", "  بمسافات  ", "سطر\nوسطر", "_x0041_", "00123", "😀 𐎀", "x\x00\x0b\ufffey", ""]


def lines(content: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


def test_each_cell_comes_back_as_text_as_it_was():
    with translation.override("ar"):
        file = files.begun("xlsx", HEADINGS, title="حالات: '24/7'")
        file.add([[*HARD, *[f"خلية {n}" for n in range(30 - len(HARD))]]])
        content = file.done([("القائمة", "حالات"), ("Rows", 1)])
    head, row = lines(content)
    assert head == HEADINGS
    assert row[: len(HARD)] == [*HARD[:-2], "xy", ""] and row[-1] == f"خلية {29 - len(HARD)}"
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 2 and book.get_sheet_by_index(1).to_python() == [["القائمة", "حالات"], ["Rows", 1]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_marks_that_a_page_needs_around_numbers_do_not_come_along(kind):
    file = files.begun(kind, HEADINGS[:2], title="Cases")
    file.add([["إحالة \u2066AR-2K9H-846Y\u2069 تنتظر", "\u2068=1+1\u2069"]])
    content = file.done([])
    row = lines(content)[1] if kind == "xlsx" else content.decode("utf-8-sig").splitlines()[1].split(",")
    assert row == ["إحالة AR-2K9H-846Y تنتظر", "=1+1" if kind == "xlsx" else "'=1+1"]


def test_days_times_and_numbers_are_such_for_whoever_sorts_and_adds_them_up():
    row = [date(2026, 3, 31), datetime(2026, 3, 31, 23, 59), 12_345, Decimal("-3050.75"), 0, date(1899, 5, 1), 10**17, Decimal("1E+3"), datetime(2024, 2, 29, 6, 30)]
    file = files.begun("xlsx", HEADINGS[:len(row)], title="Cases")
    file.add([row])
    found = lines(file.done([]))[1]
    assert found == [date(2026, 3, 31), datetime(2026, 3, 31, 23, 59), 12_345, -3050.75, 0, "1899-05-01", "1" + "0" * 17, 1000, datetime(2024, 2, 29, 6, 30)]
    text = files.begun("csv", HEADINGS[:len(row)], title="Cases")
    text.add([row])
    assert text.done([]).decode("utf-8-sig").splitlines()[1] == "2026-03-31,2026-03-31 23:59,12345,-3050.75,0,1899-05-01,100000000000000000,1000,2024-02-29 06:30"


def test_each_part_is_well_formed_and_named_by_the_others():
    file = files.begun("xlsx", HEADINGS, title="Cases")
    file.add([["a"] * 30] * 3)
    with zipfile.ZipFile(io.BytesIO(file.done([("List", "Cases")]))) as book:
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
        named = {one.get("PartName", "").lstrip("/") for one in ElementTree.fromstring(book.read("[Content_Types].xml"))}
        assert {name for name in book.namelist() if name.startswith("xl/") and "_rels" not in name} == named - {""}
        assert b'<autoFilter ref="A1:AD4"/>' in book.read("xl/worksheets/sheet1.xml") and b"'Cases'!$A$1:$AD$4" in book.read("xl/workbook.xml")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_file_takes_no_more_memory_than_itself(kind):
    parts = [[[f"{n} {part} خلية" for n in range(10)] for _row in range(50)] for part in range(4)]
    tracemalloc.start()
    try:
        file = files.begun(kind, HEADINGS[:10], title="Cases")
        for turn in range(400):
            file.add(parts[turn % 4])
        content = file.done([])
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert file.rows == 20_000 and len(lines(content)) == 20_001 if kind == "xlsx" else content.count(b"\r\n") == 20_001
    assert peak < 2.5 * len(content) + 1_000_000, f"{peak:,} for {len(content):,}"


def test_a_file_holds_more_rows_than_the_largest_caseload_and_fewer_than_excel():
    assert 100_000 <= AT_MOST < 1_048_576
