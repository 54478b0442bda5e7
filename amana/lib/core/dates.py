"""Days that are known only in part, ages counted from days, typed dates, and Cairo time. Deadlines are in lib/workdays.

A day is a `date` and never passes through a time zone; an instant is an aware `datetime` in UTC.
"""

import csv
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from amana.lib.core.errors import Unreadable
from amana.lib.core.text import fold_digits, tidy

CAIRO = ZoneInfo("Africa/Cairo")
CHILD_UNDER = 18  # Egyptian child law 12/1996 as amended 2008, art. 2; Convention on the Rights of the Child, art. 1
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    ESTIMATED = "estimated"


@dataclass(frozen=True)
class PartialDate:
    """A day as far as somebody stated it. Make one with `of` or `estimated`; nothing is filled in that nobody said.

    estimated: `stated_age` (years, or months where stated_in is "month") was said on `stated_on`; `year` is then only
    the latest possible year of birth. Raises Unreadable (date.no_such_month, date.no_such_day, date.year_out_of_range,
    date.day_without_month, date.age_out_of_range).
    """

    year: int
    month: int | None = None
    day: int | None = None
    precision: Precision = Precision.YEAR
    stated_age: int | None = None
    stated_on: date | None = None
    stated_in: Literal["year", "month"] = "year"

    def __post_init__(self) -> None:
        _check(self.year, self.month, self.day)
        if self.precision != self._due_precision():
            raise ValueError(f"precision {self.precision} does not fit the parts that are known")

    def _due_precision(self) -> Precision:
        if self.stated_age is not None and self.stated_on is not None:
            return Precision.ESTIMATED
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> "PartialDate":
        """The date with the precision of the parts given."""
        return cls(year, month, day, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR)

    @classmethod
    def on(cls, day: date) -> "PartialDate":
        """The whole day."""
        return cls.of(day.year, day.month, day.day)

    @classmethod
    def estimated(cls, age: int, on: date, unit: Literal["year", "month"] = "year") -> "PartialDate":
        """The birth of somebody whose age was stated as `age` completed years (or months) on that day."""
        if not 0 <= age <= (130 if unit == "year" else 1560):
            raise Unreadable("date.age_out_of_range", age=age, unit=unit)
        latest = _months_before(on, age * 12 if unit == "year" else age)
        return cls(latest.year, precision=Precision.ESTIMATED, stated_age=age, stated_on=on, stated_in=unit)

    @property
    def earliest(self) -> date:
        """The first day that fits."""
        if self.stated_age is not None and self.stated_on is not None:
            return _months_before(self.stated_on, (self.stated_age + 1) * self._months_of_unit) + timedelta(days=1)
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that fits."""
        if self.stated_age is not None and self.stated_on is not None:
            return _months_before(self.stated_on, self.stated_age * self._months_of_unit)
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def _months_of_unit(self) -> int:
        return 12 if self.stated_in == "year" else 1

    @property
    def sort_key(self) -> tuple[date, date]:
        """Order by the first possible day, the better known first."""
        return self.earliest, self.latest

    @property
    def iso(self) -> str:
        """`1990-05-12`, `1990-05`, `1990`; an estimate is `1992~`, since no part of it was stated."""
        if self.precision == Precision.ESTIMATED:
            return f"{self.year:04}~"
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])

    def age_on(self, day: date) -> tuple[int, int]:
        """Lowest and highest age in completed years on that day; (0, 0) before birth."""
        return _years(self.latest, day), _years(self.earliest, day)

    def is_child_on(self, day: date) -> bool:
        """Under 18 on that day, or possibly so: who may be a child is treated as one (benefit of the doubt)."""
        return self.age_on(day)[0] < CHILD_UNDER

    def is_surely_child_on(self, day: date) -> bool:
        """Under 18 on that day whichever fitting day of birth is the true one."""
        return self.age_on(day)[1] < CHILD_UNDER


def _years(born: date, day: date) -> int:
    """Born on 29 February, one is a year older on 1 March of a common year."""
    return max(0, day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def _months_before(day: date, months: int) -> date:
    """The same day of the month so many months ago, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        raise Unreadable("date.age_out_of_range", months=months)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check(year: int, month: int | None, day: int | None) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable("date.year_out_of_range", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    if day is not None and month is None:
        raise Unreadable("date.day_without_month", day=day)
    if month is not None and not 1 <= month <= 12:
        raise Unreadable("date.no_such_month", month=month)
    if day is not None and month is not None and not 1 <= day <= monthrange(year, month)[1]:
        raise Unreadable("date.no_such_day", day=day, month=month, year=year)


# --- typed dates ---

_FOLD = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي", "ًٌٍَُِّْـ")
_SEPARATORS = re.compile(r"\s*[/\-.\u2010-\u2015،,]\s*|\s+")
_HIJRI = re.compile(r"\d\s*(هـ|ه|ah)\.?$")
_GREGORIAN = re.compile(r"(?<=\d)\s*م\.?$")
_PART = re.compile(r"m?[0-9]{1,4}")
_MIDNIGHT = re.compile(r"[t ]00:00(:00(\.0+)?)?$")  # spreadsheets add it to a plain day


@cache
def _months() -> dict[str, str]:
    text = files("amana.lib.core").joinpath("reference/month_names.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["name"].translate(_FOLD): row["month"] for row in rows}


def parse(text: str, order: Literal["day_first", "month_first"] = "day_first") -> PartialDate:
    """The typed date: `25/11/2026`, `2026-11-25`, `٢٥ نوفمبر ٢٠٢٦`, `November 2026`, `11/2026`, `2026`.

    order: how a list writes 5/6/2020, chosen once per list. A year of four digits in front is ISO in either order.
    Raises Unreadable: date.empty, date.unreadable, date.two_digit_year, date.hijri, and those of PartialDate.
    """
    plain = _MIDNIGHT.sub("", fold_digits(tidy(text)).lower())
    if not plain:
        raise Unreadable("date.empty")
    if _HIJRI.search(plain):
        raise Unreadable("date.hijri", text=text)
    parts = _SEPARATORS.split(_months_as_digits(_GREGORIAN.sub("", plain)))
    named = sum(part.startswith("m") for part in parts)
    if named > 1 or named == len(parts) or len(parts) > 3 or not all(_PART.fullmatch(part) for part in parts):
        raise Unreadable("date.unreadable", text=text)
    if all(_length(part) <= 2 for part in parts):
        raise Unreadable("date.two_digit_year", text=text)
    year, *rest = _year_month_day(parts, order)
    if any(_length(part) > 2 for part in rest) or (named and not rest[0].startswith("m")):
        raise Unreadable("date.unreadable", text=text)
    return PartialDate.of(*(int(part.removeprefix("m")) for part in (year, *rest)))


def _length(part: str) -> int:
    return len(part.removeprefix("m"))


def _months_as_digits(plain: str) -> str:
    """Month names replaced by m1 to m12, longest names first, whole words only."""
    folded = plain.translate(_FOLD)
    for name in sorted(_months(), key=len, reverse=True):
        folded = re.sub(rf"(?<![^\W\d]){name}(?![^\W\d])\.?", f" m{_months()[name]} ", folded)
    return folded.strip()


def _year_month_day(parts: list[str], order: str) -> list[str]:
    """The parts with the year, which stands at either end, in front and the month, if any, behind it."""
    if _length(parts[0]) == 4:
        return parts
    *rest, year = parts
    month_first = rest[0].startswith("m") or (order == "month_first" and not rest[-1].startswith("m"))
    return [year, *(rest if month_first else reversed(rest))]


# --- Cairo time ---

Note = Literal["moved_forward", "doubled"]


def to_cairo(instant: datetime) -> datetime:
    """The same instant on a Cairo clock; ValueError for a time without offset, which says nothing."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return instant.astimezone(CAIRO)


def cairo_day(instant: datetime) -> date:
    """The calendar day in Cairo at that instant."""
    return to_cairo(instant).date()


def from_cairo_wall(wall: datetime) -> tuple[datetime, Note | None]:
    """The instant (UTC) meant by a time read from a Cairo clock, and what the reader must be told.

    A time that the spring switch leaves out moves forward by the hour left out ("moved_forward"). A time that the
    autumn switch repeats is the first of the two unless wall.fold is 1 ("doubled"). A time with its own offset, as
    pages send it back for a doubled hour, keeps that offset.
    """
    if wall.tzinfo is not None:
        return wall.astimezone(UTC), None
    first, second = (wall.replace(tzinfo=CAIRO, fold=fold) for fold in (0, 1))
    instant = wall.replace(tzinfo=CAIRO).astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return instant, None
    if instant.astimezone(CAIRO).replace(tzinfo=None) != wall:
        return first.astimezone(UTC), "moved_forward"
    return instant, "doubled"
