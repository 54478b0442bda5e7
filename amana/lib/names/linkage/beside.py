"""How a pair stands beside the other pairs of its two people, once the first trees have said something of all: who else may be either, and whether a third record speaks for both."""

import numpy as np

from amana.lib.names.linkage.splinked import Weighed
from amana.lib.names.matching.trees import Floats

FIRST = 3  # of the pairs of one person how many are looked at, the likeliest
UNLIKE = -12.0  # ln odds of a pair that shares no key, or of a person who has no other
BESIDE = ("said", "ahead_most", "ahead_least", "third", "other_more", "other_more_meets", "other_less", "other_less_meets", "others_likely_most", "others_likely_least")


def beside(found: Weighed, said: np.ndarray, people: int) -> Floats:
    """(pairs, BESIDE); said: ln odds of each pair. third: the most that a third record says of both; *_meets: how the best other of the one stands to the other."""
    of_pair = _Said(found, said, people)
    who, how, likely = _best_of_each(found, said, people)
    third, others = np.full(len(said), UNLIKE), []
    chance = _chance(said)
    for near, far in ((found.one, found.other), (found.other, found.one)):
        other, meets = np.full((2, len(said)), UNLIKE)
        for rank in reversed(range(FIRST)):
            is_other = (who[near, rank] >= 0) & (who[near, rank] != far)
            crossed = of_pair(who[near, rank], far)
            third = np.where(is_other, np.maximum(third, np.minimum(how[near, rank], crossed)), third)
            other, meets = np.where(is_other, how[near, rank], other), np.where(is_other, crossed, meets)
        others.append((other, meets, likely[near] - chance))
    (one, one_meets, ones), (two, two_meets, twos) = others
    turned = two > one
    more, less = np.where(turned, (two, two_meets, one, one_meets), (one, one_meets, two, two_meets)).reshape(2, 2, -1)
    columns = (said, said - less[0], said - more[0], third, *more, *less, np.maximum(ones, twos), np.minimum(ones, twos))
    return np.stack(columns, axis=1).astype(np.float32)


class _Said:
    """What was said of two people by their numbers, UNLIKE where they are no pair."""

    def __init__(self, found: Weighed, said: np.ndarray, people: int) -> None:
        codes = found.one.astype(np.int64) * people + found.other
        order = np.argsort(codes)
        self._people, self._codes, self._said = people, codes[order], said[order]

    def __call__(self, some: np.ndarray, others: np.ndarray) -> np.ndarray:
        codes = np.minimum(some, others).astype(np.int64) * self._people + np.maximum(some, others)
        place = np.minimum(np.searchsorted(self._codes, codes), len(self._codes) - 1)
        return np.where(self._codes[place] == codes, self._said[place], UNLIKE)


def _best_of_each(found: Weighed, said: np.ndarray, people: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of each person the FIRST others, -1 where there is no more; what was said of them; how many of all her pairs are right, as far as can be expected."""
    ends, others, twice = np.concatenate([found.one, found.other]), np.concatenate([found.other, found.one]), np.concatenate([said, said])
    order = np.lexsort((others, -twice, ends))
    ends, others, twice = ends[order], others[order], twice[order]
    begins = np.flatnonzero(np.concatenate([[True], ends[1:] != ends[:-1]]))
    many = np.diff(np.append(begins, len(ends)))
    who, how = np.full((people, FIRST), -1, np.int64), np.full((people, FIRST), UNLIKE)
    for rank in range(FIRST):
        places = begins[many > rank] + rank
        who[ends[places], rank], how[ends[places], rank] = others[places], twice[places]
    return who, how, np.bincount(ends, _chance(twice), people)


def _chance(said: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-said))
