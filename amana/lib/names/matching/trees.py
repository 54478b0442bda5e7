"""Small decision trees that were boosted elsewhere: plain data (reference/pairs.json), added up."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
AT_ONCE = 64  # rows: what a processor keeps near


class Trees:
    """Each tree asks DEPTH questions `feature > limit` and ends in one of 2**DEPTH leaves. Arrays: (trees, 2**DEPTH - 1) and (trees, 2**DEPTH)."""

    def __init__(self, features: Sequence[Sequence[int]], limits: Sequence[Sequence[float]], leaves: Sequence[Sequence[float]], base: float) -> None:
        self.features, self.limits = np.array(features, np.intp), np.array(limits, np.float32)
        self.leaves, self.base = np.array(leaves, np.float32), base
        self.depth = self.leaves.shape[1].bit_length() - 1

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Trees":
        return cls(found["features"], found["limits"], found["leaves"], found["base"])

    def logits(self, rows: Floats) -> Floats:
        """ln odds of each row. All trees take their step at once: of a single pair a hundredth of the time that one tree after the other takes."""
        trees, questions = self.features.shape
        root, leaf = np.arange(trees) * questions, np.arange(trees) * (questions + 1) - questions
        values, width = np.ascontiguousarray(rows, np.float32).ravel(), rows.shape[1]
        total = np.empty(len(rows), np.float32)
        for start in range(0, len(rows), AT_ONCE):
            row = np.arange(start, min(start + AT_ONCE, len(rows)))[:, None] * width
            node = np.zeros((len(row), trees), np.intp)
            for _ in range(self.depth):
                place = node + root
                node = 2 * node + 1 + (values.take(row + self.features.take(place)) > self.limits.take(place))
            total[start : start + AT_ONCE] = self.base + self.leaves.take(node + leaf).sum(axis=1)
        return total


class PairTrees(NamedTuple):
    """first: what linkage goes on from too; further: go on from the first. prior: the share of same pairs that they were trained on."""

    first: Trees
    further: Trees
    prior: float


@cache
def pair_trees() -> PairTrees:
    found = json.loads(files("amana.lib.names.matching").joinpath("reference/pairs.json").read_text("utf-8"))
    return PairTrees(Trees.of(found), Trees.of(found["further"]), found["prior"])
