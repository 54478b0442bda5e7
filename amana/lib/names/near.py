"""Keys for the question whether somebody is there already: parts that sound alike, together with the years of birth.

Names alone are shared by too many. Births more than a year apart are two people for `compare` unless a document speaks; so the
years narrow what is looked up, in spans of four. Whatever `compare` takes for one name by two parts shares a key for each of them.
"""

from collections.abc import Iterable

from amana.lib.core.dates import PartialDate
from amana.lib.names.known import formal_names_of, names_of
from amana.lib.names.search import Grade, Word, coarse_keys, fine_sounds
from amana.lib.names.words import Part, parts

SPAN = 4
_UNKNOWN = "?"


def near_keys(names: Iterable[str], birth: PartialDate | None) -> frozenset[str]:
    """The strings to store for a person beside `keys`: each part of each name with each span that her birth, a year more or less, touches."""
    heard = {key for name in names for part in parts(name) for key in (*_heard(part), *(f"h:{formal}" for formal in formal_names_of(part.text)))}
    spans = {birth.earliest.year - 1, birth.latest.year + 1} if birth else ()
    return frozenset(f"{key}@{span}" for key in heard for span in (_spans(min(spans), max(spans)) if spans else (_UNKNOWN,)))


def near_query(name: str, birth: PartialDate | None) -> list[Word]:
    """Each part with its keys, any of which is a hit; without a birth those of `keys`, which every person has."""
    spans = [f"@{span}" for span in (*_spans(birth.earliest.year, birth.latest.year), _UNKNOWN)] if birth else [""]
    return [Word(part.as_written, {key + span: grade for key, grade in _asked(part).items() for span in spans}, part.is_optional) for part in parts(name)]


def _spans(first: int, last: int) -> range:
    return range(first // SPAN, last // SPAN + 1)


def _heard(part: Part) -> dict[str, Grade]:
    """By the coarse sound, which equal letters and equal sounds share; a part too short for one by its letters and fine sounds."""
    known = {f"n:{name}": Grade.SOUND for name in names_of(part.text)}
    if coarse := dict.fromkeys(coarse_keys(part.text), Grade.SIMILAR):
        return coarse | known
    kind = "s" if names_of(part.text) else "u"
    return dict.fromkeys((f"{kind}:{one}" for one in fine_sounds(part.text)), Grade.SOUND) | known | {f"f:{part.text}": Grade.FOLDED}


def _asked(part: Part) -> dict[str, Grade]:
    others = {f"n:{formal}" for formal in formal_names_of(part.text)} | {f"h:{name}" for name in names_of(part.text)}
    return dict.fromkeys(others, Grade.SIMILAR) | _heard(part)
