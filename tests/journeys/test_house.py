"""Sign in, switch, register, find; another organisation finds nothing."""
import pytest
from playwright.sync_api import expect

from amana.doors.demo.cast import PASSWORD


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.proof)])
def test_a_person_is_registered_and_found_and_another_organisation_finds_nothing(visit, language):
    given, family = ("زبيدة", "الكركدان") if language == "ar" else ("Zubayda", "Alkarkadan")
    worker = visit("maha@example.org", language=language)
    worker.look("home")
    worker.go(f"/people/?q={given} {family}")
    worker.look("people-nobody-found")
    worker.page.locator("main a.btn-primary, .am-actions a.btn-primary").first.click()
    script = "ar" if language == "ar" else "latin"
    if script == "latin":
        assert worker.page.locator("[name=given_latin]").input_value() == given, "the words of the search are carried over"
    else:
        assert worker.page.locator("[name=given_ar]").input_value() == given
    worker.fill(sex="female", number="٠١٠٠٥٥٥٠١٤٢")
    worker.look("register")
    worker.save()
    number = worker.page.title().split(" ")[0]
    assert number.startswith("AM-")
    worker.look("person")

    colleague = visit("salwa@example.org", language=language)
    colleague.go(f"/people/?q={given}")
    assert colleague.reads(number)
    colleague.look("people-found")

    outsider = visit("reem@example.org", language=language)
    for text in (f"{given} {family}", number, "01005550142"):
        outsider.go(f"/people/?q={text}")
        assert not outsider.reads(number)
    assert outsider.page.goto(worker.page.url).status == 404


def test_an_error_is_said_at_its_field_and_what_was_typed_stays(visit):
    worker = visit("hoda@example.org")
    worker.go("/people/register/")
    worker.fill(given_ar="مريم", number="123")
    worker.save()
    assert worker.path == "/people/register/"
    assert worker.page.locator(".am-summary").is_visible()
    assert worker.page.locator("[name=given_ar]").input_value() == "مريم"
    assert worker.page.locator("[name=number]").input_value() == "123"
    worker.look("register-with-errors")


def test_one_person_works_for_two_organisations_one_at_a_time(visit):
    worker = visit("tarek@example.org")
    worker.go("/switch/")
    worker.look("switch")
    before = worker.context.cookies()
    worker.page.locator("main form[action*='/switch/'] button").first.click()
    worker.page.wait_for_url(f"{worker.site}/")
    assert worker.reads("جمعية الوصل")
    old = next(cookie["value"] for cookie in before if cookie["name"] == "amana-session")
    worker.context.add_cookies([{"name": "amana-session", "value": old, "url": worker.site}])
    worker.go("/people/")
    assert worker.path.startswith("/sign-in/"), "the cookie from before the switch is dead"


def test_the_way_in_and_to_the_other_language_by_hand(visit):
    worker = visit()
    worker.go("/sign-in/")
    worker.fill(email="maha@example.org", password=PASSWORD)
    worker.save()
    assert worker.path == "/"
    for spoken in ("en", "ar") if worker.spoken() == "ar" else ("ar", "en"):  # the account keeps the language of its last visit
        worker.page.locator("form[action$='/language/'] button:visible").first.click()
        expect(worker.page.locator("html")).to_have_attribute("lang", spoken)
        assert worker.path == "/"


def test_a_wrong_password_says_nothing_about_the_account(visit):
    sentences = []
    for email in ("maha@example.org", "nobody@example.org"):
        guest = visit()
        guest.go("/sign-in/")
        guest.fill(email=email, password="not the password")
        guest.page.click("main form button.btn-primary")
        guest.page.wait_for_load_state()
        sentences.append(guest.page.locator(".am-summary").inner_text())
    assert sentences[0] == sentences[1]
    guest.look("sign-in-refused")
