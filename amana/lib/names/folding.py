"""Letters that people use for one another become one. White space is never touched."""

import csv
import unicodedata
from functools import cache
from importlib.resources import files

from amana.lib.core.text import fold_digits

# Short vowels and the rest of the marks U+064B to U+0652, the small alif, the stretching stroke: exactly these (B01).
_MARKS = dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])


_SHAPES = (("\ufb50", "\ufdff"), ("\ufe70", "\ufefe"), ("\uff01", "\uff5e"), ("\U0001d400", "\U0001d7ff"), ("\U0001ee00", "\U0001eeff"))


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file in reference/, without its lines of source and licence."""
    text = files("amana.lib.names").joinpath(f"reference/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def _letters() -> dict[int, str]:
    return {ord(row["from"]): row["to"] for row in rows("letters")}


def fold(text: str) -> str:
    """The text with every letter in its plain form, for comparing only; what is stored and shown stays as written.

    Arabic: no marks and no tatweel, أإآٱ as ا, ى as ي, ة as ه, ؤ as و, ئ as ي. Latin: small letters without
    accents, apostrophes and ayn signs. Digits ASCII.
    """
    plain = unicodedata.normalize("NFC", fold_digits("".join(map(_plain_shape, text))))
    plain = plain.translate(_MARKS).casefold()
    return "".join(_without_accents(c) for c in plain).translate(_letters())


def _plain_shape(character: str) -> str:
    """The letter itself for a presentation form, as old programs and PDF files write them, and for a wide or ornamental Latin one."""
    if any(first <= character <= last for first, last in _SHAPES):
        plain = unicodedata.normalize("NFKC", character)
        plain = plain.lstrip() if len(plain) <= 3 else plain  # a mark that stands alone is drawn over a blank
        return character if any(map(str.isspace, plain)) else plain
    return character


def _without_accents(character: str) -> str:
    if "\u0600" <= character <= "\u06ff":
        return character
    return "".join(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))
