"""The list of cases: what it shows, how it is narrowed, how it is turned over."""
import pytest
from django.urls import reverse

from amana.casework.cases import actions, queries
from amana.casework.cases.queries import lists
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
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


def test_the_address_narrows_by_state_risk_and_worker(office):
    other = make.member(of=office.worker.organisation, teams=[office.worker.team], name="عمرو البحيري")
    second = make.case(other, make.person(other, make.identity("ليلى")))
    with acting(office.worker.cookie) as actor:
        actions.decide_risk(office.case, level="high", reasons="تهديد", by=actor)
        actions.decide_risk(office.case, level="low", reasons="انخفض", by=actor)
        actions.hold(office.case, by=actor)
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


def test_pages_go_by_key_and_meet_every_case_once(office, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    made = [office.case, *(make.case(office.worker, make.person(office.worker, make.identity(given))) for given in ("آدم", "ليلى", "سارة", "يوسف"))]
    met, after = [], ""
    with acting(office.worker.cookie):
        for _turn in range(9):
            page = queries.my_cases(after=after)
            met += [one.case.pk for one in page.cases]
            if not (after := page.after):
                break
    assert sorted(met) == sorted(case.pk for case in made)
    assert "after=" in text(make.browser(office.worker).get(reverse("cases")))


def test_many_circles_of_one_case_end_no_page(office, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 1)
    first, second = office.case, make.case(office.worker, make.person(office.worker, make.identity("ليلى")))
    with acting(office.worker.cookie) as actor:
        for _n in range(4):
            other = make_coworker(office)
            actions.add_coworker(second, staff_id=other, sections=Section.SOCIAL, by=actor)
    with acting(office.supervisor.cookie):
        page = queries.my_cases()
        assert [one.case.pk for one in page.cases] == [second.pk]
        assert [one.case.pk for one in queries.my_cases(after=page.after).cases] == [first.pk]


def make_coworker(office):
    return office.colleague.staff.pk


def test_a_mark_that_nobody_gave_is_the_first_page(office):
    assert office.case.number in text(make.browser(office.worker).get(reverse("cases") + "?after=nonsense"))


def test_other_organisations_and_colleagues_out_of_reach_see_nothing(office):
    for stranger in (office.colleague, office.other):
        assert office.case.number not in text(make.browser(stranger).get(reverse("cases")))


def test_the_list_costs_the_same_statements_however_long_it_is(office, django_assert_max_num_queries):
    for given in ("آدم", "ليلى", "سارة"):
        make.case(office.worker, make.person(office.worker, make.identity(given)))
    browser = make.browser(office.worker)
    with django_assert_max_num_queries(18):  # savepoints and the change of login, which only tests make, are five of them
        browser.get(reverse("cases"))


def test_the_first_page_of_a_case_stays_within_its_statements(office, django_assert_max_num_queries):
    browser = make.browser(office.worker)
    with django_assert_max_num_queries(27):
        browser.get(office.url("case"))
