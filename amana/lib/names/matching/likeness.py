"""How alike two tokens are without a register: the evidence in nats that they write one name, with the rarity of the name from the lexicon."""

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from amana.lib.names.matching.lexicon import Lexicon, lexicon
from amana.lib.names.matching.spelling import PUT, Floats, Side, weights
from amana.lib.names.matching.spelling import alike as weighed
from amana.lib.names.matching.table import TokenTable

Pair = tuple[str, str]
RAREST = 2.0**-16
LEAST, MOST = -12.0, 14.0
MANY = 300_000  # pairs that are kept between calls


def share_in_lexicon(text: str, known: Lexicon | None = None) -> float:
    """The share of people whose name parts hold one of the names that the token can write; RAREST for a name outside the lists."""
    known = known or lexicon()
    names = known.names_of(text)
    total = sum(names.values())
    return max(RAREST, sum(known.share(name) * weight for name, weight in names.items()) / total) if total else RAREST


class Alike:
    """Evidence by pairs of tokens, the same from either side. share: how frequent the name of a token is, 0 to 1; without one, as the lexicon says."""

    def __init__(self, known: Lexicon | None = None, share: Callable[[str], float] | None = None) -> None:
        self._known = known or lexicon()
        self.share = share or (lambda text: share_in_lexicon(text, self._known))
        self._table = TokenTable(self._known)
        self._found: dict[Pair, tuple[float, float, bool]] = {}

    def of(self, one: str, other: str) -> tuple[float, float, bool]:
        """(evidence in nats, LEAST to MOST; cost of a letter in nats; whether one is a home name of the other)."""
        return self._found[_pair(one, other)]

    def learn(self, pairs: Iterable[Pair]) -> None:
        """Compare these pairs, so that `of` knows them."""
        if len(self._found) > MANY:
            self._table, self._found = TokenTable(self._known), {}
        wanted: dict[str, set[str]] = defaultdict(set)
        for one, other in {_pair(*pair) for pair in pairs} - self._found.keys():
            wanted[one].add(other)
        for one, others in wanted.items():
            self._compare(one, sorted(others))

    def _compare(self, one: str, others: list[str]) -> None:
        for text in (one, *others):
            self._table.add(text)
        side = Side.of(one, self._table.lexicon)
        chosen = np.unique([self._table.ids[text] for text in (one, *others)]).astype(np.int32)
        features = self._table.features(side, chosen)
        nats = self._evidence(one, chosen, weighed(features))
        row = {int(token): place for place, token in enumerate(chosen)}
        for other in others:
            place = row[self._table.ids[other]]
            cost = float(features[place, PUT["shared_cost"]] + features[place, PUT["shared_cost_x"]] - features[place, PUT["cost_mean"]] - features[place, PUT["cost_mean_x"]])
            is_home = bool(features[place, PUT["home"]] or features[place, PUT["home_back"]])
            self._found[one, other] = (float(nats[place]), cost, is_home)

    def _evidence(self, one: str, chosen: "np.ndarray", alike: Floats) -> Floats:
        itself = alike[np.searchsorted(chosen, self._table.ids[one])]
        by_chance = np.log(self.share(one) * np.exp(itself) + np.exp(weights()["spelling"]["unseen"]))
        return np.clip(alike - by_chance, LEAST, MOST)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)
