"""A password in a true browser, on a phone: changed by its owner, then forgotten and set anew by a link from the administrator."""
from urllib.parse import urlsplit

from amana.doors.demo.cast import PASSWORD
from tests.journeys.visitor import PHONE

EMAIL, NEW = "amal@example.org", "قارب صغير على النيل"


def signs_in(visitor, password):
    visitor.go("/sign-in/")
    visitor.fill(email=EMAIL, password=password)
    visitor.save()


def looks(visitor, name, **options):
    visitor.look(name, **options)
    visitor.page.set_viewport_size(PHONE)


def test_changed_then_forgotten_and_set_anew_by_a_link(visit):
    mine, desk = visit(EMAIL, is_phone=True), visit(EMAIL)
    mine.go("/account/")
    mine.follow("$='/account/password/'")
    looks(mine, "password-change")
    mine.fill(present="ليست هي", password=NEW)
    mine.save()
    assert mine.reads("كلمة المرور غير صحيحة.")
    looks(mine, "password-change-wrong", is_answer=True)
    mine.fill(present=PASSWORD, password=NEW)
    mine.save()
    assert mine.path == "/account/" and mine.reads("تغيّرت كلمة المرور")
    desk.go("/account/")
    assert desk.path.startswith("/sign-in/"), "the other browser is signed out"
    signs_in(desk, PASSWORD)
    assert desk.path == "/sign-in/"
    signs_in(desk, NEW)
    assert desk.path == "/"

    administrator = visit("yasser@example.org", is_phone=True)
    administrator.go(f"/staff/?q={EMAIL}")
    administrator.page.locator("main table a, main .am-rows a").first.click()
    administrator.follow("$='/password/'")
    looks(administrator, "password-give-link", is_answer=True)  # on a phone the other language is behind the menu
    administrator.press("إنشاء الرابط")
    looks(administrator, "password-link", is_answer=True)
    link = urlsplit(administrator.page.locator("#link").input_value()).path

    anew = visit(is_phone=True)
    anew.go("/sign-in/")
    assert anew.reads("نسيت كلمة المرور؟")
    anew.go(link)
    looks(anew, "password-set")
    anew.fill(password=PASSWORD)
    anew.save()
    assert anew.path == "/sign-in/" and anew.reads("عُيّنت كلمة المرور الجديدة")
    mine.go("/account/")
    assert mine.path.startswith("/sign-in/")
    anew.go(link)
    assert anew.reads("يُطلب رابط جديد من مسؤول النظام")
    looks(anew, "password-link-gone")
    signs_in(anew, PASSWORD)
    anew.go("/account/")
    assert anew.reads("ياسر الشرقاوي")
    looks(anew, "password-account-by-link", is_answer=True)
