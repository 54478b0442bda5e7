"""An answer that raises an alarm is never stored without its flag and its task, and the flag says nothing of it to who does not read the section."""
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.assessments import actions
from amana.casework.assessments.models import Alarm, AlarmEnd, Assessment
from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Task
from amana.ground.access.models import Staff
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden, acting, attempt, clock
from amana.insight.notices import queries as notices
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.assessments.conftest import DAY, ITEMS, PHQ9, phq9, recorded, sent

pytestmark = pytest.mark.django_db
FLAG, TO_WHO_LEADS = "Call the supervisor before contact", "Call the clinical or protection supervisor before contact"
CONTENT = ("PHQ", "Thoughts of death", "suicide", "self-harm", "Safety protocol", "depression")


@pytest.fixture
def alarmed(worker, shared_case):
    made = recorded(worker, shared_case, phq9(0, last="1"))
    made.refresh_from_db()
    return made


def test_the_last_question_raises_the_alarm_at_any_total_with_a_task_due_today(worker, shared_case, alarmed):
    assert alarmed.is_alarming and alarmed.scores["total"] == {"score": "1", "band": "minimal"}
    task, raised = Task.objects.get(case=shared_case, kind="alarm"), Alarm.objects.get(case=shared_case)
    assert (task.staff_id, task.state, cairo_day(task.due_at)) == (worker.staff.pk, "open", cairo_day(clock())) and task.due_at - clock() <= timedelta(hours=1)
    assert (raised.assessment_id, raised.person_id, raised.ended_at) == (alarmed.pk, shared_case.person_id, None)


@pytest.mark.parametrize("answer", ["1", "2", "3"])
def test_nobody_can_store_such_an_answer_without_it_whatever_she_says_of_it(worker, case, answer):
    """Not the action: the row as any statement of the program could write it."""
    with acting(worker.cookie):
        Assessment.objects.create(case_id=case.pk, instrument="phq9", version="1", asked_on=DAY, language="arz", answers={ITEMS[-1]: answer}, scores={}, suggested=[], is_alarming=False)
    assert Alarm.objects.filter(case=case, ended_at=None).count() == Task.objects.filter(case=case, kind="alarm", state="open").count() == 1


def test_without_the_flag_the_answers_are_not_stored(worker, case):
    """What breaks between the answers and the alarm undoes both: there is no statement between them."""
    with acting(worker.cookie) as actor, pytest.raises(Refused), attempt():
        actions.record(case, PHQ9, answers=phq9(last="2"), asked_on=DAY, language="arz", remarks="", by=actor)
        raise Refused("broken")
    assert not Assessment.objects.exists() and not Alarm.objects.exists() and not Task.objects.filter(kind="alarm").exists()


def test_nobody_raises_or_ends_an_alarm_by_hand(worker, case, alarmed, shared_case):
    with acting(worker.cookie):
        with pytest.raises(Hidden), attempt():
            Alarm.objects.create(case_id=case.pk, assessment_id=alarmed.pk)
        with pytest.raises(Hidden), attempt():
            Alarm.objects.filter(case=shared_case).update(ended_at=clock())


# Across the wall ---------------------------------------------------------------------------------------------------------------------------------------
def test_others_see_the_flag_without_content_and_readers_see_the_way_to_its_reason(worker, caseworker, supervisor, chief, shared_case, alarmed):
    case_page, person_page = reverse("case", args=[shared_case.pk]), reverse("person", args=[shared_case.person_id])
    for stranger, flag in ((caseworker, FLAG), (supervisor, TO_WHO_LEADS)):
        for url in (case_page, person_page, reverse("case_notes", args=[shared_case.pk]), reverse("case_assessments", args=[shared_case.pk])):
            page = make.browser(stranger).get(url).content.decode()
            assert flag in page and '<div class="am-note am-note-danger">' in page and "&lt;div" not in page and not any(word in page for word in CONTENT) and str(alarmed.pk) not in page, url
        assert make.browser(stranger).get(reverse("alarm", args=[shared_case.pk, Alarm.objects.get().pk])).status_code == 404
    for reader in (worker, chief):
        page = make.browser(reader).get(case_page).content.decode()
        assert "Safety protocol: open" in page and reverse("alarm", args=[shared_case.pk, Alarm.objects.get().pk]) in page


def test_two_alarms_are_one_flag_to_who_reads_neither_and_two_to_who_reads_both(worker, caseworker, shared_case, alarmed):
    recorded(worker, shared_case, phq9(0, last="2"), on=DAY - timedelta(days=1))
    page = reverse("person", args=[shared_case.person_id])
    assert make.browser(caseworker).get(page).content.decode().count(FLAG) == 1
    assert make.browser(worker).get(page).content.decode().count("Safety protocol: open") == 2


def test_the_clinical_supervisor_is_told_at_once_and_the_notice_names_nothing(worker, caseworker, supervisor, chief, shared_case, alarmed):
    for told in (chief, supervisor, caseworker):
        with acting(told.cookie):
            found = [one for one in notices.notices() if one.kind == "alarm_raised"]
        assert [one.object for one in found] == [shared_case.pk]
        page = make.browser(told).get(reverse("notices")).content.decode()
        assert "Cases in which somebody must act today" in page and not any(word in page for word in CONTENT)
    with acting(worker.cookie):
        assert not [one for one in notices.notices() if one.kind == "alarm_raised"], "it is her own"
    for stranger in (make.member("clinical_supervisor"), make.member("clinical_supervisor", of=worker.organisation)):
        with acting(stranger.cookie):
            assert not notices.notices() and not Alarm.objects.exists()


def test_the_task_is_told_without_content_and_ends_with_the_alarm_alone(worker, caseworker, shared_case, alarmed):
    task = Task.objects.get(kind="alarm")
    for reader in (worker, caseworker):
        page = make.browser(reader).get(reverse("case", args=[shared_case.pk])).content.decode()
        assert "Urgent today: open the case and call the supervisor" in page
    for member in (worker, caseworker):
        page = make.browser(member).post(reverse("finish_task", args=[shared_case.pk, task.pk]), {"outcome": "تم"})
        assert page.status_code == 409 and "says on the alarm what was done" in page.content.decode()
        with acting(member.cookie) as actor, pytest.raises(Refused, match="task_of_an_alarm"):
            cases.cancel_task(task.pk, reason="لا", by=actor)
    assert "Urgent today" in make.browser(worker).get(reverse("home")).content.decode()


# Ending it ---------------------------------------------------------------------------------------------------------------------------------------------
def test_who_writes_the_section_says_what_was_done_and_flag_and_task_end(worker, caseworker, chief, shared_case, alarmed):
    raised, task = Alarm.objects.get(), Task.objects.get(kind="alarm")
    url, browser = reverse("alarm", args=[shared_case.pk, raised.pk]), make.browser(chief)
    page = browser.get(url).content.decode()
    assert "ask about plan, means, time" in page and "Draft" in page
    assert browser.post(url, {"done": ""}).context["form"].errors["done"]
    browser.post(url, {"done": "تحدثت معها ومع أختها، وخطة سلامة مكتوبة"})
    raised.refresh_from_db(), task.refresh_from_db()
    assert raised.ended_at == AlarmEnd.objects.get().made_at and task.state == "done"
    assert FLAG not in make.browser(caseworker).get(reverse("case", args=[shared_case.pk])).content.decode()
    assert "خطة سلامة" in browser.get(reverse("assessment", args=[shared_case.pk, alarmed.pk])).content.decode()
    with acting(caseworker.cookie):
        assert not AlarmEnd.objects.exists()
        assert not [one for one in notices.notices() if one.kind == "alarm_raised"]
    assert browser.get(url).status_code == 404
    with acting(chief.cookie) as actor, pytest.raises(Hidden), attempt():
        actions.end_alarm(raised, section=alarmed.section, done="مرة أخرى", by=actor)


def test_with_two_alarms_the_task_stands_until_the_last_has_ended(worker, shared_case, alarmed):
    recorded(worker, shared_case, phq9(3, last="3"))
    first, second = Alarm.objects.order_by("made_at", "id")
    assert Task.objects.filter(kind="alarm").count() == 1
    for one, state in ((first, "open"), (second, "done")):
        with acting(worker.cookie) as actor:
            actions.end_alarm(one, section=128, done="تم", by=actor)
        assert Task.objects.get(kind="alarm").state == state


def test_a_correction_takes_no_alarm_away_and_moves_it_where_it_raises_one_again(worker, shared_case, alarmed):
    with acting(worker.cookie) as actor:
        again = actions.correct(alarmed, PHQ9, answers=phq9(3, last="2"), asked_on=DAY, language="arz", remarks="", why="خطأ", by=actor)
    assert list(Alarm.objects.filter(ended_at=None).values_list("assessment_id", flat=True)) == [again.pk]
    with acting(worker.cookie) as actor:
        actions.correct(again, PHQ9, answers=phq9(3), asked_on=DAY, language="arz", remarks="", why="خطأ", by=actor)
    assert Alarm.objects.filter(ended_at=None).count() == Task.objects.filter(kind="alarm", state="open").count() == 1, "a person ends it"


def test_closure_is_not_asked_for_over_an_alarm_and_who_would_decide_on_it_is_told(worker, caseworker, supervisor, shared_case, alarmed):
    told = "An alarm stands in this case. Before the case is closed"
    browser, asks = make.browser(caseworker), reverse("ask_closure", args=[shared_case.pk])
    assert told in browser.get(asks).content.decode(), "before she has filled anything in"
    answer = browser.post(asks, {"reason": "goals_met", "summary": "x"})
    assert told in answer.context["form"].non_field_errors()[0] and Case.objects.get(pk=shared_case.pk).state == "open"
    assert not browser.post(asks, {"reason": "withdrew"}).context["form"].non_field_errors(), "there the alarm ends with the case"
    with acting(worker.cookie) as actor:
        actions.end_alarm(Alarm.objects.get(), section=Section.PSYCHOSOCIAL, done="اتصلنا بها", by=actor)
    with acting(caseworker.cookie) as actor:
        cases.ask_closure(shared_case, reason="goals_met", summary="", by=actor)
    recorded(worker, shared_case, phq9(total=1, last="1"))
    page = make.browser(supervisor).get(reverse("approve_closure", args=[shared_case.pk])).content.decode()
    assert told in page and not any(word in page for word in CONTENT)
    Case.objects.filter(pk=shared_case.pk).update(reason="withdrew")
    assert told not in make.browser(supervisor).get(reverse("approve_closure", args=[shared_case.pk])).content.decode()


def test_after_the_form_the_worker_stands_before_the_protocol(worker, case):
    answer = make.browser(worker).post(reverse("record_assessment", args=[case.pk, "phq9", "1"]), sent(phq9(last="2")))
    assert answer.url == reverse("alarm", args=[case.pk, Alarm.objects.get().pk])


def test_of_a_program_the_task_is_the_owners(worker, case):
    Staff.objects.filter(pk=worker.staff.pk).update(is_system=True)
    owner = make.member("psychosocial_worker", of=worker.organisation, teams=worker.teams)
    make.handed_over(case, worker, owner)
    with acting(owner.cookie) as actor:
        cases.add_coworker(case, staff_id=worker.staff.pk, sections=128 | 17, by=actor)
    recorded(worker, case, phq9(last="1"))
    assert Task.objects.get(kind="alarm").staff_id == owner.staff.pk
