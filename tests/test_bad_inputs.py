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
from amana.services.assistance.models import Answer, Payment, Request
from amana.services.livelihoods.models import Plan
from amana.services.programmes.models import Entry
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, xlsx
from tests.casework.cases import papers
from tests.lib.payments.invented import PAIN002, report, transaction
from tests.services.assistance.conftest import Unit
from tests.services.livelihoods import plans

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


# Files that are no list: said at the field of the file; what takes long to make is made by the test alone -----------------------------------------------------------------------------------------------
NO_LISTS = {
    "nothing in it": (b"", "empty"), "a web page called .xls": (b"<html><table><tr><td>x", "web page"), "a PDF": (b"%PDF-1.7", "PDF"), "a picture": (papers.picture(), "picture"),
    "a letter": (papers.office("word/document.xml"), "text document"), "an archive": (_zip({"list.xlsx": xlsx([HEADINGS, ROW])}), "archive"),
    "a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"), "half a file": (xlsx([HEADINGS, ROW])[:900], "damaged"),
    "a program": (b"MZ\x90\x00\x03\x00\x00" * 9, "unknown"), "11 MB": (b"x" * 11_000_000, "larger than 10 MB"), "40 MB of blank lines": (b"\r\n" * 20_000_000, "larger than 10 MB"),
    "one that unpacks to 300 MB": (lambda: _zip({"xl/worksheets/sheet9.xml": b" " * 300_000_000}, xlsx([HEADINGS, ROW])), "unpacks"),
    "21,000 rows": (("الاسم\r\n" + "\r\n".join(f"{NAME} {n}" for n in range(21_000))).encode(), "20000 are read at once"), "no headings": (b"hello world", "headings")}


@pytest.mark.parametrize("what", NO_LISTS)
@pytest.mark.parametrize("door", ["arrival_upload", "caseload_upload"])
def test_a_file_that_is_no_list(door, what):
    content, words = NO_LISTS[what]
    content = content() if callable(content) else content
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
    "40 MB of blank rows": _blank_rows, "merged cells": xlsx([HEADINGS, ROW, _line(name="منى سليم حداد", birth="1990", passport="P2", phone="01001234568")], merged=[(1, 4, 2, 4, "سوداني")]),
    "direction marks": xlsx([[f"\u200f{one}\u200e" for one in HEADINGS], [f"\u202b{cell}\u202c" for cell in ROW]]),
    "joiners of no width": xlsx([HEADINGS, _line(name="هن\u200dاء سع\u200cيد \u2060الشاذلي")]),
    "digits of the East": xlsx([HEADINGS, _line(birth="١٤/٣/١٩٩١", phone="٠١٠٠١٢٣٤٥٦٧", passport="P١٢٣٤٥٦٧")])}


@pytest.mark.parametrize("what", SHEETS)
def test_a_sheet_as_offices_keep_it(what):
    reception = make.member("reception")
    _browser, one, _page = _looked_through(reception, SHEETS[what]() if callable(SHEETS[what]) else SHEETS[what])
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
    "a picture for a name": Typed("given_ar", {"given_ar": "😀"}, "no letter"), "a number for a name": Typed("given_latin", {"given_latin": "7"}, "no letter"),
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


@pytest.mark.parametrize(("typed", "e164"), [("٠١٠٠١٢٣٤٥٦٧", "+201001234567"), ("۰۱۰۰۱۲۳۴۵۶۷", "+201001234567"), ("\u202a+20 100 123 4567\u202c", "+201001234567"), ("0912345678", "")])
def test_a_phone_is_read_in_any_digits_and_kept_where_it_cannot_be_dialled(typed, e164):
    browser = make.browser(make.member())
    assert browser.post(reverse("register"), {**FORM, "number": typed}).status_code == 302
    phone = Phone.objects.get()
    assert (phone.e164 or "") == e164
    assert e164 or typed in browser.get(reverse("person", args=[phone.person_id])).content.decode(), "it stays as it was typed"


@pytest.mark.parametrize("typed", ["010 مكتب", "01005abc", "010"])
def test_what_is_no_phone_number_is_said_at_its_field_and_stays_there(typed):
    page = make.browser(make.member()).post(reverse("register"), {**FORM, "number": typed}).content.decode()
    assert "This cannot be read as a phone number" in _at(page, "number") and f'value="{typed}"' in page and not Phone.objects.exists()


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


# What a bank answers: refused at the file, or told line by line; nothing moves in the books ------------------------------------------------------------
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Document xmlns="{PAIN002}">&b;</Document>'
NO_ANSWERS = {
    "entities that grow": (LAUGHS.encode(), "declares"), "entities in UTF-16": (LAUGHS.encode("utf-16"), "declares"), "a file of the server": (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "declares"),
    "a coding that nobody knows": (b'<?xml version="1.0" encoding="nothing"?><a/>', ""), "another coding than it says": (b"\xff\xfea\0\0\xd8", ""), "half a report": (report(transaction("K"))[:-20], ""),
    "20 million branches": (b"<a>" * 50_000 + b"</a>" * 50_000, ""), "our own order sent back": (report(namespace="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"), ""), "a workbook": (b"PK\x03\x04abc", ""),
    "a PDF": (b"%PDF-1.7", ""), "nothing": (b" \r\n", ""), "no column for the result": ("رقم الدفعة,المبلغ\nK,5\n".encode(), ""), "two columns for the result": (b"key,status,status\nK,paid,paid\n", ""),
    "of another list": (report(transaction("K"), list_key="PL-ANOTHER"), "PL-ANOTHER")}
LINES = {
    "below nothing": ("{key},paid,-3000.00,EGP", "no amount of its currency"), "a minus of typesetters": ("{key},paid,\u22123000,EGP", "no amount of its currency"), "to the power": ("{key},paid,3e3,EGP", "no amount of its currency"),
    "not a number": ("{key},paid,NaN,EGP", "no amount of its currency"), "a comma for the piastres": ('{key},paid,"3000,00",EGP', "no amount of its currency"), "a thousandth of a pound": ("{key},paid,3000.001,EGP", "no amount of its currency"),
    "another amount": ("{key},paid,300.00,EGP", "is not that of the list"), "of another bank's currency": ("{key},paid,3000.00,USD", "is not that of the list"), "a currency that is none": ("{key},paid,3000.00,XYZ", "does not know the currency"),
    "a reference that nobody gave": ("0123456789abcdef0123456789abcdef,paid,3000.00,EGP", "is not in the list"), "no reference": (",paid,3000.00,EGP", "payment number is missing"), "a word of its own": ("{key},maybe,3000.00,EGP", "does not know the result"),
    "no result": ("{key},,3000.00,EGP", "result is missing"), "31 November": ("{key},paid,3000.00,EGP,31/11/2026", "is no date"), "a Hijri day": ("{key},paid,3000.00,EGP,15/3/1446", "is no date")}
EASTERN = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")


@pytest.fixture
def paid():
    """A list of one payment of 3,000 that the bank has, its unit, and what the books held before the bank answers."""
    unit = Unit()
    unit.approved(make.case(unit.worker), "3000")
    payments = unit.sent()
    return unit, payments, Payment.objects.get().pk.hex, list(Entry.objects.values_list("pk", flat=True))


def _answered(paid, content: bytes, language: str):
    unit, payments, *_rest = paid
    return make.browser(unit.finance, language=language).post(reverse("take_in_answers", args=[payments.pk]), {"file": SimpleUploadedFile("answer.xml", content)})


@pytest.mark.parametrize("what", NO_ANSWERS)
def test_a_file_of_a_bank_that_is_no_answer(paid, what):
    content, words = NO_ANSWERS[what]
    for language in ("en", "ar"):
        said = _at(_answered(paid, content, language).content.decode(), "file")
        assert said and (words in said if language == "en" else ARABIC.search(said)), said
    assert list(Entry.objects.values_list("pk", flat=True)) == paid[3] and not Answer.objects.exists()


@pytest.mark.parametrize("what", LINES)
def test_a_line_of_a_bank_that_cannot_be_so(paid, what):
    row, words = LINES[what]
    content = ("key,status,amount,currency,date\n" + row.format(key=paid[2]) + "\n").encode()
    for language in ("en", "ar"):
        page = unescape(re.sub(r"<[^>]+>", "", _answered(paid, content, language).content.decode()))
        assert (words in page if language == "en" else "\u200f" in page or ARABIC.search(page)), page[-900:]
    assert list(Entry.objects.values_list("pk", flat=True)) == paid[3] and not Answer.objects.exists()


@pytest.mark.parametrize("coded", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_an_answer_in_the_digits_and_the_coding_of_an_arabic_office_is_taken(paid, coded):
    amount = "3,000.00" if coded == "cp1256" else "٣٬٠٠٠٫٠٠"
    content = f'رقم الدفعة;حالة الصرف;المبلغ;العملة\n\u200f{paid[2]};تم الصرف;{amount};EGP\n'.replace("\u200f", "" if coded == "cp1256" else "\u200f").encode(coded)
    answer = _answered(paid, content, "en")
    assert "1 payment moved" in answer.content.decode(), _at(answer.content.decode(), "file") or answer.content.decode()[-1500:]
    assert Answer.objects.get().payment_id == Payment.objects.get().pk


# Amounts and numbers of accounts: said at the box, or read as they were meant -------------------------------------------------------------------------
AMOUNTS_READ = {"١٬٥٠٠٫٥٠": "1500.50", "۱۵۰۰٫۵": "1500.50", "1,500.50": "1500.50", "١٥٠٠": "1500.00", "\u202a1500\u202c": "1500.00", " 1500 ": "1500.00", "+1500": "1500.00"}
NO_AMOUNTS = ("1e9", "NaN", "Infinity", "-5", "\u22125", "-0", "\u22120", "12,5", "1.500,50", "1,50,000", "١٢,٥", "12.345", "١٢٫٣٤٥", "كثير", "10000000000000", "5 USD", "0x10", "½")


def _asking(unit, **said) -> dict:
    today = {"day": "1", "month": "12", "year": "2026"}
    days = {f"{name}_{part}": value for name in ("period_from", "period_until", "due_1") for part, value in today.items()}
    return {"kind": "emergency_cash", "of": f"{unit.programme.pk}/{unit.line.pk}", "need": "إيجار الشهر", "method": "wallet", "account": "01005550142", "payee_name": NAME, "amount_1": "3000", **days} | said


@pytest.mark.parametrize("typed", NO_AMOUNTS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_amount_that_is_none(typed, language):
    unit = Unit()
    page = make.browser(unit.worker, language=language).post(reverse("ask_help", args=[make.case(unit.worker).pk]), _asking(unit, amount_1=typed)).content.decode()
    said = _at(page, "amount_1")
    assert said and (language == "en" or ARABIC.search(said)), said
    assert not Request.objects.exists() and "إيجار الشهر" in page and f'value="{typed}"' in unescape(page), "what was typed stays, here and beside it"


@pytest.mark.parametrize("typed", AMOUNTS_READ)
def test_an_amount_in_any_digits(typed):
    """Field report B25."""
    unit = Unit()
    page = make.browser(unit.worker).post(reverse("ask_help", args=[make.case(unit.worker).pk]), _asking(unit, amount_1=typed))
    assert page.status_code == 302, _at(page.content.decode(), "amount_1")
    assert str(Request.objects.get().amount) == AMOUNTS_READ[typed]


IBAN = "EG380019000500000000263180002"


@pytest.mark.parametrize(("method", "typed", "tail"), [
    ("bank", f"\u202a{IBAN}\u202c", "0002"), ("bank", "eg38 0019 0005 0000 0000 2631 8000 2\u200f", "0002"), ("wallet", "\u2066٠١٠٠ ٥٥٥ ٠١٤٢\u2069", "0142"), ("wallet", "\u200e+20 100 555 0142", "0142")])
def test_marks_of_direction_are_no_part_of_an_account(method, typed, tail):
    unit = Unit()
    answer = make.browser(unit.worker).post(reverse("ask_help", args=[make.case(unit.worker).pk]), _asking(unit, method=method, account=typed))
    assert answer.status_code == 302, _at(answer.content.decode(), "account")
    request = Request.objects.get()
    assert request.account_tail == tail and request.account.isascii() and not re.search(r"[\sa-z]", request.account) and (method == "wallet" or request.account == IBAN)


@pytest.mark.parametrize(("part", "words"), [
    ({"period_until_day": "31", "period_until_month": "11"}, "There is no day 31"), ({"period_until_month": "3", "period_until_year": "1446"}, ""), ({"period_until_day": "٣١", "period_until_month": "١١"}, "There is no day 31")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_day_of_help_that_never_comes(part, words, language):
    unit = Unit()
    page = make.browser(unit.worker, language=language).post(reverse("ask_help", args=[make.case(unit.worker).pk]), _asking(unit, **part)).content.decode()
    said = _at(page, "period_until")
    assert said and (words in said if language == "en" else ARABIC.search(said)), said
    assert not Request.objects.exists() and "إيجار الشهر" in page


# The table of a business: said at its cell ------------------------------------------------------------------------------------------------------------
TABLE = {"after": "1", "lines": "2", "needs": "1", "own": "٢٠٠٠", "asked": "20000", "line_0_kind": "income", "line_0_name": "مبيعات", "line_0_each": "٤٠٠٠", "line_1_kind": "fixed", "line_1_name": "إيجار",
         "line_1_each": "500", "need_0_name": "ماكينة", "need_0_amount": "20000", "need_0_0_supplier": "مورد", "need_0_0_amount": "20000"}


@pytest.mark.parametrize(("cell", "typed"), [("line_0_each", "1e9"), ("line_0_3", "NaN"), ("line_1_each", "12,5"), ("line_0_12", "\u2212٥"), ("own", "١.٥٠٠,٥٠"), ("need_0_amount", "٢٠٠٠٠٫٠٠٥"), ("need_0_0_amount", "عشرون ألفا"),
                                             ("asked", "10000000000000"), ("lines", "1e9"), ("needs", "-1")])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_cell_of_a_business_that_cannot_be_so(cell, typed, language):
    house = plans.house()
    one = house.begun()
    answer = make.browser(house.worker, language=language).post(reverse("write_business_figures", args=[one.case_id, one.pk]), TABLE | {cell: typed})
    page = answer.content.decode()
    assert answer.status_code in (200, 404, 409) or cell in ("lines", "needs"), answer.status_code
    if cell not in ("lines", "needs"):
        said = _at(page, cell) or str(answer.context["form"].errors.get(cell, [""])[0])
        assert said and (language == "en" or ARABIC.search(said)), said
        assert "مبيعات" in page and f'value="{typed}"' in unescape(page) and Plan.objects.filter(business=one).count() == 1


def test_there_are_a_hundred_of_them():
    assert sum(map(len, (NO_LISTS, SHEETS, CELLS, REFUSED, TAKEN, NO_PHOTOS))) >= 40
    assert sum(map(len, (NO_LISTS, SHEETS, CELLS, REFUSED, TAKEN, NO_PHOTOS, NO_ANSWERS, LINES, NO_AMOUNTS))) >= 100
