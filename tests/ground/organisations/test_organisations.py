import pytest
from django.urls import reverse

from amana.ground.organisations import actions
from amana.ground.organisations.models import Organisation
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db

FACTS = {"name_ar": "جمعية النور", "name_en": "Nour Association", "code": "NOUR", "kind": "NGO", "parent": "", "areas": ["EG01", "EG21"]}
OF_THE_PLATFORM = ["organisations", "found_organisation", "organisation", "change_organisation", "close_organisation", "reopen_organisation"]


@pytest.fixture
def platform():
    return make.member("platform_administrator", teams=[])


def addresses(names, key):
    return [reverse(name, args=[key] if name in ("organisation", "change_organisation", "close_organisation", "reopen_organisation") else [])
            for name in names]


def test_the_platform_sees_all_organisations_with_their_state(platform):
    closed = make.organisation("جمعية أُغلقت", is_active=False)
    page = make.browser(platform).get(reverse("organisations"))
    assert page.status_code == 200
    assert closed.code in page.content.decode()
    assert "Closed" in page.content.decode()


def test_a_new_organisation_takes_part_and_its_page_offers_to_invite_the_administrator(platform):
    browser = make.browser(platform)
    page = browser.post(reverse("found_organisation"), FACTS, follow=True)
    made = Organisation.objects.get(code="NOUR")
    assert (made.areas, made.kind, made.is_active, made.plans_need_approval) == (["EG01", "EG21"], "NGO", True, False)
    assert page.redirect_chain[0][0] == reverse("organisation", args=[made.pk])
    assert reverse("invite_administrator", args=[made.pk]) in page.content.decode()


def test_a_code_that_is_taken_is_said_at_its_field_and_what_was_typed_stays(platform):
    taken = make.organisation()
    page = make.browser(platform).post(reverse("found_organisation"), FACTS | {"code": taken.code.lower()})
    assert page.context["form"].errors["code"] == ["This code is taken. Choose another one."]
    assert "Nour Association" in page.content.decode()
    assert "<title>Error:" in page.content.decode()


def test_a_code_of_another_form_is_said_at_its_field(platform):
    page = make.browser(platform).post(reverse("found_organisation"), FACTS | {"code": "9 lives"})
    assert "code" in page.context["form"].errors
    assert not Organisation.objects.filter(name_en="Nour Association").exists()


def test_names_kind_parent_and_areas_can_be_changed(platform):
    parent, child = make.organisation(), make.organisation()
    page = make.browser(platform).post(
        reverse("change_organisation", args=[child.pk]),
        {"name_ar": "اسم جديد", "name_en": "New name", "kind": "HealthServiceOrganisation", "parent": str(parent.pk), "areas": ["EG14"],
         "plans_need_approval": "on"})
    assert page.status_code == 302
    child.refresh_from_db()
    assert (child.name_en, child.kind, child.parent_id, child.areas) == ("New name", "HealthServiceOrganisation", parent.pk, ["EG14"])


def test_an_organisation_never_stands_above_itself(platform):
    grandparent = make.organisation()
    parent = make.organisation(parent=grandparent)
    child = make.organisation(parent=parent)
    page = make.browser(platform).post(reverse("change_organisation", args=[grandparent.pk]), FACTS | {"parent": str(child.pk)})
    assert "parent" in page.context["form"].errors
    grandparent.refresh_from_db()
    assert grandparent.parent_id is None


def test_closing_asks_first_and_ends_the_sight_of_its_members(platform):
    worker = make.member()
    browser = make.browser(platform)
    asked = browser.get(reverse("close_organisation", args=[worker.organisation.pk]))
    assert "Close this organisation?" in asked.content.decode()
    assert Organisation.objects.get(pk=worker.organisation.pk).is_active
    browser.post(reverse("close_organisation", args=[worker.organisation.pk]))
    assert not Organisation.objects.get(pk=worker.organisation.pk).is_active
    assert make.browser(worker).get(reverse("home")).status_code == 302
    browser.post(reverse("reopen_organisation", args=[worker.organisation.pk]))
    assert Organisation.objects.get(pk=worker.organisation.pk).is_active


def test_nobody_closes_the_organisation_for_which_she_acts(platform):
    page = make.browser(platform).post(reverse("close_organisation", args=[platform.organisation.pk]), follow=True)
    assert "so you cannot close it" in page.content.decode()
    assert Organisation.objects.get(pk=platform.organisation.pk).is_active
    with pytest.raises(Refused, match="own_organisation"), acting(platform.cookie) as actor:
        actions.close_organisation(platform.organisation, by=actor)


@pytest.mark.parametrize("name", OF_THE_PLATFORM)
@pytest.mark.parametrize("role", ["organisation_administrator", "caseworker", "case_manager"])
def test_no_other_role_opens_the_platforms_pages(role, name):
    member = make.member(role)
    [url] = addresses([name], member.organisation.pk)
    assert make.browser(member).get(url).status_code == 403
    assert make.browser(member).post(url).status_code == 403


def test_an_organisation_that_does_not_exist_is_not_found(platform):
    unknown = "0190a2c4-0000-7000-8000-000000000000"
    assert make.browser(platform).get(reverse("organisation", args=[unknown])).status_code == 404


def test_an_administrator_reads_her_own_organisation_but_the_platform_has_none_to_look_after(platform):
    administrator = make.member("organisation_administrator", teams=[])
    page = make.browser(administrator).get(reverse("own_organisation"))
    assert administrator.organisation.code in page.content.decode()
    assert make.browser(platform).get(reverse("own_organisation")).status_code == 403


def test_only_the_platform_founds_and_changes():
    administrator = make.member("organisation_administrator", teams=[])
    with acting(administrator.cookie) as actor:
        with pytest.raises(Forbidden):
            actions.found(code="X1", name_ar="س", name_en="X", kind="NGO", parent_id=None, areas=[], by=actor)
        with pytest.raises(Forbidden):
            actions.change_organisation(administrator.organisation, name_en="Ours", by=actor)


def test_the_database_lets_no_administrator_write_an_organisation_not_even_her_own():
    administrator = make.member("organisation_administrator", teams=[])
    with pytest.raises(Hidden), acting(administrator.cookie):
        Organisation.objects.create(code="X1", name_ar="س", name_en="X", kind="NGO")
    with acting(administrator.cookie):
        assert Organisation.objects.filter(pk=administrator.organisation.pk).update(name_en="Ours") == 0
