from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core.errors import Refused
from amana.lib.scoring import Change, compare, read, score, version_of

PHQ9, WHO5, K6, RSS = (version_of(code, "1") for code in ("phq9", "who5", "k6", "rss"))
INVENTED = read(Path(__file__).with_name("invented.toml").read_text("utf-8"))


def of(instrument, *row):
    return score(instrument, dict(zip(instrument.items, row, strict=True)))


def test_fewer_points_are_better_where_more_are_worse():
    before, now = of(PHQ9, *"222222210"), of(PHQ9, *"222220000")
    assert compare(PHQ9, before, now) == (Change("total", Decimal(15), Decimal(10), Decimal(-5), "better", True),)
    assert compare(PHQ9, now, before) == (Change("total", Decimal(10), Decimal(15), Decimal(5), "worse", True),)


def test_more_points_are_better_where_more_are_better():
    (change,) = compare(WHO5, of(WHO5, *"22222"), of(WHO5, *"32222"))
    assert (change.by, change.direction, change.is_meaningful) == (4, "better", False)
    (change,) = compare(WHO5, of(WHO5, *"22222"), of(WHO5, *"33322"))
    assert (change.by, change.direction, change.is_meaningful) == (12, "better", True)


def test_where_the_source_names_no_size_nothing_is_called_meaningful():
    (change,) = compare(K6, of(K6, *"444444"), of(K6, *"000000"))
    assert (change.by, change.direction, change.is_meaningful) == (-24, "better", None)


def test_no_change_is_no_change():
    (change,) = compare(PHQ9, of(PHQ9, *"100000000"), of(PHQ9, *"010000000"))
    assert (change.by, change.direction, change.is_meaningful) == (0, "same", False)


def test_a_dimension_without_a_score_on_one_side_is_not_compared():
    answers = {code: next(iter(item.options)) for code, item in RSS.items.items()}
    before = score(RSS, answers)
    now = score(RSS, {code: answer for code, answer in answers.items() if not code.startswith("e")})
    assert [change.dimension for change in compare(RSS, before, now)] == ["social", "psychosocial"]
    assert compare(PHQ9, of(PHQ9, *"000000000"), score(PHQ9, {})) == ()


def test_results_of_other_instruments_are_refused():
    with pytest.raises(Refused) as raised:
        compare(PHQ9, of(K6, *"000000"), of(PHQ9, *"000000000"))
    assert raised.value.code == "results.of_others"
    with pytest.raises(Refused):
        compare(K6, of(PHQ9, *"000000000"), of(PHQ9, *"000000000"))


def test_versions_are_compared_only_where_the_later_names_the_earlier():
    second = replace(PHQ9, version="2")
    with pytest.raises(Refused) as raised:
        compare(second, of(PHQ9, *"000000000"), of(second, *"000000000"))
    assert raised.value.code == "results.versions_differ"
    named = replace(second, comparable_with=("1",))
    assert compare(named, of(PHQ9, *"000000000"), of(named, *"300000000"))[0].by == 3
    with pytest.raises(Refused):
        compare(PHQ9, of(PHQ9, *"000000000"), of(second, *"000000000"))


def test_a_dimension_that_the_earlier_version_lacks_is_not_compared():
    earlier = score(INVENTED, {"water": "some", "weeds": "some", "shade": "yes", "fruit": "yes"})
    without_care = replace(earlier, scores={code: one for code, one in earlier.scores.items() if code != "care"})
    assert [change.dimension for change in compare(INVENTED, without_care, earlier)] == ["trees", "whole"]


@given(st.text("0123", min_size=9, max_size=9), st.text("0123", min_size=9, max_size=9))
def test_a_change_turned_round_is_its_opposite(one, other):
    (there,), (back,) = compare(PHQ9, of(PHQ9, *one), of(PHQ9, *other)), compare(PHQ9, of(PHQ9, *other), of(PHQ9, *one))
    assert there.by == -back.by and there.before + there.by == there.now
    assert {there.direction, back.direction} in ({"better", "worse"}, {"same"})
    assert there.is_meaningful == back.is_meaningful == (abs(there.by) >= 5)
