"""What it costs to write a name in another way: letters turned into letters, by tables learned from spellings (reference/channels.tsv.gz).

Three channels: Arabic with Arabic (a), Latin with Latin (l), Arabic with Latin (x). A cost is -ln of the share of such an operation, so that the sum over
a name is -ln of the probability of the pair of spellings. One token is compared with many at once, or many pairs are.
"""

import gzip
from collections import defaultdict
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.words import script_of, shapes

SHAPES = ((1, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (2, 3))  # letters on either side of an operation
CONTEXT = ("^", "$")
MOST = 18  # letters of a token that are compared, its ends included
FAR = np.float32(60.0)
Costs = NDArray[np.float32]
Places = NDArray[np.integer]


@lru_cache(maxsize=200_000)
def heard(text: str) -> str:
    """The letters that are compared: `^`, the mark of Abd- or Abu-, the name without its article, the mark of -El-Din, `$`."""
    first = shapes(text)[0]
    return "^" + (first.before + first.core + first.after)[: MOST - 2] + "$"


class Alphabet:
    """The single letters, pairs and threes of one script that the tables know; 0 is what they do not know."""

    def __init__(self, chunks: set[str]) -> None:
        self._places = [{chunk: place for place, chunk in enumerate(sorted(c for c in chunks if len(c) == size), 1)} for size in (1, 2, 3)]

    def size(self, letters: int) -> int:
        return len(self._places[letters - 1]) + 1

    def place(self, chunk: str) -> int:
        return self._places[len(chunk) - 1].get(chunk, 0)

    def spelled(self, text: str) -> Places:
        """The places of each letter, each pair and each three that begins at a letter, as (3, MOST)."""
        letters = heard(text)
        found = np.zeros((3, MOST), np.int32)
        for size, places in enumerate(self._places):
            for start in range(len(letters) - size):
                found[size, start] = places.get(letters[start : start + size + 1], 0)
        return found


class Channel:
    """One table of operations. Rows of letters are (tokens, 3, MOST) as `Alphabet.spelled` gives them; either side may be a single token for all of the other's."""

    UNSEEN = {(1, 1): 13.0, (1, 0): 11.0, (0, 1): 11.0}

    def __init__(self, operations: dict[tuple[str, str], float], left: Alphabet, right: Alphabet) -> None:
        used = {(len(one), len(other)) for one, other in operations} | set(self.UNSEEN)
        self._tables = {(a, b): np.full((left.size(a) if a else 1, right.size(b) if b else 1), self.UNSEEN.get((a, b), FAR), np.float32)
                        for a, b in SHAPES if (a, b) in used}
        shares = (np.full(left.size(1), 1e-6), np.full(right.size(1), 1e-6))
        for (one, other), cost in operations.items():
            self._tables[len(one), len(other)][left.place(one) if one else 0, right.place(other) if other else 0] = cost
            for side, alphabet, chunk in ((0, left, one), (1, right, other)):
                for letter in chunk:
                    shares[side][alphabet.place(letter)] += np.exp(-cost)
        # What the letters of a token cost by themselves, for either side.
        self.alone = tuple(np.where(np.arange(len(share)) == 0, 8.0, -np.log(share)).astype(np.float32) for share in shares)

    def joint(self, left: Places, right: Places, left_sizes: Places, right_sizes: Places) -> Costs:
        """The cost of each pair of tokens; sizes are the numbers of letters, ends included."""
        long, wide, count = int(left_sizes.max()), int(right_sizes.max()), max(len(left), len(right))
        looked_up = (self._by_left if len(left) == 1 else self._by_right if len(right) == 1 else self._by_pair)(left, right, wide)
        inserted = np.zeros((len(right), wide + 1), np.float32)
        np.cumsum(self._tables[0, 1][0][right[:, 0, :wide]], axis=1, out=inserted[:, 1:])
        rows = np.full((long + 3, count, wide + 1), FAR * 4, np.float32)
        rows[0, :, 0] = 0.0
        for i in range(long + 1):
            here = np.minimum.accumulate(rows[i] - inserted, axis=1) + inserted
            rows[i] = here
            if i < long:
                for a, b in self._tables:
                    if a and b <= wide:
                        target = rows[i + a][:, b:]
                        np.minimum(target, here[:, : wide + 1 - b] + looked_up(a, b, i), out=target)
        return rows[left_sizes, np.arange(count), right_sizes]

    def _by_left(self, left: Places, right: Places, wide: int) -> Callable[[int, int, int], Costs]:
        def looked_up(a: int, b: int, i: int) -> Costs:
            row = self._tables[a, b][left[0, a - 1, i]]
            return row.take(right[:, b - 1, : wide + 1 - b]) if b else row
        return looked_up

    def _by_right(self, left: Places, right: Places, wide: int) -> Callable[[int, int, int], Costs]:
        columns = {(a, b): table[:, right[0, b - 1, : wide + 1 - b]] if b else table for (a, b), table in self._tables.items()}
        return lambda a, b, i: columns[a, b].take(left[:, a - 1, i], axis=0)

    def _by_pair(self, left: Places, right: Places, wide: int) -> Callable[[int, int, int], Costs]:
        def looked_up(a: int, b: int, i: int) -> Costs:
            table = self._tables[a, b]
            begins = left[:, a - 1, i, None] * table.shape[1]
            return table.take(begins + right[:, b - 1, : wide + 1 - b] if b else begins)
        return looked_up


@cache
def alphabets() -> dict[str, Alphabet]:
    chunks: dict[str, set[str]] = {"ar": set(CONTEXT), "la": set(CONTEXT)}
    for kind, left, right, _ in _operations():
        chunks["la" if kind == "l" else "ar"].add(left)
        chunks["ar" if kind == "a" else "la"].add(right)
    return {script: Alphabet({chunk for chunk in found if chunk}) for script, found in chunks.items()}


@cache
def channels() -> dict[str, Channel]:
    """The channels a, l and x; in x the Arabic token stands left."""
    found: dict[str, dict[tuple[str, str], float]] = defaultdict(dict)
    for kind, left, right, cost in _operations():
        found[kind][left, right] = cost
    sides = alphabets()
    return {kind: Channel(operations, sides["la" if kind == "l" else "ar"], sides["ar" if kind == "a" else "la"]) for kind, operations in found.items()}


@cache
def _operations() -> tuple[tuple[str, str, str, float], ...]:
    packed = files("amana.lib.names.matching").joinpath("reference/channels.tsv.gz").read_bytes()
    lines = (line.split("\t") for line in gzip.decompress(packed).decode().splitlines() if not line.startswith("#"))
    return tuple((kind, left, right, float(cost)) for kind, left, right, cost in lines)


def spelled(text: str) -> Places:
    return alphabets()[script_of(text)].spelled(text)
