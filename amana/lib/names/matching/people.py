"""Which people carry which tokens: an index in memory, to which a person can be added or of whom a name can be corrected at any time."""

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.birth import Birth
from amana.lib.names.matching.table import Ids, Similar, TokenTable
from amana.lib.names.matching.tokens import tokens

PARTS = ("given", "father", "grandfather", "family")
PLACES, WAYS = 5, 3  # places of a name, ways in which one place is written (scripts, or two words as one)
NOBODY = -1
Floats = NDArray[np.float32]


def places_of(parts: Mapping[str, str]) -> list[list[str]]:
    """Tokens by place (given, father, grandfather, family, a second word of the family) of a name given in its parts, in one script."""
    found: list[list[str]] = [[] for _ in range(PLACES)]
    for place, part in enumerate(PARTS):
        texts = [token.text for token in tokens(parts.get(part) or "")]
        if len(texts) > 1:
            found[place].append("".join(texts))
            found[PLACES - 1].append(texts[-1])
        found[place][:0] = texts[:1]
    return found


class People:
    """People by number, in the order in which they were added."""

    def __init__(self, table: TokenTable | None = None) -> None:
        self.table = table or TokenTable()
        self.births = np.zeros((0, 3), np.int16)
        self.places = np.full((0, PLACES, WAYS), NOBODY, np.int32)
        self.count = 0
        self._carriers: list[array] = []

    def add(self, names: Iterable[Sequence[Sequence[str]]], birth: Birth = Birth()) -> int:
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
        self.places[person] = NOBODY
        self._write(person, names)

    def _write(self, person: int, names: Iterable[Sequence[Sequence[str]]]) -> None:
        for name in names:
            for place, texts in enumerate(name[:PLACES]):
                for text in texts:
                    self._put(person, place, self.table.add(text))

    def _put(self, person: int, place: int, token: int) -> None:
        ways = self.places[person, place]
        for way in range(WAYS):
            if ways[way] == token:
                return
            if ways[way] == NOBODY:
                ways[way] = token
                while len(self._carriers) <= token:
                    self._carriers.append(array("i"))
                self._carriers[token].append(person * PLACES + place)
                return

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
        people, places = np.divmod(np.concatenate(lists), PLACES)
        return people, places, np.repeat(similar.evidence, [len(one) for one in lists])
