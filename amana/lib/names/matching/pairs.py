"""How likely two records are of one person: what is looked at, and the probability by boosted trees. The same from either side.

It never decides: full namesakes and twins cannot be told apart by what is written. `evidence` says what speaks for it, part by part.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import permutations, product
from math import log

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.birth import Class, classes
from amana.lib.names.matching.likeness import LEAST, Alike
from amana.lib.names.matching.records import Record
from amana.lib.names.matching.trees import pair_trees
from amana.lib.names.words import script_of

Floats = NDArray[np.float32]
PARTS = ("given", "father", "grandfather", "family")
MISSING = -20.0  # evidence of a part that one of the two has not
KINDS = ("sex", "nationality", "governorate", "phone")
FEATURES = (
    *PARTS, *(f"{part}_cost" for part in PARTS), "given_home", "best", "second", "third", "fourth", "total", "in_place", "positive", "against", "parts_less", "parts_more",
    "extra", "given_elsewhere", "given_elsewhere_other", "son", "son_other", "uncle", "lines", "given_share", "father_share", "shares", "crossed", "worst", "same_parts",
    *KINDS, *(f"birth_{one.name.lower()}" for one in Class), "years", "is_estimated", "is_rounded",
)
AMONG = (*(f"{part}_among" for part in PARTS), "among")  # how usual each part is among the people whose name it is, and all that are alike together
EVERY = (*FEATURES, *AMONG)
PUT = {name: place for place, name in enumerate(EVERY)}
ORDERS = np.array(list(permutations(range(len(PARTS)))))
PLACES = np.arange(len(PARTS))


@cache
def alike() -> Alike:
    """What was compared already in this process."""
    return Alike()


def probabilities(pairs: Sequence[tuple[Record, Record]], *, prior: float = 0.45) -> list[float]:
    """The probability of each pair, 0 to 1; prior: the share of same persons among the pairs that are asked about."""
    return [float(one) for one in 1 / (1 + np.exp(-logits(described(pairs), prior)))]


def logits(rows: Floats, prior: float) -> NDArray[np.float64]:
    """ln odds of each described pair."""
    return first_logits(rows, prior) + pair_trees().further.logits(rows)


def first_logits(rows: Floats, prior: float) -> NDArray[np.float64]:
    """The first word, by FEATURES alone: what linkage goes on from as well."""
    trees = pair_trees()
    return trees.first.logits(rows).astype(np.float64) + np.log(prior / (1 - prior)) - np.log(trees.prior / (1 - trees.prior))


def described(pairs: Sequence[tuple[Record, Record]], known: Alike | None = None) -> Floats:
    """(pairs, EVERY)."""
    known = known or alike()
    known.learn(texts for one, other in pairs for texts in _texts(one, other))
    births = [sorted((one.birth, other.birth)) for one, other in pairs]
    found = classes([early for early, _late in births], [late for _early, late in births])
    rows = [_row(one, other, known, Class(int(birth))) for (one, other), birth in zip(pairs, found, strict=True)]
    return np.array(rows, np.float32).reshape(-1, len(EVERY))


def _texts(one: Record, other: Record) -> Iterable[tuple[str, str]]:
    return product([text for place in one.places for text in place], [text for place in other.places for text in place])


def by_place(one: Record, other: Record, alike: Alike) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """(evidence, cost of a letter, is a home name) of each part of the one beside each of the other, the best of the ways in which they are written.

    A second word of the family counts as a way to write the family.
    """
    left, right = _parts(one), _parts(other)
    nats, costs, home = zip(*(_best([alike.of(x, y) for x in mine for y in theirs]) for mine in left for theirs in right), strict=True)
    return np.array(nats, np.float32).reshape(4, 4), np.array(costs, np.float32).reshape(4, 4), np.array(home, np.bool_).reshape(4, 4)


def _best(ways: list[tuple[float, float, bool]]) -> tuple[float, float, bool]:
    return max(ways, key=lambda way: (way[0], -way[1])) if len(ways) > 1 else ways[0] if ways else (MISSING, 0.0, False)


def _parts(record: Record) -> list[tuple[str, ...]]:
    given, father, grandfather, family, second = record.places
    return [given, father, grandfather, (*family, *second)]


def _row(one: Record, other: Record, alike: Alike, birth: Class) -> list[float]:
    evidence, costs, home = by_place(one, other, alike)
    nats = evidence.tolist()  # one by one, Python reads lists in a third of the time
    have, have_other = _has(one), _has(other)
    row = dict.fromkeys(EVERY, 0.0)
    for place, part in enumerate(PARTS):
        row[part], row[f"{part}_cost"] = nats[place][place], costs[place, place]
    row["given_home"] = home[0, 0]
    best = int(np.maximum(evidence, 0)[PLACES, ORDERS].sum(axis=1).argmax())
    laid = sorted((max(0.0, nats[i][j]) for i, j in enumerate(ORDERS[best].tolist())), reverse=True)
    row["best"], row["second"], row["third"], row["fourth"] = laid
    row["total"] = sum(laid)
    same_place = [nats[place][place] for place in range(4) if nats[place][place] != MISSING]
    row["in_place"] = sum(max(LEAST, min(value, 8)) for value in same_place)
    row["positive"], row["against"] = sum(value > 1 for value in same_place), sum(value < 0 for value in same_place)
    row["worst"], row["same_parts"] = min(same_place, default=MISSING), len(same_place)
    row["parts_less"], row["parts_more"] = sorted((sum(have), sum(have_other)))
    row["extra"] = min(sum(have), sum(have_other)) - sum(value > 0.5 for value in laid)
    row["given_elsewhere"], row["given_elsewhere_other"] = sorted((max(nats[0][1:]), max(nats[1][0], nats[2][0], nats[3][0])))
    row["son"], row["son_other"] = sorted((nats[0][1], nats[1][0]))
    row["uncle"] = max(nats[1][2], nats[2][1])
    row["lines"] = sum(nats[place][place] > 2 for place in (1, 2, 3))
    shares, among = zip(*(_usual((*one.places[place], *other.places[place]), alike) for place in range(4)), strict=True)
    row["given_share"], row["father_share"] = shares[0], shares[1]
    row["shares"], row["among"] = (sum(share for place, share in enumerate(each) if nats[place][place] > 1) for each in (shares, among))
    row.update(zip(AMONG, among, strict=False))
    row["crossed"] = nats[0][0] != MISSING and not _scripts(one) & _scripts(other)
    for kind in KINDS:
        mine, theirs = getattr(one, kind), getattr(other, kind)
        row[kind] = (1.0 if mine == theirs else -1.0) if mine and theirs else 0.0
    _put_birth(row, one, other, birth)
    return list(map(float, row.values()))


def _put_birth(row: dict[str, float], one: Record, other: Record, found: Class) -> None:
    early, late = sorted((one.birth, other.birth))
    row[f"birth_{found.name.lower()}"] = 1
    row["years"] = min(30, late.year - early.year) if early.year else -1
    row["is_estimated"] = one.is_estimated + other.is_estimated
    row["is_rounded"] = sum(record.birth.year > 0 and (record.birth.month, record.birth.day) in ((1, 1), (0, 0)) for record in (one, other))


def _has(record: Record) -> list[bool]:
    return [bool(part) for part in _parts(record)]


def _scripts(record: Record) -> set[str]:
    return {script_of(text) for text in record.places[0]}


def _usual(texts: tuple[str, ...], alike: Alike) -> tuple[float, float]:
    """ln of how usual the name of a part is among all, and among the people whose name it is."""
    return (log(max(map(alike.share, texts))), log(max(map(alike.among, texts)))) if texts else (0.0, 0.0)


