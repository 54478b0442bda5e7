"""Tables of webhooks: where a system is told, and what was told it. Keys and times only; no row holds anything of a person."""
from django.db import models

from amana.casework.webhooks.rules import TYPES, Failure, Outcome
from amana.lib.core.ids import uuid7


class Hook(models.Model):
    """Where one system is told. `session` is the key of the session in which its job looks, sealed as an argument of jobs is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation_id = models.UUIDField(editable=False, null=True)
    membership = models.ForeignKey("access.Membership", on_delete=models.RESTRICT)  # the system's place
    address = models.CharField(max_length=500)
    secret_sealed = models.BinaryField()
    session = models.CharField(max_length=300)
    made_by = models.UUIDField(editable=False, null=True)  # membership
    made_at = models.DateTimeField(editable=False, null=True)
    told_to = models.DateTimeField(editable=False, null=True)  # how far it has looked
    next_at = models.DateTimeField(editable=False, null=True)
    tries = models.IntegerField(default=0)  # in vain since the last delivery
    failing_since = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    gave_up = models.BooleanField(default=False)  # paused by itself
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership"], condition=models.Q(removed_at=None), name="webhook_once")]

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One pointer on its way. Its key is made of the hook and of what happened, so that looking twice finds it again."""

    id = models.UUIDField(primary_key=True, editable=False)
    hook = models.ForeignKey(Hook, on_delete=models.RESTRICT)
    type = models.CharField(max_length=30, choices=TYPES.items())
    object_kind = models.CharField(max_length=12)
    object_id = models.UUIDField()
    at = models.DateTimeField()
    noticed_at = models.DateTimeField()
    place = models.IntegerField(default=0)  # among those that were noticed at once
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=12, choices=Failure.choices, blank=True, default="")
    status = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(type__in=list(TYPES)), name="delivery_type"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="delivery_outcome"),
        ]
        indexes = [models.Index(fields=["hook", "noticed_at"], name="delivery_in_order"),
                   models.Index(fields=["hook", "noticed_at", "place"], condition=models.Q(outcome="waiting"), name="delivery_waiting")]

    def __str__(self) -> str:
        return self.type
