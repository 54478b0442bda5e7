"""The rules that are data: months of follow-up, the protocol of a missed contact, criteria with evidence. No database."""
from datetime import date, timedelta

import pytest

from amana.casework.cases.rules import TaskKind
from amana.casework.cases.rules.closing import criteria
from amana.services.reintegration import rules
from amana.services.reintegration.rules import Outcome, Try, VisitState, Way, asked_not_to_be_called, missed_step, timetable

BACK = date(2026, 1, 31)
DAY = timedelta(days=1)


def states(today, *reached):
    return [one.state.value for one in timetable(BACK, reached, today)]


def test_the_months_are_those_of_the_file_and_a_month_that_is_too_short_ends_with_its_last_day():
    assert [(one.number, one.due_on) for one in timetable(BACK, (), BACK)] == [
        (1, date(2026, 2, 28)), (3, date(2026, 4, 30)), (6, date(2026, 7, 31)), (9, date(2026, 10, 31)), (12, date(2027, 1, 31))]


@pytest.mark.parametrize(("today", "first"), [
    (date(2026, 2, 13), "to_come"), (date(2026, 2, 14), "due"), (date(2026, 3, 14), "due"), (date(2026, 3, 15), "late"), (date(2026, 4, 15), "late"), (date(2026, 4, 16), "missed")])
def test_a_month_comes_is_late_and_is_missed_on_the_days_of_the_rule(today, first):
    assert states(today)[0] == first


@pytest.mark.parametrize(("reached", "kept"), [
    (date(2026, 2, 13), []), (date(2026, 2, 14), [1]), (date(2026, 4, 15), [1]), (date(2026, 4, 16), [3]), (date(2028, 5, 1), [12])])
def test_reaching_the_person_keeps_the_month_in_which_it_lies_and_no_other(reached, kept):
    assert [one.number for one in timetable(BACK, [reached], date(2028, 6, 1)) if one.state == VisitState.KEPT] == kept


def missed(way, *days, outcome=Outcome.NO_ANSWER):
    return [Try(way, outcome, BACK + n * DAY) for n in days]


def test_each_step_of_the_protocol_follows_from_the_one_before_on_different_days():
    calls = missed(Way.CALL, 1, 2, 3)
    assert missed_step(missed(Way.CALL, 1, 2)) is None
    assert missed_step(missed(Way.CALL, 1, 1, 1, 2)) is None
    assert missed_step(calls).task == TaskKind.MISSED_OTHER
    assert missed_step([*missed(Way.CALL, 1, 2), *missed(Way.TEXT, 3)]).task == TaskKind.MISSED_OTHER
    assert missed_step(missed(Way.VISIT, 1)) is None
    assert missed_step([*calls, *missed(Way.OTHER_CONTACT, 4)]).task == TaskKind.MISSED_VISIT
    last = missed_step([*calls, *missed(Way.OTHER_CONTACT, 4), *missed(Way.VISIT, 5)])
    assert last.task == TaskKind.MISSED_SUPERVISOR and last.to_supervisor


def test_who_was_reached_begins_anew_and_who_asked_not_to_be_called_is_not_looked_for():
    calls = missed(Way.CALL, 1, 2, 3)
    assert missed_step([*calls, *missed(Way.CALL, 4, outcome=Outcome.REACHED)]) is None
    assert missed_step([*calls, *missed(Way.CALL, 4, outcome=Outcome.REACHED), *missed(Way.CALL, 5, 6)]) is None
    asked = [*calls, *missed(Way.CALL, 4, outcome=Outcome.ASKED_NOT)]
    assert missed_step(asked) is None and asked_not_to_be_called(asked)
    assert not asked_not_to_be_called([*asked, *missed(Way.OFFICE, 9, outcome=Outcome.REACHED)])


def test_every_item_and_step_of_the_files_is_known_to_the_program():
    assert [one.code for one in rules.items().values() if one.arranged] == ["transport", "counselling"]
    assert all(len(code) <= 20 for code in rules.items())
    assert [one.task for one in rules.protocol()] == list(rules.MISSED)
    assert all(len(code) <= 20 for code in criteria())
    assert {one.code for one in criteria().values() if one.only_with_evidence} == {
        "sustainability", "income_stable", "housing", "psychosocial_goals", "contact_kept", "no_open_danger"}
