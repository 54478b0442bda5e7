"""Lists of codes with their names in both languages, from `reference/`. Asks no table."""
import csv
from functools import cache
from importlib.resources import files
from itertools import groupby

from amana.ground.shell.values import once_a_language, reading_language
from amana.lib.core.errors import Unreadable

LISTS = ("documents", "groups", "return_modes", "education", "occupations", "languages", "countries")
_KEYS = {"countries": "alpha3"}


@cache
def rows(of: str) -> dict[str, dict[str, str]]:
    """Code → row with name_ar and name_en, in the order of the file."""
    text = files("amana.casework.registry").joinpath(f"reference/{of}.csv").read_text("utf-8")
    listed = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row[_KEYS.get(of, "code")]: row for row in listed}


def name(code: str, of: str) -> str:
    """In the page's language; the code itself if it is unknown."""
    row = rows(of).get(code)
    return row["name_ar" if reading_language() == "ar" else "name_en"] if row else code


@once_a_language
def choices(of: str) -> list[tuple[str, str]]:
    """Codes and names, in the order of the file."""
    return [(code, name(code, of)) for code in rows(of)]


@once_a_language
def occupations() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each major group with itself and its sub-major groups."""
    return [(name(major, "occupations"), [(code, name(code, "occupations")) for code in codes])
            for major, codes in groupby(rows("occupations"), key=lambda code: code[0])]


def must_know(of: str, *codes: str) -> None:
    """Raises Unreadable (`code.unknown`) unless each code is empty or stands in the list."""
    for code in codes:
        if code and code not in rows(of):
            raise Unreadable("code.unknown", list=of, code=code)
