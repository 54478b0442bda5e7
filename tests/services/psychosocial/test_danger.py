"""Danger that was spoken of in a session raises the same alarm as an answer in an assessment: flag, task and notice in one statement, without its reason."""
import pytest
from django.urls import reverse

from amana.casework.assessments.models import Alarm, AlarmEnd
from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Task
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import Hidden, acting, attempt
from amana.insight.notices import queries as notices
from amana.lib.core.errors import Refused
from amana.services.psychosocial.models import Session
from tests import builders as make
from tests.services.psychosocial.test_care import SECRET, answers, record, today

pytestmark = pytest.mark.django_db
FLAG, TO_WHO_LEADS, TITLE = "Call the supervisor before contact", "Call the clinical or protection supervisor before contact", "open since danger was spoken of in a session"


@pytest.fixture
def supervisor(owner):
    return make.member("supervisor", of=owner.organisation, teams=owner.teams)


@pytest.fixture
def dangerous(counsellor, case):
    return record(counsellor, case, danger=True)


def pages_of(case):
    return [reverse("case", args=[case.pk]), reverse("person", args=[case.person_id])]


def test_flag_and_task_stand_in_the_statement_that_stores_the_session(counsellor, case):
    with acting(counsellor.cookie):
        Session.objects.create(case_id=case.pk, kind="individual", held_on=today(), attendance="came", place="office", danger=True)
    raised, task = Alarm.objects.get(), Task.objects.get(kind="alarm")
    assert (raised.assessment_id, raised.case_id, raised.ended_at) == (Session.objects.get().pk, case.pk, None)
    assert (task.staff_id, task.state, task.title) == (counsellor.staff.pk, "open", "")


def test_a_session_without_danger_raises_none(counsellor, case):
    record(counsellor, case)
    assert not Alarm.objects.exists() and not Task.objects.filter(kind="alarm").exists()


def test_others_see_the_flag_without_its_reason_and_who_reads_it_the_way_to_what_to_do(owner, counsellor, clinician, supervisor, case, dangerous):
    way = reverse("alarm", args=[case.pk, Alarm.objects.get().pk])
    for stranger, flag in ((owner, FLAG), (supervisor, TO_WHO_LEADS)):
        for url in pages_of(case):
            page = make.browser(stranger).get(url).content.decode()
            assert flag in page and TITLE not in page and SECRET not in page and way not in page, url
        assert make.browser(stranger).get(way).status_code == 404
        with acting(stranger.cookie), pytest.raises(Hidden), attempt():
            AlarmEnd.objects.create(alarm=Alarm.objects.get(), done="تم")
    for reader in (counsellor, clinician):
        page = make.browser(reader).get(pages_of(case)[0]).content.decode()
        assert TITLE in page and way in page and FLAG not in page and TO_WHO_LEADS not in page


def test_the_supervisors_are_told_at_once_and_the_notice_names_nothing(owner, counsellor, clinician, supervisor, case, dangerous):
    for told in (owner, clinician, supervisor):
        with acting(told.cookie):
            assert [one.object for one in notices.notices() if one.kind == "alarm_raised"] == [case.pk]
    with acting(counsellor.cookie):
        assert not [one for one in notices.notices() if one.kind == "alarm_raised"], "it is her own"


def test_the_form_leads_to_the_safety_plan_and_the_page_of_the_alarm_leads_there_too(counsellor, clinician, case):
    browser = make.browser(counsellor)
    assert browser.post(reverse("record_session", args=[case.pk]), answers(danger="on")).url == reverse("plan_safety", args=[case.pk])
    assert "an alarm stands on the case" in browser.get(reverse("plan_safety", args=[case.pk])).content.decode()
    url = reverse("alarm", args=[case.pk, Alarm.objects.get().pk])
    page = browser.get(url).content.decode()
    assert reverse("plan_safety", args=[case.pk]) in page and "Ask about plan, means and time" in page and "Danger was spoken of in a session" in page
    assert make.browser(clinician).post(url, {"done": "خطة سلامة، وأختها معها"}).url == reverse("case", args=[case.pk])
    assert Alarm.objects.get().ended_at == AlarmEnd.objects.get().made_at and Task.objects.get(kind="alarm").state == "done"
    assert browser.get(url).status_code == 404


def test_a_session_put_right_takes_the_alarm_over_and_never_ends_it(counsellor, case, dangerous):
    columns = {"kind": "individual", "held_on": today(), "attendance": "came", "place": "office", "replaces": dangerous, "case_id": case.pk}
    with acting(counsellor.cookie):
        Session.objects.create(**columns, danger=True)
    assert Alarm.objects.get(ended_at=None).assessment_id == Session.objects.get(replaces=dangerous).pk and Task.objects.filter(kind="alarm").count() == 1
    with acting(counsellor.cookie):
        Session.objects.create(**columns | {"replaces": Session.objects.get(replaces=dangerous)}, danger=False)
    assert Alarm.objects.filter(ended_at=None).count() == 1


def test_a_case_is_not_closed_over_an_alarm_until_somebody_has_said_what_was_done(owner, counsellor, supervisor, case, dangerous):
    with acting(owner.cookie) as actor:
        cases.ask_closure(case, reason="goals_met", summary="", by=actor)
    url = reverse("approve_closure", args=[case.pk])
    page = make.browser(supervisor).post(url, follow=True)
    assert "An alarm stands in this case" in page.content.decode() and Case.objects.get().state == "closure_asked"
    make.browser(counsellor).post(reverse("alarm", args=[case.pk, Alarm.objects.get().pk]), {"done": "تحدثت معها"})
    make.browser(supervisor).post(url)
    assert Case.objects.get().state == "closed"


def test_where_the_person_withdrew_the_alarm_ends_with_the_case(owner, counsellor, supervisor, case, dangerous):
    with acting(owner.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=case.person_id, purpose="case"), by=actor)
    with acting(supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)
    assert Case.objects.get().state == "closed" and Alarm.objects.get().ended_at and Task.objects.get(kind="alarm").state == "cancelled"


def test_danger_cannot_be_written_into_a_closed_case(counsellor, case):
    Case.objects.filter(pk=case.pk).update(state="closed")
    with pytest.raises((Refused, Hidden)):
        record(counsellor, case, danger=True)
    assert not Session.objects.exists() and not Alarm.objects.exists()
