"""When a late task is told one step higher: given with the task, whoever plans it, on its own clock; nothing moves it afterwards."""
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Task
from amana.casework.cases.queries.decisions import FEW
from amana.casework.cases.rules import Escalation, escalation_rule
from amana.casework.referral import actions as referrals
from amana.ground.holidays import actions as holidays
from amana.ground.holidays import queries as known
from amana.ground.rows.acting import Hidden, acting, clock
from amana.lib import workdays
from amana.lib.core.dates import cairo_day
from amana.lib.core.ids import uuid7
from tests import builders as make

pytestmark = pytest.mark.django_db


def planned(worker, **due) -> Task:
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        task = actions.plan_task(case, title="اتصال", due_at=clock() + timedelta(**due), staff_id=None, by=actor)
    return Task.objects.get(pk=task.pk)


def first_action(worker, case) -> Task:
    """At medium risk its time is working time."""
    with acting(worker.cookie) as actor:
        actions.decide_risk(case, level="medium", reasons="x", by=actor)
    return Task.objects.filter(case=case, kind="first_action").latest("changed_at", "id")


def test_the_numbers_of_the_database_are_those_of_the_data():
    with connection.cursor() as cursor:
        cursor.execute("SELECT ring.escalation()")
        assert cursor.fetchone()[0] == [escalation_rule().supervisor, escalation_rule().head]


def test_a_task_is_told_to_the_supervisor_at_half_over_its_time_and_to_the_head_at_twice_its_time():
    task = planned(make.member(), hours=10)
    assert (task.escalates_at, task.escalates_further_at) == (clock() + timedelta(hours=15), clock() + timedelta(hours=20))


def test_what_had_no_time_left_when_it_was_planned_is_told_at_once():
    task = planned(make.member(), hours=-3)
    assert task.escalates_at == task.escalates_further_at == clock()


def test_working_time_is_counted_in_working_time_and_a_holiday_that_is_added_later_moves_nothing():
    worker, platform = make.member(), make.member("platform_administrator", teams=[])
    case = make.case(worker)
    task, days = first_action(worker, case), known.days()
    for share, at in ((1.5, task.escalates_at), (2, task.escalates_further_at)):
        assert workdays.share_used(clock(), task.due_at, at, "working", days) == pytest.approx(share)
        assert workdays.share_used(clock(), task.due_at, at - timedelta(minutes=1), "working", days) < share
    with acting(platform.cookie) as actor:
        holidays.add(day=cairo_day(task.escalates_at), name_ar="عيد", name_en="Day", mark="official", source="x", by=actor)
    later = first_action(worker, case)
    assert Task.objects.get(pk=task.pk).escalates_at == task.escalates_at and later.escalates_at > task.escalates_at


def test_a_rule_of_the_database_gives_its_tasks_the_moments_too():
    two = make.two()
    sent = make.referral(two)
    make.move_clock(seconds=1)
    make.seen(two, sent)
    make.move_clock(seconds=1)
    with acting(two.desk_officer.cookie) as actor:
        referrals.ask(sent, question="متى؟", by=actor)
    task = Task.objects.get(kind="referral_question")
    assert (task.escalates_at, task.escalates_further_at) == (clock() + timedelta(hours=36), clock() + timedelta(hours=48))


def test_nobody_moves_the_moments_afterwards_and_ending_and_opening_again_keeps_them():
    worker = make.member()
    task = planned(worker, hours=10)
    make.move_clock(hours=2)
    with acting(worker.cookie) as actor:
        actions.finish_task(task.pk, outcome="تم", by=actor)
        actions.reopen_task(task.pk, by=actor)
    assert Task.objects.get(pk=task.pk).escalates_at == task.escalates_at
    with pytest.raises(Hidden), acting(worker.cookie):
        Task.objects.filter(pk=task.pk).update(escalates_at=clock() + timedelta(days=99))


def test_the_day_tells_it_from_that_moment_on_and_not_a_moment_before():
    worker = make.member()
    supervisor, head = make.member("supervisor", of=worker.organisation, teams=[worker.team]), make.member("case_manager", of=worker.organisation)
    planned(worker, hours=10)

    def told() -> list[str]:
        found = []
        for who, level in ((supervisor, Escalation.SUPERVISOR), (head, Escalation.HEAD)):
            with acting(who.cookie):
                of_one, of_many = (queries.escalated(clock(), at_least=level, workers={worker.staff.pk: "x"} | others) for others in ({}, {uuid7(): "y" for _n in range(FEW)}))
                assert [one.task for one in of_one] == [one.task for one in of_many], "few workers and many are asked for by different statements"
                found += [str(one.escalation) for one in of_many if one.task.kind == "own"]
        return found
    make.move_clock(hours=15, microseconds=-1)
    assert told() == []
    make.move_clock(microseconds=1)
    assert told() == ["supervisor"]
    make.move_clock(hours=5, microseconds=-1)
    assert told() == ["supervisor"]
    make.move_clock(microseconds=1)
    assert told() == ["head", "head"]


def test_what_was_planned_before_the_rule_was_kept_gets_the_moments_of_its_own_time():
    worker = make.member()
    in_calendar, in_working = planned(worker, hours=10), first_action(worker, make.case(worker))
    make.move_clock(days=2)
    with acting(worker.cookie) as actor:
        actions.finish_task(in_calendar.pk, outcome="تم", by=actor)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE cases_task DISABLE TRIGGER USER; UPDATE cases_task SET escalates_at = NULL, escalates_further_at = NULL; ALTER TABLE cases_task ENABLE TRIGGER USER")
    with connection.schema_editor() as editor:
        import_module("amana.casework.cases.migrations.0009_tasks_know_when_they_escalate").fill(apps, editor)
    for before in (in_calendar, in_working):
        after = Task.objects.get(pk=before.pk)
        assert (after.escalates_at, after.escalates_further_at) == (before.escalates_at, before.escalates_further_at)
    assert Task.objects.get(pk=in_calendar.pk).version == 2
