"""How a value reads on a page: dates in words, relative times, ages, counts, time left. Western digits everywhere."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, wraps
from typing import TypeVar, cast

from django.utils.timezone import now as clock_now
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from amana.lib.core.calendars import Calendar
from amana.lib.core.dates import PartialDate, Precision, cairo_day, to_cairo

Made = TypeVar("Made", bound=Callable)
WARN_FROM = 0.75  # of the time that a clock allows
RELATIVE_WITHIN = timedelta(hours=48)


def reading_language() -> str:
    """Which of the two languages the reader has, `ar` or `en`: in it stand the names that data bear in both."""
    return "ar" if (get_language() or "ar").startswith("ar") else "en"


def once_a_language(made: Made) -> Made:
    """What reference data say is made once in each of the two languages, and is the same for everybody: nobody changes what is returned."""
    @cache
    def kept(_language: str, *said: str) -> object:
        return made(*said)

    return cast(Made, wraps(made)(lambda *said: kept(reading_language(), *said)))


@once_a_language
def month_names() -> list[str]:
    """January to December in the page's language; the Arabic ones are those used in Egypt."""
    return [
        pgettext("month", "January"), pgettext("month", "February"), pgettext("month", "March"),
        pgettext("month", "April"), pgettext("month", "May"), pgettext("month", "June"),
        pgettext("month", "July"), pgettext("month", "August"), pgettext("month", "September"),
        pgettext("month", "October"), pgettext("month", "November"), pgettext("month", "December"),
    ]


def weekday_name(day: date) -> str:
    return [
        pgettext("weekday", "Monday"), pgettext("weekday", "Tuesday"), pgettext("weekday", "Wednesday"),
        pgettext("weekday", "Thursday"), pgettext("weekday", "Friday"), pgettext("weekday", "Saturday"),
        pgettext("weekday", "Sunday"),
    ][day.weekday()]


def as_day(value: date | datetime) -> date:
    """The calendar day, in Cairo if it is an instant."""
    return cairo_day(value) if isinstance(value, datetime) else value


def day_words(day: date, *, today: date | None = None) -> str:
    """`25 November 2026`; without the year if `today` is given and lies in the same year."""
    month = month_names()[day.month - 1]
    if today is not None and today.year == day.year:
        return _("%(day)s %(month)s") % {"day": day.day, "month": month}
    return _("%(day)s %(month)s %(year)s") % {"day": day.day, "month": month, "year": day.year}


def time_words(at: datetime, *, now: datetime) -> str:
    """10:02, with the day where it was not today."""
    time = f"{to_cairo(at):%H:%M}"
    return time if cairo_day(at) == cairo_day(now) else f"{day_words(cairo_day(at))} {time}"


def partial_words(value: PartialDate) -> str:
    """As much as is known: `14 March 2001`, `March 2001`, `2001`, `about 2001`, `1446 AH (2024/2025)`."""
    if value.precision == Precision.ESTIMATED:
        return _("about %(year)s") % {"year": value.year}
    if value.day and value.month:
        return day_words(date(value.year, value.month, value.day))
    if value.month:
        return _("%(month)s %(year)s") % {"month": month_names()[value.month - 1], "year": value.year}
    if value.calendar == Calendar.GREGORIAN:
        return str(value.year)
    years = {"year": value.year, "gregorian": "/".join(str(year) for year in sorted({value.earliest.year, value.latest.year}))}
    if value.calendar == Calendar.HIJRI:
        return _("%(year)s AH (%(gregorian)s)") % years
    return _("%(year)s of the Coptic calendar (%(gregorian)s)") % years


def age_words(value: PartialDate, *, today: date) -> str:
    """`25 years`, `about 26 years`, under two years in months; the lower bound is shown, and said to be about."""
    years, highest = value.age_on(today)
    is_about = value.precision == Precision.ESTIMATED or years != highest
    if years < 2 and not is_about:
        born = value.latest
        months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    if is_about:
        return ngettext("about %(n)s year", "about %(n)s years", years) % {"n": years}
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": years}


def relative_words(value: date | datetime, *, now: datetime | None = None, in_sentence: bool = False) -> str:
    """Within 48 hours relative, within a week with the weekday, else the date; times on a Cairo clock of 24 hours. in_sentence: not at its beginning."""
    now = now or clock_now()
    if isinstance(value, datetime) and timedelta(0) <= now - value < timedelta(hours=1):
        minutes = int((now - value).total_seconds() // 60)
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes} if minutes else _("now")
    time = to_cairo(value).strftime("%H:%M") if isinstance(value, datetime) else ""
    days = (as_day(value) - cairo_day(now)).days
    near = {-1: pgettext("in a sentence", "yesterday"), 0: pgettext("in a sentence", "today"), 1: pgettext("in a sentence", "tomorrow")} if in_sentence else {
        -1: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow")}
    if days in near:
        return f"{near[days]} {time}".strip()
    words = day_words(as_day(value), today=cairo_day(now))
    return f"{weekday_name(as_day(value))} {words}" if abs(days) <= 7 else words


def late_words(due: date, *, today: date) -> str:
    """`2 days late`; nothing before the day has passed."""
    days = (today - due).days
    return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days} if days > 0 else ""


def size_text(size: int) -> str:
    """18.6 KB, as a list shows a file: Western digits and a point in both languages."""
    if size < 1024:
        return ngettext("%(n)s byte", "%(n)s bytes", size) % {"n": size}
    if size < 1024**2:
        return _("%(n)s KB") % {"n": f"{size / 1024:.1f}"}
    return _("%(n)s MB") % {"n": f"{size / 1024**2:.1f}"}


def count_text(value: float | Decimal) -> str:
    """1482 as `1,482`, 0.64 as `0.64`."""
    return f"{value:,}"


@dataclass(frozen=True)
class Clock:
    """How much of the time allowed is used: words, 0 to 100, and what it means ('', 'warn', 'danger')."""

    words: str
    percent: int
    kind: str


def clock(started_at: datetime, due_at: datetime, *, now: datetime | None = None, share: float | None = None) -> Clock:
    """`share`: how much of the time is used, where the deadline counts working time; else by the calendar."""
    now = now or clock_now()
    used = share if share is not None else (now - started_at) / (due_at - started_at) if due_at > started_at else 1.0
    kind = "danger" if now >= due_at else "warn" if used >= WARN_FROM else ""
    return Clock(_left_words(due_at - now), max(0, min(100, round(used * 100))), kind)


def _left_words(left: timedelta) -> str:
    """The largest unit that says enough, and never more than is left: minutes under an hour, with the hours under six, hours under two days, else days."""
    is_over, minutes = left < timedelta(0), int(abs(left).total_seconds() // 60)
    if minutes < 60:
        return (ngettext("%(n)s minute over time", "%(n)s minutes over time", minutes) if is_over
                else ngettext("%(n)s minute left", "%(n)s minutes left", minutes)) % {"n": minutes}
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        if rest and hours < 6 and not is_over:
            return ngettext("%(n)s hour and %(minutes)s left", "%(n)s hours and %(minutes)s left", hours) % {
                "n": hours, "minutes": ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}}
        return (ngettext("%(n)s hour over time", "%(n)s hours over time", hours) if is_over
                else ngettext("%(n)s hour left", "%(n)s hours left", hours)) % {"n": hours}
    days = minutes // 1440
    return (ngettext("%(n)s day over time", "%(n)s days over time", days) if is_over
            else ngettext("%(n)s day left", "%(n)s days left", days)) % {"n": days}
