"""The different spellings of a register, and which of them a typed token may mean. People are not known here.

A table is filled from outside: every token of every name with the number of places that carry it. `similar` looks at the signatures of all tokens (a few
words of bits each), compares at most 2 × NEAR + SHARED + 1 of them letter by letter, and returns at most MOST with their evidence.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching import channel, signature
from amana.lib.names.matching.lexicon import Lexicon, Name, lexicon
from amana.lib.names.matching.spelling import MARKS, Floats, Met, Side, Written, alike, evidence, features
from amana.lib.names.words import shapes

LEAST = -9.5  # how well the letters of a look-alike must fit that people are looked for by it; of two names they fit by -11 and less
NEAR, NEAR_KNOWN, SHARED, MOST = 40, 20, 48, 80  # a spelling that the lists know leads to its look-alikes by its name
WITHIN = 0.75  # of them in the script of the token itself, where its letters tell more
# A slip of one spelling may stand for the name's others: how far behind the best look-alike it may lie and how well it must fit, how surely it writes the name, what the way round costs.
BEHIND, FITS, SURELY, ROUND = 3.0, -7.0, 0.2, 1.0
REMEMBERED = 20_000
Ids = NDArray[np.int32]
COLUMNS: dict[str, tuple[tuple[int, ...], type]] = {
    "letters": ((3, channel.MOST), np.int16), "sizes": ((), np.int16), "is_latin": ((), np.bool_), "is_known": ((), np.bool_), "mark": ((), np.int8),
    "has_article": ((), np.bool_), "core": ((), np.int32), "bits0": ((), np.uint64), "bits1": ((), np.uint64), "bits2": ((), np.uint64), "bits3": ((), np.uint64),
    "letter_set": ((), np.uint64), "sound_bits": ((), np.int16), "letter_bits": ((), np.int16),
}


@dataclass(frozen=True)
class Similar:
    """Tokens of a table that a typed one may mean, the likeliest first; evidence in nats: ln of how much likelier each is than by chance."""

    ids: Ids
    evidence: Floats
    chance: float = 0.0  # nats of being written so by chance: with the evidence, how well the letters fit, whatever else the table holds

    @property
    def most(self) -> float:
        """The evidence of the likeliest, 0 if there is none."""
        return float(self.evidence[0]) if len(self.ids) else 0.0

    def likely(self) -> "Similar":
        """Those that speak for, not against."""
        count = int((self.evidence > 0).sum())
        return Similar(self.ids[:count], self.evidence[:count])


@dataclass(frozen=True)
class Compared:
    """Tokens that a typed one was compared with, their numbers rising. weighed: how well each fits, which stays so whatever else comes into the table; size: of the table then."""

    side: Side
    size: int
    ids: Ids
    weighed: Floats
    similar: Similar


class TokenTable:
    """Tokens by number, in the order in which they were added; a token may be added and counted at any time."""

    def __init__(self, known: Lexicon | None = None, near: int = NEAR) -> None:
        """near: how many neighbours of a spelling in either script are compared."""
        self.lexicon = known or lexicon()
        self._near = near
        self.ids: dict[str, int] = {}
        self.texts: list[str] = []
        self._by_name: dict[Name, list[tuple[int, float]]] = defaultdict(list)
        self._home_of: dict[Name, list[int]] = defaultdict(list)
        self._cores: dict[str, int] = {}
        self._counts = array("i")
        self._total = 0
        self._room = 0
        self._columns: dict[str, NDArray[Any]] = {}
        self._memory: dict[str, Compared] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, text: str, times: int = 1) -> int:
        """The number of the token, counted `times` more often."""
        place = self.ids.get(text)
        if place is None:
            place = self._new(text)
        self._counts[place] += times
        self._total += times
        return place

    def count(self, text: str) -> int:
        """How many places carry the token."""
        return self._counts[self.ids[text]] if text in self.ids else 0

    @property
    def places(self) -> int:
        """How many places of names were counted."""
        return self._total

    def _new(self, text: str) -> int:
        place = self.ids[text] = len(self.ids)
        self.texts.append(text)
        if place >= self._room:
            self._grow()
        self._counts.append(0)
        side = Side.of(text, self.lexicon)
        row = {"letters": side.letters, "sizes": side.size, "is_latin": side.is_latin, "is_known": bool(side.names), "mark": side.mark, "has_article": side.has_article,
               "letter_set": side.letter_set, "core": self._cores.setdefault(side.core, len(self._cores)), "sound_bits": sum(word.bit_count() for word in side.bits[:2]),
               "letter_bits": sum(word.bit_count() for word in side.bits[2:]), **{f"bits{word}": bits for word, bits in enumerate(side.bits)}}
        for name, value in row.items():
            self._columns[name][place] = value
        for known, likely in self._likely(side.names).items():
            self._by_name[known].append((place, likely))
        for known in side.home:
            self._home_of[known].append(place)
        return place

    def _grow(self) -> None:
        room = max(1024, 2 * self._room)
        for name, (shape, kind) in COLUMNS.items():
            grown: NDArray[Any] = np.zeros((room, *shape), kind)
            if name in self._columns:
                grown[: self._room] = self._columns[name]
            self._columns[name] = grown
        self._room = room

    def similar(self, text: str) -> Similar:
        """What the token may mean, at most MOST."""
        return self.similar_of([text])[0]

    def similar_of(self, texts: Sequence[str]) -> list[Similar]:
        """The same of each, compared together, since most of the work is by the call. Remembered until a token comes that the table did not have, and what was compared already also beyond that."""
        if len(self._memory) >= REMEMBERED:
            self._memory.clear()
        stale = [text for text in dict.fromkeys(texts) if text not in self._memory or self._memory[text].size < len(self.ids)]
        if stale:
            self._memory |= dict(zip(stale, self._compared(stale, self._memory), strict=True))
        return [self._memory[text].similar for text in texts]

    def meant(self, text: str) -> dict[str, float]:
        """The same by their texts, for a register whose people are kept elsewhere: token → evidence. None whose letters do not fit, however few tokens there are."""
        similar = self.similar(text)
        return {self.texts[token]: nats for token, nats in zip(similar.ids.tolist(), similar.evidence.tolist(), strict=True) if nats + similar.chance >= LEAST}

    def begun(self, mark: str) -> list[str]:
        """The most usual names of that mark (B: they begin with عبد, U: أبو, M: أم), at most MOST."""
        marked = np.flatnonzero(self._columns["mark"][: len(self.ids)] == MARKS.index(mark)).tolist() if self.ids else []
        return [self.texts[place] for place in sorted(marked, key=lambda place: (-self._counts[place], place))[:MOST]]

    def made_of(self, text: str) -> list[str]:
        """Names that are made of the token and a word before or after it (عبد الحميد of حميد), the most usual, at most MOST."""
        typed = shapes(text)[0]
        core = None if typed.before or typed.after else self._cores.get(typed.core)
        if core is None:
            return []
        made = np.flatnonzero((self._columns["core"][: len(self.ids)] == core) & (self._columns["mark"][: len(self.ids)] != 0)).tolist()
        return [self.texts[place] for place in sorted(made, key=lambda place: (-self._counts[place], place))[:MOST]]

    def fits(self, text: str) -> dict[str, float]:
        """How well the letters of each of these fit, whatever else the table holds; nothing is remembered."""
        similar = self._compared([text], {})[0].similar
        return {self.texts[token]: float(nats) + similar.chance for token, nats in zip(similar.ids, similar.evidence, strict=True) if nats + similar.chance >= LEAST}

    def _compared(self, texts: Sequence[str], before: Mapping[str, Compared]) -> list[Compared]:
        sides = [before[text].side if text in before else Side.of(text, self.lexicon) for text in texts]
        ids = [self.chosen(side) for side in sides]
        return list(map(self._judged, sides, ids, self._weighed(sides, ids, list(map(before.get, texts)))))

    def _judged(self, side: Side, ids: Ids, weighed: Floats) -> Compared:
        if not len(ids):
            return Compared(side, len(self.ids), ids, weighed, Similar(ids, weighed))
        tokens, fits = (ids, weighed) if side.names else self._by_way_of_names(ids, weighed)
        found = evidence(fits, self.shares(tokens))
        order = np.argsort(-found, kind="stable")[:MOST]
        return Compared(side, len(self.ids), ids, weighed, Similar(tokens[order], found[order], float(fits[0] - found[0])))

    def _by_way_of_names(self, ids: Ids, weighed: Floats) -> tuple[Ids, Floats]:
        """With the other spellings, in either script, of the names that the nearest look-alikes write: `Mousstafa` is near Moustafa, and so may be مصطفى."""
        names: dict[Name, float] = {}
        for place in np.flatnonzero(weighed >= max(float(weighed.max()) - BEHIND, FITS)).tolist():
            for name, likely in self._likely(self.lexicon.names_of(self.texts[ids[place]])).items():
                if likely > SURELY:
                    names[name] = max(names.get(name, -np.inf), float(weighed[place]) + log(likely) - ROUND)
        others: dict[int, float] = {}
        for name, fit in names.items():
            for token, likely in self._most_usual(self._by_name.get(name, ())):
                if likely > SURELY:
                    others[token] = max(others.get(token, -np.inf), fit + log(likely))
        if not others:
            return ids, weighed
        tokens = np.union1d(ids, np.fromiter(others, np.int32, len(others))).astype(np.int32)
        fits = np.full(len(tokens), -np.inf, np.float32)
        fits[np.searchsorted(tokens, ids)] = weighed
        for at, fit in zip(np.searchsorted(tokens, list(others)).tolist(), others.values(), strict=True):
            fits[at] = max(fits[at], fit)
        return tokens, fits

    def _most_usual(self, tokens: Sequence[tuple[int, float]]) -> Sequence[tuple[int, float]]:
        return tokens if len(tokens) <= SHARED else sorted(tokens, key=lambda one: -self._counts[one[0]])[:SHARED]

    def _weighed(self, sides: Sequence[Side], ids: Sequence[Ids], before: Sequence[Compared | None]) -> list[Floats]:
        """How well each fits; compared are those alone that were not before."""
        weighed = [np.full(len(some), np.nan, np.float32) for some in ids]
        for some, fits, known in zip(ids, weighed, before, strict=True):
            if known:
                rows, met = _rows(some, known.ids)
                fits[rows] = known.weighed[met]
        fresh = [np.flatnonzero(np.isnan(fits)) for fits in weighed]
        if not self.ids:
            return weighed
        found = alike(self.features_of(sides, [some[rows] for some, rows in zip(ids, fresh, strict=True)]))
        for fits, rows, now in zip(weighed, fresh, np.split(found, np.cumsum([len(rows) for rows in fresh])[:-1]), strict=True):
            fits[rows] = now
        return weighed

    def shares(self, chosen: Ids) -> Floats:
        """The share of each token among all places of the register."""
        return (np.frombuffer(self._counts, np.int32)[chosen] / max(1, self._total)).astype(np.float32)

    def chosen(self, one: Side) -> Ids:
        """The tokens worth comparing, by number: nearest by signature in either script, and other spellings of the names that the token can write."""
        count = len(self.ids)
        if not count:
            return np.zeros(0, np.int32)
        column = {name: self._columns[name][:count] for name in ("bits0", "bits1", "bits2", "bits3", "letter_set", "sizes", "sound_bits", "letter_bits", "is_latin")}
        sound = signature.likeness(one.bits[:2], (column["bits0"], column["bits1"]), column["sound_bits"])
        letters = signature.likeness(one.bits[2:], (column["bits2"], column["bits3"]), column["letter_bits"])
        slips = signature.slips(one.letter_set, one.size, column["letter_set"], column["sizes"])
        within = column["is_latin"] == one.is_latin
        near = min(NEAR_KNOWN, self._near) if one.names else self._near
        nearest = [_highest((sound + 2 * letters + np.float32(2) / (1 + slips)) * within, round(near * WITHIN)), _highest(sound * ~within, near)]
        names = {*one.names, *one.home}
        shared = {place for name in names for place, _ in self._by_name.get(name, ())} | {place for name in one.names for place in self._home_of.get(name, ())}
        if len(shared) > SHARED:
            shared = set(sorted(shared, key=lambda place: (-self._counts[place], place))[:SHARED])
        if one.text in self.ids:
            shared.add(self.ids[one.text])
        return np.unique(np.concatenate([*nearest, np.fromiter(shared, np.int32, len(shared))])).astype(np.int32)

    def features(self, one: Side, chosen: Ids) -> Floats:
        """What `spelling` weighs, for the token beside each chosen one (their numbers rising): (tokens, FEATURES)."""
        return self.features_of([one], [chosen])

    def features_of(self, sides: Sequence[Side], chosen: Sequence[Ids]) -> Floats:
        """The same of several, each beside its own: all in one."""
        met = [self._met(one, some) for one, some in zip(sides, chosen, strict=True)]
        ones = Written.of(sides) if len(sides) == 1 else Written.of(sides).repeated([len(some) for some in chosen])
        return features(ones, self._written(np.concatenate(chosen)), Met.joined(met))

    def _met(self, one: Side, chosen: Ids) -> Met:
        usual, home, home_back = np.zeros(len(chosen), np.float32), np.zeros(len(chosen), np.bool_), np.zeros(len(chosen), np.bool_)
        for name, share in one.names.items():
            places, likely = _columns_of(self._by_name.get(name, ()))
            rows, met = _rows(chosen, places)
            usual[rows] += likely[met] * share
            home_back[_rows(chosen, np.array(self._home_of.get(name, ()), np.int32))[0]] = True
        for name in one.home:
            home[_rows(chosen, _columns_of(self._by_name.get(name, ()))[0])[0]] = True
        return Met(chosen == self.ids.get(one.text, -1), self._columns["core"][chosen] == self._cores.get(one.core, -1), usual, home, home_back)

    def features_of_pairs(self, pairs: Sequence[tuple[int, int]]) -> Floats:
        """The same for each two tokens by number: (pairs, FEATURES)."""
        ones, others = np.array(pairs, np.int32).reshape(-1, 2).T
        texts = {token: self.texts[token] for token in {*ones.tolist(), *others.tolist()}}
        names = {token: self.lexicon.names_of(text) for token, text in texts.items()}
        home = {token: self.lexicon.formal_names_of(text) for token, text in texts.items()}
        likely = {token: self._likely(found) for token, found in names.items()}
        met = Met(ones == others, self._columns["core"][ones] == self._columns["core"][others],
                  np.array([sum(share * likely[other].get(name, 0.0) for name, share in names[one].items()) for one, other in pairs], np.float32),
                  np.array([not home[one].isdisjoint(names[other]) for one, other in pairs], np.bool_),
                  np.array([not home[other].isdisjoint(names[one]) for one, other in pairs], np.bool_))
        return features(self._written(ones), self._written(others), met)

    def _written(self, chosen: Ids) -> Written:
        letters, sizes, *rest = (self._columns[name][chosen] for name in ("letters", "sizes", "is_latin", "is_known", "mark", "has_article"))
        return Written(letters.astype(np.intp), sizes.astype(np.intp), *rest)

    def _likely(self, names: Mapping[Name, float]) -> dict[Name, float]:
        """How likely each of the names that a token can write is meant."""
        likely = {name: weight * self.lexicon.share(name) for name, weight in names.items()}
        total = sum(likely.values())
        return {name: weight / total for name, weight in likely.items()}


def _columns_of(pairs: Iterable[tuple[int, float]]) -> tuple[Ids, Floats]:
    pairs = list(pairs)
    return np.fromiter(map(itemgetter(0), pairs), np.int32, len(pairs)), np.fromiter(map(itemgetter(1), pairs), np.float32, len(pairs))


def _rows(chosen: Ids, places: Ids) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where the places stand among the chosen, and which of the places do."""
    if not len(chosen):
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    at = np.minimum(np.searchsorted(chosen, places), len(chosen) - 1)
    met = np.flatnonzero(chosen[at] == places)
    return at[met], met


def _highest(values: Floats, most: int) -> Ids:
    places = np.argpartition(-values, most)[:most] if len(values) > most else np.arange(len(values))
    return places[values[places] > 0].astype(np.int32)
