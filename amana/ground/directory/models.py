"""The table of services."""
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.ground.directory.service_types import service_types
from amana.ground.shell.values import reading_language
from amana.lib.core.ids import uuid7


class Service(models.Model):
    """What an organisation offers, and the desk that answers for it. No address of a protected shelter is ever stored here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    desk = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT)
    kind = models.CharField(max_length=12)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    governorates = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    for_whom_ar = models.CharField(max_length=200, blank=True, default="")
    for_whom_en = models.CharField(max_length=200, blank=True, default="")
    hours = models.CharField(max_length=120, blank=True, default="")
    open_places = models.IntegerField(null=True, blank=True)
    places_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(open_places=None) | models.Q(open_places__gte=0), name="service_open_places")]

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en

    @property
    def type(self):
        return service_types()[self.kind]
