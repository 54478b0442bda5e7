"""The section social: marital status, languages, schooling, occupation, needs. Household links belong to cases."""
from django.contrib.postgres.fields import ArrayField
from django.db import models

from amana.casework.registry.models.person import Person
from amana.casework.registry.rules import MaritalStatus
from amana.ground.rows.sections import PastRow, SectionRow


class SocialFields(SectionRow):
    marital_status = models.CharField(max_length=12, choices=MaritalStatus.choices, blank=True, default="")
    languages = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    education = models.CharField(max_length=2, blank=True, default="")
    schooling_note = models.CharField(max_length=300, blank=True, default="")
    occupation = models.CharField(max_length=2, blank=True, default="")
    lives_with = models.CharField(max_length=300, blank=True, default="")
    needs = models.TextField(blank=True, default="")

    class Meta:
        abstract = True


class Social(SocialFields):
    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(marital_status__in=["", *MaritalStatus.values]), name="social_marital_status")]

    def __str__(self) -> str:
        return str(self.person_id)


class SocialPast(PastRow, SocialFields):
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_social_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.past_id)


Social.past = SocialPast
