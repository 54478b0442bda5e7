"""How well each of some people answers a typed name: typed tokens are laid on the places of the name, one to one, in the way that is likeliest.

A way has the evidence of its tokens and a price for its shape: order turned round, places jumped over, tokens that fit nowhere.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.spelling import weights

NO_PLACE = -1
TYPED = 5  # typed tokens that are laid; the ones with least evidence are left out beyond that
Floats = NDArray[np.float32]
SHAPE = ("none", "given_first", "step", "jump", "long_jump", "back", "far_back", "family_first", "given_none")


@lru_cache(maxsize=32)
def ways(typed: int, places: int) -> tuple[NDArray[np.intp], Floats]:
    """All ways to lay the typed tokens: the place of each (NO_PLACE: nowhere) as (ways, typed), and what makes their shape as (ways, SHAPE)."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(typed):
        found = [(*way, place) for way in found for place in range(NO_PLACE, places) if place == NO_PLACE or place not in way]
    return np.array(found, np.intp).reshape(len(found), typed), np.array([_shape(way) for way in found], np.float32)


def _shape(way: tuple[int, ...]) -> list[float]:
    laid = [place for place in way if place != NO_PLACE]
    steps = [after - before for before, after in zip(laid, laid[1:], strict=False)]
    wrapped = len(laid) > 1 and laid[0] >= 2 and laid[1] == 0
    if wrapped:
        steps = steps[1:]
    return [not laid, bool(laid) and way[0] == 0, steps.count(1), steps.count(2), sum(step > 2 for step in steps), steps.count(-1), sum(step < -1 for step in steps),
            wrapped, bool(way) and way[0] == NO_PLACE]


def laid(evidence: Floats, empty: NDArray[np.int8]) -> tuple[Floats, NDArray[np.int64]]:
    """The score of each person's likeliest way and its number in `ways`.

    evidence: (people, typed, places) in nats, -inf where a place carries nothing like the token; empty: places of each person that carry nothing.
    """
    _, typed, places = evidence.shape
    way, shape = ways(typed, places)
    nowhere = (way == NO_PLACE).sum(axis=1)
    score = np.broadcast_to(shape @ _prices(), (len(evidence), len(way))).astype(np.float32)
    padded = np.concatenate([evidence * np.float32(_price("evidence")), np.zeros((*evidence.shape[:2], 1), np.float32)], axis=2)
    for token in range(typed):
        score += padded[:, token].take(way[:, token], axis=1)
    for count in np.unique(empty):
        free = np.minimum(nowhere, count)
        score[empty == count] += (free * _price("free") + (nowhere - free) * _price("taken")).astype(np.float32)
    best = score.argmax(axis=1)
    return score[np.arange(len(score)), best], best


def _price(name: str) -> float:
    return float(weights()["shape"][name])


def _prices() -> Floats:
    return np.array([_price(name) for name in SHAPE], np.float32)
