"""Finding people by a typed name and perhaps a birth: tokens, similar tokens, carriers, and the best of them laid part by part.

However long or odd the typed text, at most MANY people get a first look and FEW are laid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.birth import UNKNOWN, Birth, classes
from amana.lib.names.matching.people import NOBODY, PLACES, People
from amana.lib.names.matching.ranking import TYPED, laid
from amana.lib.names.matching.spelling import weights
from amana.lib.names.matching.table import Similar, TokenTable
from amana.lib.names.matching.tokens import tokens

MANY, FEW = 3000, 300
IN_PLACE = (1.0, 0.5, 0.3, 0.3, 0.0)  # the first look prefers a typed token at its own place
READINGS = 3
Floats = NDArray[np.float32]


def find(people: People, text: str, *, most: int = 10, birth: Birth = UNKNOWN) -> list[tuple[int, float]]:
    """The likeliest people, best first, as (number, score in nats); at most `most`, nobody for a text without letters."""
    if not people.count:
        return []
    best: dict[int, float] = {}
    for reading in readings(people.table, text):
        for person, score in _found(people, reading, birth):
            best[person] = max(score, best.get(person, -np.inf))
    return sorted(best.items(), key=lambda one: (-one[1], one[0]))[:most]


def readings(table: TokenTable, text: str) -> list[list[str]]:
    """The typed tokens; and again with two that were run together apart, or two that belong together as one, where the register knows them so."""
    typed = [token.text for token in tokens(text)]
    others = [[*typed[:place], *pair, *typed[place + 1 :]] for place, one in enumerate(typed) if (pair := _apart(table, one))]
    others += [[*typed[:place], one + other, *typed[place + 2 :]] for place, (one, other) in enumerate(pairwise(typed)) if one + other in table.ids]
    return [typed, *others][:READINGS] if typed else []


def _apart(table: TokenTable, text: str) -> tuple[str, str] | None:
    """The two tokens of the register that make up a token which nobody carries, the most frequent; none of them under three letters."""
    ids = table.ids
    if text in ids or len(text) < 6:
        return None
    pairs = [(text[:place], text[place:]) for place in range(3, len(text) - 2)]
    known = [pair for pair in pairs if pair[0] in ids and pair[1] in ids]
    return max(known, key=lambda pair: min(table.count(pair[0]), table.count(pair[1])), default=None)


@dataclass(frozen=True)
class Few:
    """The people who are laid part by part. evidence: (people, typed, places); most: the best evidence of each typed token; empty: the parts each has not, as bits; birth: its class."""

    who: NDArray[np.int64]
    evidence: Floats
    most: Floats
    empty: NDArray[np.int8]
    birth: NDArray[np.int16]


def _found(people: People, typed: Sequence[str], birth: Birth) -> list[tuple[int, float]]:
    few = the_few(people, typed, birth)
    score, _ = laid(few.evidence, few.most, few.empty)
    return list(zip(few.who.tolist(), (score + _worth()[few.birth]).tolist(), strict=True))


def the_few(people: People, typed: Sequence[str], birth: Birth) -> Few:
    """The likeliest people at a first look, at most FEW; nobody who carries nothing like the typed tokens."""
    similar = _strongest(people.table.similar_of(typed))
    total = np.zeros(people.count, np.float32)
    for token, one in enumerate(similar):
        total += _first_look(people, one, token)
    many = _top(total, MANY)
    many = many[total[many] > 0]
    evidence, of_birth = _evidence(people, similar, many), classes(birth, people.births[many])
    few = _top(_rough(evidence) + _worth()[of_birth], FEW)
    who = many[few]
    empty = ((people.places[who][:, : PLACES, 0] == NOBODY) << np.arange(PLACES)).sum(axis=1).astype(np.int8)
    used = PLACES if (people.places[who][:, PLACES - 1, 0] != NOBODY).any() else PLACES - 1
    return Few(who, np.ascontiguousarray(evidence[few][:, :, :used]), np.array([one.most for one in similar], np.float32), empty & ((1 << used) - 1), of_birth[few])


def _worth() -> Floats:
    return np.array(weights()["birth"], np.float32)


def _rough(evidence: Floats) -> Floats:
    """About what laying will give, from above: each token on its best place, each place under its best token, whichever is less."""
    some = np.maximum(evidence, 0)
    by_token = sum(reduce(np.maximum, (some[:, token, place] for place in range(PLACES))) for token in range(some.shape[1]))
    by_place = sum(reduce(np.maximum, (some[:, token, place] for token in range(some.shape[1]))) for place in range(PLACES))
    in_place = sum(IN_PLACE[token] * (evidence[:, token, token] > 0) for token in range(some.shape[1]))
    return np.asarray(np.minimum(by_token, by_place) + in_place, np.float32)


def _strongest(similar: list[Similar]) -> list[Similar]:
    """At most TYPED of them in their order: those that can give the most evidence."""
    strength = [one.most for one in similar]
    kept = sorted(sorted(range(len(similar)), key=lambda place: -strength[place])[:TYPED])
    return [similar[place] for place in kept]


def _first_look(people: People, similar: Similar, token: int) -> Floats:
    best = np.zeros(people.count, np.float32)
    who, place, evidence = people.carriers(similar.likely())
    bonus = np.where(place == min(token, PLACES - 1), np.float32(IN_PLACE[min(token, PLACES - 1)]), np.float32(0))
    np.maximum.at(best, who, evidence + bonus)
    return best


def _evidence(people: People, similar: list[Similar], who: NDArray[np.int64]) -> Floats:
    """(people, typed, places): the best of the ways in which a place is written."""
    places = people.places[who]
    found = np.full((len(who), len(similar), PLACES), -np.inf, np.float32)
    for token, one in enumerate(similar):
        by_token = np.full(len(people.table) + 1, -np.inf, np.float32)  # the last stands for a place that carries nothing
        by_token[one.ids] = one.evidence
        found[:, token] = np.maximum(np.maximum(by_token[places[..., 0]], by_token[places[..., 1]]), by_token[places[..., 2]])
    return found


def _top(values: Floats, most: int) -> NDArray[np.int64]:
    return np.argpartition(-values, most)[:most] if len(values) > most else np.arange(len(values))
