import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core.phones import hotlines, read_phone, shown


@pytest.mark.parametrize(
    "typed",
    [
        "01001234567",
        "+20 100 123 4567",
        "00201001234567",
        "1001234567",
        "0100-123-4567",
        "٠١٠٠١٢٣٤٥٦٧",
        "۰۱۰۰۱۲۳۴۵۶۷",
        "201001234567",
        "201001234567+",
        "\u202a+20 100 123 4567\u202c",
        "موبايل: 01001234567",
        "+201001234567 ext 5",
        "０１００１２３４５６７",
        "0100_123_4567",
        "1001234567.0",
        "+20 (0) 100 123 4567",
        "00 20-0100.123.4567",
        "٠١٠٠ ١٢٣ ٤٥٦٧",
        "\u200f＋٢٠١٠٠١٢٣٤٥٦٧",
        "(0100)\u00a0123–4567",
    ],
)
def test_one_egyptian_mobile_is_one_number_however_it_was_typed(typed):
    # Field reports B25, B26
    phone = read_phone(typed)
    assert (phone.e164, phone.warning, phone.kind, phone.typed) == ("+201001234567", None, "mobile", typed)


@given(st.sampled_from(["10", "11", "12", "15"]), st.integers(0, 99_999_999))
def test_reading_what_was_read_changes_nothing(operator, rest):
    # Field report B26
    first = read_phone(f"0{operator}{rest:08}")
    assert read_phone(first.e164).e164 == first.e164 == f"+20{operator}{rest:08}"
    assert read_phone(shown(first.e164)).e164 == first.e164


@pytest.mark.parametrize("between", ["/", " - ", " – ", " ", "، ", "\\", " و ", ";"])
def test_of_two_numbers_the_first_is_read_and_said(between):
    # Field report B26
    phone = read_phone(f"01001234567{between}01112345678")
    assert (phone.e164, phone.warning) == ("+201001234567", "phone.several")


@given(st.text())
def test_what_was_typed_is_never_lost_and_nothing_raises(typed):
    phone = read_phone(typed)
    assert phone.typed == typed
    assert phone.e164 is None or re.fullmatch(r"\+[0-9]{5,15}", phone.e164)
    assert phone.e164 or phone.dial or phone.warning


@pytest.mark.parametrize(
    ("typed", "warning"),
    [
        ("", "phone.empty"),
        ("لا يوجد", "phone.unreadable"),
        ("2.01001E+11", "phone.unreadable"),
        ("1.00123456E7", "phone.unreadable"),
        ("0100 123 456", "phone.not_valid"),
        ("+49 1", "phone.unreadable"),
        ("15999", "phone.short_unknown"),
    ],
)
def test_what_cannot_be_dialled_is_kept_with_a_warning(typed, warning):
    phone = read_phone(typed)
    assert (phone.typed, phone.e164, phone.warning) == (typed, None, warning)


@pytest.mark.parametrize(("typed", "is_readable"), [("0100 555 0142", True), ("15115", True), ("19999", True), ("0912345678", True), ("3571234", True), ("01001234567 (الأم)", True),
    ("01005abc", False), ("0100O55", False), ("0100 555 014O", False), ("01005", False), ("0100 123", False), ("لا يوجد", False), ("2.01E+11", False)])
def test_letters_and_too_few_digits_are_no_number(typed, is_readable):
    assert read_phone(typed).is_readable == is_readable


def test_a_foreign_number_of_a_range_unknown_here_is_kept_with_a_doubt():
    phone = read_phone("+1 555 010 0000")
    assert (phone.e164, phone.warning) == ("+15550100000", "phone.doubtful")


@pytest.mark.parametrize(
    ("typed", "e164"), [("+249 91 234 5678", "+249912345678"), ("00251911234567", "+251911234567")]
)
def test_numbers_of_the_countries_people_come_from_are_read(typed, e164):
    assert read_phone(typed).e164 == e164


def test_a_plus_that_landed_behind_is_put_in_front():
    assert read_phone("249912345678+").e164 == "+249912345678"


def test_the_region_says_what_a_local_number_means():
    assert read_phone("0912345678", "SD").e164 == "+249912345678"
    assert read_phone("0227350000").kind == "fixed"


def test_two_numbers_in_one_field_give_the_first_and_say_so():
    phone = read_phone("0100 123 4567 / 0111 234 5678")
    assert (phone.e164, phone.warning) == ("+201001234567", "phone.several")


def test_words_beside_a_number_are_ignored_and_it_is_said():
    phone = read_phone("01001234567 (الأم)")
    assert (phone.e164, phone.warning) == ("+201001234567", "phone.words_ignored")


@pytest.mark.parametrize("typed", ["15115", "١٥٥٠٨", "16000", "123", "105", " 1 5 1 1 5 "])
def test_hotlines_are_numbers_to_dial_without_an_international_form(typed):
    phone = read_phone(typed)
    assert (phone.e164, phone.warning, phone.kind) == (None, None, "hotline")
    assert phone.dial in hotlines()


def test_a_toll_free_hotline_has_an_international_form_too():
    phone = read_phone("0800 888 0700")
    assert (phone.e164, phone.kind, phone.warning) == ("+208008880700", "hotline", None)


def test_a_short_number_that_only_the_library_knows_is_taken():
    assert (read_phone("19999").kind, read_phone("19999").warning) == ("short", None)


def test_every_hotline_of_the_table_is_one():
    assert {read_phone(number).kind for number in hotlines()} == {"hotline"}
    assert all(row["name_ar"] and row["name_en"] and row["status"] for row in hotlines().values())


def test_hotlines_are_egyptian():
    assert read_phone("15115", "SD").kind != "hotline"


def test_every_prefix_of_the_egyptian_plan_is_read_as_its_kind():
    plan = Path(__file__).with_name("eg_phone_prefixes.csv")
    for row in csv.DictReader(plan.read_text("utf-8").splitlines()):
        places = int(re.search(r"\{(\d)\}", row["e164_regex"])[1])
        phone = read_phone(row["national_prefix"] + "2345678901"[:places])
        assert re.fullmatch(row["e164_regex"], phone.e164 or ""), row
        assert phone.kind == row["kind"], row


def test_numbers_are_shown_in_the_international_form():
    assert shown("+201001234567") == "+20 100 123 4567"
    assert shown("+20227350000") == "+20 2 27350000"
    assert shown("15115") == "15115"
