"""What is new of help, payments, businesses and closed cases: to whom it is told, until when, and that a mail counts the same and names nobody."""
import pytest
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Coworker
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.services.livelihoods import actions as livelihoods
from amana.services.livelihoods import queries
from tests import builders as make
from tests.insight.notices.test_notices import at_hour, kinds, mailed
from tests.services.assistance.conftest import Unit
from tests.services.livelihoods import plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return plans.house()


@pytest.fixture
def unit():
    return Unit()


def added(case, worker, role: str = "caseworker", sections: int = Section.SOCIAL | Section.ECONOMIC) -> make.Member:
    """A colleague who works along."""
    made = make.member(role, of=worker.organisation, teams=worker.teams)
    with acting(worker.cookie) as actor:
        cases.add_coworker(case, staff_id=made.staff.pk, sections=sections, by=actor)
    return made


def page(of) -> str:
    return make.browser(of).get(reverse("notices")).content.decode()


def test_a_plan_waits_for_each_member_of_the_committee_until_her_vote_and_for_nobody_who_has_a_part_in_it(house):
    one = house.begun()
    writer = make.member("supervisor", of=house.worker.organisation, teams=house.worker.teams)
    with acting(writer.cookie) as actor:
        livelihoods.write_plan(one, answers=plans.ANSWERS, figures=plans.figures(), after=1, by=actor)
    coworker = added(house.case, house.worker, "supervisor")
    other_team = make.member("supervisor", of=house.worker.organisation)
    assert kinds(house.committee[0]) == [], "a draft waits for nobody"
    with acting(house.worker.cookie) as actor:
        livelihoods.submit(one, by=actor)
    assert [kinds(member) for member in house.committee] == [["business_waiting"]] * 3
    assert [kinds(other) for other in (house.worker, writer, coworker, other_team, make.member("supervisor"))] == [[]] * 5
    shown = page(house.committee[0])
    assert "Business plans wait for your vote" in shown and reverse("case_business", args=[house.case.pk]) in shown and one.name not in shown and "هناء" not in shown
    house.votes(one, "return")
    assert kinds(house.committee[0]) == [] and kinds(house.committee[1]) == ["business_waiting"]
    with acting(house.worker.cookie) as actor:
        livelihoods.withdraw(one, by=actor)
    assert kinds(house.committee[1]) == []
    make.move_clock(seconds=1)
    with acting(house.worker.cookie) as actor:
        livelihoods.submit(one, by=actor)
    assert kinds(house.committee[0]) == ["business_waiting"], "in the next round her vote is asked for again"


def test_the_plan_of_a_case_that_is_closed_waits_for_no_vote(house):
    """In the days of grace the committee still sees the case, and its page lets nobody vote."""
    one, member = house.submitted(), house.committee[0]
    assert kinds(member) == ["business_waiting"] and one.name in make.browser(member).get(reverse("business_committee")).content.decode()
    with acting(house.worker.cookie) as actor:
        cases.ask_closure(house.case, reason="goals_met", summary="", by=actor)
    with acting(house.committee[1].cookie) as actor:
        cases.approve_closure(house.case, by=actor)
    assert make.browser(member).get(reverse("vote_business", args=[house.case.pk, one.pk])).status_code == 404
    assert kinds(member) == [] and one.name not in make.browser(member).get(reverse("business_committee")).content.decode()
    with acting(member.cookie) as actor:
        assert queries.to_vote(actor) == 0


@pytest.mark.parametrize("step", ["approve", "return", "decline"])
def test_what_the_committee_decided_comes_back_to_who_asked_until_it_goes_on(house, step):
    one = house.voted(step, step, step)
    colleague = added(house.case, house.worker)
    make.move_clock(seconds=1)
    house.decide(one, step)
    assert kinds(house.worker) == ["business_decided"] and [kinds(other) for other in (colleague, *house.committee)] == [[]] * 4
    make.move_clock(seconds=1)
    if step == "approve":
        with acting(house.worker.cookie) as actor:
            livelihoods.start(one, began_on=plans.day(), by=actor)
        assert kinds(house.worker) == []
    elif step == "return":
        with acting(house.worker.cookie) as actor:
            livelihoods.submit(one, by=actor)
        assert kinds(house.worker) == []


def test_a_coworker_who_submitted_the_plan_hears_what_became_of_it_beside_the_worker_of_the_case(house):
    colleague = added(house.case, house.worker)
    make.move_clock(seconds=1)
    one = house.begun()
    with acting(colleague.cookie) as actor:
        livelihoods.submit(one, by=actor)
    house.votes(one, "decline", "decline", "decline")
    house.decide(one, "decline")
    assert kinds(colleague) == ["business_decided"] == kinds(house.worker)


def test_a_decision_about_help_comes_to_who_asked_and_to_nobody_who_does_not_read_it(unit):
    case = make.case(unit.worker)
    asking, other = added(case, unit.worker), added(case, unit.worker)
    clinical = added(case, unit.worker, "psychosocial_worker", Section.SOCIAL | Section.PSYCHOSOCIAL)
    make.move_clock(seconds=1)
    request = unit.ask(case, "12000", by=asking, kind="monthly_cash")
    unit.decide(request, "check", unit.officer)
    unit.decide(request, "approve", unit.finance)
    assert kinds(asking) == kinds(unit.worker) == [], "one of two has agreed: nothing is decided"
    make.move_clock(seconds=1)
    unit.decide(request, "approve", unit.supervisor)
    assert kinds(asking) == ["help_decided"] == kinds(unit.worker)
    assert [kinds(one) for one in (other, clinical, unit.supervisor, unit.officer)] == [[]] * 4
    shown = page(asking)
    assert "Decisions about help that was asked for" in shown and reverse("help_request", args=[request.pk]) in shown and "12,000" not in shown and "الإيجار" not in shown
    unit.take_in(unit.sent(request), ["paid"])
    assert kinds(asking) == [], "received, it is no news"
    declined = unit.ask(case, "500", kind="medical")
    unit.decide(declined, "decline", unit.supervisor, words="يغطيها التأمين")
    assert kinds(unit.worker) == ["help_decided"] and kinds(asking) == []
    make.move_clock(days=15)
    assert kinds(unit.worker) == []


def test_a_payment_list_waits_for_a_second_person_of_its_team_alone(unit):
    request = unit.approved(make.case(unit.worker), "3000")
    payments = unit.listed(request)
    elsewhere = make.member("finance_officer", of=unit.worker.organisation)
    assert kinds(unit.second) == ["payment_waiting"] and [kinds(one) for one in (unit.finance, unit.officer, unit.supervisor, elsewhere, make.member("finance_officer"))] == [[]] * 5
    shown = page(unit.second)
    assert reverse("payment_list", args=[payments.pk]) in shown and "Payment list</a>" in shown and "3,000" not in shown and "هناء" not in shown
    unit.move_list(payments, "release", unit.second)
    assert kinds(unit.second) == []


def test_a_closed_case_is_told_to_who_works_on_it_and_not_to_who_closed_it(unit):
    case = make.case(unit.worker)
    colleague, gone = added(case, unit.worker), added(case, unit.worker)
    with acting(unit.worker.cookie) as actor:
        cases.remove_coworker(case, Coworker.objects.get(staff_id=gone.staff.pk).pk, by=actor)
        cases.ask_closure(case, reason="goals_met", summary="", by=actor)
    make.move_clock(seconds=1)
    with acting(unit.supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)
    assert kinds(colleague) == ["case_closed"] == kinds(unit.worker) and [kinds(one) for one in (gone, unit.supervisor, unit.head)] == [[]] * 3
    assert reverse("case", args=[case.pk]) in page(colleague)


def test_a_mail_of_the_morning_counts_them_all_and_none_tells_at_once(unit):
    """In the quiet hours and by choice of urgent things alone nothing of it goes out."""
    request = unit.approved(make.case(unit.worker), "3000")
    unit.listed(request)
    at_hour(23)
    assert mailed() == {}
    at_hour(9)
    mails = mailed()
    assert mails[unit.second.staff.email, False] == {"payment_waiting": 1} and mails[unit.worker.staff.email, False] == {"help_decided": 1} and not any(urgent for _email, urgent in mails)
