"""My day: what is late, due and waiting, each with its reason."""
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.cases import actions, queries
from amana.doors.site.pages import first_steps
from amana.ground.access import actions as access
from amana.ground.rows.acting import acting, clock
from tests import builders as make

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def team():
    worker = make.member(name="مها القنطري")
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team], name="سلوى الريحاني")
    return worker, supervisor, make.case(worker)


def plan(worker, case, title="متابعة هاتفية", **due):
    with acting(worker.cookie) as actor:
        return actions.plan_task(case, title=title, due_at=clock() + timedelta(**due), staff_id=None, by=actor)


def test_without_cases_the_day_teaches_where_they_begin(team):
    begun = "Your first case, step by step"
    page = text(make.browser(make.member()).get("/"))
    assert begun in page and f'href="{reverse("register")}" data-row-link' in page
    assert all(begun not in text(make.browser(one).get("/")) for one in team[:2]), "who has a case knows the way"


def invite(by, role="analyst"):
    with acting(by.cookie) as actor:
        access.invite(organisation_id=by.organisation.pk, email="huda@example.org", name="هدى", role=role, teams=[], by=actor)


def test_whoever_begins_an_installation_is_led_to_its_organisations():
    first = make.member("platform_administrator", teams=[])
    page = text(make.browser(first).get("/"))
    assert "Found the other organisations" in page and f'href="{reverse("organisation", args=[first.organisation.pk])}" data-row-link' in page
    invite(first, role="organisation_administrator")

    def done() -> list[bool]:
        with acting(first.cookie) as actor:
            return [one.is_done for one in first_steps.of_platform(actor)]

    assert done() == [False, False], "an invitation is no administrator"
    make.member("organisation_administrator", of=first.organisation, teams=[], staff=first.staff)
    assert done() == [True, False]
    make.organisation()
    assert "Found the other organisations" not in text(make.browser(first).get("/"))


def test_a_new_office_is_led_from_step_to_step_until_all_are_done():
    administrator = make.member("organisation_administrator", teams=[])

    def done() -> list[bool]:
        with acting(administrator.cookie) as actor:
            return [one.is_done for one in first_steps.of_office(actor)]

    assert done() == [False] * 4
    page = text(make.browser(administrator).get("/"))
    assert "First steps" in page and page.index("Invite your colleagues") < page.index("What you can do here")
    team = make.team(administrator.organisation, is_desk=True)
    assert done() == [True, False, False, False]
    invite(administrator)
    make.member("analyst", of=administrator.organisation, teams=[], staff=administrator.staff)
    assert done() == [True, False, False, False], "neither an invitation nor a second role of her own is a colleague"
    make.member("supervisor", of=administrator.organisation, teams=[team])
    make.service(team)
    assert done() == [True, True, True, False]
    make.agreement(administrator.organisation, make.organisation())
    assert done() == []
    assert "First steps" not in text(make.browser(administrator).get("/"))


def test_a_role_without_files_is_told_so_and_what_it_can_open():
    page = text(make.browser(make.member("analyst", teams=[])).get("/"))
    assert "Your role reads no personal files" in page
    assert f'href="{reverse("directory")}" data-row-link' in page
    assert f'href="{reverse("staff")}" data-row-link' not in page


def test_an_administrator_is_told_what_there_is_to_do_and_which_agreements_wait():
    administrator = make.member("organisation_administrator", teams=[])
    make.agreement(make.organisation(), administrator.organisation)
    page = text(make.browser(administrator).get("/"))
    assert "1 agreement waits" in page
    assert all(f'href="{reverse(name)}" data-row-link' in page for name in ("staff", "teams", "agreements"))
    assert f'href="{reverse("organisations")}"' not in page


def test_tasks_stand_in_groups_with_their_reason(team):
    worker, _supervisor, case = team
    with acting(worker.cookie) as actor:
        actions.decide_risk(case, level="high", reasons="تهديد", by=actor)
    plan(worker, case, days=4)
    make.move_clock(hours=25)
    with acting(worker.cookie):
        day = queries.day_of(worker.staff.pk, clock())
    assert [one.task.kind for one in day.late] == ["first_action"]
    assert [one.task.title for one in day.week] == ["متابعة هاتفية"]
    page = text(make.browser(worker).get("/"))
    assert "High risk: first action within 24 hours" in page
    assert "هناء سعيد الشاذلي" in page
    assert reverse("finish_task", args=[case.pk, day.late[0].task.pk]) in page


def test_the_review_of_the_risk_becomes_due_by_itself(team):
    worker, _supervisor, case = team
    with acting(worker.cookie) as actor:
        actions.decide_risk(case, level="high", reasons="تهديد", by=actor)
        for task in queries.open_tasks_of(case.pk):
            actions.finish_task(task.pk, outcome="تم", by=actor)
    make.move_clock(days=14)
    page = text(make.browser(worker).get("/"))
    assert "Review the risk" in page
    assert "High risk: review within 14 days" in page
    with acting(worker.cookie) as actor:
        assert queries.due_counts(decides=False)[1] == 1
        actions.decide_risk(case, level="low", reasons="انخفض", by=actor)
        assert queries.due_counts(decides=False) == (0, 0)
        day = queries.day_of(worker.staff.pk, clock())
        assert not [one for one in (*day.late, *day.today, *day.week) if one.task is None]


def test_nothing_is_due_in_a_case_on_hold(team):
    worker, _supervisor, case = team
    plan(worker, case, hours=1)
    make.move_clock(days=2)
    with acting(worker.cookie) as actor:
        actions.hold(case, reason="سفر", by=actor)
        assert queries.due_counts(decides=False) == (0, 0)
        assert queries.day_of(worker.staff.pk, clock()).late == []


def test_decisions_wait_for_who_may_take_them_and_for_nobody_else(team):
    worker, supervisor, case = team
    with acting(worker.cookie) as actor:
        version = actions.begin_plan(case, by=actor)
        actions.set_goal(version, dimension="social", title="مسكن آمن", own_words="", by=actor)
        actions.submit_plan(version, by=actor)
        actions.ask_closure(case, reason="goals_met", summary="", by=actor)
    page = text(make.browser(supervisor).get("/"))
    assert "Plan to approve" in page
    assert "Closure asked for: Goals met" in page
    with acting(supervisor.cookie):
        assert queries.due_counts(decides=True) == (0, 2)
    for other in (worker, make.member("supervisor", of=worker.organisation), make.member("supervisor")):
        assert "Plan to approve" not in text(make.browser(other).get("/"))


def test_a_withdrawn_consent_waits_for_closing(team):
    from amana.casework.consent import actions as consents
    from amana.casework.consent.models import ConsentScope
    worker, supervisor, case = team
    with acting(worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=case.person_id, purpose="case"), by=actor)
    assert "Consent withdrawn: the case is to be closed" in text(make.browser(supervisor).get("/"))


def test_a_task_late_by_half_its_time_comes_to_the_supervisor_and_by_all_of_it_to_the_head(team):
    worker, supervisor, case = team
    head = make.member("case_manager", of=worker.organisation)
    plan(worker, case, days=4)

    def told(member) -> bool:
        return "متابعة هاتفية" in text(make.browser(member).get("/"))
    make.move_clock(days=5)
    assert (told(supervisor), told(head)) == (False, False)
    make.move_clock(days=1, hours=1)
    assert (told(supervisor), told(head)) == (True, False)
    make.move_clock(days=2)
    assert (told(supervisor), told(head)) == (True, True)
    assert not told(make.member("supervisor", of=worker.organisation))


def test_the_menu_counts_only_what_is_to_be_done(team):
    worker, _supervisor, case = team
    assert "am-count" not in text(make.browser(worker).get(reverse("people")))
    plan(worker, case, minutes=1)
    make.move_clock(minutes=5)
    assert "am-count-urgent" in text(make.browser(worker).get(reverse("people")))


def test_cases_stand_in_the_menu_of_roles_that_have_cases():
    assert f'href="{reverse("cases")}"' in text(make.browser(make.member()).get("/"))
    assert f'href="{reverse("cases")}"' not in text(make.browser(make.member("reception")).get("/"))
