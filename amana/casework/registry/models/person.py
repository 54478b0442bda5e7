"""The head of a record, what moves it, and the hashed keys by which it is found."""
from django.db import models

from amana.casework.registry.rules import HoldingState, Step
from amana.lib.core.ids import uuid7


class Person(models.Model):
    """A person as one organisation knows her: key, number, organisation. All that a window of another organisation may show of the head."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, editable=False, unique=True)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.RESTRICT, editable=False, null=True)
    # Given with a record of an arrival list: the team that expects her. The database moves it to the holding, and it is empty again.
    expected_team_id = models.UUIDField(editable=False, null=True)
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


class SearchKey(models.Model):
    """Hashed keys, written by the database from the sections: what a search compares, never what it shows.

    Of a name: its tokens and pairs of them, with their places in it and the year of birth, by which the first look orders.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.RESTRICT)
    organisation_id = models.UUIDField()
    section = models.IntegerField()
    hash = models.BinaryField()
    place = models.SmallIntegerField(default=0)
    born = models.SmallIntegerField(default=0)

    class Meta:
        # All that the first look asks stands in the index, the latest records of a word at its end.
        indexes = [models.Index(fields=["organisation_id", "hash", "person"], include=["place", "born", "section"], name="registry_searchkey_by_hash")]

    def __str__(self) -> str:
        return str(self.person_id)
