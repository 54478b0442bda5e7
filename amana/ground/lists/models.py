"""Tables of saved views and of exports. A view holds answers to filters and names of columns, never what was searched for."""
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.ground.lists.rules import ExportState, Format
from amana.lib.core.ids import uuid7


class SavedView(models.Model):
    """Filters and columns of one list under a name; without a name: the columns that its maker chose last."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)  # membership
    made_at = models.DateTimeField(editable=False, null=True)
    of_list = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True, default="")
    query = models.CharField(max_length=500, blank=True, default="")
    columns = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_shared = models.BooleanField(default=False)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT, null=True, blank=True)  # None and shared: the whole organisation
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["made_by", "of_list", "name"], condition=models.Q(removed_at=None), name="saved_view_once"),
            # A name that was searched for would outlive the right to know it.
            models.CheckConstraint(condition=~models.Q(query__regex=r"(^|&)(q|after|before|view)="), name="saved_view_keeps_no_search"),
            models.CheckConstraint(condition=models.Q(is_shared=True) | models.Q(team=None), name="saved_view_team_is_shared"),
            models.CheckConstraint(condition=models.Q(is_shared=False) | ~models.Q(name=""), name="saved_view_shared_has_a_name"),
        ]
        indexes = [models.Index(fields=["organisation_id", "of_list"], name="saved_view_by_list")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """A list on its way into a file. What was asked for and the file itself are sealed: a copy of the table opens neither."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)  # membership
    made_at = models.DateTimeField(editable=False, null=True)
    expires_at = models.DateTimeField(editable=False, null=True)
    of_list = models.CharField(max_length=20)
    format = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=2)
    asked_sealed = models.BinaryField(null=True)
    file_sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.WAITING)
    rows_expected = models.IntegerField(null=True)  # None: more than lists count
    rows_done = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=ExportState.values), name="export_state"),
            models.CheckConstraint(condition=models.Q(format__in=Format.values), name="export_format"),
        ]
        indexes = [models.Index(fields=["made_by", "made_at"], name="export_by_maker"), models.Index(fields=["expires_at"], name="export_by_end")]

    def __str__(self) -> str:
        return str(self.id)
