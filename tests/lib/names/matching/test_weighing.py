"""People who come with their tokens are weighed all at once as each would be alone, in each of the ways in which she is called."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.lib.names.matching import Birth, People, Reading, TokenTable, find, readings_of, weighed, words_of
from amana.lib.names.matching.birth import classes
from amana.lib.names.matching.people import PARTS, PLACES, places_of
from amana.lib.names.matching.ranking import TYPED, laid
from amana.lib.names.matching.spelling import weights
from amana.lib.names.matching.stored import HIT, OTHER

TEXTS = ["محمد", "احمد", "علي", "mohamed", "ahmed", "ali", "زرنوخي"]
nats = st.floats(-4, 12, width=32)
readings = st.lists(st.dictionaries(st.sampled_from(TEXTS), nats, min_size=1), min_size=1, max_size=TYPED + 2).map(
    lambda meant: Reading(tuple("x" * len(meant)), tuple(meant), tuple(range(len(meant)))))
people = st.lists(st.tuples(st.lists(st.tuples(st.sampled_from(TEXTS), st.integers(0, 31)), max_size=9), st.sampled_from([(0, 0, 0), (1990, 5, 12), (1990, 0, 0), (1950, 1, 1)])), max_size=5)


def ways_of(words: list[tuple[str, int]]) -> list[list[list[str]]]:
    own = [[text for text, code in words if code & 7 == place] for place in range(PLACES)]
    other = [text for text, code in words if code & 7 >= OTHER]
    return [own, [own[0] + other, *own[1:]], [[text] for text in other[: len(PARTS)]] + [[]] * (PLACES - len(other[: len(PARTS)]))] if other else [own]


def score_of(reading: Reading, places: list[list[str]]) -> float:
    """One person in one way, token by token and place by place."""
    kept = sorted(sorted(range(len(reading.meant)), key=lambda typed: -max(reading.meant[typed].values()))[:TYPED])
    fits = [[max((reading.meant[typed].get(text, -np.inf) for text in texts), default=-np.inf) for texts in places] for typed in kept]
    empty = sum((not texts) << place for place, texts in enumerate(places))
    return float(laid(np.array([fits], np.float32), np.array([max(reading.meant[typed].values()) for typed in kept], np.float32), np.array([empty], np.int8))[0][0])


@given(readings, people, st.sampled_from([Birth(), Birth(1990, 12, 5), Birth(1990)]))
@settings(max_examples=300, deadline=None)
def test_all_at_once_tell_the_same_as_each_alone(reading, people, birth):
    scores, hits = weighed(reading, [" ".join(text for text, _code in words) for words, _born in people], [" ".join(str(code) for _text, code in words) for words, _born in people],
                           [born for _words, born in people], birth)
    assert len(scores) == len(hits) == len(people)
    for score, hit, (words, born) in zip(scores, hits, people, strict=True):
        worth = weights()["birth"][classes(birth, [born])[0]]
        assert score == pytest.approx(max(score_of(reading, way) for way in ways_of(words)) + worth, abs=1e-3)
        assert hit == sum(any(meant.get(text, 0) > HIT for text, _code in words) for meant in reading.meant)


def test_people_who_are_kept_elsewhere_are_scored_as_those_of_the_index():
    index, names = People(), [("محمد", "حسن", "عمر"), ("محمد", "حسين", "عمر"), ("أحمد", "حسن", ""), ("عمر", "محمد", "حسن"), ("مريم", "حسن", "عمر")]
    parts = [dict(zip(PARTS, name, strict=False)) for name in names]
    for number, one in enumerate(parts):
        index.add([places_of(one)], Birth(1960 + number, 2, 2))
    table, typed, birth = index.table, "محمد حسن عمر", Birth(1961, 2, 2)
    kept = [words_of([one]) for one in parts]
    scores, _hits = weighed(readings_of(table, typed)[0], [" ".join(text for text, _code in words) for words in kept], [" ".join(str(code) for _text, code in words) for words in kept],
                            [(1960 + number, 2, 2) for number in range(len(names))], birth)
    assert np.argsort(-scores, kind="stable").tolist() == [person for person, _score in find(index, typed, birth=birth)]


def test_of_whom_tokens_and_places_do_not_agree_nothing_is_known_and_nobody_else_loses():
    table = TokenTable()
    table.add("محمد")
    reading = readings_of(table, "محمد")[0]
    alone = weighed(reading, ["محمد علي"], ["0 1"], [(0, 0, 0)])
    scores, hits = weighed(reading, ["محمد محمد", "محمد علي", "", "محمد"], ["0", "0 1", "", ""], [(0, 0, 0)] * 4)
    assert hits.tolist() == [0, 1, 0, 0] and scores[1] == alone[0][0]
    assert [len(one) for one in weighed(reading, [], [], [])] == [0, 0]
