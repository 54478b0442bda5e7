"""Short strings that meet when two spellings may be one name: stored for a person, asked for a typed text.

They are hashed with a key where they are stored (SECURITY 3), so only equality is needed. Kinds:
e: as written, f: folded and joined, n: known name, h: home name, s: fine sound of a spelling in the lists, u: of one
that is not, c: coarse sound, d: coarse sound with one consonant left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice, pairwise

from amana.lib.names.folding import fold
from amana.lib.names.known import formal_names_of, names_of
from amana.lib.names.sound import coarse_sounds, sounds
from amana.lib.names.words import Part, Shape, particles, parts, script_of, shapes


class Grade(IntEnum):
    """How sure a hit is; results are ordered by it (B08)."""

    SIMILAR = 1
    SOUND = 2
    FOLDED = 3
    EXACT = 4


@dataclass(frozen=True)
class Word:
    """One typed part and the keys any of which is a hit. A person must be hit by each word that is not optional."""

    text: str
    keys: dict[str, Grade]
    is_optional: bool


def keys(*names: str) -> frozenset[str]:
    """The strings to store for a person: of every name of hers, in any script (parts of one name in one text)."""
    return frozenset(key for name in names for key in _keys_of_name(name))


@lru_cache(maxsize=5_000)
def _keys_of_name(name: str) -> frozenset[str]:
    found = parts(name)
    stored = {key for part in found for key in (*_certain(part), *_heard(part.text), *_written_pieces(part))}
    stored |= {f"h:{formal}" for part in found for formal in formal_names_of(part.text)}
    stored |= {key for pair in _pairs(found) for key in _pair_keys(pair)}
    return frozenset(stored)


def query_keys(text: str) -> list[Word]:
    """Each typed part with its keys, in the order typed; nothing for a text without letters."""
    found = parts(text)
    pairs = [_pair_keys(pair) for pair in _pairs(found)]
    words = []
    for place, part in enumerate(found):
        asked = dict.fromkeys(_written_pieces(part), Grade.SIMILAR)
        for beside in pairs[max(0, place - 1) : place + 1]:  # typed apart, stored as one
            asked |= beside
        asked |= {f"n:{formal}": Grade.SIMILAR for formal in formal_names_of(part.text)}
        asked |= {f"h:{name}": Grade.SIMILAR for name in names_of(part.text)}
        asked |= _heard_by_search(part.text)
        asked |= _certain(part)
        words.append(Word(part.as_written, asked, part.is_optional))
    return words


def _certain(part: Part) -> dict[str, Grade]:
    known = {f"n:{name}": Grade.SOUND for name in names_of(part.text)}
    return known | {f"f:{part.text}": Grade.FOLDED, f"e:{part.as_written.lower()}": Grade.EXACT}


@lru_cache(maxsize=50_000)
def _heard(text: str) -> dict[str, Grade]:
    kind = "s" if names_of(text) else "u"
    return dict.fromkeys(coarse_keys(text), Grade.SIMILAR) | {f"{kind}:{one}": Grade.SOUND for one in fine_sounds(text)}


def _heard_by_search(text: str) -> dict[str, Grade]:
    """Two spellings that the lists keep apart (محمد and محمود) are only similar, whatever they sound like."""
    apart = Grade.SIMILAR if names_of(text) else Grade.SOUND
    other = {key: grade for one in fine_sounds(text) for key, grade in ((f"s:{one}", apart), (f"u:{one}", Grade.SOUND))}
    return _heard(text) | other


def fine_sounds(text: str) -> set[str]:
    return {one for shape in shapes(text) for one in sounds(shape) if len(one) >= 2}


def coarse_keys(text: str) -> Iterator[str]:
    for shape in shapes(text):
        for one in coarse_sounds(shape):
            yield f"c:{one}"
            if len(one) >= 4:
                yield from (f"d:{one[:place]}{one[place + 1 :]}" for place in range(len(one)))


def _written_pieces(part: Part) -> list[str]:
    """For a part of several words: each that is a name, as typed alone (العزيز of عبد العزيز)."""
    kinds = ("article", "assimilated", "servant", "father", "mother", "faith", "bare_faith", "god")
    leaning = {word for kind in kinds for word in particles(kind, script_of(part.text))}
    return [f"e:{word.lower()}" for word in part.written if fold(word) not in leaning] if len(part.written) > 1 else []


def _pairs(found: tuple[Part, ...]) -> list[str]:
    return [one.text + other.text for one, other in pairwise(found) if one.script == other.script]


def _pair_keys(pair: str) -> dict[str, Grade]:
    """Two neighbours written as one word, as محمدعلي."""
    rough = (f"c:{one}" for one in islice(sorted(coarse_sounds(Shape(pair))), 1))
    return dict.fromkeys(rough, Grade.SIMILAR) | {f"f:{pair}": Grade.SOUND}
