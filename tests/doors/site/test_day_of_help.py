"""My day of those through whose hands help and businesses go: what waits for whom, and what comes back to who asked."""
import re

import pytest
from django.urls import reverse

from amana.casework.cases.models import Task
from amana.casework.registry import actions as registry
from amana.ground.rows.acting import acting, clock
from amana.services.assistance import queries
from amana.services.livelihoods import actions as livelihoods
from tests import builders as make
from tests.insight.notices.test_notices import kinds
from tests.services.assistance.conftest import Unit
from tests.services.livelihoods import plans

pytestmark = pytest.mark.django_db
BECAME, COMMITTEE, RELEASE, DUE = "What became of what you asked for", "Business plans that wait for you", "Payment list to release", "Payments that are due"


def home(member) -> str:
    return make.browser(member).get("/").content.decode()


def test_a_second_person_is_told_of_a_list_and_who_keeps_the_books_of_what_is_due():
    unit = Unit()
    request = unit.approved(make.case(unit.worker), "3000")
    assert DUE in home(unit.finance) and DUE in home(unit.second) and DUE not in home(unit.officer) and DUE not in home(unit.worker)
    assert reverse("make_payment_list", args=[unit.programme.pk]) in home(unit.finance)
    payments = unit.listed(request)
    assert DUE not in home(unit.finance) and RELEASE not in home(unit.finance), "it is her own list"
    assert f'href="{reverse("payment_list", args=[payments.pk])}"' in home(unit.second)
    assert all(RELEASE not in home(one) for one in (unit.worker, unit.officer, make.member("finance_officer"), make.member("finance_officer", of=unit.worker.organisation)))
    unit.move_list(payments, "release", unit.second)
    assert RELEASE not in home(unit.second)


def test_a_list_of_which_nothing_is_due_any_more_waits_for_nobody():
    unit = Unit()
    request = unit.approved(make.case(unit.worker), "3000")
    payments = unit.listed(request)
    assert RELEASE in home(unit.second) and kinds(unit.second) == ["payment_waiting"]
    unit.decide(request, "cancel", unit.worker, words="سافرت")
    assert RELEASE not in home(unit.second) and kinds(unit.second) == []
    assert "Drop the list" in make.browser(unit.finance).get(reverse("payment_list", args=[payments.pk])).content.decode()


def test_who_agreed_already_is_not_asked_to_agree_again_and_a_further_colleague_is():
    unit = Unit()
    request = unit.ask(make.case(unit.worker), "12000", kind="monthly_cash")
    unit.decide(request, "check", unit.officer)
    url, approve = reverse("help_request", args=[request.pk]), reverse("decide_help", args=[request.pk, "approve"])

    def waits(member):
        with acting(member.cookie) as actor:
            return queries.waiting(actor, [request.case_id])
    assert waits(unit.finance) == waits(unit.second) == [("approve", 1)] and approve in make.browser(unit.finance).get(url).content.decode()
    unit.decide(request, "approve", unit.finance)
    assert waits(unit.finance) == [] and waits(unit.second) == waits(unit.supervisor) == [("approve", 1)]
    assert approve not in make.browser(unit.finance).get(url).content.decode() and approve in make.browser(unit.second).get(url).content.decode()


def test_who_asked_is_told_what_became_of_it_and_of_the_own_step_nothing():
    unit = Unit()
    case = make.case(unit.worker)
    declined, approved = unit.ask(case, "100"), unit.ask(case, "200", kind="documents")
    assert BECAME not in home(unit.worker)
    unit.decide(declined, "decline", unit.officer, words="غير مطابق")
    assert "Emergency cash: Declined" in home(unit.worker)
    unit.decide(approved, "check", unit.officer)
    assert "Costs of papers" not in home(unit.worker), "a check is no answer"
    unit.decide(approved, "approve", unit.supervisor)
    assert "Costs of papers: Approved" in home(unit.worker) and BECAME not in home(make.member(of=unit.worker.organisation, teams=unit.worker.teams))
    unit.take_in(unit.sent(approved), ["paid"])
    assert "Costs of papers: Received" in home(unit.worker)
    make.move_clock(days=8)
    assert BECAME not in home(unit.worker)


def test_a_plan_waits_for_each_member_until_the_vote_and_then_for_who_writes_the_decision_down():
    house = plans.house()
    one = house.submitted()
    assert all(COMMITTEE in home(member) for member in house.committee) and COMMITTEE not in home(house.worker)
    house.votes(one, "approve")
    assert COMMITTEE not in home(house.committee[0]) and COMMITTEE in home(house.committee[1])
    with acting(house.committee[1].cookie) as actor:
        livelihoods.vote(one, choice="approve", reason="السوق قريب", by=actor)
    with acting(house.committee[2].cookie) as actor:
        livelihoods.vote(one, choice="approve", reason="السوق قريب", by=actor)
    assert all(COMMITTEE in home(member) for member in house.committee), "somebody writes down what they are for"
    house.decide(one, "approve")
    assert all(COMMITTEE not in home(member) for member in house.committee)
    assert re.search("خياطة في البيت.*: Approved", home(house.worker))


def test_a_member_who_works_on_the_case_has_no_vote_that_waits():
    house = plans.house()
    chief = make.member("supervisor", of=house.worker.organisation, teams=house.worker.teams, staff=house.worker.staff)
    house.submitted()
    assert COMMITTEE not in home(chief)


def test_a_file_that_was_passed_on_is_on_the_day_of_who_has_it_until_there_is_a_case():
    reception = make.member("reception")
    worker = make.member(of=reception.organisation, teams=reception.teams, name="كريم الأقصري")
    person = make.person(reception)
    assert "no case yet" not in home(worker)
    with acting(reception.cookie) as actor:
        registry.pass_on(person, team_id=worker.team.pk, staff_id=worker.staff.pk, by=actor)
    make.move_clock(seconds=1)
    assert reverse("person", args=[person]) in home(worker) and "New with you, no case yet" in home(worker)
    make.case(worker, person)
    assert "New with you, no case yet" not in home(worker)


def test_a_task_of_a_visit_or_a_follow_up_leads_to_the_page_that_ends_it():
    house = plans.house()
    one = house.started(days_ago=40)
    page, case = home(house.worker), make.browser(house.worker).get(reverse("case", args=[one.case_id])).content.decode()
    visit = reverse("visit_business", args=[one.case_id, one.pk])
    assert f"{visit}?from=day" in page and f'href="{visit}"' in case
    task = Task.objects.filter(case_id=one.case_id, kind="business_visit", due_at__lt=clock()).get()
    assert reverse("finish_task", args=[one.case_id, task.pk]) not in page + case
    Task.objects.filter(pk=task.pk).update(kind="follow_up")
    assert reverse("record_attempt", args=[one.case_id]) + "?from=day" in home(house.worker)
