"""Two who do something at once, through committed transactions: of the same act exactly one succeeds, and a plan is edited before or after it is submitted."""
from datetime import date
from time import sleep

import pytest

from amana.casework.cases import actions
from amana.casework.cases.models import Case, CaseStep, Goal, Plan, PlanAction, PlanStep, Task
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 5


def submitted(worker, case):
    with acting(worker.cookie) as actor:
        plan = actions.begin_plan(case, by=actor)
        actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
        return actions.submit_plan(plan, by=actor)


def approve_plan(worker, case):
    plan = submitted(worker, case)
    return lambda actor: actions.approve_plan(plan, read=make.read(plan), by=actor), lambda: PlanStep.objects.filter(plan_id=plan.pk, step="approve").count()


def approve_closure(worker, case):
    with acting(worker.cookie) as actor:
        actions.ask_closure(case, reason="goals_met", summary="تم", by=actor)
    return lambda actor: actions.approve_closure(case, by=actor), lambda: CaseStep.objects.filter(case_id=case.pk, step="approve_closure").count()


def hold(_worker, case):
    return lambda actor: actions.hold(case, reason="سفر", by=actor), lambda: CaseStep.objects.filter(case_id=case.pk, step="hold").count()


@pytest.mark.parametrize("deed", [approve_plan, approve_closure, hold])
def test_of_two_at_once_exactly_one_succeeds(django_db_setup, django_db_blocker, deed):
    """Field report B46: a plan approved, a closure approved, a case put on hold by two in the same moment."""
    with django_db_blocker.unblock(), committed("two_at_once"):
        worker = make.member()
        pair = [make.member("supervisor", of=worker.organisation, teams=[worker.team], name=name) for name in ("سلوى", "نهى")]
        for _round in range(ROUNDS):
            step, count = deed(worker, make.case(worker))
            assert sorted(at_once(*(by(member, step) for member in pair))) == [False, True]
            assert count() == 1


@pytest.fixture
def pair(django_db_setup, django_db_blocker):
    """A worker and a supervisor who both write the plan of her case, and the case."""
    with django_db_blocker.unblock(), committed("two_at_once"):
        worker = make.member()
        yield worker, make.member("supervisor", of=worker.organisation, teams=[worker.team]), make.case(worker)


def planned(worker, case) -> Goal:
    with acting(worker.cookie) as actor:
        return actions.set_goal(actions.begin_plan(case, by=actor), dimension="social", title="مسكن آمن", own_words="", by=actor)


def slowly(step, before=0.0, after=0.0):
    """The step so that the other's falls between its beginning and its end."""
    def acted(actor):
        sleep(before)
        step(actor)
        sleep(after)
    return acted


def test_of_two_who_decide_differently_one_is_heard(pair):
    """Approved and returned, closed and kept open: the state is that of the one step that was taken."""
    worker, supervisor, _case = pair
    other = make.member("supervisor", of=worker.organisation, teams=[worker.team], name="نهى")
    for _round in range(ROUNDS):
        case = make.case(worker)
        plan = submitted(worker, case)
        done = at_once(by(supervisor, lambda actor, plan=plan: actions.approve_plan(plan, read=make.read(plan), by=actor)),
                       by(other, lambda actor, plan=plan, case=case: actions.return_plan(plan, case, remark="ينقص موعد", by=actor)))
        assert sorted(done) == [False, True]
        assert Plan.objects.get(pk=plan.pk).state == ("approved" if done[0] else "returned") and PlanStep.objects.filter(plan_id=plan.pk).count() == 2
        with acting(worker.cookie) as actor:
            actions.ask_closure(case, reason="goals_met", summary="تم", by=actor)
        done = at_once(by(supervisor, lambda actor, case=case: actions.approve_closure(case, by=actor)),
                       by(other, lambda actor, case=case: actions.refuse_closure(case, remark="لم تُغلق المتابعة", by=actor)))
        assert sorted(done) == [False, True] and Case.objects.get(pk=case.pk).state == ("closed" if done[0] else "open")


def test_of_two_plans_begun_at_once_one_stands(pair):
    worker, supervisor, case = pair
    assert sorted(at_once(*(by(member, slowly(lambda actor: actions.begin_plan(case, by=actor), after=0.2)) for member in (worker, supervisor)))) == [False, True]
    assert Plan.objects.filter(case_id=case.pk).count() == 1


def test_of_two_texts_of_one_goal_the_second_is_refused_and_the_first_stands(pair):
    worker, supervisor, case = pair
    goal = planned(worker, case)
    done = at_once(*(by(member, slowly(lambda actor, said=said: actions.change_goal(goal.pk, dimension="social", title=said, own_words="", version=goal.version, by=actor), after=0.2))
                     for member, said in ((worker, "غرفة"), (supervisor, "شقة"))))
    assert sorted(done) == [False, True]
    assert Goal.objects.get(pk=goal.pk).title == ("غرفة" if done[0] else "شقة")


def test_a_goal_written_while_the_plan_is_submitted_is_refused(pair):
    worker, supervisor, case = pair
    goal = planned(worker, case)
    plan = Plan.objects.get(pk=goal.plan_id)
    assert at_once(by(worker, slowly(lambda actor: actions.submit_plan(plan, by=actor), after=0.5)),
                   by(supervisor, slowly(lambda actor: actions.set_goal(plan, dimension="social", title="عمل", own_words="", by=actor), before=0.2))) == [True, False]
    assert Goal.objects.filter(plan_id=plan.pk).count() == 1


def test_a_goal_that_was_written_first_is_in_the_plan_as_it_was_submitted(pair):
    worker, supervisor, case = pair
    goal = planned(worker, case)
    plan = Plan.objects.get(pk=goal.plan_id)
    assert at_once(by(supervisor, slowly(lambda actor: actions.set_goal(plan, dimension="social", title="عمل", own_words="", by=actor), after=0.5)),
                   by(worker, slowly(lambda actor: actions.submit_plan(plan, by=actor), before=0.2))) == [True, True]
    assert Goal.objects.filter(plan_id=plan.pk).count() == 2 and Plan.objects.get(pk=plan.pk).state == "submitted"


@pytest.mark.parametrize("approved_first", [True, False])
def test_an_action_planned_while_the_plan_is_approved_is_read_first_or_added_to_the_plan_in_force_and_is_a_task_once(pair, approved_first):
    worker, supervisor, case = pair
    goal = planned(worker, case)
    with acting(worker.cookie) as actor:
        plan = actions.submit_plan(Plan.objects.get(pk=goal.plan_id), by=actor)
    with acting(supervisor.cookie):
        read = make.read(plan)
    approve = by(supervisor, slowly(lambda actor: actions.approve_plan(plan, read=read, by=actor), *((0, 0.5) if approved_first else (0.2, 0))))
    act = by(worker, slowly(lambda actor: actions.plan_action(goal, title="بحث عن مسكن", done_by="staff", staff_id=worker.staff.pk, due_on=date.today(), by=actor),
                            *((0.2, 0) if approved_first else (0, 0.5))))
    assert at_once(approve, act) == [approved_first, True], "an action that she has not read is not approved; one that comes after the approval is added"
    if not approved_first:
        assert Plan.objects.get(pk=plan.pk).state == "submitted" and not Task.objects.filter(case_id=case.pk).exists()
        with acting(supervisor.cookie) as actor:
            actions.approve_plan(plan, read=make.read(plan), by=actor)
    assert Task.objects.filter(action_id=PlanAction.objects.get(goal_id=goal.pk).pk).count() == 1


@pytest.mark.parametrize("removed_first", [True, False])
def test_no_action_is_planned_for_a_goal_that_is_removed_meanwhile(pair, removed_first):
    """The first holds what it has written until the other waits for it: a key is looked up at the end."""
    worker, supervisor, case = pair
    goal = planned(worker, case)
    removal = by(worker, slowly(lambda actor: actions.remove_goal(goal.pk, version=1, by=actor), **({"after": 0.8} if removed_first else {"before": 0.3})))
    planning = by(supervisor, slowly(lambda actor: actions.plan_action(goal, title="زيارة", done_by="هي", staff_id=None, due_on=None, by=actor), **({"before": 0.3} if removed_first else {"after": 0.8})))
    assert at_once(removal, planning) == [removed_first, not removed_first]
    assert Goal.objects.get(pk=goal.pk).is_removed == removed_first != PlanAction.objects.filter(goal_id=goal.pk).exists()


@pytest.mark.parametrize("moved_first", [True, False])
def test_an_action_that_is_done_while_a_new_version_begins_is_done_in_both(pair, moved_first):
    worker, supervisor, case = pair
    goal = planned(worker, case)
    with acting(worker.cookie) as actor:
        action = actions.plan_action(goal, title="زيارة", done_by="هي", staff_id=None, due_on=None, by=actor)
        plan = actions.submit_plan(Plan.objects.get(pk=goal.plan_id), by=actor)
    if plan.state == "submitted":
        with acting(supervisor.cookie) as actor:
            actions.approve_plan(plan, read=make.read(plan), by=actor)
    times = ({"after": 0.5}, {"before": 0.2})
    assert at_once(by(worker, slowly(lambda actor: actions.move_action(action.pk, state="done", reason="", by=actor), **times[not moved_first])),
                   by(supervisor, slowly(lambda actor: actions.begin_plan(case, by=actor), **times[moved_first]))) == [True, True]
    assert list(PlanAction.objects.filter(case_id=case.pk).values_list("state", flat=True)) == ["done", "done"]


def test_an_action_moved_in_both_versions_at_once_stands_as_the_second_said(pair):
    worker, supervisor, case = pair
    goal = planned(worker, case)
    with acting(worker.cookie) as actor:
        action = actions.plan_action(goal, title="زيارة", done_by="هي", staff_id=None, due_on=None, by=actor)
        plan = actions.submit_plan(Plan.objects.get(pk=goal.plan_id), by=actor)
    with acting(supervisor.cookie) as actor:
        actions.approve_plan(plan, read=make.read(plan), by=actor)
        actions.begin_plan(case, by=actor)
    copy = PlanAction.objects.get(copy_of_id=action.pk)
    assert at_once(by(worker, slowly(lambda actor: actions.move_action(copy.pk, state="done", reason="", by=actor), after=0.5)),
                   by(supervisor, slowly(lambda actor: actions.move_action(action.pk, state="under_way", reason="", by=actor), before=0.2))) == [True, True]
    assert set(PlanAction.objects.filter(case_id=case.pk).values_list("state", flat=True)) == {"under_way"}
