"""Saved views and chosen columns: who sees them, what they keep, and what they never keep."""
import re
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import timezone

from amana.ground.access.models import Membership
from amana.ground.lists.models import SavedView
from tests import builders as make

pytestmark = pytest.mark.django_db
URL = reverse("save_view", args=["cases"])


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def team():
    worker = make.member(name="مها القنطري")
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    return worker, supervisor


def saved(member, name: str, query: str = "risk=high", shared_with: str = ""):
    return make.browser(member).post(f"{URL}?{query}", {"name": name, "shared_with": shared_with}, follow=True)


def tabs(member) -> list[str]:
    page = text(make.browser(member).get(reverse("cases")))
    return re.findall(r"<a href=\"/cases/\?[^\"]*view=[^\"]+\"[^>]*>([^<]+)<", page)


def test_a_view_stands_above_the_list_and_leads_to_its_filters(team):
    worker, _supervisor = team
    page = text(saved(worker, "خطر مرتفع"))
    assert "The view is saved." in page and "High risk" in page
    view = SavedView.objects.get(name="خطر مرتفع")
    assert (view.query, view.is_shared) == ("risk=high", False)
    assert f'href="/cases/?risk=high&amp;view={view.pk}" aria-current="page"' in page


@pytest.mark.parametrize("left", [{"ended_at": timezone.now()}, {"suspended_at": timezone.now()}])
def test_a_view_of_the_cases_of_somebody_who_left_stays_one_of_hers(team, left):
    """Dropped, the filter would make it a list of everybody's, on the page and in its file."""
    worker, supervisor = team
    other = make.member(of=worker.organisation, teams=[worker.team], name="عمرو البحيري")
    hers, his = make.case(worker), make.case(other, make.person(other, make.identity("ليلى")))
    saved(supervisor, "حالات عمرو", f"worker={other.staff.pk}")
    Membership.objects.filter(pk=other.membership.pk).update(**left)
    view = SavedView.objects.get(name="حالات عمرو")
    address = f"{reverse('cases')}?{view.query}&view={view.pk}"
    page = text(make.browser(supervisor).get(address))
    assert his.number in page and hers.number not in page and f'value="{other.staff.pk}" selected' in page
    assert other.staff.name not in re.search(r'<select name="worker".*?</select>', text(make.browser(supervisor).get(reverse("cases"))), re.S)[0], "offered to nobody else"
    file = make.browser(supervisor).post(reverse("export_list", args=["cases"]) + f"?{view.query}&view={view.pk}", {"format": "csv"}).content.decode("utf-8-sig")
    assert his.number in file and hers.number not in file


def test_a_view_of_a_team_that_was_closed_stays_one_of_that_team(team):
    worker, _supervisor = team
    closed = make.team(worker.organisation, "فريق المعادي")
    other, head = make.member(of=worker.organisation, teams=[closed]), make.member("case_manager", of=worker.organisation, teams=[worker.team])
    hers, his = make.case(worker), make.case(other, make.person(other, make.identity("ليلى")))
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    page = text(make.browser(head).get(f"{reverse('cases')}?team={closed.pk}"))
    assert his.number in page and hers.number not in page
    assert str(closed.pk) not in text(make.browser(head).get(reverse("cases")))


@pytest.mark.parametrize("query, kept", [
    ("q=" + quote("هناء") + "&state=open", "state=open"), ("risk=nonsense&state=closed", "state=closed"), ("after=x&n=3&risk=low&sort=oldest", "risk=low&sort=oldest"),
    ("since_day=1&since_month=2&since_year=2026", "since_day=1&since_month=2&since_year=2026"), ("unknown=1", "")])
def test_neither_searched_names_nor_places_nor_nonsense_are_kept(team, query, kept):
    worker, _supervisor = team
    if "q=" in query:
        assert "What you searched for is not kept" in text(make.browser(worker).get(f"{URL}?{query}"))
    saved(worker, "x", query)
    assert SavedView.objects.get(name="x").query == kept


def test_the_database_itself_refuses_a_search_in_a_view(team):
    from django.db import IntegrityError, transaction
    for query in ("q=x", "risk=high&q=x", "after=x", "view=x"):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(of_list="cases", name="x", query=query)


def test_own_views_are_seen_by_their_maker_and_shared_ones_by_the_team(team):
    worker, supervisor = team
    elsewhere, stranger = make.member(of=worker.organisation), make.member()
    saved(worker, "لي وحدي")
    saved(supervisor, "للفريق", shared_with=str(worker.team.pk))
    assert tabs(worker) == ["لي وحدي", "للفريق"] and tabs(supervisor) == ["للفريق"]
    assert tabs(elsewhere) == tabs(stranger) == []


def test_the_head_of_unit_shares_with_the_whole_organisation(team):
    worker, _supervisor = team
    head = make.member("case_manager", of=worker.organisation)
    saved(head, "للجهة", shared_with="organisation")
    assert tabs(worker) == ["للجهة"] == tabs(make.member(of=worker.organisation)) and tabs(make.member()) == []


def test_a_worker_shares_nothing_and_a_supervisor_only_with_her_own_teams(team):
    worker, supervisor = team
    other = make.team(worker.organisation, "فريق آخر")
    saved(worker, "x", shared_with=str(worker.team.pk))
    assert not SavedView.objects.get(name="x").is_shared, "the form does not offer it"
    saved(supervisor, "y", shared_with=str(other.pk))
    saved(supervisor, "y", shared_with="organisation")
    assert not SavedView.objects.filter(name="y").exists()


def test_a_view_is_renamed_shared_and_removed_and_others_get_404(team):
    worker, supervisor = team
    saved(supervisor, "قديم")
    view = SavedView.objects.get(name="قديم")
    url, remove = reverse("change_view", args=[view.pk]), reverse("remove_view", args=[view.pk])
    for other in (worker, make.member()):
        assert make.browser(other).get(url).status_code == make.browser(other).post(remove).status_code == 404
    make.browser(supervisor).post(url, {"name": "جديد", "shared_with": str(worker.team.pk)})
    assert tabs(worker) == ["جديد"]
    assert make.browser(worker).post(url, {"name": "لي"}).status_code in (403, 404)
    assert make.browser(worker).post(remove).status_code == 403
    assert "Remove this view?" in text(make.browser(supervisor).get(remove))
    make.browser(supervisor).post(remove)
    assert tabs(worker) == tabs(supervisor) == []
    assert make.browser(supervisor).get(url).status_code == 404


def test_a_name_that_is_taken_is_said_at_its_field_and_free_again_after_removal(team):
    worker, _supervisor = team
    saved(worker, "x")
    assert "You have a view of this name already" in text(saved(worker, "x"))
    view = SavedView.objects.get(name="x")
    make.browser(worker).post(reverse("remove_view", args=[view.pk]))
    assert "The view is saved." in text(saved(worker, "x"))


def test_the_columns_that_were_chosen_stay_for_this_person_alone_and_come_with_a_view(team):
    worker, supervisor = team
    case = make.case(worker)
    browser = make.browser(worker)
    assert f'am-whole">{case.number}</bdi>' in text(browser.get(reverse("cases")))
    answer = browser.post(reverse("choose_columns", args=["cases"]) + "?state=open", {"columns": ["age", "state", "nonsense"]})
    assert answer.url == "/cases/?state=open"
    page = text(browser.get(reverse("cases")))
    assert f'am-whole">{case.number}</bdi>' not in page and 'data-label="Age"' in page and 'data-label="State"' in page
    assert f'am-whole">{case.number}</bdi>' in text(make.browser(supervisor).get(reverse("cases")))
    saved(worker, "x")
    view = SavedView.objects.get(name="x")
    assert view.columns == ["name", "age", "state"]
    browser.post(reverse("choose_columns", args=["cases"]), {"columns": ["number"]})
    assert 'data-label="Age"' in text(browser.get(f"{reverse('cases')}?view={view.pk}"))
    assert 'data-label="Age"' not in text(browser.get(reverse("cases")))
    assert SavedView.objects.filter(made_by=worker.membership.pk, name="").count() == 1
