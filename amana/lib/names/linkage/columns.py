"""The people of a register as columns of numbers: what is blocked, compared and counted. No name stands in them; a number is the name that a spelling writes."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.linkage.classes import MOST, Classes
from amana.lib.names.matching.comparison import Facts
from amana.lib.names.matching.people import PARTS, places_of

WAYS = 4  # spellings of one part of one person that are looked at
NAMES = 4  # names of one part of one person
NONE = -1
Ints = NDArray[np.int32]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Columns:
    """ids: of each person. names: (people, parts, NAMES), the likeliest first, NONE where there is no more. births: (people, 3). slack: years that the year of birth may
    be wrong by: 0, 1 where only the year is known or the day is the first of January, 3 for an estimate."""

    ids: list[str]
    names: Ints
    births: NDArray[np.int16]
    slack: NDArray[np.int8]
    sex: NDArray[np.int8]
    nationality: Ints
    governorate: Ints
    phones: list[tuple[int, ...]]
    documents: list[tuple[int, ...]]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def has_day(self) -> NDArray[np.bool_]:
        """Born on a day that is known and not the first of January, which stands for an unknown one."""
        return (self.births[:, 1] > 0) & (self.slack == 0)


def columns_of(people: Iterable[tuple[str, Facts]]) -> Columns:
    """Read once, in their order."""
    ids: list[str] = []
    numbers: dict[str, int] = {}
    counts, written, births, slack, sex, nationality, governorate = array("i"), array("i"), array("h"), array("b"), array("b"), array("i"), array("i")
    phones: list[tuple[int, ...]] = []
    documents: list[tuple[int, ...]] = []
    nations: dict[str, int] = {}
    places: dict[str, int] = {}
    for key, facts in people:
        ids.append(key)
        for texts in _by_part(facts):
            found = [numbers.setdefault(text, len(numbers)) for text in texts]
            counts.extend([0] * (len(numbers) - len(counts)))
            for number in found:
                counts[number] += 1
            written.extend(found + [NONE] * (WAYS - len(found)))
        births.extend(facts.birth)
        slack.append(3 if facts.is_estimated else 1 if facts.birth.month == 0 or facts.birth[1:] == (1, 1) else 0)
        sex.append({"m": 1, "f": 2}.get(facts.sex, 0))
        nationality.append(nations.setdefault(facts.nationalities[0], len(nations)) if facts.nationalities else NONE)
        governorate.append(places.setdefault(facts.governorate, len(places)) if facts.governorate else NONE)
        phones.append(tuple(sorted(map(_hash, facts.phones))))
        documents.append(tuple(sorted(map(_hash, facts.documents))))
    names = _names(np.frombuffer(written, np.int32).reshape(len(ids), len(PARTS), WAYS), list(numbers), counts)
    return Columns(ids, names, np.frombuffer(births, np.int16).reshape(len(ids), 3), np.frombuffer(slack, np.int8), np.frombuffer(sex, np.int8),
                   np.frombuffer(nationality, np.int32), np.frombuffer(governorate, np.int32), phones, documents)


def _by_part(facts: Facts) -> list[list[str]]:
    """Spellings of each part, at most WAYS; a second word of the family is one of the family's."""
    found: list[dict[str, None]] = [{} for _ in PARTS]
    for name in facts.names:
        for place, texts in enumerate(places_of(name)):
            found[min(place, len(PARTS) - 1)] |= dict.fromkeys(texts)
    return [list(texts)[:WAYS] for texts in found]


def _names(written: Ints, texts: list[str], counts: array) -> Ints:
    classes = Classes(zip(texts, counts, strict=True))
    meant = np.full((len(texts) + 1, MOST), NONE, np.int32)  # the last row is that of NONE
    for number, text in enumerate(texts):
        found = classes.of(text)
        meant[number, : len(found)] = found
    names = np.full((*written.shape[:2], NAMES), NONE, np.int32)
    room = np.zeros(written.shape[:2], np.intp)
    for rank in range(MOST):  # the likeliest of each spelling first
        for way in range(WAYS):
            one = meant[written[:, :, way], rank]
            person, part = np.nonzero((one != NONE) & ~(names == one[:, :, None]).any(axis=2) & (room < NAMES))
            names[person, part, room[person, part]] = one[person, part]
            room[person, part] += 1
    return names


def _hash(text: str) -> int:
    """Equal for equal texts, in any process."""
    found = 0xCBF29CE484222325
    for byte in text.encode():
        found = (found ^ byte) * 0x100000001B3 & 0x7FFFFFFFFFFFFFFF
    return found
