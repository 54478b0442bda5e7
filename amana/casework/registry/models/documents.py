"""The section documents: papers with their sealed numbers, and where the same number stands twice in an organisation."""
from typing import ClassVar

from django.db import models

from amana.casework.registry.models.days import DayColumns, day_part
from amana.casework.registry.models.person import Person
from amana.casework.registry.rules import NO_DOCUMENT, OWN_FILE, folded_number, tail
from amana.ground.rows import sealed_fields
from amana.ground.rows.sections import PastRow, SectionRow
from amana.lib.core.ids import uuid7

_SEALED = "document.number"


def bare_hash(number: str) -> bytes:
    """What the search compares: the number alone, in whatever form it was typed."""
    return sealed_fields.equality_hash(folded_number(number), field=_SEALED)


class DocumentFields(SectionRow):
    kind = models.CharField(max_length=24)
    issuing_country = models.CharField(max_length=3, blank=True, default="")
    number_sealed = models.BinaryField(null=True)
    # For equality: of kind, issuing country and number together, which makes a clash; of the number alone, for the search.
    number_hash = models.BinaryField(null=True)
    bare_hash = models.BinaryField(null=True)
    number_tail = models.CharField(max_length=4, blank=True, default="")
    issued_year, issued_month, issued_day = day_part(), day_part(), day_part()
    expires_year, expires_month, expires_day = day_part(), day_part(), day_part()
    original_seen = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)

    issued, expires = DayColumns(), DayColumns()
    derived: ClassVar = frozenset({"number_hash", "bare_hash", "number_tail"})

    class Meta:
        abstract = True

    @property
    def number(self) -> str:
        """The number, unsealed; empty if there is none. Raises sealed_fields.Broken. Pages show the tail only."""
        return sealed_fields.unseal(self.number_sealed, person_id=self.person_id, field=_SEALED) if self.number_sealed else ""

    def hold(self, number: str) -> None:
        """The row holds the number of its kind and country, sealed anew only if it is another one; person, kind and country stand before."""
        if number != self.number:
            self.number_sealed = sealed_fields.seal(number, person_id=self.person_id, field=_SEALED) if number else None
        folded = folded_number(number)
        of = str(self.person_id) if self.kind == OWN_FILE else self.issuing_country
        self.number_hash = sealed_fields.equality_hash(f"{self.kind}:{of}:{folded}", field="document") if number else None
        self.bare_hash = bare_hash(number) if number else None
        self.number_tail = tail(number)


class Document(DocumentFields):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="documents")

    class Meta:
        # No UNIQUE: a number may stand in a record that must not be hinted at.
        indexes = [models.Index(fields=["number_hash"], name="document_same_number")]
        constraints = [
            models.CheckConstraint(name="document_number_is_whole", condition=(
                models.Q(number_sealed=None, number_hash=None, bare_hash=None, number_tail="")
                | models.Q(number_sealed__isnull=False, number_hash__isnull=False, bare_hash__isnull=False))),
            models.CheckConstraint(name="document_none_has_no_details", condition=(
                ~models.Q(kind=NO_DOCUMENT)
                | models.Q(number_sealed=None, issuing_country="", issued_year=None, expires_year=None, original_seen=False))),
        ]

    def __str__(self) -> str:
        return str(self.id)


class DocumentPast(PastRow, DocumentFields):
    id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_document_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.past_id)


class Clash(models.Model):
    """Two records of one organisation held the same document number. Written by the database; for those who judge and read both."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="clash_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.other_id}"


Document.past = DocumentPast
