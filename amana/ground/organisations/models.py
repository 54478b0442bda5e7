"""Tables of organisations, teams and agreements."""
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.ground.organisations.rules import AgreementPurpose, AgreementState, Kind
from amana.ground.shell.values import reading_language
from amana.lib.core.ids import uuid7


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, choices=Kind.choices)
    parent = models.ForeignKey("self", on_delete=models.RESTRICT, null=True, blank=True)
    areas = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    plans_need_approval = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="organisation_kind"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z][A-Z0-9-]{1,19}$"), name="organisation_code"),
        ]

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en


class Team(models.Model):
    """A team works on records; a desk is a team that also receives referrals."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.RESTRICT)
    code = models.CharField(max_length=20)
    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_desk = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="team_code_in_its_organisation")]

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en


class Agreement(models.Model):
    """What two organisations agreed may travel from one to the other; in force once the other side has confirmed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    from_organisation = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="agreements_given")
    to_organisation = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="agreements_received")
    purposes = ArrayField(models.CharField(max_length=20))
    sections = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=12, choices=AgreementState.choices, default=AgreementState.RECORDED)
    recorded_by = models.UUIDField(editable=False, null=True)
    recorded_for = models.ForeignKey(Organisation, on_delete=models.RESTRICT, related_name="+", editable=False, null=True)
    recorded_at = models.DateTimeField(editable=False, null=True)
    confirmed_by = models.UUIDField(editable=False, null=True)
    confirmed_at = models.DateTimeField(editable=False, null=True)
    ended_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(from_organisation=models.F("to_organisation")), name="agreement_of_two"),
            models.CheckConstraint(condition=models.Q(starts_on__lt=models.F("ends_on")), name="agreement_period"),
            models.CheckConstraint(condition=models.Q(sections__gt=0, sections__lt=1024), name="agreement_sections"),
            models.CheckConstraint(condition=models.Q(state__in=AgreementState.values), name="agreement_state"),
            models.CheckConstraint(
                condition=models.Q(purposes__contained_by=AgreementPurpose.values, purposes__len__gt=0), name="agreement_purposes"),
        ]

    def __str__(self) -> str:
        return f"{self.from_organisation} → {self.to_organisation}"


class AgreementStep(models.Model):
    """Confirmed or declined by the other side, ended by either. The step moves the agreement; nothing else does."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.RESTRICT, related_name="steps")
    step = models.CharField(max_length=12)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(step__in=["confirm", "decline", "end"]), name="agreement_step")]

    def __str__(self) -> str:
        return self.step
