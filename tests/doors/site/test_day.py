"""My day beyond tasks: contact, consents, plans and drafts, referrals from both sides, the team's load, flights; and what it costs."""
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals.models import ArrivalList
from amana.casework.cases import actions, queries
from amana.casework.cases.rules import contact_rule, is_too_long, load_rule, weight
from amana.casework.consent.rules import Answer
from amana.casework.referral import actions as referring
from amana.casework.referral.models import Target
from amana.doors.site.pages import home
from amana.ground.access.models import Membership
from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, people, xlsx

pytestmark = pytest.mark.django_db
SILENT, ANSWERS = "Without contact for too long", "What became of"


def text(answer) -> str:
    return answer.content.decode()


def day(member, **options) -> str:
    return text(make.browser(member, **options).get("/"))


@pytest.fixture
def team():
    worker = make.member(name="مها القنطري")
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team], name="سلوى الريحاني")
    return worker, supervisor, make.case(worker)


def note(worker, case, kind, *, section=16):
    with acting(worker.cookie) as actor:
        actions.write_note(case, section=section, kind=kind, body="في الموعد الآمن", happened_at=None, by=actor)


def risk(worker, case, level):
    with acting(worker.cookie) as actor:
        actions.decide_risk(case, level=level, reasons="سبب", by=actor)


# Contact ---------------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("level", "days"), [("critical", 1), ("high", 4), ("medium", 14), ("low", 31), (None, 14)])
def test_a_level_allows_so_many_days_without_contact(level, days):
    assert not is_too_long(level, days)
    assert is_too_long(level, days + 1)


def test_rules_of_contact_and_load_say_that_they_are_drafts():
    assert contact_rule().status.startswith("draft")
    assert load_rule().status.startswith("draft")


@pytest.mark.parametrize(("kind", "counts"), [("call", True), ("visit", True), ("interview", True), ("tried", False), ("conference", False), ("note", False)])
def test_only_a_contact_with_the_person_ends_the_pause(team, kind, counts):
    worker, _supervisor, case = team
    risk(worker, case, "high")
    make.move_clock(days=5)
    assert "No contact in the 5 days since the case was opened" in day(worker)
    note(worker, case, kind)
    page = day(worker)
    assert (SILENT in page) is not counts
    assert ("tried " in page) is (kind == "tried")


def test_the_pause_counts_from_the_last_contact_and_leads_to_a_note_of_the_next(team):
    worker, _supervisor, case = team
    note(worker, case, "call")
    make.move_clock(days=15)
    page = day(worker)
    assert "15 days ago" in page
    assert f'{reverse("write_note", args=[case.pk])}?from=day&amp;kind=call' in page
    with acting(worker.cookie) as actor:
        actions.hold(case, reason="سفر", by=actor)
    assert SILENT not in day(worker), "nothing is asked of a case on hold"


def test_what_is_begun_from_the_day_leads_back_to_it(team):
    worker, _supervisor, case = team
    risk(worker, case, "high")
    with acting(worker.cookie):
        task, = queries.open_tasks_of(case.pk)
    browser = make.browser(worker)
    today = cairo_day(clock())
    happened = {f"happened_on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    for name, *keys, answer in (("finish_task", case.pk, task.pk, {"outcome": "تم"}),
                                ("write_note", case.pk, {"section": "16", "kind": "note", "body": "تم", "happened_time": "", **happened}),
                                ("decide_risk", case.pk, {"level": "low", "reasons": "انخفض"})):
        address = reverse(name, args=keys)
        assert f'href="{reverse("home")}"' in text(browser.get(f"{address}?from=day"))
        assert browser.post(f"{address}?from=day", answer).url == reverse("home"), name


def test_of_many_the_first_stand_there_and_the_page_says_how_many_follow(team, monkeypatch):
    monkeypatch.setattr(home, "SHOWN", 1)
    monkeypatch.setattr(home, "FOLDED", 1)
    worker, _supervisor, _case = team
    for given in ("آدم", "ليلى", "سارة"):
        make.case(worker, make.person(worker, make.identity(given)))
    make.move_clock(days=20)
    page = day(worker)
    assert f"{SILENT} (<bdi" in page and ">4</bdi>)" in page and page.count("Record a contact") == 2
    assert "2 more follow once these are done." in page


def test_a_contact_in_a_section_that_a_worker_does_not_read_tells_her_nothing(team):
    worker, _supervisor, case = team
    nurse = make.member("health_worker", of=worker.organisation, teams=[worker.team])
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=nurse.staff.pk, sections=256, by=actor)
    make.move_clock(days=20)
    note(nurse, case, "visit", section=256)
    assert "No contact in the 20 days" in day(worker)


def test_a_supervisor_hears_of_her_team_and_nobody_of_another(team):
    worker, supervisor, _case = team
    make.move_clock(days=20)
    assert "Your team: without contact" in day(supervisor)
    for other in (make.member(of=worker.organisation, teams=[worker.team]), make.member("supervisor", of=worker.organisation), make.member("supervisor")):
        assert "since the case was opened" not in day(other)


# Consents, plans, drafts -----------------------------------------------------------------------------------------------------------------------------
def test_a_consent_is_told_of_thirty_days_before_its_end(team):
    worker, _supervisor, case = team
    make.consent(worker, case.person_id, Answer("contact", True, 3, 90))
    make.move_clock(days=59)
    assert "Consents that end" not in day(worker)
    make.move_clock(days=2)
    page = day(worker)
    assert "Consents that end within 30 days" in page
    assert reverse("take_consent", args=[case.person_id]) in page


def test_a_plan_that_came_back_and_one_that_was_never_submitted_stand_among_the_unfinished(team):
    worker, supervisor, case = team
    with acting(worker.cookie) as actor:
        version = actions.begin_plan(case, by=actor)
        actions.set_goal(version, dimension="social", title="مسكن آمن", own_words="", by=actor)
    assert "Plan not submitted yet" in day(worker)
    with acting(worker.cookie) as actor:
        version = actions.submit_plan(version, by=actor)
    assert "Unfinished plans" not in day(worker)
    with acting(supervisor.cookie) as actor:
        actions.return_plan(version, case, remark="أضيفي موعدًا", by=actor)
    assert "Plan returned for changes" in day(worker)
    assert "Plan returned for changes" not in day(supervisor), "it is the worker's to change"


def test_a_draft_of_a_referral_is_its_writers_alone():
    of = make.two()
    with acting(of.worker.cookie) as actor:
        referring.keep_draft(of.case, {"kind": "SHE"}, draft=None, draft_id=None, by=actor)
    assert "Referral not sent yet" in day(of.worker)
    assert "Referral not sent yet" not in day(of.supervisor)


def sent_by(of, **fields):
    """Sent, and the receiver's window open: that is from the next transaction on."""
    made = make.referral(of, **fields)
    make.move_clock(minutes=1)
    return made


def accepted(of, sent, worker=None) -> None:
    make.seen(of, sent)
    with acting(of.desk_officer.cookie) as actor:
        referring.accept(sent, worker_id=worker, by=actor)
    make.move_clock(minutes=1)


# Referrals -------------------------------------------------------------------------------------------------------------------------------------------
def test_a_desk_sees_what_waits_with_its_clock_and_then_whom_to_name():
    of = make.two()
    sent = sent_by(of)
    page = day(of.desk_officer)
    assert "Waiting for your answer (1)" in page
    assert "Safe shelter" in page
    assert "hours left" in page
    assert "هناء" not in page, "who it is comes with the answer"
    accepted(of, sent)
    page = day(of.desk_officer)
    assert "No referrals wait for your answer" in page
    assert "Accepted: a worker is to be named" in page


def test_whom_to_name_waits_at_the_desk_until_somebody_is_named_or_the_referral_ends():
    of = make.two()
    browser = make.browser(of.desk_officer)
    for act in (lambda sent, actor: referring.name_worker(sent, worker_id=of.receiver.staff.pk, by=actor),
                lambda sent, actor: referring.end(sent, reason="other", words="", by=actor)):
        sent = sent_by(of)
        accepted(of, sent)
        assert "Accepted: a worker is to be named" in day(of.desk_officer)
        with acting(of.desk_officer.cookie) as actor:
            act(sent, actor)
            assert not Target.objects.filter(pk=sent.pk, is_to_be_named=True).exists()
        make.move_clock(minutes=1)
        assert "Accepted: a worker is to be named" not in browser.get("/").content.decode()


def test_the_police_see_what_was_addressed_to_them_and_nothing_else():
    of = make.two(kind="LawEnforcement", service_kind="PRO-TIP")
    sent_by(of)
    page = day(of.desk_officer)
    assert "Waiting for your answer (1)" in page
    assert not any(words in page for words in ("Tasks", "Latest records", "Load of the team", 'role="search"', f'href="{reverse("people")}"'))


def test_a_referral_comes_to_the_worker_whom_it_names_until_she_begins():
    of = make.two()
    sent = sent_by(of)
    accepted(of, sent, of.receiver.staff.pk)
    assert "Referrals that name you" in day(of.receiver)
    assert "Referrals that name you" not in day(make.member(of=of.receiver.organisation, teams=[of.receiver.team]))
    with acting(of.receiver.cookie) as actor:
        referring.start(sent, by=actor)
    assert "Referrals that name you" not in day(of.receiver)


def test_the_answer_comes_to_the_sender_with_its_reason_and_where_else_to_ask():
    of = make.two()
    sent = sent_by(of)
    assert "Sent and not answered yet" in day(of.supervisor)
    assert ANSWERS not in day(of.worker)
    make.seen(of, sent)
    with acting(of.desk_officer.cookie) as actor:
        referring.decline(sent, reason="no_capacity", words="", by=actor)
    page = day(of.worker)
    assert ANSWERS in page
    assert "Declined: <bdi>No place</bdi>" in page
    assert f'{reverse("directory")}?kind=SHE' in page
    assert ANSWERS not in day(of.outsider)
    make.move_clock(days=8)
    assert ANSWERS not in day(of.worker)


# The team --------------------------------------------------------------------------------------------------------------------------------------------
def test_cases_weigh_by_their_level():
    assert weight(["critical", "high", "medium", "low", None]) == 4 + 3 + 2 + 1 + 1


def test_the_team_stands_with_what_each_carries_the_heaviest_first(team):
    worker, supervisor, case = team
    free = make.member(of=worker.organisation, teams=[worker.team], name="كريم الأقصري")
    risk(worker, case, "critical")
    second = make.case(worker, make.person(worker, make.identity("ليلى")))
    risk(worker, second, "high")
    make.move_clock(hours=25)
    with acting(supervisor.cookie) as actor:
        found = queries.held(actor.staff_id, actor.teams)
        members = list(Membership.objects.filter(organisation_id=actor.organisation_id).select_related("staff"))
        told = queries.team_of(found, members, actor.teams, {}, cairo_day(clock()))
    assert [(one.staff_id, one.load.cases, one.load.weight, one.load.high, one.late) for one in told.carriers] == [
        (worker.staff.pk, 2, 7, 2, 2), (free.staff.pk, 0, 0, 0, 0)]
    page = day(supervisor)
    assert f'?worker={worker.staff.pk}' in page
    assert "?risk=critical" in page
    assert ">18%<" in page


def test_who_leads_keeps_in_sight_what_is_on_hold_at_a_high_risk(team):
    worker, supervisor, case = team
    with acting(worker.cookie) as actor:
        actions.hold(case, reason="سفر", by=actor)
    assert "on hold: nothing is due there" not in day(supervisor)
    risk(worker, case, "high")
    page = day(supervisor)
    assert "1 case at high risk or danger to life is on hold: nothing is due there" in page and f'href="{reverse("cases")}?state=on_hold&amp;sort=risk"' in page


def test_cases_whose_worker_is_suspended_or_gone_come_first_and_are_said_to_need_somebody(team):
    worker, supervisor, case = team
    assert "who is not here now" not in day(supervisor)
    Membership.objects.filter(pk=worker.membership.pk).update(suspended_at=clock())
    page = day(supervisor)
    assert "1 case has a worker who is not here now" in page
    assert "Suspended" in page
    Membership.objects.filter(pk=worker.membership.pk).update(suspended_at=None, ended_at=clock())
    assert "No longer here" in day(supervisor)
    with acting(supervisor.cookie) as actor:
        actions.assign(case, team_id=worker.team.pk, staff_id=supervisor.staff.pk, by=actor)
    assert "No longer here" not in day(supervisor)


def test_a_worker_sees_no_load_of_others(team):
    worker, _supervisor, _case = team
    page = day(worker)
    assert "My load" in page
    assert "Load of the team" not in page


# Flights ---------------------------------------------------------------------------------------------------------------------------------------------
def flight(officer):
    with acting(officer.cookie) as actor:
        content = xlsx([HEADINGS, *people(3)])
        one = arrivals.upload(content, file_name="list.xlsx", team_id=officer.team.pk, arrives_on=cairo_day(clock()), flight="MS 1", country="LBY", by=actor)
        arrivals.lay_out(one, sheet=one.settings["sheet"], heading_row=one.settings["heading_row"], fields=None, order="day_first", by=actor)
    with acting(officer.cookie) as actor:
        job = arrivals.begin(ArrivalList.objects.get(pk=one.pk), by=actor)
    arrivals.run(job)
    return one


def test_reception_sees_the_next_flights_and_how_many_are_still_to_be_received():
    officer = make.member("reception")
    page = day(officer)
    assert "No flight is expected" in page
    assert "Tasks" not in page
    one = flight(officer)
    page = day(officer)
    assert reverse("arrival_list", args=[one.pk]) in page
    assert "3 to receive" in page
    assert reverse("arrival_list", args=[one.pk]) not in day(make.member("reception"))
    make.move_clock(days=3)
    assert "No flight is expected" in day(officer)


# What it costs ---------------------------------------------------------------------------------------------------------------------------------------
def statements(member) -> int:
    browser = make.browser(member)
    with CaptureQueriesContext(connection) as caught:
        browser.get("/")
    return len([one for one in caught if "SAVEPOINT" not in one["sql"] and "ROLE" not in one["sql"]])


def full_of_work(worker, supervisor, n: int) -> None:
    for given in range(n):
        case = make.case(worker, make.person(worker, make.identity(f"اسم{given}"), phone=""))
        risk(worker, case, "high")


def test_a_day_costs_the_same_statements_however_many_cases_there_are(team):
    worker, supervisor, _case = team
    full_of_work(worker, supervisor, 3)
    make.move_clock(days=20)
    few = statements(worker), statements(supervisor)
    full_of_work(worker, supervisor, 12)
    make.move_clock(days=20)
    assert (statements(worker), statements(supervisor)) == few
    print(few)
    assert few[0] <= 20, few
    assert few[1] <= 22, few


def test_menu_and_page_count_alike(team):
    worker, supervisor, case = team
    with acting(worker.cookie) as actor:
        actions.decide_risk(case, level="high", reasons="تهديد", by=actor)
        actions.plan_task(case, title="اتصال", due_at=clock() + timedelta(hours=1), staff_id=None, by=actor)
        version = actions.begin_plan(case, by=actor)
        actions.set_goal(version, dimension="social", title="مسكن آمن", own_words="", by=actor)
        actions.submit_plan(version, by=actor)
    make.move_clock(days=16)
    for member, counted in ((worker, (3, 3)), (supervisor, (0, 1))):
        with acting(member.cookie) as actor:
            assert queries.due_counts(decides=actor.may("approve_plan")) == counted
        pages = [text(make.browser(member).get(address)) for address in ("/", reverse("cases"))]
        assert all(f">{counted[1]}</bdi><span class=\"visually-hidden\"> waiting" in page for page in pages), pages[0]
