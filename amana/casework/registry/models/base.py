"""What all section tables share: stamps, a past, and dates that may be known in part."""
from typing import ClassVar

from django.db import models

from amana.lib.core.dates import PartialDate
from amana.lib.core.ids import uuid7

STAMPS = frozenset({"person_id", "id", "past_id", "version", "changed_by", "changed_at", "replaced_at", "replaced_by"})


class SectionRow(models.Model):
    """What every section table has: a version against lost updates, and who changed it when, stamped by the database."""

    version = models.IntegerField(default=1, editable=False)
    changed_by = models.UUIDField(editable=False, null=True)
    changed_at = models.DateTimeField(editable=False, null=True)

    # Columns that follow from the stated ones.
    derived: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def stated_columns(cls) -> list[str]:
        """What somebody stated; not the stamps, not what is derived."""
        return [field.attname for field in cls._meta.fields if field.attname not in STAMPS | cls.derived]


class PastRow(models.Model):
    """What every twin table adds: when the row was replaced, and by whom."""

    past_id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    replaced_at = models.DateTimeField()
    replaced_by = models.UUIDField(null=True)

    class Meta:
        abstract = True


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
