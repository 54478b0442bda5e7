"""A list is read whatever file an office keeps it in, and a file that is none is named."""

from datetime import date, datetime

import pytest
from django.utils import translation

from amana.casework.arrivals import mapping, sentences, sheets
from amana.lib.core.errors import Unreadable
from tests.casework.arrivals.books import ods, xls
from tests.casework.arrivals.lists import HEADINGS, people, xlsx

ROWS = [HEADINGS, *people(3)]
CSV = "\r\n".join(";".join(map(str, row)) for row in ROWS)


def first_table(content: bytes) -> sheets.Table:
    found = sheets.read(content)
    place, row = sheets.propose(found, mapping.is_known)
    return sheets.table(found[place], row)


@pytest.mark.parametrize(
    "content",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        CSV.encode("cp1256"),
        CSV.replace(";", ",").encode(),
        CSV.replace(";", "\t").encode("utf-16"),
        CSV.encode("utf-16-be"),
        CSV.encode("utf-32"),
        ("\ufeff\ufeff" + CSV).encode(),
        CSV.encode() + b"\0",
        CSV.replace("\r\n", "\r").encode(),
        CSV.replace(";", "|").encode(),
        CSV.replace(";", "؛").encode("cp1256"),
        "\r\n".join(";".join(f'="{cell}"' for cell in row) for row in ROWS).encode(),
        "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in ROWS).encode("utf-8-sig"),
        xlsx(ROWS),
        xls(ROWS),
        ods(ROWS),
    ],
)
def test_the_same_list_is_read_from_every_kind_of_file(content):
    """Field report B58: a byte order mark is no part of the first heading; with and without it the list is the same."""
    table = first_table(content)
    assert table.headings == HEADINGS
    assert [sheets.text(line.cells[1]) for line in table.lines] == [row[1] for row in ROWS[1:]]
    assert [line.number for line in table.lines] == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b"  \r\n ", "sheet.empty"),
        (b"\xef\xbb\xbf", "sheet.empty"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "sheet.web_page"),
        (b"\xef\xbb\xbf <!DOCTYPE HTML><p>", "sheet.web_page"),
        (b"%PDF-1.7 ...", "sheet.pdf"),
        (b"\x89PNG\r\n\x1a\n", "sheet.picture"),
        (b"PK\x03\x04broken", "sheet.damaged"),
        (b"\x00\x01\x02\x03" * 50, "sheet.foreign"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "sheet.password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "sheet.word"),
        (b"hello world", "sheet.no_headings"),
    ],
)
def test_a_file_that_is_no_list_is_named(content, code):
    with pytest.raises(Unreadable) as no:
        first_table(content)
    assert no.value.code == code


def test_a_file_that_claims_a_million_columns_ends_the_child_and_not_the_server():
    made = xlsx([["الاسم"]], sheets={"x": [["الاسم"]]}, merged=[(1048570, 16000, 1048575, 16383, "x")])
    with pytest.raises(Unreadable) as no:
        sheets.read(made)
    assert no.value.code in ("sheet.damaged", "sheet.too_big", "sheet.too_many_rows", "sheet.too_many_columns", "sheet.unpacks_to_too_much")


def test_titles_above_tags_totals_blank_and_repeated_rows_are_passed_over_and_said():
    rows = [
        ["كشف العائدين رحلة MS 834"],
        [],
        HEADINGS,
        ["#meta", "#name", "#sex", "#date", "#origin", "#phone", "#id"],
        *people(2),
        [],
        HEADINGS,
        *people(1, start=2),
        ["الإجمالي", 3],
    ]
    table = first_table(xlsx(rows))
    assert table.heading_row == 2 and len(table.lines) == 3
    assert table.passed_over == {"tags": [4], "blank": [7], "headings_again": [8], "totals": [10]}
    assert len(table.lines) + sum(map(len, table.passed_over.values())) == len(rows) - 3


def test_what_is_passed_over_is_told_by_its_rows_and_never_as_a_count():
    with translation.override("en"):
        assert sentences.passed_over({"totals": [20], "headings_again": [8, 12], "blank": [7]}) == [
            "Left out as a total: row 20", "Left out as headings once more: rows 8, 12", "Blank rows: 1"]


def test_people_on_a_later_sheet_are_found():
    found = sheets.read(xlsx([], sheets={"ملاحظات": [["إلى من يهمه الأمر"], ["مرفق كشف"]], "كشف": ROWS}))
    assert found[sheets.propose(found, mapping.is_known)[0]].name == "كشف"


def test_headings_of_two_rows_are_read_as_one():
    rows = [
        ["م", "الاسم", "الاسم", "النوع", "المستند", "المستند"],
        ["", "الاسم الأول", "اسم العائلة", "", "رقم الجواز", "رقم قومي"],
        [1, "هناء", "الشاذلي", "أنثى", "A1", ""],
    ]
    table = first_table(xlsx(rows))
    assert mapping.propose(table.headings) == ["", "given", "family", "sex", "passport", "national_id"]
    assert len(table.lines) == 1


def test_excels_own_line_on_the_separator_is_no_heading():
    """Field report B58."""
    table = first_table(b"sep=;\r\n" + CSV.encode())
    assert table.headings == HEADINGS and [line.number for line in table.lines] == [3, 4, 5]


def test_one_damaged_byte_does_not_garble_the_names_of_all():
    """Field report B58: the file stays UTF-8; only the letter that is lost is lost."""
    table = first_table(CSV.encode() + b"\r\n4;\xff;x;;;;")
    assert table.headings == HEADINGS and sheets.text(table.lines[0].cells[1]) == ROWS[1][1]


def test_a_comma_in_one_name_divides_no_list():
    assert first_table("الاسم\r\nهناء سعيد\r\nمنى, سعيد\r\nنور\r\n".encode()).lines[1].cells == ("منى, سعيد",)


FAMILY = [["الاسم", "العنوان"], ["منى سعيد", "بنها"], ["آدم", None], ["نور", "طنطا"]]


@pytest.mark.parametrize("content", [
    xlsx([["الاسم", "العنوان"], ["منى سعيد", None], ["آدم", None], ["نور", "طنطا"]], merged=[(1, 1, 2, 1, "بنها")]),
    xls(FAMILY, merged=((1, 1, 2, 1),)), ods(FAMILY, merged=((1, 1, 2, 1),))])
def test_a_merged_address_stands_in_every_row_of_the_family(content):
    table = first_table(content)
    assert [sheets.text(line.cells[1]) for line in table.lines] == ["بنها", "بنها", "طنطا"]


@pytest.mark.parametrize("content", [xlsx(ROWS, hidden=[2]), xls(ROWS, hidden=[2]), ods(ROWS, hidden=[2])])
def test_rows_that_a_filter_hides_are_taken_and_counted(content):
    table = first_table(content)
    assert len(table.lines) == 3 and table.hidden == 1 and table.lines[1].is_hidden


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("book", [xls, ods])
def test_date_cells_of_older_excel_and_of_libreoffice_are_days_too(book, is_1904):
    """Field report B19: also where days count from 1904."""
    number = (date(2026, 11, 25) - date(1904, 1, 1)).days if is_1904 else 46351
    sheet = sheets.read(book([["الاسم", "x"], ["أ", date(2026, 11, 25)], ["ب", number], ["ج", datetime(2026, 11, 25, 23, 30)]], is_1904=is_1904))[0]
    assert sheet.rows[1][1] == sheet.rows[3][1] == date(2026, 11, 25)
    assert sheets.day_of_number(sheet.rows[2][1], is_1904=sheet.is_1904) == date(2026, 11, 25)


@pytest.mark.parametrize("shown", ["[$-2000401]dd/mm/yyyy;@", "[$-ar-EG,A,16]dd/mm/yyyy", "[$-1170000]B2dd/mm/yyyy;@", 'd" من "mmmm" "yyyy'])
def test_a_date_cell_is_that_day_however_it_is_shown(shown):
    """Field report B19: in Arabic digits, in words, and where Excel shows the Islamic calendar."""
    made = xlsx([["الاسم", "تاريخ الميلاد"], ["أ", datetime(2026, 11, 25)]], default_date_format=shown)
    assert sheets.read(made)[0].rows[1][1] == date(2026, 11, 25)


def test_a_formula_gives_what_the_reader_sees_its_failure_too():
    """Field report B19: a cell that shows #REF! is not an empty one."""
    made = xlsx([["الاسم", "ملاحظة"]], formulas={(1, 0): "هناء سعيد", (1, 1): "#REF!", (2, 0): "منى_x000D_سعيد"})
    assert sheets.read(made)[0].rows[1:] == [["هناء سعيد", "#REF!"], ["منى\rسعيد", ""]]


@pytest.mark.parametrize("is_1904", [False, True])
def test_date_cells_are_days_in_both_date_systems(is_1904):
    """Field report B19: date cells, date-times and numbers give the same day, also where days count from 1904."""
    number = (date(2026, 11, 25) - date(1904, 1, 1)).days if is_1904 else 46351
    made = xlsx([["الاسم", "تاريخ الميلاد"], ["أ", datetime(2026, 11, 25)], ["ب", number], ["ج", datetime(2026, 11, 25, 23, 30)]], date_1904=is_1904)
    sheet = sheets.read(made)[0]
    assert sheet.rows[1][1] == sheet.rows[3][1] == date(2026, 11, 25)
    assert sheets.day_of_number(sheet.rows[2][1], is_1904=sheet.is_1904) == date(2026, 11, 25)


def test_a_list_that_is_too_long_is_refused_with_its_length():
    with pytest.raises(Unreadable) as no:
        sheets.read(CSV.encode(), most_rows=2)
    assert no.value.code == "sheet.too_many_rows" and no.value.params["rows"] == 4
