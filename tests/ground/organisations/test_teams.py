import pytest
from django.db import connection
from django.urls import reverse

from amana.ground.organisations import actions
from amana.ground.organisations.models import Team
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db

FACTS = {"name_ar": "فريق المتابعة", "name_en": "Follow-up team", "code": "FOLLOW"}


@pytest.fixture
def administrator():
    return make.member("organisation_administrator", teams=[])


def test_without_a_team_the_page_teaches_what_a_team_is_for(administrator):
    page = make.browser(administrator).get(reverse("teams")).content.decode()
    assert "No team yet" in page
    assert reverse("form_team") in page


def test_a_new_team_stands_in_the_list_and_on_record(administrator):
    page = make.browser(administrator).post(reverse("form_team"), FACTS | {"is_desk": "on"}, follow=True)
    made = Team.objects.get(code="FOLLOW")
    assert made.organisation_id == administrator.organisation.pk
    assert made.is_desk
    assert "Follow-up team" in page.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, organisation FROM audit.entry WHERE subject = %s", [made.pk])
        assert cursor.fetchall() == [("team.formed", administrator.organisation.pk)]


def test_a_code_that_is_taken_in_the_organisation_is_said_at_its_field(administrator):
    make.team(administrator.organisation)
    taken = Team.objects.get(organisation=administrator.organisation).code
    page = make.browser(administrator).post(reverse("form_team"), FACTS | {"code": taken})
    assert page.context["form"].errors["code"] == ["This code is taken in your organisation. Choose another one."]
    assert "Follow-up team" in page.content.decode()


def test_two_organisations_may_use_the_same_code(administrator):
    code = make.team(make.organisation()).code
    assert make.browser(administrator).post(reverse("form_team"), FACTS | {"code": code}).status_code == 302


def test_the_same_form_sent_twice_makes_one_team(administrator):
    browser, form = make.browser(administrator), FACTS | {"form_token": "0190a2c4-0000-7000-8000-000000000001"}
    first, second = browser.post(reverse("form_team"), form), browser.post(reverse("form_team"), form)
    assert first.url == second.url
    assert Team.objects.filter(organisation=administrator.organisation).count() == 1


def test_names_and_desk_can_be_changed_the_code_cannot(administrator):
    team = make.team(administrator.organisation)
    make.browser(administrator).post(reverse("change_team", args=[team.pk]), FACTS | {"code": "OTHER", "is_desk": "on"})
    changed = Team.objects.get(pk=team.pk)
    assert (changed.name_en, changed.is_desk, changed.code) == ("Follow-up team", True, team.code)


def test_a_team_is_closed_after_a_question_and_can_be_reopened(administrator):
    team = make.team(administrator.organisation)
    browser = make.browser(administrator)
    assert "Close this team?" in browser.get(reverse("close_team", args=[team.pk])).content.decode()
    assert Team.objects.get(pk=team.pk).is_active
    assert "Closed" in browser.post(reverse("close_team", args=[team.pk]), follow=True).content.decode()
    browser.post(reverse("reopen_team", args=[team.pk]))
    assert Team.objects.get(pk=team.pk).is_active


@pytest.mark.parametrize("name", ["change_team", "close_team", "reopen_team"])
def test_another_organisations_team_is_not_found_not_even_a_desk_that_all_may_see(administrator, name):
    for is_desk in (False, True):
        other = make.team(make.organisation(), is_desk=is_desk)
        url = reverse(name, args=[other.pk])
        assert make.browser(administrator).post(url, FACTS).status_code == 404
        assert Team.objects.get(pk=other.pk).name_en == "Reception team"


@pytest.mark.parametrize("name", ["teams", "form_team", "change_team", "close_team", "reopen_team"])
@pytest.mark.parametrize("role", ["platform_administrator", "caseworker", "supervisor"])
def test_no_other_role_opens_the_pages_of_teams(role, name):
    member = make.member(role)
    url = reverse(name, args=[] if name in ("teams", "form_team") else [member.team.pk])
    assert make.browser(member).get(url).status_code == 403
    assert make.browser(member).post(url, FACTS).status_code == 403


def test_the_actions_need_the_verb():
    worker = make.member()
    with acting(worker.cookie) as actor:
        for act in (actions.close_team, actions.reopen_team, actions.change_team):
            with pytest.raises(Forbidden):
                act(worker.team, by=actor)
        with pytest.raises(Forbidden):
            actions.form_team(code="X1", name_ar="س", name_en="X", is_desk=False, by=actor)


def test_an_action_on_another_organisations_desk_finds_no_row(administrator):
    other = make.team(make.organisation(), is_desk=True)
    with pytest.raises(Hidden), acting(administrator.cookie) as actor:
        actions.close_team(other, by=actor)


def test_a_code_taken_is_refused_by_the_database(administrator):
    taken = make.team(administrator.organisation).code
    with pytest.raises(Refused, match="team_code_in_its_organisation"), acting(administrator.cookie) as actor:
        actions.form_team(code=taken, name_ar="س", name_en="X", is_desk=False, by=actor)


def test_the_database_lets_no_administrator_touch_another_organisations_teams(administrator):
    other = make.team(make.organisation(), is_desk=True)
    with acting(administrator.cookie):
        assert Team.objects.filter(pk=other.pk).update(name_en="Ours now") == 0
    with pytest.raises(Hidden), acting(administrator.cookie):
        Team.objects.create(organisation=other.organisation, code="SPY", name_ar="س", name_en="X")
    own = make.team(administrator.organisation)
    with pytest.raises(Hidden), acting(administrator.cookie):
        Team.objects.filter(pk=own.pk).update(organisation=other.organisation)


def test_teams_that_are_no_desks_are_unknown_to_other_organisations(administrator):
    hidden, desk = make.team(make.organisation()), make.team(make.organisation(), is_desk=True)
    with acting(administrator.cookie):
        assert not Team.objects.filter(pk=hidden.pk).exists()
        assert Team.objects.filter(pk=desk.pk).exists()


@pytest.mark.parametrize(("field", "typed", "words"), [("name_ar", "Follow-up team", "Write this name in Arabic letters"), ("name_en", "فريق المتابعة", "Write this name in Latin letters")])
def test_a_name_in_the_other_script_is_told_at_its_field(field, typed, words):
    administrator = make.member("organisation_administrator", teams=[])
    page = make.browser(administrator).post(reverse("form_team"), FACTS | {field: typed})
    assert page.context["form"].errors[field][0].startswith(words) and not Team.objects.filter(organisation=administrator.organisation).exists()
    assert make.browser(administrator).post(reverse("form_team"), FACTS | {"name_ar": "فريق CRM"}).status_code == 302
