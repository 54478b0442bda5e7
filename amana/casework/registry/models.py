"""Tables of a person's record: its head, what moves it, and the sections identity and contact with their past."""
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.casework.registry.rules import HoldingState, NameKind, Sex, Step
from amana.lib.core.dates import PartialDate, Precision
from amana.lib.core.ids import uuid7


class Person(models.Model):
    """A person as one organisation knows her: key, number, organisation. All that a window of another organisation may show of the head."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, editable=False, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT, editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    def __str__(self) -> str:
        return self.number


class Holding(models.Model):
    """Who holds the record now, inside its organisation. Written by the database alone, from the record's steps."""

    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT, null=True)
    staff_id = models.UUIDField(null=True)
    state = models.CharField(max_length=12, choices=HoldingState.choices)
    since = models.DateTimeField()
    is_protected = models.BooleanField(default=False)
    first_case_at = models.DateTimeField(null=True)  # since then, the registry sections are the case's team's

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(state__in=HoldingState.values), name="holding_state")]

    def __str__(self) -> str:
        return self.state


class PersonStep(models.Model):
    """What moves a record inside its organisation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="steps")
    step = models.CharField(max_length=12, choices=Step.choices)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT, null=True)
    staff_id = models.UUIDField(null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(step__in=Step.values), name="person_step")]

    def __str__(self) -> str:
        return self.step


class SectionRow(models.Model):
    """What every section table has: a version against lost updates, and who changed it when, stamped by the database."""

    version = models.IntegerField(default=1, editable=False)
    changed_by = models.UUIDField(editable=False, null=True)
    changed_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    @classmethod
    def stated_columns(cls) -> list[str]:
        """What somebody stated; not the stamps, not what is derived."""
        derived = {"person_id", "id", "past_id", "version", "changed_by", "changed_at", "replaced_at", "replaced_by", "keys", "birth_earliest", "birth_latest"}
        return [field.attname for field in cls._meta.fields if field.attname not in derived]


class PastRow(models.Model):
    """What every twin table adds: when the row was replaced, and by whom."""

    past_id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    replaced_at = models.DateTimeField()
    replaced_by = models.UUIDField(null=True)

    class Meta:
        abstract = True


class IdentityFields(SectionRow):
    name_kind = models.CharField(max_length=10, choices=NameKind.choices, default=NameKind.GIVEN)
    given_ar = models.CharField(max_length=80, blank=True, default="")
    father_ar = models.CharField(max_length=80, blank=True, default="")
    grandfather_ar = models.CharField(max_length=80, blank=True, default="")
    family_ar = models.CharField(max_length=80, blank=True, default="")
    given_latin = models.CharField(max_length=80, blank=True, default="")
    father_latin = models.CharField(max_length=80, blank=True, default="")
    grandfather_latin = models.CharField(max_length=80, blank=True, default="")
    family_latin = models.CharField(max_length=80, blank=True, default="")
    other_names = models.CharField(max_length=200, blank=True, default="")
    sex = models.CharField(max_length=10, choices=Sex.choices, default=Sex.UNSTATED)
    birth_year = models.SmallIntegerField(null=True, blank=True)
    birth_month = models.SmallIntegerField(null=True, blank=True)
    birth_day = models.SmallIntegerField(null=True, blank=True)
    birth_stated_age = models.SmallIntegerField(null=True, blank=True)
    birth_stated_in = models.CharField(max_length=5, blank=True, default="")
    birth_stated_on = models.DateField(null=True, blank=True)
    birth_earliest = models.DateField(null=True, blank=True)
    birth_latest = models.DateField(null=True, blank=True)
    nationalities = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    # Spelling keys of all names and the birth, made by amana.lib.names; the database keeps them hashed for the search.
    keys = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def birth(self) -> PartialDate | None:
        if self.birth_year is None:
            return None
        if self.birth_stated_on is not None:
            return PartialDate(self.birth_year, precision=Precision.ESTIMATED, stated_age=self.birth_stated_age,
                               stated_on=self.birth_stated_on, stated_in=self.birth_stated_in)
        return PartialDate.of(self.birth_year, self.birth_month, self.birth_day)

    @birth.setter
    def birth(self, value: PartialDate | None) -> None:
        estimated = value is not None and value.precision == Precision.ESTIMATED
        self.birth_year = value.year if value else None
        self.birth_month = value.month if value else None
        self.birth_day = value.day if value else None
        self.birth_stated_age = value.stated_age if estimated else None
        self.birth_stated_in = value.stated_in if estimated else ""
        self.birth_stated_on = value.stated_on if estimated else None
        self.birth_earliest = value.earliest if value else None
        self.birth_latest = value.latest if value else None

    @property
    def name_ar(self) -> str:
        return " ".join(filter(None, (self.given_ar, self.father_ar, self.grandfather_ar, self.family_ar)))

    @property
    def name_latin(self) -> str:
        return " ".join(filter(None, (self.given_latin, self.father_latin, self.grandfather_latin, self.family_latin)))

    @property
    def full_name(self) -> str:
        """The name as it is shown: in Arabic where it was given in Arabic. Empty where she withholds it."""
        return self.name_ar or self.name_latin

    def age_on(self, day: date) -> tuple[int, int] | None:
        return self.birth.age_on(day) if self.birth else None


class Identity(IdentityFields):
    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(sex__in=Sex.values), name="identity_sex"),
            models.CheckConstraint(condition=models.Q(name_kind__in=NameKind.values), name="identity_name_kind"),
            models.CheckConstraint(
                condition=models.Q(name_kind=NameKind.WITHHELD) | ~models.Q(given_ar="", given_latin=""), name="identity_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class IdentityPast(PastRow, IdentityFields):
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_identity_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.person_id)


class ContactFields(SectionRow):
    safe_hours = models.CharField(max_length=120, blank=True, default="")
    words_not_to_use = models.CharField(max_length=200, blank=True, default="")
    governorate = models.CharField(max_length=4, blank=True, default="")
    district = models.CharField(max_length=6, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        abstract = True


class Contact(ContactFields):
    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)

    def __str__(self) -> str:
        return str(self.person_id)


class ContactPast(PastRow, ContactFields):
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_contact_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.person_id)


class PhoneFields(SectionRow):
    typed = models.CharField(max_length=60)
    e164 = models.CharField(max_length=16, blank=True, default="")
    whose = models.CharField(max_length=80, blank=True, default="")
    safe_to_call = models.BooleanField(default=False)
    safe_to_text = models.BooleanField(default=False)
    safe_to_leave_message = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)

    class Meta:
        abstract = True


class Phone(PhoneFields):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT, related_name="phones")

    def __str__(self) -> str:
        return str(self.id)


class PhonePast(PastRow, PhoneFields):
    id = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_phone_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.past_id)


class SearchKey(models.Model):
    """Hashed keys, written by the database from the sections: what a search compares, never what it shows."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)
    organisation_id = models.UUIDField()
    section = models.IntegerField()
    hash = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["organisation_id", "hash"])]

    def __str__(self) -> str:
        return str(self.person_id)


Identity.past, Contact.past, Phone.past = IdentityPast, ContactPast, PhonePast
