"""A whole register against itself: read as columns, blocked and weighed by Splink, then the pairs that are left letter by letter. Nothing is decided."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from amana.lib.names.linkage.columns import columns_of
from amana.lib.names.linkage.keys import Keys
from amana.lib.names.linkage.scoring import described_pairs, probabilities, with_context
from amana.lib.names.linkage.splinked import weighed
from amana.lib.names.linkage.table import table_of
from amana.lib.names.matching.comparison import WORTH, Facts, names_can_be_one
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.pairs import FEATURES

BATCH = 5_000  # pairs that are looked at letter by letter before the progress is told
SURE = 0.75  # at and above it 98 in 100 invented pairs are one person
STEPS = ("read", "keys", "weigh", "letters")
Progress = Callable[[str, int, int], None]  # a step, how much of it is done, of how much


@dataclass(frozen=True)
class Pair:
    """weight: Splink's, log2 of the odds; probability: with the letters."""

    one: str
    other: str
    probability: float
    weight: float


@dataclass(frozen=True)
class Linked:
    """pairs: from WORTH on, the likeliest first. keys: how many of each kind, how many pairs they make, how many keys were left out as too common.
    chances: how many pairs in each twentieth of probability."""

    people: int
    compared: int
    looked_at: int
    pairs: list[Pair]
    keys: list[dict[str, int | str]]
    levels: list[tuple[str, str, float, float]]
    chances: list[int]

    def clusters(self, least: float = WORTH) -> dict[int, int]:
        """How many groups of how many people hang together by pairs of that probability."""
        of: dict[str, str] = {}
        for pair in self.pairs:
            if pair.probability >= least:
                of[_head(of, pair.one)] = _head(of, pair.other)
        return dict(sorted(Counter(Counter(_head(of, one) for one in of).values()).items()))


def _head(of: dict[str, str], one: str) -> str:
    while (above := of.setdefault(one, one)) != one:
        of[one] = of.get(above, above)
        one = above
    return one


def link(people: Iterable[tuple[str, Facts]], facts_of: Callable[[Collection[str]], Mapping[str, Facts]], *, backend: str = "duckdb", progress: Progress | None = None) -> Linked:
    """Read once; facts_of: those whose pairs are looked at letter by letter, some thousands at a time. Who is no longer there is left out. Raises Missing."""
    tell = progress or (lambda step, done, total: None)
    columns = columns_of(_told(people, tell))
    tell("keys", 0, 1)
    keys = Keys(columns)
    table = table_of(columns, *keys.of_each())
    tell("weigh", 0, 1)
    found = weighed(table, backend).in_order_of(columns.names[:, 0, 0], columns.names[:, 1, 0])  # who share names stand together: each two spellings are compared once
    rows, known = np.zeros((len(found.one), len(FEATURES)), np.float32), Alike()
    can_be, is_shown = np.zeros((2, len(found.one)), np.bool_)
    for start in range(0, len(found.one), BATCH):
        tell("letters", start, len(found.one))
        some = [(columns.ids[one], columns.ids[other]) for one, other in zip(found.one[start : start + BATCH], found.other[start : start + BATCH], strict=True)]
        facts = facts_of({key for pair in some for key in pair})
        here = [place for place, pair in enumerate(some) if pair[0] in facts and pair[1] in facts]
        if here:
            of_two = [(facts[some[place][0]], facts[some[place][1]]) for place in here]
            rows[start + np.array(here)] = described_pairs(of_two, known)
            is_shown[start + np.array(here)] = [bool(one.documents & other.documents) for one, other in of_two]
            can_be[start + np.array(here)] = [names_can_be_one(one.record, other.record) for one, other in of_two]
    # The two rules of registration that no training shows: two known given names never, one document always (docs/names.md).
    chance = np.maximum(probabilities(with_context(rows, found, columns), can_be, found, columns), WORTH * is_shown) if len(rows) else np.zeros(0)
    tell("letters", len(found.one), len(found.one))
    worth = np.flatnonzero(chance >= WORTH)
    pairs = [Pair(columns.ids[found.one[place]], columns.ids[found.other[place]], float(chance[place]), float(found.weight[place])) for place in worth[np.argsort(-chance[worth], kind="stable")]]
    return Linked(len(columns), found.compared, len(found.one), pairs, keys.told, found.levels, np.histogram(chance, 20, (0, 1))[0].tolist())


def _told(people: Iterable[tuple[str, Facts]], tell: Progress) -> Iterable[tuple[str, Facts]]:
    for number, one in enumerate(people):
        if number % 1_000 == 0:
            tell("read", number, 0)
        yield one
