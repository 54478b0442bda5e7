"""Criteria of closing: asked with evidence, shown to whoever decides, never a bar."""
import pytest

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Case, CaseStep, ClosureCheck
from amana.casework.cases.rules import ClosureReason
from amana.casework.cases.rules.closing import Check, Met, criteria, status
from amana.ground.rows.acting import Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make


def text(answer) -> str:
    return answer.content.decode()


def answers(reason: str, answer: str = "met", **other) -> dict:
    """Those that are asked for this reason, with a word of evidence."""
    asked = [code for code, one in criteria().items() if one.asked_for(reason) and not one.only_with_evidence]
    return {"reason": reason, "summary": "تحققت الأهداف"} | dict.fromkeys(asked, answer) | {f"{code}_evidence": "زيارة يوم الأحد" for code in asked} | other


def test_the_criteria_are_whole_and_carry_their_mark():
    assert status().startswith(("draft", "interim", "official"))
    for one in criteria().values():
        assert all(one.row[name].strip() for name in ("name_ar", "name_en", "hint_ar", "hint_en"))
        assert one.reasons <= set(ClosureReason.values)
    assert all(any(one.asked_for(reason) for one in criteria().values()) for reason in ClosureReason.values)


@pytest.mark.django_db
def test_each_criterion_is_kept_with_its_evidence_and_shown_to_who_decides(office):
    worker, supervisor = make.browser(office.worker), make.browser(office.supervisor)
    worker.post(office.url("ask_closure"), answers("goals_met", feedback="not_met", feedback_evidence="لم ترد على الهاتف"))
    kept = {one.code: (one.answer, one.evidence) for one in ClosureCheck.objects.filter(case_id=office.case.pk)}
    assert kept["feedback"] == ("not_met", "لم ترد على الهاتف") and kept["risk_low"] == ("met", "زيارة يوم الأحد")
    assert set(kept) == {code for code, one in criteria().items() if one.asked_for("goals_met") and not one.only_with_evidence}
    page = text(supervisor.get(office.url("case")))
    assert "Criteria of closing: 5 met, 1 not met" in page and "لم ترد على الهاتف" in page
    decides = text(supervisor.get(office.url("approve_closure")))
    assert "<b>The person was asked how the service was</b><div><bdi>لم ترد على الهاتف" in decides and "The risk is low" not in decides, "each that is not met, on a line of its own"
    supervisor.post(office.url("approve_closure"))
    assert Case.objects.get(pk=office.case.pk).state == "closed", "a criterion that is not met bars nothing"


@pytest.mark.django_db
def test_an_answer_and_its_evidence_are_asked_for_and_what_was_typed_stays(office):
    browser = make.browser(office.worker)
    answer = browser.post(office.url("ask_closure"), answers("goals_met", risk_low="", feedback_evidence=""))
    assert set(answer.context["form"].errors) == {"risk_low", "feedback_evidence"}
    assert "زيارة يوم الأحد" in text(answer) and "تحققت الأهداف" in text(answer)
    assert not CaseStep.objects.exists() and not ClosureCheck.objects.exists()
    browser.post(office.url("ask_closure"), answers("goals_met", "not_applicable"))
    assert set(ClosureCheck.objects.values_list("answer", "evidence")) == {("not_applicable", "")}, "what does not apply needs no evidence, and keeps none"


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["critical", "high", "medium"])
def test_a_risk_that_is_high_in_the_file_is_not_said_to_be_low_and_what_was_typed_stays(office, level):
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level=level, reasons="تهديد", by=actor)
    browser = make.browser(office.worker)
    answer = browser.post(office.url("ask_closure"), answers("goals_met"))
    if level == "medium":
        assert answer.status_code == 302, "of a medium risk who knows the case says"
        return
    assert set(answer.context["form"].errors) == {"risk_low"} and "The risk in force is:" in text(answer) and "تحققت الأهداف" in text(answer)
    assert not CaseStep.objects.exists()
    assert browser.post(office.url("ask_closure"), answers("goals_met", risk_low="not_met")).status_code == 302


@pytest.mark.django_db
def test_whoever_decides_on_closure_is_told_the_risk_in_force_and_what_is_open(office):
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="high", reasons="تهديد", by=actor)
        goal = actions.set_goal(actions.begin_plan(office.case, by=actor), dimension="social", title="مسكن آمن", own_words="", by=actor)
        for title in ("بحث", "عقد"):
            actions.plan_action(goal, title=title, done_by="هي", staff_id=None, due_on=None, by=actor)
        actions.ask_closure(office.case, reason="goals_met", summary="تعيش مع أختها", checks=[Check("risk_low", Met.NOT_MET, "ما زال متوسطًا")], by=actor)
    page = text(make.browser(office.supervisor).get(office.url("approve_closure")))
    assert office.case.number in page and "هناء" in page and "تعيش مع أختها" in page, "which case, and what was written of it"
    assert "ما زال متوسطًا" in page
    assert "The risk in force is: High risk." in page and "2 actions of the plan are open." in page and "1 task is open." in page


@pytest.mark.django_db
def test_who_would_open_an_open_case_again_is_told_at_once(office):
    answer = make.browser(office.supervisor).get(office.url("reopen_case"), follow=True)
    assert answer.redirect_chain[-1][0] == office.url("case") and "This case is not closed" in text(answer)


@pytest.mark.django_db
def test_each_error_of_a_criterion_names_the_criterion(office):
    page = text(make.browser(office.worker).post(office.url("ask_closure"), answers("goals_met", risk_low_evidence="", feedback_evidence="", plan_reviewed="")))
    summary = page.partition('class="am-note am-note-danger am-summary"')[2].partition("</ul>")[0]
    assert summary.count("<li>") == 3 and all(summary.count(f"{name}") == 1 for name in ("The risk is low", "The person was asked how the service was", "The plan was reviewed with the person"))


@pytest.mark.django_db
def test_a_criterion_that_only_some_reasons_ask_for_is_marked_optional_and_names_them(office):
    page = text(make.browser(office.worker).get(office.url("ask_closure")))
    said = {code: page.partition(f">{one.name}")[2].partition("</legend>")[0] for code, one in criteria().items() if not one.only_with_evidence}
    assert {code for code, label in said.items() if "(optional)" in label} == {code for code in said if criteria()[code].reasons} != set(said)
    assert "Only for: Contact lost" in page and "Needed except for: Contact lost · Died · Registered twice" in page
    assert "An open referral or an open alarm bars it" in page


@pytest.mark.django_db
def test_what_belongs_to_another_reason_is_neither_asked_nor_kept(office):
    make.browser(office.worker).post(office.url("ask_closure"), answers("lost_contact", plan_reviewed="met", plan_reviewed_evidence="x"))
    assert set(ClosureCheck.objects.values_list("code", flat=True)) == {"no_open_action", "risk_low", "referrals_ended", "contact_tries", "child_conference"}


@pytest.mark.django_db
def test_a_second_asking_is_shown_in_place_of_the_first(office):
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(office.case, reason="goals_met", summary="", checks=[Check("risk_low", Met.NOT_MET, "ما زال متوسطًا")], by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.refuse_closure(office.case, remark="", by=actor)
    assert "ما زال متوسطًا" in text(make.browser(office.worker).get(office.url("ask_closure"))), "what was said then is filled in"
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(office.case, reason="goals_met", summary="", checks=[Check("risk_low", Met.MET, "منخفض منذ شهر")], by=actor)
        assert [one.evidence for one in queries.closure_checks(office.case.pk)] == ["منخفض منذ شهر"]
    with acting(office.other.cookie):
        assert queries.closure_checks(office.case.pk) == []


@pytest.mark.django_db
def test_the_database_asks_for_evidence_and_for_a_step_of_the_same_case(office):
    with pytest.raises(Refused, match="closure_check_has_evidence"), acting(office.worker.cookie) as actor:
        actions.ask_closure(office.case, reason="goals_met", summary="", checks=[Check("risk_low", Met.MET, "")], by=actor)
    other = make.case(office.worker)
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(other, reason="goals_met", summary="", by=actor)
    step = CaseStep.objects.get(case_id=other.pk)
    with pytest.raises(Exception, match="step_id"), acting(office.worker.cookie):
        ClosureCheck.objects.create(case_id=office.case.pk, step_id=step.pk, code="x", answer="met", evidence="x")
    with pytest.raises(Hidden), acting(office.colleague.cookie):
        ClosureCheck.objects.create(case_id=other.pk, step_id=step.pk, code="x", answer="met", evidence="x")
