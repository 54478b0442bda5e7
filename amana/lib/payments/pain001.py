"""A payment list as ISO 20022 pain.001.001.09 (customer credit transfer initiation): one message, one instruction, one transfer for each payment.

Written by the standard library: the message has some forty elements, and what a library would add is told in docs/decisions/0046.
"""

from datetime import UTC
from xml.etree import ElementTree

from amana.lib.core import money
from amana.lib.payments.faults import Fault
from amana.lib.payments.lists import AccountKind, Payment, PaymentList, is_bic, is_iban, must_be_right

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def pain001(found: PaymentList) -> bytes:
    """The file: names in their own script, a wallet as `Othr` of the scheme WALLET. Raises FileRefused with each line that does not fit; cash does not."""
    must_be_right(found, *(Fault("list.cash", line, "account") for line, one in enumerate(found.payments, 1) if one.account == AccountKind.CASH))
    document = ElementTree.Element("Document", xmlns=NAMESPACE)
    message = ElementTree.SubElement(document, "CstmrCdtTrfInitn")
    header = ElementTree.SubElement(message, "GrpHdr")
    _put(header, "MsgId", found.key)
    _put(header, "CreDtTm", found.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _put_sums(header, found)
    _put(header, "InitgPty/Nm", found.debtor_name)
    instruction = ElementTree.SubElement(message, "PmtInf")
    _put(instruction, "PmtInfId", found.key)
    _put(instruction, "PmtMtd", "TRF")
    _put_sums(instruction, found)
    _put(instruction, "ReqdExctnDt/Dt", found.execute_on.isoformat())
    _put(instruction, "Dbtr/Nm", found.debtor_name)
    account = ElementTree.SubElement(instruction, "DbtrAcct")
    _put_account(account, found.debtor_number, AccountKind.BANK)
    _put(account, "Ccy", found.currency)
    _put_bank(ElementTree.SubElement(instruction, "DbtrAgt"), found.debtor_bank)
    for payment in found.payments:
        _put_transfer(ElementTree.SubElement(instruction, "CdtTrfTxInf"), payment)
    ElementTree.indent(document)
    return _HEAD + ElementTree.tostring(document, "unicode").encode() + b"\n"


def _put_transfer(transfer: ElementTree.Element, payment: Payment) -> None:
    _put(transfer, "PmtId/EndToEndId", payment.key)
    _put(transfer, "Amt/InstdAmt", money.plain(payment.amount, payment.currency)).set("Ccy", payment.currency)
    if payment.bank:
        _put_bank(ElementTree.SubElement(transfer, "CdtrAgt"), payment.bank)
    _put(transfer, "Cdtr/Nm", payment.name)
    _put_account(ElementTree.SubElement(transfer, "CdtrAcct"), payment.number, payment.account)
    if payment.reference:
        _put(transfer, "RmtInf/Ustrd", payment.reference)


def _put_sums(parent: ElementTree.Element, found: PaymentList) -> None:
    _put(parent, "NbOfTxs", str(len(found.payments)))
    _put(parent, "CtrlSum", money.plain(found.total, found.currency))


def _put_account(parent: ElementTree.Element, number: str, kind: AccountKind) -> None:
    if kind == AccountKind.BANK and is_iban(number):
        _put(parent, "Id/IBAN", number)
        return
    other = _put(parent, "Id/Othr", "")
    _put(other, "Id", number)
    if kind == AccountKind.WALLET:
        _put(other, "SchmeNm/Prtry", "WALLET")
    else:
        _put(other, "SchmeNm/Cd", "BBAN")


def _put_bank(parent: ElementTree.Element, bank: str) -> None:
    """BIC, or its name; the schema wants something in any case."""
    if is_bic(bank):
        _put(parent, "FinInstnId/BICFI", bank)
    elif bank:
        _put(parent, "FinInstnId/Nm", bank)
    else:
        _put(parent, "FinInstnId/Othr/Id", "NOTPROVIDED")


def _put(parent: ElementTree.Element, path: str, text: str) -> ElementTree.Element:
    """The last of the new elements, one inside the other."""
    for name in path.split("/"):
        parent = ElementTree.SubElement(parent, name)
    parent.text = text or None
    return parent
