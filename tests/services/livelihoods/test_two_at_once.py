"""Two votes, a vote while the plan is taken back, two savings, two decisions and two who say that a condition is met in the same moment have one outcome."""
import pytest
from django.db import transaction

from amana.services.livelihoods import actions
from amana.services.livelihoods.models import Business, Instalment, Met, Plan, Vote
from tests.proof.clones import at_once, by, committed
from tests.services.livelihoods import plans

pytestmark = pytest.mark.proof
ROUNDS = 4


@pytest.fixture
def house(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("decided_at_once"):
        with transaction.atomic():
            made = plans.house()
        yield made


def voting(one, choice="approve"):
    return lambda actor: actions.vote(one, choice=choice, reason="رأي", by=actor)


def test_a_member_who_votes_twice_at_once_is_heard_once_and_two_members_are_both_heard(house):
    first, second, _third = house.committee
    for _n in range(ROUNDS):
        one = house.submitted()
        assert sorted(at_once(by(first, voting(one)), by(first, voting(one, "decline")))) == [False, True]
        one = house.submitted()
        assert at_once(by(first, voting(one)), by(second, voting(one))) == [True, True] and Vote.objects.filter(business=one).count() == 2


def test_a_vote_while_the_plan_is_taken_back_counts_or_is_told_and_never_counts_later(house):
    for _n in range(ROUNDS):
        one = house.submitted()
        _voted, withdrawn = at_once(by(house.committee[0], voting(one)), by(house.worker, lambda actor, one=one: actions.withdraw(one, by=actor)))
        now = Business.objects.get(pk=one.pk)
        assert withdrawn and now.state == "draft"
        assert at_once(by(house.worker, lambda actor, one=one: actions.submit(one, by=actor))) == [True]
        assert not Vote.objects.filter(business=one, round=2).exists()


def test_of_two_decisions_at_once_one_stands_with_its_instalments(house):
    """Field report B46."""
    for _n in range(ROUNDS):
        one = house.voted("approve", "approve", "approve")

        def decide(actor, one=one):
            actions.decide(one, step="approve", told="نعم", **plans.approved(), by=actor)
        assert sorted(at_once(by(house.committee[0], decide), by(house.committee[1], decide))) == [False, True]
        assert Instalment.objects.filter(business=one).count() == 2


def test_a_decision_while_the_plan_is_taken_back_has_one_outcome(house):
    for _n in range(ROUNDS):
        one = house.voted("decline", "decline", "decline")
        done = at_once(by(house.committee[0], lambda actor, one=one: actions.decide(one, step="decline", told="لا", by=actor)), by(house.worker, lambda actor, one=one: actions.withdraw(one, by=actor)))
        assert sorted(done) == [False, True] and Business.objects.get(pk=one.pk).state == ("declined" if done[0] else "draft")


def test_of_two_who_save_the_same_plan_at_once_the_second_is_told(house):
    for _n in range(ROUNDS):
        one = house.begun()

        def write(actor, one=one):
            actions.write_plan(one, answers={}, figures=plans.figures(), after=1, by=actor)
        assert sorted(at_once(by(house.worker, write), by(house.committee[0], write))) == [False, True]
        assert Plan.objects.filter(business=one).count() == 2


def test_of_two_who_say_at_once_that_a_condition_is_met_one_is_heard(house):
    for _n in range(ROUNDS):
        part = Instalment.objects.filter(business=house.decided()).first()

        def meet(actor, part=part):
            actions.meet_condition(part, met_on=plans.day(), evidence="عقد الإيجار", by=actor)
        assert sorted(at_once(by(house.worker, meet), by(house.committee[0], meet))) == [False, True]
        assert Met.objects.filter(instalment=part).count() == 1
