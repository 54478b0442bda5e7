"""Tables of programmes and of their ledger. None holds a person: an entry names a request by its key alone."""
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amana.ground.shell.values import reading_language
from amana.lib.core.ids import uuid7
from amana.services.programmes.fields import money
from amana.services.programmes.rules import CURRENCIES, HOME_CURRENCY, MOST, MOST_POUNDS, Account, TargetGroup, Why


class Kept(models.Model):
    """Who made the row, and when; set by the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Named(Kept):
    """With a name in each language."""

    name_ar = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_ar if reading_language() == "ar" else self.name_en


class Programme(Named):
    """What a donor finances for some time, run by one team. Its officers see what is asked of it through that team."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT, editable=False, null=True)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT)
    donor = models.CharField(max_length=120)
    currency = models.CharField(max_length=3, default=HOME_CURRENCY)
    starts_on = models.DateField()
    ends_on = models.DateField()
    account = models.CharField(max_length=34, blank=True, default="")  # from which it is paid: the organisation's own
    groups = ArrayField(models.CharField(max_length=12), default=list)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lt=F("ends_on")), name="programme_span"),
            models.CheckConstraint(condition=Q(currency__in=CURRENCIES), name="programme_currency"),
            models.CheckConstraint(condition=Q(groups__contained_by=TargetGroup.values), name="programme_groups"),
        ]
        indexes = [models.Index(fields=["organisation"], name="programme_of_organisation")]

    def runs_on(self, day: date) -> bool:
        """Whether help can be asked of it, agreed and ordered on that day; the database asks the same."""
        return self.is_open and self.starts_on <= day <= self.ends_on


class BudgetLine(Named):
    """One line of a programme's budget."""

    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="lines")
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="budgetline_once")]


class Target(Kept):
    """How many people of a group the programme means to reach. The latest of a group counts."""

    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="targets")
    group = models.CharField(max_length=12, choices=TargetGroup.choices)
    people = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__range=(0, 10_000_000), group__in=TargetGroup.values), name="target_people")]


class Rate(Kept):
    """How many Egyptian pounds one unit of the programme's currency is worth from a day on. The latest day counts, of one day the latest row."""

    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="rates")
    pounds = models.DecimalField(max_digits=14, decimal_places=6)
    valid_on = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pounds__gt=0, pounds__lte=MOST_POUNDS), name="rate_positive")]


class Allotment(Kept):
    """Money that a donor granted to a line; below zero, what was taken back or put right (`reverses`)."""

    line = models.ForeignKey(BudgetLine, on_delete=models.RESTRICT, related_name="allotments")
    amount = money()
    words = models.CharField(max_length=200)
    reverses = models.OneToOneField("self", on_delete=models.RESTRICT, null=True, related_name="reversed_by")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__range=(-MOST, MOST)) & ~Q(amount=0) & ~Q(words=""), name="allotment_says")]


class Entry(models.Model):
    """One movement of money from one account of a line to another: balanced by its form (docs/decisions/0046). Written by the database alone, never changed."""

    id = models.UUIDField(primary_key=True, editable=False)
    line = models.ForeignKey(BudgetLine, on_delete=models.RESTRICT, related_name="entries")
    number = models.IntegerField()
    source = models.CharField(max_length=10, choices=Account.choices)
    target = models.CharField(max_length=10, choices=Account.choices)
    amount = money()
    why = models.CharField(max_length=8, choices=Why.choices)
    allotment = models.ForeignKey(Allotment, on_delete=models.RESTRICT, null=True)
    request_id = models.UUIDField(null=True)
    instalment_id = models.UUIDField(null=True)
    made_by = models.UUIDField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="entry_numbered"),
            models.CheckConstraint(condition=Q(amount__gt=0) & ~Q(source=F("target")), name="entry_moves"),
            models.CheckConstraint(condition=Q(source__in=Account.values, target__in=Account.values, why__in=Why.values), name="entry_choices"),
        ]
        indexes = [models.Index(fields=["instalment_id"], name="entry_of_instalment")]

    def __str__(self) -> str:
        return str(self.number)


class Balance(models.Model):
    """What stands on the accounts of a line: the sum of its entries, kept beside them by the database. Nothing of it is ever below zero."""

    line = models.OneToOneField(BudgetLine, on_delete=models.RESTRICT, primary_key=True, related_name="balance")
    granted = money(default=0)
    available = money(default=0)
    committed = money(default=0)
    ordered = money(default=0)
    spent = money(default=0)
    entries = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(available__gte=0, granted__gte=0), name="budget_short"),
            models.CheckConstraint(condition=Q(committed__gte=0, ordered__gte=0, spent__gte=0), name="balance_positive"),
            models.CheckConstraint(condition=Q(granted=F("available") + F("committed") + F("ordered") + F("spent")), name="balance_whole"),
        ]

    def __str__(self) -> str:
        return str(self.line_id)
