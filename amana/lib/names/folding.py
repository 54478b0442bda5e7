"""Letters that people use for one another become one. White space is never touched."""

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from amana.lib.core.text import fold_digits

# Short vowels and the rest of the marks U+064B to U+0652, the small alif, the stretching stroke: exactly these (B01).
_MARKS = dict.fromkeys([*range(0x064B, 0x0653), 0x0670, 0x0640])


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a file in reference/, without its lines of source and licence."""
    text = files("amana.lib.names").joinpath(f"reference/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


@cache
def _letters() -> dict[int, str]:
    return {ord(row["from"]): row["to"] for row in rows("letters")}


_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefe\uff01-\uff5e\U0001d400-\U0001d7ff\U0001ee00-\U0001eeff]")
_FOREIGN = re.compile("[^\x00-\x7f\u0600-\u06ff]+")


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """The text with every letter in its plain form, for comparing only; what is stored and shown stays as written.

    Arabic: no marks and no tatweel, أإآٱ as ا, ى as ي, ة as ه, ؤ as و, ئ as ي. Latin: small letters without
    accents, apostrophes and ayn signs. Digits ASCII.
    """
    plain = unicodedata.normalize("NFC", fold_digits(_PRESENTATION.sub(_plain_shape, text)))
    plain = plain.translate(_MARKS).casefold()
    return _FOREIGN.sub(_without_accents, plain).translate(_letters())


def _plain_shape(found: re.Match) -> str:
    """The letter itself for a presentation form, as old programs and PDF files write them, and for a wide or ornamental Latin one."""
    plain = unicodedata.normalize("NFKC", found[0])
    plain = plain.lstrip() if len(plain) <= 3 else plain  # a mark that stands alone is drawn over a blank
    return found[0] if any(map(str.isspace, plain)) else plain


def _without_accents(found: re.Match) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", found[0]) if not unicodedata.combining(c))
