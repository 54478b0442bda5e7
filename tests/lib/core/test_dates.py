import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core import dates
from amana.lib.core.calendars import span
from amana.lib.core.dates import PartialDate, Precision, cairo_day, from_cairo_wall, parse, to_cairo
from amana.lib.core.errors import Unreadable

days = st.dates(date(1905, 1, 1), date(2100, 12, 31))


@st.composite
def partial_dates(draw):
    day = draw(days)
    return draw(
        st.sampled_from(
            [
                PartialDate.on(day),
                PartialDate.of(day.year, day.month),
                PartialDate.of(day.year),
                PartialDate.estimated(3, day),
                PartialDate.estimated(3, day, "month"),
            ]
        )
    )


def code_of(text, **how):
    with pytest.raises(Unreadable) as caught:
        parse(text, **how)
    return caught.value.code


# --- what is known of a day ---


def test_precision_follows_the_parts_that_were_stated():
    assert PartialDate.of(1990, 5, 12).precision == Precision.DAY
    assert PartialDate.of(1990, 5).precision == Precision.MONTH
    assert PartialDate.of(1990).precision == Precision.YEAR
    assert PartialDate.estimated(34, date(2026, 11, 25)).precision == Precision.ESTIMATED
    with pytest.raises(ValueError):
        PartialDate(1990, 5, precision=Precision.DAY)


def test_a_part_that_nobody_stated_is_an_interval():
    assert (PartialDate.of(2024, 2).earliest, PartialDate.of(2024, 2).latest) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (PartialDate.of(1990).earliest, PartialDate.of(1990).latest) == (date(1990, 1, 1), date(1990, 12, 31))


def test_an_estimate_keeps_the_stated_age_and_the_day_it_was_stated():
    born = PartialDate.estimated(34, date(2026, 11, 25))
    assert (born.stated_age, born.stated_on, born.stated_in) == (34, date(2026, 11, 25), "year")
    assert (born.earliest, born.latest) == (date(1991, 11, 26), date(1992, 11, 25))
    assert (born.year, born.month, born.day, born.iso) == (1992, None, None, "1992~")


def test_a_baby_can_be_estimated_in_months():
    born = PartialDate.estimated(3, date(2026, 11, 25), "month")
    assert (born.earliest, born.latest) == (date(2026, 7, 26), date(2026, 8, 25))


@given(st.integers(0, 110), st.dates(date(2015, 1, 1), date(2050, 12, 31)))
def test_an_estimate_gives_back_its_age_on_its_day_and_not_one_day_more(age, day):
    born = PartialDate.estimated(age, day)
    assert born.age_on(day) == (age, age)
    assert dates._years(born.earliest - timedelta(days=1), day) == age + 1
    assert dates._years(born.latest + timedelta(days=1), day) == max(0, age - 1) or (day.month, day.day) == (2, 28)


@given(st.integers(0, 130), st.integers(0, 400))
def test_an_impossible_age_is_refused(age, more):
    with pytest.raises(Unreadable):
        PartialDate.estimated(131 + more, date(2026, 1, 1))
    with pytest.raises(Unreadable):
        PartialDate.estimated(-1 - more, date(2026, 1, 1))


# --- ages ---


@given(partial_dates(), days)
def test_the_lowest_age_is_never_above_the_highest(born, day):
    lowest, highest = born.age_on(day)
    assert 0 <= lowest <= highest


@given(partial_dates(), days, st.integers(0, 3000))
def test_nobody_grows_younger(born, day, later):
    assert born.age_on(day + timedelta(days=later)) >= born.age_on(day)


@given(partial_dates())
def test_the_earliest_day_is_never_after_the_latest(born):
    assert born.earliest <= born.latest


def test_the_age_is_that_on_the_day_of_the_service_not_of_the_report():
    # Field report B16
    born = PartialDate.of(2007, 6, 1)
    assert born.age_on(date(2025, 5, 31)) == (17, 17)
    assert born.age_on(date(2025, 6, 1)) == (18, 18)


def test_one_born_on_29_february_is_older_on_1_march():
    born = PartialDate.of(2008, 2, 29)
    assert born.age_on(date(2026, 2, 28)) == (17, 17)
    assert born.age_on(date(2026, 3, 1)) == (18, 18)


def test_a_baby_born_today_is_0():
    # Field report B13
    assert PartialDate.of(2026, 11, 25).age_on(date(2026, 11, 25)) == (0, 0)
    assert PartialDate.of(2026, 11, 25).age_on(date(2026, 11, 24)) == (0, 0)


def test_who_may_be_a_child_is_treated_as_one():
    born, day = PartialDate.of(2008), date(2026, 6, 1)
    assert born.age_on(day) == (17, 18)
    assert born.is_child_on(day) and not born.is_surely_child_on(day)
    assert not born.is_child_on(date(2026, 12, 31))
    assert born.is_surely_child_on(date(2025, 12, 31))


@given(st.lists(partial_dates()))
def test_partial_dates_sort_by_their_first_possible_day(many):
    ordered = sorted(many, key=lambda one: one.sort_key)
    assert [one.earliest for one in ordered] == sorted(one.earliest for one in many)


# --- typed dates ---


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("5/6/2020", "2020-06-05"),
        ("05.06.2020", "2020-06-05"),
        ("5-6-2020", "2020-06-05"),
        ("2020-06-05", "2020-06-05"),
        ("2020/6/5", "2020-06-05"),
        ("2020-06-05 00:00:00", "2020-06-05"),
        ("٥/٦/٢٠٢٠", "2020-06-05"),
        ("٢٥/١١/٢٠٢٦", "2026-11-25"),
        ("٢٥ نوفمبر ٢٠٢٦", "2026-11-25"),
        ("25 تشرين الثاني 2026", "2026-11-25"),
        ("٣ اكتوبر ٢٠٢٥م", "2025-10-03"),
        ("٣ أكتوبر ٢٠٢٥", "2025-10-03"),
        ("1 ابريل 1990", "1990-04-01"),
        ("1 إبريل 1990", "1990-04-01"),
        ("آب ٢٠٢٠", "2020-08"),
        ("كانون الأول 2020", "2020-12"),
        ("كانون الثاني 2020", "2020-01"),
        ("5 May 2020", "2020-05-05"),
        ("May 5, 2020", "2020-05-05"),
        ("5-Mar-2020", "2020-03-05"),
        ("5 Sept. 2020", "2020-09-05"),
        ("November 2026", "2026-11"),
        ("11/2026", "2026-11"),
        ("2026-11", "2026-11"),
        ("1990", "1990"),
        ("١٩٩٠ م", "1990"),
        ("1992-02-29", "1992-02-29"),
        ("\u200f٥ / ٦ / ٢٠٢٠\u200f", "2020-06-05"),
        ("２５/１１/２０２６", "2026-11-25"),
        ("25\\11\\2026", "2026-11-25"),
        ("الأربعاء، ٢٥ نوفمبر ٢٠٢٦", "2026-11-25"),
        ("Wed 25 November 2026", "2026-11-25"),
        ("25th of November 2026", "2026-11-25"),
        ("25 من نوفمبر 2026", "2026-11-25"),
        ("سنة ١٩٩٠", "1990"),
        ("مواليد 1990", "1990"),
    ],
)
def test_dates_are_read_as_people_write_them(typed, iso):
    # Field report B11
    assert parse(typed).iso == iso


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1991-02-31", "date.no_such_day"),
        ("1991-15-03", "date.no_such_month"),
        ("1991-02-29", "date.no_such_day"),
        ("31/4/2026", "date.no_such_day"),
        ("0/5/2020", "date.no_such_day"),
        ("13/2020", "date.no_such_month"),
        ("15/05/20", "date.two_digit_year"),
        ("٥/٦/٢٠", "date.two_digit_year"),
        ("5 May 20", "date.two_digit_year"),
        ("99", "date.two_digit_year"),
        ("1342", "date.year_out_of_range"),
        ("1801", "date.year_out_of_range"),
        ("15/3/1446", "date.hijri"),
        ("1446-09-01", "date.hijri"),
        ("15 رمضان 1446", "date.hijri"),
        ("محرم ١٤٤٦", "date.hijri"),
        ("3 Ramadan 1446", "date.hijri"),
        ("2026 هـ", "date.hijri"),
        ("1 توت 1743", "date.coptic"),
        ("1/1/1743", "date.coptic"),
        ("2016 E.C.", "date.ethiopian"),
        ("20261125", "date.unreadable"),
        ("1/1/0020", "date.year_out_of_range"),
        ("٥/٦/١٤٤٦ هـ", "date.hijri"),
        ("", "date.empty"),
        (" \u200f ", "date.empty"),
        ("مايو", "date.unreadable"),
        ("tomorrow", "date.unreadable"),
        ("1/2/3/2020", "date.unreadable"),
        ("5/2020/6", "date.unreadable"),
        ("2020/5/2020", "date.unreadable"),
        ("12345", "date.unreadable"),
        ("25 marchand 2020", "date.unreadable"),
        ("May June 2020", "date.unreadable"),
    ],
)
def test_what_is_no_date_says_why(typed, code):
    # Field reports B10, B11
    assert code_of(typed) == code


@pytest.mark.parametrize(("typed", "year", "first", "last"), [
    ("1446", 1446, date(2024, 7, 7), date(2025, 6, 25)),
    ("١٤٤٦ هـ", 1446, date(2024, 7, 7), date(2025, 6, 25)),
    ("1446 هجرية", 1446, date(2024, 7, 7), date(2025, 6, 25)),
    ("1429 AH", 1429, date(2008, 1, 10), date(2008, 12, 28)),
    ("1743", 1743, date(2026, 9, 11), date(2027, 9, 11)),
    ("1739 قبطي", 1739, date(2022, 9, 11), date(2023, 9, 11)),
])
def test_a_year_of_another_calendar_stays_as_stated_and_counts_as_the_span_of_its_days(typed, year, first, last):
    # Field report B14
    found = parse(typed)
    assert (found.iso, found.year, found.precision, found.earliest, found.latest) == (str(year), year, Precision.YEAR, first, last)


def test_an_age_by_a_year_of_another_calendar_is_an_interval():
    # Field report B14: no day is made of it that nobody stated
    born = PartialDate.of(1429)
    assert born.age_on(date(2026, 6, 1)) == (17, 18) and born.is_child_on(date(2026, 12, 27)) and not born.is_child_on(date(2026, 12, 28))
    with pytest.raises(Unreadable, match="year_alone"):
        PartialDate.of(1446, 9)


@given(st.integers(1343, 1500) | st.integers(1616, 1800))
def test_the_years_of_a_calendar_follow_one_another_without_a_gap(year):
    first, last = span(year)
    assert (last - first).days + 1 in (range(353, 357) if year < 1600 else (365, 366))
    if year not in (1500, 1800):
        assert span(year + 1)[0] == last + timedelta(days=1)


@pytest.mark.parametrize(("typed", "day"), [
    ("2026-11-25 23:30", "2026-11-25"), ("2026-11-26T00:30:00", "2026-11-26"), ("٢٥/١١/٢٠٢٦ ١١:٣٠ م", "2026-11-25"), ("2026-11-25 22:30Z", "2026-11-26"),
    ("2026-11-25T22:30:00+02:00", "2026-11-25"), ("2026-04-11T00:00:00Z", "2026-04-11"), ("2026-04-11T00:00:00+12:00", "2026-04-11"),
])
def test_a_time_behind_a_date_is_cairos_unless_it_bears_an_offset(typed, day):
    # Field reports B85, B86: midnight of any offset is how programs write a day, and stays that day
    assert parse(typed).iso == day


def test_the_order_of_day_and_month_is_chosen_by_the_list_and_iso_stands_above_it():
    assert parse("5/6/2020", order="month_first").iso == "2020-05-06"
    assert parse("2020-06-05", order="month_first").iso == "2020-06-05"
    assert parse("5 June 2020", order="month_first").iso == "2020-06-05"
    assert code_of("15/05/2020", order="month_first") == "date.no_such_month"


@given(days, st.sampled_from("/-."))
def test_a_full_date_is_read_as_itself_in_either_order(day, mark):
    assert parse(f"{day.day}{mark}{day.month}{mark}{day.year}") == PartialDate.on(day)
    assert parse(day.isoformat()) == PartialDate.on(day)


@given(days)
def test_every_month_name_of_the_table_is_read(day):
    for name in (name for name, month in dates._months().items() if month == str(day.month)):
        assert parse(f"{day.day} {name} {day.year}") == PartialDate.on(day)


@given(st.text())
def test_any_text_at_all_is_a_date_or_unreadable(text):
    try:
        assert isinstance(parse(text), PartialDate)
    except Unreadable as why:
        assert why.code.startswith("date.")


@given(st.integers(1900, 2199), st.integers(-1, 14), st.integers(-1, 33))
def test_parts_make_a_date_exactly_if_the_calendar_has_it(year, month, day):
    try:
        real = date(year, month, day)
    except ValueError:
        with pytest.raises(Unreadable):
            PartialDate.of(year, month, day)
    else:
        assert PartialDate.of(year, month, day).earliest == real


# --- Cairo time ---


def test_years_outside_living_memory_are_refused():
    for year in (20, 1342, 1501, 1615, 1801, 1899, 2200):
        with pytest.raises(Unreadable):
            PartialDate.of(year)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def test_both_switches_of_2026_are_pinned():
    # Field report B88
    """Fails on zone data older than 2023, which lack Egypt's summer time."""
    assert to_cairo(utc(2026, 4, 23, 21, 59)).isoformat() == "2026-04-23T23:59:00+02:00"
    assert to_cairo(utc(2026, 4, 23, 22, 0)).isoformat() == "2026-04-24T01:00:00+03:00"
    assert to_cairo(utc(2026, 10, 29, 20, 59)).isoformat() == "2026-10-29T23:59:00+03:00"
    assert to_cairo(utc(2026, 10, 29, 21, 0)).isoformat() == "2026-10-29T23:00:00+02:00"


def test_a_time_that_the_clock_leaves_out_moves_forward_with_a_note():
    # Field report B88
    instant, note = from_cairo_wall(datetime(2026, 4, 24, 0, 30))
    assert (to_cairo(instant).isoformat(), note) == ("2026-04-24T01:30:00+03:00", "moved_forward")


def test_a_time_that_comes_twice_keeps_its_offset():
    # Field report B88
    first, note = from_cairo_wall(datetime(2026, 10, 29, 23, 30))
    second, again = from_cairo_wall(datetime(2026, 10, 29, 23, 30, fold=1))
    assert (first, second) == (utc(2026, 10, 29, 20, 30), utc(2026, 10, 29, 21, 30))
    assert note == again == "doubled"
    with_offset = datetime(2026, 10, 29, 23, 30, tzinfo=timezone(timedelta(hours=2)))
    assert from_cairo_wall(with_offset) == (second, None)


def test_the_offset_is_never_the_old_local_mean_time():
    # Field report B89
    assert from_cairo_wall(datetime(2023, 3, 21, 9, 5)) == (utc(2023, 3, 21, 7, 5), None)
    assert from_cairo_wall(datetime(2023, 7, 21, 9, 5)) == (utc(2023, 7, 21, 6, 5), None)


@pytest.mark.parametrize("line", ["import pytz", "from dateutil import tz", "x = datetime.now()", "x = date.today()", "x = datetime.utcnow()"])
def test_the_linter_forbids_every_other_way_to_a_zone_or_to_today(line):
    # Field report B89
    run = subprocess.run([sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", "amana/x.py", "-"], capture_output=True, text=True,
                         input=f"from datetime import date, datetime\n\n{line}\n")
    assert run.returncode == 1 and ("TID251" in run.stdout or "DTZ" in run.stdout), run.stdout


def test_the_day_in_cairo_begins_at_cairos_midnight():
    # Field reports B85, B86
    assert cairo_day(utc(2026, 11, 25, 21, 59)) == date(2026, 11, 25)
    assert cairo_day(utc(2026, 11, 25, 22, 30)) == date(2026, 11, 26)


def test_a_time_without_offset_is_no_instant():
    with pytest.raises(ValueError):
        to_cairo(datetime(2026, 11, 25, 12))


@given(st.datetimes(datetime(2023, 1, 1), datetime(2030, 12, 31)))
def test_every_instant_comes_back_from_the_cairo_clock(moment):
    instant = moment.replace(tzinfo=UTC)
    wall = to_cairo(instant).replace(tzinfo=None)
    assert from_cairo_wall(wall)[0] == instant


@given(st.datetimes(datetime(2023, 1, 1), datetime(2030, 12, 31)))
def test_a_clock_time_comes_back_unless_it_was_moved(wall):
    instant, note = from_cairo_wall(wall)
    assert (to_cairo(instant).replace(tzinfo=None, fold=0) == wall) == (note != "moved_forward")
