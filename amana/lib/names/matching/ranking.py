"""How well each of some people answers a typed name: typed tokens are laid on the places of the name, one to one, in the way that is likeliest.

A way has the evidence of its tokens and a price for its shape: order turned round, places jumped over, tokens that fit nowhere, places left over.
"""

from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.spelling import weights

NO_PLACE = -1
TYPED = 5  # typed tokens that are laid; the ones with least evidence are left out beyond that
PARTS = 4  # given, father, grandfather, family; a further place holds a second word of the family
Floats = NDArray[np.float32]
ORDERS = ("straight", "later", "turned", "crossed", "mixed")
GAPS = ("jump", "long_jump", "left_between", "left_after")
SHAPE = (*(f"{what}{size}" for what in (*ORDERS, *GAPS) for size in ("_two", "")), "given_left", "given_nowhere", "free", "taken")  # _two: two tokens laid at most
EVIDENCE = ("given", "father", "grandfather", "family")  # what the evidence at a place is worth; a second word of the family as the family


@lru_cache(maxsize=16)
def ways(typed: int, places: int) -> NDArray[np.intp]:
    """All ways to lay the typed tokens: the place of each (NO_PLACE: nowhere), as (ways, typed)."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(typed):
        found = [(*way, place) for way in found for place in range(NO_PLACE, places) if place == NO_PLACE or place not in way]
    return np.array(found, np.intp).reshape(len(found), typed)


@lru_cache(maxsize=512)
def shapes_of(typed: int, places: int, empty: int) -> Floats:
    """What makes the shape of each way, as (ways, SHAPE), for a person whose empty parts are the bits of `empty`; nothing for ways over empty parts."""
    carried = [place for place in range(places) if not empty >> place & 1]
    found = np.zeros((len(ways(typed, places)), len(SHAPE)), np.float32)
    for number, way in enumerate(ways(typed, places).tolist()):
        if all(place == NO_PLACE or place in carried for place in way):
            found[number] = _shape(way, carried)
    return found


def _shape(way: list[int], carried: list[int]) -> list[float]:
    laid = [place for place in way if place != NO_PLACE]
    order = _order(laid, carried)
    rest = laid[1:] if order == "turned" else sorted(laid)
    between = [sum(before < place < after for place in carried) for before, after in pairwise(rest)]
    nowhere, free = len(way) - len(laid), PARTS - sum(place < PARTS for place in carried)
    first = carried[0] if carried else 0
    row = dict.fromkeys(SHAPE, 0.0)
    if order:
        size = "_two" if len(laid) <= 2 else ""
        row[f"{order}{size}"] = 1
        row[f"jump{size}"], row[f"long_jump{size}"] = between.count(1), sum(count > 1 for count in between)
        row[f"left_between{size}"] = len([place for place in carried if place not in laid and place < max(laid)])
        row[f"left_after{size}"] = len([place for place in carried if place > max(laid)])
        row["given_left"] = first not in laid
    row["given_nowhere"] = bool(way) and way[0] == NO_PLACE
    row["free"], row["taken"] = min(nowhere, free), max(0, nowhere - free)
    return list(row.values())


def _order(laid: list[int], carried: list[int]) -> str:
    """straight: from the given name on; later: rising, without it; turned: the last name first; crossed: the first two in each other's place."""
    if not laid:
        return ""
    if laid == sorted(laid):
        return "straight" if laid[0] == carried[0] else "later"
    if laid[0] == max(laid) and laid[1:] == sorted(laid[1:]):
        return "turned"
    return "crossed" if [laid[1], laid[0], *laid[2:]] == sorted(laid) else "mixed"


def laid(evidence: Floats, most: Floats, empty: NDArray[np.int8]) -> tuple[Floats, NDArray[np.int64]]:
    """The score of each person's likeliest way and its number in `ways`.

    evidence: (people, typed, places) in nats, -inf where a place carries nothing like the token; most: what each typed token can give at best; empty: each person's empty parts as bits.
    """
    count, typed, places = evidence.shape
    way = ways(typed, places)
    prices = np.array([weights()["shape"][name] for name in SHAPE], np.float32)
    score = np.empty((count, len(way)), np.float32)
    for bits in np.unique(empty):
        score[empty == bits] = shapes_of(typed, places, int(bits)) @ prices
    scale = np.array([weights()["parts"][EVIDENCE[min(place, PARTS - 1)]] for place in range(places)], np.float32)
    less = weights()["less"]
    padded = np.concatenate([most[:, None] * scale + (evidence - most[:, None]) * less, np.zeros((count, typed, 1), np.float32)], axis=2)
    for token in range(typed):
        score += padded[:, token].take(way[:, token], axis=1)
    best = score.argmax(axis=1)
    return score[np.arange(count), best], best
