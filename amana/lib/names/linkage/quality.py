"""How well a linkage went, on pairs of which somebody has said whether they are one person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from amana.lib.names.linkage.linking import SURE, Pair
from amana.lib.names.matching.comparison import WORTH

LEASTS = (WORTH, 0.25, 0.5, SURE, 0.9, 0.95, 0.99)
Keys = tuple[str, str]


@dataclass(frozen=True)
class Point:
    """Of the pairs of that probability and above: how many were labelled, how many of these are one person; precision, recall and F1, 0 to 1."""

    least: float
    found: int
    right: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.right else 0.0


def points(pairs: Sequence[Pair], same: Collection[Keys], different: Collection[Keys] | None = None) -> list[Point]:
    """different: the pairs that are labelled as two persons; None where all pairs that are not `same` are."""
    right = {frozenset(pair) for pair in same}
    wrong = None if different is None else {frozenset(pair) for pair in different}
    labelled = [(pair.probability, keys in right) for pair in pairs if (keys := frozenset((pair.one, pair.other))) in right or wrong is None or keys in wrong]
    return [_point(least, [is_right for probability, is_right in labelled if probability >= least], len(right)) for least in LEASTS] if right else []


def _point(least: float, found: list[bool], every: int) -> Point:
    return Point(least, len(found), sum(found), sum(found) / len(found) if found else 0.0, sum(found) / every)
