"""A password changed with the present one, or set anew by a link: what ends, what stays, and who may give a link to whom."""
import re
from functools import cache

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse

from amana.ground.access import actions, gate
from amana.ground.rows.acting import Forbidden, Hidden, NobodyActs, acting, awaited
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.proof.clones import at_once, committed

PASSWORD, NEW = "رحلة طويلة إلى البيت", "قارب صغير على النيل"
CHANGE = reverse("change_password")


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """A committed clone, for passwords go through the gate's own login."""
    with django_db_blocker.unblock(), committed("passwords"):
        yield make.organisation()


@pytest.fixture
def worker(house):
    run("DELETE FROM keys.attempt")
    return with_password(make.member(of=house))


@pytest.fixture
def admin(house):
    return make.member("organisation_administrator", of=house, teams=[], name="رئيفة الدمرداش")


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


def with_password(member):
    run("INSERT INTO keys.password (staff, hash) VALUES (%s, %s)", member.staff.pk, _hashed())
    run("UPDATE access_staff SET language = 'en' WHERE id = %s", member.staff.pk)
    return member


@cache
def _hashed():
    return make_password(PASSWORD)


def browser() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def signs_in(member, password=PASSWORD, client=None):
    client = client or browser()
    client.answer = client.post(reverse("sign_in"), {"email": member.staff.email, "password": password})
    return client


def cookie(client):
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def acts(cookie):
    try:
        with acting(cookie):
            return True
    except NobodyActs:
        return False


def given(by, to) -> str:
    """The address of a link."""
    with acting(by.cookie) as actor:
        return reverse("set_password", args=[actions.give_password_link(to.staff.pk, by=actor)])


def recorded(verb, staff):
    return run("SELECT staff, subject, details ->> 'given_by' FROM audit.entry WHERE verb = %s AND subject = %s ORDER BY at DESC LIMIT 1", verb, staff.pk)


def has_factor(member):
    run("INSERT INTO keys.factor (id, staff, kind, name, verifier, mark) VALUES (gen_random_uuid(), %s, 'app', '', 'x', 0)", member.staff.pk)


# One's own ----------------------------------------------------------------------------------------------------------------------------------------------
def test_all_other_sessions_end_and_this_one_goes_on_under_a_new_cookie(worker):
    mine, elsewhere = signs_in(worker), signs_in(worker)
    with acting(cookie(mine)) as actor:
        token = actions.make_token(worker.membership.pk, name="cron", days=30, by=actor)
    before = cookie(mine)
    answer = mine.post(CHANGE, {"present": PASSWORD, "password": NEW}, follow=True)
    assert answer.redirect_chain == [(reverse("account"), 302)] and "Your password is changed." in answer.content.decode()
    assert acts(cookie(mine)) and not any(acts(one) for one in (before, cookie(elsewhere), worker.cookie, token))
    assert recorded("password.changed", worker.staff) == (worker.staff.pk, worker.staff.pk, None)
    assert signs_in(worker).answer.status_code == 200 and signs_in(worker, NEW).answer.status_code == 302


def test_a_wrong_present_password_changes_nothing_and_soon_waits(worker, monkeypatch):
    mine = signs_in(worker)
    for _try in range(gate.FREE_TRIES):
        answer = mine.post(CHANGE, {"present": "wrong", "password": NEW})
        assert answer.context["form"].errors["present"] == ["The password is wrong."]
    monkeypatch.setattr(gate, "check_password", lambda *_: pytest.fail("hashed before the limit"))
    answer = mine.post(CHANGE, {"present": PASSWORD, "password": NEW})
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 1
    monkeypatch.undo()
    run("DELETE FROM keys.attempt")
    assert signs_in(worker).answer.status_code == 302 and recorded("password.changed", worker.staff) is None


@pytest.mark.parametrize(("password", "words"), [
    ("short", "Use at least 12 characters."), ("aaaaaaaaaaaaaa", "Too many people"), (PASSWORD, "This is your present password.")])
def test_a_password_that_will_not_do_is_refused_as_at_the_invitation(worker, password, words):
    answer = signs_in(worker).post(CHANGE, {"present": PASSWORD, "password": password})
    assert answer.context["form"].errors["password"][0].startswith(words)


def test_whoever_has_not_shown_the_second_factor_is_asked_for_it_first(worker):
    has_factor(worker)
    mine = signs_in(worker)
    for answer in (mine.get(CHANGE), mine.post(CHANGE, {"present": PASSWORD, "password": NEW})):
        assert answer.headers["Location"].startswith(reverse("second_factor"))
    assert gate.change_password(cookie(mine), worker.staff.email, present=PASSWORD, new=NEW, address="", device="") is None
    assert browser().get(CHANGE).headers["Location"] == reverse("account")


# By a link ----------------------------------------------------------------------------------------------------------------------------------------------
def test_a_link_sets_a_password_once_and_ends_all_sessions(worker, admin):
    mine = signs_in(worker)
    page = make.browser(admin).post(reverse("give_password_link", args=[worker.staff.pk])).content.decode()
    [link] = re.findall(r'value="http://[^/]+(/password/[\w-]+/)"', page)
    assert "good for 20 minutes" in page and acts(cookie(mine)), "until it is used nothing changes"
    assert recorded("password.link_given", worker.staff)[:2] == (admin.staff.pk, worker.staff.pk)
    anew = browser()
    assert worker.staff.email in anew.get(link).content.decode()
    assert "Use at least 12 characters." in anew.post(link, {"password": "short"}).content.decode()
    answer = anew.post(link, {"password": NEW}, follow=True)
    assert answer.redirect_chain == [(reverse("sign_in"), 302)] and "The new password is set." in answer.content.decode()
    assert settings.SESSION_COOKIE_NAME not in anew.cookies and not any(acts(one) for one in (cookie(mine), worker.cookie))
    assert recorded("password.set_by_link", worker.staff) == (worker.staff.pk, worker.staff.pk, str(admin.staff.pk))
    assert run("SELECT count(*) FROM keys.password_link l WHERE l::text LIKE %s", f"%{link.split('/')[2]}%") == (0,)
    again = anew.post(link, {"password": PASSWORD + " 2"})
    assert again.status_code == 404 and signs_in(worker).answer.status_code == 200
    account = signs_in(worker, NEW, anew).get(reverse("account")).content.decode()
    assert "set anew by a link" in account and "رئيفة" in account
    anew.post(CHANGE, {"present": NEW, "password": PASSWORD})
    assert "set anew by a link" not in anew.get(reverse("account")).content.decode()


def test_a_link_that_is_old_replaced_used_or_unknown_looks_the_same(worker, admin):
    first = given(admin, worker)
    second = given(admin, worker)
    pages = [browser().get(first), browser().post(first, {"password": NEW}), browser().get(reverse("set_password", args=["unknown"]))]
    assert browser().get(second).status_code == 200
    run("UPDATE keys.password_link SET expires_at = now() - interval '1 second' WHERE staff = %s", worker.staff.pk)
    pages += [browser().get(second), browser().post(second, {"password": NEW})]
    assert {page.status_code for page in pages} == {404}
    said = [re.sub(r"(nonce|value|href)=\"[^\"]*\"", "", page.content.decode().partition("<main")[2].partition("</main")[0]) for page in pages]
    assert len(set(said)) == 1 and "Ask an administrator of your organisation for a new link." in said[0]
    assert signs_in(worker).answer.status_code == 302, "the password is as it was"
    assert run("SELECT extract(epoch FROM expires_at - now()) < 1201 FROM keys.password_link WHERE staff = %s", worker.staff.pk) == (True,)


def test_a_change_of_ones_own_password_is_the_death_of_an_open_link(worker, admin):
    link = given(admin, worker)
    signs_in(worker).post(CHANGE, {"present": PASSWORD, "password": NEW})
    assert browser().get(link).status_code == 404


def test_the_second_factor_stays_and_is_asked_for(worker, admin):
    has_factor(worker)
    browser().post(given(admin, worker), {"password": NEW})
    mine = signs_in(worker, NEW)
    assert mine.answer.headers["Location"].startswith(reverse("second_factor")) and awaited(cookie(mine)) == "show" and not acts(cookie(mine))
    assert run("SELECT count(*) FROM keys.factor WHERE staff = %s", worker.staff.pk) == (1,)


def test_whoever_tried_the_forgotten_one_in_vain_does_not_wait_for_the_new(worker, admin):
    for _try in range(gate.FREE_TRIES + 1):
        signs_in(worker, "wrong")
    assert signs_in(worker).answer.status_code == 429
    browser().post(given(admin, worker), {"password": NEW})
    assert signs_in(worker, NEW).answer.status_code == 302


def test_whoever_has_a_place_elsewhere_is_refused(worker, admin):
    link = given(admin, worker)
    elsewhere = make.member(staff=worker.staff)
    assert browser().get(link).status_code == 404, "judged again when it is opened"
    answer = make.browser(admin).post(reverse("give_password_link", args=[worker.staff.pk]), follow=True)
    assert "a place that your organisation does not give" in answer.content.decode()
    run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", elsewhere.membership.pk)
    with pytest.raises(Refused, match="place_of_others"):
        given(admin, worker)
    run("UPDATE access_membership SET ended_at = now() WHERE id = %s", elsewhere.membership.pk)
    assert browser().get(given(admin, worker)).status_code == 200


def test_whoever_took_away_a_second_factor_gives_no_link_for_a_week_and_a_second_administrator_does(worker, admin, house):
    has_factor(worker)
    with acting(admin.cookie) as actor:
        actions.reset_second_factor(worker.staff.pk, reason="lost", by=actor)
    answer = make.browser(admin).post(reverse("give_password_link", args=[worker.staff.pk]), follow=True)
    assert "You removed this colleague&#x27;s second factor less than 7 days ago." in answer.content.decode() and recorded("password.link_given", worker.staff) is None
    second = make.member("organisation_administrator", of=house, teams=[])
    assert browser().get(given(second, worker)).status_code == 200
    has_factor(worker)
    answer = make.browser(second).post(reverse("reset_factor", args=[worker.staff.pk]), {"reason": "lost"})
    assert "You gave this colleague a link for a new password less than 7 days ago." in answer.content.decode()
    run("UPDATE audit.entry SET at = at - interval '7 days' WHERE subject = %s", worker.staff.pk)
    assert browser().get(given(admin, worker)).status_code == 200


def test_two_acts_in_one_moment_do_not_pass_each_other(worker, admin):
    has_factor(worker)

    def gives():
        given(admin, worker)

    def takes_away():
        with acting(admin.cookie) as actor:
            actions.reset_second_factor(worker.staff.pk, reason="lost", by=actor)

    both = at_once(gives, takes_away)
    assert sorted(both) == [False, True]


def test_an_administrator_gives_none_to_the_platforms_own(admin, house):
    platform = make.member("platform_administrator", of=house, teams=[])
    with pytest.raises(Refused, match="place_of_others"):
        given(admin, platform)


def test_nobody_gives_one_to_herself_to_strangers_or_without_the_verb(worker, admin, house):
    with pytest.raises(Refused, match="own_password"):
        given(admin, admin)
    stranger = make.member("organisation_administrator", teams=[])
    path = reverse("give_password_link", args=[worker.staff.pk])
    assert make.browser(stranger).get(path).status_code == make.browser(stranger).post(path).status_code == 404
    for other, refusal in ((stranger, Hidden), (make.member("supervisor", of=house), Forbidden), (make.member("platform_administrator", teams=[]), Forbidden)):
        with pytest.raises(refusal):
            given(other, worker)
    with acting(admin.cookie) as actor:
        system = actions.add_system(name="cron", role="caseworker", teams=[worker.team.pk], by=actor)
    [staff] = run("SELECT staff_id FROM access_membership WHERE id = %s", system)
    with pytest.raises(Hidden), acting(admin.cookie) as actor:
        actions.give_password_link(staff, by=actor)


def test_a_former_colleague_and_a_suspended_giver_make_no_link_good(worker, admin):
    link = given(admin, worker)
    run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", admin.membership.pk)
    assert browser().get(link).status_code == 404
    run("UPDATE access_membership SET suspended_at = NULL WHERE id = %s", admin.membership.pk)
    assert browser().get(link).status_code == 200
    run("UPDATE access_membership SET ended_at = now() WHERE id = %s", worker.membership.pk)
    assert browser().get(link).status_code == 404


def test_on_the_machine_a_link_is_made_for_whom_no_colleague_may_serve(worker):
    from amana.doors.site import upkeep
    make.member(staff=worker.staff)
    assert upkeep.password_link("nobody@example.org") is None
    link = reverse("set_password", args=[upkeep.password_link(worker.staff.email.upper())])
    assert browser().post(link, {"password": NEW}).status_code == 302
    assert run("SELECT staff, details ->> 'reason' FROM audit.entry WHERE verb = 'password.link_given' AND subject = %s", worker.staff.pk) == (None, "command_line")
    assert "Whoever runs the server made the link" in signs_in(worker, NEW).get(reverse("account")).content.decode()


def test_the_sign_in_page_says_what_to_do(worker):
    assert "Forgotten your password?" in browser().get(reverse("sign_in")).content.decode()


def test_whoever_takes_up_a_second_place_with_her_password_is_told_which_and_how_to_change(worker):
    other = make.member("organisation_administrator", teams=[])
    with acting(other.cookie) as actor:
        token = actions.invite(organisation_id=other.organisation.pk, email=worker.staff.email, name="x", role="analyst", teams=[], by=actor)
    page = browser().post(reverse("invitation", args=[token]), {"password": PASSWORD}, follow=True).content.decode()
    assert f"The place is yours: Analyst, \u2068{other.organisation.name_en}\u2069." in page
    assert "at “Change organisation or role”." in page and f'href="{reverse("switch")}"' in page


def test_a_sign_in_that_fails_says_so_and_speaks_of_nothing_to_be_saved(worker):
    for given in ({"email": ""}, {"email": worker.staff.email, "password": "wrong wrong wrong"}):
        page = browser().post(reverse("sign_in"), given).content.decode()
        assert "Sign-in did not work" in page and "Not saved" not in page
