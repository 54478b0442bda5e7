"""Small decision trees that were boosted elsewhere: plain data (reference/pairs.json), added up."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Trees:
    """Each tree asks DEPTH questions `feature > limit` and ends in one of 2**DEPTH leaves. Arrays: (trees, 2**DEPTH - 1) and (trees, 2**DEPTH)."""

    def __init__(self, features: Sequence[Sequence[int]], limits: Sequence[Sequence[float]], leaves: Sequence[Sequence[float]], base: float) -> None:
        self.features, self.limits = np.array(features, np.intp), np.array(limits, np.float32)
        self.leaves, self.base = np.array(leaves, np.float32), base
        self.depth = self.leaves.shape[1].bit_length() - 1

    def logits(self, rows: Floats) -> Floats:
        """ln odds of each row."""
        total = np.full(len(rows), self.base, np.float32)
        at = np.arange(len(rows))
        for features, limits, leaves in zip(self.features, self.limits, self.leaves, strict=True):
            node = np.zeros(len(rows), np.intp)
            for _ in range(self.depth):
                node = 2 * node + 1 + (rows[at, features[node]] > limits[node])
            total += leaves[node - len(limits)]
        return total


@cache
def pair_trees() -> tuple[Trees, float]:
    """The trees of the pairs model, and the share of same pairs that they were trained on."""
    found = json.loads(files("amana.lib.names.matching").joinpath("reference/pairs.json").read_text("utf-8"))
    return Trees(found["features"], found["limits"], found["leaves"], found["base"]), found["prior"]
