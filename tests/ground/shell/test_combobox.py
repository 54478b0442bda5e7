"""A list of more than fifteen is searched by typing; the native list stays the form's value."""

import pytest

from tests.ground.shell.test_browser import violations

BOX, LIST, NATIVE = "#id_home_box", "#id_home_list", "#id_home"


def names(page) -> list[str]:
    return page.locator(f"{LIST} li bdi").all_inner_texts()


def chosen(page) -> tuple[str, str]:
    """What the form would send, and what stands in the box."""
    return page.locator(NATIVE).input_value(), page.locator(BOX).input_value()


def active(page) -> str:
    key = page.locator(BOX).get_attribute("aria-activedescendant")
    return page.locator(f"#{key} bdi").inner_text() if key else ""


@pytest.fixture
def page(open_page):
    page = open_page("/gallery/")
    page.evaluate("""() => {
        window.told = [];
        for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => window.told.push(`${kind} ${event.target.id}`));
    }""")
    page.locator(BOX).focus()
    return page


def test_letters_that_are_written_alike_are_found_alike(page):
    for typed, found in (
        ("اسوان", ["أسوان"]), ("الاسكندريه", ["الإسكندرية"]), ("قاهره", ["القاهرة"]), ("بنى سويف", ["بني سويف"]), ("أُسْيُوط", ["أسيوط"]),
        ("سيناء", ["جنوب سيناء", "شمال سيناء"]), ("سيناء شمال", ["شمال سيناء"]), ("MATR", ["Matrouh"]),
    ):
        page.locator(BOX).fill(typed)
        assert names(page) == found


def test_what_begins_with_the_letters_comes_first_with_or_without_the_article(page):
    page.keyboard.insert_text("ج")
    assert names(page)[:2] == ["جنوب سيناء", "الجيزة"]


def test_enter_takes_the_first_that_fits_and_sends_nothing(page):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.keyboard.insert_text("سوي")
    assert active(page) == "السويس"
    page.keyboard.press("Enter")
    assert chosen(page) == ("EG15", "السويس")
    assert page.evaluate("window.told") == ["input id_home", "change id_home"]
    assert page.locator(LIST).is_hidden() and page.locator(BOX).get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert page.locator(LIST).is_visible(), "it opens the list again"
    assert sent == []


def test_the_arrows_home_and_end_walk_through_the_list(page):
    page.keyboard.press("ArrowDown")
    assert page.locator(BOX).get_attribute("aria-expanded") == "true"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert active(page) == "القاهرة"
    page.keyboard.press("End")
    assert active(page) == "Matrouh"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert active(page) == "Matrouh", "past the end it begins again, and back"
    page.keyboard.press("Tab")
    assert chosen(page) == ("EG18", "Matrouh")
    assert page.evaluate("document.activeElement.name") == "needs"


def test_escape_brings_the_former_answer_back(page):
    page.locator(NATIVE).select_option("EG01")
    page.keyboard.insert_text("أسو")
    page.keyboard.press("Escape")
    assert chosen(page) == ("EG01", "القاهرة") and page.locator(LIST).is_hidden()


def test_escape_three_times_still_hides_the_screen(page):
    page.keyboard.insert_text("أسو")
    for _press in range(3):
        page.keyboard.press("Escape")
    assert page.locator(".am-hidden-screen").is_visible()


def test_left_with_a_clear_answer_it_counts_and_with_any_other_the_former_stays(page):
    cairo = ("EG01", "القاهرة")
    for typed, kept in (("أسوان", ("EG03", "أسوان")), ("دقهل", ("EG12", "الدقهلية")), ("سيناء", cairo), ("كذا", cairo), ("", ("", ""))):
        page.locator(NATIVE).select_option("EG01")
        page.locator(BOX).fill(typed)
        page.locator(BOX).press("Tab")
        assert chosen(page) == kept


def test_where_nothing_fits_it_says_so(page):
    page.keyboard.insert_text("كذا")
    assert "لا شيء في القائمة" in page.locator(".am-select [role=status]", has_text="لا شيء").inner_text()
    assert page.locator(LIST).is_hidden() and violations(page) == []


def test_a_press_chooses(page):
    page.locator(BOX).click()
    page.locator(f"{LIST} li", has_text="دمياط").click()
    assert chosen(page) == ("EG13", "دمياط")
    assert page.evaluate("document.activeElement.id") == "id_home_box"


def test_what_sets_the_native_list_is_shown_in_the_box(page):
    page.locator(NATIVE).select_option("EG05")
    assert chosen(page) == ("EG05", "الأقصر")
    page.evaluate("document.querySelector('#id_home').form.reset()")
    page.wait_for_function("document.querySelector('#id_home_box').value === ''")


def test_the_label_and_the_summary_of_errors_lead_into_the_box(page):
    page.locator("label", has_text="محافظة الأسرة").click()
    assert page.evaluate("document.activeElement.id") == "id_home_box"
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.querySelector('#id_home').focus()")
    assert page.evaluate("document.activeElement.id") == "id_home_box"


@pytest.mark.parametrize(("language", "theme", "width"), [
    ("ar", "light", 1366), ("ar", "light", 360), pytest.param("ar", "dark", 1366, marks=pytest.mark.proof), pytest.param("en", "light", 1366, marks=pytest.mark.proof)])
def test_the_open_list_is_clean_and_keeps_to_the_width(open_page, language, theme, width):
    page = open_page("/gallery/", language=language, theme=theme, width=width)
    page.locator(BOX).click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    box, shown = page.locator(BOX).bounding_box(), page.locator(LIST).bounding_box()
    assert abs(box["x"] - shown["x"]) < 1 and abs(box["width"] - shown["width"]) < 1
    row = page.locator(f"{LIST} li").first.bounding_box()["height"]
    assert row >= (44 if width == 360 else 36) and shown["height"] <= 7 * row + 3


def test_without_script_the_native_list_is_there_and_a_short_list_stays_one(open_page):
    page = open_page("/gallery/", java_script_enabled=False)
    assert page.locator(NATIVE).is_visible() and page.locator(BOX).count() == 0
    page = open_page("/gallery/")
    assert page.locator("#id_governorate_box").count() == 0
