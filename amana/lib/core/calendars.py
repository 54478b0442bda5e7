"""Years of the Islamic and the Coptic calendar as spans of Gregorian days. A year alone: no day is made of it that nobody stated."""

import csv
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Calendar(StrEnum):
    GREGORIAN = "gregorian"
    HIJRI = "hijri"
    COPTIC = "coptic"


# Within living memory the numbers of the three calendars do not meet: the year itself says which one is meant.
YEARS = {Calendar.HIJRI: range(1343, 1501), Calendar.COPTIC: range(1616, 1801)}
_COPTIC_EPOCH = 1_825_030 - 1_721_425  # Julian day number of 1 Tout of the year 1, less that of the day before 1 January of the year 1


@cache
def _hijri_years() -> dict[int, date]:
    text = files("amana.lib.core").joinpath("reference/hijri_years.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {int(row["year"]): date.fromisoformat(row["first_day"]) for row in rows}


def calendar_of(year: int) -> Calendar:
    """The calendar in which that number is a year of living memory; the Gregorian one for all others."""
    return next((calendar for calendar, years in YEARS.items() if year in years), Calendar.GREGORIAN)


def span(year: int) -> tuple[date, date]:
    """First and last Gregorian day of a year in its calendar."""
    calendar = calendar_of(year)
    if calendar == Calendar.GREGORIAN:
        return date(year, 1, 1), date(year, 12, 31)
    first = _hijri_years().__getitem__ if calendar == Calendar.HIJRI else _tout
    return first(year), first(year + 1) - timedelta(days=1)


def _tout(year: int) -> date:
    """The first day of a Coptic year; each year before one that four divides has a day more."""
    return date.fromordinal(_COPTIC_EPOCH + 365 * (year - 1) + year // 4)
