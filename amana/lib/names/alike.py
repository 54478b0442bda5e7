"""How alike two written names are, part by part. What follows from it for two persons is in compare."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from amana.lib.names.known import formal_names_of, names_of
from amana.lib.names.search import Grade
from amana.lib.names.sound import coarse_sounds, sounds
from amana.lib.names.words import Part, Shape, parts, shapes

WEIGHT = {Grade.EXACT: 1.0, Grade.FOLDED: 0.98, Grade.SOUND: 0.92, Grade.SIMILAR: 0.6}


@dataclass(frozen=True)
class Pairing:
    """Which parts of two names meet, as (place in a, place in b, grade), each part at most once."""

    a: tuple[Part, ...]
    b: tuple[Part, ...]
    met: tuple[tuple[int, int, Grade], ...]

    @property
    def alone_in_a(self) -> list[Part]:
        met = {i for i, _, _ in self.met}
        return [part for place, part in enumerate(self.a) if place not in met]

    @property
    def alone_in_b(self) -> list[Part]:
        met = {j for _, j, _ in self.met}
        return [part for place, part in enumerate(self.b) if place not in met]

    @property
    def weight(self) -> float:
        return sum(WEIGHT[grade] for _, _, grade in self.met)


def grade_of(one: Part, other: Part) -> Grade | None:
    """The surest way in which two parts are one name; None if they are two.

    Two spellings that the lists know as different names (حسن and حسين) are two, however near they sound.
    """
    if one.lowered == other.lowered:
        return Grade.EXACT
    if one.text == other.text:
        return Grade.FOLDED
    return _near(one.text, other.text) if one.text < other.text else _near(other.text, one.text)


@lru_cache(maxsize=200_000)
def _near(one: str, other: str) -> Grade | None:
    known, known_other = names_of(one), names_of(other)
    if known & known_other:
        return Grade.SOUND
    if (formal_names_of(one) & known_other) or (formal_names_of(other) & known):
        return Grade.SIMILAR
    if known and known_other:
        return None
    if _heard(one, sounds) & _heard(other, sounds):
        return Grade.SOUND
    if _heard(one, coarse_sounds) & _heard(other, coarse_sounds) or _one_slip(one, other):
        return Grade.SIMILAR
    return None


def _heard(text: str, how: Callable[[Shape], frozenset[str]]) -> set[str]:
    return {one for shape in shapes(text) for one in how(shape)}


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours swapped, in parts of four letters and more."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = short[start : start + 2] == long[start : start + 2][::-1]
    return short[start + 1 :] == long[start + 1 :] or (swapped and short[start + 2 :] == long[start + 2 :])


def paired(a: str, b: str) -> Pairing:
    """The parts of two names laid side by side, surest first, then nearest in place; titles and initials aside."""
    left, right = _firm(a), _firm(b)
    grades = ((grade_of(x, y), i, j) for i, x in enumerate(left) for j, y in enumerate(right))
    chances = sorted(((-g, abs(i - j), i, j) for g, i, j in grades if g))
    met: list[tuple[int, int, Grade]] = []
    for grade, _, i, j in chances:
        if all(i != x and j != y for x, y, _ in met):
            met.append((i, j, Grade(-grade)))
    return Pairing(left, right, tuple(met))


@lru_cache(maxsize=20_000)
def _firm(name: str) -> tuple[Part, ...]:
    found = parts(name)
    return tuple(part for part in found if not part.is_optional) or found
