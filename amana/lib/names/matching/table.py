"""The different spellings of a register, and which of them a typed token may mean. People are not known here.

A table is filled from outside: every token of every name with the number of places that carry it. `similar` looks at the signatures of all tokens (a few
words of bits each), compares at most 2 × NEAR + SHARED of them letter by letter, and returns at most MOST with their evidence.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching import channel, signature
from amana.lib.names.matching.lexicon import Lexicon, Name, lexicon
from amana.lib.names.matching.spelling import FEATURES, Side, evidence, features
from amana.lib.names.words import script_of

NEAR, SHARED, MOST = 60, 60, 80
Ids = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Similar:
    """Tokens of a table that a typed one may mean, the likeliest first; evidence in nats: ln of how much likelier each is than by chance."""

    ids: Ids
    evidence: Floats


class TokenTable:
    """Tokens by number, in the order in which they were added; a token may be added and counted at any time."""

    def __init__(self, known: Lexicon | None = None) -> None:
        self.lexicon = known or lexicon()
        self.ids: dict[str, int] = {}
        self.texts: list[str] = []
        self._by_name: dict[Name, list[int]] = defaultdict(list)
        self._room = 0
        self._total = 0
        self._arrays: dict[str, NDArray] = {}
        self._memory: dict[str, tuple[int, Similar]] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def add(self, text: str, times: int = 1) -> int:
        """The number of the token, counted `times` more often."""
        place = self.ids.get(text)
        if place is None:
            place = self._new(text)
        self._arrays["counts"][place] += times
        self._total += times
        return place

    def _new(self, text: str) -> int:
        place = self.ids[text] = len(self.texts)
        self.texts.append(text)
        if place >= self._room:
            self._grow()
        arrays = self._arrays
        side = Side.of(text, self.lexicon)
        arrays["bits"][place] = side.bits
        arrays["letters"][place] = side.letters
        arrays["sizes"][place] = side.size
        arrays["latin"][place] = side.is_latin
        arrays["known"][place] = bool(side.names)
        for name in side.names:
            self._by_name[name].append(place)
        self._memory.clear()
        return place

    def _grow(self) -> None:
        room = max(1024, 2 * self._room)
        shapes = {"bits": ((signature.WORDS,), np.uint64), "letters": ((3, channel.MOST), np.int16), "sizes": ((), np.int16), "latin": ((), np.bool_),
                  "known": ((), np.bool_), "counts": ((), np.int32)}
        for name, (shape, kind) in shapes.items():
            grown = np.zeros((room, *shape), kind)
            if name in self._arrays:
                grown[: self._room] = self._arrays[name]
            self._arrays[name] = grown
        self._room = room

    def similar(self, text: str) -> Similar:
        """What the token may mean, at most MOST; remembered until a new token comes."""
        if (found := self._memory.get(text)) is None or found[0] != len(self.texts):
            if len(self._memory) > 20_000:
                self._memory.clear()
            found = self._memory[text] = (len(self.texts), self._similar(text))
        return found[1]

    def _similar(self, text: str) -> Similar:
        chosen = self.chosen(text)
        if not len(chosen):
            return Similar(np.zeros(0, np.int32), np.zeros(0, np.float32))
        found = evidence(self.features(text, chosen), self._arrays["counts"][chosen] / max(1, self._total))
        order = np.argsort(-found, kind="stable")[:MOST]
        return Similar(chosen[order], found[order])

    def chosen(self, text: str) -> Ids:
        """The tokens worth comparing: nearest by signature in either script, and other spellings of the names that the text can write."""
        count = len(self.texts)
        if not count:
            return np.zeros(0, np.int32)
        bits, latin = self._arrays["bits"][:count], self._arrays["latin"][:count]
        own = signature.packed(text)
        sound = signature.likeness(own, bits, slice(0, 2))
        letters = signature.likeness(own, bits, slice(2, 4))
        same = latin == (script_of(text) == "la")
        nearest = [_highest(np.where(same, sound + letters, -1.0), NEAR), _highest(np.where(same, -1.0, sound), NEAR)]
        names = {**self.lexicon.names_of(text), **dict.fromkeys(self.lexicon.formal_names_of(text), 1.0)}
        shared = [place for name in names for place in self._by_name.get(name, ())]
        shared = sorted(shared, key=lambda place: -int(self._arrays["counts"][place]))[:SHARED]
        exact = [self.ids[text]] if text in self.ids else []
        return np.unique(np.concatenate([*nearest, np.array(shared + exact, np.int32)])).astype(np.int32)

    def features(self, text: str, chosen: Ids) -> Floats:
        """What `spelling` weighs, for the text beside each chosen token: (tokens, FEATURES)."""
        found = np.zeros((len(chosen), len(FEATURES)), np.float32)
        one = Side.of(text, self.lexicon)
        for is_latin in (False, True):
            rows = np.flatnonzero(self._arrays["latin"][chosen] == is_latin)
            if len(rows):
                places = chosen[rows]
                others = [self.texts[place] for place in places]
                found[rows] = features(one, others, self._arrays["letters"][places], self._arrays["sizes"][places], is_latin=is_latin, known=self.lexicon)
        return found

    def count(self, text: str) -> int:
        """How many places carry the token."""
        return int(self._arrays["counts"][self.ids[text]]) if text in self.ids else 0


def _highest(values: Floats, most: int) -> Ids:
    if len(values) > most:
        values_at = np.argpartition(-values, most)[:most]
    else:
        values_at = np.arange(len(values))
    return values_at[values[values_at] > 0].astype(np.int32)
