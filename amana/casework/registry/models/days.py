"""Dates that may be known in part, as columns."""
from django.db import models

from amana.lib.core.dates import PartialDate


class DayColumns:
    """A date known as far as its parts, kept in the columns `<name>_year`, `<name>_month` and `<name>_day`."""

    def __set_name__(self, owner, name: str) -> None:
        self.columns = tuple(f"{name}_{part}" for part in ("year", "month", "day"))

    def __get__(self, row, owner=None):
        if row is None:
            return self
        year, month, day = (getattr(row, column) for column in self.columns)
        return PartialDate.of(year, month, day) if year else None

    def __set__(self, row, value: PartialDate | None) -> None:
        for column, part in zip(self.columns, ("year", "month", "day"), strict=True):
            setattr(row, column, getattr(value, part, None))


def day_part() -> models.SmallIntegerField:
    """One of the three columns of a `DayColumns`."""
    return models.SmallIntegerField(null=True, blank=True)
