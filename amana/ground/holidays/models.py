"""The table of holidays."""
from django.db import models

from amana.ground.holidays.rules import Mark
from amana.ground.shell.values import reading_language
from amana.lib.core.ids import uuid7


class Holiday(models.Model):
    """A day on which offices are closed, as somebody recorded it. Never changed: a newer row replaces it, and each row is replaced once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    day = models.DateField()
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    mark = models.CharField(max_length=10, choices=Mark.choices)
    source = models.CharField(max_length=300)
    is_withdrawn = models.BooleanField(default=False)
    replaces = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, blank=True, related_name="replaced_by")
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(mark__in=Mark.values), name="holiday_mark"),
            models.CheckConstraint(condition=~models.Q(source=""), name="holiday_source"),
            models.CheckConstraint(condition=models.Q(is_withdrawn=False) | models.Q(replaces__isnull=False), name="holiday_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en
