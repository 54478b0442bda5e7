import re

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from amana.ground.access import actions
from amana.ground.access.models import Invitation, Membership
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db

PERSON = {"name": "هدى المصري", "email": "Huda@Example.org"}


@pytest.fixture
def administrator():
    return make.member("organisation_administrator", teams=[])


@pytest.fixture
def platform():
    return make.member("platform_administrator", teams=[])


def links_alive() -> int:
    """Links that the gate would still open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM keys.link l JOIN access_invitation i ON i.id = l.invitation"
                       " WHERE l.used_at IS NULL AND i.withdrawn_at IS NULL")
        return cursor.fetchone()[0]


def invited(by, **facts) -> Invitation:
    facts = {"organisation_id": by.organisation.pk, "email": "huda@example.org", "name": "هدى", "role": "analyst", "teams": []} | facts
    with acting(by.cookie) as actor:
        actions.invite(**facts, by=actor)
    return Invitation.objects.get(email=facts["email"], withdrawn_at=None)


def test_the_link_is_shown_once_on_the_answer_and_stands_nowhere_else(administrator):
    team = make.team(administrator.organisation)
    browser = make.browser(administrator)
    page = browser.post(reverse("invite"), PERSON | {"role": "caseworker", "teams": [str(team.pk)]})
    assert page.status_code == 200
    assert "The link is shown only now; it is good for 7 days." in page.content.decode()
    [token] = re.findall(r"http://[^/]+/invitation/([\w-]+)/", page.content.decode())
    made = Invitation.objects.get(email="huda@example.org")
    assert (made.role_id, made.teams, made.organisation_id) == ("caseworker", [team.pk], administrator.organisation.pk)
    assert (made.expires_at - made.made_at).days == 7
    listed = browser.get(reverse("invitations")).content.decode()
    assert "huda@example.org" in listed
    assert token not in listed


def test_no_open_invitation_is_an_empty_page_that_teaches(administrator):
    assert "No invitation is open" in make.browser(administrator).get(reverse("invitations")).content.decode()


def test_a_second_invitation_of_the_same_place_kills_the_first_link(administrator):
    first = invited(administrator)
    second = invited(administrator)
    first.refresh_from_db()
    assert first.withdrawn_at
    assert not second.withdrawn_at
    assert links_alive() == 1


def test_a_new_link_takes_the_place_of_a_lost_one(administrator):
    lost = invited(administrator)
    page = make.browser(administrator).post(reverse("renew_invitation", args=[lost.pk]))
    assert "/invitation/" in page.content.decode()
    lost.refresh_from_db()
    assert lost.withdrawn_at
    assert links_alive() == 1


def test_a_withdrawn_invitation_is_gone_and_its_link_dead(administrator):
    open_one = invited(administrator)
    browser, url = make.browser(administrator), reverse("withdraw_invitation", args=[open_one.pk])
    assert "Withdraw this invitation?" in browser.get(url).content.decode()
    browser.post(url)
    assert links_alive() == 0
    assert browser.post(url).status_code == 404


@pytest.mark.parametrize("act", ["suspend", "end"])
def test_what_an_administrator_offered_is_withdrawn_as_her_own_place_stops(administrator, act):
    """She kept the link of a second address of hers."""
    left = make.member("organisation_administrator", of=administrator.organisation, teams=[])
    kept, others = invited(left, role="organisation_administrator"), invited(administrator, email="other@example.org")
    browser, url = make.browser(administrator), reverse(f"{act}_membership", args=[left.membership.pk])
    assert "that nobody took up are withdrawn" in browser.get(url).content.decode()
    assert "that nobody took up" not in browser.get(reverse(f"{act}_membership", args=[make.member("analyst", of=administrator.organisation, teams=[]).membership.pk])).content.decode()
    browser.post(url)
    for one in (kept, others):
        one.refresh_from_db()
    assert kept.withdrawn_at and not others.withdrawn_at and links_alive() == 1
    assert "huda@example.org" not in browser.get(reverse("invitations")).content.decode(), "the list says what stands"


def test_a_colleague_who_has_the_role_is_not_invited_to_it_again(administrator):
    colleague = make.member("analyst", of=administrator.organisation, teams=[])
    page = make.browser(administrator).post(reverse("invite"), {"name": "x", "email": colleague.staff.email, "role": "analyst"})
    assert "email" in page.context["form"].errors
    with pytest.raises(Refused, match="has_the_role"):
        invited(administrator, email=colleague.staff.email)


def test_whether_an_address_is_known_to_another_organisation_is_never_said(administrator):
    stranger = make.member("analyst", teams=[])
    page = make.browser(administrator).post(reverse("invite"), {"name": "x", "email": stranger.staff.email, "role": "analyst"})
    assert "The link is shown only now" in page.content.decode()


def test_a_team_that_is_closed_or_elsewhere_is_refused(administrator):
    for team in (make.team(make.organisation(), is_desk=True), make.team(administrator.organisation)):
        type(team).objects.filter(pk=team.pk).update(is_active=False)
        with pytest.raises(Refused, match="team_of_the_organisation"):
            invited(administrator, role="caseworker", teams=[team.pk])


def test_nobody_is_invited_to_a_desk_of_police_focal_points_but_they(administrator):
    police = make.member("police_focal_point", of=administrator.organisation)
    with pytest.raises(Refused, match="police_desk"):
        invited(administrator, role="caseworker", teams=[police.team.pk])


def test_two_open_invitations_do_not_mix_a_police_desk_either(administrator):
    desk = make.team(administrator.organisation, is_desk=True)
    invited(administrator, role="police_focal_point", teams=[desk.pk])
    with pytest.raises(Refused, match="police_desk"):
        invited(administrator, role="caseworker", teams=[desk.pk], email="x@example.org")
    invited(administrator, role="analyst", teams=[desk.pk], email="y@example.org")


def test_without_a_team_the_page_leads_to_forming_one(administrator):
    browser = make.browser(administrator)
    assert reverse("form_team") in browser.get(reverse("invite")).content.decode()
    page = browser.post(reverse("invite"), PERSON | {"role": "caseworker"})
    assert page.context["form"].errors["role"] == ["This role sees people through a team. Form a team first."]


def test_the_platform_invites_the_first_administrator_and_only_the_first(platform):
    organisation = make.organisation()
    browser, url = make.browser(platform), reverse("invite_administrator", args=[organisation.pk])
    page = browser.post(url, PERSON)
    assert "The link is shown only now" in page.content.decode()
    made = Invitation.objects.get(organisation=organisation)
    assert made.role_id == "organisation_administrator"
    assert "huda@example.org" in browser.get(url).content.decode()
    make.member("organisation_administrator", of=organisation, teams=[])
    refused = browser.post(url, PERSON | {"email": "other@example.org"})
    assert "This organisation has an administrator" in refused.content.decode()
    assert Invitation.objects.filter(organisation=organisation).count() == 1


def test_the_page_of_a_link_leads_each_inviter_to_where_the_invitation_stands(administrator, platform):
    for by, address in ((administrator, reverse("invite")), (platform, reverse("invite_administrator", args=[make.organisation().pk]))):
        browser = make.browser(by)
        page = browser.post(address, PERSON | {"role": "analyst"}).content.decode()
        for url in re.findall(r'href="([^"]+)"', page.split('class="am-column"')[1].split("</main>")[0]):
            assert browser.get(url).status_code == 200, url
        [listed] = re.findall(r'<a href="([^"]+)">open invitations</a>', page)
        assert "huda@example.org" in browser.get(listed).content.decode()


def test_the_platforms_page_of_an_organisation_tells_of_the_open_invitation_and_names_nobody(platform):
    organisation = make.organisation()
    browser, url = make.browser(platform), reverse("organisation", args=[organisation.pk])
    assert "Open invitation" not in browser.get(url).content.decode()
    open_one = invited(platform, organisation_id=organisation.pk, role="organisation_administrator")
    page = browser.get(url).content.decode()
    assert "Open invitation" in page and "Organisation administrator" in page and "Not taken up yet" in page
    assert "huda@example.org" not in page and open_one.name not in page
    assert "Open invitation" not in make.browser(make.member("platform_administrator", teams=[])).get(url).content.decode(), "another's invitation is hers alone"
    Invitation.objects.filter(pk=open_one.pk).update(expires_at=timezone.now())
    assert "The link has run out." in browser.get(url).content.decode()


def test_the_platforms_newest_link_to_an_organisation_is_its_only_one(platform):
    organisation = make.organisation()
    for email in ("one@example.org", "two@example.org"):
        invited(platform, organisation_id=organisation.pk, role="organisation_administrator", email=email)
    assert links_alive() == 1


def test_the_platform_renews_and_withdraws_what_it_offered(platform):
    organisation = make.organisation()
    offered = invited(platform, organisation_id=organisation.pk, role="organisation_administrator")
    browser = make.browser(platform)
    assert "/invitation/" in browser.post(reverse("renew_administrator", args=[organisation.pk, offered.pk])).content.decode()
    newest = Invitation.objects.get(organisation=organisation, withdrawn_at=None)
    browser.post(reverse("withdraw_administrator", args=[organisation.pk, newest.pk]))
    assert links_alive() == 0


def test_an_administrator_who_is_suspended_or_gone_can_be_followed_by_another(platform):
    gone = make.member("organisation_administrator", teams=[])
    Membership.objects.filter(pk=gone.membership.pk).update(ended_at=timezone.now())
    invited(platform, organisation_id=gone.organisation.pk, role="organisation_administrator")
    assert links_alive() == 1


@pytest.mark.parametrize("name", ["renew_invitation", "withdraw_invitation"])
def test_another_organisations_invitation_is_not_found(administrator, name):
    other = invited(make.member("organisation_administrator", teams=[]))
    assert make.browser(administrator).post(reverse(name, args=[other.pk])).status_code == 404
    other.refresh_from_db()
    assert other.withdrawn_at is None


def test_the_platforms_pages_of_invitations_are_closed_to_others(administrator):
    organisation = administrator.organisation
    mine = invited(administrator)
    browser = make.browser(administrator)
    assert browser.get(reverse("invite_administrator", args=[organisation.pk])).status_code == 403
    for name in ("renew_administrator", "withdraw_administrator"):
        assert browser.post(reverse(name, args=[organisation.pk, mine.pk])).status_code == 403


@pytest.mark.parametrize("name", ["renew_invitation", "withdraw_invitation"])
def test_no_other_role_opens_an_invitation(administrator, platform, name):
    mine = invited(administrator)
    for member in (platform, make.member(of=administrator.organisation)):
        assert make.browser(member).post(reverse(name, args=[mine.pk])).status_code == 403


def test_the_platform_cannot_invite_into_an_organisations_staff(platform):
    with pytest.raises(Hidden):
        invited(platform, organisation_id=make.organisation().pk, role="case_manager")


def test_a_role_without_the_verb_invites_and_withdraws_nobody(administrator):
    mine, worker = invited(administrator), make.member(of=administrator.organisation)
    with pytest.raises(Forbidden):
        invited(worker, email="x@example.org")
    with pytest.raises(Forbidden), acting(worker.cookie) as actor:
        actions.withdraw_invitation(mine, by=actor)
    with pytest.raises(Forbidden), acting(worker.cookie) as actor:
        actions.renew_invitation(mine, by=actor)


def test_the_database_lets_no_administrator_touch_another_organisations_invitations(administrator):
    other = invited(make.member("organisation_administrator", teams=[]), email="far@example.org")
    with acting(administrator.cookie):
        assert not Invitation.objects.filter(pk=other.pk).exists()
        assert Invitation.objects.filter(pk=other.pk).update(withdrawn_at=timezone.now()) == 0
    for organisation, role in [(other.organisation, "caseworker"), (other.organisation, "organisation_administrator"),
                               (administrator.organisation, "platform_administrator")]:
        with pytest.raises(Hidden), acting(administrator.cookie):
            Invitation.objects.create(organisation=organisation, email="x@example.org", name="x", role_id=role)


def test_the_database_makes_no_link_for_somebody_elses_invitation(administrator):
    other = invited(make.member("organisation_administrator", of=administrator.organisation, teams=[]))
    with pytest.raises(Hidden), acting(administrator.cookie), connection.cursor() as cursor:
        cursor.execute("SELECT entry.link(%s, %s)", [other.pk, b"x" * 32])
