"""The table of moves in the program and the one in the database are the same."""

import itertools
import re
from pathlib import Path

import pytest

from amana.casework.arrivals import rules
from amana.casework.arrivals.rules import MOVES, RowState, RowStep, steps_from

POLICIES = Path(rules.__file__).with_name("policies.sql").read_text("utf-8")


def test_every_step_from_every_state_is_the_same_in_the_database():
    found = {(step, state): target for step, state, target in re.findall(r"\('(\w+)', '(\w+)', '(\w+)'\)", POLICIES) if step in RowStep.values}
    assert found == {(str(step), str(state)): str(target) for step, (states, target) in MOVES.items() for state in states}


@pytest.mark.parametrize(("step", "state"), list(itertools.product(RowStep, RowState)))
def test_a_step_is_offered_only_where_it_is_allowed(step, state):
    assert (step in steps_from(state)) == (state in MOVES[step][0])


def test_what_is_undone_or_has_travelled_on_stays_so():
    assert steps_from(RowState.UNDONE) == steps_from(RowState.ONWARD) == []
