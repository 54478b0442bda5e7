"""A line becomes facts, or faults by row and column; nothing is altered silently."""

import csv
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.casework.arrivals import mapping, repeats, rows, sentences, sheets
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Unreadable
from tests.casework.arrivals.lists import HEADINGS, people, xlsx

DAY = date(2026, 11, 24)


def read(headings, *lines, order="day_first", corrections=None, is_1904=False):
    plan = rows.Plan(tuple(headings), tuple(mapping.propose(list(headings))), DAY, order, is_1904)
    return rows.read([sheets.Line(n, tuple(cells)) for n, cells in enumerate(lines, 2)], plan, today=date(2026, 11, 25), corrections=corrections)


def born(cell, **options):
    return read(["الاسم", "تاريخ الميلاد"], ["هناء سعيد", cell], **options)[0]


def test_a_line_becomes_the_facts_of_a_person():
    row = read(HEADINGS, next(people(1)))[0]
    assert not row.faults
    assert (row.identity.given_ar, row.identity.father_ar, row.identity.family_ar) == ("هناء", "هناء", "الشاذلي")
    assert row.identity.nationalities == ("SDN",) and row.identity.sex == "male"
    assert row.documents[0].kind == "passport" and row.documents[0].issuing_country == "SDN"


@pytest.mark.parametrize(
    ("text", "code"), [("1991-02-31", "date.no_such_day"), ("1991-15-03", "date.no_such_month"), ("1991-02-29", "date.no_such_day")]
)
def test_impossible_days_are_refused_with_row_and_column(text, code):
    """Field report B10: impossible birth dates are refused with row number, column and reason."""
    (fault,) = born(text).errors
    assert (fault.row, fault.column, fault.code, fault.value) == (2, "تاريخ الميلاد", code, text)


def test_a_true_leap_day_is_taken():
    """Field report B10: the fourth row is imported."""
    assert born("1992-02-29").identity.birth == PartialDate.of(1992, 2, 29)


def test_two_digit_years_are_refused_and_the_order_is_chosen_once():
    """Field report B11: two-digit years are refused; the order of day and month counts for the whole list; Arabic digits are read."""
    assert born("15/05/20").errors[0].code == "date.two_digit_year"
    assert born("5/6/2020").identity.birth == born("٥/٦/٢٠٢٠").identity.birth == born("2020-06-05").identity.birth == PartialDate.of(2020, 6, 5)
    assert born("5/6/2020", order="month_first").identity.birth == PartialDate.of(2020, 5, 6)


def test_years_of_other_calendars_are_not_read_as_gregorian_ones():
    """Field report B14: 1446 is never taken for a Gregorian year, for the number of a day, nor turned into a day that nobody stated."""
    for cell in ("1446", 1446, "١٤٤٦ هـ", "1446 AH", "سنة 1446هـ"):
        assert born(cell).identity.birth == PartialDate.of(1446), cell
    assert born(1739).identity.birth == born("1739 قبطي").identity.birth == PartialDate.of(1739)


@pytest.mark.parametrize(("text", "code", "proposal"), [
    ("15/3/1446", "date.hijri", "1446"), ("٣ رمضان ١٤٤٦ هـ", "date.hijri", "1446"), ("1 توت 1739", "date.coptic", "1739"), ("2016 E.C.", "date.ethiopian", "")])
def test_a_whole_date_of_another_calendar_is_asked_about_with_its_year_as_the_proposal(text, code, proposal):
    """Field report B14: nothing is altered silently."""
    (fault,) = born(text).errors
    assert (fault.code, fault.proposal) == (code, proposal)
    assert not proposal or born(text, corrections={"2": {"birth": proposal}}).identity.birth == PartialDate.of(int(proposal))


def test_every_form_of_a_day_gives_that_day():
    """Field report B19: date cell, text and number of a date column are one day."""
    for cell in (date(2000, 11, 25), "2000-11-25", 36855, "٢٥/١١/٢٠٠٠", "25 نوفمبر 2000", "2000-11-25 00:00:00", "2000-11-25 23:30", 36855.98):
        assert born(cell).identity.birth == PartialDate.of(2000, 11, 25), cell
    assert born(1998).identity.birth == PartialDate.of(1998)


def test_a_day_of_the_list_never_passes_a_time_zone():
    """Field report B85, B86: a day stays that day; a date-time without offset is a day in Cairo."""
    assert born("2001-03-14 00:00").identity.birth == born("2001-03-14T00:30:00").identity.birth == PartialDate.of(2001, 3, 14)
    assert born("2001-03-14T22:30:00Z").identity.birth == PartialDate.of(2001, 3, 15)


@pytest.mark.parametrize(
    ("cell", "unit", "age"), [("٧", "year", 7), (34, "year", 34), ("3 months", "month", 3), ("٣ أشهر", "month", 3), ("25 سنة", "year", 25)]
)
def test_ages_are_counted_on_the_day_of_the_list(cell, unit, age):
    """Field report B13, B25: ages come from two calendar days; Arabic digits are accepted."""
    row = read(["الاسم", "العمر"], ["هناء سعيد", cell])[0]
    assert row.identity.birth == PartialDate.estimated(age, DAY, unit)


def test_an_age_nobody_can_have_is_an_error():
    assert read(["الاسم", "العمر"], ["هناء", "200"])[0].errors[0].code == "date.age_out_of_range"
    assert read(["الاسم", "العمر"], ["هناء", "كبير"])[0].errors[0].code == "age.unreadable"


@settings(deadline=None)
@given(st.lists(st.sampled_from(range(len(HEADINGS))), unique=True, min_size=len(HEADINGS), max_size=len(HEADINGS)))
def test_columns_may_stand_in_any_order(order):
    """Field report B17: columns are found by their headings, in any order; an inserted column is listed as not imported."""
    line = next(people(1))
    straight = read(HEADINGS, line)[0]
    mixed = read([*(HEADINGS[n] for n in order), "عمود جديد"], [*(line[n] for n in order), "x"])[0]
    assert (mixed.identity, mixed.phones, mixed.documents, mixed.digest) == (straight.identity, straight.phones, straight.documents, straight.digest)


def test_doubled_and_missing_headings_stop_before_anything_is_written():
    """Field report B17: missing or doubled headings stop the import."""
    headings = ["الاسم", "DOB", "تاريخ الميلاد"]
    chosen = mapping.propose(headings)
    assert chosen == ["full_name", "birth", ""] and mapping.doubled(headings, chosen) == ["تاريخ الميلاد"]
    with pytest.raises(Unreadable, match="doubled"):
        mapping.must_fit(["full_name", "birth", "birth"])
    with pytest.raises(Unreadable, match="no_name"):
        mapping.must_fit(["birth"])


def test_a_number_that_a_spreadsheet_destroyed_is_kept_with_a_warning_and_the_row_is_not_lost():
    """Field report B23: 2.99E+13, 16 digits of a float, and leading zeros: kept as text, warned about, no document made of it."""
    for cell in ("2.99E+13", 2.9901011234567e15):
        row = read(["الاسم", "الرقم القومي"], ["هناء", cell])[0]
        assert not row.errors and not row.documents
        assert row.faults[0].code == "number.destroyed" and row.kept["الرقم القومي"]
    row = read(["الاسم", "رقم الجواز"], ["هناء", 123456])[0]
    assert row.documents[0].number == "123456" and row.faults[0].code == "number.was_numeric"
    assert read(["الاسم", "رقم الجواز"], ["هناء", "00123456"])[0].documents[0].number == "00123456"


@pytest.mark.parametrize("typed", ["01001234567", "+20 100 123 4567", "00201001234567", "1001234567", "0100-123-4567", "٠١٠٠١٢٣٤٥٦٧", 1001234567])
def test_a_phone_is_the_same_however_it_is_typed(typed):
    """Field report B25, B26: Arabic digits and every form of an Egyptian number; kept as typed."""
    from amana.lib.core.phones import read_phone

    (phone,) = read(["الاسم", "الموبايل"], ["هناء", typed])[0].phones
    assert phone.typed == str(typed) and read_phone(phone.typed).e164 == "+201001234567"


def test_a_phone_that_cannot_be_read_is_kept_as_typed_with_a_warning():
    """Field report B26: never lost."""
    row = read(["الاسم", "الموبايل"], ["هناء", "عند الجار"])[0]
    assert row.phones[0].typed == "عند الجار" and not row.errors and row.faults[0].code == "phone.unreadable"


@pytest.mark.parametrize(("cell", "phones", "code"), [
    ("01001234567 / 01112345678 / والدته 01223334444 / بيت العم 0403334444", ["+201001234567"], "phone.too_long"), ("عند الجار " * 9, [], "phone.unreadable")])
def test_a_cell_that_is_too_long_for_a_phone_is_kept_with_a_warning(cell, phones, code):
    """Field report B26: never lost."""
    row = read(["الاسم", "الموبايل"], ["هناء", cell])[0]
    assert [phone.typed for phone in row.phones] == phones and row.faults[0].code == code and not row.errors
    assert row.kept["الموبايل"] == cell.strip()


def test_the_guard_against_formulas_is_taken_off_again():
    """Field report B29: a phone in international form survives export and import; texts that begin like formulas stay texts."""
    found = sheets.read("الاسم;الهاتف\n'=1+1;'+201001234567\n".encode())
    assert found[0].rows[1] == ["=1+1", "+201001234567"]


def test_marks_and_no_break_spaces_of_word_processors_are_trimmed_and_quotes_stay():
    """Field report B22, B01: a no-break space at the end of a name goes; curly quotes and vowel marks of a name stay."""
    assert read(["الاسم"], ["مُحَمَّد\u00a0علي\u00a0\u200f"])[0].name == "مُحَمَّد علي"


def test_an_egyptian_number_that_is_wrong_is_an_error_and_another_countrys_is_taken():
    """Field report B31: a number belongs to its issuer."""
    assert read(["الاسم", "الرقم القومي"], ["هناء", "301031414012"])[0].errors[0].code == "national_id.length"
    row = read(["الاسم", "الجنسية", "الرقم القومي"], ["هناء", "سودانية", "119-2345"])[0]
    assert row.documents[0].issuing_country == "SDN"


def test_a_mistyped_country_is_an_error_with_a_proposal():
    (fault,) = read(["الاسم", "الجنسية"], ["Amina", "Erytrea"])[0].errors
    assert (fault.code, fault.proposal) == ("country.unknown", "ERI")


@pytest.mark.parametrize(("word", "sex"), [("مؤنث", "female"), ("مذكر", "male"), ("مونث", "female"), ("فتاة", "female"), ("صبي", "male")])
def test_everyday_words_for_the_sex_are_known(word, sex):
    assert read(["الاسم", "نوع الجنس"], ["آدم", word])[0].identity.sex == sex


def test_everyday_headings_are_known():
    headings = ["م", "اسم", "النوع", "ت.الميلاد", "جنسيته", "رقم الباسبور", "رقم الموبايل", "محل الاقامة", "بلد القدوم"]
    assert mapping.propose(headings) == ["", "full_name", "sex", "birth", "nationality", "passport", "phone", "address", "country_left"]
    assert mapping.propose(["الباسبور", "تليفون", "السن", "نوع الجنس"]) == ["passport", "phone", "age", "sex"]


def test_ticks_and_words_stand_for_codes_and_what_is_unknown_is_kept():
    row = read(["الاسم", "غير مصحوب", "الحالة الاجتماعية"], ["آدم", "✓", "أعزب"])[0]
    assert row.is_alone and row.journey.groups == ("uac",) and row.social.marital_status == "single"
    assert read(["الاسم", "الحالة الاجتماعية"], ["آدم", "مخطوب"])[0].kept == {"الحالة الاجتماعية": "مخطوب"}


@pytest.mark.parametrize("heading", ["الهاتف", "A.B", "a/b", "", "toString"])
def test_two_columns_under_one_heading_lose_nothing(heading):
    """Field report B53: a value is kept under its heading, whatever the heading holds and however often it comes."""
    plan = rows.Plan(("الاسم", heading, heading), ("full_name", "phone", "phone"), DAY)
    row = rows.read([sheets.Line(2, ("هناء سعيد", "عند الجار", "عند العم"))], plan, today=DAY)[0]
    assert row.kept == {heading: "عند الجار، عند العم"} and [phone.typed for phone in row.phones] == ["عند الجار", "عند العم"]


def test_a_child_whose_family_on_the_list_has_no_adult_is_flagged():
    found = read(["الاسم", "العمر", "رقم الأسرة"], ["منى", 40, "1"], ["آدم", 8, "1"], ["نور", 15, "2"])
    assert [row.is_alone for row in found] == [False, False, True]


def test_families_by_indentation_belong_to_the_line_above():
    plan = rows.Plan(("الاسم", "العمر"), ("full_name", "age"), DAY)
    lines = [sheets.Line(2, ("منى", 40)), sheets.Line(3, ("  آدم", 8), indent=2), sheets.Line(4, ("نور", 9))]
    found = rows.read(lines, plan, today=DAY)
    assert found[1].group == found[0].group == "#2" and not found[1].is_alone


def test_two_equal_lines_are_two_people_and_keep_their_digests():
    first, second = read(["الاسم"], ["يوسف حنا"], ["يوسف حنا"])
    again = read(["الاسم"], ["يوسف حنا"], ["يوسف حنا"])
    assert first.digest != second.digest and [first.digest, second.digest] == [row.digest for row in again]


BASE = {"الاسم": "يوسف حنا عطية", "تاريخ الميلاد": "14/3/1991", "الهاتف": "01005000001", "رقم الجواز": "P100", "رقم الملف": "7"}


@pytest.mark.parametrize(("other", "code"), [
    ({}, "row.repeated"), ({"الهاتف": "+20 100 500 0001"}, "row.repeated"), ({"الاسم": "يوسف حنّا عطيه"}, "row.repeated"),
    ({"رقم الجواز": "", "رقم الملف": "", "الهاتف": ""}, "row.alike"), ({"الاسم": "Youssef Hanna", "تاريخ الميلاد": "", "رقم الملف": "", "الهاتف": ""}, "row.alike"),
    ({"تاريخ الميلاد": "", "رقم الجواز": "", "رقم الملف": ""}, "row.alike"), ({"الاسم": "مريم حنا عطية", "رقم الجواز": "", "تاريخ الميلاد": "1960"}, "row.same_number"),
    ({"رقم الجواز": "P101", "رقم الملف": "8", "الهاتف": "", "تاريخ الميلاد": "15/3/1991"}, ""), ({"الاسم": "مريم حنا", "رقم الجواز": "", "رقم الملف": ""}, "")])
def test_a_row_that_identifies_somebody_of_an_earlier_row_says_which(other, code):
    plan = rows.Plan(tuple(BASE), ("full_name", "birth", "phone", "passport", "own_number"), DAY)
    found = rows.read([sheets.Line(2, tuple(BASE.values())), sheets.Line(3, tuple((BASE | other).values()))], plan, today=DAY)
    repeats.tell(found, plan)
    told = [(fault.code, fault.params["row"]) for fault in found[1].faults if fault.code.startswith("row.")]
    assert told == ([(code, 2)] if code else []) and not found[0].faults and not found[1].errors
    assert (found[1].is_repeat, found[1].same_as) == (code == "row.repeated", 2 if code in ("row.repeated", "row.alike") else 0)


def test_two_lines_of_no_more_than_a_first_name_and_an_age_are_for_a_person_to_judge():
    plan = rows.Plan(("الاسم", "العمر"), ("full_name", "age"), DAY)
    found = rows.read([sheets.Line(n, ("آدم", 8)) for n in (2, 3)], plan, today=DAY)
    repeats.tell(found, plan)
    assert (found[1].same_as, found[1].is_repeat) == (2, False)


def test_a_list_of_twenty_thousand_rows_is_compared_in_one_walk():
    plan = rows.Plan(("الاسم", "تاريخ الميلاد", "الهاتف"), ("full_name", "birth", "phone"), DAY)
    first = rows.read([sheets.Line(2, ("يوسف حنا عطية", "14/3/1991", "01005000001"))], plan, today=DAY)[0]
    found = [replace(first, number=n, faults=[]) for n in range(2, 20_002)]
    began = time.process_time()
    repeats.tell(found, plan)
    assert {row.same_as for row in found[1:]} == {2} and time.process_time() - began < 20


def test_a_correction_takes_the_place_of_the_cell():
    row = born("31/02/1998", corrections={"2": {"birth": "1998"}})
    assert not row.errors and row.identity.birth == PartialDate.of(1998)


@pytest.mark.parametrize("name", [0, "#REF!", "#N/A", "12", "هن\ufffdء سعيد"])
def test_a_number_a_failed_formula_and_damaged_letters_are_no_name(name):
    assert read(["الاسم"], [name])[0].errors[0].code == "name.damaged"


@pytest.mark.parametrize(("name", "code"), [
    ("NULL", "name.nothing"), ("-", "name.nothing"), ("—", "name.nothing"), ("N/A", "name.nothing"), ("none", "name.nothing"), ("لا يوجد", "name.nothing"), ("...", "name.damaged"),
    ('=HYPERLINK("http://evil","x")', "name.signs"), ("هناء سعيد (مغادرة)", "name.signs"), ("هناء: سعيد", "name.signs"), ("هناء سعيد 12", "name.signs"), ("هناء/سعيد", "name.signs"),
    ("إجمالي الحالات: ٥", "name.total"), ("Total cases", "name.total"), ("المجموع الكلي", "name.total"), ("", "name.missing")])
def test_words_that_are_no_name_make_nobody(name, code):
    row = read(["الاسم", "تاريخ الميلاد"], [name, "14/3/1991"])[0]
    assert [(fault.code, fault.value) for fault in row.errors] == [(code, name)] and row.identity is None


@pytest.mark.parametrize("name", [
    "O'Brien-Smith", "مُحَمَّد علي", "J. R. Smith", "ʿAlī Ḥasan", "7assan 3omar", "أبو بكر", "Sum Sokha", "مجموعة سعيد", "Totaro", "N. A.", "هناء “نونو” سعيد", "AL-SHAZLI/HANAA MRS", "عبد الله.", "አበበ በቀለ"])
def test_signs_and_letters_of_names_are_taken(name):
    assert not read(["الاسم"], [name])[0].errors


def test_what_is_no_name_is_told_with_a_remedy_that_the_page_has():
    for code in ("name.nothing", "name.total"):
        assert "or leave it so: the row is not imported" in sentences.sentence(code)


def test_a_dash_or_a_word_for_nothing_beside_a_name_is_left_out():
    row = read(["الاسم", "الاسم باللاتينية", "اسم العائلة"], ["هناء سعيد", "N/A", "-"])[0]
    assert not row.errors and not row.identity.given_latin and row.identity.family_ar == "سعيد"
    assert read(["الاسم الأول", "اسم العائلة"], ["Hanna", "Null"])[0].identity.family_latin == "Null"


@pytest.mark.parametrize("written", ["ﻫﻨﺎﺀ ﺳﻌﻴﺪ", "ھناء سعید", "هنــاء سعيد"])
def test_arabic_letters_of_every_form_are_a_name_in_arabic_kept_as_written(written):
    """Field report B02: the stored spelling stays untouched, and stands among the Arabic parts."""
    assert read(["الاسم"], [written])[0].identity.given_ar == written.split()[0]


@pytest.mark.parametrize("cell", ["3/4/1850", "3/4/2250"])
def test_a_birth_is_said_to_lie_between_1900_and_this_year(cell):
    (fault,) = born(cell).errors
    assert "1900" in (told := sentences.sentence(fault.code, fault.params)) and "2026" in told and "2199" not in told


def test_a_cell_without_end_is_no_year():
    assert [born(float(cell)).errors[0].code for cell in ("-inf", "inf")] == ["date.year_out_of_range", "date.unreadable"]


def test_a_row_without_a_name_is_an_error():
    assert read(["الاسم", "العمر"], ["", 3])[0].errors[0].code == "name.missing"


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=40), st.one_of(st.text(max_size=20), st.integers(), st.floats(allow_nan=False), st.dates()))
def test_no_cell_breaks_the_reading(name, phone, birth):
    row = read(["الاسم", "الهاتف", "تاريخ الميلاد", "الرقم القومي", "الجنسية", "العمر"], [name, phone, birth, birth, name, birth])[0]
    assert row.identity is not None or row.errors


# Human Trafficking Case Data Standard 2.0, IOM 2023, CC BY 4.0; layout tidied, nothing else changed.
HTCDS = Path(__file__).with_name("htcds_fields.csv")
PRS = {
    "prs_FirstName": "Hanaa",
    "prs_MiddleName": "Said",
    "prs_SecondName": "Elshazly",
    "prs_Birthdate": "2001-03-14",
    "prs_Gender": "Feminine",
    "prs_MaritalStatus": "Married",
    "prs_PrimaryLanguage": "ara",
    "prs_Citizenship": "SD;ER",
    "prs_MobilePhone": "+201005550142",
    "prs_MailingState": "القليوبية",
    "prs_HighestLevelOfEducation": "UpperSecondaryEducation",
    "prs_IdentityNumber": "119-2345-7",
    "prs_Deceased": "No",
    "con_Consent": "Yes",
    "vic_TraffickingStatus": "PossibleVictimOfTrafficking",
    "cas_Status": "Active",
}


def test_a_list_laid_out_like_htcds_is_read_with_its_own_headings_and_codes():
    row = read(list(PRS), list(PRS.values()))[0]
    assert not row.errors
    one = row.identity
    assert (one.given_latin, one.father_latin, one.family_latin, one.sex, one.nationalities) == (
        "Hanaa",
        "Said",
        "Elshazly",
        "female",
        ("SDN", "ERI"),
    )
    assert (row.social.education, row.social.marital_status, row.social.languages) == ("3", "married", ("ara",))
    assert row.contact.governorate == "EG14" and row.phones[0].typed == "+201005550142"
    assert row.consent_statement == "Yes"
    chosen = dict(zip(PRS, mapping.propose(list(PRS)), strict=True))
    assert [chosen[name] for name in ("vic_TraffickingStatus", "cas_Status", "prs_Deceased")] == ["", "", ""]


def test_every_published_heading_of_htcds_is_known_imported_or_not():
    with HTCDS.open(encoding="utf-8") as file:
        assert [row["field"] for row in csv.DictReader(file) if not mapping.is_known(row["field"])] == []


def test_the_whole_way_from_a_file_to_rows():
    sheet = sheets.read(xlsx([HEADINGS, *people(20)]))[0]
    table = sheets.table(sheet, 0)
    plan = rows.Plan(tuple(table.headings), tuple(mapping.propose(table.headings)), DAY)
    made = rows.read(table.lines, plan, today=DAY)
    assert len(made) == 20 and not any(row.errors for row in made)
