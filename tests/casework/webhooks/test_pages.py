"""The page of a system's webhook: for its administrator alone, with a sentence for whatever is wrong, and the secret once."""
import re

import pytest
from django.db import connection

from amana.ground.access import actions as access
from amana.ground.access.models import Membership
from amana.ground.rows.acting import acting
from tests import builders as make

pytestmark = pytest.mark.django_db


def page_of(scene, path="", *, by=None, **said):
    browser, address = make.browser(by or scene.admin), f"/memberships/{scene.place.pk}/webhook/{path}"
    return browser.post(address, said) if said else browser.get(address)


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def new(db):
    """A system that is told nothing yet."""
    class Scene:
        admin = make.member("organisation_administrator", teams=[])
    with acting(Scene.admin.cookie) as actor:
        key = access.add_system(name="نظام", role="desk_officer", teams=[make.team(Scene.admin.organisation).pk], by=actor)
    Scene.place = Membership.objects.get(pk=key)
    return Scene


def test_the_secret_is_shown_once(new):
    answer = page_of(new, address="https://example.org/amana")
    secret = re.search(r'value="(whsec_[\w-]{43})"', answer.content.decode())[1]
    again = page_of(new)
    assert secret not in again.content.decode() and "https://example.org/amana" in again.content.decode()


@pytest.mark.parametrize(("address", "says"), [
    ("example.org", "Write it whole"), ("https://", "Write it whole"), ("https://a:b@example.org/", "Write it whole"), ("https://example.org/#x", "Write it whole"),
    ("https://example.org:99999/", "Write it whole"), ("https://example.org/a b", "Write it whole"), ("ftp://example.org/", "Write it whole"),
    ("https://[::1]/", "Write it whole"), ("http://example.org/", "begins with https"), ("https://10.0.0.1/", "private network"),
    ("https://169.254.169.254/latest/", "private network")])
def test_a_bad_address_is_told_at_its_field_and_stays(new, address, says):
    answer = page_of(new, address=address)
    assert says in words(answer) and f'value="{address}"' in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM webhooks_hook")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000/", "http://localhost/", "https://localhost/"])
def test_the_loopback_is_for_a_laptop_alone(new, settings, address):
    settings.SERVER = True
    assert "whsec_" not in page_of(new, address=address).content.decode()
    settings.SERVER = False
    assert "whsec_" in page_of(new, address=address).content.decode()


def test_the_page_says_what_was_sent_and_how_it_went(scene, receiver):
    make.referral(scene.of)
    make.move_clock(minutes=1)
    receiver.answers = [500]
    scene.tell()
    said = words(page_of(scene))
    assert "Referral received" in said and "It answered with an error (500)" in said and "The next attempt" in said
    make.move_clock(minutes=1)
    receiver.answers = [200]
    scene.tell()
    said = words(page_of(scene))
    assert "Delivered" in said and "error" not in said and "The next attempt" not in said


def test_it_is_tried_paused_resumed_moved_and_removed(scene):
    for path, says in (("trial/", "The trial is on its way"), ("pause/", "It is paused"), ("trial/", "Resume it first"), ("resume/", "It goes on")):
        answer = make.browser(scene.admin).post(f"/memberships/{scene.place.pk}/webhook/{path}", follow=True)
        assert says in words(answer)
    page_of(scene, "address/", address="https://example.org/new")
    assert scene.hook.address == "https://example.org/new"
    assert "Remove this webhook?" in words(page_of(scene, "remove/"))
    page_of(scene, "remove/", yes="1")
    assert scene.hook is None and "Set up the webhook" in words(page_of(scene))


def test_a_suspended_systems_page_says_what_to_do(scene, new):
    for one in (scene, new):
        with acting(one.admin.cookie) as actor:
            access.suspend(one.place, by=actor)
        assert "Resume its place first" in words(page_of(one))


def test_no_page_is_for_a_person_or_for_a_stranger(scene):
    assert make.browser(scene.admin).get(f"/memberships/{scene.of.desk_officer.membership.pk}/webhook/").status_code == 404
    assert page_of(scene, by=make.member("organisation_administrator", teams=[])).status_code == 404
    assert page_of(scene, by=scene.of.desk_officer).status_code == 403


def test_a_systems_own_page_leads_to_it(scene):
    assert f"/memberships/{scene.place.pk}/webhook/" in make.browser(scene.admin).get(f"/staff/{scene.place.staff_id}/").content.decode()
