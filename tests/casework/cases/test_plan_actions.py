"""Actions of a plan: their kind, their cost, and their due date as a task that escalates."""
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Goal, Plan, PlanAction, Task
from amana.casework.cases.rules import Escalation
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day, to_cairo
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def day(of, name: str = "due_on") -> dict:
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def planned(office, *, approved: bool = True, days: int = 5, **fields) -> PlanAction:
    with acting(office.worker.cookie) as actor:
        plan = actions.begin_plan(office.case, by=actor)
        goal = actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
        made = actions.plan_action(goal, **{"title": "زيارة السكن", "done_by": "", "staff_id": actor.staff_id, "due_on": cairo_day(clock()) + timedelta(days=days)} | fields, by=actor)
        actions.submit_plan(plan, by=actor)
    if approved:
        with acting(office.supervisor.cookie) as actor:
            actions.approve_plan(plan, read=make.read(plan), by=actor)
    return made


def tasks(office) -> list[tuple[str, str]]:
    return sorted(Task.objects.filter(case_id=office.case.pk, kind="plan_action").values_list("title", "state"))


def test_an_action_has_a_kind_and_a_cost_in_a_currency_and_the_plan_adds_them_up(office):
    with acting(office.worker.cookie) as actor:
        goal = actions.set_goal(actions.begin_plan(office.case, by=actor), dimension="social", title="مسكن", own_words="", by=actor)
    browser, url = make.browser(office.worker), office.url("plan_action", goal.pk)
    whole = {"title": "إيجار شهرين", "kind": "assistance", "staff_id": str(office.worker.staff.pk), "cost": "٢٬٥٠٠٫٥٠", "currency": "EGP"}
    browser.post(url, whole)
    browser.post(url, {**whole, "title": "تذكرة", "kind": "referral", "cost": "40", "currency": "USD"})
    browser.post(url, {**whole, "title": "زيارة", "kind": "own", "cost": ""})
    assert list(PlanAction.objects.order_by("id").values_list("kind", "cost", "currency")) == [
        ("assistance", Decimal("2500.50"), "EGP"), ("referral", Decimal("40.00"), "USD"), ("own", None, "")]
    page = text(browser.get(office.url("case_plan")))
    assert "2,500.50</bdi> EGP" in page and "40.00</bdi> " in page and ">USD</bdi>" in page and "Assistance in money or kind" in page
    with acting(office.worker.cookie):
        assert queries.costs(queries.current_plan(office.case.pk)) == [("EGP", Decimal("2500.50")), ("USD", Decimal("40.00"))]


@pytest.mark.parametrize(("cost", "said"), [("many", "cost"), ("-5", "cost"), ("12345678901.00", "cost"), ("1.234", "cost")])
def test_what_is_no_amount_is_refused_at_its_field(office, cost, said):
    with acting(office.worker.cookie) as actor:
        goal = actions.set_goal(actions.begin_plan(office.case, by=actor), dimension="social", title="مسكن", own_words="", by=actor)
    answer = make.browser(office.worker).post(office.url("plan_action", goal.pk), {
        "title": "إيجار", "kind": "own", "staff_id": str(office.worker.staff.pk), "cost": cost, "currency": "EGP"})
    assert said in answer.context["form"].errors and not PlanAction.objects.exists()


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False)])
def test_a_new_action_is_not_due_on_a_day_that_has_passed(office, days, is_refused):
    with acting(office.worker.cookie) as actor:
        goal = actions.set_goal(actions.begin_plan(office.case, by=actor), dimension="social", title="مسكن", own_words="", by=actor)
        due = cairo_day(clock()) + timedelta(days=days)
    answer = make.browser(office.worker).post(office.url("plan_action", goal.pk), {"title": "زيارة السكن", "kind": "own", "staff_id": str(office.worker.staff.pk), **day(due)})
    assert PlanAction.objects.exists() != is_refused
    assert not is_refused or ("due_on" in answer.context["form"].errors and "زيارة السكن" in text(answer))


def test_the_database_keeps_no_cost_without_a_currency(office):
    with pytest.raises(Refused, match="plan_action_cost_has_a_currency"):
        planned(office, cost=Decimal(5))


def test_from_approval_on_the_due_date_is_a_task_of_the_colleague_until_the_action_ends(office):
    action = planned(office, approved=False)
    assert tasks(office) == [], "a plan that is not in force asks for nothing"
    with acting(office.supervisor.cookie) as actor:
        plan = queries.current_plan(office.case.pk)
        actions.approve_plan(plan, read=make.read(plan), by=actor)
    assert tasks(office) == [("زيارة السكن", "open")]
    task = Task.objects.get(action_id=action.pk)
    assert to_cairo(task.due_at).date() == action.due_on and task.staff_id == office.worker.staff.pk
    assert "Action of the plan: \u2068زيارة السكن\u2069" in text(make.browser(office.worker).get(office.url("case")))
    for state, reason, wanted in (("under_way", "", ["open"]), ("done", "", ["done"]), ("planned", "", ["done", "open"]), ("dropped", "سافر", ["cancelled", "done"])):
        with acting(office.worker.cookie) as actor:
            actions.move_action(action.pk, state=state, reason=reason, by=actor)
        assert [one for _title, one in tasks(office)] == wanted, state


def test_an_action_added_to_a_plan_in_force_is_a_task_at_once_and_one_without_day_or_colleague_never(office):
    action = planned(office)
    with acting(office.worker.cookie) as actor:
        goal = queries.goal(office.case.pk, action.goal_id)
        soon = cairo_day(clock()) + timedelta(days=2)
        actions.plan_action(goal, title="نقل الأمتعة", done_by="", staff_id=actor.staff_id, due_on=soon, by=actor)
        actions.plan_action(goal, title="بنفسها", done_by="هي", staff_id=None, due_on=soon, by=actor)
        actions.plan_action(goal, title="بلا موعد", done_by="", staff_id=actor.staff_id, due_on=None, by=actor)
    assert {title for title, _state in tasks(office)} == {"زيارة السكن", "نقل الأمتعة"}


def test_the_next_version_takes_the_tasks_over(office):
    first = planned(office)
    with acting(office.worker.cookie) as actor:
        plan = actions.begin_plan(office.case, by=actor)
        copy = PlanAction.objects.exclude(pk=first.pk).get(case_id=office.case.pk)
        assert (copy.kind, copy.cost, copy.currency) == (first.kind, first.cost, first.currency)
        actions.submit_plan(plan, by=actor)
    assert tasks(office) == [("زيارة السكن", "open")]
    with acting(office.supervisor.cookie) as actor:
        actions.approve_plan(plan, read=make.read(plan), by=actor)
    assert tasks(office) == [("زيارة السكن", "cancelled"), ("زيارة السكن", "open")]
    assert Task.objects.get(state="open").action_id == copy.pk


def test_a_late_action_is_escalated_to_the_supervisor(office):
    planned(office, days=4)
    make.move_clock(days=9)
    with acting(office.supervisor.cookie):
        [late] = queries.escalated(clock(), at_least=Escalation.SUPERVISOR, workers={office.worker.staff.pk: office.worker.staff.name})
    assert late.task.kind == "plan_action" and late.worker == "مها القنطري"


def test_nobody_makes_a_task_of_an_action_by_hand(office):
    action = planned(office, approved=False)
    with acting(office.worker.cookie) as actor:
        made = Task(case_id=office.case.pk, title="x", due_at=clock() + timedelta(days=1), staff_id=actor.staff_id, action_id=action.pk)
        made.save(force_insert=True)
    assert Task.objects.get(pk=made.pk).action_id is None


def test_an_action_that_is_a_referral_leads_to_composing_it_with_its_words(office):
    action = planned(office, kind="referral", title="مأوى لأسرة من ثلاثة")
    browser = make.browser(office.worker)
    url = f"{reverse('refer', args=[office.case.pk])}?action={action.pk}"
    assert url in text(browser.get(office.url("case_plan")))
    assert "مأوى لأسرة من ثلاثة" in text(browser.get(url))
    other = make.case(office.worker)
    assert browser.get(f"{reverse('refer', args=[other.pk])}?action={action.pk}").status_code == 404


def in_work(office, **fields) -> tuple[Goal, PlanAction]:
    with acting(office.worker.cookie) as actor:
        goal = actions.set_goal(actions.begin_plan(office.case, by=actor), dimension="social", title="مسكن آمن", own_words="", by=actor)
        return goal, actions.plan_action(goal, **{"title": "زيارة السكن", "done_by": "هي", "staff_id": None, "due_on": None} | fields, by=actor)


def test_an_action_of_a_draft_is_corrected_in_all_that_it_says(office):
    goal, action = in_work(office, cost=Decimal(5), currency="USD", due_on=cairo_day(clock()) - timedelta(days=3))
    browser, url = make.browser(office.worker), office.url("correct_action", action.pk)
    assert url in text(browser.get(office.url("case_plan")))
    page = text(browser.get(url))
    assert "زيارة السكن" in page and 'value="5.00"' in page and 'name="version" value="1"' in page
    form = {"title": "زيارة المسكن الجديد", "kind": "assistance", "staff_id": str(office.worker.staff.pk), "cost": "70.50", "currency": "EGP", "version": "1"}
    browser.post(url, form | day(action.due_on))
    row = PlanAction.objects.get(pk=action.pk)
    assert (row.title, row.kind, row.staff_id, row.done_by, row.cost, row.currency, row.due_on) == (
        "زيارة المسكن الجديد", "assistance", office.worker.staff.pk, "", Decimal("70.50"), "EGP", action.due_on), "a day that has passed stays where it is not touched"
    answer = browser.post(url, form | day(action.due_on - timedelta(days=1)) | {"version": "2"})
    assert "due_on" in answer.context["form"].errors
    answer = browser.post(url, form | {"title": "غير ذلك"})
    assert answer.status_code == 409 and "somebody changed this meanwhile" in text(answer)
    assert PlanAction.objects.get(pk=action.pk).title == "زيارة المسكن الجديد" and goal.pk == row.goal_id


def test_an_action_and_then_its_goal_are_removed_from_a_draft_and_what_they_said_stays_in_the_database(office):
    goal, action = in_work(office, cost=Decimal(5), currency="USD")
    browser = make.browser(office.worker)
    answer = browser.get(office.url("remove_goal", goal.pk), follow=True)
    assert "The goal still has actions." in text(answer), "nothing is lost beside what was asked for"
    browser.post(office.url("remove_goal", goal.pk) + "?version=1")
    assert not Goal.objects.get(pk=goal.pk).is_removed
    url = office.url("remove_action", action.pk)
    assert f"{url}?version=1" in text(browser.get(office.url("case_plan"))) and "زيارة السكن" in text(browser.get(f"{url}?version=1"))
    browser.post(f"{url}?version=2")
    assert not PlanAction.objects.get(pk=action.pk).is_removed, "it is not as she saw it"
    browser.post(f"{url}?version=1")
    page = text(browser.get(office.url("case_plan")))
    assert "زيارة السكن" not in page and "مسكن آمن" in page and "USD" not in page
    assert browser.get(office.url("correct_action", action.pk)).status_code == 404
    browser.post(office.url("remove_goal", goal.pk) + "?version=1")
    page = text(browser.get(office.url("case_plan")))
    assert "مسكن آمن" not in page and "No goal yet" in page
    browser.post(office.url("submit_plan"))
    assert Plan.objects.get(case_id=office.case.pk).state == "draft", "a plan without goals is not submitted"
    assert (PlanAction.objects.get(pk=action.pk).title, Goal.objects.get(pk=goal.pk).title) == ("زيارة السكن", "مسكن آمن")


def test_a_new_version_that_lost_all_its_goals_is_still_the_one_in_work(office):
    planned(office)
    with acting(office.worker.cookie) as actor:
        plan = actions.begin_plan(office.case, by=actor)
        [goal] = queries.goals_of(plan)
        actions.remove_action(goal.actions_read[0].pk, version=1, by=actor)
        actions.remove_goal(goal.pk, version=1, by=actor)
        found = queries.current_plan(office.case.pk)
        assert (found.pk, found.goals_read) == (plan.pk, [])


def test_what_was_removed_is_in_no_later_version_and_nobodys_task(office):
    goal, action = in_work(office, staff_id=office.worker.staff.pk, done_by="", due_on=cairo_day(clock()))
    with acting(office.worker.cookie) as actor:
        actions.remove_action(action.pk, version=1, by=actor)
        actions.submit_plan(goal.plan, by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_plan(goal.plan, read=make.read(goal.plan), by=actor)
    with acting(office.worker.cookie) as actor:
        [copy] = queries.goals_of(actions.begin_plan(office.case, by=actor))
        assert copy.actions_read == [] and tasks(office) == []


CORRECTED = {"title": "غير ذلك", "done_by": "هي", "staff_id": None, "due_on": None, "kind": "own", "cost": None, "currency": ""}


@pytest.mark.parametrize("state", ["submitted", "approved", "superseded"])
def test_what_a_submitted_plan_says_is_corrected_and_removed_by_nobody(office, state):
    action = planned(office, approved=state != "submitted")
    if state == "superseded":
        with acting(office.worker.cookie) as actor:
            actions.submit_plan(actions.begin_plan(office.case, by=actor), by=actor)
        with acting(office.supervisor.cookie) as actor:
            plan = queries.current_plan(office.case.pk)
            actions.approve_plan(plan, read=make.read(plan), by=actor)
    assert Plan.objects.get(goals__actions=action).state == state
    for act in (lambda actor: actions.correct_action(action.pk, **CORRECTED, version=1, by=actor), lambda actor: actions.remove_action(action.pk, version=1, by=actor),
                lambda actor: actions.remove_goal(action.goal_id, version=1, by=actor)):
        with pytest.raises(Refused, match="plan_state"), acting(office.worker.cookie) as actor:
            act(actor)
    browser = make.browser(office.worker)
    page = text(browser.get(office.url("case_plan")))
    assert "remove/" not in page and "correct/" not in page
    browser.post(office.url("remove_action", action.pk) + "?version=1")
    assert PlanAction.objects.get(pk=action.pk).title == "زيارة السكن" and not PlanAction.objects.filter(is_removed=True).exists()


def test_a_returned_plan_is_corrected_and_another_reading_approves_it(office):
    action = planned(office, approved=False)
    plan = Plan.objects.get(goals__actions=action)
    with acting(office.supervisor.cookie):
        read = make.read(plan)
    with acting(office.supervisor.cookie) as actor:
        actions.return_plan(plan, office.case, remark="أوضحي", by=actor)
    with acting(office.worker.cookie) as actor:
        more = actions.plan_action(action.goal, **CORRECTED, by=actor)
        actions.remove_action(action.pk, version=1, by=actor)
        actions.submit_plan(plan, by=actor)
    with pytest.raises(Refused, match="plan_read_before_it_changed"), acting(office.supervisor.cookie) as actor:
        actions.approve_plan(plan, read=read, by=actor)
    assert more.version == action.version == 1, "as often written, and another plan all the same"


@pytest.mark.parametrize("of", ["in force", "in work"])
def test_how_an_action_stands_is_the_same_in_the_version_in_force_and_in_the_one_in_work(office, of):
    """What was done while a new version was written came back as a task when that one was approved."""
    first = planned(office)
    with acting(office.worker.cookie) as actor:
        following = actions.begin_plan(office.case, by=actor)
        copy = PlanAction.objects.get(copy_of_id=first.pk)
        actions.move_action({"in force": first, "in work": copy}[of].pk, state="done", reason="", by=actor)
        assert set(PlanAction.objects.values_list("state", flat=True)) == {"done"} and tasks(office) == [("زيارة السكن", "done")]
        actions.submit_plan(following, by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_plan(following, read=make.read(following), by=actor)
    assert tasks(office) == [("زيارة السكن", "done")]
    with acting(office.worker.cookie) as actor:
        actions.move_action(copy.pk, state="dropped", reason="سافر", by=actor)
        third = actions.begin_plan(office.case, by=actor)
    assert PlanAction.objects.get(pk=first.pk).state == "done", "a version that was replaced stays as it was"
    with pytest.raises(Refused, match="changed_meanwhile"), acting(office.worker.cookie) as actor:
        actions.move_action(first.pk, state="planned", reason="", by=actor)
    assert not PlanAction.objects.filter(goal__plan=third).exists(), "what was dropped is not taken over"


def test_a_version_that_another_follows_takes_no_new_action_and_says_where_it_is_planned(office):
    first = planned(office)
    goal = Goal.objects.select_related("plan").get(pk=first.goal_id)
    browser = make.browser(office.worker)
    browser.post(office.url("begin_plan"))
    with pytest.raises(Refused, match="plan_state"), acting(office.worker.cookie) as actor:
        actions.plan_action(goal, title="نقل", done_by="هي", staff_id=None, due_on=None, by=actor)
    [copy] = PlanAction.objects.filter(copy_of_id=first.pk)
    before, now = (text(browser.get(f"{office.url('case_plan')}?version={version}")) for version in (1, 2))
    assert "Version 2 is in work: new actions are planned there." in before and office.url("plan_action", goal.pk) not in before and office.url("move_action", first.pk) in before
    assert "Version 1 is in force until this one is." in now and office.url("plan_action", copy.goal_id) in now and office.url("move_action", copy.pk) in now
