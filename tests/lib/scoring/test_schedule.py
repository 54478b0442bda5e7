from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.scoring import due, in_force, occasions, read, score, version_of
from amana.lib.scoring.schedule import later

RSS, PHQ9, WHO5 = (version_of(code, "1") for code in ("rss", "phq9", "who5"))
INVENTED = read(Path(__file__).with_name("invented.toml").read_text("utf-8"))
RETURN = date(2026, 8, 31)


def states(today, *taken, instrument=RSS, events=None):
    found = occasions(instrument, events=events or {"return": [RETURN]}, taken=taken, today=today)
    return {one.occasion: one.state for one in found}


# --- months ---


@pytest.mark.parametrize(("start", "span", "result"), [("2026-08-31", (6, "months"), "2027-02-28"), ("2027-08-31", (6, "months"), "2028-02-29"), ("2026-01-31", (3, "months"), "2026-04-30"),
                                                       ("2026-11-30", (12, "months"), "2027-11-30"), ("2026-12-01", (1, "months"), "2027-01-01"), ("2026-02-27", (2, "days"), "2026-03-01"),
                                                       ("2026-05-05", (0, "months"), "2026-05-05")])  # fmt: skip
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(start, span, result):
    assert later(date.fromisoformat(start), span) == date.fromisoformat(result)


# --- one instrument ---


def test_the_sustainability_survey_is_due_within_three_months_at_six_to_nine_at_twelve_and_at_eighteen():
    rows = [(one.occasion, one.opens_on.isoformat(), one.due_on.isoformat()) for one in occasions(RSS, events={"return": [RETURN]}, taken=(), today=RETURN)]
    assert rows == [("baseline", "2026-08-31", "2026-11-30"), ("months_6_to_9", "2027-02-28", "2027-05-31"),
                    ("month_12", "2027-08-31", "2027-08-31"), ("month_18", "2028-02-29", "2028-02-29")]  # fmt: skip


def test_an_occasion_is_ahead_then_open_then_overdue_then_missed():
    assert states(date(2026, 8, 30))["baseline"] == "ahead"
    assert states(date(2026, 8, 31))["baseline"] == states(date(2026, 11, 30))["baseline"] == "open"
    assert states(date(2026, 12, 1))["baseline"] == states(date(2027, 2, 27))["baseline"] == "overdue"
    assert states(date(2027, 2, 28)) == {"baseline": "missed", "months_6_to_9": "open", "month_12": "ahead", "month_18": "ahead"}


def test_a_measurement_counts_once_and_for_the_occasion_that_opened_last():
    today = date(2027, 9, 1)
    assert states(today, date(2026, 9, 15)) == {"baseline": "done", "months_6_to_9": "missed", "month_12": "overdue", "month_18": "ahead"}
    assert [states(today, day)["baseline"] for day in (date(2026, 11, 30), date(2026, 12, 1))] == ["done", "late"]
    assert states(today, date(2027, 2, 28))["months_6_to_9"] == "done" and states(today, date(2027, 2, 28))["baseline"] == "missed"
    assert states(today, date(2026, 8, 30))["baseline"] == "missed"


def test_a_measurement_of_tomorrow_is_not_there_today():
    assert states(date(2026, 9, 14), date(2026, 9, 15))["baseline"] == "open"


def test_without_its_event_nothing_is_due():
    assert occasions(RSS, events={"intake": [RETURN]}, taken=(), today=RETURN) == ()
    assert occasions(RSS, events={}, taken=(RETURN,), today=RETURN) == ()


def test_a_second_return_begins_again():
    again = date(2027, 3, 15)
    found = occasions(RSS, events={"return": [RETURN, again]}, taken=[date(2027, 3, 1)], today=date(2027, 3, 20))
    assert [(one.occasion, one.event_on, one.state) for one in found if one.state in ("open", "overdue", "done")] == [
        ("months_6_to_9", RETURN, "done"), ("baseline", again, "open")]  # fmt: skip


def test_of_two_that_open_on_one_day_one_is_asked_for_the_one_due_first():
    satisfaction = version_of("satisfaction", "1")
    events = {"payment": [date(2026, 9, 1)], "closure_asked": [date(2026, 9, 15)]}
    assert [one.occasion for one in occasions(satisfaction, events=events, taken=(), today=date(2026, 9, 15))] == ["closure"]
    assert len(occasions(satisfaction, events={"payment": [date(2026, 9, 1)] * 2}, taken=(), today=date(2026, 9, 15))) == 1


def test_an_occasion_may_ask_for_some_dimensions_only():
    found = occasions(INVENTED, events={"planted": [date(2026, 3, 1)]}, taken=(), today=date(2026, 3, 1))
    assert [(one.occasion, one.dimensions) for one in found] == [("spring", ("care",)), ("autumn", ())]


# --- which, for whom ---


def test_a_low_well_being_asks_for_the_phq9_on_the_same_day_by_the_name_of_its_act():
    day = date(2026, 11, 26)
    acts = score(WHO5, dict.fromkeys(WHO5.items, "2")).acts
    (asked,) = due(in_force(day), events={act: [day] for act in acts}, taken={}, today=day)
    assert (asked.instrument, asked.version, asked.due_on, asked.state) == ("phq9", "1", day, "open")
    assert due(in_force(day), events={act: [day] for act in acts}, taken={"phq9": [day]}, today=day) == ()


def test_who_is_too_young_is_not_asked_and_who_may_be_is():
    day = date(2026, 11, 26)
    events = {"assess_mood_phq9": [day]}
    assert [len(due([PHQ9], events=events, taken={}, today=day, age=age)) for age in (14, 15, 40, None)] == [0, 1, 1, 1]


def test_what_is_most_urgent_stands_first():
    events = {"return": [date(2026, 6, 1)], "intake": [date(2026, 11, 25)], "payment": [date(2026, 11, 1)]}
    found = due(in_force(date(2026, 11, 26)), events=events, taken={}, today=date(2026, 11, 26))
    assert [(one.instrument, one.state, one.due_on.isoformat()) for one in found] == [
        ("rss", "overdue", "2026-09-01"), ("wgss", "open", "2026-11-27"),
        ("fcs", "open", "2026-11-29"), ("rcsi", "open", "2026-11-29"), ("satisfaction", "open", "2026-11-29")]  # fmt: skip


def test_what_is_due_names_the_version_for_new_measurements():
    second = replace(RSS, version="2", valid_from=date(2027, 1, 1))
    (asked,) = due(in_force(date(2027, 1, 2), [RSS, second]), events={"return": [date(2026, 12, 1)]}, taken={}, today=date(2027, 1, 2))
    assert asked.version == "2"


# --- what always holds ---

days = st.integers(0, 1500).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
histories = st.fixed_dictionaries({"return": st.lists(days, max_size=3), "planted": st.lists(days, max_size=3)})


@given(st.sampled_from([RSS, INVENTED]), histories, st.lists(days, max_size=6), days)
def test_never_two_are_asked_at_once_and_never_one_twice(instrument, events, taken, today):
    found = occasions(instrument, events=events, taken=taken, today=today)
    assert [one.opens_on for one in found] == sorted({one.opens_on for one in found})
    assert sum(one.state in ("open", "overdue") for one in found) <= 1
    done = [one.done_on for one in found if one.done_on]
    assert len(done) == len(set(done)) and set(done) <= {day for day in taken if day <= today}
    assert all(one.opens_on <= one.done_on for one in found if one.done_on)


@given(histories, st.lists(days, max_size=6), days, st.integers(0, 400))
def test_what_is_done_stays_done_and_what_is_missed_stays_missed(events, taken, today, more):
    before, after = ({(one.occasion, one.event_on): one.state for one in occasions(RSS, events=events, taken=taken, today=day)} for day in (today, today + timedelta(days=more)))
    for key, state in before.items():
        if state in ("done", "late", "missed"):
            assert after[key] == state


@given(histories, st.lists(days, max_size=6), days)
def test_a_measurement_today_leaves_nothing_to_ask_today(events, taken, today):
    assert due([RSS], events=events, taken={"rss": [*taken, today]}, today=today) == ()


@given(days, st.integers(0, 40), st.integers(0, 40))
def test_more_months_are_never_earlier(day, one, more):
    assert later(day, (one, "months")) <= later(day, (one + more, "months"))
