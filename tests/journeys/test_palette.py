"""The palette under Ctrl+K and the search under `/`: by keyboard and by the place of the key, on a phone, on a line that breaks, and leaving nothing behind."""
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PHONE

OPTION = "#am-palette-list [role=option]"


def opened(visitor, keys="Control+KeyK"):
    visitor.page.keyboard.press(keys)
    expect(visitor.page.locator("#am-palette")).to_be_visible()
    expect(visitor.page.locator(OPTION).first).to_be_visible()


def typed(visitor, text):
    visitor.page.locator("#am-palette input").fill(text)
    expect(visitor.page.locator("#am-palette-list")).not_to_have_attribute("aria-busy", "true")
    visitor.page.wait_for_timeout(400)
    expect(visitor.page.locator("#am-palette-list")).not_to_have_attribute("aria-busy", "true")


def somebody(visitor) -> tuple[str, str]:
    """A name and the number of her case, as they stand in the visitor's list."""
    visitor.go("/cases/")
    row = visitor.page.locator("main a[href*='/cases/']:not([href*='?'])", has_text=re.compile(r"\w")).first
    href = row.get_attribute("href")
    visitor.go(href)
    return visitor.page.locator("h1").inner_text().strip(), re.search(r"AC-\w{4}-\w{4}", visitor.text()).group()


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.proof)])
def test_a_worker_finds_an_act_a_person_and_a_case_from_any_page(visit, language):
    worker = visit("maha@example.org", language=language)
    name, number = somebody(worker)
    worker.go("/directory/")
    opened(worker)
    assert worker.page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
    assert not worker.axe()
    typed(worker, "إحال" if language == "ar" else "refer")
    assert "/referrals/" in worker.page.locator(OPTION).first.get_attribute("href")
    typed(worker, number)
    expect(worker.page.locator(f"{OPTION}[href*='/cases/']").first).to_contain_text(number)
    typed(worker, name)
    option = worker.page.locator(OPTION, has_text=name).last
    expect(option).to_be_visible()
    for _n in range(worker.page.locator(OPTION).count()):
        if worker.page.locator("#am-palette input").get_attribute("aria-activedescendant") == option.get_attribute("id"):
            break
        worker.page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    assert not worker.axe()
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    assert name in worker.text()


def test_enter_before_the_answer_opens_what_is_found_for_the_text_as_it_stands(visit):
    worker = visit("maha@example.org")
    _name, number = somebody(worker)
    worker.go("/")
    opened(worker)
    worker.page.locator("#am-palette input").fill(number)
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    assert worker.path.startswith("/cases/")
    assert number in worker.text()


def test_the_keys_count_by_their_place_and_the_dialog_gives_everything_back(visit):
    worker = visit("maha@example.org")
    worker.go("/directory/")
    worker.page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'KeyK', key: 'ن', ctrlKey: true, bubbles: true, cancelable: true}))")
    expect(worker.page.locator(OPTION).first).to_be_visible()
    typed(worker, "محمد")
    worker.page.keyboard.press("Escape")
    expect(worker.page.locator("#am-palette")).not_to_be_visible()
    assert worker.page.locator(OPTION).count() == 0, "what was found is gone with the dialog"
    assert worker.page.locator("#am-palette input").input_value() == ""
    worker.page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Slash', key: 'ظ', bubbles: true, cancelable: true}))")
    assert worker.page.evaluate("document.activeElement.name") == "q"


def test_hiding_the_screen_hides_the_palette_with_it(visit):
    worker = visit("maha@example.org")
    worker.go("/directory/")
    opened(worker)
    for _n in range(3):
        worker.page.keyboard.press("Escape")
    expect(worker.page.locator(".am-hidden-screen")).to_be_visible()
    expect(worker.page.locator("#am-palette")).not_to_be_visible()
    worker.page.keyboard.press("Control+KeyK")
    expect(worker.page.locator("#am-palette")).not_to_be_visible()


def test_a_line_that_breaks_is_said_and_enter_tries_again(visit):
    worker = visit("maha@example.org", language="en")
    worker.go("/directory/")
    opened(worker)
    worker.page.route("**/find/options/**", lambda route: route.abort())
    worker.page.locator("#am-palette input").fill("cases")
    expect(worker.page.locator("#am-palette [role=status]")).to_have_text("No connection. Press Enter to try again.")
    worker.page.unroute("**/find/options/**")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    assert worker.path == "/cases/"
    worker.faults.clear()  # the browser itself reports the line that broke


@pytest.mark.parametrize("email", ["dalia@example.org", "wael@example.org", "yasser@example.org"])
def test_who_looks_for_nobody_has_acts_alone(visit, email):
    visitor = visit(email)
    visitor.go("/directory/")
    assert visitor.page.locator("header [role=search]").count() == 0
    opened(visitor)
    typed(visitor, "محمد")
    assert visitor.page.locator(f"{OPTION}[href*='/people/']").count() == 0


def test_on_a_phone_it_opens_from_the_bar_and_fits(visit):
    worker = visit("maha@example.org", is_phone=True)
    worker.page.set_viewport_size(PHONE)
    worker.go("/directory/")
    worker.page.locator("[data-palette]").click()
    expect(worker.page.locator(OPTION).first).to_be_visible()
    typed(worker, "محمد")
    box = worker.page.locator("#am-palette").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    assert worker.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert worker.page.locator(OPTION).first.bounding_box()["height"] >= 44
