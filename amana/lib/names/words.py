"""A written name cut into its parts: عبد, أبو, El-, El-Din joined to their neighbour; titles and `son of` left out."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal

from amana.lib.core.text import tidy
from amana.lib.names.folding import fold, rows

Script = Literal["ar", "la"]
_ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
# A letter or digit, then also the signs that stand inside a word: accents, Arabic marks, apostrophes, ayn.
_SPELLED = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0640\u064b-\u0655\u0670'’‘`´ʿʾʼʻ])*")
# Marks of recitation and honorifics are no letters: within a name they would part a word, or be one.
_NOT_HEARD = dict.fromkeys([0x200C, 0x200D, *(c for c in (*range(0x0600, 0x0900), *range(0xFBB2, 0xFBC3))
                                              if unicodedata.category(chr(c)) in ("Mn", "Sk") and c not in range(0x064B, 0x0656) and c != 0x0670),
                            *range(0xFDFA, 0xFDFC), *range(0xFD40, 0xFD50), *range(0xFDCF, 0xFDD0), *range(0xFDFD, 0xFE00)])


@dataclass(frozen=True)
class Part:
    """One part of a name, folded and joined (`عبدالرحمن`), beside the words it was written with.

    is_optional: a title that can be a name, or an initial; a search need not find it.
    """

    text: str
    written: tuple[str, ...]
    is_optional: bool = False

    @cached_property
    def as_written(self) -> str:
        return " ".join(self.written)

    @cached_property
    def lowered(self) -> str:
        return self.as_written.lower()

    @property
    def script(self) -> Script:
        return script_of(self.text)


def script_of(text: str) -> Script:
    return "ar" if _ARABIC.search(text) else "la"


@cache
def particles(kind: str, script: Script) -> frozenset[str]:
    """The words of that kind in reference/particles.csv, folded."""
    found = [row["words"] for row in rows("particles") if row["kind"] == kind and row["script"] == script]
    return frozenset(fold(word) for words in found for word in words.split(";"))


def spelled(text: str) -> list[str]:
    """The words as written, without marks of punctuation; hyphens part words."""
    return _SPELLED.findall(tidy(text).translate(_NOT_HEARD))


@lru_cache(maxsize=20_000)
def parts(text: str) -> tuple[Part, ...]:
    """The parts of a name in their order. Titles and `son of` fall away unless nothing else is there."""
    words = spelled(text)
    names = [word for word in words if fold(word) not in particles("filler", script_of(word))]
    return tuple(_joined(names or words))


def _joined(words: list[str]) -> Iterator[Part]:
    place = 0
    while place < len(words):
        end = _end_of_part(words, place)
        written = tuple(words[place:end])
        text = "".join(map(fold, written))
        yield Part(text, written, len(text) == 1 or text in particles("maybe_title", script_of(text)))
        place = end


def _end_of_part(words: list[str], place: int) -> int:
    """Where the part ends that begins at `place`: over all words that lean on the next, and what leans on it."""
    while place + 1 < len(words) and _leans_on_next(fold(words[place]), fold(words[place + 1])):
        place += 1
    place += 1
    following = [fold(word) for word in words[place : place + 2]]
    if following and _leans_back(following[0]):
        return place + 1
    if (
        len(following) == 2
        and following[0] in particles("article", "la")
        and following[1] in particles("bare_faith", "la")
    ):
        return place + 2
    if len(following) == 2 and following[0] in _before_din() and following[1] in particles("bare_faith", "la"):
        return place + 2
    return place


def _before_din() -> frozenset[str]:
    return frozenset(word for word in particles("assimilated", "la") | {"ud"} if word.endswith("d"))


def _leans_on_next(word: str, following: str) -> bool:
    script = script_of(word)
    if script_of(following) != script:
        return False
    if word in particles("assimilated", "la"):
        return following.startswith(word[1:])
    return any(word in particles(kind, script) for kind in ("article", "servant", "father", "mother"))


def _leans_back(word: str) -> bool:
    return any(word in particles(kind, script_of(word)) for kind in ("faith", "god"))


# --- what a part is made of ---


@dataclass(frozen=True)
class Shape:
    """A part taken apart: `core` is the name that is heard, marks say what stands before (B U M) and after (D L)."""

    core: str
    before: str = ""
    after: str = ""


_SERVANT = re.compile(r"abd[aeiou]{0,2}(?:(?P<l>l+)|(?P<same>[bcdfgjknrstz])(?=(?P=same)))?(?P<rest>\w{3,})")
_FATHER = re.compile(r"ab(?:u|ou|o|oo)(?:l(?=[^aeiou]))?(?P<rest>[^aeiou\d]\w{2,})")
_FAITH = re.compile(r"(?P<rest>\w{2,}?)(?:[aeiou]l|[aeiou]d(?=d))d(?:i|ee|ie)ne?")
_GOD = re.compile(r"(?P<rest>\w{2,}?)[aou]ll+ah?")
_ARTICLE = re.compile(r"[ea]l(?P<rest>\w{3,})")


@lru_cache(maxsize=50_000)
def shapes(text: str) -> tuple[Shape, ...]:
    """The ways to take a folded part apart, the likeliest first."""
    return tuple(dict.fromkeys(_arabic_shapes(text) if script_of(text) == "ar" else _latin_shapes(text)))


def _arabic_shapes(text: str) -> Iterator[Shape]:
    article = text.startswith("ال") and text not in particles("whole_name", "ar")
    if text.startswith("عبد") and (len(text) >= 6):
        yield Shape(_without_article(text[3:]), before="B")
    elif text.startswith("ابو") and len(text) >= 6:
        yield Shape(_without_article(text[3:]), before="U")
    elif text.startswith("ام") and "ال" in text[2:4] and len(text) >= 7:
        yield Shape(text[4:], before="M")
    elif text.endswith("الدين") and len(text) >= 7:
        yield Shape(text[:-5], after="D")
    elif text.endswith("الله") and len(text) >= 6:
        yield Shape(text[:-4], after="L")
    elif article and len(text) >= 5:
        yield Shape(text[2:])
    else:
        yield Shape(text)


def _without_article(text: str) -> str:
    return text[2:] if text.startswith("ال") and len(text) >= 4 else text


def _latin_shapes(text: str) -> Iterator[Shape]:
    if found := _SERVANT.fullmatch(text):
        yield Shape(found["rest"], before="B")
        if found["l"] and found["rest"][0] in "aeiou":  # Abdelatif: the l of the article is also that of Latif
            yield Shape("l" + found["rest"], before="B")
    elif found := _FATHER.fullmatch(text):
        yield Shape(found["rest"], before="U")
        yield Shape(text)
    elif found := _FAITH.fullmatch(text):
        yield Shape(found["rest"], after="D")
    elif found := _GOD.fullmatch(text):
        yield Shape(found["rest"], after="L")
        yield Shape(text)
    else:
        if (found := _ARTICLE.fullmatch(text)) and text not in particles("whole_name", "la"):
            yield Shape(found["rest"])
        yield Shape(text)
