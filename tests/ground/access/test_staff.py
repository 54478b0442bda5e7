import pytest
from django.urls import reverse
from django.utils import timezone

from amana.ground.access import actions
from amana.ground.access.models import Membership
from amana.ground.organisations.models import Team
from amana.ground.rows.acting import Forbidden, Hidden, NobodyActs, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db

PAGES = {"staff": None, "invite": None, "invitations": None, "member": "staff", "add_role": "staff", "change_teams": "membership",
         "suspend_membership": "membership", "resume_membership": "membership", "end_membership": "membership"}


@pytest.fixture
def administrator():
    return make.member("organisation_administrator", teams=[], name="رنا الحديدي")


@pytest.fixture
def colleague(administrator):
    return make.member(of=administrator.organisation, name="كريم عوض")


def address(name, member):
    key = {"staff": member.staff.pk, "membership": member.membership.pk, None: None}[PAGES[name]]
    return reverse(name, args=[key] if key else [])


def the_row(member):
    return Membership.objects.get(pk=member.membership.pk)


def test_the_list_shows_who_works_here_in_which_role_and_teams(administrator, colleague):
    page = make.browser(administrator).get(reverse("staff")).content.decode()
    assert "كريم عوض" in page
    assert "Case worker" in page
    assert "Reception team" in page


def test_the_list_can_be_searched_by_name_and_says_so_when_nobody_is_found(administrator, colleague):
    browser = make.browser(administrator)
    found = browser.get(reverse("staff"), {"q": "كريم"}).content.decode()
    assert "كريم عوض" in found
    assert reverse("member", args=[administrator.staff.pk]) not in found
    assert "Nobody of this name or address" in browser.get(reverse("staff"), {"q": "zzz"}).content.decode()


@pytest.mark.parametrize(("name", "typed"), [
    ("أحمد عبد الله", "احمد عبدالله"), ("هناء الشاذلي", "هنا"), ("منى القنطري", "مني"), ("أحمد سعيد", "Ahmed"), ("علي كريم", "علی\u200f کریم"), ("كريم عوض", "ري"),
    ("كريم عوض", "KARIM")])
def test_a_colleague_is_found_however_her_name_is_spelt(administrator, name, typed):
    """Field report B02."""
    make.member(of=administrator.organisation, name=name)
    assert name in make.browser(administrator).get(reverse("staff"), {"q": typed}).content.decode()


def test_staff_of_other_organisations_are_not_in_the_list(administrator):
    stranger = make.member(name="سلمى الغريب")
    assert "سلمى الغريب" not in make.browser(administrator).get(reverse("staff")).content.decode()
    assert make.browser(administrator).get(address("member", stranger)).status_code == 404


def test_a_page_of_staff_has_no_name_in_its_title(administrator, colleague):
    page = make.browser(administrator).get(address("member", colleague)).content.decode()
    title = page[page.index("<title>"):page.index("</title>")]
    assert "كريم" not in title


def test_a_second_role_is_given_once(administrator, colleague):
    browser, url = make.browser(administrator), address("add_role", colleague)
    form = {"role": "desk_officer", "teams": [str(colleague.team.pk)]}
    assert browser.post(url, form).status_code == 302
    assert set(Membership.objects.filter(staff=colleague.staff).values_list("role_id", flat=True)) == {"caseworker", "desk_officer"}
    page = browser.post(url, form)
    assert page.context["form"].errors["role"] == ["The colleague has this role already."]


def test_a_role_that_sees_people_through_a_team_needs_one(administrator, colleague):
    page = make.browser(administrator).post(address("add_role", colleague), {"role": "supervisor"})
    assert page.context["form"].errors["teams"] == ["This role sees people through a team. Choose at least one."]
    assert make.browser(administrator).post(address("add_role", colleague), {"role": "analyst"}).status_code == 302


def test_the_role_of_the_platform_is_not_offered_and_not_taken(administrator, colleague):
    browser = make.browser(administrator)
    assert "platform_administrator" not in browser.get(address("add_role", colleague)).content.decode()
    page = browser.post(address("add_role", colleague), {"role": "platform_administrator"})
    assert "role" in page.context["form"].errors


def test_teams_are_changed_with_the_main_one_first(administrator, colleague):
    second = make.team(administrator.organisation, "فريق المتابعة")
    form = {"teams": [str(colleague.team.pk), str(second.pk)], "main": str(second.pk)}
    assert make.browser(administrator).post(address("change_teams", colleague), form).status_code == 302
    assert the_row(colleague).teams == [second.pk, colleague.team.pk]


def test_the_main_team_must_be_one_of_the_chosen(administrator, colleague):
    second = make.team(administrator.organisation, "فريق المتابعة")
    page = make.browser(administrator).post(address("change_teams", colleague), {"teams": [str(colleague.team.pk)], "main": str(second.pk)})
    assert "main" in page.context["form"].errors


def test_a_closed_team_takes_nobody_new_but_keeps_whom_it_has(administrator, colleague):
    closed = make.team(administrator.organisation, "فريق أُغلق")
    Team.objects.filter(pk__in=[closed.pk, colleague.team.pk]).update(is_active=False)
    with pytest.raises(Refused, match="team_of_the_organisation"), acting(administrator.cookie) as actor:
        actions.change_teams(colleague.membership, teams=[closed.pk], by=actor)
    with acting(administrator.cookie) as actor:
        actions.suspend(colleague.membership, by=actor)
        actions.change_teams(colleague.membership, teams=[colleague.team.pk], by=actor)


def test_a_team_of_another_organisation_takes_nobody(administrator, colleague):
    desk = make.team(make.organisation(), is_desk=True)
    with pytest.raises(Refused, match="team_of_the_organisation"), acting(administrator.cookie) as actor:
        actions.change_teams(colleague.membership, teams=[desk.pk], by=actor)


def test_a_desk_of_police_focal_points_holds_nobody_else(administrator, colleague):
    police = make.member("police_focal_point", of=administrator.organisation, teams=[make.team(administrator.organisation, is_desk=True)])
    page = make.browser(administrator).post(address("change_teams", colleague), {"teams": [str(police.team.pk)]})
    assert "teams" in page.context["form"].errors
    with pytest.raises(Refused, match="police_desk"), acting(administrator.cookie) as actor:
        actions.change_teams(police.membership, teams=[colleague.team.pk], by=actor)


def test_suspending_asks_first_and_ends_the_sessions(administrator, colleague):
    browser = make.browser(administrator)
    assert "Suspend this place?" in browser.get(address("suspend_membership", colleague)).content.decode()
    assert the_row(colleague).suspended_at is None
    page = browser.post(address("suspend_membership", colleague), follow=True)
    assert "The place is suspended." in page.content.decode()
    with pytest.raises(NobodyActs), acting(colleague.cookie):
        pass
    browser.post(address("resume_membership", colleague))
    assert the_row(colleague).suspended_at is None


def test_ending_is_for_good(administrator, colleague):
    browser = make.browser(administrator)
    asked = browser.get(address("end_membership", colleague)).content.decode()
    assert "This cannot be undone" in asked
    assert "كريم عوض" in asked
    browser.post(address("end_membership", colleague))
    assert the_row(colleague).ended_at is not None
    page = browser.post(address("resume_membership", colleague), follow=True)
    assert "an end is for good" in page.content.decode()
    for act in (actions.resume, actions.suspend, actions.end):
        with pytest.raises(Refused, match="membership_ended"), acting(administrator.cookie) as actor:
            act(colleague.membership, by=actor)


def test_former_staff_stand_in_a_list_of_their_own(administrator, colleague):
    browser = make.browser(administrator)
    assert "Nobody has left yet" in browser.get(reverse("staff") + "?former").content.decode()
    browser.post(address("end_membership", colleague))
    assert "كريم عوض" not in browser.get(reverse("staff")).content.decode()
    assert "كريم عوض" in browser.get(reverse("staff") + "?former").content.decode()


def test_whoever_has_left_comes_back_by_invitation_only(administrator, colleague):
    Membership.objects.filter(pk=colleague.membership.pk).update(ended_at=timezone.now())
    page = make.browser(administrator).post(address("add_role", colleague), {"role": "analyst"})
    assert "begins with an invitation" in page.content.decode()
    with pytest.raises(Refused, match="not_a_colleague"), acting(administrator.cookie) as actor:
        actions.add_role(colleague.staff.pk, role="analyst", teams=[], by=actor)


@pytest.mark.parametrize("name", ["suspend_membership", "end_membership"])
def test_an_administrator_cannot_suspend_or_end_her_own_place(administrator, name):
    browser = make.browser(administrator)
    assert address(name, administrator) not in browser.get(address("member", administrator)).content.decode()
    page = browser.post(address(name, administrator), follow=True)
    assert "You cannot suspend or end your own place" in page.content.decode()
    row = the_row(administrator)
    assert row.suspended_at is None
    assert row.ended_at is None


@pytest.mark.parametrize("name", [name for name, key in PAGES.items() if key])
def test_another_organisations_staff_are_not_found(administrator, name):
    stranger = make.member()
    assert make.browser(administrator).post(address(name, stranger), {"role": "analyst"}).status_code == 404
    row = the_row(stranger)
    assert row.suspended_at is None
    assert row.ended_at is None


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["platform_administrator", "caseworker", "case_manager"])
def test_no_other_role_opens_the_pages_of_staff(role, name):
    member = make.member(role)
    assert make.browser(member).get(address(name, member)).status_code == 403
    assert make.browser(member).post(address(name, member)).status_code == 403


def test_the_actions_need_the_verb():
    worker, colleague = make.member("case_manager"), make.member()
    with acting(worker.cookie) as actor:
        for act in (actions.suspend, actions.resume, actions.end):
            with pytest.raises(Forbidden):
                act(colleague.membership, by=actor)
        with pytest.raises(Forbidden):
            actions.change_teams(colleague.membership, teams=[], by=actor)
        with pytest.raises(Forbidden):
            actions.add_role(colleague.staff.pk, role="analyst", teams=[], by=actor)


def test_an_action_on_another_organisations_membership_finds_no_row(administrator):
    stranger = make.member()
    for act in (actions.suspend, actions.resume, actions.end):
        with pytest.raises(Hidden), acting(administrator.cookie) as actor:
            act(stranger.membership, by=actor)
    with pytest.raises(Hidden), acting(administrator.cookie) as actor:
        actions.add_role(stranger.staff.pk, role="analyst", teams=[], by=actor)


def test_a_platform_administrators_place_is_not_the_organisations_to_change(administrator):
    platform = make.member("platform_administrator", of=administrator.organisation, teams=[])
    assert "Only the platform" in make.browser(administrator).get(address("member", platform)).content.decode()
    assert make.browser(administrator).post(address("end_membership", platform)).status_code == 404
    assert the_row(platform).ended_at is None


def test_the_database_lets_no_administrator_touch_another_organisations_memberships(administrator, colleague):
    stranger = make.member()
    with acting(administrator.cookie):
        assert not Membership.objects.filter(pk=stranger.membership.pk).exists()
        assert Membership.objects.filter(pk=stranger.membership.pk).update(ended_at=timezone.now()) == 0
    for staff, organisation, role in [
            (colleague.staff, stranger.organisation, "caseworker"),  # a place elsewhere
            (stranger.staff, administrator.organisation, "caseworker"),  # somebody else's staff
            (administrator.staff, administrator.organisation, "platform_administrator"),
            (colleague.staff, administrator.organisation, "platform_administrator")]:
        with pytest.raises(Hidden), acting(administrator.cookie):
            Membership.objects.create(staff=staff, organisation=organisation, role_id=role)


def test_the_database_lets_nobody_change_a_role_in_place_or_move_a_membership(administrator, colleague):
    for change in ({"role_id": "case_manager"}, {"organisation": make.organisation()}, {"staff": administrator.staff}, {"starts_at": None}):
        with pytest.raises(Hidden), acting(administrator.cookie):
            Membership.objects.filter(pk=colleague.membership.pk).update(**change)


def test_the_database_lets_a_worker_touch_no_membership(colleague):
    with acting(colleague.cookie):
        assert Membership.objects.filter(pk=colleague.membership.pk).update(teams=[]) == 0
    with pytest.raises(Hidden), acting(colleague.cookie):
        Membership.objects.create(staff=colleague.staff, organisation=colleague.organisation, role_id="case_manager")


def test_the_database_lets_no_administrator_end_or_suspend_herself(administrator):
    for column in ("ended_at", "suspended_at"):
        with pytest.raises(Refused, match="own_membership"), acting(administrator.cookie):
            Membership.objects.filter(pk=administrator.membership.pk).update(**{column: timezone.now()})
