"""A token as 320 bits: what it sounds like, written in one way for both scripts, how its letters follow one another, and which they are. Tokens that share bits are worth comparing."""

import re
import zlib
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from amana.lib.names.matching.channel import heard
from amana.lib.names.sound import skeletons
from amana.lib.names.words import script_of

Bits = NDArray[np.uint64]
_MARKS = str.maketrans("", "", "BUMDL")
_DOUBLED = re.compile(r"(.)\1+")
_COARSE = str.maketrans("xgkzcsd", "kkksssd", "h")
_WITHOUT_DOTS = str.maketrans("تثنيجخذزشضظغق", "ببببححدرسصطعف")  # dots are what a hurried hand leaves out, and what is read wrong first


@lru_cache(maxsize=50_000)
def signature(text: str) -> tuple[int, int, int, int]:
    """Four words of 64 bits: sound, sound, letters, letters."""
    core = heard(text)
    sound = 0
    for rough in _sounds(core.strip("^$").translate(_MARKS)):
        sound |= _bits(_grams(f"^{rough}$"), 128)
    letters = _bits([script_of(text) + gram for gram in _grams(core)], 128)
    low = (1 << 64) - 1
    return sound & low, sound >> 64, letters & low, letters >> 64


@lru_cache(maxsize=50_000)
def letter_set(text: str) -> int:
    """A bit for each letter that is in it: 64 bits, in which the letters of one script do not meet."""
    return reduce(lambda found, letter: found | 1 << (ord(letter) & 63), heard(text).strip("^$").translate(_WITHOUT_DOTS), 0)


def _sounds(core: str) -> set[str]:
    return {_DOUBLED.sub(r"\1", start + rest.translate(_COARSE)) for start, rest in skeletons(core)} if core else {""}


def _grams(text: str) -> list[str]:
    """Neighbours and neighbours but one, so that one wrong letter leaves most of them."""
    return [text[i : i + 2] for i in range(len(text) - 1)] + [f"{text[i]}_{text[i + 2]}" for i in range(len(text) - 2)]


def _bits(grams: list[str], size: int) -> int:
    found = 0
    for gram in grams:
        found |= 1 << (zlib.crc32(gram.encode()) % size)
    return found


def likeness(one: tuple[int, ...], others: tuple[Bits, ...], sizes: NDArray[np.int16]) -> NDArray[np.float32]:
    """The share of bits that one token has in common with each of many (Dice), 0 to 1; sizes: the number of bits of each."""
    shared = reduce(np.add, (np.bitwise_count(bits & np.uint64(word)) for word, bits in zip(one, others, strict=True)))  # of two words at most 128: a byte holds it
    return np.float32(2.0) * shared / np.maximum(sizes + np.int16(sum(word.bit_count() for word in one)), np.int16(1)).astype(np.float32)


def slips(letters: int, size: int, others: Bits, sizes: NDArray[np.int16]) -> NDArray[np.int16]:
    """At least so many letters must be changed, left out or put in to make one token of the other; size, sizes: how long they are."""
    changed = (np.bitwise_count(others ^ np.uint64(letters)).astype(np.int16) + np.int16(1)) // np.int16(2)
    return np.maximum(changed, np.abs(sizes - np.int16(size)))
