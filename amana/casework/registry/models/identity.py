"""The section identity: names, sex, birth, nationality."""
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.casework.registry.models.person import Person
from amana.casework.registry.rules import NameKind, Sex
from amana.ground.rows.sections import PastRow, SectionRow
from amana.lib.core.dates import PartialDate, Precision

NAME_PARTS = ("given", "father", "grandfather", "family")


def names_by_part(stated: object) -> list[dict[str, str]]:
    """A name in each script by its parts, for amana.lib.names: of a row, or of facts that are none yet."""
    return [{part: getattr(stated, f"{part}_{script}") for part in NAME_PARTS} for script in ("ar", "latin")]


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
    # Tokens of all names and the place of each, made by amana.lib.names; the database keeps them, and pairs of them, hashed for the search.
    keys = ArrayField(models.TextField(), default=list, blank=True)
    key_places = ArrayField(models.SmallIntegerField(), default=list, blank=True)

    derived = frozenset({"keys", "key_places", "birth_earliest", "birth_latest"})

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
        return self._named("ar")

    @property
    def name_latin(self) -> str:
        return self._named("latin")

    @staticmethod
    def name_columns() -> list[str]:
        """What a shown name is made of."""
        return [f"{part}_{script}" for script in ("ar", "latin") for part in NAME_PARTS]

    def _named(self, script: str) -> str:
        return " ".join(filter(None, (getattr(self, f"{part}_{script}") for part in NAME_PARTS)))

    @property
    def full_name(self) -> str:
        """The name as it is shown: in Arabic where it was given in Arabic. Empty where she withholds it."""
        return self.name_ar or self.name_latin

    def age_on(self, day: date) -> tuple[int, int] | None:
        return self.birth.age_on(day) if self.birth else None


class Identity(IdentityFields):
    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)
    # The transaction that wrote the row last: by it a process learns which names came since it looked.
    made_in = models.BigIntegerField(editable=False, null=True)

    class Meta:
        indexes = [models.Index(fields=["made_in"], name="registry_identity_made_in")]
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


Identity.past = IdentityPast
