"""An administrator sets a webhook up, tries it, and reads how it went: in a browser, with the real worker."""
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections, transaction
from playwright.sync_api import expect

from amana.ground.access import actions as access
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.casework.webhooks.receiver import receiving
from tests.journeys.conftest import served
from tests.journeys.visitor import Visitor
from tests.proof.clones import committed

pytestmark = pytest.mark.proof


@pytest.fixture
def system(django_db_setup, django_db_blocker, pictures):
    """The site, its administrator, and the place of a system that is told nothing yet."""
    with django_db_blocker.unblock(), committed("hooks") as database:
        with transaction.atomic():
            admin = make.member("organisation_administrator", teams=[], name="هبة")
            desk = make.team(admin.organisation, "مكتب الإحالات", is_desk=True)
        with acting(admin.cookie) as actor:
            place = access.add_system(name="نظام الملفات", role="desk_officer", teams=[desk.pk], by=actor)
        connections.close_all()
        with served(database) as site:
            yield site, admin, place


def test_a_webhook_is_set_up_tried_paused_and_fails(system, browser):
    site, admin, place = system
    visitor = Visitor(browser, site)
    visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": admin.cookie, "domain": urlsplit(site).hostname, "path": "/"}])
    visitor.go(f"/memberships/{place}/webhook/")
    visitor.fill(address="http://192.168.1.1/")
    visitor.save()
    visitor.look("webhook-wrong", is_answer=True)
    with receiving() as receiver:
        visitor.fill(address=receiver.address)
        visitor.save()
        visitor.look("webhook-secret", is_answer=True)
        visitor.press("حفظته")
        visitor.look("webhook-new")
        visitor.press("إرسال رسالة تجريبية")
        _until(visitor, "وصلت")
        assert receiver.types == ["ping"]
        receiver.answers = [500]
        visitor.press("إرسال رسالة تجريبية")
        _until(visitor, "أجاب بخطأ")
        visitor.look("webhook")
        visitor.press("إيقاف مؤقت")
        visitor.look("webhook-paused")
    visitor.leave()


def _until(visitor: Visitor, words: str) -> None:
    """The page is loaded anew until the worker has done its part."""
    for _try in range(60):
        visitor.page.reload()
        if visitor.reads(words):
            return
        visitor.page.wait_for_timeout(500)
    expect(visitor.page.locator("body")).to_contain_text(words)
