import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.scoring import Mark, Words, condition, explain, read, score, shipped, version_of

INVENTED = read(Path(__file__).with_name("invented.toml").read_text("utf-8"))
ALL = {one.name: one for one in (*shipped(), INVENTED)}
PHQ9 = version_of("phq9", "1")
every, chances = st.sampled_from(sorted(ALL)), st.randoms(use_true_random=False)
ISOLATES = re.compile("[\u2066-\u2069]")


def lines(instrument, answers):
    return explain(instrument, score(instrument, answers))


def said(instrument, answers, language="en"):
    """kind and sentence, without the isolates."""
    return [(line.kind, ISOLATES.sub("", line.words.said(language))) for line in lines(instrument, answers)]


def answered(row):
    return {code: None if answer == "-" else answer for code, answer in zip(PHQ9.items, row, strict=True)}


def any_answers(instrument, chance):
    return {code: chance.choice([None, "declined", "unknown", *item.options]) for code, item in instrument.items.items()}


def test_the_alert_comes_first_and_says_why():
    kind, sentence = said(PHQ9, answered("000000001"))[0]
    assert kind == "alert" and sentence.startswith("Open the safety protocol today")
    assert sentence.endswith("Why: Thoughts of death or self-harm: 1 or more.")
    assert said(PHQ9, answered("000000001"), "ar")[0][1].endswith("السبب: أفكار الموت أو إيذاء النفس: 1 أو أكثر.")


def test_what_was_counted_how_and_what_it_means_stand_in_order():
    assert [sentence for _, sentence in said(PHQ9, answered("1111-1110"))][:12] == [
        "Interest and pleasure: On several days (1)", "Mood: On several days (1)", "Sleep: On several days (1)", "Energy: On several days (1)", "Appetite: not asked",
        "Self-worth: On several days (1)", "Concentration: On several days (1)", "Slowness or restlessness: On several days (1)",
        "Thoughts of death or self-harm: Not at all (0)", "PHQ-9 total: (1 + 1 + 1 + 1 + 1 + 1 + 1 + 0) × 9 ÷ 8 = 7.875 ≈ 8",
        "PHQ-9 total: 1 of 9 without an answer. They count like the mean of the others, as the rule of this version allows.",
        "PHQ-9 total: 8, which is mild (5–9)"]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "language", "sentence"),
    [
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "Care: 1 of 2 without an answer. They count as nothing, as the rule of this version says."),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "ar", "العناية: بلا إجابة 1 من 2. حُسبت صفرًا، كما تقول قاعدة هذه النسخة."),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "Care: 2 × 2 = 4"),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "Trees: 1 × 0.25 + 0 × 0.75 = 0.25"),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "The whole: 4 + 0.25 × 4 = 5.0"),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "The whole: 5.0, which is bare (0.0–5.9)"),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "Care: 4. This version does not divide its scores into bands."),
        ({"water": "always", "shade": "yes", "fruit": "no"}, "en", "Water more. Why: The whole: from 1 to 5.5."),
        ({"shade": "no_trees", "fruit": "no_trees"}, "en", "Trees: no score, since nothing of it applies."),
        ({"shade": "no_trees", "fruit": "no_trees"}, "ar", "الظل: لا ينطبق، فلا يدخل في الحساب"),
        ({"fruit": "declined"}, "en", "Fruit: would rather not say"),
        ({"fruit": "unknown"}, "ar", "الثمار: لا يعرف"),
        ({}, "en", "Care: no score, since 2 of 2 have no answer, more than the rule of this version allows."),
        ({}, "en", "Look again. Why: no answer to Fruit."),
        ({}, "en", "Interim: For tests"),
        ({}, "en", "The garden, version 1. Source: Invented"),
        ({"fruit": "yes"}, "en", "Trees: 1 × 0.75 ÷ 0.75 = 1.00"),
    ],
)
def test_each_case_has_its_sentence(answers, language, sentence):
    assert sentence in [found for _, found in said(INVENTED, answers, language)]


def test_a_question_that_is_never_guessed_is_named():
    assert ("must_be_asked", "PHQ-9 total: no score, since this has no answer and is never guessed: Thoughts of death or self-harm.") in said(PHQ9, answered("11111111-"))


def test_too_many_gaps_are_counted_among_what_was_asked():
    expected = "PHQ-9 total: no score, since 3 of 9 have no answer, more than the rule of this version allows."
    assert ("too_many_missing", expected) in said(PHQ9, answered("---111111"))


def test_a_number_that_is_its_own_label_is_said_once():
    assert ("counted", "Staples: 7") in said(version_of("fcs", "1"), {"staples": "7"})


def test_an_official_version_says_who_confirmed_it():
    official = replace(INVENTED, mark=Mark.OFFICIAL, confirmed_by=Words("الوزارة", "The ministry"), confirmed_on=date(2026, 11, 1))
    assert said(official, {})[-1] == ("official", "Official: The ministry, 2026-11-01")
    assert said(replace(official, mark=Mark.INTERIM), {})[-1] == ("interim", "Interim: For tests")


def test_a_result_is_explained_by_the_version_that_made_it_alone():
    with pytest.raises(ValueError):
        explain(replace(PHQ9, version="2"), score(PHQ9, {}))


def test_a_rule_is_read_in_both_languages_without_any_answers():
    words = [condition(INVENTED, rule) for rule in INVENTED.rules]
    assert [ISOLATES.sub("", one.en) for one in words] == ["Fruit: 1 or more", "no answer to Fruit", "The whole: from 1 to 5.5"]
    assert [ISOLATES.sub("", one.ar) for one in words] == ["الثمار: 1 أو أكثر", "بلا إجابة: الثمار", "الكل: من 1 إلى 5.5"]


@given(every, chances)
def test_every_answer_every_dimension_and_every_rule_is_spoken_of(name, chance):
    instrument = ALL[name]
    result = score(instrument, any_answers(instrument, chance))
    found = explain(instrument, result)
    about = [line.about for line in found if line.kind in ("counted", "absent", "not_asked", "declined", "unknown")]
    assert about == [part for one in instrument.dimensions.values() if not one.of_dimensions for part in one.parts]
    judged = [line.about for line in found if line.kind in ("band", "no_band", "too_many_missing", "must_be_asked", "nothing_applies")]
    assert judged == list(instrument.dimensions)
    assert [line.about for line in found if line.kind in ("alert", "advice")] == [rule.act for rule in (*result.alerts, *(one for one in result.rules if one.kind == "advice"))]
    assert [line.kind for line in found][-3:] == ["says", "made_with", instrument.mark.value]


@given(every, chances)
def test_both_languages_say_something_and_nothing_is_left_to_fill(name, chance):
    instrument = ALL[name]
    for line in lines(instrument, any_answers(instrument, chance)):
        assert line.words.ar and line.words.en and not re.search(r"[{}]|\bNone\b(?! of)", line.words.ar + line.words.en)
        assert re.search("[\u0621-\u064a]", line.words.ar) and not re.search("[\u0621-\u064a]", line.words.en)
        assert all(text.count("\u2066") == text.count("\u2069") for text in (line.words.ar, line.words.en))


@given(every, chances)
def test_the_formula_gives_the_score_when_somebody_does_the_sum(name, chance):
    instrument = ALL[name]
    result = score(instrument, any_answers(instrument, chance))
    formulas = {line.about: ISOLATES.sub("", line.words.en).removeprefix(f"{instrument.dimensions[line.about].name.en}: ") for line in explain(instrument, result) if line.kind == "formula"}
    assert set(formulas) == {code for code, one in result.scores.items() if one.exact is not None}
    for code, formula in formulas.items():
        sum_, _, came_to = formula.partition(" = ")
        exact, _, shown = came_to.partition(" ≈ ")
        done = re.sub(r"[\d./]+", lambda number: f"Fraction('{number[0]}')", sum_).replace("×", "*").replace("÷", "/")
        assert eval(done, {"Fraction": Fraction}) == Fraction(exact) == result.scores[code].exact
        assert (shown or exact) == f"{result.scores[code].shown}"
