"""The pages of assistance: asked from a case, checked, approved, listed, released, fetched as a file and answered; and what each reader is offered."""
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.services.assistance.models import Payment, PaymentList, Request
from amana.services.assistance.rules import State
from tests import builders as make
from tests.casework.arrivals.lists import xlsx
from tests.services.assistance.conftest import request_now, today

pytestmark = pytest.mark.django_db


def day(name, of):
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def answers(unit, **more):
    return {"kind": "emergency_cash", "of": f"{unit.programme.pk}/{unit.line.pk}", "need": "الإيجار", **day("period_from", today()), **day("period_until", today(30)), "method": "wallet",
            "account": "٠١٠٠ ٥٥٥ ٠١٤٢", "payee_name": "هناء سعيد الشاذلي", "amount_1": "٣٬٠٠٠", **day("due_1", today())} | more


def posted(by, url, data, **more):
    answer = make.browser(by).post(url, data, **more)
    assert answer.status_code == 302, re.findall(r'am-error[^>]*>([^<]*)', answer.content.decode())
    return answer


def page(by, url, status=200):
    answer = make.browser(by).get(url)
    assert answer.status_code == status
    return answer.content.decode()


def test_cancelling_a_request_is_named_as_such_and_never_the_button_that_shines(unit, case):
    posted(unit.worker, reverse("ask_help", args=[case.pk]), answers(unit))
    request = Request.objects.get()
    address = reverse("decide_help", args=[request.pk, "cancel"])
    assert f'<a class="btn btn-danger" href="{address}">Cancel the request</a>' in page(unit.worker, reverse("help_request", args=[request.pk]))
    assert "Cancel the request</button>" in page(unit.worker, address)
    assert f'<a class="btn btn-primary" href="{reverse("decide_help", args=[request.pk, "check"])}">' in page(unit.officer, reverse("help_request", args=[request.pk]))


def test_a_request_goes_through_all_pages_to_the_receipt(unit, case):
    posted(unit.worker, reverse("ask_help", args=[case.pk]), answers(unit))
    request = Request.objects.get()
    assert request.amount == 3000 and request.account_tail == "0142" and "Check" not in page(unit.worker, reverse("help_request", args=[request.pk]))
    assert reverse("decide_help", args=[request.pk, "check"]) in page(unit.officer, reverse("help_request", args=[request.pk]))
    posted(unit.officer, reverse("decide_help", args=[request.pk, "check"]), {"words": ""})
    assert reverse("help_request", args=[request.pk]) in page(unit.finance, reverse("assistance") + "?tab=approve")
    posted(unit.finance, reverse("decide_help", args=[request.pk, "approve"]), {"words": ""})
    new = reverse("make_payment_list", args=[unit.programme.pk])
    form = {"method": "wallet", **day("pay_on", today())}
    assert "هناء سعيد الشاذلي" in make.browser(unit.finance).post(new, form).content.decode()
    again = dict(re.findall(r'<input type="hidden" name="((?:method|pay_on|sure)\w*)" value="([^"]*)">', make.browser(unit.finance).post(new, form).content.decode()))
    posted(unit.finance, new, again)
    payments = PaymentList.objects.get()
    url = reverse("payment_list", args=[payments.pk])
    assert reverse("move_payment_list", args=[payments.pk, "release"]) not in page(unit.finance, url) and reverse("move_payment_list", args=[payments.pk, "release"]) in page(unit.second, url)
    posted(unit.second, reverse("move_payment_list", args=[payments.pk, "release"]), {"words": ""})
    unit.programme.account = "EG380019000500000000263180002"
    unit.programme.save()
    posted(unit.finance, reverse("move_payment_list", args=[payments.pk, "file"]), {"words": ""})
    xml = make.browser(unit.finance).get(reverse("payment_file_xml", args=[payments.pk]))
    assert xml["Content-Type"] == "application/xml" and "هناء سعيد الشاذلي" in xml.content.decode() and xml.content == make.browser(unit.finance).get(reverse("payment_file_xml", args=[payments.pk])).content
    posted(unit.finance, reverse("move_payment_list", args=[payments.pk, "send"]), {"words": ""})
    one = Payment.objects.get()
    said = f"key,status,amount,bank reference\n{one.pk.hex},paid,3000.00,TX-1\n".encode()
    told = make.browser(unit.finance).post(reverse("take_in_answers", args=[payments.pk]), {"file": SimpleUploadedFile("r.csv", said)})
    assert told.status_code == 200 and request_now(request).state == State.DELIVERED
    again = make.browser(unit.finance).post(reverse("take_in_answers", args=[payments.pk]), {"file": SimpleUploadedFile("r.csv", said)})
    assert "taken in already" in again.content.decode()
    assert "TX-1" in page(unit.finance, url)
    posted(unit.finance, reverse("decide_help", args=[request.pk, "reconcile"]), {"words": ""})
    line = page(unit.finance, reverse("budget_line", args=[unit.line.pk]))
    assert "997,000" in line and "Received by the person" in line
    rows = make.browser(unit.finance).get(reverse("budget_line_csv", args=[unit.line.pk])).content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[4] for row in rows[1:]] == ["1000000.00", "3000.00", "3000.00", "3000.00"], "granted, committed, released, paid"


def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(unit, case):
    url = reverse("ask_help", args=[case.pk])
    for change, sentence in (({"amount_1": "كثير"}, "Enter a number"), ({"method": "goods"}, "This help is not given in this way"), ({"account": ""}, "Enter the number of the account"), ({"account": "EG12 ٣٤٥"}, "begins as an IBAN and is none"),
                             ({"payee_name": "غيرها"}, "say why"), ({**day("period_until", today(-3))}, "ends before it begins"), ({"amount_1": "0"}, "0.01"),
                             (day("period_from", date(1950, 1, 1)), "within five years"), (day("period_until", date(2199, 1, 1)), "within five years"), (day("due_1", date(2199, 1, 1)), "within five years"),
                             ({"amount_1": "10000000000"}, "Enter 999,999,999.99 or less."),
                             ({"condition_2": "إيصال"}, "Enter the amount, or leave"), ({"need": ""}, "required")):
        answer = make.browser(unit.worker).post(url, answers(unit, **change))
        assert answer.status_code in (200, 409) and sentence in answer.content.decode(), (change, sentence)
        assert "هناء سعيد الشاذلي" in answer.content.decode() or "payee_name" in change
    assert not Request.objects.exists()


@pytest.mark.parametrize(("method", "number", "sentence"), [("wallet", "😀🤷", "6 to 30 digits"), ("wallet", "١٢", "6 to 30 digits"), ("wallet", "EG380019000500000000263180002", "6 to 30 digits"), ("bank", "😀🤷", "34 Latin letters")])
def test_a_number_that_no_file_of_a_bank_can_carry_is_not_taken_down(unit, case, method, number, sentence):
    answer = make.browser(unit.worker).post(reverse("ask_help", args=[case.pk]), answers(unit, method=method, account=number))
    assert any(sentence in one for one in answer.context["form"].errors["account"]) and not Request.objects.exists()


def test_a_programme_pays_from_an_account_that_a_file_can_carry(unit):
    url, said = reverse("change_programme", args=[unit.programme.pk]), {"name_ar": "برنامج", "name_en": "Programme", "donor": "مانح", **day("starts_on", today(-100)), **day("ends_on", today(300)), "is_open": "on"}
    assert "34 Latin letters" in make.browser(unit.officer).post(url, said | {"account": "😀🤷"}).content.decode()
    posted(unit.officer, url, said | {"account": ""})
    posted(unit.officer, url, said | {"account": "100200300"})


def test_one_wrong_number_from_before_holds_up_nobody_and_is_named_with_its_person(unit, case):
    second = make.case(unit.worker, make.person(unit.worker, make.identity("ليلى"), phone=""))
    wrong, right = unit.approved(case, "3000", account="12", payee_name="هناء سعيد الشاذلي"), unit.approved(second, "1500", account="01005550143", payee_name="ليلى سعيد الشاذلي")
    new, form = reverse("make_payment_list", args=[unit.programme.pk]), {"method": "wallet", **day("pay_on", today())}
    shown = make.browser(unit.finance).post(new, form)
    assert "no file can carry" in shown.content.decode() and [[one.request_id for one in shown.context[name]] for name in ("unfit", "due")] == [[wrong.pk], [right.pk]]
    posted(unit.finance, new, form | {"sure": "1"})
    assert {one.request_id for one in Payment.objects.all()} == {right.pk}
    unit.programme.account = "EG380019000500000000263180002"
    unit.programme.save()
    old = unit.released(wrong)
    told = make.browser(unit.finance).post(reverse("move_payment_list", args=[old.pk, "file"]), {"words": ""})
    assert told.status_code == 409 and "هناء سعيد الشاذلي" in told.content.decode() and PaymentList.objects.get(pk=old.pk).filed_at is None
    drop = reverse("move_payment_list", args=[old.pk, "drop"])
    assert drop in page(unit.finance, reverse("payment_list", args=[old.pk]))
    posted(unit.finance, drop, {"words": "رقم المحفظة خطأ"})
    assert request_now(wrong).state == State.APPROVED
    old = unit.released(wrong)
    unit.move_list(old, "file", unit.finance)
    assert drop not in page(unit.finance, reverse("payment_list", args=[old.pk]))
    told = make.browser(unit.finance).get(reverse("payment_file_xml", args=[old.pk]))
    assert told.status_code == 409 and re.search(r'role="alert".*هناء سعيد الشاذلي.*6 to 30 digits', told.content.decode(), re.DOTALL)


def test_beyond_a_ceiling_others_agree_as_well_and_whoever_may_exceed_says_so_with_her_voice(unit, case):
    """Decision 0047: one of the approvals carries it; the head's own is never spent without."""
    request = unit.ask(case, "60000", period_until=today(40))
    unit.decide(request, "check", unit.officer)
    url, agree = reverse("help_request", args=[request.pk]), reverse("decide_help", args=[request.pk, "approve"])
    assert "one of those who agree has to be the head" in page(unit.supervisor, url)
    posted(unit.supervisor, agree, {"words": ""})
    told = make.browser(unit.head).post(agree, {"words": ""})
    assert "agree to that here with a reason" in told.context["form"].errors["exceeds"][0] and request_now(request).steps.filter(step="approve").count() == 1
    posted(unit.head, agree, {"words": "أسرة بلا مأوى", "exceeds": "on"})
    posted(unit.finance, agree, {"words": ""})
    assert request_now(request).state == State.APPROVED


def test_what_the_check_found_reads_as_amounts_and_days_of_the_page(unit, case):
    unit.approved(case, "4000", period_until=today(40))
    second = unit.ask(case, "500", account="01005550143")
    unit.decide(second, "check", unit.officer)
    shown = page(unit.officer, reverse("help_request", args=[second.pk]))
    assert re.search("Given to the person before.*4,000.00", shown) and today(40).isoformat() not in shown and f"{today(40).day} {today(40):%B} {today(40).year}" in shown


def test_a_payment_that_failed_or_came_back_says_why(unit, case):
    payments = unit.sent(unit.approved(case, "3000"))
    url = reverse("answer_payment", args=[payments.pk, Payment.objects.get().pk])
    for outcome in ("failed", "returned"):
        assert make.browser(unit.finance).post(url, {"outcome": outcome, "reason": " "}).context["form"].errors["reason"] == ["Say why."]
    posted(unit.finance, url, {"outcome": "failed", "reason": "المحفظة موقوفة"})
    assert Payment.objects.get().state == "failed"


def test_a_list_is_made_for_the_coming_days_and_takes_in_no_instalment_of_a_later_year(unit, case):
    unit.approved(case, "1000", due_on=today(400))
    url = reverse("make_payment_list", args=[unit.programme.pk])
    for far in (date(2199, 1, 1), today(61)):
        told = make.browser(unit.finance).post(url, {"method": "wallet", **day("pay_on", far), "sure": "1"})
        assert "at most 60 days ahead" in told.context["form"].errors["pay_on"][0] and not PaymentList.objects.exists()
    assert not make.browser(unit.finance).post(url, {"method": "wallet", **day("pay_on", today(60))}).context["form"].errors


def test_readers_are_offered_what_they_may_do_and_see_what_they_may_see(unit, case):
    request = unit.approved(case, "3000")
    url = reverse("help_request", args=[request.pk])
    clinical = make.member("psychosocial_worker", of=unit.worker.organisation, teams=unit.worker.teams)
    stranger = make.member(name="غريبة")
    for nobody in (clinical, stranger):
        page(nobody, url, 404)
    assert "Release" not in page(unit.supervisor, url)
    page(unit.officer, reverse("case", args=[case.pk]))
    page(unit.worker, reverse("payment_lists", args=[unit.programme.pk]), 404)
    assert "999,000" not in page(unit.worker, reverse("programme", args=[unit.programme.pk])) and "997,000" in page(unit.officer, reverse("programme", args=[unit.programme.pk]))


def test_a_programme_is_begun_with_lines_targets_money_and_a_counter_entry(unit):
    posted(unit.officer, reverse("begin_programme"), {"name_ar": "عودة آمنة", "name_en": "Safe return", "donor": "مانح", "team_id": str(unit.worker.teams[0].pk), "currency": "EUR",
                                                      **day("starts_on", today()), **day("ends_on", today(300)), "groups": ["returnees"]})
    from amana.services.programmes.models import Programme
    one = Programme.objects.get(name_en="Safe return")
    posted(unit.officer, reverse("add_budget_line", args=[one.pk]), {"code": "1", "name_ar": "نقد", "name_en": "Cash"})
    posted(unit.officer, reverse("set_target", args=[one.pk]), {"group": "returnees", "people": "٢٥٠"})
    posted(unit.finance, reverse("tell_rate", args=[one.pk]), {"pounds": "52.137", **day("valid_on", today())})
    line = one.lines.get()
    posted(unit.finance, reverse("allot", args=[line.pk]), {"amount": "1000", "words": "اتفاقية"})
    posted(unit.finance, reverse("take_back_allotment", args=[line.pk, line.allotments.get().pk]), {"words": "خطأ"})
    assert line.balance.granted == 0 and line.entries.count() == 2
    answer = make.browser(unit.finance).post(reverse("allot", args=[line.pk]), {"amount": "5", "is_less": "on", "words": "س"})
    assert "not available" in answer.content.decode()
    assert "250" in page(unit.officer, reverse("programme", args=[one.pk]))
    for name in ("change_programme", "tell_rate", "add_budget_line"):
        page(unit.officer if name != "tell_rate" else unit.finance, reverse(name, args=[one.pk]))


def test_who_is_helped_twice_is_one_person_reached_and_every_request_is_counted(unit, case):
    """Field report B52."""
    other = make.case(unit.worker)
    for one in (case, other):
        request = unit.approved(one, "500", kind="food_voucher", method="goods", account="")
        unit.move(request, 1, "order", unit.officer)
    again = unit.approved(case, "3000")
    unit.take_in(unit.sent(again), ["paid"])
    unit.ask(other, "100")
    shown = page(unit.officer, reverse("programme", args=[unit.programme.pk]))
    assert "2 people reached" in shown and "3 requests are open" in shown, "two with goods under way and one asked for; the paid one is done"


def test_each_budget_line_stands_under_its_own_label_whatever_signs_it_holds_and_nothing_is_not_zero(unit):
    """Field reports B53 and B55."""
    labels = {"A.B": ("مركز س. مرقس", "7,001.00"), "a/b": ("toString", "7,002.00"), "a.b": ("__proto__", "7,004.00"), "0": ("لا شيء بعد", None)}
    for code, (name, amount) in labels.items():
        posted(unit.officer, reverse("add_budget_line", args=[unit.programme.pk]), {"code": code, "name_ar": name, "name_en": name})
        if amount:
            posted(unit.finance, reverse("allot", args=[unit.programme.lines.get(code=code).pk]), {"amount": amount, "words": "x"})
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page(unit.officer, reverse("programme", args=[unit.programme.pk])), re.S)
    told = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.split(r"</th>|</td>", row)] for row in rows]
    found = {line[0]: line[1:6] for line in told}
    for code, (name, amount) in labels.items():
        (of_it,) = [cells for label, cells in found.items() if label.endswith(name) and code in label]
        assert of_it[:3] == [amount or "0.00", amount or "0.00", "0.00"], (code, of_it)
    assert told[-1][1] == "1,021,007.00", "the total is the sum of the lines"


def test_what_was_handed_over_leads_to_the_paper_that_proves_it_until_that_is_withdrawn(unit, case, settings, tmp_path):
    settings.AMANA_FILES = tmp_path
    request = unit.approved(case, "900", kind="food_voucher", method="goods", account="")
    unit.move(request, 1, "order", unit.officer)
    with acting(unit.worker.cookie) as actor:
        paper = cases.attach(case.person_id, case=case, kind="receipt", title="إيصال الاستلام", section=Section.ECONOMIC, content="استلمت".encode(), by=actor)
    url = reverse("move_help", args=[request.pk, 1, "deliver"])
    assert "إيصال الاستلام" in page(unit.worker, url)
    posted(unit.worker, url, {"proof": "signature", "attachment_id": str(paper.pk)})
    fetch = reverse("fetch_attachment", args=[paper.pk])
    assert fetch in page(unit.worker, reverse("help_request", args=[request.pk])) and fetch in page(unit.officer, reverse("help_request", args=[request.pk]))
    with acting(unit.worker.cookie) as actor:
        cases.withdraw(paper, reason="wrong_file", by=actor)
    assert fetch not in page(unit.worker, reverse("help_request", args=[request.pk]))


def test_what_is_typed_or_answered_by_a_bank_is_text_on_every_page_and_in_every_file(unit, case):
    """Field report B40."""
    script = "<img src=x onerror=alert(1)>"
    posted(unit.worker, reverse("ask_help", args=[case.pk]), answers(unit, need=script, payee_name=script, payee_reason=script))
    request = Request.objects.get()
    unit.decide(request, "check", unit.officer)
    unit.decide(request, "approve", unit.finance)
    payments = unit.sent(request)
    one = Payment.objects.get()
    said = f'key,status,amount,reason\n{one.pk.hex},failed,3000.00,"{script}"\n'.encode()
    told = make.browser(unit.finance).post(reverse("take_in_answers", args=[payments.pk]), {"file": SimpleUploadedFile("r.csv", said)})
    pages = [told.content.decode(), *(page(unit.finance, url) for url in (reverse("payment_list", args=[payments.pk]), reverse("help_request", args=[request.pk]), reverse("assistance")))]
    assert "<img src=x" not in "".join(pages) and "&lt;img src=x onerror=alert(1)&gt;" in pages[1]


def test_the_instalments_of_a_business_bring_their_days_and_wait_for_what_the_committee_asked(unit, case):
    asked = reverse("ask_help", args=[case.pk]) + f"?kind=micro_business&amount_1=12000.00&due_1={today(7)}&amount_2=6000.00&due_2={today(40)}&condition_2=committee"
    shown = page(unit.worker, asked)
    assert 'value="12000.00"' in shown and 'value="6000.00"' in shown and shown.count("What the committee asked for before instalment") == 1 and "before instalment 2" in shown
    assert f'name="due_2_day" value="{today(40).day}"' in re.sub(r"\s+", " ", shown) or re.search(rf'name="due_2_day"[^>]*value="{today(40).day}"', shown)
    wrong = page(unit.worker, reverse("ask_help", args=[case.pk]) + "?kind=nothing&amount_1=x&due_1=yesterday&condition_1=<b>")
    assert "What the committee asked for" not in wrong and "12000" not in wrong


# The bank's answer as a workbook ----------------------------------------------------------------------------------------------------------------------
def taken_in(unit, payments, content, name="answers.xlsx"):
    return make.browser(unit.finance).post(reverse("take_in_answers", args=[payments.pk]), {"file": SimpleUploadedFile(name, content)}).content.decode()


def test_a_workbook_is_taken_in_as_the_same_answers_as_csv_would_be_and_neither_pays_twice(unit, case, stand):
    second = make.case(unit.worker, make.person(unit.worker, make.identity("ليلى"), phone=""))
    payments = unit.sent(unit.approved(case, "3000"), unit.approved(second, "1500"))
    keys = {int(one.amount): one.pk.hex for one in Payment.objects.all()}
    rows = [["نتائج الصرف"], [], ["رقم الدفعة", "النتيجة", "المبلغ", "التاريخ", "السبب"], [keys[3000], "مدفوعة", 3000, today(), None], [], [keys[1500], "فشلت", "1,500.00", None, "المحفظة موقوفة"]]
    assert "2 payments moved" in taken_in(unit, payments, xlsx(rows)) and stand().spent == 3000
    assert {one.state for one in Payment.objects.all()} == {"paid", "failed"}
    again = taken_in(unit, payments, xlsx(rows, constant_memory=False, sheets={"نسخة": rows}))
    assert "0 payments moved" in again and stand().spent == 3000
    taken_in(unit, payments, f"key,status,amount\n{keys[3000]},paid,3000\n".encode(), "r.csv")
    assert stand().spent == 3000 and Payment.objects.count() == 2


def test_what_is_wrong_in_a_workbook_is_said_with_its_row_and_moves_nothing(unit, case, stand):
    payments = unit.sent(unit.approved(case, "3000"))
    key, = (one.pk.hex for one in Payment.objects.all())
    head = ["key", "status", "amount"]
    said = taken_in(unit, payments, xlsx([head, [key, "paid", 2999], ["0" * 32, "paid", 1], [None, "paid", 1]]))
    assert "Line 2" in said and "Line 3" in said and "Line 4" in said
    assert "is a formula" in taken_in(unit, payments, xlsx([head, [key, "paid", None]], formulas={(1, 2): 3000}))
    assert stand().spent == 0
    for content, sentence in ((xlsx([["الاسم", "الهاتف"], ["هناء", "01005550142"]]), "No line has headings"), (b"PK\x03\x04" + b"x" * 200, "damaged")):
        answer = taken_in(unit, payments, content)
        assert sentence in answer, answer
    assert stand().spent == 0
