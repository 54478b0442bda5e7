"""Bad inputs as offices meet them, each at a page's door: a sentence at the place it is about, in the reader's language, and nothing lost or half-saved.

What is not refused is read as it was meant, or kept as it was typed with a word of warning. Kinds of files and cells are tried at more length beside their packages.
"""
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.casework.arrivals import queries as listed
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.cases.models import Attachment
from amana.casework.registry.models import Identity, Phone
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, xlsx
from tests.casework.cases import papers

pytestmark = pytest.mark.django_db
NAME = "هناء سعيد الشاذلي"
ROW = [1, NAME, "أنثى", "14/3/1991", "سوداني", "01001234567", "P1234567"]
CSV = "\r\n".join(";".join(map(str, line)) for line in (HEADINGS, ROW))
ARABIC = re.compile("[\u0621-\u064a]")


def _line(**said) -> list:
    places = dict(zip(("name", "sex", "birth", "nation", "phone", "passport"), range(1, 7), strict=True))
    return [next((value for key, value in said.items() if places[key] == n), cell) for n, cell in enumerate(ROW)]


def _zip(parts: dict[str, bytes], onto: bytes = b"") -> bytes:
    made = io.BytesIO(onto)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return made.getvalue()


def _blank_rows() -> bytes:
    """Somebody has formatted a whole column: 40 MB of rows in which nothing stands, below one person."""
    content = xlsx([HEADINGS, ROW])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (n, n, n) for n in range(3, 740_000))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", blank + b"</sheetData>")
    assert len(blank) > 40_000_000
    return _zip(parts)


def _at(page: str, field: str) -> str:
    """What stands at that field as its error."""
    found = re.search(rf'<div id="id_{field}_error">(.*?)</div>', page, re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


# Files that are no list: said at the field of the file -----------------------------------------------------------------------------------------------
NO_LISTS = {
    "nothing in it": (b"", "empty"), "a web page called .xls": (b"<html><table><tr><td>x", "web page"), "a PDF": (b"%PDF-1.7", "PDF"), "a picture": (papers.picture(), "picture"),
    "a letter": (papers.office("word/document.xml"), "text document"), "an archive": (_zip({"list.xlsx": xlsx([HEADINGS, ROW])}), "archive"),
    "a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"), "half a file": (xlsx([HEADINGS, ROW])[:900], "damaged"),
    "a program": (b"MZ\x90\x00\x03\x00\x00" * 9, "unknown"), "11 MB": (b"x" * 11_000_000, "larger than 10 MB"), "40 MB of blank lines": (b"\r\n" * 20_000_000, "larger than"),
    "one that unpacks to 300 MB": (_zip({"xl/worksheets/sheet9.xml": b" " * 300_000_000}, xlsx([HEADINGS, ROW])), "unpacks"),
    "21,000 rows": (("الاسم\r\n" + "\r\n".join(f"{NAME} {n}" for n in range(21_000))).encode(), "20000 are read at once"), "no headings": (b"hello world", "headings")}


@pytest.mark.parametrize("what", NO_LISTS)
@pytest.mark.parametrize("door", ["arrival_upload", "caseload_upload"])
def test_a_file_that_is_no_list(door, what):
    content, words = NO_LISTS[what]
    member = make.member("supervisor")
    for language in ("en", "ar"):
        day = {f"{name}_{part}": value for name in ("arrives_on", "listed_on") for part, value in (("day", "24"), ("month", "11"), ("year", "2026"))}
        page = make.browser(member, language=language).post(reverse(door), {"file": SimpleUploadedFile("list.xlsx", content), "flight": "MS 834", **day}).content.decode()
        said = _at(page, "file")
        assert words in said if language == "en" else ARABIC.search(said), said
        assert door != "arrival_upload" or 'value="MS 834"' in page, "what was typed beside it stays"
    assert not ArrivalList.objects.exists()


# Sheets as offices keep them: read as they were meant ------------------------------------------------------------------------------------------------
DATED = _line(birth=date(1991, 3, 14))
SHEETS = {
    "a formula": xlsx([HEADINGS, ROW], formulas={(1, 1): NAME}), "macros": _zip({"xl/vbaProject.bin": b"Sub Auto_Open()"}, xlsx([HEADINGS, ROW])),
    "days from 1900": xlsx([HEADINGS, DATED]), "days from 1904": xlsx([HEADINGS, DATED], date_1904=True),
    "two rows of headings": xlsx([["", "الشخص", "", "", "", "الاتصال", "المستند"], HEADINGS, ROW]), "a title and totals": xlsx([["كشف الرحلة"], [], HEADINGS, ROW, [], ["الإجمالي", 1]]),
    "Windows-1256": CSV.encode("cp1256"), "UTF-16": CSV.encode("utf-16"), "a NUL at the end": CSV.encode() + b"\0", "a NUL in the name": CSV.replace("هناء", "هن\0اء").encode(),
    "40 MB of blank rows": _blank_rows(), "merged cells": xlsx([HEADINGS, ROW, _line(name="منى سليم حداد", birth="1990", passport="P2", phone="01001234568")], merged=[(1, 4, 2, 4, "سوداني")]),
    "direction marks": xlsx([[f"\u200f{one}\u200e" for one in HEADINGS], [f"\u202b{cell}\u202c" for cell in ROW]]),
    "joiners of no width": xlsx([HEADINGS, _line(name="هن\u200dاء سع\u200cيد \u2060الشاذلي")]),
    "digits of the East": xlsx([HEADINGS, _line(birth="١٤/٣/١٩٩١", phone="٠١٠٠١٢٣٤٥٦٧", passport="P١٢٣٤٥٦٧")])}


@pytest.mark.parametrize("what", SHEETS)
def test_a_sheet_as_offices_keep_it(what):
    reception = make.member("reception")
    _browser, one, _page = _looked_through(reception, SHEETS[what])
    assert one.review["wrong"] == 0, one.review["faults"]
    with acting(reception.cookie):
        first = listed.reading(one).rows[0]
    assert (first.name.replace("\u200c", "").replace("\u200d", ""), first.identity.birth) == (NAME, PartialDate.of(1991, 3, 14))
    assert first.phones and not ArrivalRow.objects.exists()


def _looked_through(member, content, language="en"):
    browser = make.browser(member, language=language)
    day = {"arrives_on_day": "24", "arrives_on_month": "11", "arrives_on_year": "2026"}
    answer = browser.post(reverse("arrival_upload"), {"file": SimpleUploadedFile("list.xlsx", content), **day})
    assert answer.status_code == 302, _at(answer.content.decode(), "file")
    one = ArrivalList.objects.latest("made_at")
    review = browser.post(answer.url, {"order": "day_first", **{f"column-{n}": code for n, code in enumerate(one.settings["fields"])}}).url
    one.refresh_from_db()
    return browser, one, review


# Cells: said with their row and column ---------------------------------------------------------------------------------------------------------------
CELLS = {
    "31 November": ("birth", "31/11/1990", "There is no day 31"), "29 February of a common year": ("birth", "29/2/1991", "There is no day 29"), "month 15": ("birth", "1991-15-03", "no month 15"),
    "a birth in the future": ("birth", "1/1/2090", "has not come yet"), "two digits of a year": ("birth", "15/05/20", "two digits only"), "a Hijri day": ("birth", "15/3/1446", "Islamic calendar"),
    "a Coptic day": ("birth", "1 توت 1739", "Coptic calendar"), "an Ethiopian year": ("birth", "2016 E.C.", "Ethiopian calendar"), "no date": ("birth", "بعد العيد", "This is no date"),
    "nobody's name": ("name", "", "The name is empty"), "a failed formula": ("name", "#REF!", "This is no name"), "a number for a name": ("name", "45231", "This is no name"),
    "joiners for a name": ("name", "\u200d\u200c", "The name is empty"), "an unknown sex": ("sex", "فلان", "this word for the sex"), "a mistyped country": ("nation", "السودانن", "no such country")}
COLUMNS = {"name": "الاسم بالكامل", "birth": "تاريخ الميلاد", "sex": "النوع", "nation": "الجنسية"}


@pytest.mark.parametrize("what", CELLS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_cell_that_cannot_be_so(what, language):
    column, cell, words = CELLS[what]
    browser, one, review = _looked_through(make.member("reception"), xlsx([HEADINGS, ROW, _line(passport="P2", phone="01001234568", **{"name": "منى سليم حداد", column: cell})]), language)
    assert (one.review["ready"], one.review["wrong"]) == (1, 1), "the good row beside it is none the worse"
    page = browser.get(review, {"show": "wrong"}).content.decode()
    row = next(part for part in re.findall(r"<tr>.*?</tr>", page, re.S) if 'name="line"' in part)
    text = unescape(re.sub(r"<[^>]+>", " ", row))
    assert ">3<" in row and COLUMNS[column] in text and (words in text if language == "en" else ARABIC.search(text))
    assert not cell.strip("\u200d\u200c") or f'value="{cell}"' in unescape(row), "the cell stands there to be corrected"


# Forms: said at the field, and what was typed stays --------------------------------------------------------------------------------------------------
FORM = {"name_kind": "given", "given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي", "sex": "female"}


@dataclass(frozen=True)
class Typed:
    field: str
    said: dict
    words: str


REFUSED = {
    "31 November": Typed("birth", {"birth_day": "31", "birth_month": "11", "birth_year": "1990"}, "There is no day 31"),
    "a birth in the future": Typed("birth", {"birth_day": "1", "birth_month": "1", "birth_year": "2090"}, "has not come yet"),
    "two digits of a year": Typed("birth", {"birth_year": "90"}, "four digits"), "a Hijri month": Typed("birth", {"birth_month": "3", "birth_year": "1446"}, "the year alone"),
    "an age of 200": Typed("birth", {"birth_age": "200", "birth_age_unit": "year"}, ""), "a name of joiners": Typed("given_ar", {"given_ar": "\u200d\u2060"}, "Enter the first name"),
    "a name of a novel": Typed("given_ar", {"given_ar": "هناء" * 60}, ""), "no such sex": Typed("sex", {"sex": "x"}, ""), "no such country": Typed("nationality", {"nationality": "XXX"}, "")}


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_form_that_cannot_be_so(what, language):
    one = REFUSED[what]
    page = make.browser(make.member(), language=language).post(reverse("register"), {**FORM, "address": "شارع ٧، بنها", **one.said}).content.decode()
    said = _at(page, one.field)
    assert said and (one.words in said if language == "en" else ARABIC.search(said)), said
    assert not Identity.objects.exists() and "شارع ٧، بنها" in page, "what was typed beside it stays"


TAKEN = {
    "direction marks": ({"given_ar": "\u202bهناء\u202c\u200f"}, "هناء"), "joiners of no width": ({"given_ar": "هن\u200dاء"}, "هناء"), "a NUL": ({"given_ar": "هن\0اء"}, "هناء"),
    "an override before .exe": ({"given_ar": "هناء\u202e"}, "هناء")}


@pytest.mark.parametrize("what", TAKEN)
def test_marks_that_nobody_sees_are_no_part_of_a_name(what):
    typed, kept = TAKEN[what]
    answer = make.browser(make.member()).post(reverse("register"), {**FORM, **typed})
    assert answer.status_code == 302, _at(answer.content.decode(), "given_ar")
    name = Identity.objects.get().given_ar
    assert name.replace("\u200d", "") == kept and "\0" not in name


@pytest.mark.parametrize(("typed", "e164"), [("٠١٠٠١٢٣٤٥٦٧", "+201001234567"), ("۰۱۰۰۱۲۳۴۵۶۷", "+201001234567"), ("\u202a+20 100 123 4567\u202c", "+201001234567"), ("010 مكتب", "")])
def test_a_phone_is_read_in_any_digits_and_kept_where_it_cannot_be(typed, e164):
    browser = make.browser(make.member())
    assert browser.post(reverse("register"), {**FORM, "number": typed}).status_code == 302
    phone = Phone.objects.get()
    assert (phone.e164 or "") == e164
    assert e164 or "مكتب" in browser.get(reverse("person", args=[phone.person_id])).content.decode(), "it stays as it was typed"


# Photos that are none: said at the file --------------------------------------------------------------------------------------------------------------
NO_PHOTOS = {
    "a web page called .jpg": (b"<html><script>x()</script>", "none of the kinds"), "a drawing with a script": (b"<svg onload='x()'>", "none of the kinds"), "a program": (b"MZ\x90\x00\x03", "none of the kinds"),
    "the head of a photo alone": (papers.picture()[:200], "damaged"), "a photo of 50 million points": (papers.picture("PNG", (10_000, 5_000)), "dots"), "nothing": (b"", "empty"),
    "a letter with a macro": (papers.office("word/document.xml", "word/vbaProject.bin"), "macro")}


@pytest.mark.parametrize("what", NO_PHOTOS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_photo_that_is_none(what, language, settings, tmp_path):
    settings.AMANA_FILES = tmp_path
    content, words = NO_PHOTOS[what]
    worker = make.member()
    case = make.case(worker)
    page = make.browser(worker, language=language).post(reverse("attach_to_case", args=[case.pk]), {
        "file": SimpleUploadedFile("photo.jpg", content), "title": "صورة الإيجار", "kind": "receipt", "section": str(int(Section.SOCIAL))}).content.decode()
    said = _at(page, "file")
    assert said and (words in said if language == "en" else ARABIC.search(said)), said
    assert "صورة الإيجار" in page and not Attachment.objects.exists() and not list(tmp_path.glob("*/*"))


def test_there_are_forty_of_them():
    assert sum(map(len, (NO_LISTS, SHEETS, CELLS, REFUSED, TAKEN, NO_PHOTOS))) >= 40
