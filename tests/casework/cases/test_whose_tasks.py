"""What is to be done in a case is somebody's who works on it, whoever comes and goes."""
from datetime import timedelta

import pytest

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Coworker, Task
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from tests import builders as make

pytestmark = pytest.mark.django_db


def planned(case, by: make.Member, title: str, staff_id=None) -> Task:
    with acting(by.cookie) as actor:
        return actions.plan_task(case, title=title, due_at=clock() + timedelta(days=2), staff_id=staff_id, by=actor)


def added(case, by: make.Member, colleague: make.Member) -> None:
    with acting(by.cookie) as actor:
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.SOCIAL, by=actor)


def assigned(case, by: make.Member, receiver: make.Member) -> None:
    with acting(by.cookie) as actor:
        actions.assign(case, team_id=receiver.team.pk, staff_id=receiver.staff.pk, by=actor)


def removed(case, by: make.Member) -> None:
    with acting(by.cookie) as actor:
        actions.remove_coworker(case, Coworker.objects.get(case_id=case.pk).pk, by=actor)


def lead_of(worker: make.Member) -> make.Member:
    return make.member("supervisor", of=worker.organisation, teams=[worker.team])


def whose(case) -> dict:
    return dict(Task.objects.filter(case_id=case.pk, state="open").values_list("title", "staff_id"))


def on_the_day_of(member: make.Member) -> list[str]:
    with acting(member.cookie):
        day = queries.day_of(member.staff.pk, clock())
        return [one.task.title for one in (*day.late, *day.today, *day.week) if one.task]


@pytest.mark.parametrize("way", ["handed over", "assigned"])
def test_what_the_former_owner_had_to_do_is_the_new_owners(office, way):
    worker, lead, receiver, case = office.worker, office.supervisor, office.colleague, office.case
    along = make.member(of=worker.organisation)
    added(case, worker, along)
    for title, of in (("اتصال", worker), ("زيارة", along), ("إشراف", lead)):
        planned(case, of, title)
    done = planned(case, worker, "تم")
    with acting(worker.cookie) as actor:
        actions.finish_task(done.pk, outcome="تم", by=actor)
    if way == "handed over":
        make.handed_over(case, worker, receiver)
    else:
        assigned(case, lead, receiver)
    assert whose(case) == {"اتصال": receiver.staff.pk, "زيارة": along.staff.pk, "إشراف": lead.staff.pk}
    assert on_the_day_of(receiver) == ["اتصال"] and on_the_day_of(along) == ["زيارة"]
    assert Task.objects.get(pk=done.pk).staff_id == worker.staff.pk, "what she did stays hers"


def test_an_owner_who_goes_on_as_a_coworker_keeps_her_tasks_until_she_leaves(office):
    planned(office.case, office.worker, "اتصال")
    added(office.case, office.supervisor, office.worker)
    receiver = make.member(of=office.worker.organisation, teams=[office.worker.team])
    assigned(office.case, office.supervisor, receiver)
    assert whose(office.case) == {"اتصال": office.worker.staff.pk}
    removed(office.case, receiver)
    assert whose(office.case) == {"اتصال": receiver.staff.pk}


def test_what_a_coworker_had_to_do_is_the_owners_once_she_is_removed(office):
    added(office.case, office.worker, office.colleague)
    planned(office.case, office.worker, "زيارة", office.colleague.staff.pk)
    removed(office.case, office.worker)
    assert whose(office.case) == {"زيارة": office.worker.staff.pk} and on_the_day_of(office.worker) == ["زيارة"]


def test_what_a_coworker_had_to_do_is_the_owners_when_the_person_agrees_anew(office):
    added(office.case, office.worker, office.colleague)
    planned(office.case, office.worker, "زيارة", office.colleague.staff.pk)
    with acting(office.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=office.case.person_id, purpose="case"), by=actor)
    make.move_clock(minutes=1)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_closure(office.case, by=actor)
    make.consent(office.supervisor, office.case.person_id)
    with acting(office.supervisor.cookie) as actor:
        actions.reopen(office.case, by=actor)
    assert whose(office.case) == {"زيارة": office.worker.staff.pk}


def test_a_new_version_of_the_plan_makes_no_task_of_whoever_gave_the_case_away(office):
    def submitted(worker) -> None:
        with acting(worker.cookie) as actor:
            plan = actions.begin_plan(office.case, by=actor)
            if worker is office.worker:
                goal = actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
                actions.plan_action(goal, title="زيارة السكن", done_by="", staff_id=actor.staff_id, due_on=cairo_day(clock()) + timedelta(days=5), by=actor)
            actions.submit_plan(plan, by=actor)
        with acting(office.supervisor.cookie) as actor:
            actions.approve_plan(plan, read=make.read(plan), by=actor)
    submitted(office.worker)
    receiver = make.member(of=office.worker.organisation, teams=[office.worker.team])
    make.handed_over(office.case, office.worker, receiver)
    assert on_the_day_of(receiver) == ["زيارة السكن"]
    submitted(receiver)
    assert whose(office.case) == {"زيارة السكن": receiver.staff.pk} and on_the_day_of(receiver) == ["زيارة السكن"]


def closed(office) -> None:
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(office.case, reason="goals_met", summary="", by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_closure(office.case, by=actor)


def reopened(office) -> None:
    with acting(office.supervisor.cookie) as actor:
        actions.reopen(office.case, by=actor)


def test_what_a_closure_cancelled_is_to_be_done_when_the_case_is_open_again(office):
    planned(office.case, office.worker, "اتصال")
    over = planned(office.case, office.worker, "لا حاجة")
    with acting(office.worker.cookie) as actor:
        actions.cancel_task(over.pk, reason="سافر", by=actor)
    make.move_clock(minutes=1)
    closed(office)
    assert whose(office.case) == {}
    make.move_clock(days=3)
    reopened(office)
    assert whose(office.case) == {"اتصال": office.worker.staff.pk}, "what was cancelled with a reason stays so"
    make.move_clock(minutes=1)
    with acting(office.worker.cookie) as actor:
        actions.finish_task(Task.objects.get(title="اتصال").pk, outcome="تم", by=actor)
    closed(office)
    reopened(office)
    assert whose(office.case) == {}


def test_after_long_only_what_is_still_to_come_is_to_be_done_again(office):
    planned(office.case, office.worker, "اتصال")
    with acting(office.worker.cookie) as actor:
        actions.plan_task(office.case, title="زيارة بعد ستة أشهر", due_at=clock() + timedelta(days=180), staff_id=None, by=actor)
    closed(office)
    make.move_clock(days=40)
    reopened(office)
    assert whose(office.case) == {"زيارة بعد ستة أشهر": office.worker.staff.pk}


def test_an_action_of_the_plan_falls_due_again_in_a_case_that_is_open_again(office):
    with acting(office.worker.cookie) as actor:
        plan = actions.begin_plan(office.case, by=actor)
        goal = actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
        action = actions.plan_action(goal, title="زيارة السكن", done_by="", staff_id=actor.staff_id, due_on=cairo_day(clock()) + timedelta(days=5), by=actor)
        actions.submit_plan(plan, by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_plan(plan, read=make.read(plan), by=actor)
    closed(office)
    reopened(office)
    assert on_the_day_of(office.worker) == ["زيارة السكن"]
    with acting(office.worker.cookie) as actor:
        actions.move_action(action.pk, state="done", reason="", by=actor)
    assert list(Task.objects.filter(action_id=action.pk).values_list("state", flat=True)) == ["done"]
