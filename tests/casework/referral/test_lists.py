"""The list of referrals: what it shows, how it is narrowed, sorted, kept as a view and taken away."""
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amana.casework.referral import actions, listing, queries
from amana.ground.lists.models import SavedView
from amana.ground.rows.acting import acting, clock
from amana.ground.shell.lists import place
from amana.lib.core.dates import cairo_day
from tests import builders as make

pytestmark = pytest.mark.django_db
URL = reverse("referrals")


@pytest.fixture
def two():
    return make.two()


def sent(two, **fields):
    made = make.referral(two, **fields)
    make.move_clock(seconds=1)
    return made


def accepted(two, **fields):
    made = make.seen(two, sent(two, **fields))
    with acting(two.desk_officer.cookie) as actor:
        actions.accept(made, worker_id=two.receiver.staff.pk, by=actor)
    make.move_clock(seconds=1)
    return made


def numbers(member, query: str = "") -> list[str]:
    """Of the referrals on the page, in their order."""
    return list(dict.fromkeys(re.findall(r"AR-[\w-]+", page(member, query))))


def page(member, query: str = "") -> str:
    return make.browser(member).get(f"{URL}?{query}").content.decode()


def file_of(member, query: str) -> list[str]:
    taken = make.browser(member).post(f"{reverse('export_list', args=['referrals'])}?{query}", {"format": "csv"})
    return taken.content.decode("utf-8-sig").splitlines()


def test_the_heads_of_the_columns_sort_and_the_usual_order_is_that_of_the_tab(two):
    routine, urgent = sent(two, urgency="routine"), sent(two, urgency="emergency")
    assert numbers(two.desk_officer) == [urgent.number, routine.number], "the least time left"
    assert numbers(two.desk_officer, "tab=waiting&sort=oldest") == [routine.number, urgent.number]
    assert numbers(two.worker, "tab=outgoing") == [urgent.number, routine.number], "the latest sent"
    assert numbers(two.worker, "tab=outgoing&sort=oldest") == [routine.number, urgent.number]
    assert numbers(two.worker, "tab=outgoing&sort=due") == [urgent.number, routine.number]
    html = page(two.worker, "tab=outgoing")
    assert 'aria-sort="descending"' in html and 'href="?tab=outgoing&amp;sort=oldest"' in html


@pytest.mark.parametrize("query, fits", [
    ("urgency=routine", "second"), ("state=clarification", "first"), ("state=sent", "second"), ("kind=SHE", "both"), ("kind=HEA", "neither"), ("kind=nonsense", "both"),
    ("since_day=1&since_month=1&since_year=2001", "both"), ("until_day=1&until_month=1&until_year=2001", "neither"), ("transfer=on", "second"), ("late=on", "first"),
    ("urgency=routine&state=clarification", "neither")])
def test_the_address_narrows_what_was_sent(two, query, fits):
    first = make.seen(two, sent(two))
    with acting(two.desk_officer.cookie) as actor:
        actions.ask(first, question="متى؟", by=actor)
    second = sent(two, urgency="routine", is_transfer=True)
    make.move_clock(hours=25)
    wanted = {"both": {first.number, second.number}, "neither": set(), "first": {first.number}, "second": {second.number}}[fits]
    assert set(numbers(two.worker, f"tab=outgoing&{query}")) == wanted
    assert {one for one in (first.number, second.number) if one in "\n".join(file_of(two.worker, f"tab=outgoing&{query}"))} == wanted, "the file holds the same"


def test_a_day_begins_and_ends_in_cairo(two):
    made, day = sent(two), cairo_day(clock())
    for since, until, is_there in ((day, day, True), (day + timedelta(days=1), None, False), (None, day - timedelta(days=1), False)):
        query = "&".join(f"{name}_{part}={getattr(of, part)}" for name, of in (("since", since), ("until", until)) if of for part in ("day", "month", "year"))
        assert (made.number in page(two.worker, f"tab=outgoing&{query}")) is is_there, query


def test_both_sides_narrow_by_the_other_organisation(two):
    made, third = sent(two), make.organisation("ثالثة")
    for member, tab, other in ((two.worker, "outgoing", two.receiver.organisation), (two.desk_officer, "waiting", two.worker.organisation)):
        assert numbers(member, f"tab={tab}&organisation={other.pk}") == [made.number]
        assert numbers(member, f"tab={tab}&organisation={third.pk}") == []


def test_a_receiver_that_is_not_for_a_role_is_not_found_out_by_a_filter():
    """Field report B38: what is hidden is not narrowed by either."""
    two = make.two(service_kind="HEA", receiver_role="health_worker")
    made = sent(two)
    assert made.number in page(two.supervisor, "tab=outgoing")
    for query in ("kind=HEA", f"organisation={two.receiver.organisation.pk}"):
        assert made.number not in page(two.supervisor, f"tab=outgoing&{query}"), query


@pytest.mark.parametrize("who, tab, sort", [("worker", "outgoing", ""), ("worker", "outgoing", "oldest"), ("desk_officer", "waiting", ""), ("desk_officer", "waiting", "newest")])
def test_parts_of_a_tab_go_by_key_there_and_back_and_meet_every_referral_once(two, who, tab, sort):
    made, asked = [], queries.Wanted(tab, sort=sort)
    for _n in range(5):
        made.append(sent(two).pk)
        make.move_clock(minutes=1)
    with acting(getattr(two, who).cookie) as actor:
        parts = [queries.part(actor, asked, size=2)]
        while parts[-1].after:
            parts.append(queries.part(actor, asked, place(QueryDict(f"after={quote(parts[-1].after)}")), size=2))
            assert len(parts) < 9
        back = [parts[-1]]
        while back[0].before:
            back.insert(0, queries.part(actor, asked, place(QueryDict(f"before={quote(back[0].before)}")), size=2))
            assert len(back) < 9
    there = [one.referral.pk for part in parts for one in part.rows]
    assert there == (made[::-1] if (tab == "outgoing") != bool(sort) else made)
    assert [one.referral.pk for part in back for one in part.rows] == there and {part.total for part in parts} == {5}


def test_a_filter_that_cannot_count_on_a_tab_is_not_offered(two):
    waiting, running = page(two.desk_officer, "tab=waiting"), page(two.desk_officer, "tab=questions")
    assert 'name="state"' in waiting and 'name="state"' not in running, "one state alone stands there"
    assert 'name="late"' in waiting and 'name="late"' not in page(two.desk_officer, "tab=ended")


def test_columns_are_chosen_and_the_named_worker_is_a_colleague(two):
    accepted(two)
    for member, tab, reads in ((two.desk_officer, "running", True), (two.worker, "outgoing", False)):
        browser = make.browser(member)
        browser.post(f"{reverse('choose_columns', args=['referrals'])}?tab={tab}", {"columns": ["worker"]})
        html = browser.get(f"{URL}?tab={tab}").content.decode()
        assert 'data-label="Named worker"' in html and 'data-label="State"' not in html
        assert (two.receiver.staff.name in html) is reads, "others' staff stay without a name"


def test_a_view_keeps_its_tab_and_is_shared_with_the_team(two):
    made, urgent = sent(two, urgency="routine"), sent(two)
    browser = make.browser(two.supervisor)
    browser.post(f"{reverse('save_view', args=['referrals'])}?tab=outgoing&urgency=routine", {"name": "عادية", "shared_with": str(two.worker.team.pk)})
    view = SavedView.objects.get(name="عادية")
    assert (view.query, view.of_list, view.is_shared) == ("tab=outgoing&urgency=routine", "referrals", True)
    html = page(two.worker)
    assert f'href="{URL}?tab=outgoing&amp;urgency=routine&amp;view={view.pk}"' in html
    assert numbers(two.worker, f"{view.query}&view={view.pk}") == [made.number] and urgent.number in html
    assert "عادية" not in page(two.desk_officer), "another organisation's"


def test_before_acceptance_no_column_and_no_file_tells_who_it_is(two):
    made = sent(two)
    every = {"columns": [column.code for column in listing.REFERRALS.columns]}
    make.browser(two.desk_officer).post(reverse("choose_columns", args=["referrals"]), every)
    for told in (page(two.desk_officer, "tab=waiting"), "\n".join(file_of(two.desk_officer, "tab=waiting"))):
        assert made.number in told
        assert not [word for word in ("هناء", "الشاذلي", "5550142", "AC-") if word in told]


MADE_BY_TESTS = 5  # savepoints and the change of login
AT_MOST = 10


READ = [("worker", "tab=outgoing"), ("desk_officer", "tab=waiting"), ("supervisor", "tab=outgoing&sort=due&late=on"), ("receiver", "tab=running"), ("desk_officer", "tab=waiting&urgency=urgent&kind=SHE")]


def test_the_lists_cost_the_same_statements_however_long_they_are_and_at_most_ten(two):
    """DESIGN.md §5: for 3 and for 40."""
    counted, said = {one: [] for one in READ}, ""
    browsers = {who: make.browser(getattr(two, who)) for who, _query in READ}
    for act, more in ((accepted, 3), (sent, 3), (accepted, 27), (sent, 37)):
        for _n in range(more):
            act(two)
        if act is accepted:
            continue
        make.move_clock(hours=25)
        for who, query in READ:
            with CaptureQueriesContext(connection) as run:
                assert browsers[who].get(f"{URL}?{query}").status_code == 200
            counted[who, query].append(len(run) - MADE_BY_TESTS)
            said += f"\n{who} {query}:\n" + "\n".join(one["sql"][:90] + " … " + one["sql"][-160:] for one in run.captured_queries)
    assert all(few == many <= AT_MOST for few, many in counted.values()), f"{counted}{said}"
