"""Days that are known only in part, ages counted from days, typed dates, and Cairo time. Deadlines are in lib/workdays.

A day is a `date` and never passes through a time zone; an instant is an aware `datetime` in UTC.
"""

import csv
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from amana.lib.core.calendars import Calendar, calendar_of, span
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

    A year alone may be of the Islamic or the Coptic calendar: it stays as stated and counts as the span of its days (B14).
    estimated: `stated_age` (years, or months where stated_in is "month") was said on `stated_on`; `year` is then only
    the latest possible year of birth. Raises Unreadable (date.no_such_month, date.no_such_day, date.year_out_of_range,
    date.day_without_month, date.age_out_of_range, date.year_alone).
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
    def calendar(self) -> Calendar:
        """The calendar of the year as stated."""
        return calendar_of(self.year)

    @property
    def earliest(self) -> date:
        """The first day that fits."""
        if self.stated_age is not None and self.stated_on is not None:
            return _months_before(self.stated_on, (self.stated_age + 1) * self._months_of_unit) + timedelta(days=1)
        return date(self.year, self.month, self.day or 1) if self.month else span(self.year)[0]

    @property
    def latest(self) -> date:
        """The last day that fits."""
        if self.stated_age is not None and self.stated_on is not None:
            return _months_before(self.stated_on, self.stated_age * self._months_of_unit)
        return date(self.year, self.month, self.day or monthrange(self.year, self.month)[1]) if self.month else span(self.year)[1]

    @property
    def _months_of_unit(self) -> int:
        return 12 if self.stated_in == "year" else 1

    @property
    def sort_key(self) -> tuple[date, date]:
        """Order by the first possible day, the better known first."""
        return self.earliest, self.latest

    @property
    def iso(self) -> str:
        """`1990-05-12`, `1990-05`, `1990` (or `1446` as stated); an estimate is `1992~`, since no part of it was stated."""
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


def is_year(number: float) -> bool:
    """Whether the number is a year of living memory, in one of the three calendars."""
    return FIRST_YEAR <= number <= LAST_YEAR or calendar_of(int(number)) != Calendar.GREGORIAN


def _check(year: int, month: int | None, day: int | None) -> None:
    if not is_year(year):
        raise Unreadable("date.year_out_of_range", year=year, first=FIRST_YEAR, last=LAST_YEAR)
    if (month or day) and calendar_of(year) != Calendar.GREGORIAN:
        raise Unreadable("date.year_alone", year=year)
    if day is not None and month is None:
        raise Unreadable("date.day_without_month", day=day)
    if month is not None and not 1 <= month <= 12:
        raise Unreadable("date.no_such_month", month=month)
    if day is not None and month is not None and not 1 <= day <= monthrange(year, month)[1]:
        raise Unreadable("date.no_such_day", day=day, month=month, year=year)


# --- typed dates ---

_FOLD = str.maketrans("أإآٱىةؤئ", "ااااي" + "هوي", "ًٌٍَُِّْـ")
_SEPARATORS = re.compile(r"\s*[/\\\-.\u2010-\u2015\u2212،,]\s*|\s+")
# What says that a date is of another calendar: a mark behind the year, or the name of a month.
_MARKED = {
    Calendar.HIJRI: re.compile(r"(?<=\d)\s*(?:ه|ه\.|هجر\w*|a\.?h\.?)$"),
    Calendar.COPTIC: re.compile(r"(?<=\d)\s*(?:ش|ق|قبطي\w*|للشهداء|coptic)$"),
}
_MONTH_OF = {
    Calendar.HIJRI: re.compile(r"محرم|صفر|ربيع|جماد|رجب|شعبان|رمضان|شوال|ذو ال|ذي ال|muhar+am|safar|rabi|jumad|rajab|sha.?ban|ramadh?an|shaww?al|dhu |zul"),
    Calendar.COPTIC: re.compile(
        r"توت|باب[هة]|هاتور|كيهك|طوب[هة]|امشير|برمهات|برمود[هة]|بشنس|ب[ؤو]ون[هة]|ابيب|مسري|نسيء|نسي$"
        r"|th?out|hat(?:ou|h)r|kiahk|toba|amshir|baram|bashans|paona|epep|mes(?:o|ra)"),
}
_ETHIOPIAN = re.compile(r"\d\s*(e\.?c\.?|اثيوبي\w*)$")
_GREGORIAN = re.compile(r"(?<=\d)\s*(?:م|ميلادي\w*|a\.?d\.?|c\.?e\.?)\.?$")
_BEFORE = re.compile(r"^(?:(?:في|يوم|سنه|عام|مواليد|تاريخ|born|on|year)\s+)+:?\s*")
_WEEKDAY = re.compile(
    r"^(?:(?:ال)?(?:سبت|احد|اثنين|اتنين|ثلاثاء|تلات|اربعاء|اربع|خميس|جمعه)|(?:sat(?:ur)?|sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri)(?:day)?\.?)\s*[،,]?\s+")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?:\s+of\b)?|(?<=\d)\s+من\b")
_PART = re.compile(r"m?[0-9]{1,4}")
_TIME = re.compile(r"(?<=\d)[t ]+(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d)(?:\.\d+)?)?\s*(?P<half>am|pm|ص|م)?\s*(?P<offset>z|[+-]\d\d:?\d\d)?$")


@cache
def _months() -> dict[str, str]:
    text = files("amana.lib.core").joinpath("reference/month_names.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["name"].translate(_FOLD): row["month"] for row in rows}


def parse(text: str, order: Literal["day_first", "month_first"] = "day_first") -> PartialDate:
    """The typed date: `25/11/2026`, `2026-11-25`, `٢٥ نوفمبر ٢٠٢٦`, `November 2026`, `11/2026`, `2026`, `1446 هـ`.

    order: how a list writes 5/6/2020, chosen once per list. A year of four digits in front is ISO in either order.
    A time of day behind it says nothing more about the day, unless it bears an offset: then it is the day in Cairo.
    Raises Unreadable: date.empty, date.unreadable, date.two_digit_year, date.hijri and date.coptic (more than a year of
    those calendars), date.ethiopian, and those of PartialDate.
    """
    plain = fold_digits(tidy(text)).lower()
    if not plain:
        raise Unreadable("date.empty")
    if (timed := _TIME.search(plain)) and timed["offset"]:
        return PartialDate.on(_day_of_instant(plain, text))
    plain = _without_words(plain[:timed.start()] if timed else plain)
    if other := _of_other_calendar(plain, text):
        return other
    parts = _SEPARATORS.split(_months_as_digits(_GREGORIAN.sub("", plain)))
    named = sum(part.startswith("m") for part in parts)
    if named > 1 or named == len(parts) or len(parts) > 3 or not all(_PART.fullmatch(part) for part in parts):
        raise Unreadable("date.unreadable", text=text)
    if all(_length(part) <= 2 for part in parts):
        raise Unreadable("date.two_digit_year", text=text)
    year, *rest = _year_month_day(parts, order)
    if any(_length(part) > 2 for part in rest) or (named and not rest[0].startswith("m")):
        raise Unreadable("date.unreadable", text=text)
    if rest and calendar_of(int(year)) != Calendar.GREGORIAN:
        raise Unreadable(f"date.{calendar_of(int(year))}", text=text, year=year)
    return PartialDate.of(*(int(part.removeprefix("m")) for part in (year, *rest)))


def _without_words(plain: str) -> str:
    """Without words that only announce a date or name its day of the week, and endings of ordinal numbers."""
    return _ORDINAL.sub("", _WEEKDAY.sub("", _BEFORE.sub("", plain.translate(_FOLD)))).strip()


def _of_other_calendar(plain: str, text: str) -> PartialDate | None:
    """A year that is said to be of another calendar; with a day or month beside it a person must decide."""
    if _ETHIOPIAN.search(plain):
        raise Unreadable("date.ethiopian", text=text)
    for calendar, mark in _MARKED.items():
        bare = mark.sub("", plain)
        if bare == plain and not _MONTH_OF[calendar].search(plain):
            continue
        year = next((one for one in re.findall(r"(?<!\d)[0-9]{4}(?!\d)", bare) if calendar_of(int(one)) == calendar), "")
        if bare != year:
            raise Unreadable(f"date.{calendar}", text=text, year=year)
        return PartialDate.of(int(year))
    return None


def _day_of_instant(plain: str, text: str) -> date:
    """The day in Cairo; midnight of any offset is how programs write a day without a time, and stays that day (B85)."""
    try:
        instant = datetime.fromisoformat(plain.upper().replace(" ", "T", 1))
    except ValueError:
        raise Unreadable("date.unreadable", text=text) from None
    return instant.date() if instant.time() == time() else cairo_day(instant)


def _length(part: str) -> int:
    return len(part.removeprefix("m"))


def _months_as_digits(plain: str) -> str:
    """Month names of the folded text replaced by m1 to m12, longest names first, whole words only."""
    folded = plain
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


def cairo_midnight(day: date) -> datetime:
    """The instant (UTC) at which the day begins in Cairo."""
    return from_cairo_wall(datetime.combine(day, time()))[0]


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
