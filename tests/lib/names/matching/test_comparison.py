"""When a pair is worth a warning, and why: what the field reports ask, and the same from either side."""
import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from amana.lib.names.matching import PARTS, Birth, Facts, can_be_one, compare
from amana.lib.names.matching.protocol import facts_of
from tests.bench.names.verdicts import measured

DAY = Birth(1988, 5, 12)
WORDS = ["محمد", "Mohamed", "أحمد", "علي", "Hassan", "حسن", "عبد الرحمن", "Tesfay", "تسفاي", "Nyandeng", "", "x", "محمد علي"]
parts = st.dictionaries(st.sampled_from(PARTS), st.sampled_from(WORDS) | st.text(max_size=40), max_size=4)
people = st.builds(
    lambda names, birth, sex, phones, documents: Facts(tuple(names), Birth(*birth), sex=sex, phones=phones, documents=documents),
    st.lists(parts, max_size=2), st.tuples(st.integers(1950, 2026), st.integers(0, 12), st.integers(1, 28)) | st.just((0, 0, 0)), st.sampled_from(["male", "female", ""]),
    st.frozensets(st.sampled_from(["+201001234567", "+201001234568"]), max_size=2), st.frozensets(st.sampled_from(["a1", "b2"]), max_size=1))


def person(text, birth=DAY, **more):
    return Facts((dict(zip(PARTS, text.split("/"), strict=False)),), birth, **more)


def judged(one, other):
    return compare([(one, other)])[0]


def reasons(one, other):
    return {reason.about: reason.code for reason in judged(one, other).reasons}


# --- when a pair is worth a warning ---


@pytest.mark.parametrize(("birth", "bands"), [
    (DAY, "strong"), (Birth(1988, 5), "strong"), (Birth(1988, 12, 5), "strong"), (Birth(1988), "strong"), (Birth(1989, 1, 1), "medium"), (Birth(), "medium strong"), (Birth(1996, 3, 2), "none"),
])
def test_the_own_name_warns_with_a_birth_near_or_unknown(birth, bands):
    assert judged(person("يوسف/حنا/بطرس"), person("Youssef/Hanna/Botros", birth)).band in bands.split()


@pytest.mark.parametrize("name", ["محمد/أحمد", "محمد/محمد", "محمد/أحمد/محمد", "خالد/إبراهيم", "فاطمة/محمد"])
@pytest.mark.parametrize("births", [(Birth(), Birth()), (DAY, Birth())])
def test_a_whole_namesake_of_unknown_birth_is_shown_however_usual_the_name(name, births):
    """Field report B04, B20: nothing tells the two apart, so a person looks."""
    for facts in ({}, {"sex": "male", "nationalities": ("SDN",)}):
        assert judged(person(name, births[0], **facts), person(name, births[1], **facts)).is_worth_a_warning


def test_siblings_are_not_flagged_although_they_share_a_phone():
    """Field report B05."""
    phone = {"phones": frozenset(["+201001234567"])}
    adam, nour = person("آدم/خالد/حسن", Birth(2015, 3, 2), **phone), person("نور/خالد/حسن", Birth(2018, 11, 20), **phone)
    assert not judged(adam, nour).is_worth_a_warning
    assert reasons(adam, nour)["given"] == "differs" and reasons(adam, nour)["phone"] == "same"


@pytest.mark.parametrize(("one", "other"), [
    ("آدم/خالد/حسن", "نور/خالد/حسن"), ("حسن/محمد/علي", "حسين/محمد/علي"), ("سمير/محمد/علي", "سميرة/محمد/علي"), ("محمد/علي/حسن", "علي/حسن/محمود"),
    ("محمد/علي/حسن", "علي/حسن"), ("Hassan/Mohamed/Ali", "حسين/محمد/علي"), ("القصاص", "منى///القصاص"), ("///القصاص", "منى///القصاص"), ("يوسف/حنا", "مريم/سعد"), ("", ""),
])
def test_twins_father_and_son_and_surnames_alone_are_not_flagged_even_on_one_birthday_with_one_phone(one, other):
    for more in ({}, {"phones": frozenset(["+201001234567"])}):
        assert not judged(person(one, **more), person(other, **more)).is_worth_a_warning


@pytest.mark.parametrize(("one", "other"), [
    ("سارة/محمود/حسن/عبد العزيز", "سارة/محمود"), ("سارة/محمود/حسن", "حسن/سارة/محمود"), ("Elshazly/Hanaa/Said", "هناء/سعيد//الشاذلي"), ("Sara/Mahmoud", "سارة/محمود"), ("سارة/محمود", "سارا/محود"),
    ("محمد/أحمد/حسن", "محمد/أحمد//الشافعي"), ("درش/خالد", "مصطفى/خالد"),
])
def test_missing_parts_other_order_other_script_home_names_and_slips_still_agree(one, other):
    assert judged(person(one), person(other)).is_worth_a_warning


@pytest.mark.parametrize("spellings", [
    ("هناء", "هنا"), ("سناء", "سنا"), ("شيماء", "شيما"), ("أسماء", "اسما"), ("صفاء", "صفا"), ("عبد الرحمن", "عبد الرحمان"), ("داود", "داوود"), ("رءوف", "رؤوف"), ("موسى", "موسا"),
])
def test_one_name_that_two_offices_end_or_spell_in_their_own_way_is_one(spellings):
    """Field report B02."""
    for one, other in permutations(spellings):
        assert judged(person(f"{one}/سعيد//الشاذلي"), person(f"{other}/سعيد//الشاذلي")).is_worth_a_warning, (one, other)


def test_a_document_warns_alone_and_is_more_with_a_name():
    """A relative's card may have been shown: it never says one person by itself."""
    card = {"documents": frozenset(["12345"])}
    stranger, namesake = judged(person("يوسف/حنا", **card), person("مريم/سعد", **card)), judged(person("يوسف/حنا", Birth(1988), **card), person("يوسف/حنا", Birth(1989), **card))
    assert (stranger.band, namesake.band) == ("medium", "strong") and stranger.probability < 0.1
    without = judged(person("يوسف/حنا", Birth(1988)), person("يوسف/حنا", Birth(1989)))
    assert namesake.probability > without.probability


def test_a_shared_phone_makes_a_near_pair_likelier():
    phone = {"phones": frozenset(["+201001234567", "+201001234568"])}
    other = {"phones": frozenset(["+201001234568"])}
    assert judged(person("يوسف/حنا", Birth(1988), **phone), person("يوسف/حنا", Birth(1989), **other)).probability > judged(person("يوسف/حنا", Birth(1988)), person("يوسف/حنا", Birth(1989))).probability


def test_what_cannot_be_one_is_known_before_it_is_compared():
    assert can_be_one(person("x", Birth(1988)), person("x", Birth(1990, 1, 1))) and can_be_one(person("x", Birth()), person("x"))
    assert can_be_one(person("x", DAY), person("x", Birth(1998, 5, 12))) and can_be_one(person("x", Birth(1980), is_estimated=True), person("x"))
    assert not can_be_one(person("x", Birth(1985, 2, 3)), person("x")) and not can_be_one(person("x", Birth(1960)), person("x"))
    assert not can_be_one(person("آدم/خالد/حسن"), person("نور/خالد/حسن")) and can_be_one(person("محمد/علي"), person("علي/محمد"))
    assert can_be_one(person("x", Birth(1960), documents=frozenset("a")), person("x", documents=frozenset("a")))


# --- why ---


def test_each_part_says_how_it_agrees_and_how_rare_it_is():
    found = judged(person("رتيبة/عبد الله/مصطفى/حسن"), person("Ratiba/Abdallah/Moustafa")).reasons
    assert [(one.about, one.code, one.a, one.b) for one in found] == [
        ("given", "other_spelling", "رتيبة", "Ratiba"), ("father", "other_spelling", "عبد الله", "Abdallah"), ("grandfather", "other_spelling", "مصطفى", "Moustafa"), ("family", "missing", "حسن", ""),
        ("birth", "same", "", "")]
    assert found[0].one_in > 1000 and not found[3].one_in


def test_a_part_is_shown_in_the_script_that_both_have():
    both = Facts(({"given": "هناء"}, {"given": "Hanaa"}), DAY)
    given = judged(both, person("Hana")).reasons[0]
    assert (given.a, given.b) == ("Hanaa", "Hana")


def test_a_part_that_stands_elsewhere_says_so_and_what_speaks_against_is_said():
    found = {one.about: one for one in judged(person("تسفاي/برهاني", sex="male", nationalities=("ERI",)), person("برهاني/تسفاي", sex="female", nationalities=("SDN",))).reasons}
    assert (found["given"].elsewhere, found["father"].elsewhere) == ("father", "given")
    assert found["sex"].code == found["nationality"].code == "differs"


@pytest.mark.parametrize(("other", "code"), [
    (DAY, "same"), (Birth(1988, 5, 13), "same_month"), (Birth(1988, 5), "same_month"), (Birth(1988, 12, 5), "swapped"), (Birth(1988, 11, 3), "same_year"), (Birth(1988), "same_year"),
    (Birth(1987, 1, 1), "one_year_apart"), (Birth(1998, 5, 12), "same_day"), (Birth(1990), "few_years_apart"), (Birth(1970, 1, 2), "differs"), (Birth(), "missing"),
])
def test_births_are_compared_as_far_as_they_are_known(other, code):
    assert reasons(person("منى"), person("منى", other))["birth"] == reasons(person("منى", other), person("منى"))["birth"] == code
    assert reasons(person("منى", Birth(1988, 5)), person("منى", Birth(1988, 5)))["birth"] == "same_month"


# --- any two, and how often it is right ---


@settings(max_examples=100, deadline=2000)
@given(people, people)
@example(Facts(({part: "محمد" for part in PARTS}, {"given": "0000"}), sex="male"), Facts(({part: "محمد" for part in PARTS[:3]} | {"family": "أحمد"},), sex="male"))
def test_a_pair_is_judged_the_same_from_either_side_alone_and_among_many(a, b):
    there, back = compare([(a, b), (b, a)])
    assert there.probability == pytest.approx(back.probability, abs=1e-3) == pytest.approx(judged(a, b).probability, abs=1e-3)
    assert 0 <= there.probability <= 1 and there.reasons


@settings(max_examples=100, deadline=2000)
@given(people, people)
def test_who_is_passed_over_for_the_name_would_not_be_warned_of(a, b):
    a, b = replace(a, birth=DAY), replace(b, birth=DAY)
    assert can_be_one(a, b) or not judged(a, b).is_worth_a_warning


def test_nothing_is_said_of_no_pair():
    assert compare([]) == []


def test_of_labelled_pairs_nearly_all_that_are_one_are_warned_of_and_few_others():
    """Invented pairs of a seed that trained nothing. The rules before had a recall of 0.64 at this precision (docs/names.md)."""
    items = [json.loads(line) for line in (Path(__file__).parent / "labelled_pairs.jsonl").read_text("utf-8").splitlines()]
    found = measured([(facts_of(one["a"]), facts_of(one["b"])) for one in items], [one["same"] for one in items])
    assert found.recall >= 0.97 and found.precision >= 0.92, found
