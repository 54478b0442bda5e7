"""The list of Egyptian public holidays that comes with the program."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Holiday:
    """is_estimated: the day hangs on the moon or a decree to come. is_moved: it is kept on another day than its own."""

    day: date
    name_ar: str
    name_en: str
    is_estimated: bool
    is_moved: bool


@cache
def shipped_holidays() -> tuple[Holiday, ...]:
    """2026 to 2028, in order."""
    text = files("amana.lib.workdays").joinpath("reference/eg_holidays_2026_2028.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Holiday(
            date.fromisoformat(row["date"]),
            row["name_ar"],
            row["name_en"],
            row["estimated"] == "yes",
            row["moved"] == "yes",
        )
        for row in rows
    )
