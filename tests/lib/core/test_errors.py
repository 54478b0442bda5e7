import pickle

import pytest

from amana.lib.core.errors import Refused, Unreadable


def test_a_refusal_carries_its_code_and_the_facts_for_the_sentence():
    refused = Refused("case.closed", number="AC-7K4Q-92XT")
    assert (refused.code, refused.params) == ("case.closed", {"number": "AC-7K4Q-92XT"})
    assert str(refused) == "case.closed: number='AC-7K4Q-92XT'"
    assert str(Refused("case.closed")) == "case.closed"
    assert str(Refused("case.closed", "since May", number=1)) == "case.closed: since May"


def test_what_cannot_be_read_is_a_value_error_and_a_refusal_is_none():
    assert issubclass(Unreadable, ValueError)
    assert not issubclass(Refused, ValueError)
    assert not issubclass(Unreadable, Refused)


@pytest.mark.parametrize("kind", [Refused, Unreadable])
def test_it_survives_the_way_between_processes(kind):
    copy = pickle.loads(pickle.dumps(kind("a.b", "why", code=3)))
    assert (type(copy), copy.code, copy.message, copy.params) == (kind, "a.b", "why", {"code": 3})
