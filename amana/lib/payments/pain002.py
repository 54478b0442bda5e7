"""ISO 20022 pain.002 (payment status report), versions 03 to 15, in which what is asked for here stands in the same places."""

import re
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from amana.lib.core import money
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import tidy
from amana.lib.payments.faults import Fault, refused
from amana.lib.payments.results import Answer, Outcome, Results, gathered
from amana.lib.payments.words import outcomes_of_statuses

DEEPEST, MOST_ELEMENTS = 40, 1_000_000
LONGEST_REASON = 500
_MESSAGE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.(\d{2})")
_VERSIONS = range(3, 16)
_OF_SOME = "PART"  # some of the payments are accepted, and it does not say which


def read_pain002(content: bytes) -> Results:
    """What the report says of payments, of its block and of the whole message. Raises FileRefused."""
    report = _report(_tree(content))
    group = report.find("OrgnlGrpInfAndSts")
    list_key = _text(group, "OrgnlMsgId")
    if group is None or not list_key:
        raise refused(Fault("file.no_list"))
    answers: list[Answer] = []
    faults: list[Fault] = []
    unclear: set[str] = set()
    blocks = report.findall("OrgnlPmtInfAndSts")
    of_blocks = [(block, _text(block, "PmtInfSts") or _text(group, "GrpSts")) for block in blocks]  # looked for once: a block without it is long
    said = [(one, above) for block, above in of_blocks for one in block.findall("TxInfAndSts")]
    for line, (one, above) in enumerate(said, 1):
        _take(one, above, line, answers, faults, unclear)
    whole = None if len(blocks) > 1 else blocks[0] if blocks and _text(blocks[0], "PmtInfSts") else group
    rest = _rest(whole, faults)
    if not answers and not faults and rest is None:
        raise refused(Fault("file.nothing_said"))
    has_nameless = any(fault.code == "result.no_key" for fault in faults)
    return gathered("pain.002", answers, faults, unclear, list_key=list_key, rest=None if has_nameless else rest)


def _take(one: Element, above: str, line: int, answers: list[Answer], faults: list[Fault], unclear: set[str]) -> None:
    """The answer, or all that is wrong with it."""
    key = _text(one, "OrgnlEndToEndId")
    if not 0 < len(key) <= 35:
        faults.append(Fault("result.no_key", line, "key"))
        return
    try:
        answers.append(_answer(one, key, _text(one, "TxSts") or above, line))
    except Unreadable as error:
        faults.append(Fault(error.code, line, str(error.params.get("field", "")), str(error.params.get("value", ""))))
        unclear.add(key.casefold())


def _answer(one: Element, key: str, status: str, line: int) -> Answer:
    amount = one.find("OrgnlTxRef/Amt/InstdAmt")
    currency = amount.get("Ccy", "") if amount is not None else ""
    code, said = _reason(one)
    return Answer(
        key, _outcome(status), status, _amount(amount, currency), currency,
        bank_reference=_text(one, "AcctSvcrRef") or _text(one, "ClrSysRef") or _text(one, "StsId"),
        on=_day(one), reason_code=code, reason=said, line=line,
    )  # fmt: skip


def _rest(whole: Element | None, faults: list[Fault]) -> Answer | None:
    """What is said of the message or of its only block; nothing where that is not one thing for all."""
    status = _text(whole, "PmtInfSts") or _text(whole, "GrpSts")
    if whole is None or status in ("", _OF_SOME):
        return None
    try:
        outcome = _outcome(status)
    except Unreadable:
        faults.append(Fault("result.outcome", 0, "outcome", status))
        return None
    code, said = _reason(whole)
    return Answer("", outcome, status, reason_code=code, reason=said)


def _outcome(status: str) -> Outcome:
    if not status:
        raise Unreadable("result.no_outcome", field="outcome")
    if status not in outcomes_of_statuses():
        raise Unreadable("result.outcome", field="outcome", value=status)
    return Outcome(outcomes_of_statuses()[status])


def _amount(element: Element | None, currency: str) -> Decimal | None:
    if element is None:
        return None
    if currency not in money.currencies():
        raise Unreadable("result.currency", field="currency", value=currency)
    text = tidy(element.text or "")
    try:
        if not re.fullmatch(r"\d{1,18}(\.\d{1,5})?", text, re.ASCII):
            raise Unreadable("money.unreadable")
        return money.read(text, currency)
    except Unreadable as error:
        raise Unreadable("result.amount", field="amount", value=text) from error


def _day(one: Element) -> date | None:
    """When the bank took it: the Cairo day of an instant, or the day of a time without offset."""
    text = _text(one, "AccptncDtTm")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        return cairo_day(found) if found.tzinfo else found.date()
    except (ValueError, OverflowError):
        raise Unreadable("result.date", field="on", value=text) from None


def _reason(one: Element) -> tuple[str, str]:
    """The first code, and all that is said in words."""
    reasons = one.findall("StsRsnInf")
    codes = [_text(reason, "Rsn/Cd") or _text(reason, "Rsn/Prtry") for reason in reasons]
    said = " ".join(tidy(text.text or "") for reason in reasons for text in reason.findall("AddtlInf"))
    return next(filter(None, codes), "")[:35], said[:LONGEST_REASON]


def _text(parent: Element | None, path: str) -> str:
    found = parent.find(path) if parent is not None else None
    return tidy(found.text or "") if found is not None else ""


def _report(root: Element) -> Element:
    space, _, name = root.tag.rpartition(" ")
    if found := _MESSAGE.fullmatch(space):
        if int(found[1]) not in _VERSIONS:
            raise refused(Fault("file.version", value=space.rpartition(":")[2]))
    else:
        raise refused(Fault("file.version" if "pain.002" in space else "file.other_message", value=space.rpartition(":")[2] or name))
    report = root.find("CstmrPmtStsRpt")
    if name != "Document" or report is None:
        raise refused(Fault("file.other_message", value=name))
    return report


def _tree(content: bytes) -> Element:
    """The root, called `namespace name`; what is of its namespace goes by its name alone. A declared document type ends it at once (billion laughs)."""
    parser = expat.ParserCreate(namespace_separator=" ")
    tree, space, deep, seen = TreeBuilder(), [""], [0], [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        deep[0] += 1
        seen[0] += 1
        if deep[0] > DEEPEST:
            raise refused(Fault("file.too_deep"))
        if seen[0] > MOST_ELEMENTS:
            raise refused(Fault("file.too_many_rows", value=str(MOST_ELEMENTS)))
        if deep[0] == 1:
            space[0] = name.rpartition(" ")[0] + " "
        tree.start(name if deep[0] == 1 else name.removeprefix(space[0]), {"Ccy": attributes["Ccy"]} if "Ccy" in attributes else {})

    def end(name: str) -> None:
        deep[0] -= 1
        tree.end(name)

    def declared(*_facts: object) -> None:
        raise refused(Fault("file.declares"))

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, tree.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
        return tree.close()
    except expat.ExpatError as error:
        raise refused(Fault("file.damaged", value=f"{error.lineno}:{error.offset}")) from error
    except (LookupError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise refused(Fault("file.encoding")) from error
