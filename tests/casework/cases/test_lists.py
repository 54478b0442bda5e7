"""The list of cases: what it shows, how it is narrowed, sorted and turned over."""
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.casework.cases import actions, queries
from amana.casework.cases.models import Task
from amana.casework.registry.models import PersonStep
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.ground.shell import lists as shell_lists
from amana.ground.shell.lists import place
from tests import builders as make

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_without_cases_the_list_teaches_how_one_begins():
    page = text(make.browser(make.member()).get(reverse("cases")))
    assert "A case begins on a person's page" in page
    assert reverse("people") in page


def test_a_row_says_who_why_risk_and_state(office):
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="high", reasons="تهديد", by=actor)
    page = text(make.browser(office.worker).get(reverse("cases")))
    for words in ("هناء سعيد الشاذلي", office.case.number, "First action after the risk decision", "High risk", "Open"):
        assert words in page


def test_a_protected_person_is_a_number_to_a_coworker_who_reads_no_identity():
    """Field report B38: one decision on the name, in list, page, title and breadcrumb."""
    officer = make.member("protection_officer")
    colleague = make.member("psychosocial_worker", of=officer.organisation)
    case = make.case(officer)
    with acting(officer.cookie) as actor:
        actions.write_note(case, section=Section.PROTECTION, kind="note", body="إفادة", happened_at=None, by=actor)
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    browser = make.browser(colleague)
    for url in (
        reverse("cases"),
        reverse("home"),
        *(reverse(name, args=[case.pk]) for name in ("case", "case_notes", "case_plan", "case_household", "case_log", "write_note")),
    ):
        page = text(browser.get(url))
        assert "الشاذلي" not in page, url
        assert "إفادة" not in page, url
    assert case.number in text(browser.get(reverse("cases")))


def test_of_many_colleagues_those_of_the_chosen_team_are_offered_and_who_is_chosen_stays(office, monkeypatch):
    monkeypatch.setattr("amana.ground.access.queries.CHOSEN_FROM", 2)
    manager = make.member("case_manager", of=office.worker.organisation, teams=[office.worker.team], name="ياسر الدمنهوري")
    browser, far = make.browser(manager), office.colleague

    def offered(address: str = "") -> str:
        return re.search(r'<select name="worker".*?</select>', text(browser.get(reverse("cases") + address)), re.S)[0]

    assert office.worker.staff.name in offered() and far.staff.name not in offered()
    assert far.staff.name in offered(f"?team={far.team.pk}") and office.worker.staff.name not in offered(f"?team={far.team.pk}")
    assert f'value="{far.staff.pk}" selected' in offered(f"?worker={far.staff.pk}")
    assert office.worker.staff.name in offered("?team=none&worker=nobody")


def test_the_address_narrows_by_state_risk_and_worker(office):
    other = make.member(of=office.worker.organisation, teams=[office.worker.team], name="عمرو البحيري")
    second = make.case(other, make.person(other, make.identity("ليلى")))
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="high", reasons="تهديد", by=actor)
        actions.decide_risk(office.case, level="low", reasons="انخفض", by=actor)
        actions.hold(office.case, reason="سفر", by=actor)
    browser = make.browser(office.supervisor)

    def numbers(query: str) -> set:
        page = text(browser.get(reverse("cases") + query))
        return {case.number for case in (office.case, second) if case.number in page}
    assert numbers("") == {office.case.number, second.number}
    assert numbers("?state=on_hold") == {office.case.number}
    assert numbers("?state=closed") == set()
    assert numbers("?risk=high") == set(), "the latest level counts"
    assert numbers("?risk=low") == {office.case.number}
    assert numbers(f"?worker={other.staff.pk}") == {second.number}
    assert numbers("?state=nonsense&worker=1") == {office.case.number, second.number}


def made(office, *givens: str) -> list:
    """More cases of the worker, each opened a minute after the one before."""
    found = [office.case]
    for given in givens:
        make.move_clock(minutes=1)
        found.append(make.case(office.worker, make.person(office.worker, make.identity(given))))
    return found


def walked(member, *, size: int, sort: str = "") -> list:
    """All cases of the list, and back again from its end: the two must be the same."""
    wanted = queries.Wanted(sort=sort)
    with acting(member.cookie) as actor:
        parts = [queries.my_cases(actor, wanted, size=size)]
        while parts[-1].after:
            parts.append(queries.my_cases(actor, wanted, place(QueryDict(f"after={quote(parts[-1].after)}")), size=size))
            assert len(parts) < 20, "the list does not end"
        back = [parts[-1]]
        while back[0].before:
            back.insert(0, queries.my_cases(actor, wanted, place(QueryDict(f"before={quote(back[0].before)}")), size=size))
            assert len(back) < 20, "the list does not begin"
        keys = [[one.case.pk for one in part.rows] for part in parts]
        assert [[one.case.pk for one in part.rows] for part in back] == keys
    return [key for part in keys for key in part]


@pytest.mark.parametrize("who", ["worker", "supervisor"])
def test_parts_go_by_key_there_and_back_and_meet_every_case_once(office, who):
    cases = [case.pk for case in made(office, "آدم", "ليلى", "سارة", "يوسف")]
    assert walked(getattr(office, who), size=2) == cases[::-1]
    assert walked(getattr(office, who), size=2, sort="oldest") == cases


def test_the_nearest_deadline_and_the_highest_risk_stand_first_and_what_has_none_last(office):
    first, second, third, fourth = made(office, "آدم", "ليلى", "سارة")
    with acting(office.worker.cookie) as actor:
        for case, level, days in ((second, "high", 5), (third, "critical", 9), (first, "low", 2)):
            actions.plan_task(case, title="اتصال", due_at=clock() + timedelta(days=days), staff_id=None, by=actor)
            actions.decide_risk(case, level=level, reasons="سبب", by=actor)
        for task in Task.objects.filter(kind="first_action"):
            actions.finish_task(task.pk, outcome="تم", by=actor)
    assert walked(office.worker, size=1, sort="due") == [first.pk, second.pk, third.pk, fourth.pk]
    assert walked(office.worker, size=3, sort="risk") == [third.pk, second.pk, first.pk, fourth.pk]


def test_who_reads_no_social_section_can_neither_see_nor_sort_nor_filter_by_risk_and_deadlines(office):
    """What a role may not see is absent from filters and order too (UX.md §10, 21)."""
    low, high = made(office, "آدم")
    coworker = make.member("psychosocial_worker", of=office.worker.organisation)
    with acting(office.worker.cookie) as actor:
        for case, level in ((low, "low"), (high, "critical")):
            actions.decide_risk(case, level=level, reasons="سبب", by=actor)
            actions.add_coworker(case, staff_id=coworker.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    browser = make.browser(coworker)
    usual = text(browser.get(reverse("cases")))
    assert usual.index(high.number) < usual.index(low.number) and "Danger to life" not in usual.partition('id="results"')[2]
    assert text(browser.get(reverse("cases") + "?risk=critical")).count("No case fits") == 1
    assert "No case fits" in text(browser.get(reverse("cases") + "?late=on"))
    make.move_clock(minutes=1)
    third = make.case(office.worker, make.person(office.worker, make.identity("ليلى")))
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(third, level="low", reasons="سبب", by=actor)
        actions.add_coworker(third, staff_id=coworker.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    by_risk = walked(coworker, size=5, sort="risk")
    assert by_risk == sorted(by_risk), "unknown risks stand by their keys alone"


def test_many_circles_of_one_case_end_no_part(office):
    first, second = made(office, "ليلى")
    with acting(office.worker.cookie) as actor:
        for _n in range(4):
            actions.add_coworker(second, staff_id=office.colleague.staff.pk, sections=Section.SOCIAL, by=actor)
    assert walked(office.supervisor, size=1) == [second.pk, first.pk]


def test_a_long_list_says_how_many_and_leads_on_and_back(office, monkeypatch):
    monkeypatch.setattr(queries.my_cases, "__kwdefaults__", {"size": 2})
    monkeypatch.setattr(shell_lists, "COUNTED", 4)
    made(office, "آدم", "ليلى")
    browser = make.browser(office.worker)
    page = text(browser.get(reverse("cases")))
    assert "3 cases" in page and "after=" in page and "before=" not in page
    following = text(browser.get(reverse("cases") + re.search(r'href="(\?after=[^"]+)"', page)[1]))
    assert office.case.number in following and "before=" in following and "3 cases" in following
    made(office, "سارة", "يوسف", "عمر")
    assert "More than 300 cases" in text(browser.get(reverse("cases")))


def test_a_list_too_long_to_sort_stands_in_the_usual_order_and_says_so(office, monkeypatch):
    monkeypatch.setattr("amana.casework.cases.queries.lists.SORTED", 2)
    made(office, "آدم", "ليلى", "سارة")
    assert "Too many cases to sort" in text(make.browser(office.worker).get(reverse("cases") + "?sort=due"))


@pytest.mark.parametrize("query, fits", [
    ("plan=none", "both"), ("plan=approved", "neither"), ("late=on", "first"), ("protected=on", "second"), ("protected=on&late=on", "neither"),
    ("since_day=1&since_month=1&since_year=2001", "both"), ("until_day=1&until_month=1&until_year=2001", "neither"), ("q=ليلى", "second"), ("q=Layla", "second"),
    ("q=هناء الشاذلي", "first"), ("q=nobody", "neither"), ("since_year=20", "both")])
def test_the_address_narrows_by_plan_lateness_protection_day_and_words(office, query, fits):
    first, second = made(office, "ليلى")
    with acting(office.worker.cookie) as actor:
        actions.plan_task(first, title="اتصال", due_at=clock() + timedelta(hours=1), staff_id=None, by=actor)
    with acting(office.supervisor.cookie):
        PersonStep.objects.create(person_id=second.person_id, step="protect")
    make.move_clock(hours=2)
    page = text(make.browser(office.worker).get(f"{reverse('cases')}?{query}"))
    wanted = {"both": {first.number, second.number}, "neither": set(), "first": {first.number}, "second": {second.number}}[fits]
    assert {case.number for case in (first, second) if case.number in page} == wanted


def test_a_search_takes_numbers_of_cases_and_files(office):
    _first, second = made(office, "ليلى")
    browser = make.browser(office.worker)
    for typed in (second.number, second.number.lower().replace("-", " "), second.person.number):
        page = text(browser.get(reverse("cases"), {"q": typed}))
        assert second.number in page and office.case.number not in page, typed


def test_each_filter_that_counts_is_a_chip_with_the_way_to_go_without_it(office):
    page = text(make.browser(office.supervisor).get(reverse("cases") + "?state=open&risk=high&sort=oldest"))
    chips = re.findall(r'<a class="am-chip" href="([^"]+)">', page)
    assert [unescape(url) for url in chips] == ["?risk=high&sort=oldest", "?state=open&sort=oldest"]


def test_a_mark_that_nobody_gave_is_the_first_page(office):
    assert office.case.number in text(make.browser(office.worker).get(reverse("cases") + "?after=nonsense"))


def test_other_organisations_and_colleagues_out_of_reach_see_nothing(office):
    for stranger in (office.colleague, office.other):
        assert office.case.number not in text(make.browser(stranger).get(reverse("cases")))


MADE_BY_TESTS = 5  # savepoints and the change of login
AT_MOST = 10


@pytest.mark.parametrize("who, query", [("worker", ""), ("supervisor", ""), ("supervisor", "sort=due"), ("supervisor", "sort=risk"), ("supervisor", "risk=high&late=on"),
                                        ("head", ""), ("worker", "q=هناء")])
def test_the_list_costs_the_same_statements_however_long_it_is_and_at_most_ten(office, monkeypatch, who, query):
    """DESIGN.md §5; the head of unit reaches everybody and chooses among teams and workers."""
    monkeypatch.setattr(queries.my_cases, "__kwdefaults__", {"size": 3})
    head = make.member("case_manager", of=office.worker.organisation)
    browser = make.browser({"worker": office.worker, "supervisor": office.supervisor, "head": head}[who])
    made(office, "آدم", "ليلى", "سارة")
    counted = []
    for more in (0, 12):
        made(office, *("آدم",) * more)
        with CaptureQueriesContext(connection) as run:
            assert browser.get(f"{reverse('cases')}?{query}").status_code == 200
        counted.append(len(run) - MADE_BY_TESTS)
    assert counted[0] == counted[1] <= AT_MOST


def test_a_full_case_is_shown_with_at_most_twenty_statements(office):
    """DESIGN.md §5."""
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="medium", reasons="سكن", by=actor)
        goal = actions.set_goal(actions.begin_plan(office.case, by=actor), dimension="social", title="سكن آمن", own_words="", by=actor)
        actions.plan_action(goal, title="زيارة", done_by="", staff_id=office.worker.staff.pk, due_on=None, by=actor)
        actions.write_note(office.case, section=Section.SOCIAL, kind="visit", body="زيارة", happened_at=None, by=actor)
        actions.propose(office.case, team_id=office.colleague.team.pk, staff_id=office.colleague.staff.pk, why="load", by=actor)
    browser = make.browser(office.worker)
    with CaptureQueriesContext(connection) as run:
        assert browser.get(office.url("case")).status_code == 200
    assert len(run) - MADE_BY_TESTS <= 20


def test_a_filter_that_cannot_be_read_is_said_above_the_list_and_the_sheet_stays_open(office):
    browser = make.browser(office.worker)
    page = text(browser.get(reverse("cases"), {"since_day": 31, "since_month": 2, "since_year": 2026}))
    assert "A filter could not be read and does not count." in page.partition('id="results"')[2] and office.case.number in page
    assert '<details class="am-filters-sheet" open>' in page, "on a phone the script folds what says data-sheet"
    page = text(browser.get(reverse("cases")))
    assert "could not be read" not in page and '<details class="am-filters-sheet" data-sheet open>' in page
