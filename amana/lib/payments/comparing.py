"""A list beside what the bank said of it: what fits, and what a person must look at."""

from collections.abc import Iterator
from dataclasses import dataclass

from amana.lib.payments.faults import Fault, refused
from amana.lib.payments.lists import Payment, PaymentList
from amana.lib.payments.results import Answer, Results


@dataclass(frozen=True)
class Comparison:
    """matched: in the order of the list. unanswered: nothing usable was said of them. faults: those of the file, strangers, and amounts that differ."""

    matched: tuple[tuple[Payment, Answer], ...]
    unanswered: tuple[Payment, ...]
    faults: tuple[Fault, ...]


def compare(found: PaymentList, results: Results) -> Comparison:
    """Each payment with its answer, or with what the file says of all the rest. An answer that differs in amount or currency is no answer.

    Raises FileRefused (result.other_list) where the file says that it belongs to another list.
    """
    if results.list_key and results.list_key.casefold() != found.key.casefold():
        raise refused(Fault("result.other_list", value=results.list_key))
    payments = {payment.key.casefold(): payment for payment in found.payments}
    answers = {answer.key.casefold(): answer for answer in results.answers if answer.key.casefold() in payments}
    strangers = [Fault("result.stranger", answer.line, "key", answer.key) for answer in results.answers if answer.key.casefold() not in payments]
    differing = {key: fault for key, answer in answers.items() for fault in _differs(payments[key], answer)}
    silent = answers.keys() | results.unclear
    pairs = {key: answers[key] for key in answers if key not in differing}
    if results.rest:
        pairs |= {key: results.rest for key in payments if key not in silent}
    return Comparison(
        tuple((payment, pairs[key]) for key, payment in payments.items() if key in pairs),
        tuple(payment for key, payment in payments.items() if key not in pairs),
        (*results.faults, *strangers, *differing.values()),
    )


def _differs(payment: Payment, answer: Answer) -> Iterator[Fault]:
    if answer.currency and answer.currency != payment.currency:
        yield Fault("result.currency_differs", answer.line, "currency", payment.key)
    elif answer.amount is not None and answer.amount != payment.amount:
        yield Fault("result.amount_differs", answer.line, "amount", payment.key)
