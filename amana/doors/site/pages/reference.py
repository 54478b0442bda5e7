"""Reference data: the files that rule the program, what each is for, and what stands in it. Read-only: a release changes them; holidays have pages of their own."""
import csv
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.ground.holidays.rules import Mark
from amana.ground.rows.doors import page
from amana.ground.shell.lists import part_of
from amana.ground.shell.values import day_words, reading_language

HOLIDAYS = "eg_holidays_2026_2028"
MINE = {"_en": "_ar", "_ar": "_en"}  # of what a file says in both languages, a page shows the reader's


@dataclass(frozen=True)
class File:
    """A reference file as reference/catalogue.toml tells of it; path: below the program's own folder."""

    path: str
    title_ar: str
    title_en: str
    purpose_ar: str
    purpose_en: str
    source_ar: str
    source_en: str
    mark: str
    valid_from: date
    changed: date
    digest: str
    valid_to: date | None = None

    @property
    def key(self) -> str:
        """Its name in the address: the file's, or its folder's where files are numbered by version."""
        *_above, folder, name = self.path.split("/")
        stem = name.partition(".")[0]
        return folder if stem.isdigit() else stem

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def content(self) -> bytes:
        return files("amana").joinpath(self.path).read_bytes()

    def get_mark_display(self) -> str:
        return str(Mark(self.mark).label)


@dataclass(frozen=True)
class Table:
    """Heads and rows."""

    heads: list[str]
    rows: list[list[object]]


@page(may=None)
def reference(request: HttpRequest) -> HttpResponse:
    groups = [(group[reading_language()], of_group) for group, of_group in catalogue()]
    return render(request, "site/reference.html", {"groups": groups, "holidays": HOLIDAYS})


@page(may=None)
def reference_file(request: HttpRequest, key: str) -> HttpResponse:
    shown = next((one for _group, of_group in catalogue() for one in of_group if one.key == key), None)
    if shown is None:
        raise Http404
    context: dict = {"file": shown, "kept_url": reverse("holidays") if key == HOLIDAYS else ""}
    if shown.path.endswith(".csv"):
        table = _table_of(shown.content.decode())
        context |= part_of(request, table.rows) | {"heads": table.heads}
    else:
        context["parts"] = _parts({key: value for key, value in tomllib.loads(shown.content.decode()).items() if key != "valid_from"})
    return render(request, "site/reference_file.html", context)


@cache
def catalogue() -> list[tuple[dict, list[File]]]:
    """Groups of files, in the order of the catalogue."""
    return [(group, [File(**one) for one in group["file"]]) for group in _read()["group"]]


@cache
def _read() -> dict:
    return tomllib.loads(files("amana.doors.site").joinpath("reference/catalogue.toml").read_text("utf-8"))


def words(key: str) -> str:
    """A key or the head of a column as people read it; as it stands where nobody said how."""
    known = _read()["words"]
    english_and_arabic = known.get(key) or known.get(key.removesuffix("_ar").removesuffix("_en"))
    return english_and_arabic[reading_language() == "ar"] if english_and_arabic else key


def _table_of(text: str) -> Table:
    heads, *rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return Table([words(head) for head in heads], rows)


def _parts(content: dict) -> list[dict]:
    """Keys in words: those with plain values together as `facts`, each of the others as `head` with a Table, parts again, or the parts of each."""
    found: list[dict] = []
    other = "_en" if reading_language() == "ar" else "_ar"
    for key, value in content.items():
        if key in ("status", "mark") or (key.endswith(other) and key.removesuffix(other) + MINE[other] in content):
            continue
        if not _is_plain(value):
            found.append({"head": words(key)} | _shown(value))
        elif found and "facts" in found[-1]:
            found[-1]["facts"].append((words(key), _cell(value)))
        else:
            found.append({"facts": [(words(key), _cell(value))]})
    return found


def _is_plain(value: object) -> bool:
    return not isinstance(value, dict) and not (isinstance(value, list) and any(isinstance(one, dict) for one in value))


def _shown(value: dict | list) -> dict:
    if isinstance(value, dict):
        return {"parts": _parts(value)}
    if any(isinstance(inner, dict) for one in value for inner in one.values()):
        return {"each": [_parts(one) for one in value]}
    heads = list(dict.fromkeys(key for one in value for key in one if not key.endswith("_en" if reading_language() == "ar" else "_ar")))
    return {"table": Table([words(head) for head in heads], [[_cell(one.get(head, "")) for head in heads] for one in value])}


def _cell(value: object) -> str:
    match value:
        case [int(n), "hours" | "days" as unit, "calendar" | "working" as clock]:
            amount = ngettext("%(n)s hour", "%(n)s hours", n) if unit == "hours" else ngettext("%(n)s day", "%(n)s days", n)
            return f"{amount % {'n': n}} · {_('calendar time') if clock == 'calendar' else _('working time')}"
    if isinstance(value, list):
        return " · ".join(_cell(one) for one in value)
    if isinstance(value, date):
        return day_words(value)
    return words(value) if isinstance(value, str) else str(value)
