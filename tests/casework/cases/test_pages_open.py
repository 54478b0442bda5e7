"""Each page of a case: opens for its worker, is forbidden to roles without the verb, does not exist for others."""
import re

import pytest
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Case, HouseholdMember, Plan
from amana.ground.access.rules import ROLES, Reach, Section
from amana.ground.rows.acting import acting
from tests import builders as make

pytestmark = pytest.mark.django_db

def body(answer) -> str:
    """The page without the marks that differ from one request to the next."""
    return re.sub(r'(nonce|content|value)="[A-Za-z0-9+/=]{20,}"', "", answer.content.decode())


READ = ["case", "case_plan", "case_notes", "case_household", "case_log"]
ACTS = ["decide_risk", "write_note", "plan_task", "hand_over", "add_coworker", "add_member", "hold", "ask_closure"]
POSTS = ["begin_plan", "submit_plan", "approve_plan", "resume"]


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("name", READ + ACTS)
def test_the_worker_opens_it(office, name, language):
    page = make.browser(office.worker, language=language).get(office.url(name))
    assert page.status_code == 200
    assert office.case.number in page.content.decode()


@pytest.mark.parametrize("name", [*READ, "assign", "approve_closure", "refuse_closure"])
def test_the_supervisor_opens_it(office, name):
    assert make.browser(office.supervisor).get(office.url(name)).status_code == 200


@pytest.mark.parametrize("name", READ + ACTS)
def test_a_colleague_out_of_reach_and_another_organisation_get_the_same_as_for_a_case_that_does_not_exist(office, name):
    """Field report B35, B37: hidden and missing look alike, on every page."""
    missing = make.browser(office.worker).get(reverse(name, args=["0190a2c4-0000-7000-8000-000000000009"]))
    assert missing.status_code == 404
    for stranger in (office.colleague, office.other):
        answer = make.browser(stranger).get(office.url(name))
        assert (answer.status_code, body(answer)) == (404, body(missing))


@pytest.mark.parametrize("name", POSTS)
def test_an_act_of_one_press_does_not_exist_for_a_colleague_out_of_reach(office, name):
    if name == "approve_plan":
        assert make.browser(office.colleague).post(office.url(name)).status_code == 403
    else:
        assert make.browser(office.colleague).post(office.url(name)).status_code == 404


@pytest.mark.parametrize("name", [*ACTS, "assign", "approve_closure", "refuse_closure", "reopen_case", *POSTS])
def test_a_role_without_the_verb_is_told_so(office, name):
    desk = make.member("desk_officer", of=office.worker.organisation)
    assert make.browser(desk).get(office.url(name)).status_code == 403


@pytest.mark.parametrize("name", ["assign", "approve_closure", "refuse_closure", "reopen_case"])
def test_a_case_worker_does_not_decide_what_a_supervisor_decides(office, name):
    assert make.browser(office.worker).get(office.url(name)).status_code == 403


def test_the_list_is_for_roles_that_work_on_cases(office):
    assert make.browser(office.worker).get(reverse("cases")).status_code == 200
    assert make.browser(make.member("analyst", teams=[])).get(reverse("cases")).status_code == 403


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if "open" in role.verbs])
def test_whoever_may_open_a_case_by_verb_and_circle_opens_it_on_the_page(role):
    """DESIGN.md §6.4: the verb decides, not the sections that the role writes; the record is the role's own, or its team's."""
    registrar = make.member()
    member = make.member(role, of=registrar.organisation, teams=registrar.teams)
    by = registrar if ROLES[role].reach != Reach.OWN else member
    person = make.person(by)
    make.consent(by, person)
    address, browser = reverse("open_case", args=[person]), make.browser(member)
    assert address in browser.get(reverse("person", args=[person])).content.decode()
    assert browser.get(address).status_code == 200
    answer = browser.post(address, follow=True)
    assert answer.redirect_chain[0][0] == reverse("case", args=[Case.objects.get(person_id=person).pk])
    told = answer.content.decode()
    assert ("Decide the risk first." in told) == bool(ROLES[role].writes & Section.SOCIAL)
    assert make.browser(member).get(address).status_code == 200, "it says that a case is open already"


def test_a_clinical_supervisor_submits_a_plan_whose_goals_she_cannot_write(office):
    clinical = make.member("clinical_supervisor", of=office.worker.organisation, teams=office.worker.teams)
    worker = make.browser(office.worker)
    worker.post(office.url("begin_plan"))
    worker.post(office.url("set_goal"), {"dimension": "economic", "title": "عمل", "own_words": ""})
    page = make.browser(clinical).get(office.url("case_plan")).content.decode()
    assert office.url("submit_plan") in page and office.url("set_goal") not in page
    assert make.browser(clinical).get(office.url("set_goal")).status_code == 404
    assert make.browser(clinical).post(office.url("submit_plan"), follow=True).status_code == 200
    assert Plan.objects.get().state == "submitted"


@pytest.mark.parametrize("role", ["clinical_supervisor", "supervisor"])
def test_a_record_that_is_worked_with_joins_a_household_whatever_the_role_writes_of_it(office, role):
    leader = make.member(role, of=office.worker.organisation, teams=office.worker.teams)
    member = make.person(office.worker, make.identity("سلمى", family="البحيري"))
    address = f"{office.url('add_member')}?q=سلمى&member={member}"
    answer = make.browser(leader).post(address, {"relation": "child"}, follow=True)
    assert answer.status_code == 200 and HouseholdMember.objects.filter(member_id=member).exists(), answer.content.decode()[-3000:]


def test_the_latest_event_of_the_log_stands_beside_the_log_on_a_phone(office):
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="low", reasons="سكن", by=actor)
    answer = make.browser(office.worker).get(office.url("case"))
    latest = answer.context["events"][0]["title"]
    parts = answer.content.decode().partition('<nav class="am-card am-phone-only"')[2].partition("</nav>")[0].split("<li ")
    [told] = [row for row in parts if latest in row]
    assert f'href="{office.url("case_log")}"' in told
