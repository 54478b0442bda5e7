"""From request to receipt: who must agree, what is stopped, and that the books follow every step."""
from decimal import Decimal

import pytest
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from amana.services.assistance import actions, queries
from amana.services.assistance.models import Request, RequestStep
from amana.services.assistance.rules import STEPS, State, Step
from amana.services.programmes import actions as programmes
from amana.services.programmes.models import Balance
from tests import builders as make
from tests.services.assistance.conftest import Unit, request_now, today

pytestmark = pytest.mark.django_db


def refused(why, act, *args, **more):
    with pytest.raises(Refused) as refusal:
        act(*args, **more)
    assert refusal.value.code == why


def balance(unit):
    one = Balance.objects.get(line_id=unit.line.pk)
    return int(one.available), int(one.committed), int(one.ordered), int(one.spent)


def test_a_cash_instalment_goes_from_request_to_receipt_and_the_books_follow(unit, case):
    request = unit.ask(case, "3000", "2000", conditions=("", "إيصال الإيجار"))
    assert balance(unit) == (1_000_000, 0, 0, 0)
    unit.decide(request, "check", unit.officer)
    unit.decide(request, "approve", unit.supervisor)
    assert request_now(request).state == State.APPROVED and balance(unit) == (995_000, 5_000, 0, 0)
    payments = unit.listed()
    with acting(unit.finance.cookie):
        assert [one.amount for one in queries.payments(payments.pk)] == [3000], "the second waits for its condition"
    unit.move_list(payments, "release", unit.second)
    assert balance(unit) == (995_000, 2_000, 3_000, 0)
    unit.move_list(payments, "send", unit.finance)
    assert unit.take_in(payments, ["paid"]).new and balance(unit) == (995_000, 2_000, 0, 3_000)
    assert request_now(request).state == State.ORDERED
    unit.move(request, 2, "met", unit.worker, words="رأيت الإيصال")
    unit.take_in(unit.sent(), ["paid"], "2" * 64)
    assert request_now(request).state == State.DELIVERED and balance(unit) == (995_000, 0, 0, 5_000)
    unit.decide(request, "reconcile", unit.finance)
    assert request_now(request).state == State.RECONCILED


def test_a_condition_is_met_once_and_who_says_so_again_is_told(unit, case):
    request = unit.approved(case, "2000", "1000", conditions=("", "إيصال الإيجار"))
    url = reverse("move_help", args=[request.pk, 2, "met"])
    first, second = make.browser(unit.worker), make.browser(unit.officer)
    assert first.get(url).status_code == second.get(url).status_code == 200, "both have the form open"
    assert first.post(url, {"words": "رأيت الإيصال"}).status_code == 302
    answer = second.post(url, {"words": "اتصلت بالمالك"})
    assert answer.status_code == 409 and "marked as met already" in answer.content.decode() and "اتصلت بالمالك" in answer.content.decode()
    assert RequestStep.objects.filter(request=request, step="met").count() == 1
    refused("help_met_already", unit.move, request, 1, "met", unit.worker, words="بلا شرط")


def test_goods_are_ordered_handed_over_with_proof_and_may_come_back(unit, case):
    request = unit.approved(case, "900", kind="food_voucher", method="goods", account="")
    unit.move(request, 1, "order", unit.officer)
    refused("help_delivered_with_proof", unit.move, request, 1, "deliver", unit.worker)
    unit.move(request, 1, "deliver", unit.worker, proof="signature")
    assert request_now(request).state == State.DELIVERED and balance(unit)[3] == 900
    unit.move(request, 1, "return", unit.worker, words="سُلّمت لغير صاحبتها")
    assert request_now(request).state == State.APPROVED and balance(unit) == (999_100, 900, 0, 0)
    unit.decide(request, "cancel", unit.worker, words="لم تعد مطلوبة")
    assert request_now(request).state == State.RETURNED and balance(unit) == (1_000_000, 0, 0, 0)


def test_goods_that_were_ordered_and_never_came_bind_no_money(unit, case):
    request = unit.approved(case, "900", "600", kind="food_voucher", method="goods", account="")
    for number in (1, 2):
        unit.move(request, number, "order", unit.officer)
    unit.move(request, 1, "deliver", unit.worker, proof="signature")
    refused("help_state", unit.decide, request, "cancel", unit.worker, words="سافرت")
    browser, url = make.browser(unit.worker), reverse("move_help", args=[request.pk, 2, "return"])
    assert "Was not delivered" in browser.get(reverse("help_request", args=[request.pk])).content.decode() and "Was not delivered" in browser.get(url).content.decode()
    assert browser.post(url, {"words": "أغلق المورد متجره"}).status_code == 302
    assert request_now(request).state == State.ORDERED and balance(unit) == (998_500, 600, 0, 900)
    told = [(str(words), step.instalment.number) for step, words, _name, _proof in browser.get(reverse("help_request", args=[request.pk])).context["steps"] if step.instalment]
    assert told == [("Order", 1), ("Order", 2), ("Hand over", 1), ("Was not delivered", 2)]
    unit.move(request, 2, "order", unit.officer)
    unit.move(request, 2, "return", unit.worker, words="أغلق المورد متجره ثانية")
    unit.decide(request, "cancel", unit.worker, words="سافرت")
    assert request_now(request).state == State.DELIVERED and balance(unit) == (999_100, 0, 0, 900)


def test_what_was_ordered_for_a_case_that_is_closed_meanwhile_goes_back_to_the_line_when_it_does_not_come(unit, case):
    request = unit.approved(case, "900", kind="food_voucher", method="goods", account="")
    unit.move(request, 1, "order", unit.officer)
    with acting(unit.worker.cookie) as actor:
        cases.ask_closure(case, reason="goals_met", summary="", by=actor)
    with acting(unit.supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)
    assert balance(unit) == (999_100, 0, 900, 0)
    unit.move(request, 1, "return", unit.officer, words="لم يصل شيء")
    assert request_now(request).state == State.CANCELLED and balance(unit) == (1_000_000, 0, 0, 0)


def test_nobody_agrees_to_what_they_asked_for_and_no_one_twice(unit, case):
    both = make.member("supervisor", of=unit.worker.organisation, teams=unit.worker.teams)
    request = unit.ask(case, "12000", "100", by=both, kind="monthly_cash")
    refused("help_own", unit.decide, request, "approve", both)
    unit.decide(request, "check", unit.officer)
    refused("help_own", unit.decide, request, "approve", both)
    unit.decide(request, "approve", unit.finance)
    assert request_now(request).state == State.CHECKED, "more than 10,000: two agree"
    refused("help_approved_already", unit.decide, request, "approve", unit.finance)
    unit.decide(request, "approve", unit.head)
    assert request_now(request).state == State.APPROVED


def test_a_ceiling_stops_until_who_may_says_why(unit, case):
    unit.approved(case, "5000")
    request = unit.ask(case, "1500", period_from=today(400), period_until=today(430))
    unit.decide(request, "check", unit.officer)
    refused("help_over_ceiling", unit.decide, request, "approve", unit.finance)
    with pytest.raises(Forbidden):
        unit.decide(request, "approve", unit.finance, exceeds=True, words="لا بديل")
    refused("help_step_with_reason", unit.decide, request, "approve", unit.head, exceeds=True)
    unit.decide(request, "approve", unit.head, exceeds=True, words="مريضة، ولا دخل للأسرة")
    assert request_now(request).state == State.APPROVED


def test_the_same_need_in_the_same_time_is_stopped(unit, case):
    unit.approved(case, "2000")
    again = unit.ask(case, "500")
    unit.decide(again, "check", unit.officer)
    with acting(unit.officer.cookie):
        assert queries.steps(again.pk)[0].found["double"] == "same_need_same_period"
    refused("help_double", unit.decide, again, "approve", unit.finance)


def test_a_budget_is_never_passed(unit, case):
    small = Unit(granted="1000")
    request = small.ask(make.case(small.worker), "1200")
    small.decide(request, "check", small.officer)
    refused("budget_short", small.decide, request, "approve", small.finance)
    assert request_now(request).state == State.CHECKED and balance(small) == (1000, 0, 0, 0)


def test_a_list_is_released_by_a_second_person_and_paid_once_however_often_the_file_comes(unit, case):
    unit.approved(case, "3000")
    payments = unit.listed()
    refused("list_second_person", unit.move_list, payments, "release", unit.finance)
    refused("list_state", unit.move_list, payments, "send", unit.finance)
    unit.move_list(payments, "release", unit.second)
    unit.move_list(payments, "send", unit.finance)
    assert unit.take_in(payments, ["paid"]).new
    refused("answerfile_once", unit.take_in, payments, ["paid"])
    told = unit.take_in(payments, ["paid"], "2" * 64)
    assert told.known and not told.new
    assert unit.take_in(payments, ["failed"], "3" * 64).contradicts
    assert balance(unit) == (997_000, 0, 0, 3_000)
    with acting(unit.finance.cookie):
        assert not queries.due(unit.programme.pk, "wallet", request_now(Request.objects.get()).period_until)
    assert unit.take_in(payments, ["returned"], "4" * 64).new and balance(unit) == (997_000, 3_000, 0, 0)


def test_what_failed_is_listed_anew_and_what_is_not_needed_goes_back(unit, case):
    request = unit.approved(case, "3000")
    unit.take_in(unit.sent(), ["failed"])
    assert request_now(request).state == State.APPROVED and balance(unit) == (997_000, 3_000, 0, 0)
    payments = unit.listed()
    unit.decide(request, "cancel", unit.worker, words="سافرت")
    assert request_now(request).state == State.CANCELLED and balance(unit) == (1_000_000, 0, 0, 0)
    refused("list_empty", unit.move_list, payments, "release", unit.second)


def test_another_currency_is_charged_at_the_rate_of_the_day(case):
    unit = Unit(currency="EUR", granted="1000")
    own = make.case(unit.worker)
    refused("rate_missing", unit.ask, own, "5000")
    with acting(unit.finance.cookie) as actor:
        programmes.tell_rate(unit.programme, pounds=Decimal("52.137000"), valid_on=today(-3), by=actor)
        programmes.tell_rate(unit.programme, pounds=Decimal("60"), valid_on=today(3), by=actor)
    request = unit.approved(own, "3000", "2000")
    assert request_now(request).pounds == Decimal("52.137") and request.pounds_on == today(-3)
    one = Balance.objects.get(line_id=unit.line.pk)
    assert one.committed == Decimal("57.54") + Decimal("38.36") and one.available + one.committed == 1000


def test_the_programmes_team_sees_the_request_and_what_is_economic_and_no_more(unit, case):
    stranger = make.member("programme_officer", of=unit.worker.organisation, teams=[make.team(unit.worker.organisation)])
    request = unit.ask(case, "3000")
    with acting(unit.officer.cookie):
        assert queries.request(request.pk).case_id == case.pk
    with acting(stranger.cookie), pytest.raises(Request.DoesNotExist):
        queries.request(request.pk)


@pytest.mark.parametrize("step", Step)
def test_a_step_is_taken_from_its_states_alone(unit, case, step):
    """Every pair of step and state: the database's table is that of `rules`. Field report B73."""
    for state in State:
        request = unit.ask(case, "100", kind="food_voucher", method="goods", account="")
        Request.objects.filter(pk=request.pk).update(state=state)
        by = {"ask_help": unit.worker, "deliver_help": unit.worker, "keep_books": unit.finance}.get(min(STEPS[step][1]), unit.officer)
        instalment = step in ("met", "order", "deliver", "return")
        if state not in STEPS[step][0]:
            if instalment:
                refused("help_state", unit.move, request, 1, step, by, words="س", proof="photo")
            else:
                refused("help_state", unit.decide, request, step, by, words="س")


def test_after_a_withdrawal_the_bank_still_answers_and_nothing_more_is_given(unit, case):
    request = unit.approved(case, "3000", "2000")
    payments = unit.listed()
    unit.move_list(payments, "release", unit.second)
    unit.move_list(payments, "send", unit.finance)
    with acting(unit.finance.cookie):
        keys = [one.pk for one in queries.payments(payments.pk)]
    with acting(unit.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(consent__person_id=case.person_id, purpose="case"), by=actor)
    with acting(unit.finance.cookie) as actor:
        assert not queries.payments(payments.pk) and len(queries.payments_told(payments.pk)) == 2
        told = actions.take_in(queries.payment_list(payments.pk), [actions.Said(keys[0], "paid"), actions.Said(keys[1], "failed")], digest="d", by=actor)
        assert len(told.new) == 2 and queries.payment_list(payments.pk).waiting == 0
    assert request_now(request).state == State.DELIVERED and balance(unit) == (997_000, 0, 0, 3_000), "what failed goes back to the line"



def test_a_clinical_colleague_asks_for_nothing(unit):
    counsellor = make.member("psychosocial_worker", of=unit.worker.organisation, teams=unit.worker.teams)
    with pytest.raises(Hidden):
        unit.ask(make.case(counsellor), "100", by=counsellor)
