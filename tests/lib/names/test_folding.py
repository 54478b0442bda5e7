import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.names import fold, sort_key

arabic = st.text("".join(map(chr, range(0x0621, 0x0653))) + "ٰٱ پگ\u200f")


def test_exactly_the_marks_and_the_stretching_stroke_go_from_arabic():
    # Field report B01
    gone = {c for c in map(chr, range(0x0600, 0x0700)) if fold(c) == ""}
    assert gone == {*map(chr, range(0x064B, 0x0653)), "\u0670", "\u0640"}


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("مُحَمَّد عَلي", "محمد علي"),
        ("محــمد", "محمد"),
        ("أحمد إبراهيم آدم ٱلله", "احمد ابراهيم ادم الله"),
        ("مصطفى", "مصطفي"),
        ("فاطمة", "فاطمه"),
        ("مؤمن", "مومن"),
        ("هانئ", "هاني"),
        ("علی کریم", "علي كريم"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("ﻻﺷﻴﻦ ﷲ", "لاشين الله"),
        ("محمﹼد", "محمد"),
        ("علے فاطمۃ ڧاسم", "علي فاطمه قاسم"),
        ("Ｍｏｎａ", "mona"),
        ("Ÿūsuf ʿAbd-Allāh", "yusuf abd-allah"),
        ("Sa'īd O’Neil", "said oneil"),
        ("José Łukasz", "jose lukasz"),
        ("رقم ٤", "رقم 4"),
    ],
)
def test_letters_that_people_use_for_one_another_become_one(written, folded):
    # Field report B02
    assert fold(written) == folded


@given(st.text())
def test_white_space_is_never_removed(text):
    assert [c for c in fold(text) if c.isspace()] == [c for c in unicodedata.normalize("NFC", text) if c.isspace()]


@given(st.one_of(st.text(), arabic))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(arabic, st.integers(0, 20), st.sampled_from("ًٌٍَُِّْٰـ"))
def test_a_mark_anywhere_makes_no_difference(text, place, mark):
    text = unicodedata.normalize("NFC", text)
    assert fold(text[:place] + mark + text[place:]) == fold(text)


# --- order ---


def test_names_stand_in_the_order_of_the_alphabet_whatever_their_spelling():
    names = ["يوسف", "السيد", "أحمد", "عبدالرحمن", "إبراهيم", "عبد الله", "بطرس", "هاني", "وليد", "زينب", "پولا", "آدم"]
    assert sorted(names, key=sort_key) == [
        *("إبراهيم", "أحمد", "آدم", "بطرس", "پولا", "زينب", "السيد"),
        *("عبدالرحمن", "عبد الله", "هاني", "وليد", "يوسف"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("السيد أحمد", "سَيِّد احمد"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("El-Sayed Ahmed", "elsayed ahmed"),
        ("أبو بكر", "ابوبكر"),
        ("د. منى علي", "مني علي"),
    ],
)
def test_spellings_of_one_name_stand_together(one, other):
    assert sort_key(one) == sort_key(other)


def test_names_that_only_begin_like_the_article_keep_their_place():
    assert sort_key("إلهام") == "الهام"
    assert sort_key("الفت") == "الفت"


@given(st.text())
def test_every_text_has_a_place(text):
    assert "\x00" not in sort_key(text)
