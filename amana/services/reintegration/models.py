"""Tables of return and follow-up. A return and what happens on the day of arrival are rows of the record in the journey section, for reception has no case yet;
follow-up is rows of the case in the social section. None is changed once it is written: the latest counts."""
from django.db import models
from django.db.models import Q

from amana.lib.core.ids import uuid7
from amana.services.reintegration.rules import ASSISTED, CheckState, Company, OnwardState, Ordered, Outcome, Transport, Way, Wish


class StampedRow(models.Model):
    """Who made it and when is set by the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class RecordRow(StampedRow):
    """A row of the record, in the journey section."""

    person = models.ForeignKey("registry.Person", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        abstract = True


class CaseRow(StampedRow):
    """A row of the case, in the social section. The database copies the person."""

    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, related_name="+")
    person_id = models.UUIDField(editable=False, null=True)

    class Meta:
        abstract = True


class Return(RecordRow):
    """How somebody came back. mode: of the list of ways of return. A return that was ordered or escorted by authorities is no assisted voluntary one."""

    mode = models.CharField(max_length=24)
    ordered = models.CharField(max_length=8, choices=Ordered.choices)
    company = models.CharField(max_length=12, choices=Company.choices)
    country = models.CharField(max_length=3)
    returned_on = models.DateField()
    mission = models.CharField(max_length=120, blank=True, default="")
    told = models.CharField(max_length=1000, blank=True, default="")
    needs = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ordered__in=Ordered.values, company__in=Company.values), name="return_choices"),
            models.CheckConstraint(condition=~Q(mode=ASSISTED) | Q(ordered=Ordered.NO) & ~Q(company=Company.AUTHORITIES), name="return_forced_is_not_assisted"),
        ]
        indexes = [models.Index(fields=["person"], name="return_by_person")]


class Check(RecordRow):
    """How one item of the arrival day stands. item: of reference/reception.toml."""

    item = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=CheckState.choices)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="reception_check_state"),
            models.CheckConstraint(condition=~Q(state=CheckState.NOT_NEEDED) | ~Q(reason=""), name="reception_check_reason"),
        ]
        indexes = [models.Index(fields=["person"], name="reception_check_by_person")]


class Onward(RecordRow):
    """Where somebody goes from the place of arrival, and when the first counselling is. governorate: P-code."""

    state = models.CharField(max_length=10, choices=OnwardState.choices, default=OnwardState.PLANNED)
    governorate = models.CharField(max_length=8, blank=True, default="")
    transport = models.CharField(max_length=8, choices=Transport.choices, blank=True, default="")
    leaves_at = models.DateTimeField(null=True)
    counselling_at = models.DateTimeField(null=True)
    counselling_place = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OnwardState.values) & (Q(transport="") | Q(transport__in=Transport.values)), name="onward_choices"),
            models.CheckConstraint(condition=Q(state=OnwardState.PLANNED) | ~Q(governorate=""), name="onward_has_a_place"),
        ]
        indexes = [models.Index(fields=["person"], name="onward_by_person")]


class FollowUp(CaseRow):
    """The case is followed from the day of the return on, in the months of the rule. other_contact: whom else the person agreed to, and what may be said there."""

    returned_on = models.DateField()
    other_contact = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "returned_on"], name="follow_up_begun_once")]


class Attempt(CaseRow):
    """One try to reach the person."""

    way = models.CharField(max_length=14, choices=Way.choices)
    outcome = models.CharField(max_length=14, choices=Outcome.choices)
    tried_on = models.DateField()
    words = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(way__in=Way.values, outcome__in=Outcome.values), name="attempt_choices")]
        indexes = [models.Index(fields=["case", "tried_on"], name="attempt_by_case")]


class Intention(CaseRow):
    """What the person thinks about leaving again, in her own words, and what was offered. It never leaves the organisation."""

    wish = models.CharField(max_length=8, choices=Wish.choices)
    words = models.CharField(max_length=1000, blank=True, default="")
    offered = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(wish__in=Wish.values), name="intention_wish"),
            models.CheckConstraint(condition=Q(wish=Wish.UNSAID) | ~Q(words=""), name="intention_said"),
        ]
        indexes = [models.Index(fields=["case"], name="intention_by_case")]
