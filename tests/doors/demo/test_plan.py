"""What the demo will tell, before it is told: how many people, cases and households, and when."""
from collections import Counter
from datetime import date
from itertools import pairwise
from random import Random

from amana.doors.demo import assisted, people, plan
from amana.doors.demo.plan import ASSISTED, CASES, DAYS, PEOPLE, RECENT
from amana.doors.demo.referring import LIVES
from amana.doors.demo.story import SEED

TOLD = plan.arrivals(Random(SEED + 3))
GROUPS = assisted.groups(Random(SEED + 7), ASSISTED)


def test_five_hundred_people_of_whom_a_hundred_and_fifty_have_a_case():
    assert sum(one.people for one in TOLD) == PEOPLE == 500
    assert sum(bool(one.life) for one in TOLD) == CASES == 150
    assert sum(len(one.household) for one in TOLD) > 60


def test_cases_begin_over_eighteen_months_and_all_others_come_in_the_last_eighty_days():
    begun = sorted(one.day for one in TOLD if one.life)
    assert DAYS >= 18 * 30 and begun[0] < 30 and begun[-1] > DAYS - 10
    assert max(later - earlier for earlier, later in pairwise(begun)) < 45
    assert {one.day >= DAYS - RECENT for one in TOLD if not one.life} == {True}


def test_every_life_of_a_case_is_told():
    assert {one.life for one in TOLD if one.life and one.day >= DAYS - RECENT} == set(plan.LIVES)
    assert {one.life for one in TOLD if one.life and one.day < DAYS - RECENT} == set(plan.PAST_LIVES)


def test_the_same_seed_tells_the_same_and_small_demos_are_whole_too():
    assert plan.arrivals(Random(7)) == plan.arrivals(Random(7)) != plan.arrivals(Random(8))
    assert sum(one.people for one in plan.arrivals(Random(7), people=30, cases=9)) == 30


def test_referrals_are_told_in_all_fates_some_of_them_late():
    fates = Counter(fate for _code, _kind, _urgency, fate, _on in LIVES)
    assert set(fates) == {"waiting", "question", "accepted", "started", "completed", "feedback", "declined", "expired", "withdrawn", "ended", "transfer"}
    assert any(fate == "waiting" and urgency == "urgent" and RECENT - on > 1 for _code, _kind, urgency, fate, on in LIVES if on)


def test_a_child_bears_the_names_of_the_household():
    draw, today = Random(3), date(2026, 11, 25)
    for _n in range(50):
        head = people.identity(draw, today)
        child, partner = (people.relative(draw, head, relation, today) for relation in ("child", "spouse"))
        assert child.nationalities == partner.nationalities == head.nationalities and child.birth.is_child_on(today)
        if child.family_ar and head.family_ar:
            assert child.family_ar == head.family_ar and (head.sex == "female" or child.father_ar == head.given_ar)
        assert partner.sex != head.sex


def test_the_assisted_come_over_eighteen_months_to_both_programmes_and_some_this_week():
    assert sum(len(one.people) for one in GROUPS) == ASSISTED and {one.bureau for one in GROUPS} == {0, 1}
    days = [one.day for one in GROUPS]
    assert days == sorted(days) and days[0] < 120 and days[-1] >= DAYS - 7 and max(later - earlier for earlier, later in pairwise(days)) < 90
    assert {one.asked for group in GROUPS for one in group.people} == set(range(len(assisted.ASKED)))


def test_of_the_assisted_some_do_worse_some_are_not_asked_some_not_found_and_some_leave_again():
    fates = Counter(one.fate for group in GROUPS for one in group.people)
    assert set(fates) == set(assisted.FATES) and min(fates.values()) >= 5
    assert fates["better"] < ASSISTED / 2, "most of a demo that only gets better would be a lie"
    assert {course.visits[-1][0] for course in assisted.COURSES} == {"running", "difficult", "closed", "moved"}


def test_a_demo_without_assisted_returnees_can_be_told():
    assert assisted.groups(Random(1), 0) == [] and sum(len(one.people) for one in assisted.groups(Random(1), 13)) == 13
