"""Invented lists, and what a bank would answer to them."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from hypothesis import strategies as st

from amana.lib.core import money
from amana.lib.core.text import tidy
from amana.lib.payments import AccountKind, Payment, PaymentList, csv_file

IBAN = "EG380019000500000000263180002"
PAIN002 = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"


def payment(key="AR-7K4Q-92XH", amount="1500.50", **changes):
    return Payment(**{"key": key, "amount": Decimal(amount), "currency": "EGP", "name": "منى عبد الرحمن السيد", "account": AccountKind.BANK, "number": IBAN, "reference": "دفعة نوفمبر"} | changes)


def payment_list(*payments, **changes):
    return PaymentList(**{
        "key": "PL-2026-0001", "debtor_name": "جمعية السند", "debtor_number": IBAN, "debtor_bank": "NBEGEGCX", "made_at": datetime(2026, 11, 26, 22, 30, tzinfo=UTC),
        "execute_on": date(2026, 11, 29), "currency": "EGP", "payments": payments or (payment(),),
    } | changes)  # fmt: skip


def transaction(key, status="ACSC", amount="1500.50", currency="EGP", more=""):
    state = f"<TxSts>{status}</TxSts>" if status else ""
    said = f'<OrgnlTxRef><Amt><InstdAmt Ccy={quoteattr(currency)}>{escape(amount)}</InstdAmt></Amt></OrgnlTxRef>' if amount else ""
    return f"<TxInfAndSts><StsId>S1</StsId><OrgnlEndToEndId>{escape(key)}</OrgnlEndToEndId>{state}{more}{said}</TxInfAndSts>"


def report(*transactions, list_key="PL-2026-0001", group="", block="", namespace=PAIN002, more_blocks=""):
    of_group = f"<GrpSts>{group}</GrpSts>" if group else ""
    of_block = f"<PmtInfSts>{block}</PmtInfSts>" if block else ""
    blocks = f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{list_key}</OrgnlPmtInfId>{of_block}{''.join(transactions)}</OrgnlPmtInfAndSts>" if transactions or block else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{namespace}"><CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-11-29T10:00:00</CreDtTm></GrpHdr>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{list_key}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{of_group}</OrgnlGrpInfAndSts>{blocks}{more_blocks}</CstmrPmtStsRpt></Document>"
    ).encode()


def answered(found, language, *outcomes):
    """Our own CSV as a bank sends it back: with a column for the result."""
    rows = list(csv.reader(io.StringIO(csv_file(found, language).decode("utf-8-sig"), newline="")))
    made = io.StringIO(newline="")
    csv.writer(made).writerows([[*row, word] for row, word in zip(rows, ("الحالة", *outcomes), strict=True)])
    return made.getvalue()


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"), max_size=60).map(tidy)
names = st.one_of(texts.filter(bool), st.sampled_from(["=HYPERLINK(1)", "'=1+1", "+20", "منى & <أحمد>", "😀", "0100", "1-2-2026", '"quoted", name', "''"]))
keys = st.one_of(st.uuids().map(lambda one: one.hex), st.text("ABCDEF0123456789-", min_size=1, max_size=35), st.from_regex(r"AR-[A-Z0-9]{4}-[A-Z0-9]{4}", fullmatch=True))


@st.composite
def payments(draw, currency):
    account = draw(st.sampled_from(AccountKind))
    number = {
        AccountKind.BANK: st.sampled_from([IBAN, "0012345678901234567", "12/345-6"]),
        AccountKind.WALLET: st.from_regex(r"\+?01[0-9]{9}", fullmatch=True).map(str.strip),
        AccountKind.CASH: st.just(""),
    }[account]
    decimals = money.currency_of(currency).decimals
    units = draw(st.integers(1, 10**9))
    return Payment(draw(keys), Decimal(units).scaleb(-decimals), currency, draw(names), account, draw(number), draw(st.sampled_from(["", "CIBEEGCX", "فودافون كاش"])), draw(texts))


@st.composite
def lists(draw, cash=True):
    currency = draw(st.sampled_from(sorted(money.currencies())))
    found = draw(st.lists(payments(currency), min_size=1, max_size=8, unique_by=lambda one: one.key.casefold()))
    if not cash:
        found = [one for one in found if one.account != AccountKind.CASH] or [payment(currency=currency, amount="5")]
    return payment_list(*found, currency=currency)
