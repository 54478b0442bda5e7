"""A name in plain Latin letters, as whoever has no engine for names would write it: for the peers alone."""

import re
import unicodedata

_LETTERS = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "g", "ح": "h", "خ": "kh", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "o",
    "ي": "i", "ى": "a", "ء": "", "ؤ": "o", "ئ": "i", "ـ": "",
}
_REST = re.compile(r"[^a-z0-9 ]+")


def romanised(text: str) -> str:
    plain = "".join(_LETTERS.get(letter, letter) for letter in text)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return " ".join(_REST.sub(" ", plain.lower().replace("'", "").replace("-", " ")).split())
