"""The section journey: the way a person came, and the groups of people on the move to which she belongs."""
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amana.casework.registry.models.days import DayColumns, day_part
from amana.casework.registry.models.person import Person
from amana.ground.rows.sections import PastRow, SectionRow


class JourneyFields(SectionRow):
    country_left = models.CharField(max_length=3, blank=True, default="")
    route = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    departed_year, departed_month, departed_day = day_part(), day_part(), day_part()
    returned_year, returned_month, returned_day = day_part(), day_part(), day_part()
    reason = models.CharField(max_length=300, blank=True, default="")
    return_mode = models.CharField(max_length=24, blank=True, default="")
    groups = ArrayField(models.CharField(max_length=24), default=list, blank=True)
    note = models.TextField(blank=True, default="")

    departed, returned = DayColumns(), DayColumns()

    class Meta:
        abstract = True


class Journey(JourneyFields):
    person = models.OneToOneField(Person, on_delete=models.RESTRICT, primary_key=True)

    class Meta:
        constraints = [models.CheckConstraint(name="journey_returned_after_departed", condition=(
            Q(departed_year=None) | Q(returned_year=None) | Q(returned_year__gte=F("departed_year"))))]

    def __str__(self) -> str:
        return str(self.person_id)


class JourneyPast(PastRow, JourneyFields):
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)

    class Meta:
        db_table = "registry_journey_past"
        indexes = [models.Index(fields=["person", "replaced_at"])]

    def __str__(self) -> str:
        return str(self.past_id)


Journey.past = JourneyPast
