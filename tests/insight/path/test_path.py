"""The path of a case: scores as they were shown, events that are facts, answers that moved, and nothing that the reader may not read."""
from datetime import date, timedelta

import pytest
from django.urls import reverse

from amana.casework.assessments import actions as assessments
from amana.casework.cases import actions as cases
from amana.casework.registry.models import Journey
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.insight.path import queries
from amana.insight.path.rules import moved
from amana.lib import scoring
from tests import builders as make
from tests.services.livelihoods import plans
from tests.services.livelihoods.plans import day

pytestmark = pytest.mark.django_db
RSS = scoring.version_of("rss", "1")
LOWEST, MIDDLE, HIGHEST = (dict(zip(RSS.items, example.answers.values(), strict=True)) for example in RSS.examples[:3])


@pytest.fixture
def house():
    return plans.house()


def surveyed(house, *rounds):
    with acting(house.worker.cookie) as actor:
        for n, answers in enumerate(rounds):
            assessments.record(house.case, RSS, answers=answers, asked_on=day(-200 + 90 * n), language="arz", remarks="", by=actor)


def path(house, by=None):
    from amana.casework.cases import queries as casework
    with acting((by or house.worker).cookie):
        return queries.path_of(casework.head(house.case.pk))


def page(house, by=None, language="en"):
    return make.browser(by or house.worker, language=language).get(reverse("case_path", args=[house.case.pk]))


def test_series_are_the_scores_as_they_were_shown_and_the_tiles_say_was_and_now(house):
    surveyed(house, LOWEST, MIDDLE, HIGHEST)
    found = path(house)
    assert [(one.code, [str(score) for _day, score in one.points]) for one in found.dimensions] == [("economic", ["0.00", "0.39", "1.00"]), ("social", ["0.00", "0.45", "1.00"]), ("psychosocial", ["0.00", "0.40", "1.00"])]
    assert (str(found.whole.was), str(found.whole.now), str(found.whole.change)) == ("0.00", "1.00", "1.00")
    shown = page(house).content.decode()
    assert shown.count("<polyline") >= 3 and "am-path-c1" in shown and "rose from" in shown and "Provisional weights" in shown and "<table" in shown
    assert "style=" not in shown[shown.index("<svg class=\"am-path\""):shown.index("</svg>", shown.index("<svg class=\"am-path\""))]


@pytest.mark.parametrize(("rounds", "says", "is_drawn"), [(0, "No sustainability survey yet", False), (1, "One survey so far", False), (2, "rose from", True)])
def test_with_none_or_one_survey_the_page_says_so_and_draws_no_line(house, rounds, says, is_drawn):
    surveyed(house, *[LOWEST, HIGHEST][:rounds])
    shown = page(house).content.decode()
    assert says in shown and ('<svg class="am-path"' in shown) is is_drawn and "Case opened" in shown


def test_a_dimension_that_was_declined_has_no_point_and_the_table_says_so(house):
    surveyed(house, LOWEST, MIDDLE | dict.fromkeys([code for code in RSS.items if code.startswith("e")], "declined"), HIGHEST)
    found = path(house)
    assert len(found.dimensions[0].points) == 2 and len(found.whole.points) == 2 and len(found.surveys) == 3
    assert "No score" in page(house).content.decode()


def test_events_are_numbered_in_the_order_of_their_days(house):
    Journey.objects.filter(pk=house.case.person_id).delete()
    Journey.objects.create(person_id=house.case.person_id, returned_year=2025, returned_month=11, returned_day=3)
    one = house.started(days_ago=40)
    with acting(house.worker.cookie) as actor:
        from amana.services.livelihoods import actions
        actions.visit(one, month=1, visited_on=day(-5), seen="x", status="closed", reason="مرض", by=actor)
    events = path(house).events
    assert events[0].what == "Return" and events[0].day == date(2025, 11, 3) and [one.day for one in events] == sorted(one.day for one in events)
    assert {"Case opened", "Business approved", "Visit to the business"} <= {one.what for one in events} and [one.tone for one in events if one.what == "Visit to the business"] == ["danger"]
    assert '<div class="am-row-why">\u2068خياطة في البيت\u2069, \u206618,000\u2069 EGP · ' in page(house).content.decode(), "an Arabic name turns no English line around"


def test_who_does_not_read_the_economic_section_finds_no_business_and_no_hint_of_it(house):
    house.started(days_ago=40)
    surveyed(house, LOWEST, HIGHEST)
    other = make.member("protection_officer", of=house.worker.organisation, teams=house.worker.teams)
    with acting(house.worker.cookie) as actor:
        cases.add_coworker(house.case, staff_id=other.staff.pk, sections=int(Section.SOCIAL), by=actor)
    assert {"Case opened"} == {one.what for one in path(house, other).events}
    shown = page(house, other).content.decode()
    assert "Business" not in shown and "business" not in shown and '<svg class="am-path"' in shown


def test_who_does_not_read_the_social_section_finds_no_path(house):
    surveyed(house, LOWEST, HIGHEST)
    other = make.member("protection_officer", of=house.worker.organisation, teams=house.worker.teams)
    with acting(house.worker.cookie) as actor:
        cases.add_coworker(house.case, staff_id=other.staff.pk, sections=int(Section.ECONOMIC), by=actor)
    assert page(house, other).status_code == 404
    assert reverse("case_path", args=[house.case.pk]) not in make.browser(other).get(reverse("case", args=[house.case.pk])).content.decode()
    assert page(house, make.member("supervisor")).status_code == 404


def test_answers_are_told_farthest_first_by_sign_and_what_stayed_hard_last():
    first = MIDDLE | {"e1": "very_bad", "e2": "very_often", "s1": "very_good", "s5": "bad"}
    last = MIDDLE | {"e1": "very_good", "e2": "often", "s1": "good", "s5": "bad"}
    found = [(one.topic.en, one.direction) for one in moved(RSS, first, last)]
    assert found[0] == ("Satisfaction with own economic situation", "up") and ("Access to justice and police", "same") in found[3:]
    assert {("Had to cut food for lack of money", "up"), ("Access to housing in the community", "down")} == set(found[1:3])
    assert not moved(RSS, {"e1": "declined"}, {"e1": "very_good"}) and not moved(RSS, {"p10": "na"}, {"p10": "need"})


def test_the_next_measure_follows_from_the_return(house):
    Journey.objects.filter(pk=house.case.person_id).delete()
    Journey.objects.create(person_id=house.case.person_id, returned_year=day(-30).year, returned_month=day(-30).month, returned_day=day(-30).day)
    assert (path(house).due.occasion, path(house).due.state) == ("baseline", "open")
    with acting(house.worker.cookie) as actor:
        assessments.record(house.case, RSS, answers=LOWEST, asked_on=day(), language="arz", remarks="", by=actor)
    assert (path(house).due.occasion, path(house).due.state) == ("months_6_to_9", "ahead")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_time_runs_from_left_to_right_and_every_number_stands_inside_the_picture(house, language):
    """Field report B64: the picture does, in both languages; the table beside it has a test of its own."""
    surveyed(house, LOWEST, MIDDLE, HIGHEST)
    for _n in range(30):
        house.decided()
    shown = page(house, language=language).content.decode()
    import re
    marks = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="[\d.]+" r="11"', shown)]
    assert 'direction="ltr"' in shown and marks == sorted(marks) and marks[0] >= 0 and marks[-1] <= 960 and len(marks) == 31
    dots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)" cy="[\d.]+" r="4.5" class="am-path-dot am-path-c1"', shown)]
    assert dots == sorted(dots) and len(dots) == 3


def test_the_days_of_surveys_may_be_far_apart(house):
    with acting(house.worker.cookie) as actor:
        for n, answers in ((0, LOWEST), (1, HIGHEST)):
            assessments.record(house.case, RSS, answers=answers, asked_on=day() - timedelta(days=330 * (1 - n)), language="arz", remarks="", by=actor)
    assert page(house).status_code == 200
