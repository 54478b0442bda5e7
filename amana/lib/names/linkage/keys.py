"""Which two people are compared at all: those who share a key, made of names and of what else is known. No key compares more than a bounded number of pairs."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from amana.lib.names.linkage.columns import NONE, Columns, Hashes
from amana.lib.names.matching.people import PARTS

MOST = 100  # people of one key: 4,950 pairs. A key that more people have says nothing: it is asked with the year of birth, or not at all
FEW = 5  # the same of a key of two names alone, which says little; with so few it finds those of whom no birth is known
FURTHER = 2  # of the less likely names of a person how many may stand in one key
GIVEN, FATHER, GRANDFATHER, FAMILY = range(len(PARTS))
Rows = "np.ndarray"


class Keys:
    """(person, key) for each key that two people have at least; told: how many of each kind, and what was left out."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._kept: list[tuple[np.ndarray, Hashes]] = []
        self.told: list[dict[str, int | str]] = []
        for kind, rest in (("given_father_grandfather", (FATHER, GRANDFATHER)), ("given_father_family", (FATHER, FAMILY)), ("given_grandfather_family", (GRANDFATHER, FAMILY))):
            self._keep_or_narrow(kind, *self._named(GIVEN, *rest))
        for kind, other in (("given_father", FATHER), ("given_grandfather", GRANDFATHER), ("given_family", FAMILY)):
            two = self._named(GIVEN, other)
            self._keep(kind, *two, most=FEW)
            self._keep(f"{kind}_year", *self._with_year(*two))
        self._keep("forefathers_year", *self._with_year(*self._named(FATHER, GRANDFATHER, FAMILY)))
        self._keep("given_birthday", *self._with_birthday(*self._named(GIVEN)))
        self._keep("given_phone", *self._with_any(columns.phones, *self._named(GIVEN)))
        self._keep("document", *self._with_any(columns.documents, *self._everybody()))

    def of_each(self) -> tuple[np.ndarray, Hashes]:
        """People by number, rising, and their keys, each once."""
        people = np.concatenate([person for person, _ in self._kept])
        keys = np.concatenate([key for _, key in self._kept])
        order = np.lexsort((keys, people))
        return people[order], keys[order]

    def _everybody(self) -> tuple[np.ndarray, Hashes]:
        return np.arange(len(self._columns)), np.zeros(len(self._columns), np.uint64)

    def _named(self, *parts: int) -> tuple[np.ndarray, Hashes]:
        """Names of these parts, in whatever order they stand."""
        found = []
        for ranks in product(range(FURTHER + 1), repeat=len(parts)):
            if sum(ranks) <= FURTHER:
                names = np.stack([self._columns.names[:, part, rank] for part, rank in zip(parts, ranks, strict=True)], axis=1)
                people = np.flatnonzero((names != NONE).all(axis=1))
                found.append((people, mixed(np.zeros(len(people), np.uint64), *np.sort(names[people], axis=1).T)))
        return _joined(found)

    def _with_year(self, people: np.ndarray, keys: Hashes) -> tuple[np.ndarray, Hashes]:
        """Two keys each, so that neighbouring years meet in one."""
        known = self._columns.births[people, 0] > 0
        people, keys = people[known], keys[known]
        year = self._columns.births[people, 0]
        return _joined([(people, mixed(keys, np.full(len(people), turn), (year + turn) // 2)) for turn in (0, 1)])

    def _with_birthday(self, people: np.ndarray, keys: Hashes) -> tuple[np.ndarray, Hashes]:
        """Day and month may be swapped."""
        known = self._columns.has_day[people]
        people, keys = people[known], keys[known]
        year, month, day = self._columns.births[people].T
        return people, mixed(keys, year, np.minimum(month, day), np.maximum(month, day))

    def _with_any(self, numbers: list[tuple[int, ...]], people: np.ndarray, keys: Hashes) -> tuple[np.ndarray, Hashes]:
        have = np.fromiter((len(some) for some in numbers), np.intp, len(numbers))
        every = np.fromiter((one for some in numbers for one in some), np.int64, int(have.sum()))
        begin = np.concatenate([[0], np.cumsum(have)])
        times = have[people]
        rank = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        people, keys = np.repeat(people, times), np.repeat(keys, times)
        return people, mixed(keys, every[begin[people] + rank])

    def _keep_or_narrow(self, kind: str, people: np.ndarray, keys: Hashes) -> None:
        wide = self._keep(kind, people, keys)
        self._keep(f"{kind}_year", *self._with_year(*wide))

    def _keep(self, kind: str, people: np.ndarray, keys: Hashes, most: int = MOST) -> tuple[np.ndarray, Hashes]:
        """What two people have at least and `most` at most is kept; returns what more have."""
        keys = mixed(keys, np.full(len(keys), sum(kind.encode()) * 1009 + len(kind)))
        order = np.lexsort((people, keys))
        people, keys = people[order], keys[order]
        fresh = np.ones(len(keys), np.bool_)
        fresh[1:] = (keys[1:] != keys[:-1]) | (people[1:] != people[:-1])
        people, keys = people[fresh], keys[fresh]
        _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
        size, narrow = counts[place], counts[(counts > 1) & (counts <= most)].astype(np.int64)
        self._kept.append((people[(size > 1) & (size <= most)], keys[(size > 1) & (size <= most)]))
        self.told.append({"kind": kind, "keys": len(narrow), "pairs": int((narrow * (narrow - 1) // 2).sum()), "left_out": int((counts > most).sum())})
        return people[size > most], keys[size > most]


def _joined(found: list[tuple[np.ndarray, Hashes]]) -> tuple[np.ndarray, Hashes]:
    return np.concatenate([people for people, _ in found]), np.concatenate([keys for _, keys in found])


def mixed(keys: Hashes, *values: Iterator[np.ndarray] | np.ndarray) -> Hashes:
    """Each key with further values in it; any difference changes all of its bits."""
    with np.errstate(over="ignore"):
        for value in values:
            keys = (keys ^ np.asarray(value).astype(np.int64).view(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
            keys ^= keys >> np.uint64(29)
            keys *= np.uint64(0xBF58476D1CE4E5B9)
            keys ^= keys >> np.uint64(32)
    return keys
