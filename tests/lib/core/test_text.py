import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core import text

INVISIBLE = [
    *map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]),
    "\u200e",
    "\u200f",
    "\u061c",
    "\ufeff",
    "\u200b",
    *"\u034f\u115f\u1160\u17b4\u180e\u2061\u2064\u206a\u206f\u2800\u3164\ufe00\ufe0f\uffa0\ufff9\U000e0001\U000e0041\U000e0100",
]


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("١٬٥٠٠٫٥٠", "1,500.50"),
        ("٨٣٪", "83%"),
        ("2٩٩", "299"),
        ("٠１۲3߄५", "012345"),
    ],
)
def test_digits_of_every_keyboard_become_ascii(typed, folded):
    # Field report B25
    assert text.fold_digits(typed) == folded


@given(st.text())
def test_folding_digits_changes_only_digits_and_marks(typed):
    folded = text.fold_digits(typed)
    assert len(folded) == len(typed)
    assert all(new == old or old.isdecimal() or old in "٫٬٪" for old, new in zip(typed, folded, strict=True))


@pytest.mark.parametrize("mark", INVISIBLE)
def test_direction_marks_and_other_invisible_characters_go(mark):
    assert text.tidy(f"{mark}مح{mark}مد{mark}") == "محمد"


def test_white_space_of_every_kind_becomes_one_blank():
    assert text.tidy("\u00a0 محمد\u202f \t\r\nعلي\u3000") == "محمد علي"


def test_nul_control_characters_and_lone_surrogates_go():
    assert text.tidy("a\x00b\x07c\ud800d\x9f") == "abcd"


def test_letters_are_composed_and_joiners_of_letters_stay():
    assert text.tidy("e\u0301") == "é"
    assert text.tidy("می\u200cخواهم") == "می\u200cخواهم"


@pytest.mark.parametrize("nothing", ["\u200d", "\u200c\u200d", "\u3164", "\u2800 \u200b", "\ufeff\u200c"])
def test_a_text_of_which_nothing_is_seen_is_empty(nothing):
    assert text.tidy(nothing) == text.tidy_lines(nothing) == ""
    assert text.tidy(f"هناء\u200d {nothing} سعيد") == "هناء سعيد"


@given(st.text())
def test_tidy_text_is_one_clean_line_and_tidying_it_again_changes_nothing(typed):
    clean = text.tidy(typed)
    assert text.tidy(clean) == clean == unicodedata.normalize("NFC", clean)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in INVISIBLE for c in clean)
    assert clean.split() == clean.split(" ") or clean == ""
    clean.encode()


def test_lines_are_kept_where_a_text_has_lines():
    assert text.tidy_lines("\n\n السطر  الأول\r\nالثاني\u2029\n\n\n\nثالث \u202e\n") == "السطر الأول\nالثاني\n\nثالث"


@given(st.text())
def test_tidying_lines_again_changes_nothing(typed):
    assert text.tidy_lines(text.tidy_lines(typed)) == text.tidy_lines(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("٣٤", "34"),
        ("١٬٥٠٠٫٥٠", "1500.50"),
        ("1,482", "1482"),
        ("-3", "-3"),
        ("\u22123.5", "-3.5"),
        (" 7 ", "7"),
        ("0.50", "0.50"),
    ],
)
def test_numbers_are_read_in_any_digits(typed, number):
    assert str(text.read_decimal(typed)) == number


@pytest.mark.parametrize("typed", ["", "abc", "1,5", "1.500,50", "12,34,567", "1e5", "NaN", "1..2", "٣ ٤", "²"])
def test_what_is_no_number_or_could_be_two_is_none(typed):
    assert text.read_decimal(typed) is None


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12))
def test_a_number_written_with_thousands_is_read_as_itself(number):
    assert text.read_decimal(f"{number:,}") == number


def test_lists_use_the_comma_of_their_language():
    # Field report B65
    assert text.listed(["القاهرة", "الجيزة"], "ar") == "القاهرة، الجيزة"
    assert text.listed(["القاهرة", "الجيزة"], "ar-EG") == "القاهرة، الجيزة"
    assert text.listed(["Cairo", "Giza"], "en") == "Cairo, Giza"
    assert text.listed([], "ar") == ""


def test_values_can_be_isolated_in_plain_text():
    # Field report B61
    assert text.isolated("Ali") == "\u2068Ali\u2069"
    assert text.isolated_ltr("+20 100") == "\u2066+20 100\u2069"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("تقرير نوفمبر 2026.pdf", "تقرير_نوفمبر_2026.pdf"),
        ("../../etc/passwd", "etc_passwd"),
        ("C:\\temp\\a b.docx", "C_temp_a_b.docx"),
        (".htaccess", "file.htaccess"),
        ("con.txt", "file_con.txt"),
        ("", "file"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("a..b...pdf", "a.b.pdf"),
        ("///", "file"),
    ],
)
def test_file_names_are_safe_and_still_tell_what_they_hold(typed, name):
    # Field report B40
    assert text.safe_file_name(typed) == name


@given(st.text())
def test_a_file_name_is_never_a_path_hidden_too_long_or_empty(typed):
    name = text.safe_file_name(typed)
    assert 0 < len(name.encode()) <= 210
    assert not set(name) & set('/\\:*?"<>|\x00\n ')
    assert name[0] not in ".-" and ".." not in name


def test_a_long_arabic_file_name_keeps_its_ending():
    name = text.safe_file_name("م" * 500 + ".xlsx")
    assert name.endswith("م.xlsx") and len(name.encode()) <= 200


def test_decimals_keep_their_places():
    assert text.read_decimal("1500.50") == Decimal("1500.50")
