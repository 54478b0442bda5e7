"""Typed text made clean and safe: digits, invisible marks, file names, lists. Names of persons are in lib/names."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

_MARKS_OF_NUMBERS = dict(zip("٫٬٪", ".,%", strict=True))
_DIGITS = str.maketrans({chr(c): str(unicodedata.decimal(chr(c))) for c in range(0x80, 0x20000) if chr(c).isdecimal()} | _MARKS_OF_NUMBERS)
# What shows nothing and is no white space: the formatting characters, and letters and marks that are blank by design (fillers, selectors).
# The joiners of letters (U+200C, U+200D) are spelling and stay inside a word; signs that embrace a number in Arabic are seen.
_JOINERS = "\u200c\u200d"
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0").union(
    map(chr, range(0xFE00, 0xFE10)), map(chr, range(0xE0100, 0xE01F0)))
_LOOSE_JOINERS = re.compile(rf"(?<!\S)[{_JOINERS}]+|[{_JOINERS}]+(?!\S)")
_DECIMAL = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)
_WHOLE = re.compile(r"[0-9]{1,9}")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def fold_digits(text: str) -> str:
    """The digits of every script, the Arabic decimal mark, thousands mark and per cent sign as ASCII; all else untouched."""
    return text.translate(_DIGITS)


def tidy(text: str) -> str:
    """One clean line: NFC, no invisible or control characters, each run of white space one blank, no blanks around."""
    return " ".join(_clean(text).split())


def tidy_lines(text: str) -> str:
    """As `tidy`, but line by line; empty lines around fall away and two or more in the middle become one."""
    lines = "\n".join(" ".join(line.split()) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", _clean(text)))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _clean(text: str) -> str:
    """NFC without what no one can see. White space stays; lone surrogates go, since UTF-8 cannot hold them."""
    if text.isascii() and text.isprintable():
        return text
    seen = unicodedata.normalize("NFC", "".join(filter(_is_seen, text)))
    return _LOOSE_JOINERS.sub("", seen)


@cache
def _is_seen(character: str) -> bool:
    if character.isascii():
        return character.isprintable() or character.isspace()
    if character in _BLANK:
        return False
    if unicodedata.category(character) == "Cf":
        return character in _JOINERS or character in _SEEN
    return character.isspace() or unicodedata.category(character) not in ("Cc", "Cs")


def read_decimal(text: str) -> Decimal | None:
    """The number a person typed with a decimal point and, if any, commas at the thousands, in any digits; else None."""
    plain = fold_digits(tidy(text)).replace("\u2212", "-")
    return Decimal(plain.replace(",", "")) if _DECIMAL.fullmatch(plain) else None


def read_whole(text: str) -> int | None:
    """The whole number that an address or a hidden box carries, in any digits; None for what is none, or longer than nine digits."""
    plain = fold_digits(tidy(text))
    return int(plain) if _WHOLE.fullmatch(plain) else None


def listed(words: Iterable[str], language: str) -> str:
    """The words in a row, with the comma of the language."""
    return ("، " if language.split("-")[0] == "ar" else ", ").join(words)


def isolated(text: str) -> str:
    """For plain text (mail, files): the value keeps its own direction inside a sentence of the other one."""
    return f"\u2068{text}\u2069"


def isolated_ltr(text: str) -> str:
    """For plain text: a phone, number or code that reads left to right wherever it stands."""
    return f"\u2066{text}\u2069"


def safe_file_name(text: str, fallback: str = "file") -> str:
    """A name every file system and mail program takes: letters of any script, digits, - _ and dots; the ending stays.

    At most 200 bytes of UTF-8; never empty, hidden, a path or a name that Windows keeps for itself.
    """
    words = re.sub(r"[^\w.\-]+", "_", tidy(text))
    stem, dot, ending = words.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        stem, dot, ending = words, "", ""
    stem = re.sub(r"\.{2,}", ".", stem).strip("._- ")
    stem = stem.encode()[: 200 - len(dot + ending)].decode(errors="ignore").rstrip("._- ")
    if not stem or stem.split(".")[0].lower() in _RESERVED:
        stem = f"{fallback}_{stem}".rstrip("_")
    return stem + dot + ending
