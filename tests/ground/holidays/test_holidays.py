"""Holidays: filled from the list that comes with the program, kept by the platform, and counted by deadlines given from then on."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.ground.holidays import actions, queries
from amana.ground.holidays.models import Holiday
from amana.ground.holidays.reference import write_holidays
from amana.ground.rows.acting import Forbidden, acting, clock
from amana.lib import workdays
from amana.lib.core.dates import cairo_day, cairo_midnight
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db

SOURCE = "Decision 12 of 2026"


@pytest.fixture
def platform():
    return make.member("platform_administrator", teams=[])


def facts(day, **more):
    return {"day_day": day.day, "day_month": day.month, "day_year": day.year, "name_ar": "عيد الاختبار", "name_en": "Day of the test", "mark": "official", "source": SOURCE} | more


def added(by, day, **more):
    with acting(by.cookie) as actor:
        return actions.add(day=day, name_ar="عيد الاختبار", name_en="Day of the test", mark="official", source=SOURCE, **more, by=actor)


def brought_up_to_date():
    write_holidays(connection)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")  # an upgrade goes on as the owner


def next_working_days(start, many):
    """The next Sundays to Thursdays after that day that are no holiday."""
    known, found = queries.days(), []
    while len(found) < many:
        start += timedelta(days=1)
        if workdays.is_working_day(start, known):
            found.append(start)
    return found


def test_all_that_comes_with_the_program_stands_in_the_table_once():
    shipped = sorted(one.day for one in workdays.shipped_holidays())
    assert sorted(queries.in_force().values_list("day", flat=True)) == shipped
    assert set(Holiday.objects.values_list("mark", flat=True)) == {"draft", "interim"}, "no day of ours is official"
    brought_up_to_date()
    assert Holiday.objects.count() == len(shipped)


def test_what_the_platform_did_stays_when_the_program_is_brought_up_to_date(platform):
    moved, gone = queries.in_force()[:2]
    with acting(platform.cookie) as actor:
        actions.change(moved, day=date(2026, 1, 8), name_ar=moved.name_ar, name_en=moved.name_en, mark="official", source=SOURCE, by=actor)
        actions.withdraw(gone, source=SOURCE, by=actor)
    brought_up_to_date()
    assert {moved.day, gone.day}.isdisjoint(queries.days()) and date(2026, 1, 8) in queries.days()


def test_a_day_is_added_moved_confirmed_and_withdrawn_on_its_pages(platform):
    browser, day = make.browser(platform), date(2027, 3, 1)
    answer = browser.post(reverse("add_holiday"), facts(day))
    assert answer.status_code == 302, answer.context["form"].errors
    made = queries.in_force().get(day=day)
    browser.post(reverse("change_holiday", args=[made.pk]), facts(date(2027, 3, 4), source="Decision 13"))
    moved = queries.in_force().get(name_en="Day of the test")
    assert (moved.day, moved.replaces_id, moved.made_by) == (date(2027, 3, 4), made.pk, platform.membership.pk)
    assert "Moved from" in browser.get(reverse("holidays")).content.decode()
    browser.post(reverse("withdraw_holiday", args=[moved.pk]), {"source": "Decision 14"})
    assert date(2027, 3, 4) not in queries.days()
    page = browser.get(reverse("holidays")).content.decode()
    assert all(said in page for said in ("Decision 13", "Decision 14", "is a working day again"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM audit.entry WHERE staff = %s AND verb LIKE 'holiday%%' ORDER BY at, id", [platform.staff.pk])
        assert sorted(verb for verb, in cursor.fetchall()) == ["holiday.added", "holiday.moved", "holiday.withdrawn"]


def test_what_was_replaced_is_found_by_no_page_and_the_slower_of_two_is_told(platform):
    browser, old = make.browser(platform), added(platform, date(2027, 3, 1))
    with acting(platform.cookie) as actor:
        actions.change(old, day=date(2027, 3, 4), name_ar=old.name_ar, name_en=old.name_en, mark="official", source=SOURCE, by=actor)
    assert browser.get(reverse("change_holiday", args=[old.pk])).status_code == 404
    with pytest.raises(Refused, match="holidays_holiday_replaces_id_key"), acting(platform.cookie) as actor:
        actions.withdraw(old, source=SOURCE, by=actor)


@pytest.mark.parametrize(("wrong", "field"), [({"source": ""}, "source"), ({"mark": "sure"}, "mark"), ({"day_day": "31", "day_month": "2"}, "day"), ({"name_ar": " "}, "name_ar")])
def test_a_wrong_answer_is_said_at_its_field_and_nothing_is_kept(platform, wrong, field):
    before = Holiday.objects.count()
    page = make.browser(platform).post(reverse("add_holiday"), facts(date(2027, 3, 1)) | wrong)
    assert page.context["form"].errors[field] and Holiday.objects.count() == before


def test_all_staff_read_them_and_only_the_platform_changes_them():
    worker = make.member()
    page = make.browser(worker).get(reverse("holidays"))
    assert page.status_code == 200 and reverse("add_holiday") not in page.content.decode()
    assert "Those that were given before stay as they are" in page.content.decode()
    for member in (worker, make.member("organisation_administrator", teams=[])):
        assert make.browser(member).get(reverse("add_holiday")).status_code == 403
        with acting(member.cookie) as actor, pytest.raises(Forbidden):
            actions.add(day=date(2027, 3, 1), name_ar="ع", name_en="x", mark="draft", source="x", by=actor)


def test_a_holiday_moves_the_answer_of_new_referrals_and_leaves_those_that_were_sent(platform):
    two = make.two()
    before = make.referral(two, urgency="routine")
    answer_on, expires_on = cairo_day(before.answer_by), cairo_day(before.expires_at)
    added(platform, answer_on)
    after = make.referral(two, urgency="routine")
    before.refresh_from_db()
    assert (cairo_day(before.answer_by), cairo_day(before.expires_at)) == (answer_on, expires_on)
    assert [cairo_day(after.answer_by)] == next_working_days(answer_on, 1)
    assert [cairo_day(after.expires_at)] == next_working_days(expires_on, 1)
    assert make.referral(two, urgency="urgent").answer_by - after.made_at < timedelta(hours=24, minutes=1), "calendar time knows no holiday"


def test_a_holiday_moves_the_first_action_at_medium_risk(platform):
    worker = make.member()
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        first = cases.decide_risk(case, level="medium", reasons="x", by=actor)
    added(platform, cairo_day(first.first_action_due_at))
    with acting(worker.cookie) as actor:
        second = cases.decide_risk(case, level="medium", reasons="x", by=actor)
    assert [cairo_day(second.first_action_due_at)] == next_working_days(cairo_day(first.first_action_due_at), 1)


def test_the_time_left_of_a_routine_referral_is_counted_with_the_table(platform):
    two = make.two()
    sent = make.referral(two, urgency="routine")
    second = next_working_days(cairo_day(sent.made_at), 2)[1]
    make.move_clock(seconds=(cairo_midnight(second) + timedelta(hours=12) - clock()).total_seconds())
    for url, found in ((reverse("referrals"), lambda page: page.context["rows"][0].left), (reverse("referral", args=[sent.pk]), lambda page: page.context["left"])):
        before = found(make.browser(two.desk_officer).get(url)).share
        added(platform, next_working_days(cairo_day(sent.made_at), 1)[0])
        assert found(make.browser(two.desk_officer).get(url)).share != before
