"""People who are kept elsewhere and come with their tokens, weighed all at once: the last step of `search.find` alone."""

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.birth import UNKNOWN, Birth, Class, classes
from amana.lib.names.matching.people import PARTS, PLACES
from amana.lib.names.matching.ranking import laid
from amana.lib.names.matching.spelling import weights
from amana.lib.names.matching.stored import HIT, Reading, strongest

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


def weighed(reading: Reading, keys: Sequence[str], key_places: Sequence[str], births: Sequence[Sequence[int]], birth: Birth = UNKNOWN) -> tuple[Floats, Ints]:
    """Of each person her score in nats, the best of the ways in which she is called, and how many of the required tokens she carries.

    keys, key_places: her tokens and their places, as `words_of` gives them, each with one space between; births: year, month, day.
    """
    if not keys or not reading.meant:
        return np.zeros(len(keys), np.float32), np.zeros(len(keys), np.intp)
    known, nats = _evidence(reading)
    words, place, who = _columns(keys, key_places)
    token = np.array(list(map(known.get, words, repeat(-1))), np.intp)  # the last row of `nats` is of all that none of them may mean
    rows, way, at, whose = _ways(who, place, len(keys))
    score = laid(*_laid_out(nats[:, strongest(reading.meant)], token[rows], way, at, len(whose)))[0]
    worth = np.array(weights()["birth"], np.float32)
    score += worth[classes(birth, np.array(births, np.int16))][whose] if birth.year else worth[Class.MISSING]
    best = score[: len(keys)].copy()
    np.maximum.at(best, whose, score)
    return best, _hits(reading, nats[token], who, len(keys))


def _evidence(reading: Reading) -> tuple[dict[str, int], Floats]:
    """Tokens that the typed ones may mean, by number, and as (tokens and one more, typed) their nats, -inf where one is not meant."""
    known: dict[str, int] = {}
    for meant in reading.meant:
        for text in meant:
            known.setdefault(text, len(known))
    nats = np.full((len(known) + 1, len(reading.meant)), -np.inf, np.float32)
    for typed, meant in enumerate(reading.meant):
        nats[[known[text] for text in meant], typed] = list(meant.values())
    return known, nats


def _columns(keys: Sequence[str], key_places: Sequence[str]) -> tuple[list[str], Ints, Ints]:
    """All their tokens one after the other, the place of each, and whose it is; of whom both are not told of equally many, none."""
    sizes = [key.count(" ") + 1 if key and places and key.count(" ") == places.count(" ") else 0 for key, places in zip(keys, key_places, strict=True)]
    words = " ".join([key for key, size in zip(keys, sizes, strict=True) if size]).split(" ")
    codes = np.fromstring(" ".join([places for places, size in zip(key_places, sizes, strict=True) if size]), np.intp, sep=" ")
    return words[: len(codes)], codes & 7, np.repeat(np.arange(len(keys)), sizes)


def _ways(who: Ints, place: Ints, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """The ways in which people are called: their names; with what else some are called in place of the given name; and that alone.

    The first three by tokens: which, the number of the way, the place in it; then whose each way is.
    """
    is_other = place >= PLACES
    own, other = np.flatnonzero(~is_other), np.flatnonzero(is_other)
    if not len(other):
        return own, who, place, np.arange(count)
    called, first, number = np.unique(who[other], return_index=True, return_inverse=True)
    nth = np.arange(len(other)) - first[number]
    beside, alone = own[np.isin(who[own], called)], np.flatnonzero(nth < len(PARTS))
    return (np.concatenate([own, beside, other, other[alone]]),
            np.concatenate([who[own], count + np.searchsorted(called, who[beside]), count + number, count + len(called) + number[alone]]),
            np.concatenate([place[own], place[beside], np.zeros(len(other), np.intp), nth[alone]]),
            np.concatenate([np.arange(count), called, called]))


def _laid_out(nats: Floats, token: Ints, way: Ints, place: Ints, count: int) -> tuple[Floats, Floats, NDArray[np.int8]]:
    """What `laid` is asked: the best of the tokens at each place, what each typed one can give at best, and the empty places."""
    is_there = np.zeros((count, PLACES), np.bool_)
    is_there[way, place] = True
    used = PLACES if is_there[:, -1].any() else PLACES - 1
    evidence = np.full((count, nats.shape[1], used), -np.inf, np.float32)
    row, typed = np.nonzero(nats[token] > -np.inf)
    np.maximum.at(evidence, (way[row], typed, place[row]), nats[token[row], typed])
    return evidence, nats.max(axis=0), (~is_there[:, :used] << np.arange(used)).sum(axis=1).astype(np.int8)


def _hits(reading: Reading, nats: Floats, who: Ints, count: int) -> Ints:
    hit = np.zeros((count, nats.shape[1]), np.bool_)
    row, typed = np.nonzero(nats > HIT)
    hit[who[row], typed] = True
    return hit[:, list(reading.required)].sum(axis=1)
