"""One act on several ticked cases: each by its ordinary action, and what was not done is said with the reason."""
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Assignment, Task
from amana.casework.cases.pages import together
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.ground.shell.lists import PAGE
from tests import builders as make

pytestmark = pytest.mark.django_db


def owner_of(case):
    return Assignment.objects.get(case_id=case.pk, until_at=None).staff_id


@pytest.fixture
def mate(office):
    return make.member(of=office.worker.organisation, teams=[office.worker.team], name="كريم الأقصري")


def sent(member, name: str, cases, **given):
    return make.browser(member).post(reverse(name), {"case": [case.pk for case in cases], **given}, follow=True).content.decode()


def another(worker, given: str):
    return make.case(worker, make.person(worker, make.identity(given)))


def test_ticks_lead_to_a_page_that_names_the_cases_and_asks_once(office):
    second = another(office.worker, "ليلى")
    browser = make.browser(office.supervisor)
    listed = browser.get(reverse("cases")).content.decode()
    assert f'name="case" value="{second.pk}"' in listed and reverse("assign_together") in listed
    asked = browser.get(reverse("assign_together"), {"case": [office.case.pk, second.pk], "list": "state=open"}).content.decode()
    assert office.case.number in asked and second.number in asked and "?state=open" in asked


def test_a_supervisor_assigns_several_cases_at_once_and_each_can_be_assigned_back(office, mate):
    second = another(office.worker, "ليلى")
    page = sent(office.supervisor, "assign_together", [office.case, second], worker=f"{office.worker.team.pk}/{mate.staff.pk}")
    assert "Done in 2 cases of 2." in page
    assert {owner_of(office.case), owner_of(second)} == {mate.staff.pk}
    with acting(office.supervisor.cookie) as actor:
        actions.assign(second, team_id=office.worker.team.pk, staff_id=office.worker.staff.pk, by=actor)
    assert owner_of(second) == office.worker.staff.pk


def test_a_receiver_out_of_the_supervisors_sight_is_marked_before_and_named_after(office, mate):
    marked = f'· you then no longer see the case"><option value="{office.colleague.team.pk}/'
    asked = make.browser(office.supervisor).get(reverse("assign_together"), {"case": [office.case.pk]}).content.decode()
    assert marked in asked and asked.count("you then no longer see") == 1 and "Each case can be assigned back" not in asked
    assert marked in make.browser(office.supervisor).get(office.url("assign")).content.decode()
    manager = make.browser(make.member("case_manager", of=office.worker.organisation))
    assert "you then no longer see" not in manager.get(office.url("assign")).content.decode(), "a head of unit sees the cases of all teams"
    page = sent(office.supervisor, "assign_together", [office.case], worker=f"{office.colleague.team.pk}/{office.colleague.staff.pk}")
    assert "Done in 1 case of 1. Assigned to \u2068كريم الأقصري" in page
    assert make.browser(office.supervisor).get(office.url("case")).status_code == 404


def test_a_supervisor_sees_beside_each_colleague_of_her_teams_what_she_carries_and_a_worker_does_not(office, mate):
    another(office.worker, "ليلى")
    asked = {"case": [office.case.pk]}
    with CaptureQueriesContext(connection) as one:
        page = make.browser(office.supervisor).get(reverse("assign_together"), asked).content.decode()
    assert f"{office.worker.staff.name} · Case worker · 2 open cases<" in page and f"{mate.staff.name} · Case worker · 0 open cases<" in page
    assert page.count("open case") == len(re.findall(f'value="{office.worker.team.pk}/', page)), "of another team she does not know"
    another(mate, "سارة")
    with CaptureQueriesContext(connection) as more:
        make.browser(office.supervisor).get(reverse("assign_together"), asked)
    assert len(more) == len(one)
    assert "open case" not in make.browser(office.worker).get(office.url("hand_over")).content.decode()


def test_what_is_refused_in_one_case_leaves_the_others_done_and_is_said_with_its_number(office, mate):
    hers, withdrawn = another(mate, "ليلى"), another(office.worker, "سارة")
    with acting(office.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=withdrawn.person_id, purpose="case"), by=actor)
    page = sent(office.supervisor, "assign_together", [office.case, hers, withdrawn], worker=f"{office.worker.team.pk}/{mate.staff.pk}")
    assert "Done in 1 case of 3." in page and "This worker owns the case already." in page
    assert hers.number in page and withdrawn.number in page
    assert owner_of(office.case) == mate.staff.pk and owner_of(withdrawn) == office.worker.staff.pk


def test_a_case_on_which_one_only_works_along_is_not_hers_to_assign(office):
    helped = make.member("supervisor", of=office.worker.organisation)
    with acting(office.worker.cookie) as actor:
        actions.add_coworker(office.case, staff_id=helped.staff.pk, sections=Section.SOCIAL, by=actor)
    page = sent(helped, "assign_together", [office.case], worker=f"{helped.team.pk}/{helped.staff.pk}")
    assert "You work along on this case" in page and owner_of(office.case) == office.worker.staff.pk


def test_hidden_and_invented_cases_are_missing_alike_and_nonsense_is_passed_over(office, mate):
    stranger = make.case(make.member())
    browser = make.browser(office.supervisor)
    asked = browser.get(reverse("assign_together"), {"case": [stranger.pk, uuid4(), "nonsense", office.case.pk]}).content.decode()
    assert stranger.number not in asked and asked.count('type="hidden" name="case"') == 1
    page = sent(office.supervisor, "assign_together", [stranger], worker=f"{office.worker.team.pk}/{mate.staff.pk}")
    assert "Tick the cases first." in page and owner_of(stranger) != mate.staff.pk


def test_never_more_cases_than_a_page_shows(office, mate, monkeypatch):
    monkeypatch.setattr(together, "PAGE", 1)
    second = another(office.worker, "ليلى")
    assert PAGE == 25
    assert "Done in 1 case of 1." in sent(office.supervisor, "assign_together", [office.case, second], worker=f"{office.worker.team.pk}/{mate.staff.pk}")
    assert owner_of(second) == office.worker.staff.pk


def test_the_same_task_is_planned_in_each_case_for_its_owner_or_for_oneself(office, mate):
    hers = another(mate, "ليلى")
    asked = make.browser(office.supervisor).get(reverse("plan_task_together"), {"case": [office.case.pk]}).content.decode()
    names = dict(zip(("day", "month", "year"), re.findall(r'name="(due_on_\w+)"', asked), strict=True))
    when = {names["day"]: "1", names["month"]: "1", names["year"]: "2031"}
    page = sent(office.supervisor, "plan_task_together", [office.case, hers], title="مراجعة الملف", staff_id="owner", **when)
    assert "Done in 2 cases of 2." in page
    assert dict(Task.objects.filter(title="مراجعة الملف").values_list("case_id", "staff_id")) == {
        office.case.pk: office.worker.staff.pk, hers.pk: mate.staff.pk}
    sent(office.worker, "plan_task_together", [office.case], title="لي", staff_id="", **when)
    assert Task.objects.get(title="لي").staff_id == office.worker.staff.pk


def test_a_form_that_is_not_filled_in_keeps_the_ticks_and_changes_nothing(office):
    page = sent(office.supervisor, "assign_together", [office.case], worker="")
    assert office.case.number in page and "am-field-invalid" in page and owner_of(office.case) == office.worker.staff.pk


def test_only_who_assigns_may_assign_together_and_only_who_plans_tasks_may_plan(office):
    assert make.browser(office.worker).get(reverse("assign_together")).status_code == 403
    assert make.browser(make.member("reception")).get(reverse("plan_task_together")).status_code == 403
