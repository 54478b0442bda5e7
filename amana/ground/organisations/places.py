"""Governorates and districts of Egypt by P-code, from `reference/`. Asks no table."""
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from amana.ground.shell.values import once_a_language, reading_language


@dataclass(frozen=True)
class Place:
    code: str
    name_ar: str
    name_en: str

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en


@cache
def governorates() -> tuple[Place, ...]:
    """The 27 governorates in the order of their P-codes: `EG01`, Cairo, first."""
    return tuple(_place(row) for row in _rows("eg_adm1.csv"))


@cache
def districts(governorate: str) -> tuple[Place, ...]:
    """Qisms, markazes and cities of a governorate, in the order of their P-codes; nothing for a code that is none."""
    return tuple(_place(row) for row in _rows("eg_adm2.csv") if _today(row) == governorate)


@cache
def place(code: str) -> Place | None:
    """The governorate or district with that P-code."""
    return next((_place(row) for name in ("eg_adm1.csv", "eg_adm2.csv") for row in _rows(name) if row["pcode"] == code), None)


@cache
def governorate_of(district: str) -> str | None:
    """P-code of the governorate in which a district lies today."""
    return next((_today(row) for row in _rows("eg_adm2.csv") if row["pcode"] == district), None)


@once_a_language
def governorate_choices() -> list[tuple[str, str]]:
    return [(one.code, str(one)) for one in governorates()]


@once_a_language
def district_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Districts under the name of their governorate."""
    return [(str(one), [(place.code, str(place)) for place in districts(one.code)]) for one in governorates()]


def _place(row: dict[str, str]) -> Place:
    return Place(row["pcode"], row["name_ar"], row["name_en"])


# The table is older than today's map: these districts lie in Luxor now and keep their old codes (DOMAIN.md §7.1).
_MOVED = {"EG2704": "EG29", "EG2705": "EG29"}


def _today(row: dict[str, str]) -> str:
    return _MOVED.get(row["pcode"], row["adm1_pcode"])


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = files("amana.ground.organisations").joinpath(f"reference/{name}").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def named(codes: Iterable[str]) -> list[str]:
    """In the language being read; a code that is none is left out."""
    return [str(found) for code in codes if (found := place(code))]
