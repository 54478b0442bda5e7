"""Every total with every number of gaps, against figures typed from the domain document and not read from the files."""

from bisect import bisect
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core.errors import Unreadable
from amana.lib.scoring import NoAnswer, read, score, shipped, version_of
from amana.lib.scoring.scores import half_up

TEXT = Path(__file__).with_name("invented.toml").read_text("utf-8")
INVENTED = read(TEXT)
ALL = {one.name: one for one in (*shipped(), INVENTED)}
GAP = None

# Code of the instrument → largest answer, factor, gaps that are allowed, lowest score of each band after the first, bands.
SUMS = {
    "phq9": (9, 3, 1, 2, [5, 10, 15, 20], ["minimal", "mild", "moderate", "moderately_severe", "severe"]),
    "gad7": (7, 3, 1, 1, [5, 10, 15], ["minimal", "mild", "moderate", "severe"]),
    "who5": (5, 5, 4, 0, [29, 51], ["very_low", "low", "adequate"]),
    "k6": (6, 4, 1, 0, [5, 13], ["low", "moderate", "serious"]),
}
WEIGHTS = {"fcs": [2, 3, 1, 1, 4, 4, 0.5, 0.5], "rcsi": [1, 2, 1, 3, 1]}


def of(code, row):
    """The result of answers in the order of the items."""
    instrument = version_of(code, "1")
    assert len(row) == len(instrument.items)
    return score(instrument, {item: None if answer is GAP else str(answer) for item, answer in zip(instrument.items, row, strict=True)})


def rows(items, most):
    """Every set of answers, gaps among them, but for their order."""
    return combinations_with_replacement([GAP, *range(most + 1)], items)


# --- the sums: PHQ-9, GAD-7, WHO-5, K6 ---


@pytest.mark.parametrize("code", SUMS)
def test_every_total_with_every_number_of_gaps_has_the_score_and_band_of_the_source(code):
    items, most, factor, allowed, edges, bands = SUMS[code]
    tried = 0
    for row in rows(items, most):
        row = row[::-1]  # the gaps last and the question on self-harm, which is never guessed, among them
        answered = [answer for answer in row if answer is not GAP]
        gaps = items - len(answered)
        whole = of(code, row).whole
        if gaps > allowed or not answered or (code == "phq9" and row[-1] is GAP):
            assert (whole.exact, whole.shown, whole.band) == (None, None, None) and whole.why_none
        else:
            total = (2 * sum(answered) * factor * items + len(answered)) // (2 * len(answered))  # half up, in whole numbers
            assert whole.shown == total and whole.exact == Fraction(sum(answered) * factor * items, len(answered))
            assert whole.band.code == bands[bisect(edges, total)]
            assert whole.is_filled == (gaps > 0) and len(whole.missing) == gaps
        tried += 1
    assert tried == comb(items + most + 1, items)


def test_phq9_with_gaps_elsewhere_is_filled_and_with_a_gap_on_self_harm_never():
    for first in rows(8, 3):
        for last in (GAP, 0, 1, 2, 3):
            row, gaps = [*first, last], first.count(GAP) + (last is GAP)
            result = of("phq9", row)
            assert (result.whole.shown is None) == (last is GAP or gaps > 2)
            assert result.whole.why_none == ("must_be_asked" if last is GAP else "too_many_missing" if gaps > 2 else "")
            answered = [answer for answer in row if answer is not GAP]
            if result.whole.shown is not None:
                assert result.whole.shown == (2 * sum(answered) * 9 + len(answered)) // (2 * len(answered))


def test_any_thought_of_self_harm_opens_the_protocol_at_every_total_and_with_any_gaps():
    for first in rows(8, 3):
        for last in (GAP, 0, 1, 2, 3):
            result = of("phq9", [*first, last])
            assert [rule.act for rule in result.alerts] == (["ask_again_before_closing"] if last is GAP else ["suicide_risk_protocol_same_day"] if last else [])


@pytest.mark.parametrize(
    ("code", "row", "total", "band", "acts"),
    [  # the project's test vectors (domain/ref/test_vectors.json): acts that must be there, and with "not" that must not
        ("who5", [3, 2, 2, 3, 2], 48, "low", ["assess_mood_phq9", "not refer_mhpss_layer3_or_4"]),
        ("who5", [5, 5, 5, 5, 5], 100, "adequate", ["not assess_mood_phq9"]),
        ("who5", [1, 1, 1, 2, 2], 28, "very_low", ["refer_mhpss_layer3_or_4"]),
        ("who5", [0, 0, 0, 0, GAP], None, None, []),
        ("phq9", [1, 1, 1, 1, 1, 1, 1, 1, 2], 10, "moderate", ["suicide_risk_protocol_same_day", "not urgent_specialist"]),
        ("phq9", [0, 0, 0, 0, 0, 0, 0, 0, 1], 1, "minimal", ["suicide_risk_protocol_same_day"]),
        ("phq9", [3] * 9, 27, "severe", ["suicide_risk_protocol_same_day", "urgent_specialist"]),
        ("phq9", [2, 2, 2, 2, 2, 2, 2, 1, 0], 15, "moderately_severe", ["not suicide_risk_protocol_same_day", "not urgent_specialist"]),
        ("phq9", [1, 1, 1, 1, GAP, 1, 1, 1, 0], 8, "mild", ["not suicide_risk_protocol_same_day"]),
        ("phq9", [1, 1, 1, 1, 1, 1, 1, 1, GAP], None, None, ["ask_again_before_closing"]),
        ("gad7", [2] * 7, 14, "moderate", ["clinical_assessment"]),
        ("gad7", [0] * 7, 0, "minimal", ["not clinical_assessment"]),
        ("gad7", [3, 3, 2, 2, 2, 2, 1], 15, "severe", ["clinical_assessment"]),
        ("k6", [2, 2, 2, 2, 2, 3], 13, "serious", ["clinical_assessment"]),
        ("k6", [1, 1, 1, 1, 1, 0], 5, "moderate", ["not clinical_assessment"]),
        ("fcs", [7, 3, 5, 1, 1, 0, 7, 7], 40, None, []),
        ("rcsi", [3, 1, 2, 1, 2], 12, None, []),
    ],
)
def test_the_vectors_of_the_project_hold(code, row, total, band, acts):
    result = of(code, row)
    assert (result.whole.shown, result.whole.band.code if result.whole.band else None) == (total, band)
    for act in acts:
        assert act in result.acts if not act.startswith("not ") else act.removeprefix("not ") not in result.acts


@pytest.mark.parametrize(
    ("code", "acts"),
    [  # act → the scores at which it is due, both ends included
        ("who5", {"assess_mood_phq9": (0, 50), "mhpss_layer_3": (0, 50), "refer_mhpss_layer3_or_4": (0, 28)}),
        ("phq9", {"clinical_assessment": (10, 27), "urgent_specialist": (20, 27), "mhpss_layer_3": (10, 14), "mhpss_layer_4": (15, 27)}),
        ("gad7", {"clinical_assessment": (10, 21)}),
        ("k6", {"clinical_assessment": (13, 24), "mhpss_layer_3": (5, 12), "mhpss_layer_4": (13, 24)}),
    ],
)
def test_advice_is_given_at_every_score_of_its_range_and_at_no_other(code, acts):
    items, most, *_ = SUMS[code]
    for row in rows(items, most):
        result = of(code, row[::-1] if code != "phq9" else [*row[1:], 0] if row[0] is GAP else [*row[:8], 0])
        for act, (first, last) in acts.items():
            assert (act in result.acts) == (result.whole.shown is not None and first <= result.whole.shown <= last)


# --- the others ---


@pytest.mark.parametrize("code", WEIGHTS)
@given(data=st.data())
def test_weighed_days_add_up_and_a_gap_leaves_no_score(code, data):
    days = data.draw(st.lists(st.integers(0, 7), min_size=len(WEIGHTS[code]), max_size=len(WEIGHTS[code])))
    assert of(code, days).whole.shown == Decimal(str(sum(day * weight for day, weight in zip(days, WEIGHTS[code], strict=True))))
    assert of(code, days).whole.band is None
    days[data.draw(st.integers(0, len(days) - 1))] = GAP
    assert of(code, days).whole.why_none == "too_many_missing"


def test_satisfaction_is_the_mean_of_at_least_three_answers():
    for row in combinations_with_replacement([GAP, 1, 2, 3, 4, 5], 5):
        answered = [answer for answer in row if answer]
        result = of("satisfaction", row)
        assert ("supervisor_review" in result.acts) == (1 in answered)
        if len(answered) < 3:
            assert result.whole.why_none == "too_many_missing"
            continue
        mean = Fraction(sum(answered), len(answered))
        assert result.whole.exact == mean and abs(Fraction(result.whole.shown) - mean) <= Fraction(1, 200)
        assert result.whole.band.code == ("poor" if mean < Fraction(5, 2) else "fair" if mean < Fraction(15, 4) else "good")


def test_a_domain_at_three_or_four_is_disability_whatever_else_was_answered():
    for row in combinations_with_replacement([GAP, 1, 2, 3, 4], 6):
        result, hard = of("wgss", row), sum(answer in (3, 4) for answer in row)
        assert result.acts == ({"offer_support"} if hard else set())
        if GAP in row:
            assert result.whole.why_none == "too_many_missing"
        else:
            assert (result.whole.shown, result.whole.band.code) == (hard, "disability" if hard else "none")


RSS_POINTS = {"quality": [0, 25, 50, 75, 100], "hardship": [0, 25, 50, 75, 100], "takes_part": [0, 25, 50, 75, 100], "safe": [0, 25, 50, 75, 100],
              "agree": [0, 25, 50, 75, 100], "yes_counts": [0, 100], "no_counts": [0, 100], "debt": [0, 100, 100], "seeking": [0, 50, 100],
              "schooling": [0, 50, 100, None], "leaving": [0, 50, None]}  # fmt: skip
RSS_SIZES = {"economic": 9, "social": 10, "psychosocial": 10}


@given(st.randoms(use_true_random=False), st.sampled_from([0.05, 0.3, 0.6]))
def test_sustainability_is_the_mean_of_three_means_of_what_applies_and_was_answered(chance, share):
    rss, answers, expected = version_of("rss", "1"), {}, {}
    for code, dimension in list(rss.dimensions.items())[:3]:
        assert len(dimension.parts) == RSS_SIZES[code]
        values, gaps = [], 0
        for part in dimension.parts:
            item = rss.items[part]
            if chance.random() < share:
                answers[part], gaps = chance.choice([None, "declined", "unknown", "not_asked"]), gaps + 1
                continue
            choice = chance.randrange(len(item.options))
            answers[part], points = list(item.options)[choice], RSS_POINTS[item.scale][choice]
            values += [points] if points is not None else []
        expected[code] = Fraction(sum(values), 100 * len(values)) if values and gaps * 3 <= gaps + len(values) else None
    expected["composite"] = None if None in expected.values() else sum(expected.values()) / 3
    result = score(rss, answers)
    assert {code: one.exact for code, one in result.scores.items()} == expected
    for one in result.scores.values():
        if one.exact is not None:
            hundredths = int(one.exact * 100 + Fraction(1, 2))
            assert one.shown == Decimal(hundredths) / 100
            assert one.band.code == ("low" if hundredths < 34 else "medium" if hundredths < 66 else "high")


def test_where_nothing_applies_there_is_no_score():
    result = score(INVENTED, {"shade": "no_trees", "fruit": "no_trees", "water": "some", "weeds": "some"})
    assert (result.scores["trees"].why_none, result.scores["trees"].absent) == ("nothing_applies", ("shade", "fruit"))
    assert result.whole.why_none == "too_many_missing" and result.whole.missing == ("trees",)


def test_where_the_only_question_that_applies_has_no_answer_there_is_no_score_though_one_gap_is_allowed():
    one_gap = read(TEXT.replace('at_most = "1/2"', "at_most = 1"))
    assert score(one_gap, {"shade": "yes"}).scores["trees"].exact == 1
    assert score(one_gap, {"shade": "no_trees"}).scores["trees"].why_none == "too_many_missing"


def test_gaps_count_as_nothing_where_the_file_says_so_but_never_all_of_them():
    assert score(INVENTED, {"water": "always"}).scores["care"].exact == 4
    assert score(INVENTED, {}).scores["care"].why_none == "too_many_missing"


def test_weights_of_a_mean_are_shared_by_what_was_answered():
    assert score(INVENTED, {"shade": "no", "fruit": "yes"}).scores["trees"].exact == Fraction(3, 4)
    assert score(INVENTED, {"shade": "yes", "fruit": "no"}).scores["trees"].exact == Fraction(1, 4)
    assert score(INVENTED, {"fruit": "yes"}).scores["trees"].exact == 1


# --- what holds for every instrument ---


def any_answers(instrument, chance, share=0.15):
    return {code: chance.choice([None, *NoAnswer]) if chance.random() < share else chance.choice(list(item.options)) for code, item in instrument.items.items()}


every = st.sampled_from(sorted(ALL))
chances = st.randoms(use_true_random=False)


@given(every, chances, st.sampled_from([0, 0.1, 0.4, 1]))
def test_a_score_lies_in_its_range_and_in_exactly_one_band(name, chance, share):
    instrument = ALL[name]
    for one in score(instrument, any_answers(instrument, chance, share)).scores.values():
        dimension = instrument.dimensions[one.dimension]
        assert (one.exact is None) == (one.shown is None) == bool(one.why_none)
        assert len(one.counted) + len(one.missing) + len(one.absent) == len(dimension.parts)
        if one.shown is not None:
            assert dimension.lowest <= one.shown <= dimension.highest and one.shown.as_tuple().exponent == -dimension.places
            assert [band for band in dimension.bands if band.first <= one.shown <= band.last] == ([one.band] if one.band else [])
            assert bool(one.band) == bool(dimension.bands)


@given(every, chances)
def test_a_sum_without_gaps_is_the_sum_of_what_was_counted(name, chance):
    instrument = ALL[name]
    for one in score(instrument, any_answers(instrument, chance, 0)).scores.values():
        dimension = instrument.dimensions[one.dimension]
        total, weight = sum(part.value * part.weight for part in one.counted), sum(part.weight for part in one.counted)
        if one.exact is not None:
            assert one.exact == (total if dimension.method == "sum" else total / weight) * dimension.factor


@given(every, chances)
def test_the_order_of_the_answers_does_not_matter(name, chance):
    instrument = ALL[name]
    answers = any_answers(instrument, chance)
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert score(instrument, dict(shuffled)) == score(instrument, answers)


@given(every, chances)
def test_one_answer_with_more_points_never_lowers_a_score(name, chance):
    instrument = ALL[name]
    answers = any_answers(instrument, chance)
    code, item = chance.choice(list(instrument.items.items()))
    fewer, more = sorted(chance.choices([option for option in item.options.values() if option.points is not None], k=2), key=lambda option: option.points)
    low, high = (score(instrument, {**answers, code: option.code}).scores for option in (fewer, more))
    for dimension in instrument.dimensions:
        assert (low[dimension].exact is None) == (high[dimension].exact is None)
        if low[dimension].exact is not None:
            assert low[dimension].exact <= high[dimension].exact and low[dimension].shown <= high[dimension].shown


@given(every, chances)
def test_an_answer_taken_away_never_makes_a_score_out_of_none(name, chance):
    instrument = ALL[name]
    answers = any_answers(instrument, chance)
    taken = chance.choice([code for code, item in instrument.items.items() if answers[code] not in item.options or item.options[answers[code]].points is not None] or [None])
    before, after = score(instrument, answers).scores, score(instrument, {**answers, taken: None} if taken else answers).scores
    assert all(before[code].exact is not None or after[code].exact is None for code in instrument.dimensions)


@given(every, chances)
def test_the_ways_of_not_answering_weigh_alike_and_are_told_apart(name, chance):
    instrument = ALL[name]
    answers = any_answers(instrument, chance, 0.3)
    silent = {code: answer if answer in instrument.items[code].options else None for code, answer in answers.items()}
    told, untold = score(instrument, answers), score(instrument, {code: answer for code, answer in silent.items() if answer})
    assert (told.scores, told.rules) == (untold.scores, untold.rules)
    assert told.answers == {code: answer or "not_asked" for code, answer in answers.items()}


@given(every, chances)
def test_a_result_counts_again_from_its_own_answers(name, chance):
    first = score(ALL[name], any_answers(ALL[name], chance))
    assert score(ALL[name], first.answers) == first
    assert (first.instrument, first.version) == (ALL[name].code, ALL[name].version)
    assert all(type(answer) is str for answer in first.answers.values())


# --- what is no answer is refused ---


@pytest.mark.parametrize("answer", ["4", "-1", "", " 1", "1 ", "٣", "۳", "1.0", "3\u200b", "三", "\ud800", 1, 1.0, True, b"1", ["1"], Decimal(1), "NOT_ASKED"])
def test_what_is_no_option_is_refused(answer):
    with pytest.raises(Unreadable) as raised:
        score(version_of("phq9", "1"), {"mood": answer})
    assert raised.value.code == "answers.not_an_option"
    assert raised.value.params["item"] == "mood" and raised.value.params["answer"] == answer


@pytest.mark.parametrize("code", ["Mood", "mood ", "", "total", "مزاج", None, 2])
def test_an_item_that_the_instrument_lacks_is_refused(code):
    with pytest.raises(Unreadable) as raised:
        score(version_of("phq9", "1"), {code: "1"})
    assert raised.value.code == "answers.unknown_item"


@pytest.mark.parametrize("answers", [None, [], "1", [("mood", "1")], 7])
def test_what_is_no_table_of_answers_is_refused(answers):
    with pytest.raises(Unreadable) as raised:
        score(version_of("phq9", "1"), answers)
    assert raised.value.code == "answers.not_a_table"


@given(every, st.text() | st.integers() | st.floats() | st.binary() | st.lists(st.text()), st.randoms(use_true_random=False))
def test_anything_as_an_answer_is_an_option_or_refused(name, answer, chance):
    instrument = ALL[name]
    item = chance.choice(list(instrument.items.values()))
    known = isinstance(answer, str) and answer in {*item.options, *NoAnswer}
    try:
        assert score(instrument, {item.code: answer}).answers[item.code] == answer and known
    except Unreadable as refusal:
        assert refusal.code == "answers.not_an_option" and not known


# --- rounding ---


@pytest.mark.parametrize(("number", "places", "shown"), [("1/2", 0, "1"), ("3/2", 0, "2"), ("5/2", 0, "3"), ("9/2", 0, "5"), ("49/100", 0, "0"), ("1/8", 2, "0.13"),
                                                         ("131/200", 2, "0.66"), ("67/200", 2, "0.34"), ("1/3", 2, "0.33"), ("2/3", 4, "0.6667"), ("0", 1, "0.0")])  # fmt: skip
def test_exactly_half_goes_up(number, places, shown):
    assert str(half_up(Fraction(number), places)) == shown


@given(st.fractions(0, 1000), st.integers(0, 4))
def test_rounding_moves_by_half_a_step_at_most(number, places):
    moved = Fraction(half_up(number, places)) - number
    assert Fraction(-1, 2 * 10**places) < moved <= Fraction(1, 2 * 10**places)
