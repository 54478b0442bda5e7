"""What of a count may be told, how long somebody waited, which time is meant, and why somebody has no score. No database, no clock (docs/decisions/0049)."""
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from amana.casework.cases.rules import ClosureReason
from amana.ground.shell.values import month_names
from amana.lib.scoring import Due
from amana.services.programmes.rules import TargetGroup
from amana.services.reintegration.rules import Outcome

SMALL = 5  # fewer people than this are told as "fewer than 5"
SIX_GROUPS = ((0, 4), (5, 11), (12, 17), (18, 24), (25, 59), (60, None))  # of age, in years
WAITING = (7, 14, 30)  # days; the bands of who still waits
# Group of the registry → group of the target. Survivors are of the section protection: nobody counts them here.
GROUPS = {
    "returnee": TargetGroup.RETURNEES, "migrant": TargetGroup.MIGRANTS, "refugee": TargetGroup.REFUGEES, "asylum": TargetGroup.REFUGEES, "host": TargetGroup.HOSTS,
}


# What may be told -----------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cell:
    """A count as it is told: the number, "fewer than 5", or withheld, because one that is small could be worked out from it."""

    n: int | None
    is_small: bool = False


SMALL_CELL, WITHHELD = Cell(None, True), Cell(None)


def alone(n: int) -> Cell:
    """A count of which no part is told."""
    return SMALL_CELL if 0 < n < SMALL else Cell(n)


def beside(n: int, of: Cell) -> Cell:
    """A count inside another one that is told: withheld where what is left over would be small."""
    if of.n is None:
        return WITHHELD
    return alone(n) if n == of.n or of.n - n >= SMALL else WITHHELD


def protected(parts: Sequence[int]) -> list[Cell]:
    """Parts of a whole that is told. Beside a small one the next that is not small is withheld too, by place and never by size, until the sum of what is not told leaves
    open whether a small one is 1, 2, 3 or 4; where no parts are left for that, nothing of the whole is told."""
    small = {place for place, n in enumerate(parts) if 0 < n < SMALL}
    if not small:
        return [Cell(n) for n in parts]
    first = min(small)
    others = [place % len(parts) for place in range(first + 1, first + len(parts)) if parts[place % len(parts)] >= SMALL]
    hidden, untold = set[int](), sum(parts[place] for place in small)
    while not hidden or untold < len(small) + SMALL - 2 + SMALL * len(hidden):
        if not others:
            return [WITHHELD] * len(parts)
        hidden.add(others[0])
        untold += parts[others.pop(0)]
    return [SMALL_CELL if place in small else WITHHELD if place in hidden else Cell(n) for place, n in enumerate(parts)]


@dataclass(frozen=True)
class Whole:
    """A count and its parts, by name and in their order. Where the whole is not told, no part is."""

    cell: Cell
    parts: tuple[tuple[str, Cell], ...]

    def __getitem__(self, name: str) -> Cell:
        return dict(self.parts)[name]


def whole(parts: Mapping[str, int], of: Cell | None = None) -> Whole:
    """of: how the sum is told elsewhere; by itself where it is told nowhere else."""
    cell = alone(sum(parts.values())) if of is None else of
    cells = protected(list(parts.values())) if cell.n is not None else [WITHHELD] * len(parts)
    return Whole(cell, tuple(zip(parts, cells, strict=True)))


# Time ------------------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Period:
    """Both days included. code: as it stands in the address; empty for the whole time."""

    code: str
    words: str
    since: date
    until: date


def periods(starts_on: date, today: date) -> list[Period]:
    """The whole time, each year and each quarter of it until today: no shorter, so that two of them do not tell a day apart."""
    found = [Period("", _("Whole time of the programme"), starts_on, max(starts_on, today))]
    for year in range(today.year, starts_on.year - 1, -1):
        found.append(Period(str(year), str(year), date(year, 1, 1), date(year, 12, 31)))
        for quarter in (4, 3, 2, 1):
            first, last = date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, monthrange(year, 3 * quarter)[1])
            if first <= today and last >= starts_on:
                words = _("%(first)s to %(last)s %(year)s") % {"first": month_names()[first.month - 1], "last": month_names()[last.month - 1], "year": year}
                found.append(Period(f"{year}-{quarter}", words, first, last))
    return found


def at(percent: int, days: Collection[int]) -> int:
    """How long so many of a hundred waited at most, by nearest rank."""
    return sorted(days)[-(-percent * len(days) // 100) - 1]


@dataclass(frozen=True)
class Wait:
    """From when until when; until: None for who still waits, since: the same day where it ended without it."""

    since: date
    until: date | None
    is_over: bool = False  # ended without what was waited for


@dataclass(frozen=True)
class Waits:
    """told: who has it, who waits, who ended without. median, ninth: days, of who has it, where these are five at least. waiting: by how long until now. longest: days."""

    told: Whole
    median: int | None
    ninth: int | None
    waiting: Whole
    longest: int | None


def waits(found: Iterable[Wait], today: date) -> Waits:
    found = list(found)
    took = [(one.until - one.since).days for one in found if one.until]
    still = [(today - one.since).days for one in found if not one.until and not one.is_over]
    told = whole({"done": len(took), "waiting": len(still), "over": len(found) - len(took) - len(still)})
    bands = dict.fromkeys(("0", *map(str, WAITING)), 0)
    for days in still:
        bands[str(max((0, *(first for first in WAITING if days >= first))))] += 1
    has, waiting = len(took) >= SMALL, told["waiting"]
    return Waits(told, at(50, took) if has else None, at(90, took) if has else None, whole(bands, of=waiting), max(still) if waiting.n else None)


# Who is missing ----------------------------------------------------------------------------------------------------------------------------------------------
class Missing(TextChoices):
    """Why a measure that was due is not there, as far as the file says."""

    LEFT_COUNTRY = "left_country", pgettext_lazy("no survey", "Left the country")
    DIED = "died", pgettext_lazy("no survey", "Died")
    WITHDREW = "withdrew", pgettext_lazy("no survey", "Withdrew from the case")
    LOST = "lost", pgettext_lazy("no survey", "Not reached: the last try found nobody, or contact is lost")
    ASKED_NOT = "asked_not", pgettext_lazy("no survey", "Asked not to be called")
    CLOSED = "closed", pgettext_lazy("no survey", "Case closed for another reason")
    BEFORE = "before", pgettext_lazy("no survey", "Due before the case was opened")
    NOT_ASKED = "not_asked", pgettext_lazy("no survey", "Nobody has asked yet")


_CLOSED = {ClosureReason.LEFT_COUNTRY: Missing.LEFT_COUNTRY, ClosureReason.DIED: Missing.DIED, ClosureReason.WITHDREW: Missing.WITHDREW, ClosureReason.LOST_CONTACT: Missing.LOST}


def why_missing(*, closed_for: str | None, last_try: str | None, due_on: date, opened_on: date) -> Missing:
    """closed_for: the reason of a closed case, None of an open one. last_try: how the latest try to reach the person ended."""
    if closed_for is not None:
        return _CLOSED.get(ClosureReason(closed_for), Missing.CLOSED) if closed_for else Missing.CLOSED
    if last_try == Outcome.ASKED_NOT:
        return Missing.ASKED_NOT
    if last_try and last_try != Outcome.REACHED:
        return Missing.LOST
    return Missing.BEFORE if due_on < opened_on else Missing.NOT_ASKED


def is_missed(due: Due) -> bool:
    return due.state in ("overdue", "missed")


def age_group(years: int) -> str:
    return next(age_code(first, last) for first, last in SIX_GROUPS if last is None or years <= last)


def age_code(first: int, last: int | None) -> str:
    return f"{first}+" if last is None else f"{first}–{last}"


def groups_of(codes: Iterable[str], has_returned: bool) -> set[str]:
    """Which of the programme's groups somebody belongs to; one may belong to several."""
    found = {GROUPS[code.split("_")[0]].value for code in codes if code.split("_")[0] in GROUPS}
    return found | {TargetGroup.RETURNEES.value} if has_returned else found
