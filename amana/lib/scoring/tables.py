"""A table of an instrument file, read key by key. Whatever is wrong with its shape is gathered, with its place, and never read around."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from amana.lib.core.text import tidy
from amana.lib.scoring.instruments import Unit, Words

CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_SHARE = re.compile(r"\d{1,3}/[1-9]\d{0,2}", re.ASCII)
_ARABIC = re.compile(r"[\u0621-\u064a]")
_LONGEST_SPAN = {"days": 36_525, "months": 1_200}
_MOST = 10**9


@dataclass(frozen=True)
class Fault:
    """code: what kind. place: where in the file. detail: in English, for whoever writes the file."""

    code: str
    place: str
    detail: str

    def __str__(self) -> str:
        return f"{self.place}: {self.detail}"


class Table:
    """Each reading takes a key; `close` names those that nobody took. What is missing or of the wrong kind is a fault and reads as something empty."""

    def __init__(self, row: object, place: str, faults: list[Fault]):
        self.place, self.faults = place, faults
        self.left: dict[str, object] = dict(row) if isinstance(row, Mapping) else {}
        if not isinstance(row, Mapping):
            self.wrong("file.not_a_table", "is not a table")

    def wrong(self, code: str, detail: str) -> None:
        self.faults.append(Fault(code, self.place, detail))

    def close(self) -> None:
        for key in self.left:
            self.wrong("file.unknown_key", f"knows no key {key!r}")

    def has(self, key: str) -> bool:
        return key in self.left

    def text(self, key: str) -> str:
        value = self._take(key, str, "a text")
        if value is None:
            return ""
        if not value or value != tidy(value):
            self.wrong("file.untidy", f"{key} is empty, or has blanks or marks that nobody sees")
        return value

    def code(self, key: str) -> str:
        return self._as_code(key, self.text(key))

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes, none twice."""
        if not self.has(key):
            self.wrong("file.missing_key", f"lacks {key}")
        return self.codes_if_any(key)

    def codes_if_any(self, key: str) -> tuple[str, ...]:
        """As `codes`; empty where the key is absent."""
        found = tuple(self._as_code(key, one) if isinstance(one, str) else self._as_code(key, "") for one in self._list(key))
        if len(set(found)) < len(found):
            self.wrong("file.twice", f"{key} names one twice")
        return found

    def one_of(self, key: str, *choices: str) -> str:
        value = self.text(key)
        if value not in choices:
            self.wrong("file.no_such_choice", f"{key} is one of {', '.join(choices)}")
            return choices[0]
        return value

    def words(self, key: str) -> Words:
        """Two keys, `key_ar` with Arabic letters and `key_en` without."""
        words = Words(self.text(f"{key}_ar"), self.text(f"{key}_en"))
        if words.ar and not _ARABIC.search(words.ar):
            self.wrong("file.not_arabic", f"{key}_ar has no Arabic letter")
        if _ARABIC.search(words.en):
            self.wrong("file.not_english", f"{key}_en has Arabic letters")
        return words

    def words_or_none(self, key: str) -> Words | None:
        return self.words(key) if self.has(f"{key}_ar") or self.has(f"{key}_en") else None

    def whole(self, key: str, most: int = _MOST) -> int:
        value = self._take(key, int, "a whole number")
        if value is not None and not 0 <= value <= most:
            self.wrong("file.out_of_range", f"{key} lies between 0 and {most}")
            return 0
        return value or 0

    def number(self, key: str) -> Fraction:
        """Exact: a whole number, or a text such as "0.5". Floating point numbers are refused, since they are not what is written."""
        return self._as_number(key, self._take(key, (int, str), "a number"))

    def numbers(self, key: str) -> Mapping[str, Fraction]:
        """A table of numbers; empty where the key is absent."""
        row = Table(self.left.pop(key, {}), f"{self.place}, {key}", self.faults)
        return {code: row.number(code) for code in list(row.left)}

    def share_or_number(self, key: str) -> tuple[Fraction, bool]:
        """The number, and whether it is a share such as "1/3"."""
        value = self.left.get(key)
        if isinstance(value, str) and _SHARE.fullmatch(value):
            del self.left[key]
            return Fraction(value), True
        return Fraction(self.whole(key)), False

    def day(self, key: str) -> date | None:
        value = self._take(key, date, "a day")
        if isinstance(value, datetime):
            self.wrong("file.wrong_kind", f"{key} is not a day")
        return value

    def span(self, key: str) -> tuple[int, Unit]:
        """Such as [3, "months"]."""
        pair = self._list(key)
        if len(pair) == 2 and type(pair[0]) is int and pair[1] in ("days", "months") and 0 <= pair[0] <= _LONGEST_SPAN[pair[1]]:
            return pair[0], pair[1]
        self.wrong("file.no_span", f'{key} is written like [3, "months"], of at most a hundred years')
        return 0, "days"

    def pair(self, key: str) -> tuple[Fraction, Fraction]:
        """Such as [0, 27]."""
        values = [self._as_number(key, one if isinstance(one, (int, str)) and not isinstance(one, bool) else "") for one in self._list(key)]
        if len(values) != 2:
            self.wrong("file.no_pair", f"{key} is written like [0, 27]")
            return Fraction(0), Fraction(0)
        return values[0], values[1]

    def table(self, key: str) -> "Table":
        if not self.has(key):
            self.wrong("file.missing_key", f"lacks {key}")
        return Table(self.left.pop(key, {}), f"{self.place}, {key}", self.faults)

    def tables(self, key: str) -> list["Table"]:
        """A list of tables; empty where the key is absent. Each is called by its code or act, if it has one."""
        return [Table(row, f"{self.place}, {key} {_called(row, number)}", self.faults) for number, row in enumerate(self._list(key), 1)]

    def named_tables(self, key: str) -> dict[str, "Table"]:
        rows = Table(self.left.pop(key, {}), f"{self.place}, {key}", self.faults).left
        return {self._as_code(key, name): Table(row, f"{self.place}, {key} {name}", self.faults) for name, row in rows.items()}

    def _take(self, key: str, kind: type | tuple[type, ...], called: str) -> Any:
        """A value of that kind, or None."""
        if not self.has(key):
            self.wrong("file.missing_key", f"lacks {key}")
            return None
        value = self.left.pop(key)
        if isinstance(value, kind) and not isinstance(value, bool):
            return value
        self.wrong("file.wrong_kind", f"{key} is not {called}")
        return None

    def _list(self, key: str) -> Sequence:
        value = self.left.pop(key, [])
        if isinstance(value, list):
            return value
        self.wrong("file.wrong_kind", f"{key} is not a list")
        return []

    def _as_code(self, key: str, value: str) -> str:
        if not CODE.fullmatch(value):
            self.wrong("file.no_code", f"{key} is made of small Latin letters, digits and _")
        return value

    def _as_number(self, key: str, value: int | str | None) -> Fraction:
        if not (_NUMBER.fullmatch(value) if isinstance(value, str) else 0 <= (value or 0) <= _MOST):
            self.wrong("file.no_number", f'{key} is a number such as 3 or "0.5", not below 0')
            return Fraction(0)
        return Fraction(value or 0)


def _called(row: object, number: int) -> str:
    name = row.get("code") or row.get("act") if isinstance(row, Mapping) else None
    return f"{number} ({name})" if isinstance(name, str) else str(number)
