"""Every act on a request and on a payment list. One public verb per change: one transaction, one audit entry. Money is booked by the database, in the same statement."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, attempt
from amana.lib.core.errors import Refused
from amana.services.assistance.models import Answer, AnswerFile, Instalment, ListStep, Payment, PaymentList, Request, RequestStep
from amana.services.assistance.queries import payments_told
from amana.services.assistance.rules import STEPS, PaymentState, Step

if TYPE_CHECKING:
    from amana.services.programmes.models import Programme

_OF = {"sections": Section.ECONOMIC}


@dataclass(frozen=True)
class Part:
    """An instalment as it is asked for: EGP, on or after a day, under a condition or none."""

    amount: Decimal
    due_on: date
    condition: str = ""


# Requests ---------------------------------------------------------------------------------------------------------------------------------------------
def ask(case_id: UUID, person_id: UUID, *, parts: list[Part], account: str = "", by: Actor, **columns) -> Request:
    """Help of a programme, as the sum of its parts. Raises Refused (`help_programme`, `help_line`, `help_kind`, `rate_missing`, `help_account`, `help_period`, `case_state`)."""
    by.must("ask_help")
    made = Request(case_id=case_id, amount=sum((one.amount for one in parts), Decimal(0)), **columns)
    made.hold_account(account, person_id=person_id)
    made.save(force_insert=True)
    for number, one in enumerate(parts, 1):
        Instalment.objects.create(request=made, number=number, amount=one.amount, due_on=one.due_on, condition=one.condition)
    audit.record("help.asked", case_id, **_OF, request=made.pk)
    return made


def decide(request: Request, step: Step, *, words: str = "", exceeds: bool = False, by: Actor) -> None:
    """Check, approve, decline, cancel, close in the books.

    Raises Refused (`help_state`, `help_own`, `help_sum`, `help_approved_already`, `help_over_ceiling`, `help_double`, `budget_short`, `programme_closed`), Forbidden.
    """
    _step(request, step, words=words, exceeds=exceeds, by=by)


def move(request: Request, instalment: Instalment, step: Step, *, words: str = "", proof: str = "", attachment_id: UUID | None = None, by: Actor) -> None:
    """A condition is met; goods or a service are ordered, handed over with proof, came back, or never came. Raises Refused (`help_state`, `help_met_already`, `help_own`, `programme_closed`), Forbidden."""
    _step(request, step, instalment=instalment, words=words, proof=proof, attachment_id=attachment_id, by=by)


def _step(request: Request, step: Step, *, by: Actor, **columns) -> None:
    if not any(by.may(verb) for verb in STEPS[step][1]):
        by.must(min(STEPS[step][1]))
    if columns.get("exceeds"):
        by.must("exceed_help")
    RequestStep.objects.create(request=request, step=step, **columns)
    audit.record(f"help.{step}", request.case_id, **_OF, request=request.pk)


# Payment lists ----------------------------------------------------------------------------------------------------------------------------------------
def list_payments(programme: "Programme", instalments: Iterable[Instalment], *, method: str, pay_on: date, by: Actor) -> PaymentList:
    """A list of what is due, frozen with what it holds. Raises Refused (`payment_once`, `payment_not_due`, `help_own`, `programme_closed`)."""
    by.must("keep_books")
    made = PaymentList.objects.create(programme=programme, method=method, pay_on=pay_on)
    for one in instalments:
        Payment.objects.create(payment_list=made, instalment=one)
    audit.record("payments.listed", made.pk)
    return made


def move_list(payments: PaymentList, step: str, *, words: str = "", by: Actor) -> None:
    """Released by a second person, its file made, sent; dropped while it has no file, which gives its money back. What may not go to the bank any more goes back to its instalment as the file is made or, without one, as the list is sent.

    Raises Refused (`list_state`, `list_second_person`, `list_empty`, `help_own`, `programme_closed`).
    """
    by.must("release_payment" if step == "release" else "keep_books")
    ListStep.objects.create(payment_list=payments, step=step, words=words)
    audit.record(f"payments.{step}", payments.pk)


@dataclass(frozen=True)
class Said:
    """What a line of the bank's file says of a payment. `key`: of the payment, as the list named it."""

    key: UUID
    outcome: PaymentState
    amount: Decimal | None = None
    reference: str = ""
    reason: str = ""


@dataclass
class TakenIn:
    """What became of a file: the keys that moved something, were known already, contradict what is known, state another amount, or belong to no payment of the list."""

    new: list[UUID]
    known: list[UUID]
    contradicts: list[UUID]
    other_amount: list[UUID]
    unknown: list[UUID]


def take_in(payments: PaymentList, lines: Iterable[Said], *, digest: str, by: Actor) -> TakenIn:
    """The bank's answers, each once, however often the file is sent. Lines that do not fit are told and change nothing.

    Raises Refused (`answerfile_once`: this very file was taken in; `list_state`: the list was not sent).
    """
    by.must("keep_books")
    if payments.state not in ("sent", "closed"):
        raise Refused("list_state")
    file = AnswerFile.objects.create(payment_list=payments, digest=digest)
    rows = payments_told(payments.pk)
    told = TakenIn([], [], [], [], [])
    for one in lines:
        if one.key not in rows:
            told.unknown.append(one.key)
        elif one.amount is not None and one.amount != rows[one.key]:
            told.other_amount.append(one.key)
        else:
            getattr(told, _answered(file, one)).append(one.key)
    audit.record("payments.answered", payments.pk, file=file.pk)
    return told


def _answered(file: AnswerFile, one: Said) -> str:
    """Where the line belongs: new, known, or contradicts what is known of the payment."""
    try:
        with attempt():
            Answer.objects.create(payment_id=one.key, file=file, outcome=one.outcome, reason=one.reason, reference=one.reference)
    except Refused as refusal:
        if refusal.code not in ("answer_contradicts", "answer_once"):
            raise
        return "known" if refusal.code == "answer_once" else "contradicts"
    return "new"


def answer(payment: Payment, *, outcome: str, reason: str = "", reference: str = "", by: Actor) -> None:
    """One payment by hand: cash at a counter, or what the bank told by telephone. Raises Refused (`answer_contradicts`, `answer_once`, `list_state`)."""
    by.must("keep_books")
    Answer.objects.create(payment=payment, outcome=outcome, reason=reason, reference=reference)
    audit.record("payments.answered_by_hand", payment.case_id, **_OF, payment=payment.pk)
