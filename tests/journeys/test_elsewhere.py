"""Somebody whom another organisation has in the other script is registered: asked, likely, asked to get in touch, answered by its desk. And nobody is: the same page."""
import pytest
from playwright.sync_api import expect

LATIN = {"given_latin": "Mohamed", "father_latin": "Abdelrahman", "grandfather_latin": "Youssef", "family_latin": "Elsayed"}
ARABIC = {"given_ar": "محمد", "father_ar": "عبد الرحمن", "grandfather_ar": "يوسف", "family_ar": "السيد"}
SAYS = {"ar": {"ask": "اسأل هل الشخص معروف لدى جهة أخرى", "likely": "يُرجَّح أنه معروف لدى جهة أخرى", "nothing": "لا شيء يمكن إخبارك به", "touch": "طلب التواصل معنا", "red": "الهلال الأحمر"},
        "en": {"ask": "Ask whether the person is known elsewhere", "likely": "Likely known elsewhere", "nothing": "Nothing that we may tell", "touch": "Ask them to get in touch", "red": "Red Crescent"}}


def registered(worker, year: int, **names: str) -> str:
    """The address of the new file."""
    worker.go("/people/register/")
    worker.page.locator("main details:not([open]) summary").evaluate_all("all => all.forEach(one => one.click())")
    worker.fill(sex="male", birth_day="23", birth_month="5", birth_year=str(year), **names)
    worker.save()
    return worker.path


def asked(worker, file: str, says: dict[str, str]) -> None:
    worker.go(file)
    worker.page.locator(f"main a[href='{file}elsewhere/']").click()
    worker.press(says["ask"])


@pytest.mark.proof  # it waits for the moments at which answers are told
@pytest.mark.parametrize(("language", "year"), [("ar", 1991), ("en", 1979)])
def test_somebody_is_likely_known_elsewhere_and_its_desk_answers(visit, language, year):
    says = SAYS[language]
    registered(visit("amr@example.org", language=language), year, **ARABIC)
    worker = visit("maha@example.org", language=language)
    known, unknown = registered(worker, year, **LATIN), registered(worker, year, given_latin="Tesfay", father_latin="Haile", family_latin="Kidane")
    for file in (known, unknown):
        asked(worker, file, says)
    worker.look("elsewhere-waits")
    expect(worker.page.locator("#elsewhere-answer")).to_contain_text(says["nothing"], timeout=90_000)
    worker.look("elsewhere-nothing")
    nothing = worker.page.locator("#elsewhere-answer").inner_text()
    for word in (says["red"], says["likely"]):
        assert word not in nothing
    worker.go(f"{known}elsewhere/")
    expect(worker.page.locator("#elsewhere-answer")).to_contain_text(says["likely"], timeout=90_000)
    assert not worker.reads(says["red"]), "never where"
    worker.look("elsewhere-likely")
    worker.page.set_viewport_size({"width": 360, "height": 720})
    worker.press(says["touch"])
    worker.look("elsewhere-contact")
    worker.save()
    assert worker.path == f"{known}elsewhere/contact/", "not without the person's agreement"
    worker.page.locator("main [name=person_agreed]").check(force=True)
    worker.save()
    worker.look("elsewhere-requested")
    assert not worker.reads(says["red"])

    desk = visit("dalia@example.org", language=language)
    for _try in range(60):
        desk.go("/")
        if (row := desk.page.locator("main a[href^='/contact-requests/0']").or_(desk.page.locator("main a[href*='/contact-requests/']"))).count():
            break
        desk.page.wait_for_timeout(500)
    desk.look("elsewhere-day")
    with desk.page.expect_navigation():
        row.first.click()
    assert desk.reads("مها القنطري")
    for word in ("Mohamed", "Elsayed", "محمد", "السيد"):
        assert word not in desk.page.locator("main").inner_text()
    desk.fill(how="phone")
    desk.save()
    desk.look("elsewhere-reply-wrong", is_answer=True)
    desk.fill(how="phone", phone="02 2577 0134")
    desk.save()
    desk.look("contact-requests")

    worker.page.reload()
    assert worker.reads(says["red"]) and "02 2577 0134" in worker.page.locator("#elsewhere-answer").inner_text().replace("\u2066", "").replace("\u2069", "")
    worker.look("elsewhere-answered")
