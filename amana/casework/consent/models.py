"""Tables of consent and of legal bases: facts and steps, insert only."""
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.casework.consent.rules import GivenBy, Mode, Purpose
from amana.lib.core.ids import uuid7


class Consent(models.Model):
    """One conversation in which a person answered, purpose by purpose. The head: no text."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    made_in = models.BigIntegerField(editable=False, null=True)

    def __str__(self) -> str:
        return str(self.id)


class ConsentScope(models.Model):
    """The answer for one purpose and one receiver, with sections and a period. `ended_at`: withdrawn, or replaced by a later answer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.RESTRICT, related_name="scopes")
    person_id = models.UUIDField(editable=False, null=True)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    receiver = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    agreed = models.BooleanField()
    sections = models.IntegerField()
    made_at = models.DateTimeField(editable=False, null=True)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(editable=False, null=True)
    ended_how = models.CharField(max_length=12, editable=False, default="")
    # Circles that this answer closed, by basis, counted by the database: its giver may lose sight of the record with it.
    closed = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consent", "purpose", "receiver"], name="consent_scope_once"),
            models.CheckConstraint(condition=models.Q(purpose__in=Purpose.values), name="consent_purpose"),
            models.CheckConstraint(condition=models.Q(sections__gte=0, sections__lt=1024), name="consent_sections"),
        ]
        indexes = [models.Index(fields=["person_id", "purpose"])]

    def __str__(self) -> str:
        return self.purpose


class ConsentPaper(models.Model):
    """How the consent was given: section identity. The text is kept as it was shown."""

    consent = models.OneToOneField(Consent, on_delete=models.RESTRICT, primary_key=True, related_name="paper")
    person_id = models.UUIDField(editable=False, null=True)
    mode = models.CharField(max_length=16, choices=Mode.choices)
    given_by = models.CharField(max_length=16, choices=GivenBy.choices)
    language = models.CharField(max_length=8)
    interpreter = models.CharField(max_length=120, blank=True, default="")
    witness = models.CharField(max_length=120, blank=True, default="")
    guardian = models.CharField(max_length=120, blank=True, default="")
    guardian_told = models.CharField(max_length=12, blank=True, default="")
    points = ArrayField(models.CharField(max_length=20))
    text_version = models.CharField(max_length=12)
    text_shown = models.TextField()
    signature = models.JSONField(null=True, blank=True)
    thumb_photo = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(mode__in=Mode.values), name="consent_mode"),
            models.CheckConstraint(condition=models.Q(given_by__in=GivenBy.values), name="consent_given_by"),
            models.CheckConstraint(condition=~models.Q(mode=Mode.ORAL_WITNESS, witness=""), name="consent_spoken_has_a_witness"),
            models.CheckConstraint(condition=~models.Q(mode=Mode.WRITTEN, signature=None), name="consent_written_has_a_signature"),
            models.CheckConstraint(condition=~models.Q(mode=Mode.THUMB, thumb_photo=None), name="consent_thumb_has_a_photo"),
        ]

    def __str__(self) -> str:
        return str(self.consent_id)


class ConsentStep(models.Model):
    """An answer is withdrawn. Nothing else changes a consent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.ForeignKey(ConsentScope, on_delete=models.RESTRICT, related_name="steps")
    person_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=12)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    closed = models.JSONField(default=dict, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(step="withdraw"), name="consent_step")]
        indexes = [models.Index(fields=["person_id"])]

    def __str__(self) -> str:
        return self.step


class LegalBasis(models.Model):
    """A ground beside consent: article, reason, period; approved by a second person. For a named team or worker of the named organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    case_id = models.UUIDField(null=True, blank=True)
    organisation_id = models.UUIDField(editable=False, null=True)
    to_organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    to_team_id = models.UUIDField(null=True, blank=True)
    to_staff_id = models.UUIDField(null=True, blank=True)
    article = models.CharField(max_length=200)
    reason = models.CharField(max_length=1000)
    is_vital = models.BooleanField(default=False)
    sections = models.IntegerField()
    starts_at = models.DateTimeField(editable=False, null=True)
    ends_at = models.DateTimeField()
    made_by = models.UUIDField(editable=False, null=True)
    approved_by = models.UUIDField(editable=False, null=True)
    approved_at = models.DateTimeField(editable=False, null=True)
    ended_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_team_id__isnull=False) | models.Q(to_staff_id__isnull=False), name="legal_basis_is_for_somebody"),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("made_by")), name="legal_basis_second_person"),
            models.CheckConstraint(condition=models.Q(sections__gt=0, sections__lt=1024), name="legal_basis_sections"),
        ]

    def __str__(self) -> str:
        return self.article


class LegalStep(models.Model):
    """Approved by a second person, or ended."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    legal_basis = models.ForeignKey(LegalBasis, on_delete=models.RESTRICT, related_name="steps")
    person_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=12)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(step__in=["approve", "end"]), name="legal_step")]

    def __str__(self) -> str:
        return self.step
