"""What may be told of a count, without a database: no small one stands there, and none can be worked out; and which time, wait and reason is meant."""
from collections import defaultdict
from datetime import date
from itertools import product

import pytest

from amana.insight.outcomes.rules import (
    SMALL,
    WITHHELD,
    Cell,
    Missing,
    Wait,
    age_group,
    alone,
    at,
    beside,
    groups_of,
    periods,
    protected,
    waits,
    whole,
    why_missing,
)

PICTURES = [(n, most) for n, most in ((2, 60), (3, 36), (4, 24))]


@pytest.mark.parametrize(("parts", "most"), PICTURES)
def test_behind_every_small_cell_of_every_picture_stand_at_least_two_values(parts, most):
    """Whoever knows this program, the whole and all that is told still cannot say which."""
    behind = defaultdict(set)
    for counts in product(range(most + 1), repeat=parts):
        if SMALL <= sum(counts) <= most:
            behind[sum(counts), tuple(protected(counts))].add(counts)
    for (_sum, cells), could_be in behind.items():
        for place, cell in enumerate(cells):
            if cell.n is None:
                values = {counts[place] for counts in could_be}
                small = {value for value in values if 0 < value < SMALL}
                assert not small or len(values) > 1, (cells, could_be)
            else:
                assert cell.n == 0 or cell.n >= SMALL


def test_one_small_part_takes_the_next_with_it_and_no_more():
    assert protected([40, 3, 0, 60, 80]) == [Cell(40), Cell(None, True), Cell(0), WITHHELD, Cell(80)]
    assert protected([3, 0, 0]) == [WITHHELD] * 3 and protected([2, 5, 40]) == [Cell(None, True), WITHHELD, WITHHELD]
    assert protected([0, 5, 7]) == [Cell(0), Cell(5), Cell(7)]


def test_parts_of_what_is_not_told_are_not_told():
    assert [cell for _name, cell in whole({"a": 3, "b": 0}).parts] == [WITHHELD, WITHHELD] and whole({"a": 3, "b": 0}).cell.is_small
    assert whole({"a": 50, "b": 60}, of=WITHHELD)["a"] == WITHHELD
    assert beside(48, Cell(50)) == WITHHELD and beside(50, Cell(50)) == Cell(50) and beside(3, Cell(50)).is_small and beside(0, Cell(50)) == Cell(0)
    assert [alone(n).n for n in (0, 1, 4, 5)] == [0, None, None, 5]


def test_half_and_nine_of_ten_are_days_that_somebody_waited():
    assert (at(50, [1]), at(50, [3, 1]), at(50, [1, 2, 9]), at(90, list(range(1, 11))), at(90, list(range(1, 21)))) == (1, 1, 2, 9, 18)


def test_who_still_waits_is_never_among_those_who_have_it():
    day = date(2026, 6, 30)
    took = [Wait(date(2026, 6, 1), date(2026, 6, 1 + n)) for n in range(6)]
    still = [Wait(date(2026, 6, 28), None)] * 5 + [Wait(date(2026, 5, 1), None)] * 7
    found = waits([*took, *still, *[Wait(date(2026, 6, 1), None, is_over=True)] * 6], day)
    assert (found.median, found.ninth, found.longest) == (2, 5, 60) and [found.told[name].n for name in ("done", "waiting", "over")] == [6, 12, 6]
    assert [cell.n for _name, cell in found.waiting.parts] == [5, 0, 0, 7]
    few = waits(took[:3] + still, day)
    assert few.median is None and few.told["done"].is_small and few.told["waiting"] == WITHHELD and few.longest is None and few.waiting["0"] == WITHHELD


def test_times_are_quarters_and_years_of_the_programme_and_none_that_is_still_to_come():
    found = periods(date(2025, 5, 10), date(2026, 4, 2))
    assert [one.code for one in found] == ["", "2026", "2026-2", "2026-1", "2025", "2025-4", "2025-3", "2025-2"]
    assert found[0].since == date(2025, 5, 10) and (found[2].since, found[2].until) == (date(2026, 4, 1), date(2026, 6, 30))


@pytest.mark.parametrize(("closed_for", "last_try", "due_on", "why"), [
    (None, None, date(2026, 5, 1), Missing.NOT_ASKED), (None, "reached", date(2026, 5, 1), Missing.NOT_ASKED), (None, "no_answer", date(2026, 5, 1), Missing.LOST),
    (None, "asked_not", date(2026, 5, 1), Missing.ASKED_NOT), (None, None, date(2025, 12, 1), Missing.BEFORE), ("left_country", "reached", date(2026, 5, 1), Missing.LEFT_COUNTRY),
    ("died", None, date(2026, 5, 1), Missing.DIED), ("withdrew", None, date(2026, 5, 1), Missing.WITHDREW), ("lost_contact", None, date(2026, 5, 1), Missing.LOST),
    ("goals_met", "asked_not", date(2026, 5, 1), Missing.CLOSED), ("", None, date(2026, 5, 1), Missing.CLOSED),
])
def test_why_a_survey_is_missing_is_what_the_file_says(closed_for, last_try, due_on, why):
    assert why_missing(closed_for=closed_for, last_try=last_try, due_on=due_on, opened_on=date(2026, 1, 1)) == why


def test_ages_and_groups():
    assert [age_group(years) for years in (0, 4, 5, 17, 18, 59, 60, 101)] == ["0–4", "0–4", "5–11", "12–17", "18–24", "25–59", "60+", "60+"]
    assert groups_of(["returnee_forced", "uac"], False) == {"returnees"} and groups_of(["asylum_seeker", "migrant_worker"], True) == {"refugees", "migrants", "returnees"} and not groups_of(["stateless"], False)
