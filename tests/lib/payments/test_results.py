import pickle
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core import money
from amana.lib.core.errors import Unreadable
from amana.lib.payments import AccountKind, FileRefused, Outcome, compare, read, read_sheet, reason_words, sentence, status_words, words
from amana.lib.payments.faults import Fault
from amana.lib.payments.reading import MOST_BYTES
from amana.lib.payments.sheets import NEEDED
from tests.lib.payments.invented import PAIN002, answered, lists, payment, payment_list, report, transaction

SAID = {"مدفوعة": Outcome.PAID, "Paid": Outcome.PAID, "قيد التنفيذ": Outcome.PENDING, "REJECTED": Outcome.FAILED, "مرتجعة": Outcome.RETURNED, "RJCT": Outcome.FAILED, "ناجحه": Outcome.PAID}
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><Document xmlns="{PAIN002}">&b;</Document>'


def faults(results):
    return [(fault.code, fault.line) for fault in results.faults]


def refusal(content):
    with pytest.raises(FileRefused) as no:
        read(content, "EGP")
    return no.value.code


# --- pain.002 ---


@given(lists(), st.data())
def test_each_payment_of_a_report_has_its_answer(found, data):
    statuses = {"ACSC": Outcome.PAID, "ACCC": Outcome.PAID, "PDNG": Outcome.PENDING, "ACSP": Outcome.PENDING, "ACWC": Outcome.PENDING, "ACCP": Outcome.PENDING, "RJCT": Outcome.FAILED}
    order = data.draw(st.permutations(found.payments))
    chosen = [data.draw(st.sampled_from(sorted(statuses))) for _ in order]
    content = report(*(transaction(one.key.upper(), status, money.plain(one.amount, one.currency), one.currency) for one, status in zip(order, chosen, strict=True)))
    results = read(content, "EGP")
    assert results == read(content, "EGP") and not results.faults
    compared = compare(found, results)
    assert not compared.unanswered and not compared.faults and [one for one, _answer in compared.matched] == list(found.payments)
    said = {one.key: statuses[status] for one, status in zip(order, chosen, strict=True)}
    assert {one.key: answer.outcome for one, answer in compared.matched} == said


def test_an_answer_holds_what_the_bank_stated():
    more = ("<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>الحساب مغلق</AddtlInf><AddtlInf>منذ شهر</AddtlInf></StsRsnInf><AccptncDtTm>2026-11-29T23:30:00Z</AccptncDtTm><AcctSvcrRef>BR-77</AcctSvcrRef>")
    answer, = read(report(transaction("A1", "RJCT", more=more)), "EGP").answers
    assert (answer.outcome, answer.status, answer.amount, answer.currency, answer.bank_reference) == (Outcome.FAILED, "RJCT", Decimal("1500.50"), "EGP", "BR-77")
    assert (answer.on, answer.reason_code, answer.reason, answer.line) == (date(2026, 11, 30), "AC04", "الحساب مغلق منذ شهر", 1)
    assert reason_words("AC04", "en") == "The account is closed" and reason_words("AC04", "ar") == "الحساب مغلق" and reason_words("ZZ99", "ar") == "ZZ99"
    assert status_words("RJCT", "ar") == "مرفوضة"


@pytest.mark.parametrize(("above", "outcome"), [({"group": "RJCT"}, Outcome.FAILED), ({"group": "ACCP", "block": "RJCT"}, Outcome.FAILED), ({"group": "ACSC"}, Outcome.PAID), ({"block": "PDNG"}, Outcome.PENDING)])
def test_what_is_said_of_the_whole_holds_for_payments_of_which_nothing_is_said(above, outcome):
    found = payment_list(payment("A1"), payment("A2"))
    assert {answer.outcome for _one, answer in compare(found, read(report(**above), "EGP")).matched} == {outcome}
    one_said = compare(found, read(report(transaction("A1", "ACSP"), **above), "EGP"))
    assert [answer.outcome for _one, answer in one_said.matched] == [Outcome.PENDING, outcome]


def test_what_is_said_of_some_or_of_several_blocks_holds_for_nobody_else():
    found = payment_list(payment("A1"), payment("A2"))
    assert [one.key for one in compare(found, read(report(transaction("A1"), group="PART"), "EGP")).unanswered] == ["A2"]
    more = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>X</OrgnlPmtInfId><PmtInfSts>ACSC</PmtInfSts></OrgnlPmtInfAndSts>"
    assert [one.key for one in compare(found, read(report(transaction("A1"), group="ACSC", more_blocks=more), "EGP")).unanswered] == ["A2"]


def test_a_transaction_without_a_state_has_that_of_its_block():
    answer, = read(report(transaction("A1", ""), block="RJCT"), "EGP").answers
    assert answer.outcome is Outcome.FAILED


@pytest.mark.parametrize(("one", "code"), [
    (transaction("A1", "ZZZZ"), "result.outcome"), (transaction("A1", ""), "result.no_outcome"), (transaction("A1", currency="XXX"), "result.currency"),
    (transaction("A1", amount="1.5.0"), "result.amount"), (transaction("A1", amount="-3"), "result.amount"), (transaction("A1", amount="1.005"), "result.amount"),
    (transaction("", "RJCT"), "result.no_key"), (transaction("A" * 36, "RJCT"), "result.no_key"), (transaction("A1", more="<AccptncDtTm>soon</AccptncDtTm>"), "result.date"),
])  # fmt: skip
def test_a_line_that_is_not_understood_is_reported_and_nothing_said_of_the_rest_reaches_its_payment(one, code):
    results = read(report(transaction("A2"), one), "EGP")
    assert faults(results) == [(code, 2)] and [answer.key for answer in results.answers] == ["A2"]
    rest = read(report(transaction("A2"), one, block="ACSC") if code != "result.no_outcome" else report(transaction("A2"), one, group="PART"), "EGP")
    assert [one.key for one in compare(payment_list(payment("A1"), payment("A2")), rest).unanswered] == ["A1"]


def test_of_two_answers_for_one_payment_none_is_taken():
    """Field report B44."""
    results = read(report(transaction("a1", "ACSC"), transaction("A2"), transaction("A1", "RJCT"), block="ACSC"), "EGP")
    assert faults(results) == [("result.key_twice", 1), ("result.key_twice", 3)]
    compared = compare(payment_list(payment("A1"), payment("A2")), results)
    assert [one.key for one in compared.unanswered] == ["A1"] and [one.key for one, _answer in compared.matched] == ["A2"]


@pytest.mark.parametrize("version", ["03", "09", "10", "12", "15"])
def test_versions_in_use_are_read(version):
    assert read(report(transaction("A1"), namespace=PAIN002[:-2] + version), "EGP").answers


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file.empty"), (b" \r\n\0", "file.empty"), (b"\xef\xbb\xbf", "file.empty"), (b"%PDF-1.7", "file.foreign"), (b"PK\x03\x04abc", "file.workbook"), (b"x" * (MOST_BYTES + 1), "file.too_big"),
    (LAUGHS.encode(), "file.declares"), (LAUGHS.encode("utf-16"), "file.declares"), (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "file.declares"),
    (b"<Document", "file.damaged"), (report(transaction("A1"))[:-20], "file.damaged"), (b"<a>&b;</a>", "file.damaged"), (b'<?xml version="1.0" encoding="nothing"?><a/>', "file.encoding"),
    (b'<?xml version="1.0" encoding="big5"?><a/>', "file.encoding"), (b"<html></html>", "file.other_message"), (report(namespace="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"), "file.other_message"),
    (report(namespace=PAIN002[:-2] + "02"), "file.version"), (report(namespace=PAIN002[:-2] + "99"), "file.version"), (report(namespace="urn:iso:std:iso:20022:tech:xsd:pain.002.003.03"), "file.version"),
    (report(), "file.nothing_said"), (report(transaction("A1"), list_key=""), "file.no_list"), (b"<a>" * 50 + b"</a>" * 50, "file.too_deep"),
    (f'<Document xmlns="{PAIN002}"><Other/></Document>'.encode(), "file.other_message"),
])  # fmt: skip
def test_what_is_no_report_is_refused(content, code):
    assert refusal(content) == code


def test_a_file_of_another_list_is_refused():
    with pytest.raises(FileRefused) as no:
        compare(payment_list(), read(report(transaction("AR-7K4Q-92XH"), list_key="PL-OTHER"), "EGP"))
    assert no.value.code == "result.other_list" and pickle.loads(pickle.dumps(no.value)).faults == no.value.faults


def test_amounts_and_currencies_that_differ_and_strangers_are_reported_and_nothing_is_put_right():
    found = payment_list(payment("A1"), payment("A2"), payment("A3"))
    content = report(transaction("A1", amount="1500.49"), transaction("A2", currency="USD"), transaction("A9"), transaction("A3", amount=""), block="ACSC")
    compared = compare(found, read(content, "EGP"))
    assert {(fault.code, fault.value) for fault in compared.faults} == {("result.amount_differs", "A1"), ("result.currency_differs", "A2"), ("result.stranger", "A9")}
    assert [one.key for one in compared.unanswered] == ["A1", "A2"] and [one.key for one, _answer in compared.matched] == ["A3"]


# --- CSV ---


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("coded", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@given(found=lists(), data=st.data())
def test_our_own_sheet_comes_back_with_its_results(found, data, language, coded):
    chosen = [data.draw(st.sampled_from(sorted(SAID))) for _ in found.payments]
    content = answered(found, language, *chosen).encode(coded)
    results = read(content, found.currency)
    assert results == read(content, found.currency)
    compared = compare(found, results)
    assert not compared.faults and [(one, answer.outcome) for one, answer in compared.matched] == [(one, SAID[said]) for one, said in zip(found.payments, chosen, strict=True)]
    assert all(answer.amount == one.amount for one, answer in compared.matched)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", "؛"])
@pytest.mark.parametrize("coded", ["utf-8", "cp1256", "utf-16"])
def test_a_sheet_of_an_arabic_bank_is_read(mark, coded):
    if (mark, coded) == ("؛", "cp1256"):
        mark = "\t"
    rows = [["بنك الأمانة"], [], ["م", "رقم الصرف", "المبلغ المصروف", "حالة الصرف", "تاريخ التنفيذ", "سبب الرفض", "رقم الإيصال", "رقم العملية"],
            ["1", '="A1"', '"١٬٥٠٠.٥٠"' if coded == "utf-8" else '"1,500.50"', "تم الصرف", "29/11/2026", "", "R-1"], ["2", "'A2", '"1,500.50 ج.م"', "مرفوضه", "", "رقم الهاتف خطأ", ""], [],
            ["3", "A3", "", "Failed", "", "AC04", ""], ["", "", "", "", "", "", ""]]
    rows[4][1] = "A2"
    content = "\r\n".join(mark.join(row) for row in rows).encode(coded)
    one, two, three = read(content, "EGP").answers
    assert (one.key, one.outcome, one.amount, one.on, one.bank_reference, one.line) == ("A1", Outcome.PAID, Decimal("1500.50"), date(2026, 11, 29), "R-1", 4)
    assert (two.key, two.outcome, two.amount, two.reason, two.line) == ("A2", Outcome.FAILED, Decimal("1500.50"), "رقم الهاتف خطأ", 5)
    assert (three.amount, three.reason_code, three.reason, three.line) == (None, "AC04", "", 7)


@pytest.mark.parametrize(("row", "code"), [
    ("A1,maybe,5,EGP,", "result.outcome"), ("A1,,5,EGP,", "result.no_outcome"), ("A1,paid,five,EGP,", "result.amount"), ("A1,paid,5.001,EGP,", "result.amount"), ("A1,paid,5,XYZ,", "result.currency"),
    ("A1,paid,5,EGP,soon", "result.date"), ("A1,paid,5,EGP,11/2026", "result.date"), (",paid,5,EGP,", "result.no_key"), ("A 1,paid,5,EGP,", "result.no_key"), ("A1,unpaid,5,EGP,", "result.outcome"),
])  # fmt: skip
def test_a_row_that_is_not_understood_is_reported_with_its_line(row, code):
    results = read(f"key,status,amount,currency,date\nA2,paid,5,EGP,2026-11-29\n{row}\n".encode(), "EGP")
    assert faults(results) == [(code, 3)] and [answer.key for answer in results.answers] == ["A2"]


def test_a_key_that_stands_in_two_rows_is_taken_from_none():
    """Field report B44."""
    results = read(b"key,status\nA1,paid\na1,maybe\nA2,paid\nA2,paid\n", "EGP")
    assert faults(results) == [("result.key_twice", 2), ("result.outcome", 3), ("result.key_twice", 4), ("result.key_twice", 5)] and not results.answers and results.unclear == {"a1", "a2"}


@pytest.mark.parametrize(("content", "code"), [
    (b"hello", "file.no_columns"), (b"key,amount\nA1,5\n", "file.no_columns"), (b"key,status\n", "file.nothing_said"), (b"key,status,Payment status\nA1,paid,paid\n", "file.column_twice"),
    (b"\1\2\3\4\5\6\7", "file.foreign"), (b"key,status\n" + b"x" * 200_000, "file.damaged"), (b"\xff\xfea\0\0\xd8", "file.encoding"),
])  # fmt: skip
def test_what_is_no_sheet_of_results_is_refused(content, code):
    assert refusal(content) == code


def test_which_headings_are_lacking_is_said_by_their_names_in_both_languages():
    for language in ("en", "ar"):
        said = sentence(Fault("file.no_columns"), language)
        assert all(words.word(needed, language) in said for needed in NEEDED) and "\u2068\u2069" not in said


@pytest.mark.parametrize("content", [b"key,status\n" + b"A1,paid\n" * 100_001, b"key,status\n" + b"\n" * 1_000_000, b"<a>" + b"<b/>" * 1_000_000 + b"</a>"])
def test_more_rows_or_elements_than_any_list_has_are_refused(content):
    assert refusal(content) == "file.too_many_rows"


# --- any content ---

PIECES = ["key", "status", "رقم الدفعة", "النتيجة", ",", ";", "\n", '"', "='", "paid", "مدفوعة", "A1", "1500", "date", "٣٠/٠٢/٢٠٢٦", "31/2/2026", "1e9", "\ufeff", "\0", "amount", "currency", "EGP", "99999999999999999999"]
TAGS = ["<Document>", f'<Document xmlns="{PAIN002}">', "<CstmrPmtStsRpt>", "<OrgnlGrpInfAndSts>", "<OrgnlMsgId>A</OrgnlMsgId>", "<GrpSts>RJCT</GrpSts>", "</OrgnlGrpInfAndSts>", "<OrgnlPmtInfAndSts>",
        transaction("A1"), "</OrgnlPmtInfAndSts>", "</CstmrPmtStsRpt>", "</Document>", "<!DOCTYPE a>", "&a;", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "\0", "<a:b/>"]


def taken(content):
    try:
        return read(content, "EGP")
    except FileRefused as no:
        assert no.faults and all(sentence(fault, language) for fault in no.faults for language in ("ar", "en"))
        return no.faults


@given(st.one_of(st.binary(max_size=300), st.text().map(lambda text: text.encode("utf-8", "replace")), st.lists(st.sampled_from(PIECES)).map(lambda parts: "".join(parts).encode()),
                 st.lists(st.sampled_from(TAGS)).map(lambda parts: "".join(parts).encode())))
def test_any_content_is_read_or_refused_and_twice_the_same(content):
    assert taken(content) == taken(content)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_any_cells_below_known_headings_are_read_or_reported(key, status, amount, on):
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in (key, status, amount, on))
    taken(f"key,status,amount,date\n{quoted}\n".encode("utf-8", "replace"))


@given(st.data(), st.binary(max_size=4))
def test_a_report_with_a_few_bytes_changed_is_read_or_refused(data, bytes_):
    content = report(transaction("A1"), transaction("A2", "RJCT"), group="PART")
    place = data.draw(st.integers(0, len(content)))
    taken(content[:place] + bytes_ + content[place + data.draw(st.integers(0, 4)):])


def test_an_unknown_currency_of_the_list_is_a_fault_of_the_caller():
    with pytest.raises(Unreadable, match=r"money\.no_such_currency"):
        read(b"key,status\nA1,paid\n", "XXX")


# --- words ---


def test_every_word_stands_in_both_languages_and_leads_to_something_known():
    for name in ("words", "statuses", "reasons"):
        for row in words.rows(name):
            assert row["en"] and row["ar"] and None not in row, row
            assert {part for part in ("{line}", "{field}", "{value}") if part in row["en"]} == {part for part in ("{line}", "{field}", "{value}") if part in row["ar"]}, row
    assert {row["outcome"] for row in words.rows("outcomes")} == set(Outcome) and {row["outcome"] for row in words.rows("statuses")} <= set(Outcome)
    assert {row["field"] for row in words.rows("headings")} <= words.FIELDS
    assert all(words.word(f"account.{kind}", "ar") and words.word(f"outcome.{outcome}", "ar") for kind in AccountKind for outcome in Outcome)


def test_no_word_means_two_things():
    for name, column, meaning in (("outcomes", "word", "outcome"), ("headings", "heading", "field")):
        folded = [(words.folded(row[column]), row[meaning]) for row in words.rows(name)]
        assert len({word for word, _meaning in folded}) == len(set(folded))


def test_a_sentence_names_its_line_and_value():
    fault = Fault("result.outcome", 7, "outcome", "maybe")
    assert sentence(fault, "en") == "Line 7: The program does not know the result \u2068maybe\u2069."
    assert sentence(fault, "ar").startswith("السطر 7: ")


def test_a_table_whose_columns_were_moved_in_a_table_program_is_read_by_its_headings():
    """Field report B17: a column put in, two changed over, a note under the headings; what is unknown is passed over, what is missing or doubled stops all of it."""
    straight = read(b"key,status,amount,currency,date\nA1,paid,1500.50,EGP,2026-11-29\nA2,failed,20,EGP,2026-11-29\n", "EGP")
    moved = read("note,amount,,status,key,currency,date\n,,,,,,\nشكرا,1500.50,,paid,A1,EGP,2026-11-29\n,20,9999,failed,A2,EGP,2026-11-29\n".encode(), "EGP")
    said = [[(one.key, one.outcome, one.amount, one.on) for one in found.answers] for found in (straight, moved)]
    assert said[0] == said[1] and len(said[0]) == 2 and not moved.faults
    assert [refusal(head + b"\nA1,paid,5\n") for head in (b"key,amount,note", b"key,status,status")] == ["file.no_columns", "file.column_twice"]


# --- a sheet of a workbook ---


def of_a_sheet(*rows, **more):
    return read_sheet([["نتيجة الصرف"], [], ["رقم الدفعة", "النتيجة", "المبلغ", "التاريخ", "السبب"], *rows], "EGP", day_of=lambda n: date(1899, 12, 30) + timedelta(days=int(n)), **more)


@pytest.mark.parametrize(("amount", "on"), [(1500.5, date(2026, 11, 29)), ("١٬٥٠٠٫٥٠", "29/11/2026"), ("1500.50", 46355), (1500.50, 46355.0)])
def test_cells_may_be_numbers_days_or_texts(amount, on):
    answer, = of_a_sheet(["A-1", "مدفوعة", amount, on], [None] * 5).answers
    assert (answer.key, answer.outcome, answer.amount, answer.on, answer.line) == ("A-1", Outcome.PAID, Decimal("1500.50"), date(2026, 11, 29), 4)


def test_a_number_may_be_a_key_as_long_as_no_digit_of_it_is_lost():
    whole, lost = 123456789012, 1.2345678901234568e31
    results = of_a_sheet([whole, "Paid", 5], [float(whole + 1), "Paid", 5], [lost, "Paid", 5])
    assert [one.key for one in results.answers] == ["123456789012", "123456789013"] and faults(results) == [("result.no_key", 6)]


@pytest.mark.parametrize("column", [0, 1, 2])
def test_what_decides_is_never_computed(column):
    results = of_a_sheet(["A1", "Paid", 5], ["A2", "Paid", 5], formulas={(3, column), (4, 4)})
    assert [one.key for one in results.answers] == ["A2"] and faults(results) == [("result.formula", 4)] and results.unclear == {"a1"}


@pytest.mark.parametrize(("row", "code"), [(["A1", "maybe", 5], "result.outcome"), (["A1", None, 5], "result.no_outcome"), (["A1", "Paid", "كثير"], "result.amount"), (["A1", "Paid", 0.1 + 0.2], "result.amount"),
                                           ([None, "Paid", 5], "result.no_key"), (["A1", "Paid", 5, "soon"], "result.date"), (["A1", True, 5], "result.outcome")])
def test_what_is_wrong_in_a_sheet_is_told_with_its_row(row, code):
    assert faults(of_a_sheet(["B1", "Paid", 1], [], row)) == [(code, 6)]


def test_a_sheet_without_headings_or_answers_is_refused():
    for rows, code in (([["a", "b"], [1, 2]], "file.no_columns"), ([["key", "status"]], "file.nothing_said"), ([["key", "status", "Result"], ["A", "paid", "failed"]], "file.column_twice")):
        with pytest.raises(FileRefused) as no:
            read_sheet(rows, "EGP", day_of=date.fromordinal)
        assert no.value.code == code
