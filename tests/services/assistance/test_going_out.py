"""What goes to the bank: never of whoever withdrew or was closed after the release; and what the clock, the day of an instalment and a closed programme stop."""
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import acting, clock
from amana.services.assistance import actions, books, queries
from amana.services.assistance.models import Instalment, Payment, PaymentList
from amana.services.assistance.rules import State
from amana.services.programmes import actions as programmes
from tests import builders as make
from tests.services.assistance.conftest import request_now, today
from tests.services.assistance.test_requests import balance, refused

pytestmark = pytest.mark.django_db


def withdraws(unit, case):
    with acting(unit.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=case.person_id, purpose="case"), by=actor)


def is_closed(unit, case):
    with acting(unit.worker.cookie) as actor:
        cases.ask_closure(case, reason="goals_met", summary="", by=actor)
    with acting(unit.supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)


def leave_runs_out(unit, case):
    """By the clock: nobody touches the file."""
    ConsentScope.objects.filter(person_id=case.person_id, purpose="case").update(ends_at=clock() + timedelta(milliseconds=1))
    make.move_clock(milliseconds=2)


def hold():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    return [str(one) for one in books.faults(connection)]


def both_released(unit):
    stays, goes = make.case(unit.worker), make.case(unit.worker, make.person(unit.worker, phone="01005550143"))
    requests = [unit.approved(one, "3000", account=f"0100555014{n}", payee_name="هناء سعيد الشاذلي") for n, one in enumerate((stays, goes))]
    return goes, requests, unit.released(*requests)


def list_now(payments):
    payments.refresh_from_db()
    return payments.state, payments.payments, int(payments.total), payments.waiting, payments.recalled


@pytest.mark.parametrize(("step", "ends"), [("file", withdraws), ("file", is_closed), ("file", leave_runs_out), ("send", withdraws)])
def test_who_left_after_the_release_is_not_in_the_file_and_her_money_goes_back(unit, step, ends):
    goes, (first, second), payments = both_released(unit)
    ends(unit, goes)
    assert balance(unit) == (994_000, 0, 6_000, 0)
    unit.move_list(payments, step, unit.finance)
    assert list_now(payments) == ("released" if step == "file" else "sent", 1, 3000, 1, 1)
    assert balance(unit) == (997_000, 0, 3_000, 0) and request_now(second).state == State.CANCELLED and Payment.objects.get(request_id=second.pk).state == "recalled"
    if step == "file":
        refused("list_state", unit.move_list, payments, "file", unit.finance)
        unit.move_list(payments, "send", unit.finance)
    with acting(unit.finance.cookie) as actor:
        said = [actions.Said(key, "paid") for key in queries.payments_told(payments.pk)]
        told = actions.take_in(queries.payment_list(payments.pk), said, digest="1" * 64, by=actor)
    assert (len(told.new), len(told.contradicts)) == (1, 1), "the bank never had the other"
    assert list_now(payments) == ("closed", 1, 3000, 0, 1) and request_now(first).state == State.DELIVERED and balance(unit) == (997_000, 0, 0, 3_000)
    assert hold() == []


def test_a_list_of_which_nothing_is_left_is_dropped(unit, case):
    request = unit.approved(case, "3000")
    payments = unit.released(request)
    withdraws(unit, case)
    unit.move_list(payments, "send", unit.finance)
    assert list_now(payments) == ("dropped", 0, 0, 0, 1) and balance(unit) == (1_000_000, 0, 0, 0)
    assert hold() == []


def test_who_leaves_after_the_file_was_made_is_answered_by_the_bank(unit):
    goes, (_first, second), payments = both_released(unit)
    unit.move_list(payments, "file", unit.finance)
    withdraws(unit, goes)
    page = make.browser(unit.finance).get(reverse("payment_list", args=[payments.pk])).content.decode()
    assert "1 payment was in the file when it was made and is not in one fetched now" in page
    unit.move_list(payments, "send", unit.finance)
    assert list_now(payments) == ("sent", 2, 6000, 2, 0)
    with acting(unit.finance.cookie) as actor:
        actions.take_in(queries.payment_list(payments.pk), [actions.Said(key, "paid") for key in queries.payments_told(payments.pk)], digest="1" * 64, by=actor)
    assert list_now(payments)[0] == "closed" and request_now(second).state == State.DELIVERED and hold() == []


def test_the_page_says_how_many_are_not_in_the_file_and_names_nobody(unit):
    unit.programme.account = "EG380019000500000000263180002"
    unit.programme.save()
    goes, _requests, payments = both_released(unit)
    browser, url = make.browser(unit.finance), reverse("payment_list", args=[payments.pk])
    assert browser.get(reverse("payment_file_xml", args=[payments.pk])).status_code == 404, "no file before it is made"
    withdraws(unit, goes)
    assert browser.post(reverse("move_payment_list", args=[payments.pk, "file"]), {"words": ""}).status_code == 302
    page = browser.get(url).content.decode()
    assert "1 payment is not in the file, because the person withdrew" in page and page.count('class="am-row-main"><div class="am-row-title"><a href="/assistance') == 1
    xml = browser.get(reverse("payment_file_xml", args=[payments.pk])).content.decode()
    assert xml.count("<EndToEndId>") == 1 and "<NbOfTxs>1</NbOfTxs>" in xml and "<CtrlSum>3000.00</CtrlSum>" in xml


def test_money_is_free_within_the_hour_when_the_leave_ran_out_by_the_clock(unit, case):
    request = unit.approved(case, "3000", "2000")
    asked = unit.ask(case, "100", period_from=today(60), period_until=today(61))
    payments = unit.listed(request)
    leave_runs_out(unit, case)

    def run(sql, role="amana_web"):
        with connection.cursor() as cursor:
            cursor.execute(f"RESET ROLE; SET ROLE {role}")
            cursor.execute(sql)
            return cursor.fetchone()[0]

    def late():
        run("SELECT 1", "amana_keeper")
        return [str(one) for one in books.overdue(connection)]
    assert balance(unit) == (995_000, 5_000, 0, 0) and len(late()) == 1 and "2 requests still stand" in late()[0] and "5000.00" in late()[0]
    assert run("SELECT entry.release_help_without_leave()") == 2
    assert run("SELECT entry.release_help_without_leave()") == 0
    run("SELECT 1", "amana_keeper")
    assert late() == [] and hold() == []
    assert (request_now(request).state, request_now(asked).state, balance(unit), list_now(payments)[1]) == (State.CANCELLED, State.CANCELLED, (1_000_000, 0, 0, 0), 0)


def test_what_fails_after_the_leave_ran_out_leaves_nothing_in_another_list(unit, case):
    """The second part waits in a list of its own when the first comes back."""
    request = unit.approved(case, "3000", "2000", conditions=("", "إيصال"))
    sent = unit.sent(request)
    unit.move(request, 2, "met", unit.worker, words="رأيت الإيصال")
    waits = unit.listed(request)
    with acting(unit.finance.cookie):
        (key,) = queries.payments_told(sent.pk)
    leave_runs_out(unit, case)
    with acting(unit.finance.cookie) as actor:
        actions.take_in(queries.payment_list(sent.pk), [actions.Said(key, "failed")], digest="1" * 64, by=actor)
    assert list_now(waits)[:2] == ("made", 0) and balance(unit) == (1_000_000, 0, 0, 0) and hold() == []


def test_an_instalment_is_listed_on_its_day_and_not_before(unit, case):
    unit.approved(case, "3000", due_on=today(9))

    def lists_it(day):
        with acting(unit.finance.cookie) as actor:
            return actions.list_payments(unit.programme, Instalment.objects.all(), method="wallet", pay_on=day, by=actor)
    refused("payment_not_due", lists_it, today(8))
    assert list_now(lists_it(today(9)))[1] == 1


@pytest.mark.parametrize("how", [{"is_open": False}, {"ends_on": -1}])
def test_a_programme_that_is_closed_or_over_agrees_to_nothing_and_orders_nothing(unit, case, how):
    other, third, fourth = (make.case(unit.worker, make.person(unit.worker, phone="")) for _n in range(3))
    checked = unit.ask(case, "3000")
    unit.decide(checked, "check", unit.officer)
    goods = unit.approved(case, "700", kind="food_voucher", method="goods", account="")
    due, listed, sent = (unit.approved(one, "100", account=f"0100555099{n}") for n, one in enumerate((other, third, fourth)))
    out, waits = unit.sent(sent), unit.listed(listed)
    with acting(unit.officer.cookie) as actor:
        programmes.change(unit.programme, by=actor, **{name: today(days) if name == "ends_on" else days for name, days in how.items()})
    refused("programme_closed", unit.decide, checked, "approve", unit.finance)
    refused("programme_closed", unit.move, goods, 1, "order", unit.officer)
    refused("programme_closed", unit.listed, due)
    refused("programme_closed", unit.move_list, waits, "release", unit.second)
    assert balance(unit) == (999_000, 900, 100, 0)
    page = make.browser(unit.officer).get(reverse("programme", args=[unit.programme.pk])).content.decode()
    assert "1 request is not decided." in page and "3 requests are approved, their money is held." in page and "1 request is under way." in page
    answer = make.browser(unit.finance).post(reverse("decide_help", args=[checked.pk, "approve"]), {"words": ""})
    assert answer.status_code == 409 and "closed, or its time is over" in answer.content.decode()
    unit.take_in(out, ["paid"])
    unit.move_list(waits, "drop", unit.finance)
    unit.decide(goods, "cancel", unit.worker, words="أُغلق البرنامج")
    unit.decide(checked, "decline", unit.officer, words="أُغلق البرنامج")
    assert balance(unit) == (999_700, 200, 0, 100) and PaymentList.objects.get(pk=out.pk).state == "closed"
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE amana_keeper")
    assert [str(one) for one in books.overdue(connection)] == ["Programme, line 1.1: its programme is closed or over, and 2 approved requests still hold 200.00."]


def test_a_programme_that_runs_says_nothing_of_what_is_open(unit, case):
    unit.approved(case, "3000")
    assert "help is still open" not in make.browser(unit.officer).get(reverse("programme", args=[unit.programme.pk])).content.decode()
