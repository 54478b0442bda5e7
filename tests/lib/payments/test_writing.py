"""What goes to a bank. No schema of ISO 20022 is stored here: order and needed elements of pain.001.001.09 are written down below, by hand."""

import csv
import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given

from amana.lib.payments import AccountKind, FileRefused, csv_file, faults_of, pain001, sentence
from amana.lib.payments.lists import is_iban
from amana.lib.payments.sheets import uncelled
from tests.lib.payments.invented import IBAN, lists, payment, payment_list

NAMESPACE = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
# In the order of the schema; those with ? may be absent, those with * stand there once or more.
ORDER = {
    "Document": "CstmrCdtTrfInitn", "CstmrCdtTrfInitn": "GrpHdr PmtInf", "GrpHdr": "MsgId CreDtTm NbOfTxs CtrlSum InitgPty", "InitgPty": "Nm",
    "PmtInf": "PmtInfId PmtMtd NbOfTxs CtrlSum ReqdExctnDt Dbtr DbtrAcct DbtrAgt CdtTrfTxInf*", "ReqdExctnDt": "Dt", "Dbtr": "Nm", "DbtrAcct": "Id Ccy", "CdtrAcct": "Id",
    "DbtrAgt": "FinInstnId", "CdtrAgt": "FinInstnId", "CdtTrfTxInf": "PmtId Amt CdtrAgt? Cdtr CdtrAcct RmtInf?", "PmtId": "EndToEndId", "Amt": "InstdAmt", "Cdtr": "Nm", "RmtInf": "Ustrd",
}  # fmt: skip
CHOICES = {"FinInstnId": ["BICFI", "Nm", "Othr"], "Id": ["IBAN", "Othr"], "SchmeNm": ["Cd", "Prtry"]}
OTHER = (["Id"], ["Id", "SchmeNm"])


def local(element):
    return element.tag.removeprefix(NAMESPACE)


def keeps_order(element):
    name, inside = local(element), [local(one) for one in element]
    if not inside:
        assert element.text and element.text.strip(), name
    elif name == "Othr":
        assert inside in OTHER
    elif name in CHOICES:
        assert len(inside) == 1 and inside[0] in CHOICES[name]
    else:
        left = list(inside)
        for part in ORDER[name].split():
            wanted = part.rstrip("?*")
            assert part.endswith("?") or left[:1] == [wanted], (name, inside)
            while left[:1] == [wanted]:
                left.pop(0)
                if not part.endswith("*"):
                    break
        assert not left, (name, inside)
    for one in element:
        keeps_order(one)


def transfers(content):
    """As Payment would hold them."""
    for one in ElementTree.fromstring(content).iter(f"{NAMESPACE}CdtTrfTxInf"):
        def text(path, one=one):
            found = one.find("/".join(f"{NAMESPACE}{part}" for part in path.split("/")))
            return found.text if found is not None else ""

        amount = one.find(f"{NAMESPACE}Amt/{NAMESPACE}InstdAmt")
        yield (
            text("PmtId/EndToEndId"), Decimal(amount.text), amount.get("Ccy"), text("Cdtr/Nm"), text("CdtrAcct/Id/IBAN") or text("CdtrAcct/Id/Othr/Id"),
            text("CdtrAgt/FinInstnId/BICFI") or text("CdtrAgt/FinInstnId/Nm"), text("RmtInf/Ustrd"), text("CdtrAcct/Id/Othr/SchmeNm/Prtry") == "WALLET",
        )  # fmt: skip


@given(lists(cash=False))
def test_a_bank_file_holds_the_list_in_the_order_of_the_schema_and_is_the_same_each_time(found):
    content = pain001(found)
    assert content == pain001(found)
    root = ElementTree.fromstring(content)
    keeps_order(root)
    assert list(transfers(content)) == [(one.key, one.amount, one.currency, one.name, one.number, one.bank, one.reference, one.account == AccountKind.WALLET) for one in found.payments]
    assert {Decimal(one.text) for one in root.iter(f"{NAMESPACE}CtrlSum")} == {found.total}
    assert {one.text for one in root.iter(f"{NAMESPACE}NbOfTxs")} == {str(len(found.payments))}


def test_the_head_of_a_bank_file_says_who_pays_and_when():
    text = pain001(payment_list()).decode()
    for part in ("<MsgId>PL-2026-0001</MsgId>", "<CreDtTm>2026-11-26T22:30:00Z</CreDtTm>", "<Dt>2026-11-29</Dt>", "<Nm>جمعية السند</Nm>", f"<IBAN>{IBAN}</IBAN>", "<BICFI>NBEGEGCX</BICFI>",
                 '<InstdAmt Ccy="EGP">1500.50</InstdAmt>'):
        assert part in text
    assert "<Id>NOTPROVIDED</Id>" in pain001(payment_list(debtor_bank="")).decode()


@pytest.mark.parametrize("language", ["ar", "en"])
@given(found=lists())
def test_a_sheet_holds_the_list_begins_no_formula_and_keeps_zeros(found, language):
    """Field reports B23 and B29."""
    content = csv_file(found, language)
    assert content == csv_file(found, language) and content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert head[0] == {"ar": "رقم الدفعة", "en": "Payment number"}[language]
    for row, one in zip(rows, found.payments, strict=True):
        key, name, _account, number, bank, amount, currency, _day, reference = row
        assert [uncelled(cell) for cell in (key, name, number, bank, reference)] == [one.key, one.name, one.number, one.bank, one.reference]
        assert (Decimal(amount), currency) == (one.amount, one.currency)
        assert not any(cell[:1] in tuple("=+-@|%\t\r") and not (cell.startswith('="') and cell[2:-1].replace('"', "") == cell[2:-1]) for cell in row if cell)


def test_a_wallet_keeps_its_zeros_in_a_table_program():
    """Field report B23."""
    wallet = payment(account=AccountKind.WALLET, number="01012345678")
    assert b'"=""01012345678"""' in csv_file(payment_list(wallet), "ar")
    assert "<Id>01012345678</Id>" in pain001(payment_list(wallet)).decode()


@pytest.mark.parametrize(("changes", "code", "field"), [
    ({"key": ""}, "list.no_key", "key"), ({"key": "A" * 36}, "list.no_key", "key"), ({"key": "أ"}, "list.no_key", "key"), ({"key": "A B"}, "list.no_key", "key"),
    ({"amount": Decimal(0)}, "list.amount", "amount"), ({"amount": Decimal("-1")}, "list.amount", "amount"), ({"amount": Decimal("1.005")}, "list.amount", "amount"),
    ({"amount": Decimal("NaN")}, "list.amount", "amount"), ({"amount": Decimal("1e13")}, "list.amount", "amount"), ({"currency": "USD"}, "list.other_currency", "currency"),
    ({"name": ""}, "list.missing", "name"), ({"name": "م" * 141}, "list.too_long", "name"), ({"name": "a\nb"}, "list.untidy", "name"), ({"name": "a\ufffe"}, "list.untidy", "name"),
    ({"name": " a"}, "list.untidy", "name"), ({"name": "a\ud800"}, "list.untidy", "name"), ({"reference": "r" * 141}, "list.too_long", "reference"), ({"bank": "b" * 141}, "list.too_long", "bank"),
    ({"number": ""}, "list.missing", "number"), ({"number": IBAN[:-1] + "3"}, "list.iban", "number"), ({"number": IBAN[:-1]}, "list.iban", "number"), ({"number": "٠١٢٣"}, "list.number", "number"),
    ({"number": "1" * 35}, "list.number", "number"), ({"account": AccountKind.WALLET, "number": "0101-234"}, "list.wallet", "number"), ({"account": AccountKind.WALLET, "number": ""}, "list.wallet", "number"),
    ({"account": AccountKind.CASH}, "list.cash_has_number", "number"),
])  # fmt: skip
def test_a_payment_that_does_not_fit_is_named_by_its_line(changes, code, field):
    found = payment_list(payment("A1"), replace(payment("A2"), **changes))
    assert [(fault.code, fault.line, fault.field) for fault in faults_of(found)] == [(code, 2, field)]
    for write in (pain001, lambda one: csv_file(one, "ar")):
        with pytest.raises(FileRefused) as no:
            write(found)
        assert no.value.code == code and no.value.faults[:1] == faults_of(found)
    assert sentence(faults_of(found)[0], "en").startswith("Line 2: ") and sentence(faults_of(found)[0], "ar").startswith("السطر 2: ")


@pytest.mark.parametrize(("changes", "code"), [
    ({"key": "a b"}, "list.no_key"), ({"debtor_name": ""}, "list.missing"), ({"debtor_number": ""}, "list.missing"), ({"debtor_number": "EG00" + "1" * 25}, "list.iban"),
    ({"made_at": datetime(2026, 11, 26)}, "list.time"), ({"payments": ()}, "list.empty"), ({"currency": "XXX", "payments": (payment(currency="XXX"),)}, "list.currency"),
    ({"payments": tuple(payment(f"A{n}", "9e12") for n in range(2))}, "list.total"),
])  # fmt: skip
def test_a_list_that_does_not_fit_is_refused(changes, code):
    assert [(fault.code, fault.line) for fault in faults_of(payment_list(**changes))] == [(code, 0)]


def test_all_faults_are_told_at_once_and_keys_that_differ_by_capitals_alone_are_one():
    found = payment_list(payment("ab", name=""), payment("AB"), payment("c", "0"))
    assert [(fault.code, fault.line) for fault in faults_of(found)] == [("list.missing", 1), ("list.amount", 3), ("list.key_twice", 2)]


def test_cash_goes_into_a_sheet_and_into_no_bank_file():
    found = payment_list(payment("A1"), payment("A2", account=AccountKind.CASH, number=""))
    assert "نقدًا" in csv_file(found, "ar").decode()
    with pytest.raises(FileRefused) as no:
        pain001(found)
    assert [(fault.code, fault.line) for fault in no.value.faults] == [("list.cash", 2)]


@pytest.mark.parametrize(("number", "is_one"), [(IBAN, True), ("GB82WEST12345698765432", True), ("DE89370400440532013000", True), ("GB82WEST12345698765431", False), ("EG38", False), (IBAN.lower(), False)])
def test_an_iban_is_known_by_its_check_digits(number, is_one):
    assert is_iban(number) is is_one
