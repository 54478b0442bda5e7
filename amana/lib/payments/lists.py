"""Payments and the list in which they go to a bank, and what must be right before one does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from amana.lib.core import money
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import tidy
from amana.lib.payments.faults import Fault, refused

LONGEST_NAME = LONGEST_REFERENCE = LONGEST_BANK = 140  # Max140Text of ISO 20022
_KEY = re.compile(r"[A-Za-z0-9-]{1,35}")  # Max35Text, of the characters that no bank changes
_NUMBER = re.compile(r"[A-Za-z0-9/-]{1,34}")  # Max34Text
_WALLET = re.compile(r"\+?[0-9]{6,30}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}")
_LIKE_AN_IBAN = re.compile(r"[A-Za-z]{2}[0-9]{2}[A-Za-z0-9]{6,}")
_LENGTH_OF_EGYPT = 29  # of an Egyptian IBAN, by the registry of IBANs
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AccountKind(StrEnum):
    BANK = "bank"
    WALLET = "wallet"
    CASH = "cash"


@dataclass(frozen=True)
class Payment:
    """key: it comes back with the answer (end-to-end id); 1 to 35 Latin letters, digits and -, unique in all lists, and of no meaning.

    number: IBAN, account or wallet, without blanks; empty for cash. bank: BIC or name of the payee's bank or wallet provider; may be empty.
    reference: what the payee may see on a statement. It names neither a service nor a case; who makes the list sees to that.
    """

    key: str
    amount: Decimal
    currency: str
    name: str
    account: AccountKind
    number: str = ""
    bank: str = ""
    reference: str = ""


@dataclass(frozen=True)
class PaymentList:
    """One file. key: as of a payment; the bank knows a file that comes twice by it. made_at: written into the file, so that the same list is the same bytes."""

    key: str
    debtor_name: str
    debtor_number: str
    made_at: datetime
    execute_on: date
    currency: str
    payments: tuple[Payment, ...]
    debtor_bank: str = ""

    @property
    def total(self) -> Decimal:
        return sum((payment.amount for payment in self.payments), Decimal(0))


def faults_of(found: PaymentList) -> tuple[Fault, ...]:
    """All that keeps the list from being written, in order; line 0 is the list itself, 1 its first payment. Empty where all is well."""
    return (*_of_the_list(found), *(fault for line, payment in enumerate(found.payments, 1) for fault in _of_a_payment(payment, line, found)), *_twice(found))


def faults_of_number(account: AccountKind, number: str, line: int = 0) -> Iterator[Fault]:
    """What keeps a payment of that kind from going to this number: what a form asks is what the file will ask."""
    if account == AccountKind.CASH:
        if number:
            yield Fault("list.cash_has_number", line, "number")
    elif account == AccountKind.WALLET:
        if not _WALLET.fullmatch(number):
            yield Fault("list.wallet", line, "number")
    else:
        yield from _number(number, "number", line)


def must_be_right(found: PaymentList, *more: Fault) -> None:
    """Raises FileRefused with all faults."""
    if faults := (*faults_of(found), *more):
        raise refused(*faults)


def is_iban(number: str) -> bool:
    """Its form and its check digits (ISO 13616); of an Egyptian one the length too."""
    if not _IBAN.fullmatch(number) or (number.startswith("EG") and len(number) != _LENGTH_OF_EGYPT):
        return False
    return int("".join(str(int(sign, 36)) for sign in number[4:] + number[:4])) % 97 == 1


def is_bic(bank: str) -> bool:
    return bool(_BIC.fullmatch(bank))


def _of_the_list(found: PaymentList) -> Iterator[Fault]:
    if not _KEY.fullmatch(found.key):
        yield Fault("list.no_key", field="list_key")
    yield from _text(found.debtor_name, "debtor_name", LONGEST_NAME, 0)
    yield from _text(found.debtor_bank, "debtor_bank", LONGEST_BANK, 0, is_needed=False)
    yield from _number(found.debtor_number, "debtor_number", 0)
    if found.made_at.tzinfo is None:
        yield Fault("list.time", field="made_at")
    if found.currency not in money.currencies():
        yield Fault("list.currency", field="currency", value=found.currency)
    if not found.payments:
        yield Fault("list.empty")
    elif all(_is_amount(payment.amount, payment.currency) for payment in found.payments) and found.total >= money.MOST:
        yield Fault("list.total", field="amount")


def _of_a_payment(payment: Payment, line: int, found: PaymentList) -> Iterator[Fault]:
    if not _KEY.fullmatch(payment.key):
        yield Fault("list.no_key", line, "key")
    if payment.currency != found.currency:
        yield Fault("list.other_currency", line, "currency", payment.currency)
    elif found.currency in money.currencies() and not _is_amount(payment.amount, payment.currency):
        yield Fault("list.amount", line, "amount", str(payment.amount))
    yield from _text(payment.name, "name", LONGEST_NAME, line)
    yield from _text(payment.bank, "bank", LONGEST_BANK, line, is_needed=False)
    yield from _text(payment.reference, "reference", LONGEST_REFERENCE, line, is_needed=False)
    yield from faults_of_number(payment.account, payment.number, line)


def _text(text: str, field: str, longest: int, line: int, *, is_needed: bool = True) -> Iterator[Fault]:
    if not text:
        if is_needed:
            yield Fault("list.missing", line, field)
    elif len(text) > longest:
        yield Fault("list.too_long", line, field, str(longest))
    elif text != tidy(text) or _NOT_IN_XML.search(text):
        yield Fault("list.untidy", line, field)


def _number(number: str, field: str, line: int) -> Iterator[Fault]:
    if not _NUMBER.fullmatch(number):
        yield Fault("list.number" if number else "list.missing", line, field)
    elif _LIKE_AN_IBAN.fullmatch(number) and not is_iban(number):
        yield Fault("list.iban", line, field)


def _is_amount(amount: Decimal, currency: str) -> bool:
    try:
        return money.exact(amount, currency) > 0
    except Unreadable:
        return False


def _twice(found: PaymentList) -> Iterator[Fault]:
    """Banks answer in capitals: keys that differ by them alone are the same."""
    seen: set[str] = set()
    for line, payment in enumerate(found.payments, 1):
        if payment.key.casefold() in seen:
            yield Fault("list.key_twice", line, "key", payment.key)
        seen.add(payment.key.casefold())
