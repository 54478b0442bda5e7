"""How many strangers of this register would be as alike as a pair by chance: of the same nationality, by the names that both have, and by their births."""

from itertools import product

import numpy as np

from amana.lib.names.linkage.columns import NONE, Columns
from amana.lib.names.linkage.keys import FATHER, GIVEN, mixed
from amana.lib.names.linkage.splinked import Weighed
from amana.lib.names.matching.people import PARTS
from amana.lib.names.matching.trees import Floats

STRANGERS = ("names_shared", "namesakes", "expected", "birth_by_chance", "namesakes_born", "expected_born", "expected_here")
DAYS = 365
LEAST_MANY = 2.0**-20  # strangers
RANK = 1 << 32  # over all numbers of names
NO_NAME = RANK << 8


def strangers(found: Weighed, columns: Columns, same_governorate: Floats) -> Floats:
    """(pairs, STRANGERS), in log2. namesakes: who have the names that both have; expected: the same where grandfather and family fall together by chance; born: and whose births are
    as near; here: and who live where both do."""
    shared = shared_names(found, columns)
    nations = np.stack([columns.nationality[found.one], columns.nationality[found.other]], axis=1)
    namesakes = _namesakes(columns, nations, shared)
    expected = _expected(columns, nations, shared)
    born = _born(found, columns)
    return np.stack([(shared != NONE).sum(axis=1), namesakes, expected, born, namesakes + born, expected + born, expected + born - np.maximum(same_governorate, 0)], axis=1).astype(np.float32)


def shared_names(found: Weighed, columns: Columns) -> np.ndarray:
    """(pairs, parts): the number of the name that both may have, NONE where there is none."""
    return np.stack([_shared(columns.names[found.one, part], columns.names[found.other, part]) for part in range(len(PARTS))], axis=1)


def _shared(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The likeliest name that both may have, the same from either side; NONE if there is none."""
    found = np.full(len(ones), NO_NAME, np.int64)
    for rank, other_rank in product(range(ones.shape[1]), repeat=2):
        names = ones[:, rank].astype(np.int64)
        is_both = (names != NONE) & (names == others[:, other_rank])
        found = np.where(is_both, np.minimum(found, (rank + other_rank) * RANK + names), found)
    return np.where(found == NO_NAME, NONE, found % RANK)


def _many(columns: Columns, nations: np.ndarray, parts: tuple[int, ...], names: np.ndarray) -> np.ndarray:
    """How many of these nationalities have these names; names: (pairs, parts)."""
    have = np.flatnonzero((columns.names[:, parts, 0] != NONE).all(axis=1))
    keys, counts = np.unique(_key(columns.nationality[have], columns.names[have][:, parts, 0]), return_counts=True)
    one, other = (_looked_up(keys, counts, _key(nations[:, end], names)) for end in (0, 1))
    return one + np.where(nations[:, 0] == nations[:, 1], 0, other)


def _key(nation: np.ndarray, names: np.ndarray) -> np.ndarray:
    return mixed(np.zeros(len(nation), np.uint64), nation, *names.T)


def _looked_up(keys: np.ndarray, counts: np.ndarray, asked: np.ndarray) -> np.ndarray:
    place = np.searchsorted(keys, asked)
    return np.where(np.append(keys, keys.dtype.type(0))[place] == asked, np.append(counts, 0)[place], 0)


def _namesakes(columns: Columns, nations: np.ndarray, shared: np.ndarray) -> np.ndarray:
    found = np.zeros(len(shared))
    masks = (shared != NONE) @ (1 << np.arange(len(PARTS)))
    for mask in np.unique(masks):
        here, parts = np.flatnonzero(masks == mask), tuple(part for part in range(len(PARTS)) if mask >> part & 1)
        found[here] = np.log2(np.maximum(_many(columns, nations[here], parts, shared[here][:, parts]), 1))
    return found


def _expected(columns: Columns, nations: np.ndarray, shared: np.ndarray) -> np.ndarray:
    every = np.maximum(_many(columns, nations, (), shared[:, :0]), 1)
    chance = np.ones((len(PARTS), len(shared)))
    for part in range(len(PARTS)):
        have = np.flatnonzero(columns.names[:, part, 0] != NONE)
        nation, counts = np.unique(columns.nationality[have], return_counts=True)
        of = sum(np.where((end == 0) | (nations[:, 0] != nations[:, 1]), _looked_up(nation, counts, nations[:, end]), 0) for end in (0, 1))
        many = _many(columns, nations, (part,), shared[:, [part]])
        chance[part] = np.where(shared[:, part] == NONE, 1, np.maximum(many, 1) / np.maximum(of, 1))
    both = _many(columns, nations, (GIVEN, FATHER), shared[:, [GIVEN, FATHER]]) - 2
    of_two = np.maximum(np.where((shared[:, [GIVEN, FATHER]] != NONE).all(axis=1), both, 0), every * chance[GIVEN] * chance[FATHER])
    return np.log2(np.maximum(of_two * chance[2] * chance[3], LEAST_MANY))


def _born(found: Weighed, columns: Columns) -> np.ndarray:
    """How likely two births are as near to one another by chance."""
    ends = np.stack([columns.births[found.one], columns.births[found.other]]).astype(np.int64)
    years = ends[:, :, 0]
    known = np.sort(columns.births[columns.births[:, 0] > 0, 0])
    apart = np.abs(years[0] - years[1])
    near = (np.searchsorted(known, years + apart, side="right") - np.searchsorted(known, years - apart, side="left")).max(axis=0) / max(len(known), 1)
    has_day = columns.has_day[found.one] & columns.has_day[found.other]
    (_, month, day), (_, other_month, other_day) = ends[0].T, ends[1].T
    day_chance = np.select([~has_day, (month == other_month) & (day == other_day), (month == other_day) & (day == other_month)], [1.0, 1 / DAYS, 2 / DAYS], 1.0)
    return np.where((years > 0).all(axis=0), np.log2(np.maximum(near, 1 / max(len(known), 1)) * day_chance), 0)
