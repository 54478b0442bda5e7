"""The last word on a pair that Splink found: the engine's own comparison of the two records, how rare the agreement is in this register, and who else comes into question."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from amana.lib.names.linkage.beside import BESIDE, UNLIKE, beside
from amana.lib.names.linkage.columns import NONE, Columns
from amana.lib.names.linkage.keys import FAMILY, mixed
from amana.lib.names.linkage.model import learned
from amana.lib.names.linkage.splinked import Weighed
from amana.lib.names.linkage.strangers import STRANGERS, strangers
from amana.lib.names.matching.comparison import Facts
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.pairs import FEATURES, Floats, described, first_logits
from amana.lib.names.matching.trees import Trees

RARITY = 0.2  # of Splink's weight beside the nats of the letters, where pairs of one person are put in order
ALONE = 40.0  # how far ahead a pair is whose two have no other
NAMESAKES = ("father", "grandfather", "family", "father_year", "grandfather_year")  # how many people of this register have the same given name and what else
CONTEXT = ("letters", "weight", "together", "ahead_least", "ahead_most", "others_least", "others_most", *(f"{what}_{end}" for what in NAMESAKES for end in ("least", "most")))
EVERY = (*CONTEXT, *FEATURES)
HAVE = ("phones", "families", "families_usual")  # how many of the two have a phone, a family name; how many of their nationality have one
LAST = (*EVERY, "same_governorate", *BESIDE, *STRANGERS, *HAVE)


def described_pairs(pairs: Sequence[tuple[Facts, Facts]], known: Alike) -> Floats:
    """(pairs, FEATURES) of the engine."""
    return described([(one.beside(other), other.beside(one)) for one, other in pairs], known)[:, : len(FEATURES)]


def with_context(rows: Floats, found: Weighed, columns: Columns) -> Floats:
    """(pairs, EVERY); rows: of all pairs of the register, since each is seen beside the others of its two people."""
    letters = first_logits(rows, 0.1)
    together = letters + RARITY * found.weight
    ends = np.concatenate([found.one, found.other])
    many = np.bincount(ends)
    ahead = [np.minimum(together - _best_other(end, ends, together), ALONE) for end in (found.one, found.other)]
    others = [many[end] for end in (found.one, found.other)]
    context = (letters, found.weight, together, np.minimum(*ahead), np.maximum(*ahead), np.minimum(*others), np.maximum(*others))
    namesakes = [end(many[found.one], many[found.other]) for many in _namesakes(columns) for end in (np.minimum, np.maximum)]
    return np.concatenate([np.stack([*context, *namesakes], axis=1), rows], axis=1, dtype=np.float32, casting="same_kind")


def _namesakes(columns: Columns) -> list[Floats]:
    """Of each person log2 of how many share NAMESAKES with her; where a part or the year is not known, what is told without it. A register of any size is read by the same trees."""
    given, father, grandfather, family = columns.names[:, :, 0].T
    year = columns.births[:, 0]
    by_father = _sharing(given, father)
    by_grandfather = np.where(grandfather == NONE, by_father, _sharing(given, father, grandfather))
    by_year = np.where(year == 0, by_father, _sharing(given, father, year))
    found = (by_father, by_grandfather, np.where(family == NONE, by_father, _sharing(given, father, family)), by_year,
             np.where(year == 0, by_grandfather, np.where(grandfather == NONE, by_year, _sharing(given, father, grandfather, year))))
    return [np.log2(many).astype(np.float32) for many in found]


def _sharing(*values: np.ndarray) -> np.ndarray:
    """How many people have the same values, of each person."""
    _, place, counts = np.unique(mixed(np.zeros(len(values[0]), np.uint64), *values), return_inverse=True, return_counts=True)
    return counts[place]


def _best_other(end: np.ndarray, ends: np.ndarray, together: np.ndarray) -> np.ndarray:
    """For each pair the best of the other pairs of one of its people."""
    twice = np.concatenate([together, together])
    order = np.lexsort((-twice, ends))
    whose, best = ends[order], twice[order]
    begins = np.flatnonzero(np.concatenate([[True], whose[1:] != whose[:-1]]))
    first, second = np.full(ends.max() + 1, -np.inf), np.full(ends.max() + 1, -np.inf)
    first[whose[begins]] = best[begins]
    more = begins[np.diff(np.append(begins, len(whose))) > 1]
    second[whose[more]] = best[more + 1]
    return np.where(together >= first[end], second[end], first[end])


def first_word(rows: Floats) -> np.ndarray:
    """ln odds that each pair is one person; rows: (pairs, EVERY)."""
    return _trees("trees").logits(rows).astype(np.float64)


def last_rows(rows: Floats, said: np.ndarray, found: Weighed, columns: Columns) -> Floats:
    """(pairs, LAST); said: the first word on each."""
    here = _same_governorate(found, columns)
    return np.concatenate([rows, here[:, None], beside(found, said, len(columns)), strangers(found, columns, here), _have(found, columns)], axis=1)


def _same_governorate(found: Weighed, columns: Columns) -> Floats:
    """log2 of one in how many of this register lives in the governorate that both live in; -1 where they live in two, 0 where one is not known."""
    one, other = columns.governorate[found.one], columns.governorate[found.other]
    many = np.bincount(columns.governorate[columns.governorate != NONE], minlength=1)
    rarity = np.log2(max(many.sum(), 1) / np.maximum(many, 1))
    return np.where((one == NONE) | (other == NONE), 0, np.where(one == other, rarity[one], -1)).astype(np.float32)


def _have(found: Weighed, columns: Columns) -> Floats:
    """(pairs, HAVE). Whoever has no phone, or is of those who have no family names, is so in both records; of two strangers often one is and the other is not."""
    phone, family = np.array([bool(some) for some in columns.phones]), columns.names[:, FAMILY, 0] != NONE
    nation = columns.nationality - NONE
    usual = (np.bincount(nation, family) / np.maximum(np.bincount(nation), 1))[nation]
    of_both = [has[found.one].astype(np.float32) + has[found.other] for has in (phone, family, usual)]
    return np.stack([*of_both[:2], of_both[2] / 2], axis=1).astype(np.float32)


def probabilities(rows: Floats, can_be: np.ndarray, found: Weighed, columns: Columns) -> np.ndarray:
    """That each pair is one person, 0 to 1; rows: (pairs, EVERY). can_be: its names may be those of one person; if not, it also speaks against no other pair."""
    said = np.where(can_be, first_word(rows), UNLIKE)
    return can_be / (1 + np.exp(-said - _trees("last").logits(last_rows(rows, said, found, columns))))


@cache
def _trees(name: str) -> Trees:
    return Trees.of(learned()[name])
