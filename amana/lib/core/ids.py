"""Keys and numbers: uuid7 for rows, and the numbers people read aloud (`AM-7K4Q-92XH`). No meaning in either.

A number is a prefix, seven random characters of ALPHABET and a check character, shown as PREFIX-XXXX-XXXX.
The check catches every single wrong character, every swap of neighbours, every swap across one character and
every twin error (XX read as YY), and each of the 28 characters occurs as check character.

The algorithm (written once more in PL/pgSQL beside the table that draws the numbers; keep both alike):
    value(c) = position of c in ALPHABET, 0 to 27; high = value / 7 (whole part, 0-3), low = value % 7
    start with h = 2, l = 6; for each of the seven characters:
        h = double(h) xor high,   double: 0 -> 0, 1 -> 2, 2 -> 3, 3 -> 1      (times w in the field of 4 elements)
        l = (3 * l + low) % 7                                                 (times 3 in the field of 7)
    check character: value = 7 * double(h) + (-3 * l) mod 7; the whole eight then end in h = 0, l = 0.
Why not ISO 7064 MOD 29,28 as first planned: 28 is even, and a system that adds modulo an even number always misses
some swaps (there MOD 29,28 misses one pair of neighbours for each prefix read so far). The 28 pairs (field of 4,
field of 7) are also 28 values, and a step that multiplies by (w, 3) misses none; test_ids.py proves both.
"""

import os
import secrets
import threading
import time
import uuid

from amana.lib.core.text import fold_digits

ALPHABET = "23456789ABCDEFGHJKMNPQRTVWXY"  # without 0 1 and I L O S U Z, which are read as something else
PREFIXES = ("AM", "AC", "AR")  # records, cases, referrals
_DOUBLE = (0, 2, 3, 1)
_MISREAD = str.maketrans("SZ", "52")  # not in the alphabet, so what was meant is certain; the check confirms it

_lock = threading.Lock()
_last_ms, _counter = 0, 0


def uuid7() -> uuid.UUID:
    """A new key (RFC 9562, version 7): what this process draws later sorts later, also inside one millisecond.

    The 12 bits after the time count up inside a millisecond and start at a random value below 2048; 62 bits are random.
    """
    global _last_ms, _counter
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:  # a clock set back keeps the last time, so the order holds
            _last_ms, _counter = now, secrets.randbelow(2048)
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_ms, _counter = _last_ms + 1, 0
        ms, counter = _last_ms, _counter
    low = int.from_bytes(os.urandom(8)) & (1 << 62) - 1
    return uuid.UUID(int=ms << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | low)


def _state(text: str) -> tuple[int, int]:
    high, low = 2, 6  # any start would do; with this one the example of the documents, AM-7K4Q-92XH, is a true number
    for character in text:
        value = ALPHABET.index(character)
        high, low = _DOUBLE[high] ^ value // 7, (3 * low + value % 7) % 7
    return high, low


def check_character(seven: str) -> str:
    """The eighth character for seven characters of ALPHABET (ValueError for any other character)."""
    high, low = _state(seven)
    return ALPHABET[7 * _DOUBLE[high] + -3 * low % 7]


def new_number(prefix: str) -> str:
    """A number drawn at random; uniqueness is the table's business."""
    seven = "".join(secrets.choice(ALPHABET) for _ in range(7))
    return _shown(prefix, seven + check_character(seven))


def read_number(text: str, prefix: str = "AM") -> str | None:
    """The number as it is stored (`AM-7K4Q-92XH`), or None if it cannot be one.

    Forgives lower case, any dashes, dots, blanks and invisible marks, Arabic digits, S for 5 and Z for 2; where the
    two letters in front are missing, `prefix` is put there.
    """
    plain = "".join(c for c in fold_digits(text).upper() if c.isascii() and c.isalnum())
    if any(c.isalnum() and not c.isascii() for c in fold_digits(text)):
        return None
    if len(plain) == 10 and plain[:2] in PREFIXES:
        prefix, plain = plain[:2], plain[2:]
    plain = plain.translate(_MISREAD)
    if len(plain) != 8 or not set(plain) <= set(ALPHABET) or _state(plain) != (0, 0):
        return None
    return _shown(prefix, plain)


def read_key(text: str) -> uuid.UUID | None:
    """The key that an address names, or None if it names none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _shown(prefix: str, eight: str) -> str:
    return f"{prefix}-{eight[:4]}-{eight[4:]}"
