"""Actions of a plan: their kind, their cost, and their due date as a task that escalates."""
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from amana.casework.cases import actions, queries
from amana.casework.cases.models import PlanAction, Task
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
