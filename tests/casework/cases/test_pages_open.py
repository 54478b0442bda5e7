"""Each page of a case: opens for its worker, is forbidden to roles without the verb, does not exist for others."""
import re

import pytest
from django.urls import reverse

from tests import builders as make

pytestmark = pytest.mark.django_db

def body(answer) -> str:
    """The page without the marks that differ from one request to the next."""
    return re.sub(r'(nonce|content|value)="[A-Za-z0-9+/=]{20,}"', "", answer.content.decode())


READ = ["case", "case_plan", "case_notes", "case_household", "case_log"]
ACTS = ["decide_risk", "write_note", "plan_task", "hand_over", "add_coworker", "add_member", "ask_closure"]
POSTS = ["begin_plan", "submit_plan", "approve_plan", "hold", "resume"]


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
    # A desk names the workers of its referrals: `assign` is its verb too, and the case simply is not there for it.
    desk = make.member("reception" if name == "assign" else "desk_officer", of=office.worker.organisation)
    assert make.browser(desk).get(office.url(name)).status_code == 403


@pytest.mark.parametrize("name", ["assign", "approve_closure", "refuse_closure", "reopen_case"])
def test_a_case_worker_does_not_decide_what_a_supervisor_decides(office, name):
    assert make.browser(office.worker).get(office.url(name)).status_code == 403


def test_the_list_is_for_roles_that_work_on_cases(office):
    assert make.browser(office.worker).get(reverse("cases")).status_code == 200
    assert make.browser(make.member("analyst", teams=[])).get(reverse("cases")).status_code == 403
