"""Two who decide on money at once, through committed transactions: nothing is agreed, budgeted, listed or paid twice, and the books hold every time."""
from functools import partial
from time import sleep

import pytest

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consent
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from amana.services.assistance import actions, queries
from amana.services.assistance.models import Answer, Payment, PaymentList, RequestStep
from amana.services.assistance.rules import Step
from amana.services.programmes import actions as programmes
from amana.services.programmes.models import Balance, BudgetLine, Entry
from tests import builders as make
from tests.proof.clones import at_once, by, committed
from tests.services.assistance.conftest import Unit, request_now, today

pytestmark = pytest.mark.proof
ROUNDS = 5


@pytest.fixture
def unit(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("help_at_once"):
        yield Unit()


def whole(unit):
    """Each balance is the sum of its entries, without a gap in their numbers."""
    for line in BudgetLine.objects.all():
        balance, entries = Balance.objects.get(line=line), list(Entry.objects.filter(line=line).order_by("number"))
        assert [one.number for one in entries] == list(range(1, balance.entries + 1))
        for account in ("available", "committed", "ordered", "spent"):
            assert getattr(balance, account) == sum(one.amount for one in entries if one.target == account) - sum(one.amount for one in entries if one.source == account)
    return Balance.objects.get(line_id=unit.line.pk)


def decides(request, step, **more):
    return lambda actor: actions.decide(request, Step(step), by=actor, **more)


def slowly(step, before=0.0, after=0.0):
    """The step so that the other's falls between its beginning and its end."""
    def acted(actor):
        sleep(before)
        step(actor)
        sleep(after)
    return acted


def checked(unit, case, *amounts, **more):
    request = unit.ask(case, *amounts, **more)
    unit.decide(request, "check", unit.officer)
    return request


def test_of_two_who_approve_at_once_both_count_where_two_are_needed_and_the_money_moves_once(unit):
    for _round in range(ROUNDS):
        request = checked(unit, make.case(unit.worker), "12000", kind="monthly_cash")
        assert request_now(request).approvals_needed == 2
        assert at_once(by(unit.finance, decides(request, "approve")), by(unit.head, decides(request, "approve"))) == [True, True]
        assert request_now(request).state == "approved"
        assert Entry.objects.filter(request_id=request.pk, why="commit").count() == 1
    assert whole(unit).committed == 12000 * ROUNDS


def test_of_two_who_decide_on_one_request_at_once_one_is_heard_where_one_is_needed(unit):
    """Field report B46."""
    for _round in range(ROUNDS):
        request = checked(unit, make.case(unit.worker), "3000")
        assert sorted(at_once(by(unit.finance, decides(request, "approve")), by(unit.supervisor, decides(request, "decline", words="لا تنطبق الشروط")))) == [False, True]
        assert request_now(request).state in ("approved", "declined")
    whole(unit)


@pytest.mark.parametrize("who", ["head and member", "two members"])
def test_of_two_requests_of_a_household_that_pass_its_ceiling_together_one_goes_through(unit, who):
    """12,000 for a household in three months: 6,000 of the head, and of the two who live with her no more than that together."""
    for _round in range(ROUNDS):
        head, first, second = (make.case(unit.worker, make.person(unit.worker, phone="")) for _n in range(3))
        with acting(unit.worker.cookie) as actor:
            for one in (first, second):
                cases.add_member(head, member_id=one.person_id, relation="child", by=actor)
        far = {"period_from": today(200), "period_until": today(210)}
        pair = (head, first) if who == "head and member" else (first, second)
        unit.approved(second if pair[0] is head else head, "6000", account="01005550111", **far)
        both = [checked(unit, one, "4000", account=f"0100555020{n}", period_from=today(300 + 40 * n), period_until=today(310 + 40 * n)) for n, one in enumerate(pair)]
        assert sorted(at_once(*(by(who, slowly(decides(request, "approve"), after=0.2)) for who, request in zip((unit.finance, unit.supervisor), both, strict=True)))) == [False, True]
        assert sorted(request_now(one).state for one in both) == ["approved", "checked"]
    whole(unit)


@pytest.mark.parametrize("shared", ["paper", "telephone and year"])
def test_of_two_files_of_one_person_that_are_decided_at_once_one_goes_through(unit, shared):
    """Two records, no household: what they share is a paper."""
    for n in range(ROUNDS):
        files = [make.person(unit.worker, make.identity(given=name, **({} if shared == "paper" else {"birth": PartialDate.of(1990)})), phone="" if shared == "paper" else f"0100555020{n}") for name in ("سلمى", "منى")]
        for one in files if shared == "paper" else ():
            make.document(unit.worker, one, number=f"A771234{n}")
        both = [checked(unit, make.case(unit.worker, one), "500", account=f"010055503{n}{m}") for m, one in enumerate(files)]
        assert sorted(at_once(*(by(who, slowly(decides(request, "approve"), after=0.2)) for who, request in zip((unit.finance, unit.supervisor), both, strict=True)))) == [False, True]
        assert sorted(request_now(one).state for one in both) == ["approved", "checked"]
    whole(unit)


@pytest.mark.parametrize("closed_first", [True, False])
def test_of_a_closing_and_an_approval_at_once_nothing_is_agreed_after_the_closing(unit, closed_first):
    request = checked(unit, make.case(unit.worker), "3000")
    closes = slowly(lambda actor: programmes.change(unit.programme, is_open=False, by=actor), *((0, 0.5) if closed_first else (0.2, 0)))
    approves = slowly(decides(request, "approve"), *((0.2, 0) if closed_first else (0, 0.5)))
    assert at_once(by(unit.officer, closes), by(unit.finance, approves)) == [True, not closed_first]
    assert request_now(request).state == ("checked" if closed_first else "approved")
    whole(unit)


def test_a_withdrawal_while_the_file_is_made_leaves_each_payment_in_one_place(unit):
    for _round in range(ROUNDS):
        case = make.case(unit.worker, make.person(unit.worker, phone=""))
        payments = unit.released(unit.approved(case, "3000"))
        scope = ConsentScope.objects.get(person_id=case.person_id, purpose="case")
        assert at_once(by(unit.finance, slowly(lambda actor, one=payments: actions.move_list(one, "file", by=actor), after=0.1)),
                       by(unit.worker, slowly(lambda actor, one=scope: consent.withdraw(one, by=actor), after=0.1))) == [True, True]
        assert (Payment.objects.get(payment_list=payments).state, PaymentList.objects.get(pk=payments.pk).state) in (("ordered", "released"), ("recalled", "dropped"))
    whole(unit)


def test_of_two_who_spend_the_last_of_a_line_at_once_one_does(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("help_at_once"):
        for _round in range(ROUNDS):
            unit = Unit(granted="1000")
            both = [checked(unit, make.case(unit.worker, make.person(unit.worker, phone="")), "700") for _n in range(2)]
            assert sorted(at_once(*(by(who, slowly(decides(request, "approve"), after=0.2)) for who, request in zip((unit.finance, unit.supervisor), both, strict=True)))) == [False, True]
            stands = whole(unit)
            assert (stands.available, stands.committed) == (300, 700)


def lists(unit, request):
    return lambda actor: actions.list_payments(unit.programme, queries.due(unit.programme.pk, "wallet", today()).filter(request=request), method="wallet", pay_on=today(), by=actor)


def test_an_instalment_that_two_list_at_once_stands_in_one_list(unit):
    """Field report B43."""
    for _round in range(ROUNDS):
        request = unit.approved(make.case(unit.worker), "3000")
        assert sorted(at_once(*(by(who, slowly(lists(unit, request), after=0.2)) for who in (unit.finance, unit.second))))[1]
        assert Payment.objects.filter(request_id=request.pk, state="listed").count() == 1
    whole(unit)


def test_of_two_who_say_at_once_that_a_condition_is_met_one_is_heard_and_the_other_is_told(unit):
    """The worker who saw the receipt and the programme officer who was called by telephone."""
    for _round in range(ROUNDS):
        request = unit.approved(make.case(unit.worker), "2000", "1000", conditions=("", "إيصال الإيجار"))
        refusals = []

        def told(who, request=request, refusals=refusals):
            try:
                by(who, slowly(lambda actor: actions.move(request, queries.instalment(request.pk, 2), Step.MET, words="رأيت الإيصال", by=actor), after=0.2))()
            except Refused as refusal:
                refusals.append(refusal.code)
                raise
        assert sorted(at_once(partial(told, unit.worker), partial(told, unit.officer))) == [False, True]
        assert refusals == ["help_met_already"]
        assert RequestStep.objects.filter(request=request, step="met").count() == 1 and request.instalments.get(number=2).is_met
    whole(unit)


@pytest.mark.parametrize("cancelled_first", [True, False])
def test_what_is_cancelled_while_it_is_listed_is_paid_to_nobody(unit, cancelled_first):
    request = unit.approved(make.case(unit.worker), "3000")
    instalments = list(queries.due(unit.programme.pk, "wallet", today()))
    lists_it = slowly(lambda actor: actions.list_payments(unit.programme, instalments, method="wallet", pay_on=today(), by=actor), *((0.2, 0) if cancelled_first else (0, 0.5)))
    assert at_once(by(unit.worker, slowly(decides(request, "cancel", words="سافرت"), *((0, 0.5) if cancelled_first else (0.2, 0)))), by(unit.finance, lists_it)) == [True, not cancelled_first]
    assert request_now(request).state == "cancelled" and not Payment.objects.filter(request_id=request.pk, state="listed").exists()
    assert whole(unit).available == 1_000_000


def test_of_a_release_and_a_cancellation_at_once_one_is_heard(unit):
    for _round in range(ROUNDS):
        request = unit.approved(make.case(unit.worker), "3000")
        payments = unit.listed(request)
        released, cancelled = at_once(by(unit.second, slowly(lambda actor, one=payments: actions.move_list(one, "release", by=actor), after=0.1)),
                                      by(unit.worker, slowly(decides(request, "cancel", words="سافرت"), after=0.1)))
        assert released is not cancelled
        assert (request_now(request).state, PaymentList.objects.get(pk=payments.pk).state) == (("ordered", "released") if released else ("cancelled", "made"))
    whole(unit)


def test_a_release_that_two_try_at_once_is_done_once(unit):
    """Field report B46."""
    third = make.member("finance_officer", of=unit.worker.organisation, teams=unit.worker.teams)
    for _round in range(ROUNDS):
        payments = unit.listed(unit.approved(make.case(unit.worker), "3000"))
        assert sorted(at_once(*(by(who, lambda actor, one=payments: actions.move_list(one, "release", by=actor)) for who in (unit.second, third)))) == [False, True]
    assert whole(unit).ordered == 3000 * ROUNDS


@pytest.mark.parametrize("outcomes", [("paid", "failed"), ("paid", "paid")])
def test_of_two_answers_for_one_payment_at_once_one_counts(unit, outcomes):
    for _round in range(ROUNDS):
        request = unit.approved(make.case(unit.worker), "3000")
        unit.sent(request)
        payment = Payment.objects.get(request_id=request.pk)
        assert sorted(at_once(*(by(who, lambda actor, said=said, one=payment: actions.answer(one, outcome=said, by=actor))
                                for who, said in zip((unit.finance, unit.second), outcomes, strict=True)))) == [False, True]
        assert Payment.objects.get(pk=payment.pk).state == Answer.objects.get(payment=payment).outcome
        assert PaymentList.objects.get(pk=payment.payment_list_id).waiting == 0
    whole(unit)


def test_a_case_that_is_closed_while_help_is_agreed_leaves_no_money_committed(unit):
    for _round in range(ROUNDS):
        case = make.case(unit.worker)
        request = checked(unit, case, "3000")
        with acting(unit.worker.cookie) as actor:
            cases.ask_closure(case, reason="goals_met", summary="", by=actor)
        _approved, closed = at_once(by(unit.finance, slowly(decides(request, "approve"), after=0.1)), by(unit.supervisor, slowly(lambda actor, one=case: cases.approve_closure(one, by=actor), after=0.1)))
        assert closed and request_now(request).state == "cancelled"
    assert whole(unit).available == 1_000_000 and RequestStep.objects.filter(step="check").count() == ROUNDS


def test_of_many_decisions_at_once_on_one_line_none_is_lost_and_none_waits_for_ever(unit):
    """Approvals, a release and answers over the same people and the same line, each in its own order."""
    people = [make.case(unit.worker, make.person(unit.worker, phone="")) for _n in range(4)]
    sent = unit.sent(*[unit.approved(one, "1000", account=f"0100555010{n}") for n, one in enumerate(people)])
    more = [checked(unit, one, "500", kind="medical", account=f"0100555010{n}", period_from=today(90), period_until=today(95))
            for n, one in enumerate(reversed(people))]
    acts = [by(unit.finance, slowly(decides(request, "approve"), after=0.05)) for request in more]
    rows = list(Payment.objects.filter(payment_list=sent).order_by("-person_id"))

    def answers(actor):
        actions.take_in(PaymentList.objects.get(pk=sent.pk), [actions.Said(one.pk, "paid") for one in rows], digest="9" * 64, by=actor)
    assert all(at_once(*acts, by(unit.second, answers)))
    stands = whole(unit)
    assert (stands.spent, stands.committed) == (4000, 2000)
