"""What a table comes to, and what the rules doubt: on each side of each bound of the data."""
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.services.livelihoods.rules import Choice, outcome_of, template
from amana.services.livelihoods.rules.figures import NEVER, Figures, Line, Need, Quote, read, written
from tests.services.livelihoods.plans import ANSWERS, figures

AMOUNTS = st.decimals(min_value=0, max_value=99999, places=2)
LINES = st.builds(Line, st.sampled_from(["income", "variable", "fixed"]), st.just("x"), st.lists(AMOUNTS, min_size=12, max_size=12).map(tuple))
NEEDS = st.builds(Need, st.just("y"), AMOUNTS, st.lists(st.builds(Quote, st.just("z"), AMOUNTS), max_size=3).map(tuple))
TABLES = st.builds(Figures, st.lists(LINES, max_size=6).map(tuple), st.lists(NEEDS, max_size=4).map(tuple), AMOUNTS, AMOUNTS)


def codes(of: Figures, **answers) -> list[str]:
    return [one.code for one in template.doubts(of, ANSWERS | answers)]


@given(TABLES)
def test_nothing_is_lost_on_the_way_into_a_plan_and_back(of):
    assert read(written(of)) == of


@given(TABLES)
def test_the_last_balance_is_what_was_there_and_all_that_came_and_went(of):
    income, costs = (sum((one.total for one in of.lines if (one.kind == "income") is comes), Decimal(0)) for comes in (True, False))
    assert of.balance[-1] == of.own + of.asked - sum((one.amount for one in of.needs), Decimal(0)) + income - costs
    assert of.lowest[1] == min([of.opening, *of.balance]) and [of.opening, *of.balance][of.lowest[0]] == of.lowest[1]


@given(TABLES)
def test_break_even_comes_never_after_it_carries_itself(of):
    assert of.break_even_month <= of.sustaining_month or not of.net or of.income[of.sustaining_month - 1] == 0
    assert of.sustaining_month == NEVER or all(net >= 0 for net in of.net[of.sustaining_month - 1:])


def test_a_year_as_it_is_counted_by_hand():
    of = figures(sales=[1000, 1000, 2500] + [4000] * 9, goods=[400, 400, 1000] + [1600] * 9, rent=1500, needs=(20000,), own=3000, asked=20000)
    assert of.opening == 3000 and of.net[:4] == [-900, -900, 0, 900] and of.balance[:4] == [2100, 1200, 1200, 2100] and of.lowest == (2, Decimal(1200))
    assert (of.break_even_month, of.sustaining_month) == (3, 3) and of.margin == 60 and of.break_even_sales == Decimal("2500.00")


def test_a_plan_without_doubts_is_doubted_nowhere():
    assert codes(figures()) == []


@pytest.mark.parametrize(("table", "code", "is_doubted"), [
    (figures(own=0, asked=20000, sales=[2000] + [4000] * 11), "lowest_balance", False), (figures(own=0, asked="19999.99", sales=[2000] + [4000] * 11), "lowest_balance", True),
    (figures(sales=[1000] * 5 + [2000] * 7, own=9000), "late_break_even", False), (figures(sales=[1000] * 6 + [2000] * 6, own=9000), "late_break_even", True),
    (figures(sales=[4000] * 11 + [2000]), "never_sustaining", False), (figures(sales=[4000] * 11 + [1999]), "never_sustaining", True),
    (figures(sales=2000, goods=1980, rent=0), "no_margin", False), (figures(sales=2000, goods=1982, rent=0), "no_margin", True), (figures(sales=0), "no_margin", False),
    (figures(needs=(5000,), quotes=0), "quotes_missing", False), (figures(needs=("5000.01",), quotes=2), "quotes_missing", True), (figures(needs=("5000.01",), quotes=3), "quotes_missing", False),
    (figures(asked=20000), "asked_above_start", False), (figures(asked="20000.01"), "asked_above_start", True), (figures(needs=(), asked=0), "asked_above_start", False)])
def test_each_bound_is_doubted_beyond_it_and_not_on_it(table, code, is_doubted):
    assert (code in codes(table)) is is_doubted


@pytest.mark.parametrize(("question", "answer", "found"), [
    ("customers_count", "one", ["one_customer"]), ("customers_count", "few", []), ("customers_count", "", []),
    ("permit", "missing", ["permit_missing"]), ("permit", "asked", ["permit_missing"]), ("permit", "there", []), ("permit", "not_needed", [])])
def test_answers_are_doubted(question, answer, found):
    assert codes(figures(), **{question: answer}) == found


def test_every_check_has_a_case_here_and_every_choice_words_in_both_languages():
    assert {one["code"] for one in template.read()["check"]} == {"lowest_balance", "late_break_even", "never_sustaining", "no_margin", "one_customer", "permit_missing", "quotes_missing", "asked_above_start"}
    for one in template.questions():
        assert all(one.labels.values()) and all(words["ar"] and words["en"] for _code, words in one.options)
    for one in template.read()["check"]:
        if "answer" in one:
            options = dict(next(question.options for question in template.questions() if question.code == one["answer"]))
            assert set(one["is"]) <= set(options)


@given(st.lists(st.sampled_from(Choice.values), max_size=9), st.integers(1, 5))
def test_an_outcome_is_what_more_than_half_are_for(votes, at_least):
    found = outcome_of(votes, at_least)
    assert bool(found) == (len(votes) >= at_least and any(votes.count(one) * 2 > len(votes) for one in Choice.values))
    assert not found or votes.count(found) * 2 > len(votes)
