"""What a name sounds like, written in one way for both scripts: the consonants, an opening vowel, the last vowel."""

import re
from functools import cache, lru_cache
from itertools import islice, product

from amana.lib.names.folding import rows
from amana.lib.names.words import Shape, script_of

MOST_VARIANTS = 4  # of the consonants of one name; more would be guesswork and cost rows
_COARSE = str.maketrans("xgkzcs", "kkksss", "h")
_DOUBLED = re.compile(r"([a-z])\1+")


@cache
def _table(script: str) -> tuple[dict[str, list[str]], re.Pattern[str]]:
    sounds = {
        row["letters"]: ["" if one == "-" else one for one in row["sounds"].split("|")]
        for row in rows("sounds")
        if row["script"] == script
    }
    groups = sorted(sounds, key=len, reverse=True)
    return sounds, re.compile("|".join(map(re.escape, groups)))


@lru_cache(maxsize=50_000)
def sounds(shape: Shape) -> frozenset[str]:
    """Fine keys such as `ahmd` and `lyl.a`: two spellings of a name in either script share at least one."""
    marked = (
        f"{shape.before}{start}{middle}{end}{shape.after}"
        for text, end in _endings(shape.core)
        for start, middle in skeletons(text)
    )
    return frozenset(marked)


@lru_cache(maxsize=50_000)
def coarse_sounds(shape: Shape) -> frozenset[str]:
    """Rough keys to find more than is meant: k x g one, s z sh one, no h, vowels or marks; none under two letters."""
    rough = {
        _DOUBLED.sub(r"\1", middle.translate(_COARSE))
        for text, _ in _endings(shape.core)
        for _, middle in skeletons(text)
    }
    return frozenset(one for one in rough if len(one) >= 2)


def skeletons(text: str) -> list[tuple[str, str]]:
    """(opening, consonants) for each way to read the letters; the opening is a for a vowel, w or y for themselves."""
    script = script_of(text)
    table, pattern = _table(script)
    if script == "la":
        text = re.sub(r"([a-z])\1", r"\1", text)
    groups = pattern.findall(text)
    readings = islice(product(*(table[group] for group in groups)), MOST_VARIANTS)
    return [(_opening(text, reading), "".join(reading)) for reading in readings]


def _opening(text: str, reading: tuple[str, ...]) -> str:
    if not reading or reading[0]:
        return ""
    if text[0] in "wو" or re.match("ou[aei]", text):
        return "w"
    return "y" if text[0] in "yي" else "a"


def _endings(text: str) -> list[tuple[str, str]]:
    """(what is left for the consonants, last vowel) for each way to hear the end."""
    return _arabic_endings(text) if script_of(text) == "ar" else _latin_endings(text)


def _arabic_endings(text: str) -> list[tuple[str, str]]:
    if len(text) < 2:
        return [(text, "")]
    body = text.removesuffix("ء")
    if body.endswith("ه"):
        return [(body[:-1], ".a")]
    if body.endswith("ا"):
        return [(body, ".a")]
    if body.endswith("ي"):
        return [(body, ".i"), (body, ".a")]
    if body.endswith("و"):
        return [(body, ".o")]
    if body.endswith("ع"):
        return [(body, ""), (body, ".i"), (body, ".a")]
    return [(body, "")]


def _latin_endings(text: str) -> list[tuple[str, str]]:
    if re.search("[aeiou]h$", text):
        return [(text[:-1], ".a"), (text, "")]
    if text.endswith("e"):
        return [(text, ".i"), (text, ".a"), (text, "")]
    for letters, vowel in (("a3", ".a"), ("iy", ".i"), ("ouw", ".o")):
        if text[-1] in letters:
            return [(text, vowel)]
    return [(text, "")]
