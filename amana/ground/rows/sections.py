"""What every section table has, and what its twin of former rows adds (`entry.stamp_section`, `entry.keep_old` in policies.sql)."""
from typing import ClassVar

from django.db import models

from amana.lib.core.ids import uuid7

STAMPS = frozenset({"person_id", "id", "past_id", "version", "changed_by", "changed_at", "replaced_at", "replaced_by", "made_in"})


def related(row: models.Model, name: str) -> models.Model | None:
    """The row that was read along, or None where there is none for this actor: policies hide rows of a join one by one."""
    return row._state.fields_cache.get(name)


class SectionRow(models.Model):
    """A version against lost updates, and who changed it when, stamped by the database."""

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
    """When the row was replaced, and by whom."""

    past_id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    replaced_at = models.DateTimeField()
    replaced_by = models.UUIDField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.past_id)
