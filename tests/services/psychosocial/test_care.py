"""Psychosocial support: written and read by clinical roles alone, put right without losing what stood there, in a group once for all."""
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.access.models import Membership
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.insight.journal import queries as journal
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from amana.services.psychosocial import actions, queries
from amana.services.psychosocial.models import Goal, GoalStep, Group, Meeting, Member, SafetyPlan, Session, Supervision
from amana.services.psychosocial.rules import Attendance
from tests import builders as make
from tests.services.psychosocial.conftest import shared

pytestmark = pytest.mark.django_db
SECRET = "كلام لا يقرؤه غير المختص"


def today(days=0):
    return cairo_day(clock()) + timedelta(days=days)


def day(name, of):
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def answers(**more):
    return {"kind": "individual", **day("held_on", today()), "attendance": "came", "place": "office", "minutes": "60", "work": SECRET} | more


def record(by, case, **columns):
    with acting(by.cookie) as actor:
        return actions.record_session(case.pk, **{"kind": "individual", "held_on": today(), "attendance": "came", "place": "office", "minutes": 60, "work": SECRET, "agreed": "", "danger": False,
                                                  "next_at": None, "nearness": {}} | columns, by=actor)


def group_of(by, **columns):
    with acting(by.cookie) as actor:
        return actions.form_group(**{"name": "مجموعة الخميس", "kind": "support", "language": "ara", "place": "", "meetings_planned": 6, "members_at_most": 8} | columns, by=actor)


def joined(by, group, case):
    with acting(by.cookie) as actor:
        return actions.join(group, case.pk, by=actor)


# With one person --------------------------------------------------------------------------------------------------------------------------------------
def test_a_session_is_written_with_how_near_the_goals_are_and_the_next_appointment_comes_into_the_day(counsellor, case):
    browser = make.browser(counsellor)
    browser.post(reverse("set_care_goal", args=[case.pk]), {"words": "أن أنام الليل", "nearness": "٢"})
    goal = Goal.objects.get()
    after = today(2)
    sent = answers(**{f"near_{goal.pk}": "5"}, **day("next_on", after), next_time="11:30")
    assert browser.post(reverse("record_session", args=[case.pk]), sent).url == reverse("case_psychosocial", args=[case.pk])
    assert list(GoalStep.objects.order_by("made_at", "pk").values_list("nearness", flat=True)) == [2, 5]
    page = browser.get(reverse("case_psychosocial", args=[case.pk])).content.decode()
    assert SECRET in page and "5 of 10, at first 2" in page
    assert "11:30" in browser.get(reverse("home")).content.decode()
    record(counsellor, case)
    assert "11:30" not in browser.get(reverse("home")).content.decode(), "a later session has overtaken it"


def test_an_appointment_stays_in_the_day_though_her_group_met_or_a_colleague_saw_her(owner, counsellor, case):
    other = make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams)
    with acting(owner.cookie) as actor:
        cases.add_coworker(case, staff_id=other.staff.pk, sections=int(Section.IDENTITY | Section.PSYCHOSOCIAL), by=actor)
    record(counsellor, case, next_at=clock() + timedelta(days=2))
    group = group_of(counsellor)
    joined(counsellor, group, case)
    make.move_clock(hours=1)
    with acting(counsellor.cookie) as actor:
        actions.meet(group, held_on=today(), topic="النوم", minutes=60, work="تمارين", came=[actions.Came(case.pk, Attendance.CAME)], by=actor)
    record(other, case)
    with acting(counsellor.cookie) as actor:
        assert [one.case_id for one in queries.coming(actor, clock())] == [case.pk]
    with acting(other.cookie) as actor:
        assert queries.coming(actor, clock()) == []
    meeting = Session.objects.get(kind="group")
    with acting(counsellor.cookie) as actor:
        said = {"kind": "group", "held_on": today(), "attendance": "came", "place": "office", "minutes": 60, "agreed": "", "danger": False, "nearness": {}}
        right = actions.correct_session(meeting, work="تمارين", next_at=clock() + timedelta(days=3), **said, by=actor)
        assert [one.pk for one in queries.coming(actor, clock())][-1] == right.pk
        actions.correct_session(right, work="تمارين", next_at=None, **said, by=actor)
        assert len(queries.coming(actor, clock())) == 1, "put right: there was no such appointment"


def test_nobody_else_reads_a_word_of_it_on_any_page_of_the_case_nor_in_its_log(owner, counsellor, clinician, case):
    record(counsellor, case)
    with acting(counsellor.cookie) as actor:
        actions.set_goal(case.pk, words=SECRET, nearness=3, by=actor)
        actions.plan_safety(case.pk, signs=SECRET, own_ways="", people="", helpers=SECRET, safer_place="", review_on=today(), by=actor)
    with acting(clinician.cookie) as actor:
        actions.supervise(case.pk, looked_at=SECRET, agreed="", by=actor)
    supervisor = make.member("supervisor", of=owner.organisation, teams=owner.teams)
    head = make.member("case_manager", of=owner.organisation, teams=owner.teams)
    for other in (owner, supervisor, head):
        browser = make.browser(other)
        for name in ("case", "case_notes", "case_plan", "case_summary", "case_log"):
            content = browser.get(reverse(name, args=[case.pk])).content.decode("utf-8", "ignore")
            assert SECRET not in content and reverse("case_psychosocial", args=[case.pk]) not in content, (other.membership.role_id, name)
        for name in ("case_psychosocial", "safety_paper"):
            assert browser.get(reverse(name, args=[case.pk])).status_code == 404
        for name in ("record_session", "set_care_goal", "plan_safety", "supervise_care"):
            assert browser.get(reverse(name, args=[case.pk])).status_code == 403
        with acting(other.cookie):
            assert not any(one.verb.startswith("care.") for one in journal.of_case(case.person_id, case.pk))
            assert (Session.objects.count(), Goal.objects.count(), SafetyPlan.objects.count(), Supervision.objects.count()) == (0, 0, 0, 0)
    for reader in (counsellor, clinician):
        assert SECRET in make.browser(reader).get(reverse("case_psychosocial", args=[case.pk])).content.decode()


def test_a_health_worker_on_the_case_reads_it_and_writes_none_of_it(owner, counsellor, case):
    record(counsellor, case)
    nurse = make.member("health_worker", of=owner.organisation, teams=owner.teams)
    with acting(owner.cookie) as actor:
        cases.add_coworker(case, staff_id=nurse.staff.pk, sections=int(Section.IDENTITY | Section.PSYCHOSOCIAL | Section.HEALTH), by=actor)
    browser = make.browser(nurse)
    page = browser.get(reverse("case_psychosocial", args=[case.pk]))
    assert SECRET in page.content.decode() and reverse("record_session", args=[case.pk]) not in page.content.decode()
    assert browser.get(reverse("record_session", args=[case.pk])).status_code == 403
    with pytest.raises(Forbidden):
        record(nurse, case)


def test_a_session_says_what_is_wrong_at_its_field_and_keeps_what_was_typed(counsellor, case):
    browser, address = make.browser(counsellor), reverse("record_session", args=[case.pk])
    for sent, field in ((answers(**day("held_on", today(1))), "held_on"), (answers(work=""), "work"), (answers(attendance=""), "attendance"), (answers(**day("next_on", today(1))), "next_time"),
                        (answers(next_time="10:00"), "next_on"), (answers(**day("next_on", today(-1)), next_time="10:00"), "next_on"), (answers(kind="group"), "kind")):
        page = browser.post(address, sent)
        assert list(page.context["form"].errors) == [field], sent
        assert sent["work"] in page.content.decode()
    assert Session.objects.count() == 0
    assert browser.post(address, answers(attendance="absent", work="")).status_code == 302, "who did not come has done nothing"


def test_a_session_is_put_right_by_its_writer_once_and_the_former_words_stay_readable(owner, counsellor, case):
    with acting(counsellor.cookie) as actor:
        goal = actions.set_goal(case.pk, words="النوم", nearness=None, by=actor)
    first = record(counsellor, case, nearness={goal.pk: 9})
    other = make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams)
    with acting(owner.cookie) as actor:
        cases.add_coworker(case, staff_id=other.staff.pk, sections=int(Section.IDENTITY | Section.PSYCHOSOCIAL), by=actor)
    address = reverse("correct_session", args=[case.pk, first.pk])
    assert make.browser(other).get(address).status_code == 404
    with pytest.raises(Refused, match="session_of_another"), acting(other.cookie) as actor:
        actions.correct_session(first, nearness={}, kind="individual", held_on=today(), attendance="came", place="office", work="x", by=actor)
    browser = make.browser(counsellor)
    assert browser.get(address).context["form"].initial["work"] == SECRET
    assert browser.post(address, answers(work="كلام صحيح", **{f"near_{goal.pk}": "4"})).status_code == 302
    page = browser.get(reverse("case_psychosocial", args=[case.pk])).content.decode()
    assert "كلام صحيح" in page and SECRET in page and "What stood here before" in page and "4 of 10" in page and "9 of 10" not in page
    assert browser.get(address).status_code == 404, "it was put right already"
    with pytest.raises(Refused, match="care_session_replaced_once"), acting(counsellor.cookie) as actor:
        actions.correct_session(first, nearness={}, kind="individual", held_on=today(), attendance="came", place="office", work="x", by=actor)


def test_an_earlier_session_put_right_does_not_say_how_near_a_goal_is_now(counsellor, case):
    with acting(counsellor.cookie) as actor:
        sleep, work = (actions.set_goal(case.pk, words=words, nearness=1, by=actor) for words in ("النوم", "العمل"))
    first = record(counsellor, case, nearness={sleep.pk: 3, work.pk: 4})
    make.move_clock(days=7)
    record(counsellor, case, nearness={sleep.pk: 7})
    with acting(counsellor.cookie) as actor:
        actions.move_goal(work, state="reached", nearness=10, by=actor)
    make.move_clock(days=1)
    browser, address = make.browser(counsellor), reverse("correct_session", args=[case.pk, first.pk])
    shown = browser.get(address).context["form"]
    assert [shown[f"near_{one.pk}"].value() for one in (sleep, work)] == [3, 4], "also of a goal that was reached since"
    assert browser.post(address, answers(work="بلا خطأ", **{f"near_{sleep.pk}": "3", f"near_{work.pk}": "5"})).status_code == 302
    again = Session.objects.get(replaces=first)
    assert browser.post(reverse("correct_session", args=[case.pk, again.pk]), answers(work="بلا خطأ آخر", **{f"near_{sleep.pk}": "2", f"near_{work.pk}": "5"})).status_code == 302
    with acting(counsellor.cookie):
        assert [(one.state, [step.nearness for step in one.rated]) for one in queries.aims(case.pk)] == [("open", [1, 2, 7]), ("reached", [1, 5, 10])]
        assert queries.aims(case.pk)[0].rated[1].made_at == Session.objects.get(pk=first.pk).made_at, "the day on which she said it"
    assert "7 of 10, at first 1" in browser.get(reverse("case_psychosocial", args=[case.pk])).content.decode()


def test_danger_leads_to_the_safety_plan_and_the_latest_plan_counts_and_is_printed_without_a_name(counsellor, case):
    browser = make.browser(counsellor)
    assert browser.post(reverse("record_session", args=[case.pk]), answers(danger="on")).url == reverse("plan_safety", args=[case.pk])
    assert browser.get(reverse("safety_paper", args=[case.pk])).status_code == 404, "there is none yet"
    plan = {"signs": "لا أنام\nأبتعد عن الناس", "own_ways": "", "people": "", "helpers": "أختي", "safer_place": "", **day("review_on", today(7))}
    assert browser.post(reverse("plan_safety", args=[case.pk]), plan | day("review_on", today(-1))).context["form"].errors["review_on"]
    browser.post(reverse("plan_safety", args=[case.pk]), plan)
    assert browser.get(reverse("plan_safety", args=[case.pk])).context["form"].initial["helpers"] == "أختي"
    browser.post(reverse("plan_safety", args=[case.pk]), plan | {"helpers": "جارتي"})
    page = browser.get(reverse("case_psychosocial", args=[case.pk]))
    assert page.context["plan"].helpers == "جارتي" and page.context["plans_before"] == 1
    for language in ("ar", "en"):
        paper = browser.get(reverse("safety_paper", args=[case.pk]), {"in": language})
        assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
        assert "inline" in paper["Content-Disposition"] and case.number not in paper["Content-Disposition"]


def test_a_goal_moves_and_ends_and_those_at_work_stand_first(counsellor, case):
    browser = make.browser(counsellor)
    for words in ("الأول", "الثاني"):
        browser.post(reverse("set_care_goal", args=[case.pk]), {"words": words})
    first = Goal.objects.get(words="الأول")
    assert browser.post(reverse("move_care_goal", args=[case.pk, first.pk]), {"state": "reached", "nearness": "11"}).context["form"].errors["nearness"]
    browser.post(reverse("move_care_goal", args=[case.pk, first.pk]), {"state": "reached", "nearness": "10"})
    with acting(counsellor.cookie):
        assert [(one.goal.words, one.state) for one in queries.aims(case.pk)] == [("الثاني", "open"), ("الأول", "reached")]
    assert f"near_{first.pk}" not in browser.get(reverse("record_session", args=[case.pk])).content.decode(), "a reached goal is asked no more"


# In a group -------------------------------------------------------------------------------------------------------------------------------------------
def test_a_group_meets_and_each_file_holds_what_all_did_and_what_is_hers(owner, counsellor):
    group, files = group_of(counsellor), [shared(owner, counsellor, given=given) for given in ("سلمى", "نور", "أمل")]
    for one in files:
        joined(counsellor, group, one)
    browser, address = make.browser(counsellor), reverse("meet_group", args=[group.pk])
    sent = {**day("held_on", today()), "topic": "النوم", "minutes": "90", "work": "تمارين التنفس", **{f"came_{one.pk}": "came" for one in files}, f"came_{files[2].pk}": "absent",
            f"own_{files[0].pk}": "تحدثت عن ابنها"}
    assert browser.post(address, sent | {f"came_{files[1].pk}": ""}).context["form"].errors
    assert Meeting.objects.count() == Session.objects.count() == 0
    assert browser.post(address, sent).url == reverse("group", args=[group.pk])
    assert {one.case_id: (one.attendance, one.work) for one in Session.objects.all()} == {
        files[0].pk: ("came", "تمارين التنفس\nتحدثت عن ابنها"), files[1].pk: ("came", "تمارين التنفس"), files[2].pk: ("absent", "")}
    page = browser.get(reverse("group", args=[group.pk]))
    assert [[cell and cell.attendance for cell in cells] for _member, _name, cells in page.context["rows"]] == [["came"], ["came"], ["absent"]]
    browser.post(address, sent)
    assert list(Meeting.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_who_is_in_a_group_is_seen_by_who_reads_that_file_alone(owner, counsellor):
    group, mine = group_of(counsellor), shared(owner, counsellor)
    joined(counsellor, group, mine)
    other = make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams)
    page = make.browser(other).get(reverse("group", args=[group.pk]))
    assert page.status_code == 200 and page.context["rows"] == [] and "هناء" not in page.content.decode()
    assert make.browser(other).get(reverse("meet_group", args=[group.pk])).status_code == 403, "who does not lead it writes no meeting"
    assert make.browser(other).get(reverse("change_group", args=[group.pk])).status_code == 403
    assert make.browser(make.member("psychosocial_worker")).get(reverse("group", args=[group.pk])).status_code == 404
    for role in ("caseworker", "supervisor", "case_manager", "organisation_administrator"):
        assert make.browser(make.member(role, of=owner.organisation, teams=owner.teams)).get(reverse("groups")).status_code == 403
    with pytest.raises(Hidden), acting(other.cookie) as actor:
        actions.join(group, mine.pk, by=actor)


def test_a_group_takes_so_many_each_once_and_whoever_left_may_come_back(owner, counsellor):
    group, files = group_of(counsellor, members_at_most=2), [shared(owner, counsellor, given=given) for given in ("سلمى", "نور", "أمل")]
    member = joined(counsellor, group, files[0])
    with pytest.raises(Refused, match="care_member_once"):
        joined(counsellor, group, files[0])
    joined(counsellor, group, files[1])
    browser, address = make.browser(counsellor), reverse("join_group", args=[group.pk])
    assert str(files[0].pk) not in browser.get(address).content.decode() and str(files[2].pk) in browser.get(address).content.decode()
    assert "as many people as it takes" in browser.post(address, {"case_id": files[2].pk}).content.decode()
    assert browser.post(reverse("leave_group", args=[group.pk, member.pk]), {"reason": "moved"}).status_code == 302
    assert browser.get(reverse("leave_group", args=[group.pk, member.pk])).status_code == 404, "she has left already"
    assert browser.post(address, {"case_id": files[2].pk}).status_code == 302
    assert "Moved away" in browser.get(reverse("case_psychosocial", args=[files[0].pk])).content.decode()
    with acting(counsellor.cookie) as actor:
        actions.change_group(group, members_at_most=3, by=actor)
    joined(counsellor, group, files[0])
    assert Member.objects.filter(case_id=files[0].pk).count() == 2


def test_a_closed_case_and_a_withdrawal_free_the_place_in_a_group(owner, counsellor):
    """After the days of grace nobody sees the row any more by which she could leave."""
    chief = make.member("supervisor", of=owner.organisation, teams=owner.teams)
    group, files = group_of(counsellor, members_at_most=2), [shared(owner, counsellor, given=given) for given in ("سلمى", "نور", "أمل", "هدى")]
    for one in files[:2]:
        joined(counsellor, group, one)
    with pytest.raises(Refused, match="group_full"):
        joined(counsellor, group, files[2])
    with acting(owner.cookie) as actor:
        cases.ask_closure(files[0], reason="goals_met", summary="", by=actor)
    with acting(chief.cookie) as actor:
        cases.approve_closure(files[0], by=actor)
    page = make.browser(counsellor).get(reverse("group", args=[group.pk])).content.decode()
    assert "Case closed" in page
    joined(counsellor, group, files[2])
    with acting(owner.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(consent__person_id=files[1].person_id, purpose="case"), by=actor)
    with acting(counsellor.cookie):
        assert [one.case_id for one in queries.members(group.pk) if one.until_at is None] == [files[0].pk, files[2].pk], "whoever withdrew is seen no more"
    joined(counsellor, group, files[3])
    with pytest.raises(Refused, match="group_full"):
        joined(counsellor, group, shared(owner, counsellor, given="منى"))


def test_a_group_is_handed_to_another_leader_by_who_supervises_and_ended(owner, counsellor, clinician):
    group = group_of(counsellor)
    colleague = make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams, name="سمر")
    browser = make.browser(clinician)
    facts = {"name": "مجموعة الخميس", "kind": "skills", "language": "ara", "place": "", "meetings_planned": "6", "members_at_most": "8"}
    assert browser.post(reverse("change_group", args=[group.pk]), facts | {"leader_id": owner.staff.pk, "is_open": "on"}).context["form"].errors["leader_id"], "a case worker leads none"
    assert browser.post(reverse("change_group", args=[group.pk]), facts | {"leader_id": colleague.staff.pk}).status_code == 302
    group.refresh_from_db()
    assert (group.leader_id, group.kind, group.is_open) == (colleague.staff.pk, "skills", False)
    stranger = make.member("psychosocial_worker")
    with pytest.raises(Hidden), acting(clinician.cookie) as actor:
        actions.change_group(group, leader_id=stranger.staff.pk, by=actor)
    with pytest.raises(Refused, match="group_closed"), acting(clinician.cookie) as actor:
        actions.meet(group, held_on=today(), topic="x", minutes=60, work="x", came=[], by=actor)
    assert Group.objects.get().leader_id == colleague.staff.pk


def test_a_group_whose_leader_left_is_given_to_nobody_by_chance(owner, counsellor, clinician):
    group = group_of(counsellor)
    colleague = make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams, name="آمال")
    browser, url = make.browser(clinician), reverse("change_group", args=[group.pk])
    facts = {"name": "مجموعة الأحد", "kind": "skills", "language": "ara", "place": "", "meetings_planned": "6", "members_at_most": "8", "is_open": "on"}
    assert ("", "Choose") not in browser.get(url).context["form"].fields["leader_id"].choices
    Membership.objects.filter(pk=counsellor.membership.pk).update(ended_at=clock())
    assert browser.get(url).context["form"].fields["leader_id"].choices[0] == ("", "Choose")
    assert browser.post(url, facts | {"leader_id": ""}).context["form"].errors["leader_id"]
    assert browser.post(url, facts | {"leader_id": colleague.staff.pk}).status_code == 302
    assert Group.objects.get().leader_id == colleague.staff.pk


def test_a_meeting_is_written_for_its_members_alone(owner, counsellor):
    group, other = group_of(counsellor), shared(owner, counsellor)
    with pytest.raises(Refused, match="session_not_member"), acting(counsellor.cookie) as actor:
        actions.meet(group, held_on=today(), topic="x", minutes=60, work="x", came=[actions.Came(other.pk, Attendance.CAME)], by=actor)
    assert Meeting.objects.count() == 0, "nothing of it stays"
