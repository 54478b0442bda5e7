"""Acts on a case through its pages: the good way, each refusal in words, twice, and two people at once."""
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Assignment, Case, Coworker, Goal, HouseholdMember, Note, Plan, PlanAction, Risk, Task, TaskPast
from amana.casework.cases.rules.closing import criteria
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import to_cairo
from tests import builders as make

pytestmark = pytest.mark.django_db
TOKEN = "0190a2c4-0000-7000-8000-00000000000"


def text(answer) -> str:
    return answer.content.decode()


def day(of: datetime, name: str = "happened_on") -> dict:
    """A day as the three parts of its field."""
    local = to_cairo(of)
    return {f"{name}_day": local.day, f"{name}_month": local.month, f"{name}_year": local.year}


def now() -> datetime:
    return clock()


def note(**other) -> dict:
    return {"kind": "visit", "section": "16", "body": "زيارة منزلية", **day(now()), "happened_time": "", **other}


def criteria_met(answer: str = "met") -> dict:
    """Every criterion of closing, answered alike with a word of evidence."""
    return {code: answer for code in criteria()} | {f"{code}_evidence": "زيارة يوم الأحد" for code in criteria()}


def test_a_case_is_opened_from_the_person_page():
    worker = make.member()
    person = make.person(worker)
    make.consent(worker, person)
    browser = make.browser(worker)
    assert reverse("open_case", args=[person]) in text(browser.get(reverse("person", args=[person])))
    page = browser.post(reverse("open_case", args=[person]), follow=True)
    case = Case.objects.get(person_id=person)
    assert page.redirect_chain[-1][0] == reverse("case", args=[case.pk])
    assert case.number in text(page)
    assert reverse("open_case", args=[person]) not in text(browser.get(reverse("person", args=[person])))


def test_without_consent_the_page_says_what_is_needed_and_nothing_is_opened():
    worker = make.member()
    person = make.person(worker)
    browser = make.browser(worker)
    assert "Consent needed" in text(browser.get(reverse("open_case", args=[person])))
    answer = browser.post(reverse("open_case", args=[person]))
    assert answer.status_code == 409
    assert "A case opens only under this person's consent" in text(answer)
    assert not Case.objects.filter(person_id=person).exists()


def test_a_second_case_of_the_same_person_leads_to_the_first(office):
    answer = make.browser(office.worker).post(reverse("open_case", args=[office.case.person_id]))
    assert answer.status_code == 409
    assert office.case.number in text(answer)


def test_opening_twice_with_the_same_form_makes_one_case():
    """Field report B43: one object; the second press lands on it."""
    worker = make.member()
    person = make.person(worker)
    make.consent(worker, person)
    browser, form = make.browser(worker), {"form_token": TOKEN + "1"}
    first, second = (browser.post(reverse("open_case", args=[person]), form) for _n in range(2))
    assert first.url == second.url
    assert Case.objects.filter(person_id=person).count() == 1


def test_who_only_finds_a_person_cannot_open_a_case_for_her(office):
    person = make.person(office.worker, make.identity("آدم"))
    assert make.browser(office.colleague).get(reverse("open_case", args=[person])).status_code == 404


def test_the_risk_is_decided_with_its_response_time_and_becomes_a_task(office):
    browser = make.browser(office.worker)
    page = text(browser.get(office.url("decide_risk")))
    assert "First action within 24 hours; contact twice a week; review within 14 days." in page
    assert "Draft: to be confirmed by the ministry" in page
    answer = browser.post(office.url("decide_risk"), {"level": "high", "reasons": "تهديد بسبب دين"}, follow=True)
    assert "High risk" in text(answer)
    assert "تهديد بسبب دين" in text(answer)
    assert "First action after the risk decision" in text(answer)
    assert Risk.objects.get(case_id=office.case.pk).level == "high"


def test_a_note_stands_under_its_time_in_cairo(office):
    """Field report B86: a wall time is Cairo's; what is kept is the instant."""
    wall = to_cairo(now() - timedelta(days=2))
    make.browser(office.worker).post(office.url("write_note"), note(**day(now() - timedelta(days=2)), happened_time="٠٩:٣٠"))
    kept = Note.objects.get(case_id=office.case.pk)
    assert to_cairo(kept.happened_at).strftime("%H:%M") == "09:30"
    assert to_cairo(kept.happened_at).date() == wall.date()


def test_an_hour_that_the_spring_leaves_out_is_moved_and_said(office):
    """Field report B88: in Cairo the clock goes from 00:00 to 01:00 on 24 April 2026."""
    answer = make.browser(office.worker).post(
        office.url("write_note"), note(**day(datetime(2026, 4, 24, 9, tzinfo=UTC)), happened_time="00:30"), follow=True)
    assert "this hour does not exist" in text(answer)
    assert to_cairo(Note.objects.get(case_id=office.case.pk).happened_at).strftime("%d %H:%M") == "24 01:30"


def test_a_note_about_tomorrow_is_refused_at_its_day_and_what_was_typed_stays(office):
    answer = make.browser(office.worker).post(office.url("write_note"), note(**day(now() + timedelta(days=1))))
    assert answer.context["form"].errors["happened_on"] == ["This has not happened yet. A task is for what is still to come."]
    assert "زيارة منزلية" in text(answer)
    assert not Note.objects.filter(case_id=office.case.pk).exists()


def test_a_note_is_offered_only_the_sections_that_its_writer_writes(office):
    page = make.browser(office.supervisor).get(office.url("write_note"))
    assert [int(value) for value, _label in page.context["form"].fields["section"].choices] == [Section.SOCIAL, Section.ECONOMIC, Section.LEGAL]
    answer = make.browser(office.supervisor).post(office.url("write_note"), note(section=str(int(Section.HEALTH))))
    assert "section" in answer.context["form"].errors


def test_the_same_note_sent_twice_is_written_once(office):
    """Field report B41, B43."""
    browser, form = make.browser(office.worker), note(form_token=TOKEN + "2")
    for _n in range(2):
        browser.post(office.url("write_note"), form)
    assert Note.objects.filter(case_id=office.case.pk).count() == 1


def test_script_in_a_note_is_shown_as_text(office):
    """Field report B40."""
    make.browser(office.worker).post(office.url("write_note"), note(body="<img src=x onerror=alert(1)>"))
    for name in ("case_notes", "case"):
        page = text(make.browser(office.worker).get(office.url(name)))
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_a_task_is_planned_finished_and_its_second_end_says_who_was_faster(office):
    """Field report B46: the second gets `already done by X at 10:02`."""
    browser = make.browser(office.worker)
    browser.post(
        office.url("plan_task"),
        {"title": "متابعة هاتفية", **day(now() + timedelta(days=3), "due_on"), "due_time": "", "staff_id": str(office.worker.staff.pk)},
    )
    task = Task.objects.get(case_id=office.case.pk)
    assert to_cairo(task.due_at).strftime("%H:%M") == "15:00"
    browser.post(office.url("finish_task", task.pk), {"outcome": "تم الاتصال"})
    assert Task.objects.get(pk=task.pk).state == "done"
    answer = make.browser(office.supervisor).post(office.url("finish_task", task.pk), {"outcome": "مرة أخرى"})
    assert answer.status_code == 409
    assert "Already done by \u2068مها القنطري\u2069 at" in text(answer)
    assert "مرة أخرى" in text(answer)


def test_a_task_in_the_past_is_refused_at_its_day(office):
    answer = make.browser(office.worker).post(
        office.url("plan_task"), {"title": "متابعة", **day(now() - timedelta(days=1), "due_on"), "due_time": ""}
    )
    assert answer.context["form"].errors["due_on"] == ["This time has passed. Choose one that is still to come."]


def test_a_task_is_cancelled_with_a_reason(office):
    with acting(office.worker.cookie) as actor:
        task = actions.plan_task(office.case, title="زيارة", due_at=now() + timedelta(days=1), staff_id=None, by=actor)
    browser = make.browser(office.worker)
    assert "reason" in browser.post(office.url("cancel_task", task.pk), {"reason": ""}).context["form"].errors
    browser.post(office.url("cancel_task", task.pk), {"reason": "حضرت بنفسها"})
    assert Task.objects.get(pk=task.pk).state == "cancelled"


@pytest.mark.parametrize(("name", "typed"), [("finish_task", {"outcome": "تم الاتصال"}), ("cancel_task", {"reason": "حضرت بنفسها"})])
def test_a_task_that_was_ended_by_mistake_is_open_again_with_one_press(office, name, typed):
    with acting(office.worker.cookie) as actor:
        task = actions.plan_task(office.case, title="زيارة", due_at=now() + timedelta(days=1), staff_id=None, by=actor)
    browser = make.browser(office.worker)
    page = browser.post(office.url(name, task.pk), typed, follow=True).content.decode()
    assert f'action="{office.url("reopen_task", task.pk)}"' in page and "Undo" in page
    assert "The task is open again." in text(browser.post(office.url("reopen_task", task.pk), follow=True))
    row = Task.objects.get(pk=task.pk)
    assert (row.state, row.outcome) == ("open", "")
    assert [one.outcome for one in TaskPast.objects.filter(id=task.pk).order_by("version")] == ["", *typed.values()], "what was said stays in the past of the task"
    assert "open already" in text(browser.post(office.url("reopen_task", task.pk), follow=True)), "pressed twice it changes nothing"


def test_a_task_does_not_come_back_to_life_in_a_closed_case(office):
    with acting(office.worker.cookie) as actor:
        task = actions.plan_task(office.case, title="زيارة", due_at=now() + timedelta(days=1), staff_id=None, by=actor)
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(office.case, reason="goals_met", summary="", by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_closure(office.case, by=actor)
    assert make.browser(office.worker).post(office.url("reopen_task", task.pk)).status_code == 404
    assert Task.objects.get(pk=task.pk).state == "cancelled"


def test_a_task_of_another_case_does_not_exist_under_this_one(office):
    other = make.case(office.worker, make.person(office.worker, make.identity("ليلى")))
    with acting(office.worker.cookie) as actor:
        task = actions.plan_task(other, title="زيارة", due_at=now() + timedelta(days=1), staff_id=None, by=actor)
    assert make.browser(office.worker).get(office.url("finish_task", task.pk)).status_code == 404


def write_a_plan(office) -> Plan:
    browser = make.browser(office.worker)
    browser.post(office.url("begin_plan"))
    browser.post(office.url("set_goal"), {"dimension": "social", "title": "مسكن آمن", "own_words": "أريد بابًا أقفله"})
    goal = Goal.objects.get(case_id=office.case.pk)
    browser.post(office.url("plan_action", goal.pk), {"title": "إحالة إلى المأوى", "kind": "referral", "staff_id": str(office.worker.staff.pk), "done_by": ""})
    return Plan.objects.get(case_id=office.case.pk)


def approve(office, by, page: str = ""):
    """As the button of the page does it; `page`: as she opened it, else as it stands now."""
    browser = make.browser(by)
    page = page or text(browser.get(office.url("case_plan")))
    read = re.search(r'name="read" value="(\w+)"', page)
    return browser.post(office.url("approve_plan"), {"read": read[1]} if read else {}, follow=True)


def test_a_plan_that_changed_after_the_supervisor_opened_it_is_not_approved_before_she_reads_it_again(office):
    plan, worker, supervisor = write_a_plan(office), make.browser(office.worker), make.browser(office.supervisor)
    goal, action = Goal.objects.get(plan_id=plan.pk), PlanAction.objects.get(case_id=office.case.pk)
    worker.post(office.url("submit_plan"))
    more = {"title": "تحويل مبلغ", "kind": "own", "staff_id": str(office.worker.staff.pk), "done_by": ""}
    for change in (lambda: worker.post(office.url("plan_action", goal.pk), more), lambda: worker.post(office.url("move_action", action.pk), {"state": "under_way", "reason": ""})):
        opened = text(supervisor.get(office.url("case_plan")))
        change()
        answer = text(approve(office, office.supervisor, opened))
        assert "Not approved: the plan has changed since you opened it." in answer and "تحويل مبلغ" in answer
        assert Plan.objects.get(pk=plan.pk).state == "submitted"
    supervisor.post(office.url("approve_plan"))
    assert Plan.objects.get(pk=plan.pk).state == "submitted", "nor without a word of what was read"
    assert "The plan is approved." in text(approve(office, office.supervisor))
    worker.post(office.url("plan_action", goal.pk), more)
    assert PlanAction.objects.filter(goal_id=goal.pk).count() == 3, "a plan in force is carried out and added to"


def test_a_plan_is_written_submitted_and_approved_through_its_pages(office):
    plan = write_a_plan(office)
    page = text(make.browser(office.worker).get(office.url("case_plan")))
    assert "أريد بابًا أقفله" in page
    make.browser(office.worker).post(office.url("submit_plan"))
    assert "Approve the plan" in text(make.browser(office.supervisor).get(office.url("case_plan")))
    approve(office, office.supervisor)
    assert Plan.objects.get(pk=plan.pk).state == "approved"
    action = PlanAction.objects.get(case_id=office.case.pk)
    make.browser(office.worker).post(office.url("move_action", action.pk), {"state": "done", "reason": ""})
    page = text(make.browser(office.worker).get(office.url("case")))
    assert "1 of 1 actions" in page
    assert "Plan approved" in page


def test_a_plan_without_goals_is_not_submitted_and_the_page_says_why(office):
    browser = make.browser(office.worker)
    browser.post(office.url("begin_plan"))
    assert "A plan needs at least one goal before it is submitted." in text(browser.post(office.url("submit_plan"), follow=True))


def test_two_supervisors_approve_the_same_plan_and_the_second_is_told(office):
    """Field report B46."""
    write_a_plan(office)
    make.browser(office.worker).post(office.url("submit_plan"))
    second = make.member("supervisor", of=office.worker.organisation, teams=[office.worker.team], name="نهى السويفي")
    approve(office, office.supervisor)
    answer = text(approve(office, second))
    assert "Already done by \u2068سلوى الريحاني\u2069 at" in answer
    assert "Plan approved" in answer


def test_a_returned_plan_carries_the_remark_as_a_note(office):
    write_a_plan(office)
    make.browser(office.worker).post(office.url("submit_plan"))
    make.browser(office.supervisor).post(office.url("return_plan"), {"remark": "أضيفي موعدًا"})
    assert Plan.objects.get(case_id=office.case.pk).state == "returned"
    assert "أضيفي موعدًا" in text(make.browser(office.worker).get(office.url("case_notes")))


def test_a_returned_plan_shows_the_words_of_its_latest_return_until_it_is_submitted_again(office):
    write_a_plan(office)
    worker, supervisor = make.browser(office.worker), make.browser(office.supervisor)
    for words in ("أضيفي موعدًا", "من يدفع الإيجار؟"):
        worker.post(office.url("submit_plan"))
        supervisor.post(office.url("return_plan"), {"remark": words})
        make.move_clock(minutes=1)
        page = text(worker.get(office.url("case_plan")))
        assert words in page and "سلوى الريحاني" in page
    assert "أضيفي موعدًا" not in page
    worker.post(office.url("submit_plan"))
    assert "من يدفع الإيجار؟" not in text(worker.get(office.url("case_plan")))


def test_a_dropped_action_needs_its_reason(office):
    write_a_plan(office)
    action = PlanAction.objects.get(case_id=office.case.pk)
    answer = make.browser(office.worker).post(office.url("move_action", action.pk), {"state": "dropped", "reason": ""})
    assert answer.context["form"].errors["reason"] == ["Say why it was dropped."]


def test_an_action_needs_somebody_who_does_it(office):
    write_a_plan(office)
    goal = Goal.objects.get(case_id=office.case.pk)
    answer = make.browser(office.worker).post(office.url("plan_action", goal.pk), {"title": "نقل الأمتعة", "kind": "own", "staff_id": "", "done_by": ""})
    assert answer.context["form"].errors["staff_id"] == ["Say who does it."]


def test_a_goal_changed_meanwhile_is_not_overwritten(office):
    write_a_plan(office)
    goal = Goal.objects.get(case_id=office.case.pk)
    browser, form = make.browser(office.worker), {"dimension": "social", "own_words": "", "version": "1"}
    browser.post(office.url("change_goal", goal.pk), form | {"title": "مسكن قريب"})
    answer = browser.post(office.url("change_goal", goal.pk), form | {"title": "غرفة"})
    assert answer.status_code == 409
    assert "somebody changed this meanwhile" in text(answer)
    assert Goal.objects.get(pk=goal.pk).title == "مسكن قريب"


def test_an_earlier_version_can_be_read(office):
    write_a_plan(office)
    make.browser(office.worker).post(office.url("submit_plan"))
    approve(office, office.supervisor)
    make.browser(office.worker).post(office.url("begin_plan"))
    page = text(make.browser(office.worker).get(office.url("case_plan") + "?version=1"))
    assert "New goal" not in page
    assert make.browser(office.worker).get(office.url("case_plan") + "?version=9").status_code == 404


def test_a_colleague_who_left_the_team_is_refused_in_words(office):
    value = f"{office.worker.team.pk}/{office.colleague.staff.pk}"
    answer = make.browser(office.supervisor).post(office.url("assign"), {"worker": value})
    assert "worker" in answer.context["form"].errors


def test_a_supervisor_assigns_a_case_inside_her_team(office):
    second = make.member(of=office.worker.organisation, teams=[office.worker.team], name="عمرو البحيري")
    make.browser(office.supervisor).post(office.url("assign"), {"worker": f"{second.team.pk}/{second.staff.pk}"})
    assert make.browser(second).get(office.url("case")).status_code == 200


def test_a_coworker_is_offered_only_the_sections_of_the_role(office):
    psychologist = make.member("psychosocial_worker", of=office.worker.organisation, name="منى البنهاوي")
    browser, url = make.browser(office.worker), office.url("add_coworker")
    assert "منى البنهاوي" in text(browser.get(url))
    page = browser.get(f"{url}?colleague={psychologist.membership.pk}")
    assert [int(value) for value, _label in page.context["form"].fields["sections"].choices] == [1, 2, 16, 128]
    assert "sections" in browser.post(f"{url}?colleague={psychologist.membership.pk}", {"sections": ["256"]}).context["form"].errors
    browser.post(f"{url}?colleague={psychologist.membership.pk}", {"sections": ["16", "128"]})
    row = Coworker.objects.get(case_id=office.case.pk)
    assert row.sections == 144
    assert make.browser(psychologist).get(office.url("case")).status_code == 200
    assert "no longer sees the case" in text(browser.get(office.url("remove_coworker", row.pk)))
    browser.post(office.url("remove_coworker", row.pk))
    assert make.browser(psychologist).get(office.url("case")).status_code == 404


def test_a_household_member_is_found_added_once_and_taken_out(office):
    child = make.person(office.worker, make.identity("آدم", "هشام", "المصري"))
    browser, url = make.browser(office.worker), office.url("add_member")
    assert "آدم" in text(browser.get(url, {"q": "ادم"}))
    browser.post(f"{url}?q=آدم&member={child}", {"relation": "child"})
    row = HouseholdMember.objects.get(case_id=office.case.pk)
    assert "آدم" in text(browser.get(office.url("case_household")))
    assert str(child) not in text(browser.get(url, {"q": "ادم"})), "who belongs already is not offered again"
    browser.post(office.url("remove_member", row.pk))
    assert HouseholdMember.objects.get(pk=row.pk).until_at is not None


def test_a_record_that_another_team_holds_is_not_added_and_the_page_says_whom_to_ask(office):
    child = make.person(office.colleague, make.identity("آدم", "هشام", "المصري"))
    answer = make.browser(office.worker).post(f"{office.url('add_member')}?q=آدم&member={child}", {"relation": "child"})
    assert "ask your supervisor" in text(answer)
    assert not HouseholdMember.objects.exists()


def test_a_record_of_another_organisation_is_not_found(office):
    """Field report B32: nothing of it, not even a count."""
    make.person(office.other, make.identity("آدم", "هشام", "المصري"))
    page = text(make.browser(office.worker).get(office.url("add_member"), {"q": "آدم هشام"}))
    assert "Nobody found" in page


def test_a_case_is_held_and_resumed_and_the_second_press_says_who_was_faster(office):
    browser = make.browser(office.worker)
    assert browser.post(office.url("hold")).status_code == 200 and Case.objects.get(pk=office.case.pk).state == "open", "a tap without a reason puts nothing on hold"
    assert "This case is on hold" in text(browser.post(office.url("hold"), {"reason": "سافرت إلى أهلها حتى الشهر القادم"}, follow=True))
    assert "سافرت إلى أهلها" in text(browser.get(office.url("case_notes")))
    late = make.browser(office.supervisor).post(office.url("hold"), {"reason": "تنتظر ورقة"})
    assert late.status_code == 409 and "Already done by" in text(late) and "تنتظر ورقة" in text(late) and Note.objects.filter(case_id=office.case.pk).count() == 1
    browser.post(office.url("resume"))
    assert Case.objects.get(pk=office.case.pk).state == "open"


@pytest.mark.parametrize(("level", "is_warned"), [("critical", True), ("high", True), ("medium", False), ("", False)])
def test_whoever_puts_a_case_of_high_risk_on_hold_is_warned_that_nothing_falls_due(office, level, is_warned):
    if level:
        with acting(office.worker.cookie) as actor:
            actions.decide_risk(office.case, level=level, reasons="تهديد", by=actor)
    assert ("Nothing falls due while the case is on hold" in text(make.browser(office.worker).get(office.url("hold")))) == is_warned


def test_who_does_not_write_the_social_section_gives_the_reason_in_a_section_that_she_writes(office):
    counsellor = make.member("psychosocial_worker", of=office.worker.organisation, teams=[office.worker.team], name="نهلة")
    with acting(office.worker.cookie) as actor:
        actions.add_coworker(office.case, staff_id=counsellor.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    assert make.browser(counsellor).post(office.url("hold"), {"reason": "في المستشفى"}).status_code == 302
    assert Note.objects.get(case_id=office.case.pk).section == Section.PSYCHOSOCIAL


def test_closure_is_asked_refused_asked_again_and_approved(office):
    worker, supervisor = make.browser(office.worker), make.browser(office.supervisor)
    assert {"reason", "summary"} <= set(worker.post(office.url("ask_closure"), {"reason": ""}).context["form"].errors)
    worker.post(office.url("ask_closure"), {"reason": "goals_met", "summary": "تحققت الأهداف", **criteria_met()})
    assert "Closure is asked for" in text(supervisor.get(office.url("case")))
    supervisor.post(office.url("refuse_closure"), {"remark": "راجعي الخطر أولًا"})
    assert Case.objects.get(pk=office.case.pk).state == "open"
    assert "راجعي الخطر أولًا" in text(worker.get(office.url("case_notes")))
    worker.post(office.url("ask_closure"), {"reason": "goals_met", "summary": "انخفض الخطر", **criteria_met()})
    assert "Close this case?" in text(supervisor.get(office.url("approve_closure")))
    supervisor.post(office.url("approve_closure"))
    assert Case.objects.get(pk=office.case.pk).state == "closed"
    page = text(worker.get(office.url("case")))
    assert "This case is closed" in page and "opened on" in page and "open since" not in page and "Plan the next step" not in page
    assert "Already done by" in text(supervisor.post(office.url("approve_closure"), follow=True))
    supervisor.post(office.url("reopen_case"))
    assert Case.objects.get(pk=office.case.pk).state == "open"


def test_after_a_withdrawal_the_supervisor_closes_in_one_step_and_nobody_writes(office):
    with acting(office.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=office.case.person_id, purpose="case"), by=actor)
    assert make.browser(office.worker).get(office.url("case")).status_code == 404
    browser = make.browser(office.supervisor)
    page = text(browser.get(office.url("case")))
    assert "The consent to this work has ended" in page
    assert office.url("write_note") not in page
    assert browser.get(office.url("write_note")).status_code == 404
    browser.post(office.url("approve_closure"))
    assert Case.objects.get(pk=office.case.pk).reason == "withdrew"


def test_reopening_without_a_new_consent_is_refused_in_words(office):
    with acting(office.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=office.case.person_id, purpose="case"), by=actor)
    browser = make.browser(office.supervisor)
    browser.post(office.url("approve_closure"))
    assert "There is no consent in force" in text(browser.post(office.url("reopen_case"), follow=True))


def test_after_a_hand_over_nothing_that_the_giver_adds_gives_the_case_back(office):
    """Field report B76: her late note, family member, document or open form changes nothing and is refused."""
    browser, late = make.browser(office.worker), note(form_token=TOKEN + "7")
    relative = make.person(office.worker, make.identity("ليلى"), phone="")
    make.handed_over(office.case, office.worker, office.colleague)
    for url, form in (
        (office.url("write_note"), late),
        (office.url("add_member") + f"?person={relative}", {"relation": "child"}),
        (office.url("plan_task"), {"title": "متابعة", **day(now() + timedelta(days=3), "due_on"), "due_time": ""}),
        (office.url("decide_risk"), {"level": "low", "reasons": "زال"}),
    ):
        assert browser.post(url, form).status_code in (403, 404), url
    browser.post(reverse("correct_documents", args=[office.case.person_id]), {
        "document-TOTAL_FORMS": 1, "document-INITIAL_FORMS": 0, "document-0-kind": "passport", "document-0-number": "A1234567"})
    assert [one.staff_id for one in Assignment.objects.filter(case_id=office.case.pk, until_at=None)] == [office.colleague.staff.pk]
    assert not Note.objects.filter(case_id=office.case.pk, body=late["body"]).exists()
    assert make.browser(office.colleague).get(office.url("case")).status_code == 200


def test_an_answer_to_a_question_that_is_asked_no_more_is_not_kept(office):
    """Field report B79: the reason of dropping goes with another state, `somebody else` with a colleague."""
    write_a_plan(office)
    browser, action = make.browser(office.worker), PlanAction.objects.get(case_id=office.case.pk)
    browser.post(office.url("move_action", action.pk), {"state": "dropped", "reason": "رفضت"})
    browser.post(office.url("move_action", action.pk), {"state": "under_way", "reason": "رفضت"})
    goal = Goal.objects.get(case_id=office.case.pk)
    browser.post(office.url("plan_action", goal.pk), {"title": "نقل الأمتعة", "kind": "own", "staff_id": str(office.worker.staff.pk), "done_by": "أخوها"})
    assert set(PlanAction.objects.filter(case_id=office.case.pk).values_list("reason", "done_by")) == {("", "")}


@pytest.mark.parametrize("payload", [{}, {"reason": ""}, {"reason": "  \u200f"}, {"reason": ["", ""]}, {"reason": "\u3164"}])
def test_a_reason_is_asked_for_only_where_an_action_is_dropped(office, payload):
    """Field report B82: key missing, empty, blank: refused if the condition holds, taken as empty if not."""
    write_a_plan(office)
    browser, action = make.browser(office.worker), PlanAction.objects.get(case_id=office.case.pk)
    answer = browser.post(office.url("move_action", action.pk), {"state": "dropped"} | payload)
    assert answer.context["form"].errors["reason"]
    assert browser.post(office.url("move_action", action.pk), {"state": "done"} | payload).status_code == 302


@pytest.mark.parametrize("payload", [{}, {"sections": []}, {"sections": [""]}, {"sections": ["x"]}, {"sections": ["1024"]}, {"sections": ["²"]}])
def test_the_sections_of_a_coworker_are_asked_for_in_every_form_of_nothing(office, payload):
    """Field report B82: key missing, empty list, empty word, unknown code."""
    psychologist = make.member("psychosocial_worker", of=office.worker.organisation, name="منى البنهاوي")
    answer = make.browser(office.worker).post(f"{office.url('add_coworker')}?colleague={psychologist.membership.pk}", {"form_token": TOKEN + "8"} | payload)
    assert answer.status_code == 200 and answer.context["form"].errors["sections"] and not Coworker.objects.exists()


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "99999999999", "-1", "x", "\u0661"])
def test_a_number_in_an_address_that_is_none_breaks_nothing(office, typed):
    """Field report B25: and one in Arabic digits is that number."""
    write_a_plan(office)
    goal = Goal.objects.get(case_id=office.case.pk)
    browser = make.browser(office.worker)
    assert browser.get(office.url("case_plan"), {"version": typed}).status_code == 200
    answer = browser.post(office.url("change_goal", goal.pk), {"dimension": "social", "title": "غرفة", "own_words": "", "version": typed})
    assert answer.status_code == (302 if typed == "\u0661" else 409)


def test_two_tasks_with_one_due_time_are_two_and_the_case_stands_once_in_the_list(office):
    """Seen in the field as well: equal dates are normal."""
    browser = make.browser(office.worker)
    for title in ("متابعة", "زيارة"):
        browser.post(office.url("plan_task"), {"title": title, **day(now() + timedelta(days=3), "due_on"), "due_time": "10:00"})
    assert len(set(Task.objects.filter(case_id=office.case.pk, state="open", title__in=["متابعة", "زيارة"]).values_list("due_at"))) == 1
    page = text(browser.get(reverse("cases")))
    assert page.count(f'href="{office.url("case")}"') == 1
