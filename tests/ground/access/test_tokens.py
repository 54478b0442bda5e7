"""Tokens of the API: shown once, with the rights of their place and no more, ended with it."""
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from amana.ground.access import actions, queries
from amana.ground.access.models import Membership, Staff
from amana.ground.rows.acting import Forbidden, Hidden, NobodyActs, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def token(by, of=None, **given):
    with acting(by.cookie) as actor:
        return actions.make_token(of or by.membership.pk, **{"name": "cron", "days": 30} | given, by=actor)


def asks(secret, path="services"):
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"}).status_code


def listed(by):
    with acting(by.cookie):
        return queries.tokens()


def test_a_secret_is_shown_once_and_stored_nowhere():
    worker = make.member()
    page = make.browser(worker).post(f"/memberships/{worker.membership.pk}/token/", {"name": "cron", "days": "30"})
    secret = re.search(r'value="(amana_[\w-]{43})"', page.content.decode())[1]
    assert asks(secret) == 200
    page = make.browser(worker).get("/tokens/").content.decode()
    assert secret not in page and secret[:12] in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(k)::text, '') FROM keys.session k")
        assert secret not in cursor.fetchone()[0]


def test_a_token_acts_in_its_makers_name_and_says_when_it_was_used():
    worker = make.member()
    secret = token(worker)
    assert listed(worker)[0].used_at is None
    with acting(secret) as actor:
        assert actor.membership_id == worker.membership.pk
    assert listed(worker)[0].used_at is not None


def test_a_token_opens_no_page_and_a_cookie_opens_no_api():
    worker = make.member()
    secret = token(worker)
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = secret
    assert browser.get("/people/")["Location"].startswith("/sign-in/")
    assert make.browser(worker).get("/api/v1/services").status_code == 401
    assert asks(worker.cookie) == 401 and asks("amana_nobody") == 401


def test_an_ended_token_opens_nothing():
    worker = make.member()
    secret = token(worker)
    one = listed(worker)[0]
    make.browser(worker).post(f"/tokens/{one.pk}/end/")
    assert asks(secret) == 401 and listed(worker)[0].ended_at
    with pytest.raises(Hidden), acting(worker.cookie) as actor:
        actions.end_token(one, by=actor)


def test_a_token_runs_out_by_itself():
    worker = make.member()
    secret = token(worker)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE keys.session SET expires_at = now() - interval '1 second' WHERE token IS NOT NULL")
    assert asks(secret) == 401


def test_suspension_and_the_end_of_all_sessions_end_a_persons_tokens_for_good():
    worker = make.member()
    admin = make.member("organisation_administrator", of=worker.organisation, teams=[])
    secret = token(worker)
    with acting(admin.cookie) as actor:
        actions.suspend(Membership.objects.get(pk=worker.membership.pk), by=actor)
        actions.resume(Membership.objects.get(pk=worker.membership.pk), by=actor)
    assert asks(secret) == 401


def test_a_token_makes_no_token():
    worker = make.member()
    with pytest.raises(Hidden), acting(token(worker)) as actor:
        actions.make_token(worker.membership.pk, name="child", days=30, by=actor)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_token_is_good_for_a_year_at_most(days):
    with pytest.raises(Refused):
        token(make.member(), days=days)


def test_twenty_tokens_are_enough():
    worker = make.member()
    for _n in range(20):
        token(worker)
    page = make.browser(worker).post(f"/memberships/{worker.membership.pk}/token/", {"name": "cron", "days": "30"})
    assert "20 tokens" in page.content.decode() and len(listed(worker)) == 20


def test_nobody_makes_or_sees_a_token_of_somebody_else():
    worker = make.member()
    colleague = make.member(of=worker.organisation)
    admin = make.member("organisation_administrator", of=worker.organisation, teams=[])
    stranger = make.member("organisation_administrator", teams=[])
    token(worker)
    for other in (colleague, admin, stranger):
        with pytest.raises(Hidden):
            token(other, worker.membership.pk)
        assert make.browser(other).get(f"/memberships/{worker.membership.pk}/token/").status_code == 404
    assert (len(listed(colleague)), len(listed(stranger)), len(listed(admin))) == (0, 0, 1)


def test_a_system_works_in_its_role_and_cannot_sign_in():
    admin = make.member("organisation_administrator")
    page = make.browser(admin).post("/systems/new/", {"name": "نظام الوصول", "role": "reception", "teams": [admin.team.pk]}, follow=True)
    system = Staff.objects.get(is_system=True)
    place = Membership.objects.get(staff=system)
    assert page.redirect_chain[0][0] == f"/memberships/{place.pk}/token/"
    secret = token(admin, place.pk)
    with acting(secret) as actor:
        assert (actor.staff_name, actor.role, actor.organisation_id) == ("نظام الوصول", "reception", admin.organisation.pk)
    with pytest.raises(Refused), acting(admin.cookie) as actor:
        actions.invite(organisation_id=admin.organisation.pk, email=system.email, name="x", role="caseworker", teams=[admin.team.pk], by=actor)
    with acting(admin.cookie) as actor:
        actions.suspend(place, by=actor)
    assert asks(secret) == 401


def test_a_system_gives_no_roles_and_is_added_by_an_administrator_alone():
    admin, worker = make.member("organisation_administrator"), make.member()
    with pytest.raises(Hidden), acting(admin.cookie) as actor:
        actions.add_system(name="x", role="organisation_administrator", teams=[], by=actor)
    with pytest.raises(Forbidden), acting(worker.cookie) as actor:
        actions.add_system(name="x", role="caseworker", teams=[], by=actor)


def test_an_unknown_token_is_nobody():
    with pytest.raises(NobodyActs), acting("amana_nobody"):
        pass
