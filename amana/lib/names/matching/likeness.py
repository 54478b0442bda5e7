"""How alike two tokens are without a register: the evidence in nats that they write one name, with the rarity of the name from the lexicon."""

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np

from amana.lib.names.matching.lexicon import Lexicon, Name, lexicon
from amana.lib.names.matching.spelling import PUT, weights
from amana.lib.names.matching.spelling import alike as weighed
from amana.lib.names.matching.table import TokenTable

Pair = tuple[str, str]
RAREST = 2.0**-16
LEAST, MOST = -12.0, 14.0
MANY = 300_000  # pairs that are kept between calls
AT_ONCE = 1_000  # pairs that are compared at once: what a processor keeps near


def _mean(share: Callable[[Name], float], known: Lexicon) -> Callable[[str], float]:
    """Of the names that a token can write; RAREST for a name outside the lists."""

    @lru_cache(maxsize=MANY)
    def of(text: str) -> float:
        names = known.names_of(text)
        total = sum(names.values())
        return max(RAREST, sum(share(name) * weight for name, weight in names.items()) / total) if total else RAREST

    return of


class Alike:
    """Evidence by pairs of tokens, the same from either side. share: how frequent the name of a token is, 0 to 1; among: the same among the people whose name it is."""

    def __init__(self, known: Lexicon | None = None) -> None:
        self._known = known or lexicon()
        self.share, self.among = _mean(self._known.share, self._known), _mean(self._known.share_among_its_own, self._known)
        self._table = TokenTable(self._known)
        self._found: dict[Pair, tuple[float, float, bool]] = {}

    def of(self, one: str, other: str) -> tuple[float, float, bool]:
        """(evidence in nats, LEAST to MOST; cost of a letter in nats; whether one is a home name of the other)."""
        return self._found[_pair(one, other)]

    def learn(self, pairs: Iterable[Pair]) -> None:
        """Compare these pairs, so that `of` knows them."""
        if len(self._found) > MANY:
            self._table, self._found = TokenTable(self._known), {}
        wanted = sorted({_pair(*pair) for pair in pairs} - self._found.keys(), key=lambda pair: (len(pair[0]), len(pair[1]), pair))  # of like length together: less to compute
        for start in range(0, len(wanted), AT_ONCE):
            self._compare(wanted[start : start + AT_ONCE])

    def _compare(self, pairs: list[Pair]) -> None:
        numbers = {text: self._table.add(text) for pair in pairs for text in pair}
        ones = list({one: None for one, _ in pairs})
        features = self._table.features_of_pairs([*((numbers[one], numbers[other]) for one, other in pairs), *((numbers[one], numbers[one]) for one in ones)])
        found, features = weighed(features), features[: len(pairs)]
        by_chance = dict(zip(ones, np.log(np.array([self.share(one) for one in ones]) * np.exp(found[len(pairs) :]) + np.exp(weights()["spelling"]["unseen"])), strict=True))
        nats = np.clip(found[: len(pairs)] - np.array([by_chance[one] for one, _ in pairs]), LEAST, MOST)
        costs = features[:, PUT["shared_cost"]] + features[:, PUT["shared_cost_x"]] - features[:, PUT["cost_mean"]] - features[:, PUT["cost_mean_x"]]
        is_home = (features[:, PUT["home"]] + features[:, PUT["home_back"]]) > 0
        self._found.update(zip(pairs, zip(nats.tolist(), costs.tolist(), is_home.tolist(), strict=True), strict=True))


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)
