"""Tables of arrival lists, their rows, and what happened to each row."""

from uuid import UUID

from django.db import models

from amana.casework.arrivals.rules import ListKind, ListState, RowState, RowStep
from amana.ground.rows import sealed_fields
from amana.lib.core.ids import uuid7


class ArrivalList(models.Model):
    """A flight, or whatever brings people at once, or a caseload, as an office's file told it. The file itself is sealed, and gone after the import;
    of a caseload the rows that were wrong stay, sealed alike, to be mended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT, editable=False, null=True)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT)
    kind = models.CharField(max_length=10, choices=ListKind.choices, default=ListKind.ARRIVALS)
    flight = models.CharField(max_length=40, blank=True, default="")
    arrives_on = models.DateField()
    country = models.CharField(max_length=3, blank=True, default="")
    source = models.CharField(max_length=80, blank=True, default="")
    file_name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    file_sealed = models.BinaryField(null=True)
    # How the file is read: sheet, heading_row, fields, order, corrections; and what the last look at it counted.
    settings = models.JSONField(default=dict)
    review = models.JSONField(default=dict)
    memory = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ListState.choices, default=ListState.DRAFT)
    rows_read = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    rows_made = models.IntegerField(default=0)
    rows_waiting = models.IntegerField(default=0)
    rows_known = models.IntegerField(default=0)
    rows_wrong = models.IntegerField(default=0)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    begun_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "arrives_on"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=ListKind.values), name="arrival_list_kind"),
            models.CheckConstraint(condition=models.Q(state__in=ListState.values), name="arrival_list_state"),
            models.UniqueConstraint(
                fields=["organisation", "team", "file_digest"],
                condition=models.Q(state__in=[ListState.RUNNING, ListState.DONE]),
                name="arrival_list_once",
            ),
        ]

    def __str__(self) -> str:
        return self.flight or self.file_name

    @property
    def acts(self) -> str:
        """What the record of acts calls such a list."""
        return "caseload" if self.kind == ListKind.CASELOAD else "arrivals"

    @property
    def rows_ready(self) -> int:
        return self.review.get("ready", 0)


class ArrivalRow(models.Model):
    """One line of a list. `said`: what the list said beside the sections of the record. The whole line is sealed, until a record holds it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    list = models.ForeignKey(ArrivalList, on_delete=models.RESTRICT, related_name="rows")
    organisation_id = models.UUIDField(editable=False, null=True)
    line = models.IntegerField()
    digest = models.CharField(max_length=64)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT, null=True, related_name="+")
    name = models.CharField(max_length=330, blank=True, default="")
    said = models.JSONField(default=dict)
    line_sealed = models.BinaryField(null=True)
    is_alone = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RowState.choices, default=RowState.EXPECTED)
    moved_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["person"]), models.Index(fields=["list", "line"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RowState.values), name="arrival_row_state"),
            models.UniqueConstraint(
                fields=["organisation_id", "list", "digest"], condition=~models.Q(state=RowState.UNDONE), name="arrival_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.line}"

    def hold_line(self, text: str) -> None:
        self.line_sealed = sealed_fields.seal(text, person_id=self.id, field="arrivals.line")

    @property
    def line_text(self) -> str:
        return sealed_fields.unseal(self.line_sealed, person_id=self.id, field="arrivals.line") if self.line_sealed else ""


class ArrivalStep(models.Model):
    """What happened to a row. Insert-only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    row = models.ForeignKey(ArrivalRow, on_delete=models.RESTRICT, related_name="steps")
    step = models.CharField(max_length=10, choices=RowStep.choices)
    person_id = models.UUIDField(null=True)  # of a judgement: the record that the row is now
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(step__in=RowStep.values), name="arrival_step")]

    def __str__(self) -> str:
        return self.step


def sealed_file(list_id: UUID, content: bytes) -> bytes:
    """The uploaded file as only this installation can read it."""
    return sealed_fields.seal(content.decode("latin-1"), person_id=list_id, field="arrivals.file")


def file_of(one: ArrivalList) -> bytes:
    return sealed_fields.unseal(one.file_sealed, person_id=one.id, field="arrivals.file").encode("latin-1")
