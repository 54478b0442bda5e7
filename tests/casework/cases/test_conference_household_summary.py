"""Case conferences whose decisions become tasks, households with their cases side by side, and the summary as PDF."""
import os
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Note, Task
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.ground.shell import paper
from amana.lib.core.dates import cairo_day, to_cairo
from tests import builders as make
from tests.casework.consent.test_paper import text_of

pytestmark = pytest.mark.django_db
with_fonts = pytest.mark.skipif(not (paper.FONTS.exists() or os.environ.get("CI")), reason="the fonts are built with the assets")


def text(answer) -> str:
    return answer.content.decode()


def day(of, name: str) -> dict:
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def conference(**other) -> dict:
    return {"participants": "مشرفة الوحدة\nجمعية الوصل", "discussed": "المسكن أولًا", **day(cairo_day(clock()), "happened_on"), **other}


# Conferences -----------------------------------------------------------------------------------------------------------------------------------------
def test_a_conference_is_a_note_and_its_decisions_with_a_day_are_tasks(office):
    soon = cairo_day(clock()) + timedelta(days=3)
    browser = make.browser(office.worker)
    answer = browser.post(office.url("confer"), conference(decision_1="البحث عن سكن", staff_1=str(office.worker.staff.pk), **day(soon, "due_1"), decision_2="لا سفر قبل الأوراق"), follow=True)
    note = Note.objects.get(case_id=office.case.pk)
    assert (note.kind, note.section) == ("conference", Section.SOCIAL)
    assert note.body == "Participants\nمشرفة الوحدة\nجمعية الوصل\n\nWhat was discussed\nالمسكن أولًا\n\nDecisions\n• البحث عن سكن\n• لا سفر قبل الأوراق"
    [task] = Task.objects.filter(case_id=office.case.pk)
    assert (task.title, task.staff_id, to_cairo(task.due_at).date()) == ("البحث عن سكن", office.worker.staff.pk, soon)
    assert "Case conference" in text(answer)


@pytest.mark.parametrize(("wrong", "field"), [
    ({"participants": ""}, "participants"), ({"decision_1": "", **{"due_1_day": 1, "due_1_month": 1, "due_1_year": 2030}}, "decision_1"),
    ({"decision_1": "زيارة", **{"due_1_day": 1, "due_1_month": 1, "due_1_year": 2020}}, "due_1")])
def test_what_is_missing_or_past_is_said_at_its_field_and_nothing_is_written(office, wrong, field):
    answer = make.browser(office.worker).post(office.url("confer"), conference(**wrong))
    assert field in answer.context["form"].errors and "المسكن أولًا" in text(answer)
    assert not Note.objects.exists() and not Task.objects.exists()
    if field == "due_1":
        assert "Decision 1: by which day? This time has passed" in text(answer), "whose day it is stands in the summary of errors"


def test_a_conference_to_come_is_a_task_and_not_a_note(office):
    tomorrow = cairo_day(clock()) + timedelta(days=1)
    assert "happened_on" in make.browser(office.worker).post(office.url("confer"), conference(**day(tomorrow, "happened_on"))).context["form"].errors
    for stranger in (office.colleague, office.other):
        assert make.browser(stranger).post(office.url("confer"), conference()).status_code == 404


# Households ------------------------------------------------------------------------------------------------------------------------------------------
def test_cases_of_a_household_stand_side_by_side_for_who_sees_them(office):
    child = make.person(office.worker, make.identity("آدم"), phone="")
    with acting(office.worker.cookie) as actor:
        actions.add_member(office.case, member_id=child, relation="child", by=actor)
    browser = make.browser(office.worker)
    assert "No case of this person that you may see." in text(browser.get(office.url("case_household")))
    of_child = make.case(office.worker, child)
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(of_child, level="high", reasons="وحده بعد المدرسة", by=actor)
    page = text(browser.get(office.url("case_household")))
    assert of_child.number in page and "High risk" in page
    assert office.case.number in text(browser.get(reverse("case_household", args=[of_child.pk]))), "and from the child to the head"


def test_a_members_case_of_a_colleague_is_not_shown(office):
    child = make.person(office.worker, make.identity("آدم"), phone="")
    of_child = make.case(office.worker, child)
    with acting(office.worker.cookie) as actor:
        actions.add_member(office.case, member_id=child, relation="child", by=actor)
    make.handed_over(of_child, office.worker, office.colleague)
    page = text(make.browser(office.worker).get(office.url("case_household")))
    assert of_child.number not in page and "No case of this person that you may see." in page
    assert office.case.number not in text(make.browser(office.colleague).get(reverse("case_household", args=[of_child.pk])))


# The summary -----------------------------------------------------------------------------------------------------------------------------------------
@with_fonts
def test_the_summary_tells_the_case_without_a_name_and_without_restricted_sections(office, tmp_path):
    nurse = make.member("health_worker", of=office.worker.organisation, teams=[office.worker.team])
    with acting(office.worker.cookie) as actor:
        screened = actions.screen(office.case, answers={"HH-HOME": "risk", "HH-SUP": "protective"}, remarks="", by=actor)
        actions.decide_risk(office.case, level="high", reasons="Broker knows the address", screening_id=screened.pk, by=actor)
        actions.write_note(office.case, section=Section.SOCIAL, kind="visit", body="Visited at home", happened_at=None, by=actor)
        plan = actions.begin_plan(office.case, by=actor)
        actions.plan_action(actions.set_goal(plan, dimension="social", title="Safe housing", own_words="A door to lock", by=actor), title="Look for a room", done_by="",
                            staff_id=actor.staff_id, due_on=None, by=actor)
        actions.add_coworker(office.case, staff_id=nurse.staff.pk, sections=Section.HEALTH | Section.SOCIAL, by=actor)
    with acting(nurse.cookie) as actor:
        actions.write_note(office.case, section=Section.HEALTH, kind="note", body="Needs surgery", happened_at=None, by=actor)
    answer = make.browser(nurse).get(office.url("case_summary"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    told = text_of(answer.content, tmp_path)
    for words in (office.case.number, "Broker knows the address", "Safe housing", "A door to lock", "Look for a room", "Visited at home", "Safety at home", "High risk"):
        assert words in told, words
    assert "surgery" not in told and "هناء" not in told
    arabic = make.browser(nurse).get(office.url("case_summary") + "?in=ar")
    assert arabic.status_code == 200 and b"/StructTreeRoot" in arabic.content


@with_fonts
def test_a_summary_tells_what_there_is_not_apart_from_what_is_not_the_readers_to_read(office, tmp_path):
    nurse = make.member("health_worker", of=office.worker.organisation, teams=[office.worker.team])
    with acting(office.worker.cookie) as actor:
        actions.add_coworker(office.case, staff_id=nurse.staff.pk, sections=Section.HEALTH, by=actor)
    hers, theirs = (text_of(make.browser(of).get(office.url("case_summary")).content, tmp_path) for of in (office.worker, nurse))
    assert "No plan with goals yet." in hers and "No note yet." in hers and "Nothing here that you may read." not in hers
    assert "Nothing here that you may read." in theirs and "No plan with goals yet." not in theirs


@with_fonts
def test_a_summary_is_on_record_and_only_for_who_sees_the_case(office):
    assert make.browser(office.worker).get(office.url("case_summary")).status_code == 200
    assert "Summary printed" in text(make.browser(office.worker).get(office.url("case_log")))
    for stranger in (office.colleague, office.other):
        assert make.browser(stranger).get(office.url("case_summary")).status_code == 404
