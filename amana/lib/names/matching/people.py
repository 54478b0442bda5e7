"""Which people carry which tokens: an index in memory, to which a person can be added or of whom a name can be corrected at any time."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.birth import UNKNOWN, Birth
from amana.lib.names.matching.table import Ids, Similar, TokenTable
from amana.lib.names.matching.tokens import tokens

PARTS = ("given", "father", "grandfather", "family")
PLACES, WAYS = 5, 3  # places of a name, ways in which one place is written (scripts, or two words as one)
NOBODY = -1
_BITS = 3  # of a carrier's number that hold the place
Floats = NDArray[np.float32]


def places_of(parts: Mapping[str, str]) -> list[list[str]]:
    """Tokens by place (given, father, grandfather, family, a second word of the family) of a name given in its parts, in one script."""
    found: list[list[str]] = [[] for _ in range(PLACES)]
    for place, part in enumerate(PARTS):
        if text := parts.get(part):
            texts = _texts(text)
            found[place] += texts[:2]
            found[PLACES - 1] += texts[2:]
    return found


@lru_cache(maxsize=100_000)
def _texts(text: str) -> tuple[str, ...]:
    """The token of a part; of several its first, all as one, its last."""
    texts = [token.text for token in tokens(text)]
    return tuple(texts) if len(texts) < 2 else (texts[0], "".join(texts), texts[-1])


class People:
    """People by number, in the order in which they were added."""

    def __init__(self, table: TokenTable | None = None) -> None:
        self.table = table or TokenTable()
        self.births = np.zeros((0, 3), np.int16)
        self.places = np.full((0, PLACES, WAYS), NOBODY, np.int32)
        self.count = 0
        self._carriers: list[array] = []

    def add(self, names: Iterable[Sequence[Sequence[str]]], birth: Birth = UNKNOWN) -> int:
        """The number of the new person. names: each of her written names as tokens by place."""
        person = self.count
        if person >= len(self.births):
            self._grow()
        self.count += 1
        self.births[person] = birth
        self._write(person, names)
        return person

    def correct(self, person: int, names: Iterable[Sequence[Sequence[str]]], birth: Birth) -> None:
        """The person has these names and this birth from now on."""
        self.births[person] = birth
        self._write(person, names)

    def _write(self, person: int, names: Iterable[Sequence[Sequence[str]]]) -> None:
        carried: list[list[int]] = [[] for _ in range(PLACES)]
        for name in names:
            for place, texts in zip(range(PLACES), name, strict=False):
                for token in map(self.table.add, texts):
                    if token not in carried[place] and len(carried[place]) < WAYS:
                        carried[place].append(token)
        while len(self._carriers) < len(self.table):
            self._carriers.append(array("i"))
        for place, carried_here in enumerate(carried):
            for token in carried_here:
                self._carriers[token].append(person << _BITS | place)
        self.places[person] = [[*here, *(NOBODY,) * (WAYS - len(here))] for here in carried]

    def _grow(self) -> None:
        room = max(1024, 2 * len(self.births))
        births, places = np.zeros((room, 3), np.int16), np.full((room, PLACES, WAYS), NOBODY, np.int32)
        births[: self.count], places[: self.count] = self.births[: self.count], self.places[: self.count]
        self.births, self.places = births, places

    def carriers(self, similar: Similar) -> tuple[Ids, Ids, Floats]:
        """(person, place, evidence) for each place that carries one of the tokens; a corrected person may still be among them."""
        lists = [np.frombuffer(self._carriers[token], np.int32) for token in similar.ids]
        if not lists:
            return np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.float32)
        carried = np.concatenate(lists)
        return carried >> _BITS, carried & ((1 << _BITS) - 1), np.repeat(similar.evidence, [len(one) for one in lists])
