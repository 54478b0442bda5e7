"""What a bank said of the payments of a list, whatever file it said it in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from amana.lib.payments.faults import Fault


class Outcome(StrEnum):
    """returned: it was paid and has come back."""

    PAID = "paid"
    PENDING = "pending"
    FAILED = "failed"
    RETURNED = "returned"


@dataclass(frozen=True)
class Answer:
    """status: the code or word as it stands in the file. amount, currency, on, references and reasons: as far as stated.

    reason_code: of ISO 20022, or the bank's own (`reason_words` says it where known); reason: what the bank says in words. line: as in a Fault.
    """

    key: str
    outcome: Outcome
    status: str
    amount: Decimal | None = None
    currency: str = ""
    bank_reference: str = ""
    on: date | None = None
    reason_code: str = ""
    reason: str = ""
    line: int = 0


@dataclass(frozen=True)
class Results:
    """list_key: empty where the file does not say. rest: holds for each payment of the list of which the file says nothing, neither in `answers` nor in `unclear`.

    unclear: keys of the lines that are among the `faults`, in small letters. None of them is in `answers`.
    """

    form: str
    answers: tuple[Answer, ...]
    list_key: str = ""
    rest: Answer | None = None
    faults: tuple[Fault, ...] = ()
    unclear: frozenset[str] = frozenset()


def gathered(form: str, answers: list[Answer], faults: list[Fault], unclear: set[str], *, list_key: str = "", rest: Answer | None = None) -> Results:
    """Results without keys that stand there twice: which of two answers is true, nobody knows."""
    lines: dict[str, list[int]] = {}
    for answer in answers:
        lines.setdefault(answer.key.casefold(), []).append(answer.line)
    twice = {key for key, where in lines.items() if len(where) > 1 or key in unclear}
    faults += [Fault("result.key_twice", answer.line, "key", answer.key) for answer in answers if answer.key.casefold() in twice]
    kept = tuple(answer for answer in answers if answer.key.casefold() not in twice)
    return Results(form, kept, list_key, rest, tuple(sorted(faults, key=lambda fault: fault.line)), frozenset(unclear | twice))
