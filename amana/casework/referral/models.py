"""Tables of referrals: the head, where it goes, the frozen package, steps, messages, takeovers and drafts."""
from django.db import models

from amana.casework.referral.rules import State, Step, Urgency
from amana.lib.core.ids import uuid7

SECTIONS = [1 << n for n in range(10)]


class Referral(models.Model):
    """The head: number, case, state, dates. No text, no receiver, no service."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, editable=False, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT)
    person_id = models.UUIDField(editable=False, null=True)
    from_organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    made_in = models.BigIntegerField(editable=False, null=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.SENT, editable=False)
    urgency = models.CharField(max_length=12, choices=Urgency.choices)
    is_transfer = models.BooleanField(default=False)
    answer_by = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(editable=False, null=True)
    started_at = models.DateTimeField(editable=False, null=True)
    completed_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="referral_states"),
            models.CheckConstraint(condition=models.Q(urgency__in=Urgency.values), name="referral_urgency"),
        ]
        indexes = [models.Index(fields=["from_organisation_id", "state"], name="referral_by_sender"),
                   models.Index(fields=["from_organisation_id", "-made_at", "-id"], name="referral_sent_latest"), models.Index(fields=["person_id"], name="referral_by_person")]

    def __str__(self) -> str:
        return self.number


class Target(models.Model):
    """Receiver, desk and service, the sections agreed and the ground: section of the service. Its making is the sending."""

    referral = models.OneToOneField(Referral, on_delete=models.RESTRICT, primary_key=True)
    person_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    made_by_staff = models.UUIDField(editable=False, null=True)
    to_organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    desk = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT)
    service = models.ForeignKey("directory.Service", on_delete=models.RESTRICT)
    section = models.IntegerField()
    sections = models.IntegerField()
    scope = models.ForeignKey("consent.ConsentScope", on_delete=models.RESTRICT, null=True, blank=True)
    legal_basis = models.ForeignKey("consent.LegalBasis", on_delete=models.RESTRICT, null=True, blank=True)
    agreement = models.ForeignKey("organisations.Agreement", on_delete=models.RESTRICT, null=True, blank=True, editable=False)
    to_staff_id = models.UUIDField(editable=False, null=True)
    to_team_id = models.UUIDField(editable=False, null=True)
    named_at = models.DateTimeField(editable=False, null=True)
    is_to_be_named = models.BooleanField(default=False, editable=False)  # accepted, and nobody was named for it

    class Meta:
        indexes = [models.Index(fields=["desk"], name="referral_to_be_named", condition=models.Q(is_to_be_named=True))]
        constraints = [
            # Exactly one ground, named: what a withdrawal must close is then never a matter of opinion.
            models.CheckConstraint(
                condition=models.Q(scope__isnull=False, legal_basis__isnull=True) | models.Q(scope__isnull=True, legal_basis__isnull=False), name="referral_one_ground"),
            models.CheckConstraint(condition=models.Q(section__in=SECTIONS), name="referral_service_section"),
            models.CheckConstraint(condition=models.Q(sections__gte=0, sections__lt=1024), name="referral_sections"),
        ]

    def __str__(self) -> str:
        return str(self.referral_id)


class PackagePart(models.Model):
    """A frozen part of the package: 0 is the minimum, read before acceptance; else one section."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.RESTRICT, related_name="parts")
    person_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    section = models.IntegerField()
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["referral", "section"], name="package_part_once"),
            models.CheckConstraint(condition=models.Q(section__in=[0, *SECTIONS]), name="package_part_section"),
        ]

    def __str__(self) -> str:
        return str(self.section)


class ReferralStep(models.Model):
    """What moves a referral. Codes only; words are messages."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.RESTRICT, related_name="steps")
    person_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=12, choices=Step.choices)
    code = models.CharField(max_length=24, blank=True, default="")
    to_staff_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(step__in=Step.values), name="referral_step"),
            models.CheckConstraint(condition=~models.Q(step__in=[Step.DECLINE, Step.END, Step.COMPLETE], code=""), name="referral_step_has_a_reason"),
        ]
        indexes = [models.Index(fields=["made_at"], name="referral_step_by_time")]

    def __str__(self) -> str:
        return self.step


class Message(models.Model):
    """A question, an answer, a reason or feedback in words; read like the minimum part."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.RESTRICT, related_name="messages")
    person_id = models.UUIDField(editable=False, null=True)
    case_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=12, choices=Step.choices)
    body = models.CharField(max_length=1000)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    def __str__(self) -> str:
        return str(self.id)


class Takeover(models.Model):
    """The receiver's own record of the person; the sender does not read this table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.RESTRICT)
    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    def __str__(self) -> str:
        return str(self.id)


class Draft(models.Model):
    """What is being composed: seen by its writer only, for 14 days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT)
    person_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)
    organisation_id = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)
    content = models.JSONField(default=dict)
    is_done = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["staff_id"], condition=models.Q(is_done=False), name="draft_by_writer")]

    def __str__(self) -> str:
        return str(self.id)
