"""A business from its plan to its visits: who writes, who votes, what moves it, and what the reader without the section sees."""
from decimal import Decimal

import pytest
from django.urls import reverse

from amana.casework.cases.models import Task
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from amana.services.livelihoods import actions, queries
from amana.services.livelihoods.models import Business, Instalment, Met, Plan, Vote
from amana.services.livelihoods.rules import MOVES, State, Verb, template
from tests import builders as make
from tests.services.livelihoods import plans
from tests.services.livelihoods.plans import ANSWERS, approved, day, figures

pytestmark = pytest.mark.django_db
NEEDS_A_COMMITTEE = (Verb.APPROVE, Verb.RETURN, Verb.DECLINE)


@pytest.fixture
def house():
    return plans.house()


def state(one) -> str:
    return Business.objects.get(pk=one.pk).state


def refused(act, cookie, *of, **more) -> str:
    with pytest.raises(Refused) as raised, acting(cookie) as actor:
        act(*of, **more, by=actor)
    return raised.value.code


@pytest.mark.parametrize("was", State.values)
@pytest.mark.parametrize("verb", Verb.values)
def test_a_business_moves_as_the_table_says_and_no_other_way(house, was, verb):
    """Field report B73."""
    one = house.voted(*[verb] * 3) if verb in NEEDS_A_COMMITTEE else house.submitted()
    Business.objects.filter(pk=one.pk).update(state=was)
    who = house.committee[0] if verb in NEEDS_A_COMMITTEE else house.worker
    given = {"submit": (actions.submit, {}), "withdraw": (actions.withdraw, {}), "drop": (actions.drop, {"told": "سافر"}), "start": (actions.start, {"began_on": day()}),
             "approve": (actions.decide, {"step": "approve", "told": "نعم", **approved()})}
    act, more = given.get(verb, (actions.decide, {"step": verb, "told": "لا"}))
    leaves, to = MOVES[verb]
    if was in leaves:
        with acting(who.cookie) as actor:
            act(one, **more, by=actor)
        assert state(one) == to
    else:
        assert refused(act, who.cookie, one, **more) == "business_state" and state(one) == was


def test_every_state_is_reached_and_the_last_ones_are_left_by_nothing():
    assert {to for _leaves, to in MOVES.values()} == set(State.values)
    assert set(State.values) - {state for leaves, _to in MOVES.values() for state in leaves} == {State.DECLINED, State.STARTED, State.DROPPED}


def test_the_numbers_of_the_database_are_those_of_the_data(django_db_setup):
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT ring.business_members(), ring.business_visits()")
        assert cursor.fetchone() == (template.read()["committee"]["members_at_least"], template.read()["visits"])


def test_a_plan_is_saved_again_and_again_and_of_two_writers_the_second_is_told(house):
    one = house.begun()
    with acting(house.worker.cookie) as actor:
        actions.write_plan(one, answers={"idea": "خياطة وتطريز"}, figures=figures(), after=1, by=actor)
        assert queries.paper(one.pk).row.answers == {"idea": "خياطة وتطريز"} and queries.paper(one.pk).figures == figures()
    assert refused(actions.write_plan, house.worker.cookie, one, answers={}, figures=figures(), after=1) == "business_plan_numbered"
    assert refused(actions.write_plan, house.worker.cookie, one, answers={}, figures=figures(), after=7) == "business_plan_numbered"
    assert Plan.objects.filter(business=one).count() == 2


def test_a_plan_without_words_is_not_submitted_and_with_the_committee_it_is_not_changed(house):
    with acting(house.worker.cookie) as actor:
        bare = actions.begin(house.case.pk, name="كشك", by=actor)
    assert refused(actions.submit, house.worker.cookie, bare) == "business_unplanned"
    one = house.submitted()
    assert refused(actions.write_plan, house.worker.cookie, one, answers=ANSWERS, figures=figures(), after=1) == "business_state"


def test_three_vote_and_what_more_than_half_are_for_stands(house):
    one = house.submitted()
    decide = {"step": "approve", "told": "نعم", **approved()}
    for n, choice in enumerate(("approve", "return")):
        with acting(house.committee[n].cookie) as actor:
            actions.vote(one, choice=choice, reason="رأي", by=actor)
        assert refused(actions.decide, house.committee[0].cookie, one, **decide) == "business_too_few_votes"
    with acting(house.committee[2].cookie) as actor:
        actions.vote(one, choice="approve", reason="رأي", by=actor)
    assert refused(actions.decide, house.committee[0].cookie, one, step="return", told="لا") == "business_no_majority"
    house.decide(one, "approve")
    assert Business.objects.get(pk=one.pk).amount == 18000 and [row.amount for row in Instalment.objects.filter(business=one).order_by("number")] == [12000, 6000]


def test_a_split_committee_decides_nothing(house):
    one = house.voted("approve", "return", "decline")
    for step, more in (("approve", approved()), ("return", {}), ("decline", {})):
        assert refused(actions.decide, house.committee[0].cookie, one, step=step, told="قول", **more) == "business_no_majority"


@pytest.mark.parametrize(("given", "code"), [
    ((approved, (12000, 6000), 18001), "business_instalments"), ((approved, (12000, 6000), 17999), "business_instalments"), ((approved, ("12000.01", "5999.99"), 18000), ""),
    ((approved, (20001,), None), "business_more_than_asked"), ((approved, (20000,), None), ""), ((approved, (), 0), "business_amount_of_an_approval")])
def test_instalments_come_to_the_approved_amount_exactly_and_never_above_what_is_asked(house, given, code):
    one = house.voted("approve", "approve", "approve")
    make_it, amounts, amount = given
    decide = {"step": "approve", "told": "نعم", **make_it(*amounts, amount=amount)}
    if code:
        assert refused(actions.decide, house.committee[1].cookie, one, **decide) == code and not Instalment.objects.filter(business=one).exists()
    else:
        house.decide(one, "approve", **{name: decide[name] for name in ("amount", "instalments")})
        assert sum(row.amount for row in Instalment.objects.filter(business=one)) == decide["amount"]


def test_nobody_votes_on_a_plan_she_wrote_or_whose_case_she_works_on(house):
    writer, coworker, _other = house.committee
    one = house.begun()
    from amana.casework.cases import actions as cases
    with acting(writer.cookie) as actor:
        actions.write_plan(one, answers=ANSWERS, figures=figures(), after=1, by=actor)
    with acting(house.worker.cookie) as actor:
        cases.add_coworker(house.case, staff_id=coworker.staff.pk, sections=32, by=actor)
        actions.submit(one, by=actor)
    owner = make.member("supervisor", of=house.worker.organisation, teams=house.worker.teams, staff=house.worker.staff)
    for member in (writer, coworker, owner):
        assert refused(actions.vote, member.cookie, one, choice="approve", reason="رأي") == "business_own"
        assert refused(actions.decide, member.cookie, one, step="decline", told="لا") == "business_own"
        page = make.browser(member)
        assert page.get(reverse("vote_business", args=[house.case.pk, one.pk])).status_code == 404


def test_who_votes_once_is_not_heard_twice_but_again_in_the_next_round(house):
    one = house.voted("return", "return", "return")
    assert refused(actions.vote, house.committee[0].cookie, one, choice="approve", reason="غيرت رأيي") == "business_voted_once"
    house.decide(one, "return")
    with acting(house.worker.cookie) as actor:
        actions.write_plan(one, answers={**ANSWERS, "market": "سوق الجمعة"}, figures=figures(), after=1, by=actor)
        actions.submit(one, by=actor)
        assert [row.number for row in queries.versions(one.pk)] == [2, 1] and not queries.votes(Business.objects.get(pk=one.pk))
    house.votes(one, "approve", "approve", "approve")
    house.decide(one, "approve")
    assert state(one) == "approved" and Vote.objects.filter(business=one).count() == 6


def test_votes_of_a_plan_that_was_taken_back_count_no_more(house):
    one = house.voted("decline", "decline")
    with acting(house.worker.cookie) as actor:
        actions.withdraw(one, by=actor)
    assert refused(actions.vote, house.committee[2].cookie, one, choice="decline", reason="رأي") == "business_state"
    with acting(house.worker.cookie) as actor:
        actions.submit(one, by=actor)
    assert refused(actions.decide, house.committee[0].cookie, one, step="decline", told="لا") == "business_too_few_votes"


def test_a_start_makes_the_visits_of_the_rule_tasks_and_each_visit_ends_its_own(house):
    one = house.started(days_ago=100)
    tasks = Task.objects.filter(case=house.case, kind="business_visit").order_by("due_at")
    assert [task.title for task in tasks] == ["1", "3", "6", "12"] and {task.staff_id for task in tasks} == {house.worker.staff.pk}
    said = {"visited_on": day(-10), "seen": "تعمل ثلاث ساعات يوميًا", "advice": "", "sales": Decimal(3000), "profit": Decimal("-50.25")}
    with acting(house.worker.cookie) as actor:
        actions.visit(one, month=3, status="difficult", reason="", **said, by=actor)
        assert [(due.month, bool(due.visit)) for due in queries.due_visits(Business.objects.get(pk=one.pk), queries.visits(one))] == [(1, False), (3, True), (6, False), (12, False)]
    assert {task.title: task.state for task in tasks.all()} == {"1": "open", "3": "done", "6": "open", "12": "open"}
    with acting(house.worker.cookie) as actor:
        actions.visit(one, month=6, status="closed", reason="مرض الأم", **said | {"visited_on": day(-2)}, by=actor)
        actions.visit(one, month=1, status="running", reason="", **said | {"visited_on": day(-70)}, by=actor)  # written down late: the latest day counts
        assert [due.month for due in queries.due_visits(Business.objects.get(pk=one.pk), queries.visits(one))] == [1, 3, 6]
    assert {task.title: task.state for task in tasks.all()} == {"1": "cancelled", "3": "done", "6": "done", "12": "cancelled"}
    assert Business.objects.get(pk=one.pk).status == "closed"


def test_a_business_that_goes_on_after_all_is_visited_again_by_who_has_the_case_now(house):
    one = house.started(days_ago=100)
    said = {"seen": "المحل مغلق", "advice": "", "sales": None, "profit": None}
    with acting(house.worker.cookie) as actor:
        actions.visit(one, month=3, status="moved", reason="انتقلت الأسرة", visited_on=day(-10), **said, by=actor)
    tasks = Task.objects.filter(case=house.case, kind="business_visit")
    assert {task.title: task.state for task in tasks} == {"1": "cancelled", "3": "done", "6": "cancelled", "12": "cancelled"}
    receiver = make.member(of=house.worker.organisation, teams=house.worker.teams)
    make.handed_over(house.case, house.worker, receiver)
    with acting(receiver.cookie) as actor:
        actions.visit(one, month=0, status="running", reason="", visited_on=day(-1), **said | {"seen": "تعمل من جديد"}, by=actor)
        due = [due.month for due in queries.due_visits(Business.objects.get(pk=one.pk), queries.visits(one)) if not due.visit]
    assert [(task.title, task.staff_id) for task in tasks.filter(state="open").order_by("due_at")] == [(str(month), receiver.staff.pk) for month in due] and due == [1, 6, 12]
    Task.objects.filter(case=house.case, title="12").update(state="cancelled")
    with acting(receiver.cookie) as actor:
        actions.visit(one, month=1, status="difficult", reason="", visited_on=day(), **said, by=actor)
    assert Task.objects.get(case=house.case, title="12").state == "cancelled", "what the worker cancelled herself stays so"


def test_days_that_have_not_come_and_days_before_the_start_are_refused(house):
    one = house.decided()
    assert refused(actions.start, house.worker.cookie, one, began_on=day(1)) == "business_in_future"
    part = Instalment.objects.filter(business=one).first()
    assert refused(actions.meet_condition, house.worker.cookie, part, met_on=day(1), evidence="عقد") == "business_in_future"
    with acting(house.worker.cookie) as actor:
        actions.meet_condition(part, met_on=day(), evidence="عقد الإيجار", by=actor)
        actions.start(one, began_on=day(-5), by=actor)
    assert Met.objects.get().case_id == house.case.pk
    said = {"seen": "x", "month": 0, "status": "running"}
    assert refused(actions.visit, house.worker.cookie, one, visited_on=day(1), **said) == "business_in_future"
    assert refused(actions.visit, house.worker.cookie, one, visited_on=day(-6), **said) == "business_state"
    assert refused(actions.visit, house.worker.cookie, one, visited_on=day(), **said | {"status": "closed"}) == "business_says_why"


@pytest.mark.parametrize("role", ["psychosocial_worker", "health_worker", "protection_officer"])
def test_a_role_without_the_section_or_the_verb_reads_or_writes_none_of_it(house, role):
    other = make.member(role, of=house.worker.organisation, teams=house.worker.teams)
    one = house.started()
    with acting(house.worker.cookie) as actor:
        from amana.casework.cases import actions as cases
        cases.add_coworker(house.case, staff_id=other.staff.pk, sections=16 | (32 if role == "protection_officer" else 0), by=actor)
    page = make.browser(other)
    shown = page.get(reverse("case_business", args=[house.case.pk]))
    assert shown.status_code == (200 if role == "protection_officer" else 404)
    assert ("business/" in page.get(reverse("case", args=[house.case.pk])).content.decode()) == (role == "protection_officer")
    assert page.get(reverse("visit_business", args=[house.case.pk, one.pk])).status_code == 403
    with pytest.raises(Forbidden), acting(other.cookie) as actor:
        actions.begin(house.case.pk, name="x", by=actor)
    assert ("business" in page.get(reverse("case_log", args=[house.case.pk])).content.decode().lower().replace("micro-business", "").replace("/business/", "")) == (role == "protection_officer")


def test_another_organisation_sees_nothing(house):
    one = house.started()
    stranger = make.member("case_manager")
    assert make.browser(stranger).get(reverse("business", args=[house.case.pk, one.pk])).status_code == 404
    with pytest.raises(Hidden), acting(stranger.cookie) as actor:
        actions.visit(one, visited_on=day(), seen="x", month=0, status="running", by=actor)
