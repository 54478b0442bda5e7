from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core.dates import from_cairo_wall, to_cairo
from amana.lib.workdays import due, is_working_day, moment_at, share_used, shipped_holidays, time_between

HOLIDAYS = {holiday.day for holiday in shipped_holidays()}
instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 6, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
amounts = st.integers(0, 90)
units = st.sampled_from(["hours", "days"])
clocks = st.sampled_from(["calendar", "working"])


def cairo(text):
    return from_cairo_wall(datetime.fromisoformat(text))[0]


def shown(instant):
    return f"{to_cairo(instant):%a %Y-%m-%d %H:%M}"


# --- calendar time ---


@pytest.mark.parametrize(
    ("start", "amount", "unit", "result"),
    [
        ("2026-11-26 23:00", 2, "hours", "Fri 2026-11-27 01:00"),
        ("2026-11-26 23:00", 24, "hours", "Fri 2026-11-27 23:00"),
        ("2026-11-26 23:00", 14, "days", "Thu 2026-12-10 23:00"),
        ("2026-04-23 12:00", 1, "days", "Fri 2026-04-24 12:00"),
        ("2026-04-23 12:00", 24, "hours", "Fri 2026-04-24 13:00"),
        ("2026-10-29 12:00", 1, "days", "Fri 2026-10-30 12:00"),
        ("2026-10-29 12:00", 24, "hours", "Fri 2026-10-30 11:00"),
        ("2026-04-23 00:30", 1, "days", "Fri 2026-04-24 01:30"),
    ],
)
def test_calendar_hours_are_hours_and_days_keep_the_time_of_the_clock(start, amount, unit, result):
    assert shown(due(cairo(start), amount, unit, "calendar", HOLIDAYS)) == result


# --- working time ---


@pytest.mark.parametrize(
    ("start", "amount", "unit", "result"),
    [
        ("2026-11-25 10:00", 2, "hours", "Wed 2026-11-25 12:00"),
        ("2026-11-25 10:00", 5, "hours", "Wed 2026-11-25 15:00"),
        ("2026-11-25 10:00", 6, "hours", "Thu 2026-11-26 10:00"),
        ("2026-11-26 14:00", 2, "hours", "Sun 2026-11-29 10:00"),
        ("2026-11-26 15:00", 1, "hours", "Sun 2026-11-29 10:00"),
        ("2026-11-27 11:00", 1, "hours", "Sun 2026-11-29 10:00"),
        ("2026-11-25 03:00", 1, "hours", "Wed 2026-11-25 10:00"),
        ("2026-11-25 10:30", 3, "days", "Mon 2026-11-30 10:30"),
        ("2026-11-25 20:00", 1, "days", "Sun 2026-11-29 09:00"),
        ("2026-11-26 15:00", 1, "days", "Mon 2026-11-30 09:00"),
        ("2026-11-27 11:00", 0, "hours", "Sun 2026-11-29 09:00"),
        ("2026-10-07 10:00", 1, "days", "Sun 2026-10-11 10:00"),
        ("2026-05-25 14:00", 2, "hours", "Sun 2026-05-31 10:00"),
        ("2026-04-23 12:00", 1, "days", "Sun 2026-04-26 12:00"),
        ("2026-04-23 14:00", 2, "hours", "Sun 2026-04-26 10:00"),
    ],
)
def test_working_time_runs_only_while_offices_are_open(start, amount, unit, result):
    assert shown(due(cairo(start), amount, unit, "working", HOLIDAYS)) == result


def test_without_the_holiday_the_same_deadline_is_earlier():
    assert shown(due(cairo("2026-10-07 10:00"), 1, "days", "working", ())) == "Thu 2026-10-08 10:00"


def test_the_week_is_sunday_to_thursday_without_holidays():
    week = [date(2026, 10, 4) + timedelta(days=n) for n in range(7)]
    assert [is_working_day(day, HOLIDAYS) for day in week] == [True, True, True, True, False, False, False]


def test_a_list_without_working_days_is_an_error_and_not_an_endless_loop():
    always = {date(2026, 1, 1) + timedelta(days=n) for n in range(400)}
    with pytest.raises(ValueError):
        due(cairo("2026-01-05 10:00"), 1, "hours", "working", always)


@given(instants, units, clocks)
def test_a_deadline_never_lies_behind(start, unit, clock):
    with pytest.raises(ValueError):
        due(start, -1, unit, clock, HOLIDAYS)


@given(instants, amounts, units, clocks)
def test_a_deadline_is_never_before_its_start_and_grows_with_the_amount(start, amount, unit, clock):
    first, second = (due(start, n, unit, clock, HOLIDAYS) for n in (amount, amount + 1))
    assert start <= first < second


@given(instants, st.integers(0, 2000), amounts, units, clocks)
def test_what_begins_later_is_never_due_earlier(start, minutes, amount, unit, clock):
    later = start + timedelta(minutes=minutes)
    earlier_due, later_due = (due(moment, amount, unit, clock, HOLIDAYS) for moment in (start, later))
    assert later_due >= earlier_due - timedelta(hours=1) * (unit == "days" and clock == "calendar")


@given(instants, amounts, units)
def test_working_deadlines_fall_into_opening_hours(start, amount, unit):
    result = to_cairo(due(start, amount, unit, "working", HOLIDAYS))
    assert is_working_day(result.date(), HOLIDAYS)
    assert (result.hour, result.minute) >= (9, 0) and result <= result.replace(
        hour=15, minute=0, second=0, microsecond=0
    )


@given(instants, amounts)
def test_the_working_hours_until_due_are_those_that_were_given(start, hours):
    result = due(start, hours, "hours", "working", HOLIDAYS)
    assert time_between(start, result, "working", HOLIDAYS) == timedelta(hours=hours)


@given(instants, instants, instants, clocks)
def test_time_adds_up(one, two, three, clock):
    a, b, c = sorted((one, two, three))
    whole = time_between(a, c, clock, HOLIDAYS)
    assert time_between(a, b, clock, HOLIDAYS) + time_between(b, c, clock, HOLIDAYS) == whole


# --- how much is used ---


def test_the_share_is_counted_on_the_clock_of_the_deadline():
    start, end = cairo("2026-11-26 13:00"), cairo("2026-11-29 11:00")
    assert share_used(start, end, start, "working", HOLIDAYS) == 0
    assert share_used(start, end, cairo("2026-11-26 14:00"), "working", HOLIDAYS) == 0.25
    assert share_used(start, end, cairo("2026-11-28 12:00"), "working", HOLIDAYS) == 0.5
    assert share_used(start, end, end, "working", HOLIDAYS) == 1
    assert share_used(start, end, cairo("2026-11-29 13:00"), "working", HOLIDAYS) == 1.5
    assert share_used(start, end, cairo("2026-11-27 12:00"), "calendar", HOLIDAYS) == pytest.approx(23 / 70)


def test_before_the_start_nothing_is_used():
    assert share_used(cairo("2026-11-26 13:00"), cairo("2026-11-29 11:00"), cairo("2026-11-20 11:00"), "calendar") == 0


@pytest.mark.parametrize("clock", ["calendar", "working"])
def test_a_deadline_without_length_is_used_up_when_it_comes(clock):
    moment = cairo("2026-11-26 10:00")
    assert share_used(moment, moment, moment, clock) == 1
    assert share_used(moment, moment, moment - timedelta(minutes=1), clock) == 0


@given(instants, st.integers(1, 60), units, clocks, instants, instants)
def test_the_share_never_falls_and_is_one_when_due(start, amount, unit, clock, one, two):
    end = due(start, amount, unit, clock, HOLIDAYS)
    first, second = (share_used(start, end, now, clock, HOLIDAYS) for now in sorted((one, two)))
    assert 0 <= first <= second
    assert share_used(start, end, end, clock, HOLIDAYS) == 1


# --- the shipped list ---


def test_the_shipped_holidays_are_in_order_named_and_marked():
    shipped = shipped_holidays()
    assert [holiday.day for holiday in shipped] == sorted({holiday.day for holiday in shipped})
    assert all(holiday.name_ar and holiday.name_en for holiday in shipped)
    assert {holiday.day.year for holiday in shipped} == {2026, 2027, 2028}
    armed_forces = next(holiday for holiday in shipped if holiday.day == date(2026, 10, 8))
    assert (armed_forces.is_moved, armed_forces.is_estimated) == (True, False)
    assert next(holiday for holiday in shipped if holiday.day == date(2026, 5, 27)).is_estimated


# --- at which moment a share is reached ---


@given(start=instants, amount=st.integers(1, 90), unit=units, clock=clocks, share=st.sampled_from([0.5, 1.0, 1.5, 2.0]))
def test_at_the_moment_of_a_share_that_share_is_used_and_a_minute_before_less(start, amount, unit, clock, share):
    due_at = due(start, amount, unit, clock, HOLIDAYS)
    at = moment_at(share, start, due_at, clock, HOLIDAYS)
    assert share_used(start, due_at, at, clock, HOLIDAYS) == pytest.approx(share, abs=1e-9)
    assert share_used(start, due_at, at - timedelta(minutes=1), clock, HOLIDAYS) < share


@pytest.mark.parametrize("clock", ["calendar", "working"])
def test_what_had_no_time_reaches_every_share_when_it_was_due_or_begun(clock):
    start = cairo("2026-11-25 10:00")
    assert moment_at(2, start, start - timedelta(days=3), clock, HOLIDAYS) == moment_at(1.5, start, start, clock, HOLIDAYS) == start


def test_a_weekend_does_not_bring_the_moment_of_working_time_nearer():
    start = cairo("2026-11-25 10:00")
    assert shown(moment_at(1.5, start, cairo("2026-11-26 10:00"), "working", HOLIDAYS)) == "Thu 2026-11-26 13:00"
    assert shown(moment_at(2, start, cairo("2026-11-26 10:00"), "working", HOLIDAYS)) == "Sun 2026-11-29 10:00"
