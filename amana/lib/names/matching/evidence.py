"""What speaks for one person and what against, part by part, so that a worker can judge. The codes are those of `names.Reason`.

same: written alike but for hamza, article, case; other_spelling: a known spelling of the name, in either script; home_name: what a person of that name is
called; sounds_alike: not in the lists, but likely the same; similar: may be an error of writing; differs: two names; missing: one side has no such part.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from amana.lib.names.matching.lexicon import lexicon
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.pairs import ORDERS, PARTS, by_place
from amana.lib.names.matching.records import Record
from amana.lib.names.matching.tokens import bare

SURE, LIKELY = 4.0, 0.5  # nats
CODES = ("same", "other_spelling", "home_name", "sounds_alike", "similar", "differs", "missing")  # the surest first


@dataclass(frozen=True)
class PartEvidence:
    """part, other_part: given, father, grandfather, family; empty where that side has none.

    nats: evidence for one person if positive, against if negative; one_in: about one person in so many carries the name, 0 where the two differ.
    """

    part: str
    other_part: str
    code: str
    nats: float
    one_in: int = 0

    @property
    def is_in_place(self) -> bool:
        return self.part == self.other_part


def part_evidence(one: Record, other: Record, alike: Alike | None = None) -> tuple[PartEvidence, ...]:
    """Each part once, in the order of the one record and then what only the other has; the way of laying them with most evidence."""
    alike = alike or Alike()
    alike.learn(product([text for place in one.places for text in place], [text for place in other.places for text in place]))
    nats, _, home = by_place(one, other, alike)
    gains = np.maximum(nats, 0)
    in_place = np.arange(4) == ORDERS
    order = ORDERS[int((gains[np.arange(4), ORDERS].sum(axis=1) + 0.5 * in_place.sum(axis=1)).argmax())]
    found, left = [], [place for place in range(4) if other.places[place]]
    for place in range(4):
        if not one.places[place]:
            continue
        there = int(order[place])
        if other.places[there] and (nats[place, there] > LIKELY or place == there):
            found.append(_met(one, other, place, there, float(nats[place, there]), bool(home[place, there]), alike))
            left.remove(there)
        else:
            found.append(PartEvidence(PARTS[place], "", "missing", 0.0))
    return (*found, *(PartEvidence("", PARTS[place], "missing", 0.0) for place in left))


def _met(one: Record, other: Record, place: int, there: int, nats: float, is_home: bool, alike: Alike) -> PartEvidence:
    code = _code(one.places[place], other.places[there], nats, is_home)
    one_in = 0 if code == "differs" else round(1 / max(alike.share(text) for text in one.places[place]))
    return PartEvidence(PARTS[place], PARTS[there], code, round(nats, 2), one_in)


def _code(texts: tuple[str, ...], others: tuple[str, ...], nats: float, is_home: bool) -> str:
    if {bare(text) for text in texts} & {bare(text) for text in others}:
        return "same"
    if any(lexicon().names_of(text).keys() & lexicon().names_of(other).keys() for text, other in product(texts, others)) and nats > LIKELY:
        return "other_spelling"
    if is_home and nats > LIKELY:
        return "home_name"
    return "sounds_alike" if nats > SURE else "similar" if nats > LIKELY else "differs"


def code_of(one: str, other: str, nats: float) -> str:
    """How one token stands to another that it may mean."""
    known = lexicon()
    is_home = bool(known.formal_names_of(one) & known.names_of(other).keys() or known.formal_names_of(other) & known.names_of(one).keys())
    return _code((one,), (other,), nats, is_home)
