from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core.errors import Unreadable
from amana.lib.core.national_id import GOVERNORATES, expected_check_digit, read_national_id

TODAY = date(2026, 11, 25)


def number(born="2900512", governorate="01", serial="0123"):
    first = born + governorate + serial
    return first + expected_check_digit(first)


def refusal(text):
    with pytest.raises(Unreadable) as caught:
        read_national_id(text, TODAY)
    return caught.value.code, caught.value.params


def test_birth_sex_and_governorate_are_read_from_the_number():
    read = read_national_id(number(), TODAY)
    assert (read.born_on, read.sex, read.governorate, read.warning) == (date(1990, 5, 12), "male", "01", None)
    assert read_national_id(number("3010228", "88", "0002"), TODAY).born_on == date(2001, 2, 28)
    assert read_national_id(number(serial="0002"), TODAY).sex == "female"


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(sorted(GOVERNORATES)), st.integers(0, 9999))
def test_every_true_number_is_read(born, governorate, serial):
    century = "2" if born.year < 2000 else "3"
    read = read_national_id(number(f"{century}{born:%y%m%d}", governorate, f"{serial:04}"), TODAY)
    assert (read.born_on, read.governorate) == (born, governorate)
    assert read.sex == ("male" if serial % 2 else "female")


def test_arabic_digits_blanks_and_dashes_are_no_obstacle():
    plain = number()
    arabic = plain.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (arabic, f"\u200f{plain[:7]} {plain[7:]} ", "-".join(plain), plain[:3] + arabic[3:]):
        assert read_national_id(typed, TODAY).digits == plain


@pytest.mark.parametrize(
    ("typed", "code", "params"),
    [
        ("", "national_id.empty", {}),
        ("299051201012A4", "national_id.not_digits", {}),
        ("299051201012²4", "national_id.not_digits", {}),
        ("290051201012", "national_id.length", {"wanted": 14, "entered": 12}),
        ("٢٩٠٠٥١٢٠١٠١٢", "national_id.length", {"wanted": 14, "entered": 12}),
        ("290051201012345", "national_id.length", {"wanted": 14, "entered": 15}),
        (number("1900512"), "national_id.century", {"digit": "1"}),
        (number("2900231"), "national_id.date", {"year": 1990, "month": 2, "day": 31}),
        (number("2901301"), "national_id.date", {"year": 1990, "month": 13, "day": 1}),
        (number("3261126"), "national_id.future", {"year": 2026, "month": 11, "day": 26}),
        (number(governorate="05"), "national_id.governorate", {"code": "05"}),
    ],
)
def test_each_refusal_says_what_a_sentence_needs(typed, code, params):
    assert refusal(typed) == (code, params)


@given(st.integers(0, 9))
def test_a_strange_check_digit_is_a_warning_and_never_a_refusal(last):
    plain = number()
    read = read_national_id(plain[:13] + str(last), TODAY)
    assert read.warning == (None if plain[13] == str(last) else "national_id.check_digit")


def test_the_governorates_are_the_27_of_the_p_codes_and_those_born_abroad():
    p_codes = "01 02 03 04 11 12 13 14 15 16 17 18 19 21 22 23 24 25 26 27 28 29 31 32 33 34 35"
    assert sorted(GOVERNORATES) == [*p_codes.split(" "), "88"]


def test_a_baby_born_today_has_a_number():
    assert read_national_id(number("3261125"), TODAY).born_on == TODAY


def test_the_number_is_not_shown_but_for_its_tail():
    read = read_national_id(number(), TODAY)
    assert read.tail == number()[-4:]
    assert read.digits not in repr(read)


@given(st.text())
def test_any_text_at_all_is_read_or_unreadable(typed):
    try:
        read_national_id(typed, TODAY)
    except Unreadable as why:
        assert not any(len(str(value)) > 4 for value in why.params.values())
