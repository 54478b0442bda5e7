from datetime import date

import pytest

from amana.casework.registry.rules import DocumentFacts, JourneyFacts, folded_number, issuer, read_number, tail
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Unreadable

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("typed", ["A-123 456", "a123456", "A 123–456", "A١٢٣٤٥٦", "a۱۲۳ ۴۵۶", "Ａ１２３４５６", "A12ـ3456", "\u200eA123456\u200f"])
def test_a_number_is_the_same_whatever_blanks_dashes_case_and_digits_were_typed(typed):
    """Field report B31, B25."""
    assert folded_number(typed) == "A123456"


def test_leading_zeros_make_another_number():
    """Field report B23."""
    assert folded_number("00123456") != folded_number("123456")
    assert read_number("passport", "SDN", "00123456", TODAY) == "00123456"


def test_marks_other_than_dashes_tell_numbers_apart():
    assert folded_number("12/3") != folded_number("1/23")


@pytest.mark.parametrize(("number", "shown"), [
    ("29901011234567", "4567"), ("A123456", "456"), ("385-12C04567", "4567"), ("12345", "45"), ("1", ""), ("", "")])
def test_of_a_number_four_characters_are_shown_and_of_a_short_one_fewer(number, shown):
    assert tail(number) == shown


@pytest.mark.parametrize(("typed", "code"), [
    ("299010112345", "national_id.length"), ("49901011234567", "national_id.century"), ("29913011234567", "national_id.date"),
    ("39912310112345", "national_id.future"), ("29901015534567", "national_id.governorate"), ("2990101123456X", "national_id.not_digits")])
def test_an_egyptian_national_number_is_refused_with_what_is_wrong(typed, code):
    with pytest.raises(Unreadable) as refused:
        read_number("national_id", "EGY", typed, TODAY)
    assert refused.value.code == code


def test_an_unexpected_check_digit_refuses_nothing():
    kept = {read_number("national_id", "EGY", f"2990101123456{digit}", TODAY) for digit in range(10)}
    assert len(kept) == 10


def test_a_national_number_typed_in_arabic_digits_is_kept_in_western_ones():
    """Field report B25."""
    assert read_number("national_id", "EGY", "٢٩٩ ٠١٠١ ١٢٣٤٥٦٧", TODAY) == "29901011234567"


def test_the_national_number_of_another_country_is_not_judged_by_egypts_rule():
    assert read_number("national_id", "SDN", "119-55512", TODAY) == "119-55512"


def test_a_national_number_card_is_egypts_unless_another_country_is_named():
    assert issuer("national_id", "") == "EGY"
    assert issuer("national_id", "SDN") == "SDN"
    assert issuer("passport", "") == ""


def test_who_has_no_document_has_no_number_of_it():
    with pytest.raises(Unreadable):
        DocumentFacts("none", number="1")


def test_a_document_does_not_end_before_it_was_issued():
    with pytest.raises(Unreadable):
        DocumentFacts("passport", issued=PartialDate.of(2024), expires=PartialDate.of(2023, 12))
    DocumentFacts("passport", issued=PartialDate.of(2024), expires=PartialDate.of(2024, 2))


def test_nobody_returns_before_leaving():
    with pytest.raises(Unreadable):
        JourneyFacts(departed=PartialDate.of(2024, 5), returned=PartialDate.of(2024, 4))
    JourneyFacts(departed=PartialDate.of(2024, 5), returned=PartialDate.of(2024))


def test_a_number_does_not_show_when_facts_are_printed():
    assert "A123456" not in repr(DocumentFacts("passport", number="A123456"))
