"""What is new for whom: found in the facts, gone when answered, nothing of what one may not see, and counted alike in the program and in a mail."""
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Plan, Task
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.casework.exceptional import actions as exceptional
from amana.casework.referral import actions as referrals
from amana.ground.access.models import Membership, Staff
from amana.ground.rows.acting import acting, clock
from amana.insight.notices import actions, queries
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def kinds(of) -> list[str]:
    """A kind for each notice, the latest first."""
    make.move_clock(seconds=1)  # what was won from others opens for the next transaction
    with acting(of.cookie):
        return [str(one.kind) for one in queries.notices()]


def new(of) -> int:
    with acting(of.cookie):
        return queries.new()


def as_keeper(statement: str, *values):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amana_keeper")
        cursor.execute(statement, values)
        found = cursor.fetchall() if cursor.description else []
        cursor.execute("RESET ROLE")
        return found


def mailed(*, working_day: bool = True) -> dict:
    """Mails that wait after the job has looked at everybody: (address, urgent) → kinds and how many."""
    while as_keeper("SELECT post.fill(%s)", working_day)[0][0]:
        pass
    rows = as_keeper("SELECT s.email, o.is_urgent, o.counts FROM keys.outbox o JOIN public.access_staff s ON s.id = o.staff")
    return {(email, urgent): counts if isinstance(counts, dict) else json.loads(counts) for email, urgent, counts in rows}


def at_hour(hour: int) -> None:
    """The clock goes on to that hour in Cairo."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM (entry.clock() AT TIME ZONE 'Africa/Cairo')::time)")
        gone = float(cursor.fetchone()[0])
    make.move_clock(seconds=(hour * 3600 + 60 - gone) % 86400)


def sent_and_seen(two, **fields):
    sent = make.referral(two, **fields)
    make.move_clock(seconds=1)
    return make.seen(two, sent)


def test_a_referral_waits_at_its_desk_until_it_is_answered_and_its_answer_comes_back_to_the_sender():
    two = make.two()
    sent = sent_and_seen(two)
    assert kinds(two.desk_officer) == ["referral_arrived"]
    assert [kinds(other) for other in (two.worker, two.receiver, two.supervisor, two.outsider)] == [[], [], [], []]
    with acting(two.desk_officer.cookie) as actor:
        referrals.ask(sent, question="متى؟", by=actor)
    assert kinds(two.desk_officer) == [] and kinds(two.worker) == ["referral_question"]
    make.move_clock(seconds=1)
    with acting(two.worker.cookie) as actor:
        referrals.reply(sent, answer="غدا", by=actor)
    assert kinds(two.desk_officer) == ["referral_replied"] and kinds(two.worker) == []
    make.move_clock(seconds=1)
    with acting(two.desk_officer.cookie) as actor:
        referrals.accept(sent, worker_id=two.receiver.staff.pk, by=actor)
    assert kinds(two.worker) == ["referral_accepted"]
    assert kinds(two.receiver) == ["referral_named"] and kinds(two.desk_officer) == []


def test_a_withdrawn_consent_takes_the_notices_of_the_other_side_away():
    two = make.two()
    make.referral(two)
    assert kinds(two.desk_officer) == ["referral_arrived"]
    with acting(two.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(pk=two.scope.pk), by=actor)
    assert kinds(two.desk_officer) == []


def test_a_refusal_and_silence_come_back_too():
    two = make.two()
    declined = sent_and_seen(two)
    with acting(two.desk_officer.cookie) as actor:
        referrals.decline(declined, reason="no_capacity", words="", by=actor)
    assert kinds(two.worker) == ["referral_declined"]
    silent = make.referral(two)
    make.move_clock(seconds=(silent.expires_at - clock()).total_seconds() + 60)
    as_keeper("SELECT entry.expire_referrals()")
    assert kinds(two.worker)[0] == "referral_expired"
    make.move_clock(days=15)
    assert kinds(two.worker) == [], "after two weeks it is no news"


def test_a_case_that_is_given_tells_its_new_worker_and_one_that_is_offered_too():
    worker = make.member()
    lead = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    colleague = make.member(of=worker.organisation, teams=[worker.team], name="عمرو")
    first, second = make.case(worker), make.case(worker)
    assert kinds(worker) == [], "what she opened herself is no news to her"
    with acting(lead.cookie) as actor:
        cases.assign(first, team_id=worker.team.pk, staff_id=colleague.staff.pk, by=actor)
    with acting(worker.cookie) as actor:
        cases.propose(second, team_id=colleague.team.pk, staff_id=colleague.staff.pk, why="load", by=actor)
    assert sorted(kinds(colleague)) == ["case_assigned", "handover_offered"]
    assert kinds(worker) == []


def test_the_giver_hears_that_her_offer_was_declined_and_why_until_she_offers_again():
    worker = make.member()
    colleague = make.member(of=worker.organisation, teams=[worker.team], name="عمرو")
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        offered = cases.propose(case, team_id=colleague.team.pk, staff_id=colleague.staff.pk, why="load", by=actor)
    make.move_clock(seconds=1)
    with acting(colleague.cookie) as actor:
        cases.decline(offered, reason="conflict", by=actor)
    assert kinds(worker) == ["handover_declined"] and kinds(colleague) == []
    address = reverse("hand_over", args=[case.pk])
    assert f'href="{address}"' in make.browser(worker).get(reverse("notices")).content.decode()
    page = make.browser(worker).get(address).content.decode()
    assert "<bdi>عمرو</bdi> declined your offer on" in page and "I know the person or the family" in page
    make.move_clock(seconds=1)
    with acting(worker.cookie) as actor:
        cases.propose(case, team_id=colleague.team.pk, staff_id=colleague.staff.pk, why="load", by=actor)
    assert kinds(worker) == []


def test_a_late_task_is_news_and_a_done_one_is_not():
    worker = make.member()
    case = make.case(worker)
    Task.objects.filter(case=case).update(state="cancelled")
    with acting(worker.cookie) as actor:
        task = cases.plan_task(case, title="اتصال", due_at=clock() + timedelta(hours=1), staff_id=None, by=actor)
    assert kinds(worker) == []
    make.move_clock(hours=2)
    assert kinds(worker) == ["task_late"]
    with acting(worker.cookie) as actor:
        cases.finish_task(task.pk, outcome="تم", by=actor)
    assert kinds(worker) == []


def test_a_task_that_is_late_for_too_long_is_news_of_who_leads_from_that_moment_on_and_a_mail_counts_it():
    worker = make.member()
    lead, elsewhere = make.member("supervisor", of=worker.organisation, teams=[worker.team]), make.member("supervisor", of=worker.organisation)
    head, colleague = make.member("case_manager", of=worker.organisation), make.member(of=worker.organisation, teams=[worker.team])
    case = make.case(worker)
    Task.objects.filter(case=case).update(state="cancelled")
    with acting(worker.cookie) as actor:
        task = cases.plan_task(case, title="اتصال", due_at=clock() + timedelta(hours=10), staff_id=None, by=actor)
    escalates_at, further_at = Task.objects.values_list("escalates_at", "escalates_further_at").get(pk=task.pk)

    def told(at) -> list[list[str]]:
        make.move_clock(seconds=(at - clock()).total_seconds() - 1)  # `kinds` moves it by that second
        found = [kinds(lead)]
        for other in (head, worker, colleague, elsewhere):
            make.move_clock(seconds=-1)
            found.append(kinds(other))
        return found
    late = ["task_late"]
    assert told(escalates_at - timedelta(microseconds=1)) == [[], [], late, [], []]
    assert told(escalates_at) == [["task_escalated"], [], late, [], []]
    assert told(further_at - timedelta(microseconds=1)) == [["task_escalated"], [], late, [], []]
    assert told(further_at) == [["task_escalated"], ["task_escalated"], late, [], []]
    shown = make.browser(lead).get(reverse("notices")).content.decode()
    assert "Tasks of colleagues that are late for too long" in shown and reverse("case", args=[case.pk]) in shown and "اتصال" not in shown
    make.move_clock(days=1)
    at_hour(9)
    mails = mailed()
    assert mails[lead.staff.email, False] == mails[head.staff.email, False] == {"task_escalated": 1} and mails[worker.staff.email, False] == {"task_late": 1}
    with acting(worker.cookie) as actor:
        cases.hold(case, reason="سفر", by=actor)
    assert kinds(lead) == [], "nothing is due in a case on hold"
    with acting(worker.cookie) as actor:
        cases.resume(case, by=actor)
        cases.finish_task(task.pk, outcome="تم", by=actor)
    assert kinds(lead) == kinds(head) == []


def test_what_a_leader_herself_is_late_with_is_no_news_of_a_colleague():
    lead = make.member("supervisor")
    worker = make.member(of=lead.organisation, teams=[lead.team])
    case = make.case(worker)
    Task.objects.filter(case=case).update(state="cancelled")
    with acting(worker.cookie) as actor:
        cases.plan_task(case, title="اتصال", due_at=clock() + timedelta(hours=1), staff_id=lead.staff.pk, by=actor)
    make.move_clock(hours=3)
    assert kinds(lead) == ["task_late"]


def test_a_late_review_of_the_risk_is_news_of_the_case_worker_until_the_risk_is_decided_anew():
    worker = make.member()
    colleague = make.member(of=worker.organisation, teams=[worker.team])
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        risk = cases.decide_risk(case, level="high", reasons="بلا مأوى", by=actor)
    Task.objects.filter(case=case).update(state="cancelled")
    days = (risk.review_on - cairo_day(clock())).days
    make.move_clock(days=days - 1)
    assert kinds(worker) == []
    make.move_clock(days=2)
    assert kinds(worker) == ["review_late"] and kinds(colleague) == []
    assert "Reviews of a risk that are late" in make.browser(worker).get(reverse("notices")).content.decode()
    with acting(worker.cookie) as actor:
        cases.decide_risk(case, level="high", reasons="لا تزال بلا مأوى", by=actor)
    assert kinds(worker) == []


def test_a_plan_waits_for_whoever_approves_and_comes_back_to_its_worker():
    worker = make.member()
    lead = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    elsewhere = make.member("supervisor", of=worker.organisation)
    plan = _submitted(make.case(worker), worker)
    assert kinds(lead) == ["plan_waiting"] and kinds(elsewhere) == []
    with acting(lead.cookie) as actor:
        cases.return_plan(plan, Case.objects.get(pk=plan.case_id), remark="أين السكن؟", by=actor)
    assert kinds(lead) == [] and kinds(worker) == ["plan_returned"]


def _submitted(case, worker) -> Plan:
    with acting(worker.cookie) as actor:
        plan = cases.begin_plan(case, by=actor)
        goal = cases.set_goal(plan, dimension="social", title="سكن", own_words="", by=actor)
        cases.plan_action(goal, title="بحث عن سكن", done_by="", staff_id=None, due_on=None, by=actor)
        cases.submit_plan(plan, by=actor)
    return plan


def test_emergency_access_tells_those_who_judge_it():
    worker = make.member()
    of = worker.organisation
    holder, lead, head = make.member("supervisor", of=of), make.member("supervisor", of=of, teams=[worker.team]), make.member("case_manager", of=of)
    case = make.case(worker)
    make.move_clock(seconds=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM registry_person WHERE id = %s", [case.person_id])
        number = cursor.fetchone()[0]
    with acting(holder.cookie) as actor:
        opened = exceptional.open_exceptionally(number=number, reason="life", words="طفلة مفقودة منذ المساء", by=actor)
    assert kinds(lead) == ["access_to_review"] == kinds(head) and kinds(holder) == [] and kinds(worker) == []
    with acting(head.cookie) as actor:
        exceptional.review(opened, verdict="justified", words="اتصلت بها وكان لازما", by=actor)
    assert kinds(lead) == []


def test_the_bell_counts_what_came_since_the_mark_and_the_mark_takes_nothing_with_it_that_came_later():
    two = make.two()
    make.referral(two)
    make.move_clock(seconds=1)
    assert new(two.desk_officer) == 1
    page = make.browser(two.desk_officer)
    shown = page.get(reverse("notices")).content.decode()
    until = shown.partition('name="until" value="')[2].partition('"')[0]
    make.move_clock(seconds=1)
    make.referral(two)
    make.move_clock(seconds=1)
    page.post(reverse("see_notices"), {"until": until})
    assert new(two.desk_officer) == 1, "the one that came while she read stays new"
    page.post(reverse("see_notices"), {"until": "no instant"})
    assert new(two.desk_officer) == 0 and len(kinds(two.desk_officer)) == 2


def test_a_mark_never_goes_back_nor_into_the_future_and_is_of_one_place_alone():
    two = make.two()
    make.referral(two)
    make.move_clock(seconds=1)
    other = make.member("caseworker", of=two.desk_officer.organisation, staff=two.desk_officer.staff)
    with acting(other.cookie):
        actions.see(clock() + timedelta(days=100))
    assert new(two.desk_officer) == 1, "her other role has seen it, this one has not"
    with acting(two.desk_officer.cookie):
        actions.see(clock() + timedelta(days=100))
    make.move_clock(seconds=1)
    make.referral(two)
    make.move_clock(seconds=1)
    with acting(two.desk_officer.cookie):
        actions.see(clock() - timedelta(days=1))
    assert new(two.desk_officer) == 1


def test_the_page_names_nobody_and_leads_to_each_object():
    two = make.two()
    sent = make.referral(two)
    make.move_clock(seconds=1)
    page = make.browser(two.desk_officer)
    shown = page.get(reverse("notices")).content.decode()
    assert reverse("referral", args=[sent.pk]) in shown and sent.number in shown
    assert "هناء" not in shown and "shelter" not in shown.lower() and two.case.number not in shown
    assert "<title>What is new" in shown
    assert page.get(reverse("new_notices")).content.decode().count("am-count") == 1


def test_the_bell_of_a_list_page_costs_it_no_statement(django_assert_max_num_queries):
    worker = make.member()
    make.case(worker)
    page = make.browser(worker)
    page.get(reverse("cases"))
    with django_assert_max_num_queries(30) as asked:
        page.get(reverse("cases"))
    assert not any("notices" in one["sql"] for one in asked.captured_queries)
    with django_assert_max_num_queries(30) as asked:
        page.get(reverse("new_notices"))
    assert sum("notices" in one["sql"] for one in asked.captured_queries) == 1


# E-mail ---------------------------------------------------------------------------------------------------------------------------------------------
def cast():
    """Members of several roles, each with something new."""
    two = make.two()
    sent_and_seen(two)
    accepted = sent_and_seen(two)
    with acting(two.desk_officer.cookie) as actor:
        referrals.accept(accepted, worker_id=two.receiver.staff.pk, by=actor)
    _submitted(two.case, two.worker)
    make.move_clock(seconds=1)
    return two


def of_pages(*members) -> dict:
    """What the notices pages count as new, added up over the roles of one person."""
    counted: dict = {}
    for one in members:
        with acting(one.cookie):
            for notice in queries.notices():
                if notice.is_new:
                    counted[str(notice.kind)] = counted.get(str(notice.kind), 0) + 1
    return counted


def test_a_digest_counts_what_the_pages_of_each_reader_count():
    two = cast()
    other = make.member("supervisor", of=two.worker.organisation, teams=[two.worker.team], staff=two.desk_officer.staff)  # one person in two places
    at_hour(9)
    everybody = {"worker": (two.worker,), "supervisor": (two.supervisor,), "desk": (two.desk_officer, other), "receiver": (two.receiver,)}
    mails = mailed()
    for who, places in everybody.items():
        assert mails[places[0].staff.email, False] == of_pages(*places) != {}, who
    assert of_pages(two.desk_officer, other) == {"referral_arrived": 1, "plan_waiting": 1}
    assert set(mails) == {(places[0].staff.email, False) for places in everybody.values()}, "nothing for whom nothing is new"


def test_who_is_suspended_or_has_left_gets_nothing_and_what_waits_for_them_is_not_taken():
    two = cast()
    at_hour(9)
    mailed()
    as_keeper("UPDATE public.access_membership SET suspended_at = entry.clock() WHERE id = %s", two.worker.membership.pk)
    taken = [row[1] for _n in range(9) for row in as_keeper("SELECT * FROM post.take()")]
    assert two.worker.staff.email not in taken and two.supervisor.staff.email in taken
    as_keeper("DELETE FROM keys.outbox")
    as_keeper("UPDATE keys.mailing SET digest_on = NULL, told_at = NULL")
    Staff.objects.filter(pk=two.supervisor.staff.pk).update(is_active=False)
    assert {email for email, _urgent in mailed()} == {two.desk_officer.staff.email, two.receiver.staff.email}


def test_a_digest_comes_once_a_working_day_at_its_hour_and_only_with_something_new():
    two = cast()
    at_hour(6)
    assert mailed() == {}, "too early"
    at_hour(9)
    assert mailed(working_day=False) == {}, "a holiday"
    assert (two.worker.staff.email, False) in mailed()
    as_keeper("DELETE FROM keys.outbox")
    assert mailed() == {}, "had today's"
    make.move_clock(days=1)
    assert mailed() == {}, "nothing new since"
    make.referral(two)
    make.move_clock(days=1)
    assert mailed() == {(two.desk_officer.staff.email, False): of_pages(two.desk_officer)}


def test_nobody_gets_a_digest_in_her_quiet_hours_or_after_choosing_none():
    two = cast()
    with acting(two.worker.cookie):
        actions.choose_mailing(choice="none", digest_hour=8, quiet_from=20, quiet_until=7)
    with acting(two.supervisor.cookie):
        actions.choose_mailing(choice="digest", digest_hour=8, quiet_from=12, quiet_until=7)
    at_hour(14)
    assert {email for email, _urgent in mailed()} == {two.desk_officer.staff.email, two.receiver.staff.email}


def test_urgent_referrals_tell_at_once_at_any_hour_and_other_urgent_things_wait_for_the_morning():
    two = make.two()
    lead, head = two.supervisor, make.member("case_manager", of=two.worker.organisation)
    holder = make.member("supervisor", of=two.worker.organisation)
    for one in (two.desk_officer, lead):
        with acting(one.cookie):
            actions.choose_mailing(choice="urgent", digest_hour=8, quiet_from=20, quiet_until=7)
    at_hour(23)
    make.referral(two, urgency="emergency")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM registry_person WHERE id = %s", [two.case.person_id])
        number = cursor.fetchone()[0]
    with acting(holder.cookie) as actor:
        exceptional.open_exceptionally(number=number, reason="life", words="طفلة مفقودة منذ المساء", by=actor)
    make.move_clock(seconds=1)
    assert mailed(working_day=False) == {(two.desk_officer.staff.email, True): {"referral_arrived": 1}}
    make.move_clock(minutes=5)
    as_keeper("DELETE FROM keys.outbox")
    assert mailed(working_day=False) == {}, "told once"
    at_hour(9)
    assert mailed()[lead.staff.email, True] == {"access_to_review": 1}
    assert (head.staff.email, False) in mailed() and (head.staff.email, True) not in mailed(), "she chose the morning mail alone"


def test_a_mail_that_cannot_be_sent_waits_longer_each_time_and_for_a_day_at_most():
    cast()
    at_hour(9)
    mailed()
    before = len(as_keeper("SELECT id FROM keys.outbox"))
    mail = as_keeper("SELECT id FROM keys.outbox ORDER BY id LIMIT 1")[0][0]
    for minutes in (5, 10, 20, 40, 80, 120, 120):
        as_keeper("SELECT post.put_off(%s)", mail)
        assert as_keeper("SELECT due_at - entry.clock() FROM keys.outbox WHERE id = %s", mail)[0][0] == timedelta(minutes=minutes)
    assert mail not in [row[0] for _n in range(before) for row in as_keeper("SELECT id FROM post.take()")]
    make.move_clock(days=1, minutes=1)
    as_keeper("SELECT post.fill(false)")
    assert as_keeper("SELECT id FROM keys.outbox") == []


def test_the_counting_leaves_no_session_and_no_actor_behind():
    two = cast()
    at_hour(9)
    sessions = as_keeper("SELECT count(*) FROM keys.session")
    mailed()
    assert as_keeper("SELECT count(*) FROM keys.session") == sessions
    assert as_keeper("SELECT (entry.actor()).membership")[0][0] is None
    assert Membership.objects.filter(pk=two.worker.membership.pk).exists()


@pytest.mark.parametrize("wrong", [{"choice": "all"}, {"digest_hour": 3}, {"quiet_from": 9}, {"quiet_until": 13}])
def test_the_database_takes_no_choice_that_is_none(wrong):
    worker = make.member()
    with pytest.raises(Refused), acting(worker.cookie):
        actions.choose_mailing(**{"choice": "both", "digest_hour": 8, "quiet_from": 20, "quiet_until": 7} | wrong)


def test_the_choice_is_kept_and_an_hour_in_the_quiet_hours_is_refused_at_its_field():
    page = make.browser(make.member())
    said = {"choice": "both", "digest_hour": "6", "quiet_from": "19", "quiet_until": "7"}
    answer = page.post(reverse("mailing"), said)
    assert answer.status_code == 200 and "lies in your quiet hours" in answer.content.decode()
    assert page.post(reverse("mailing"), said | {"digest_hour": "9"}).status_code == 302
    shown = page.get(reverse("mailing")).content.decode()
    assert 'value="both" ' in shown.replace("\n", " ") and '<option value="9" selected>' in shown and "is not set up" in shown


def test_of_more_than_a_hundred_late_tasks_a_head_hears_the_latest_and_the_bell_and_the_mail_say_that_there_are_more():
    worker = make.member()
    head = make.member("case_manager", of=worker.organisation)
    case = make.case(worker)
    Task.objects.filter(case=case).update(state="cancelled")
    with acting(worker.cookie) as actor:
        for n in range(103):
            cases.plan_task(case, title=f"اتصال {n}", due_at=clock() + timedelta(minutes=10 + n), staff_id=None, by=actor)
    latest = max(Task.objects.filter(case=case, state="open").values_list("escalates_further_at", flat=True))
    make.move_clock(seconds=(latest - clock()).total_seconds() + 1)
    with acting(head.cookie):
        found = queries.notices()
    assert {one.kind for one in found} == {"task_escalated"} and len(found) == 101 and found[0].at == latest
    assert "more than 99 new" in make.browser(head).get(reverse("new_notices")).content.decode()
    at_hour(9)
    counts = mailed()[head.staff.email, False]
    assert ": 100+\n" in render_to_string("notices/mail.txt", {"kinds": list(counts.items())})
