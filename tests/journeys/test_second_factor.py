"""A second factor in a true browser: an app, printed codes, a passkey of Chromium's own making, and the colleague who frees from it."""
import base64
import re
import time

import pytest

from amana.doors.demo.cast import PASSWORD
from amana.lib.core import totp


@pytest.fixture
def at_home(site):
    """Keys are bound to a name: on a laptop to localhost."""
    return site.replace("127.0.0.1", "localhost")


def enters(visitor, email):
    visitor.go("/sign-in/")
    visitor.fill(email=email, password=PASSWORD)
    visitor.save()


def signs_out(visitor):
    visitor.page.context.request.post(f"{visitor.site}/sign-out/", headers={"X-CSRFToken": _csrf(visitor), "Referer": visitor.site})


def _csrf(visitor):
    return visitor.page.locator("meta[name='csrf-token'], main [name='csrfmiddlewaretoken']").first.evaluate("one => one.content || one.value")


def typed_key(visitor):
    letters = visitor.page.locator(".am-secret code").inner_text().replace(" ", "")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))


def code(secret, ahead=0):
    return totp.code(secret, int(time.time()) // totp.SECONDS + ahead)


@pytest.mark.proof
@pytest.mark.parametrize("language", ["ar", "en"])
def test_set_up_shown_and_taken_away(visit, at_home, language):
    email, chief = {"ar": ("bilal@example.org", "lamia@example.org"), "en": ("jumana@example.org", "lamia@example.org")}[language]
    mine = visit(language=language)
    mine.site = at_home
    mine.sign_in(email)
    mine.go("/account/")
    mine.look(f"factor-{language}-account-empty")
    mine.go("/second-factor/set-up/")
    mine.look(f"factor-{language}-ways")
    mine.go("/second-factor/app/?next=/account/")
    mine.look(f"factor-{language}-app")
    mine.fill(code="000000")
    secret = typed_key(mine)
    mine.save()
    assert typed_key(mine) == secret, "the picture stays, so that nothing is set up twice on the phone"
    mine.look(f"factor-{language}-app-wrong", is_answer=True)
    mine.fill(code=code(secret))
    mine.save()
    sheet = re.findall(r"\d{5} \d{5}", mine.text())
    assert len(sheet) == 10
    mine.look(f"factor-{language}-codes", is_answer=True)
    with mine.page.expect_navigation(url=f"{mine.site}/account/"):
        mine.page.locator("main a.btn-primary").click()

    _passkey(mine, language)
    mine.look(f"factor-{language}-account")
    signs_out(mine)
    enters(mine, email)
    assert mine.path == "/second-factor/"
    mine.look(f"factor-{language}-second-step")
    mine.fill(code="123456")
    with mine.page.expect_navigation():
        mine.page.press("[name=code]", "Enter")
    mine.look(f"factor-{language}-second-step-wrong", is_answer=True)
    mine.page.locator("[data-passkey] button").click()
    mine.page.wait_for_url(f"{at_home}/")

    _freed(visit, chief, email, language)
    mine.go("/account/")
    assert mine.path.startswith("/sign-in/"), "all sessions have ended"
    mine.sign_in(email)


def _passkey(mine, language):
    """Chromium makes the key itself, as a phone with a fingerprint would."""
    devtools = mine.page.context.new_cdp_session(mine.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}})
    mine.go("/second-factor/passkey/?next=/account/")
    mine.look(f"factor-{language}-passkey")
    mine.page.locator("[data-passkey] button").click()
    mine.page.locator(".am-summary").wait_for()  # a name first
    mine.fill(name="هاتفي" if language == "ar" else "My phone")
    with mine.page.expect_navigation(url=f"{mine.site}/account/"):  # the page's own address ends so too
        mine.page.locator("[data-passkey] button").click()
    assert mine.reads("هاتفي" if language == "ar" else "My phone")


def _freed(visit, chief, email, language):
    admin = visit(chief, language=language)
    admin.go(f"/staff/?q={email}")
    admin.page.locator("main table a").first.click()
    admin.look(f"factor-{language}-member")
    admin.page.locator("main a[href$='/second-factor/']").click()
    admin.look(f"factor-{language}-reset")
    admin.fill(reason="lost")
    with admin.page.expect_navigation():
        admin.page.locator("main form button.btn-danger").click()
    assert not admin.path.endswith("/second-factor/")
    assert not admin.page.locator("main a[href$='/second-factor/']").count()
