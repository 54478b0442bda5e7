"""Hand-overs: a proposal to a colleague, and its answer."""
from django.db import models

from amana.casework.cases.models.life import CaseRow
from amana.casework.cases.rules.handing import DeclineReason, HandoverReason, HandoverState, HandoverVerb


class Handover(CaseRow):
    """The owner offers the case to a colleague. Until it is accepted the owner stays the owner. A head: number and names, no text.

    batch: proposals of one caseload share it. giver_id, number: copied by the database, for the receiver does not see the case yet.
    """

    organisation_id = models.UUIDField(editable=False, null=True)
    number = models.CharField(max_length=12, editable=False, default="")
    giver_id = models.UUIDField(editable=False, null=True)
    team = models.ForeignKey("organisations.Team", on_delete=models.RESTRICT)
    staff_id = models.UUIDField()
    batch = models.UUIDField()
    why = models.CharField(max_length=12, choices=HandoverReason.choices)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    state = models.CharField(max_length=12, choices=HandoverState.choices, default=HandoverState.PROPOSED, editable=False)
    decline_reason = models.CharField(max_length=16, choices=DeclineReason.choices, default="", blank=True, editable=False)
    answered_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=HandoverState.values), name="handover_states"),
            models.CheckConstraint(condition=models.Q(why__in=HandoverReason.values), name="handover_why"),
            models.CheckConstraint(condition=models.Q(until_on=None) | models.Q(until_on__gt=models.F("from_on")), name="handover_days"),
            models.CheckConstraint(condition=~models.Q(why=HandoverReason.LEAVE, until_on=None), name="handover_leave_ends"),
            models.UniqueConstraint(fields=["case"], condition=models.Q(state=HandoverState.PROPOSED), name="handover_proposed_once"),
        ]
        indexes = [models.Index(fields=["staff_id"], condition=models.Q(state=HandoverState.PROPOSED), name="handover_by_receiver")]


class HandoverStep(CaseRow):
    """The answer, or the giver's second thought. staff_id, giver_id: copied by the database from the proposal."""

    handover = models.ForeignKey(Handover, on_delete=models.RESTRICT, related_name="steps")
    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, null=True, editable=False)
    organisation_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)
    step = models.CharField(max_length=12, choices=HandoverVerb.choices)
    reason = models.CharField(max_length=16, choices=DeclineReason.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(step__in=HandoverVerb.values), name="handover_step"),
            models.CheckConstraint(condition=~models.Q(step=HandoverVerb.DECLINE, reason=""), name="handover_declined_with_reason"),
        ]
