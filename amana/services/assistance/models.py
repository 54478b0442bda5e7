"""Tables of assistance. Requests and what follows from them are rows of a case in the section economic; nothing is changed but by the database."""
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from amana.ground.rows import sealed_fields
from amana.lib.core.ids import uuid7
from amana.services.assistance.rules import (
    ENDED,
    LIVE_PAYMENTS,
    OPEN,
    InstalmentState,
    ListState,
    Method,
    PaymentState,
    Proof,
    State,
    Step,
)
from amana.services.programmes.fields import money
from amana.services.programmes.rules import MOST

_SEALED = "assistance.account"


class CatalogueKind(models.Model):
    """The database's copy of what it must know of a kind of help; laid by `amana migrate` from reference/catalogue.toml."""

    code = models.CharField(primary_key=True, max_length=24)
    need = models.CharField(max_length=24)
    methods = ArrayField(models.CharField(max_length=8))
    person_ceiling = money(null=True)
    household_ceiling = money(null=True)
    months = models.SmallIntegerField()

    class Meta:
        db_table = "assistance_kind"

    def __str__(self) -> str:
        return self.code


class ApprovalLimit(models.Model):
    """The same of reference/limits.toml."""

    above = money(primary_key=True)
    approvals = models.SmallIntegerField()

    class Meta:
        db_table = "assistance_limit"

    def __str__(self) -> str:
        return str(self.above)


class HelpRow(models.Model):
    """What each row of a case carries: the key of the person, and who made it when; set by the database."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person_id = models.UUIDField(editable=False, null=True)
    staff_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Request(HelpRow):
    """Help asked of a programme for a case. State, approvals and ends follow from the steps; `amount` in EGP, `pounds` of them to one unit of the budget's currency."""

    case = models.ForeignKey("cases.Case", on_delete=models.RESTRICT, related_name="+")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.RESTRICT, related_name="+")
    line = models.ForeignKey("programmes.BudgetLine", on_delete=models.RESTRICT, related_name="+")
    kind = models.CharField(max_length=24)
    amount = money()
    pounds = models.DecimalField(max_digits=14, decimal_places=6, editable=False, null=True)
    pounds_on = models.DateField(editable=False, null=True)
    need = models.CharField(max_length=500)
    period_from = models.DateField()
    period_until = models.DateField()
    method = models.CharField(max_length=8, choices=Method.choices)
    payee_name = models.CharField(max_length=120, blank=True, default="")
    payee_reason = models.CharField(max_length=200, blank=True, default="")  # why somebody else than the person receives it
    account_sealed = models.BinaryField(null=True)
    account_hash = models.BinaryField(null=True)
    account_tail = models.CharField(max_length=4, blank=True, default="")
    state = models.CharField(max_length=10, choices=State.choices, editable=False, default=State.REQUESTED)
    approvals_needed = models.SmallIntegerField(editable=False, null=True)
    approved_at = models.DateTimeField(editable=False, null=True)
    ended_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST) & ~Q(need=""), name="help_says"),
            models.CheckConstraint(condition=Q(period_from__lte=F("period_until")), name="help_period"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="help_method"),
            models.CheckConstraint(name="help_account_is_whole", condition=(
                Q(account_sealed=None, account_hash=None, account_tail="") | Q(account_sealed__isnull=False, account_hash__isnull=False))),
        ]
        indexes = [
            models.Index(fields=["case"], name="help_by_case"),
            models.Index(fields=["person_id", "kind"], name="help_by_person"),
            models.Index(fields=["programme", "state", "made_at"], name="help_by_programme"),
            models.Index(fields=["programme", "person_id"], include=["state"], condition=Q(state__in=[State.ORDERED, State.DELIVERED, State.RECONCILED]), name="help_reached"),
            models.Index(fields=["made_at", "id"], condition=Q(state__in=OPEN), name="help_open"),
            models.Index(fields=["made_at", "id"], condition=Q(state__in=ENDED), name="help_ended"),
            models.Index(fields=["account_hash"], condition=~Q(account_hash=None), name="help_by_account"),
        ]

    @property
    def account(self) -> str:
        """The number, unsealed; empty if there is none. Raises sealed_fields.Broken. Pages show the tail only."""
        return sealed_fields.unseal(self.account_sealed, person_id=self.person_id, field=_SEALED) if self.account_sealed else ""

    def hold_account(self, number: str, *, person_id: UUID) -> None:
        """Sealed to the person."""
        if number:
            self.account_sealed = sealed_fields.seal(number, person_id=person_id, field=_SEALED)
            self.account_hash = sealed_fields.equality_hash(number, field=_SEALED)
            self.account_tail = number[-4:]


class FollowingRow(HelpRow):
    """What hangs on a request: its case is copied."""

    case_id = models.UUIDField(editable=False, null=True)

    class Meta:
        abstract = True


class Instalment(FollowingRow):
    """A part of the request, given at one time. `charged`: in the budget's currency, rounded to the cent, half away from zero."""

    request = models.ForeignKey(Request, on_delete=models.RESTRICT, related_name="instalments")
    number = models.SmallIntegerField()
    amount = money()
    charged = money(editable=False, null=True)
    due_on = models.DateField()
    condition = models.CharField(max_length=300, blank=True, default="")
    is_met = models.BooleanField(editable=False, default=False)
    state = models.CharField(max_length=8, choices=InstalmentState.choices, editable=False, default=InstalmentState.PLANNED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="instalment_numbered"),
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=MOST, number__gt=0), name="instalment_amount"),
        ]
        indexes = [models.Index(fields=["case_id"], name="instalment_by_case"), models.Index(fields=["state", "due_on"], name="instalment_due")]


class RequestStep(FollowingRow):
    """What was decided or done about a request or one of its instalments. `found`: what the check found, written by the database; `exceeds`: agreed although it passes a ceiling or is given twice."""

    request = models.ForeignKey(Request, on_delete=models.RESTRICT, related_name="steps")
    instalment = models.ForeignKey(Instalment, on_delete=models.RESTRICT, null=True, related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    words = models.CharField(max_length=500, blank=True, default="")
    exceeds = models.BooleanField(default=False)
    proof = models.CharField(max_length=10, choices=Proof.choices, blank=True, default="")
    attachment_id = models.UUIDField(null=True)  # the paper, among the attachments of the case
    found = models.JSONField(editable=False, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=Step.values), name="help_step"),
            models.CheckConstraint(condition=~Q(step__in=[Step.DECLINE, Step.CANCEL, Step.RETURN, Step.MET]) & Q(exceeds=False) | ~Q(words=""), name="help_step_with_reason"),
            models.CheckConstraint(condition=~Q(step=Step.DELIVER) | Q(proof__in=Proof.values), name="help_delivered_with_proof"),
        ]
        indexes = [models.Index(fields=["case_id"], name="helpstep_by_case")]


class PaymentList(models.Model):
    """Payments that go to one bank or e-wallet together. It says nothing of who is paid; number, sum and state follow from what is in it and from its steps."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    programme = models.ForeignKey("programmes.Programme", on_delete=models.RESTRICT, related_name="+")
    method = models.CharField(max_length=8, choices=Method.choices)
    pay_on = models.DateField()
    state = models.CharField(max_length=8, choices=ListState.choices, editable=False, default=ListState.MADE)
    payments = models.IntegerField(editable=False, default=0)
    total = money(editable=False, default=0)
    waiting = models.IntegerField(editable=False, default=0)  # payments without an answer
    recalled = models.IntegerField(editable=False, default=0)  # payments that are not in the file: taken back as it was made
    filed_at = models.DateTimeField(editable=False, null=True)  # what goes to the bank stands since then
    staff_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(method__in=[Method.BANK, Method.WALLET, Method.CASH]), name="paymentlist_method")]
        indexes = [models.Index(fields=["programme", "made_at"], name="paymentlist_by_programme")]

    def __str__(self) -> str:
        return str(self.id)


class Payment(FollowingRow):
    """One instalment in one list; its key is what the bank gives back. Failed, it is listed anew under another key."""

    payment_list = models.ForeignKey(PaymentList, on_delete=models.RESTRICT, related_name="rows")
    instalment = models.ForeignKey(Instalment, on_delete=models.RESTRICT, related_name="payments")
    request_id = models.UUIDField(editable=False, null=True)
    amount = money(editable=False, null=True)
    state = models.CharField(max_length=8, choices=PaymentState.choices, editable=False, default=PaymentState.LISTED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["instalment"], condition=Q(state__in=LIVE_PAYMENTS), name="payment_once")]
        indexes = [models.Index(fields=["payment_list", "id"], name="payment_by_list"), models.Index(fields=["case_id"], name="payment_by_case")]


class ListStep(models.Model):
    """A list was released by a second person, its file made, sent or dropped; once some were closed by hand."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment_list = models.ForeignKey(PaymentList, on_delete=models.RESTRICT, related_name="steps")
    step = models.CharField(max_length=8)
    words = models.CharField(max_length=300, blank=True, default="")
    staff_id = models.UUIDField(editable=False, null=True)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(step__in=["release", "file", "send", "drop", "close"]), name="liststep_step")]

    def __str__(self) -> str:
        return self.step


class AnswerFile(models.Model):
    """A file that the bank or e-wallet gave back: its digest alone, so that none is taken in twice."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payment_list = models.ForeignKey(PaymentList, on_delete=models.RESTRICT, related_name="files")
    digest = models.CharField(max_length=64)
    made_by = models.UUIDField(editable=False, null=True)
    made_at = models.DateTimeField(editable=False, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["payment_list", "digest"], name="answerfile_once")]

    def __str__(self) -> str:
        return self.digest


class Answer(FollowingRow):
    """What the bank says of one payment."""

    payment = models.ForeignKey(Payment, on_delete=models.RESTRICT, related_name="answers")
    file = models.ForeignKey(AnswerFile, on_delete=models.RESTRICT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=[(one.value, one.label) for one in (PaymentState.PAID, PaymentState.FAILED, PaymentState.RETURNED)])
    reason = models.CharField(max_length=120, blank=True, default="")
    reference = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "outcome"], name="answer_once"),
            models.CheckConstraint(condition=Q(outcome__in=["paid", "failed", "returned"]), name="answer_outcome"),
        ]
        indexes = [models.Index(fields=["case_id"], name="answer_by_case")]


