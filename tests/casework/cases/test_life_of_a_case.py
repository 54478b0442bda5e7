import pytest
from django.urls import reverse

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Assignment, Case, Coworker, Note
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.casework.registry.models import Contact, Identity, Person
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(Refused, match=code)


def test_no_case_without_consent():
    worker = make.member()
    with refusal("case_ground"):
        make.case(worker, with_consent=False)


def test_whoever_opens_a_case_owns_it():
    worker = make.member()
    case = make.case(worker)
    with acting(worker.cookie):
        file = queries.case_file(case.pk)
        assert case.number.startswith("AC-")
        assert (file.owner.staff_id, file.owner.team_id) == (worker.staff.pk, worker.team.pk)
        assert file.sight.owns


def test_one_open_case_at_a_time():
    worker = make.member()
    case = make.case(worker)
    with refusal("case_open_already"):
        make.case(worker, case.person_id, with_consent=False)


def test_a_case_handed_over_is_seen_by_the_receiver_and_no_more_by_the_giver():
    giver = make.member()
    receiver = make.member(of=giver.organisation)
    case = make.case(giver)
    make.handed_over(case, giver, receiver)
    with acting(receiver.cookie):
        assert queries.case_file(case.pk).owner.staff_id == receiver.staff.pk
        assert Contact.objects.filter(pk=case.person_id).exists()
    with acting(giver.cookie):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert Identity.objects.filter(pk=case.person_id).exists(), "the name is still found in the organisation"
        assert not Contact.objects.filter(pk=case.person_id).exists()


def test_never_two_owners():
    giver = make.member()
    case = make.case(giver)
    supervisor = make.member("supervisor", of=giver.organisation, teams=[giver.team])
    other = make.member(of=giver.organisation)
    with acting(supervisor.cookie) as actor:
        actions.assign(case, team_id=other.team.pk, staff_id=other.staff.pk, by=actor)
    assert Assignment.objects.filter(case_id=case.pk, until_at=None).count() == 1


def test_a_coworker_sees_the_chosen_sections_and_cannot_hand_the_case_over():
    worker = make.member()
    colleague = make.member("psychosocial_worker", of=worker.organisation)
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
        actions.write_note(case, section=Section.SOCIAL, kind="note", body="زيارة", happened_at=None, by=actor)
    with acting(colleague.cookie) as actor:
        actions.write_note(case, section=Section.PSYCHOSOCIAL, kind="interview", body="جلسة", happened_at=None, by=actor)
        assert [note.section for note in queries.notes(case.pk)] == [Section.PSYCHOSOCIAL]
    with acting(worker.cookie):
        assert [note.section for note in queries.notes(case.pk)] == [Section.SOCIAL]
    with pytest.raises(Hidden), acting(colleague.cookie) as actor:
        actions.propose(case, team_id=colleague.team.pk, staff_id=colleague.staff.pk, why="load", by=actor)


def test_withdrawing_the_case_consent_closes_sight_in_the_same_transaction():
    worker = make.member()
    case = make.case(worker)
    colleague = make.member("psychosocial_worker", of=worker.organisation)
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    with acting(worker.cookie) as actor:
        closed = consents.withdraw(ConsentScope.objects.get(person_id=case.person_id, purpose="case"), by=actor)
        assert closed.bases == {"case": 1, "coworker": 1}
        assert not Case.objects.filter(pk=case.pk).exists()
    with acting(colleague.cookie):
        assert not Person.objects.filter(pk=case.person_id).exists() or not Case.objects.filter(pk=case.pk).exists()
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    with acting(supervisor.cookie) as actor:
        actions.approve_closure(Case.objects.get(pk=case.pk), by=actor)
    assert Case.objects.get(pk=case.pk).reason == "withdrew"


def test_a_new_consent_and_reopening_bring_back_the_worker_alone():
    worker = make.member()
    colleague = make.member("psychosocial_worker", of=worker.organisation)
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
        consents.withdraw(ConsentScope.objects.get(person_id=case.person_id, purpose="case"), by=actor)
    with acting(supervisor.cookie) as actor:
        actions.approve_closure(case, by=actor)
    with refusal("case_ground"), acting(supervisor.cookie) as actor:
        actions.reopen(case, by=actor)
    make.consent(supervisor, case.person_id)
    with acting(supervisor.cookie) as actor:
        actions.reopen(case, by=actor)
    with acting(worker.cookie):
        assert queries.case_file(case.pk).sight.owns
    with acting(colleague.cookie):
        assert not Case.objects.filter(pk=case.pk).exists()
    assert Coworker.objects.get(case_id=case.pk).until_at is not None


def test_no_case_is_opened_again_beside_another_open_one():
    worker = make.member()
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.ask_closure(case, reason="goals_met", summary="", by=actor)
    with acting(supervisor.cookie) as actor:
        actions.approve_closure(case, by=actor)
    second = make.case(worker, case.person_id, with_consent=False)
    with refusal("case_open_already"), acting(supervisor.cookie) as actor:
        actions.reopen(case, by=actor)
    page = make.browser(supervisor).post(reverse("reopen_case", args=[case.pk]), follow=True).content.decode()
    assert "A case of this person is open already." in page
    assert list(Case.objects.exclude(state="closed").values_list("pk", flat=True)) == [second.pk]


def test_after_closure_and_grace_only_the_reopening_role_sees_the_head():
    worker = make.member()
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.ask_closure(case, reason="goals_met", summary="تحققت الأهداف", by=actor)
    with acting(supervisor.cookie) as actor:
        actions.approve_closure(case, by=actor)
    with acting(worker.cookie):
        assert queries.case(case.pk).state == "closed"
    make.move_clock(days=31)
    with acting(worker.cookie):
        assert not Case.objects.filter(pk=case.pk).exists()
    with acting(supervisor.cookie):
        assert queries.case(case.pk).state == "closed"
        assert not Note.objects.filter(case_id=case.pk).exists()


def test_a_plan_is_written_submitted_returned_and_approved():
    worker = make.member()
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        plan = actions.begin_plan(case, by=actor)
    with refusal("plan_without_goals"), acting(worker.cookie) as actor:
        actions.submit_plan(plan, by=actor)
    with acting(worker.cookie) as actor:
        goal = actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="أريد بابًا أقفله", by=actor)
        actions.plan_action(goal, title="إحالة إلى المأوى", done_by="", staff_id=worker.staff.pk, due_on=None, by=actor)
        assert actions.submit_plan(plan, by=actor).state == "submitted"
    with acting(supervisor.cookie) as actor:
        assert actions.return_plan(plan, case, remark="أضيفي موعدًا", by=actor).state == "returned"
    with acting(worker.cookie) as actor:
        actions.submit_plan(plan, by=actor)
    with acting(supervisor.cookie) as actor:
        assert actions.approve_plan(plan, read=make.read(plan), by=actor).state == "approved"
    with refusal("plan_state"), acting(worker.cookie) as actor:
        actions.set_goal(plan, dimension="social", title="هدف متأخر", own_words="", by=actor)
    with acting(worker.cookie) as actor:
        following = actions.begin_plan(case, by=actor)
        copy = queries.current_plan(case.pk)
        assert (copy.pk, copy.version, [g.title for g in copy.goals.all()]) == (following.pk, 2, ["مسكن آمن"])
        assert [a.title for a in copy.goals.all()[0].actions.all()] == ["إحالة إلى المأوى"]


def test_below_high_risk_the_organisation_decides_whether_plans_need_approval():
    worker = make.member(of=make.organisation(plans_need_approval=False))
    for level, state in (("medium", "approved"), ("high", "submitted")):
        case = make.case(worker)
        with acting(worker.cookie) as actor:
            actions.decide_risk(case, level=level, reasons="تقدير", by=actor)
            plan = actions.begin_plan(case, by=actor)
            actions.set_goal(plan, dimension="social", title="هدف", own_words="", by=actor)
            assert actions.submit_plan(plan, by=actor).state == state


def test_the_first_note_on_protection_protects_the_record():
    officer = make.member("protection_officer")
    colleague = make.member(of=officer.organisation)
    case = make.case(officer)
    with acting(colleague.cookie):
        assert Identity.objects.filter(pk=case.person_id).exists()
    with acting(officer.cookie) as actor:
        actions.write_note(case, section=Section.PROTECTION, kind="interview", body="إفادة", happened_at=None, by=actor)
    with acting(colleague.cookie):
        assert not Identity.objects.filter(pk=case.person_id).exists(), "a protected record is not found by name"


def test_a_case_consent_that_runs_out_closes_sight_by_the_clock():
    worker = make.member()
    case = make.case(worker)
    make.move_clock(days=366)
    with acting(worker.cookie):
        assert not Case.objects.filter(pk=case.pk).exists()


def test_household_members_are_seen_with_the_heads_case():
    worker = make.member()
    other = make.member(of=worker.organisation)
    head, child = make.case(worker), make.person(worker, make.identity("آدم"))
    with acting(worker.cookie) as actor:
        actions.add_member(head, member_id=child, relation="child", by=actor)
    make.handed_over(head, worker, other)
    with acting(other.cookie):
        assert Contact.objects.filter(pk=child).exists()


def test_a_task_is_finished_once():
    worker = make.member()
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.decide_risk(case, level="high", reasons="تهديد", by=actor)
        task, = queries.open_tasks(worker.staff.pk)
        assert task.kind == "first_action"
        actions.finish_task(task.pk, outcome="تم الاتصال", by=actor)
        with refusal("task_state"):
            actions.finish_task(task.pk, outcome="مرة أخرى", by=actor)
