"""The list of people: its pages meet everybody once, and a search takes whatever is typed."""
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consents
from amana.casework.registry import queries
from amana.ground.access.rules import ROLES
from amana.ground.rows.acting import acting, clock
from amana.ground.shell.lists import place
from amana.lib.core.dates import PartialDate
from tests import builders as make

pytestmark = pytest.mark.django_db


def walked(cookie: str, *, size: int, sort: str = "") -> list:
    """The people of all parts, and back again from the last: the two must be the same."""
    wanted = queries.Wanted(sort=sort)
    with acting(cookie):
        parts = [queries.people(wanted, size=size)]
        while parts[-1].after:
            parts.append(queries.people(wanted, place(QueryDict(f"after={quote(parts[-1].after)}")), size=size))
            assert len(parts) < 20, "the list does not end"
        back = [parts[-1]]
        while back[0].before:
            back.insert(0, queries.people(wanted, place(QueryDict(f"before={quote(back[0].before)}")), size=size))
            assert len(back) < 20, "the list does not begin"
    there = [one.id for part in parts for one in part.rows]
    assert [one.id for part in back for one in part.rows] == there
    return there


def registered(worker, n: int) -> list:
    made = []
    for _n in range(n):
        made.append(make.person(worker, phone=""))
        make.move_clock(minutes=1)
    return made


def test_parts_go_by_key_there_and_back_and_meet_everybody_once():
    worker = make.member()
    known = registered(worker, 5)
    assert walked(worker.cookie, size=2) == known[::-1]
    assert walked(worker.cookie, size=2, sort="oldest") == known


def test_who_lies_in_several_circles_stands_once_where_the_latest_of_them_is():
    worker = make.member()
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    head, child, other = registered(worker, 3)
    case = make.case(worker, head)
    make.move_clock(minutes=1)
    with acting(worker.cookie) as actor:
        cases.add_member(case, member_id=child, relation="child", by=actor)
    for member in (worker, supervisor):
        for size in (1, 2, 3):
            there = walked(member.cookie, size=size)
            assert sorted(there) == sorted([head, child, other]) and there == walked(member.cookie, size=size, sort="oldest")[::-1]


def test_many_circles_of_one_record_end_no_part():
    officer = make.member("protection_officer")
    older, newer = registered(officer, 2)
    with acting(officer.cookie) as actor:
        for _n in range(4):
            consents.record_legal_basis(newer, case_id=None, to_organisation_id=officer.organisation.pk, to_team_id=None, to_staff_id=officer.staff.pk,
                                        article="قانون الطفل", reason="طفل في خطر ولا يوجد ولي أمر", is_vital=True, sections=17,
                                        ends_at=clock() + timedelta(days=1), by=actor)
    make.move_clock(minutes=1)
    assert walked(officer.cookie, size=1) == [newer, older]


@pytest.mark.parametrize("query, fits", [
    ("sex=female", {"هناء"}), ("sex=male", {"آدم"}), ("nationality=SDN", {"آدم"}), ("born_from=1995&born_until=2005", {"هناء"}), ("born_from=2010", set()),
    ("governorate=EG01", {"هناء", "آدم"}), ("governorate=EG02", set()), ("protected=on", set()), ("q=الشاذلي&sex=male", {"آدم"}), ("born_from=x", {"هناء", "آدم"})])
def test_the_address_narrows_the_list_and_what_a_search_finds(query, fits):
    worker = make.member()
    make.person(worker, make.identity("هناء", sex="female", birth=PartialDate.of(2001, 3, 14)), phone="")
    make.person(worker, make.identity("آدم", sex="male", birth=PartialDate.of(1990), nationalities=("SDN",)), phone="")
    page = make.browser(worker).get(f"{reverse('people')}?{query}").content.decode().partition("<tbody>")[2]
    assert {given for given in ("هناء", "آدم") if given in page} == fits


def test_a_place_to_live_is_a_filter_only_within_what_one_reads():
    """A colleague finds the identity, not the address."""
    worker = make.member()
    make.person(worker, phone="")
    colleague = make.member(of=worker.organisation)
    browser = make.browser(colleague)
    assert "هناء" in browser.get(reverse("people")).content.decode()
    assert "Nobody fits" in browser.get(reverse("people") + "?governorate=EG01").content.decode()


@pytest.mark.parametrize("query", ["", "sex=female&sort=oldest", "governorate=EG01"])
def test_the_list_costs_the_same_statements_however_long_it_is_and_at_most_ten(monkeypatch, query):
    monkeypatch.setattr(queries.people, "__kwdefaults__", {"size": 2})
    worker = make.member()
    browser = make.browser(worker)
    counted = []
    for more in (4, 12):
        for _n in range(more):
            make.person(worker, make.identity(sex="female"), phone="")
        with CaptureQueriesContext(connection) as run:
            assert browser.get(f"{reverse('people')}?{query}").status_code == 200
        counted.append(len(run) - 5)  # savepoints and the change of login are the tests'
    assert counted[0] == counted[1] <= 10


def test_people_leave_as_a_file_with_what_the_role_reads():
    worker = make.member()
    make.person(worker, make.identity(sex="female"), phone="")
    head, row = make.browser(worker).post(reverse("export_list", args=["people"]) + "?sex=female", {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert head == "Person,Number,Sex,Date of birth,Nationality,Team,Protected file" and row.startswith("هناء سعيد الشاذلي,AM-") and ",Female," in row


@pytest.mark.parametrize("mark", ["x", "2026-11-25_x", "_", "٢٠٢٦", "2026-11-25T00:00:00_" + "0" * 36, "\x00"])
def test_a_mark_that_nobody_gave_is_the_first_page(mark):
    worker = make.member()
    make.person(worker, phone="")
    assert "هناء سعيد" in make.browser(worker).get(reverse("people"), {"after": mark}).content.decode()


@pytest.mark.parametrize("typed", ["م", "م" * 500, "هناء " * 120, "ء", "'", "%_\\", "\x00", "١" * 300, "-", "\u200d", "A" * 5000, "محمد 1990 " * 40, "ﷺ", "𝒜", "<b>"])
def test_a_search_takes_whatever_is_typed(typed):
    """Field report B70: short queries answer, long ones are cut politely."""
    worker = make.member()
    make.person(worker, phone="")
    browser = make.browser(worker)
    assert browser.get(reverse("people"), {"q": typed}).status_code == 200
    assert browser.get(reverse("people"), {"q": f"{typed[:60]} "}, headers={"HX-Target": "people"}).status_code == 200


def test_a_long_query_is_cut_and_still_finds():
    """Field report B70."""
    worker = make.member()
    make.person(worker, phone="")
    assert "هناء سعيد" in make.browser(worker).get(reverse("people"), {"q": "هناء سعيد " + " " * 480 + "x"}).content.decode()


def test_exact_folded_sound_and_similar_hits_stand_in_that_order():
    """Field report B08: what is found inexactly always contains what is found exactly."""
    worker = make.member()
    spelt = ["أحمد", "احمد", "Ahmed", "حماده"]
    known = [make.person(worker, make.identity(given, "محمود", "حسن"), phone="") for given in spelt]
    with acting(worker.cookie):
        hits = [one.id for one in queries.search("أحمد محمود").people]
        for some in ("أحمد محمود حسن", "أحمد حسن", "محمود حسن", "حسن أحمد"):
            assert known[0] in [one.id for one in queries.search(some).people], some
    assert hits[:2] == known[:2] and hits[2] == known[2]


@pytest.mark.parametrize("role", [code for code, role in ROLES.items() if not role.reads])
def test_a_role_that_reads_no_file_may_open_neither_list_and_no_page_of_hers_leads_there(role):
    browser = make.browser(make.member(role, teams=[]))
    for name in ("people", "cases"):
        refused = browser.get(reverse(name))
        assert refused.status_code == 403 and "Your role does not include it." in refused.content.decode()
        assert all(f'href="{reverse(name)}"' not in page.content.decode() for page in (refused, browser.get("/"), browser.get(reverse("help"))))
