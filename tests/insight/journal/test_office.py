"""What was done in an office: for who keeps accounts, teams, organisations and holidays; never of a file."""
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from amana.ground.access import actions as access
from amana.ground.holidays import actions as holidays
from amana.ground.organisations import actions as organisations
from amana.ground.rows.acting import acting
from amana.insight.journal import queries
from amana.insight.journal.rules import OF_THE_OFFICE, OFFICE_VERBS
from tests import builders as make

pytestmark = pytest.mark.django_db
URL = reverse("office_acts")


@pytest.fixture
def administrator():
    return make.member("organisation_administrator", teams=[], name="سلمى فوزي")


def formed(by, name="فريق الحماية"):
    with acting(by.cookie) as actor:
        return organisations.form_team(code=f"T{Counter.next()}", name_ar=name, name_en=name, is_desk=False, by=actor)


class Counter:
    n = 0

    @classmethod
    def next(cls):
        cls.n += 1
        return cls.n


def verbs(reader, **wanted):
    with acting(reader.cookie):
        return [one.verb for one in queries.of_office(**wanted)]


def test_the_page_says_who_did_what_with_a_link_the_latest_first(administrator):
    team, worker = formed(administrator), make.member(of=administrator.organisation, name="مها القنطري")
    make.move_clock(minutes=5)
    with acting(administrator.cookie) as actor:
        access.suspend(worker.membership, by=actor)
    page = make.browser(administrator).get(URL).content.decode()
    assert page.index("Role suspended") < page.index("Team formed")
    assert reverse("change_team", args=[team.pk]) in page and reverse("member", args=[worker.staff.pk]) in page
    assert "مها القنطري · Case worker" in page and "سلمى فوزي" in page


def test_nothing_of_a_file_stands_there_and_no_act_of_another_organisation(administrator):
    worker = make.member(of=administrator.organisation)
    person = make.person(worker)
    make.browser(worker).get(reverse("person", args=[person]))
    formed(make.member("organisation_administrator", teams=[]))
    assert verbs(administrator) == []
    page = make.browser(administrator).get(URL).content.decode()
    assert "Nothing on record" in page and "AM-" not in page and "الشاذلي" not in page


def test_the_platform_reads_of_organisations_and_holidays_alone(administrator):
    platform = make.member("platform_administrator", of=administrator.organisation, teams=[])
    formed(administrator)
    with acting(platform.cookie) as actor:
        holidays.add(day=date(2031, 1, 2), name_ar="عيد", name_en="Day", mark="draft", source="x", by=actor)
        organisations.found(code="NEW-1", name_ar="جهة", name_en="New one", kind="NGO", parent_id=None, areas=[], by=actor)
    assert sorted(verbs(platform)) == ["holiday.added", "organisation.founded"]
    assert verbs(administrator) == ["team.formed"]
    page = make.browser(platform).get(URL).content.decode()
    assert "Organisation founded" in page and "Holiday added" in page and "Team formed" not in page


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "case_manager", "data_protection_officer", "analyst", "desk_officer"])
def test_nobody_else_reads_it(administrator, role):
    formed(administrator)
    other = make.member(role, of=administrator.organisation, teams=[])
    assert make.browser(other).get(URL).status_code == 403
    assert verbs(other) == [], "the database itself"


def test_filters_narrow_by_who_by_kind_and_by_day(administrator):
    second = make.member("organisation_administrator", of=administrator.organisation, teams=[], name="هدى")
    formed(administrator)
    formed(second)
    worker = make.member(of=administrator.organisation)
    with acting(second.cookie) as actor:
        access.suspend(worker.membership, by=actor)
    browser = make.browser(administrator)
    shown = lambda **query: sorted(one.verb for _day, rows in browser.get(URL, query).context["days"] for one, *_more in rows)  # noqa: E731
    assert shown(who=str(second.staff.pk)) == ["membership.suspended", "team.formed"]
    assert "staff.acts_read" in shown(kind="accounts"), "that one colleague's acts were picked out is on record"
    assert shown(kind="teams") == ["team.formed", "team.formed"]
    make.move_clock(days=3)
    formed(administrator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (entry.clock() AT TIME ZONE 'Africa/Cairo')::date")
        today = cursor.fetchone()[0]
    assert shown(kind="teams", day_day=today.day, day_month=today.month, day_year=today.year) == ["team.formed"]
    before = today - timedelta(days=1)
    assert shown(kind="teams", day_day=before.day, day_month=before.month, day_year=before.year) == []


@pytest.mark.parametrize("query", ["who=nobody", "kind=holidays", "kind=x", "day_day=40&day_month=1&day_year=2026", "after=nonsense"])
def test_a_filter_that_is_none_narrows_nothing(administrator, query):
    formed(administrator)
    page = make.browser(administrator).get(f"{URL}?{query}")
    assert page.status_code == 200 and len(page.context["days"]) == 1


def test_pages_go_on_by_key_and_show_each_act_once(administrator):
    made = {formed(administrator).pk for _n in range(queries.PAGE + 7)}  # all in one moment: the keys alone tell them apart
    browser, seen, url = make.browser(administrator), [], URL
    while url:
        page = browser.get(url).context
        seen += [one.subject for _day, rows in page["days"] for one, *_more in rows]
        url = URL + page["next_url"] if page["next_url"] else ""
    assert len(seen) == len(made) and set(seen) == made


def test_every_act_of_an_office_is_read_by_somebody_or_counted_with_the_work():
    begins = {begin for of, _verb in OFFICE_VERBS.values() for begin in of}
    rest = {verb.partition(".")[0] for verb in OF_THE_OFFICE} - begins
    assert rest == {"session", "sign_in", "arrivals", "caseload", "files", "list", "mailing", "group", "people", "programme", "payments"}, "sign-ins, work with files and books: counted on the page of a colleague"
