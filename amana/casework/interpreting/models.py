"""Tables of interpreters and their bookings."""
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amana.casework.interpreting.rules import LONGEST, ContactKind
from amana.casework.registry.rules import Sex
from amana.lib.core.ids import uuid7


class Interpreter(models.Model):
    """Who interprets for an organisation: a colleague or somebody from outside. Never a person helped."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    name = models.CharField(max_length=120)
    languages = ArrayField(models.CharField(max_length=3))
    sex = models.CharField(max_length=10, choices=Sex.choices)
    phone = models.CharField(max_length=40, blank=True, default="")
    is_staff = models.BooleanField(default=False)
    code_signed_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(languages__len__gt=0), name="interpreter_speaks")]

    def __str__(self) -> str:
        return self.name


class Booking(models.Model):
    """An interpreter for a contact of a case. Section social. `cancelled_at` follows from the cancellation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT)
    person_id = models.UUIDField(editable=False, null=True)
    interpreter = models.ForeignKey(Interpreter, on_delete=models.RESTRICT)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    cancelled_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContactKind.values), name="booking_kind"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at"), ends_at__lte=F("starts_at") + LONGEST), name="booking_span"),
        ]
        indexes = [
            models.Index(fields=["interpreter", "starts_at"], condition=Q(cancelled_at=None), name="booking_by_interpreter"),
            models.Index(fields=["case", "starts_at"], name="booking_by_case"),
            models.Index(fields=["starts_at"], condition=Q(cancelled_at=None), name="booking_by_time"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Cancellation(models.Model):
    """The interpreter is free again. Case and person are copied by the database from the booking."""

    booking = models.OneToOneField(Booking, on_delete=models.RESTRICT, primary_key=True, related_name="cancellation")
    case_id = models.UUIDField(editable=False, null=True)
    person_id = models.UUIDField(editable=False, null=True)
    reason = models.CharField(max_length=200)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="booking_cancelled_with_reason")]

    def __str__(self) -> str:
        return str(self.booking_id)
