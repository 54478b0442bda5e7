"""Governorates and districts of Egypt by P-code, from `reference/`. Asks no table."""
import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language


@dataclass(frozen=True)
class Place:
    code: str
    name_ar: str
    name_en: str

    def __str__(self) -> str:
        return self.name_ar if get_language() == "ar" else self.name_en


@cache
def governorates() -> tuple[Place, ...]:
    """The 27 governorates in the order of their P-codes: `EG01`, Cairo, first."""
    return tuple(_place(row) for row in _rows("eg_adm1.csv"))


@cache
def districts(governorate: str) -> tuple[Place, ...]:
    """Qisms, markazes and cities of a governorate, in the order of their P-codes; nothing for a code that is none."""
    return tuple(_place(row) for row in _rows("eg_adm2.csv") if row["adm1_pcode"] == governorate)


@cache
def place(code: str) -> Place | None:
    """The governorate or district with that P-code."""
    known = governorates() if len(code) == 4 else districts(code[:4])
    return next((one for one in known if one.code == code), None)


def _place(row: dict[str, str]) -> Place:
    return Place(row["pcode"], row["name_ar"], row["name_en"])


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = files("amana.ground.organisations").joinpath(f"reference/{name}").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
