"""The caseload's door answers sheets as offices keep them with the same words as the arrivals' one."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.casework.arrivals import queries as listed
from amana.casework.arrivals.models import ArrivalList
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from tests import builders as make
from tests.casework.arrivals.books import ods, xls
from tests.casework.arrivals.lists import NO_LISTS, REFUSED_BIRTHS, xlsx
from tests.casework.caseload.sheets import HEADINGS, row, uploaded
from tests.casework.caseload.test_pages import as_proposed, upload

pytestmark = pytest.mark.django_db
NAME = "هناء سعيد الشاذلي"
ROW = row(birth="14/3/1991")
CSV = "\r\n".join(";".join(line) for line in (HEADINGS, ROW))


def _with_macros(content: bytes) -> bytes:
    made = BytesIO(content)
    with zipfile.ZipFile(made, "a") as book:
        book.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 Sub Auto_Open()")
    return made.getvalue()


def _at(column: str, value) -> list:
    return [value if heading == column else cell for heading, cell in zip(HEADINGS, ROW, strict=True)]


DATED = _at("تاريخ الميلاد", date(1991, 3, 14))
SHEETS = {
    "as it is": xlsx([HEADINGS, ROW]), "old Excel": xls([HEADINGS, ROW]), "LibreOffice": ods([HEADINGS, ROW]), "macros": _with_macros(xlsx([HEADINGS, ROW])),
    "Windows-1256": CSV.encode("cp1256"), "byte order mark": CSV.encode("utf-8-sig"), "UTF-16": CSV.encode("utf-16"), "a NUL at the end": CSV.encode() + b"\0",
    "titles, blanks, totals": xlsx([["وحدة بنها الاجتماعية"], [], HEADINGS, ROW, [], ["الإجمالي", 1]]),
    "two rows of headings": xlsx([["", "الشخص", *[""] * 7, "الملف", *[""] * 5], HEADINGS, ROW]),
    "hidden by a filter": xlsx([HEADINGS, ROW], hidden=[1]),
    "direction marks": xlsx([[f"\u200f{one}\u200e" for one in HEADINGS], [f"\u202b{cell}\u202c" for cell in ROW]]),
    "days of 1900": xlsx([HEADINGS, DATED]), "days of 1904": xlsx([HEADINGS, DATED], date_1904=True), "days of 1904, old Excel": xls([HEADINGS, DATED], is_1904=True),
    "a formula": xlsx([HEADINGS, ROW], formulas={(1, 1): NAME}),
    "digits of the East": xlsx([HEADINGS, _at("تاريخ الميلاد", "١٤/٣/١٩٩١")]),
}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_as_offices_keep_it_gives_that_person(head, kind):
    one = uploaded(head, SHEETS[kind])
    assert (one.review["ready"], one.review["wrong"]) == (1, 0), one.review["faults"]
    with acting(head.cookie):
        (read,) = listed.reading(one).rows
    assert read.name == NAME and read.identity.birth == PartialDate.of(1991, 3, 14)
    assert (read.case.risk, read.case.own_number, read.case.opened_on) == ("high", "1/2026", date(2026, 2, 3))


@pytest.mark.parametrize(("content", "words"), NO_LISTS)
def test_a_file_that_is_no_list_is_named_at_the_field(head, content, words):
    assert words in upload(make.browser(head), content).content.decode() and not ArrivalList.objects.exists()


@pytest.mark.parametrize(("cell", "english", "arabic"), [*REFUSED_BIRTHS, ("31/11/1990", "There is no day 31", "31"), ("1/1/2090", "has not come yet", "لم يأت")])
@pytest.mark.parametrize("column", ["تاريخ الميلاد", "تاريخ فتح الحالة"])
def test_a_refused_day_is_named_with_its_row_in_the_language_of_the_account(head, column, cell, english, arabic):
    """Field reports B10, B11, B14."""
    for language, words in (("en", english), ("ar", arabic)):
        browser = make.browser(head, language=language)
        response = as_proposed(browser, as_proposed(browser, upload(browser, xlsx([HEADINGS, [*_at(column, cell)[:1], f"وليد المنصوري {language}", *_at(column, cell)[2:]]])).url).url)
        page = browser.get(response.url, {"show": "wrong"}).content.decode()
        assert words in page and cell in page and column in page


def test_a_failed_formula_is_no_name_and_a_merged_address_is_everybodys(head):
    one = uploaded(head, xlsx([HEADINGS, ROW], formulas={(1, 1): "#REF!"}))
    assert [(fault["row"], fault["code"]) for fault in one.review["faults"] if fault["is_error"]] == [(2, "name.damaged")]
    place = HEADINGS.index("العنوان")
    one = uploaded(head, xlsx([HEADINGS, ROW, row(2, "منى سليم حداد")], merged=[(1, place, 2, place, "حارة السقايين")]))
    with acting(head.cookie):
        assert {read.contact.address for read in listed.reading(one).rows} == {"حارة السقايين"}


def test_a_file_without_a_name_or_a_column_of_names_is_refused_in_words(head):
    browser = make.browser(head)
    response = browser.post(reverse("caseload_upload"), {"file": SimpleUploadedFile("x.xlsx", xlsx([["الخطورة", "الهاتف"], ["عالي", "01001234567"]])),
                                                         "listed_on_day": "24", "listed_on_month": "11", "listed_on_year": "2026"})
    page = browser.post(response.url, {"order": "day_first", "column-0": "risk", "column-1": "phone"}).content.decode()
    assert "No column holds a name" in page
