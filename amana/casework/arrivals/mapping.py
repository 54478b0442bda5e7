"""Which column of a list holds what: words over columns in Arabic, English and HTCDS 2.0, from `reference/`. Asks no table."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from amana.casework.arrivals.rules import ListKind
from amana.casework.registry import codes
from amana.ground.organisations import places
from amana.lib import names
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import fold_digits, tidy

NOT_IMPORTED = ""
CASE = "case"  # the group of fields that a caseload has besides
NAMES = frozenset({"full_name", "given", "latin_name"})
_HTCDS = re.compile(r"^(org|per|prs|vic|cas|cco|hte|spl|con)[ _]\w+", re.I)
_MARKS = re.compile(r"[_\-./\\:()\[\]*،,]+")


@dataclass(frozen=True)
class Field:
    """What a column may hold. is_one: only one column of a list may hold it."""

    code: str
    group: str
    is_one: bool
    name_ar: str
    name_en: str


@cache
def fields(kind: str = ListKind.CASELOAD) -> dict[str, Field]:
    """What a column of such a list may hold, by code, in the order in which they are offered; a caseload has all fields."""
    known = {row["field"]: Field(row["field"], row["group"], row["one"] == "yes", row["name_ar"], row["name_en"]) for row in _rows("fields")}
    return {code: field for code, field in known.items() if field.group != CASE or kind == ListKind.CASELOAD}


def folded(text: str) -> str:
    """A word of a list for comparison: letters folded, marks as blanks."""
    return tidy(_MARKS.sub(" ", names.fold(fold_digits(tidy(text)))))


@cache
def _headings() -> dict[str, str]:
    known = {folded(row["heading"]): row["field"] for row in _rows("headings")}
    for field in fields().values():
        known |= {folded(field.name_ar): field.code, folded(field.name_en): field.code}
    return known


def is_known(heading: str) -> bool:
    """Whether a reader of lists would take the word for a heading, imported or not."""
    return _looked_up(heading) is not None


def _looked_up(heading: str) -> str | None:
    if (found := _headings().get(folded(heading))) is not None:
        return found
    return NOT_IMPORTED if _HTCDS.match(heading) else None


def propose(headings: list[str], remembered: dict[str, str] | None = None, kind: str = ListKind.ARRIVALS) -> list[str]:
    """The field of each column; `remembered`: what was chosen for these headings last time. Of two columns for one field the first has it."""
    proposed: list[str] = []
    for heading in headings:
        code = (remembered or {}).get(folded(heading)) if heading else NOT_IMPORTED
        code = (_looked_up(heading) or NOT_IMPORTED) if code is None else code
        proposed.append(NOT_IMPORTED if code not in fields(kind) or (fields()[code].is_one and code in proposed) else code)
    return proposed


def doubled(headings: list[str], chosen: list[str]) -> list[str]:
    """Headings that mean a field which another column holds: a person must choose, nothing is guessed (B17)."""
    return [
        heading
        for heading, code in zip(headings, chosen, strict=True)
        if code == NOT_IMPORTED and (meant := _looked_up(heading)) and fields()[meant].is_one and meant in chosen
    ]


def left_out(headings: list[str], chosen: list[str]) -> list[str]:
    """Headings whose column is not imported, but for those of which it is known (a serial number, a seat)."""
    return [heading for heading, code in zip(headings, chosen, strict=False) if heading and code == NOT_IMPORTED and _looked_up(heading) != NOT_IMPORTED]


def must_fit(chosen: list[str], kind: str = ListKind.ARRIVALS) -> None:
    """Raises Unreadable (`mapping.no_name`, `mapping.doubled` with the field)."""
    for code in set(chosen) - {NOT_IMPORTED}:
        if code not in fields(kind):
            raise Unreadable("mapping.unknown_field", field=code)
        if fields()[code].is_one and chosen.count(code) > 1:
            raise Unreadable("mapping.doubled", field=code)
    if not NAMES & set(chosen):
        raise Unreadable("mapping.no_name")


def memory(headings: list[str], chosen: list[str]) -> dict[str, str]:
    """What the next list of the same source starts from."""
    return {folded(heading): code for heading, code in zip(headings, chosen, strict=True) if heading}


# --- words for codes ---

_LISTED = {"document": "documents", "return_mode": "return_modes", "education": "education", "language": "languages", "country": "countries"}


@cache
def _values(of: str) -> dict[str, str]:
    known: dict[str, str] = {}
    if of in _LISTED:
        for code, row in codes.rows(_LISTED[of]).items():
            more = (row.get("alpha2", ""), row.get("htcds_code", ""), row["name_ar"].removeprefix("ال"))
            known |= {folded(word): code for word in (code, row["name_ar"], row["name_en"], *more) if word}
    elif of == "governorate":
        known = {
            folded(word): one.code for one in places.governorates() for word in (one.code, one.name_ar, one.name_en, one.name_ar.removeprefix("ال"))
        }
    elif of == "district":
        known = {
            folded(word): one.code
            for governorate in places.governorates()
            for one in places.districts(governorate.code)
            for word in (one.code, one.name_ar, one.name_en, re.sub(r"^(قسم|مركز|مدينة) ", "", one.name_ar))
        }
    return known | {folded(row["word"]): row["code"] for row in _rows("values") if row["list"] == of}


def code_of(of: str, word: str) -> str | None:
    """The code that the word means, None if the list does not know it."""
    plain = folded(word)
    known = _values(of)
    return known.get(plain) or known.get(plain.removeprefix("ال")) or known.get(tidy(word).lower())


def near(of: str, word: str) -> str | None:
    """The code whose word is nearest to a mistyped one, to be proposed and never taken."""
    found = get_close_matches(folded(word), _values(of), n=1, cutoff=0.75)
    return _values(of)[found[0]] if found else None


def _rows(name: str) -> Iterable[dict[str, str]]:
    text = files("amana.casework.arrivals").joinpath(f"reference/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("# ")))
