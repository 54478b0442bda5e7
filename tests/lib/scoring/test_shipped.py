"""The files that come with the program: each has its source, version, validity and mark, and its worked examples hold (reading tries them)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from amana.lib.scoring import Mark, in_force, score, shipped, version_of

INSTRUMENTS = shipped()


def test_the_instruments_of_the_domain_document_are_there():
    assert [one.name for one in INSTRUMENTS] == [f"{code}/1" for code in ("fcs", "gad7", "k6", "phq9", "rcsi", "rss", "satisfaction", "wgss", "who5")]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_each_says_where_it_comes_from_since_when_and_how_far_it_is_agreed(instrument):
    assert instrument.source.ar and instrument.source.en and instrument.licence.ar and instrument.licence.en
    assert instrument.valid_from >= date(2026, 1, 1) and instrument.examples
    assert instrument.mark is Mark.DRAFT and instrument.mark_note
    assert instrument.says.ar and instrument.says.en


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_what_is_still_a_draft_is_said_to_its_reader_and_not_to_whoever_builds_the_program(instrument):
    changes = [one.change_source for one in instrument.dimensions.values() if one.change_source]
    said = " ".join(f"{one.ar} {one.en}" for one in (instrument.source, instrument.licence, instrument.mark_note, *changes) if one)
    assert not [words for words in ("وثيقة المجال", "domain document", "تحميل", "يُحمَّل", "is loaded", "لم تُقرأ", "Not read") if words in said]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_no_wording_of_an_instrument_is_shipped_before_its_official_text_is_loaded(instrument):
    assert not instrument.is_worded and not any(item.wording for item in instrument.items.values())


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_its_worked_examples_hold(instrument):
    for example in instrument.examples:
        result = score(instrument, example.answers)
        assert {code: one.shown for code, one in result.scores.items()} == dict(example.scores)
        assert {code: one.band.code for code, one in result.scores.items() if one.band} == dict(example.bands)
        assert result.acts == example.acts


def test_only_where_the_source_names_it_is_a_change_called_meaningful():
    named = {one.code: dimension.meaningful_change for one in INSTRUMENTS for dimension in one.dimensions.values() if dimension.meaningful_change}
    assert named == {"who5": Decimal(10), "phq9": Decimal(5)}


def test_the_four_of_mental_health_are_for_fifteen_and_over():
    assert {one.code for one in INSTRUMENTS if not one.is_for(14)} == {"phq9", "gad7", "who5", "k6"}
    assert all(one.is_for(15) and one.is_for(None) for one in INSTRUMENTS)


# --- versions stand beside one another ---


def test_a_version_is_found_by_its_number_and_never_replaced_by_another():
    assert version_of("phq9", "1").name == "phq9/1"
    for code, version in (("phq9", "2"), ("phq", "1"), ("", "")):
        with pytest.raises(KeyError):
            version_of(code, version)


def test_new_measurements_take_the_version_in_force_on_their_day():
    first = version_of("phq9", "1")
    second = replace(first, version="2", valid_from=date(2027, 3, 1), valid_until=date(2027, 12, 31))
    both = [second, first]
    assert [one.version for one in in_force(date(2025, 12, 31), both)] == []
    assert [one.version for one in in_force(date(2027, 2, 28), both)] == ["1"]
    assert [one.version for one in in_force(date(2027, 3, 1), both)] == ["2"]
    assert [one.version for one in in_force(date(2027, 12, 31), both)] == ["2"]
    assert [one.version for one in in_force(date(2028, 1, 1), both)] == []
    assert len(in_force(date(2026, 11, 26))) == len(INSTRUMENTS)


def test_an_old_result_is_not_changed_by_a_later_version():
    first = version_of("phq9", "1")
    answers = dict.fromkeys(first.items, "1")
    before = score(first, answers)
    second = replace(first, version="2", dimensions={"total": replace(first.dimensions["total"], factor=Fraction(2))})
    assert (before.version, before.whole.shown) == ("1", 9)
    assert (score(second, answers).version, score(second, answers).whole.shown) == ("2", 18)
    assert score(version_of(before.instrument, before.version), before.answers) == before
