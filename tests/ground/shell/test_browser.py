"""The look and the script in a true browser: axe, widths, keyboard, hiding, and life without script."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.ground.shell.conftest import BUILT, ROOT

EN = pytest.param("en", marks=pytest.mark.proof)
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

BY_PLACE = ["target-size", "color-contrast", "scrollable-region-focusable", "aria-hidden-focus"]  # what another width can change


def violations(page, rules=RULES) -> list:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


def type_key(page, code: str, key: str):
    """A key as an Arabic keyboard sends it: its place is the same, its letter another."""
    page.evaluate(
        "([code, key]) => (document.activeElement || document.body).dispatchEvent("
        "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true}))",
        [code, key],
    )


@pytest.mark.parametrize("language", ["ar", EN])
@pytest.mark.parametrize("path", ["/gallery/", "/people/", "/sign-in/", "/confirm/", "/403/"])
def test_axe_finds_nothing_wide_on_a_phone_and_in_dark(open_page, path, language):
    page = open_page(path, language=language)
    assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert violations(page, BY_PLACE) == []
    assert violations(open_page(path, language=language, theme="dark"), ["color-contrast"]) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_a_form_with_errors_and_an_open_dialog(open_page, theme):
    page = open_page("/gallery/", theme=theme)
    page.locator("form.am-form button").first.click()
    page.wait_for_selector(".am-summary")
    assert violations(page) == []
    page.locator("[data-dialog='ask']").click()
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/gallery/", "/people/", "/sign-in/", "/confirm/", "/403/"])
@pytest.mark.parametrize("language", ["ar", EN])
def test_no_page_scrolls_sideways(open_page, path, language):
    page = open_page(path, language=language)
    for width in (320, 360, 768, 1024, 1280, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width


def test_four_acts_of_a_row_stand_two_by_two_on_a_phone_and_are_as_tall_as_a_finger(open_page):
    page = open_page("/people/", width=360)
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML("beforeend", `<ul class="am-rows"><li class="am-row"><div class="am-row-end am-actions am-in-pairs" id="acts">
        ${["استقبال", "وصل", "لم يحضر"].map((one) => `<form><button class="btn btn-secondary">${one}</button></form>`).join("")}<a class="btn btn-secondary" href="/">واصل السفر</a></div></li></ul>`)""")
    boxes = page.evaluate("[...document.querySelectorAll('#acts .btn')].map((one) => one.getBoundingClientRect()).map((one) => [one.top, one.width, one.height].map(Math.round))")
    assert boxes[0][0] == boxes[1][0] < boxes[2][0] == boxes[3][0] and all(width > 120 and height >= 44 for _top, width, height in boxes), boxes


def test_headings_of_what_is_sent_and_a_link_under_cards_stand_apart_from_what_is_above_them(open_page):
    page = open_page("/people/")
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML("beforeend", `<fieldset class="am-field"><div class="am-options am-options-lines"><label class="am-option am-option-wide" id="card">
        <input type="radio"><span>مركز</span></label></div><p class="am-hint" id="link"><a href="/">بحث</a></p></fieldset>
        ${["one", "two"].map((one) => `<div class="am-part-group"><p class="am-part-head" id="head-${one}">من هو</p><label class="am-tick" id="tick-${one}"><input type="checkbox"><span>الاسم</span></label></div>`).join("")}`)""")
    gap = "([above, below]) => document.querySelector(below).getBoundingClientRect().top - document.querySelector(above).getBoundingClientRect().bottom"
    assert page.evaluate(gap, ["#card", "#link"]) >= 8 and page.evaluate(gap, ["#tick-one", "#head-two"]) >= 12


def test_a_name_in_one_long_word_breaks_in_the_breadcrumb(open_page):
    page = open_page("/people/")
    page.evaluate("""() => document.querySelector(".am-page").insertAdjacentHTML("afterbegin",
        `<nav class="am-crumbs"><ol><li class="am-crumb-back"><a href="/">${"ن".repeat(112)}</a></li><li>${"ح".repeat(250)}</li></ol></nav>`)""")
    for width in (1280, 800, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width


def test_a_name_in_one_long_word_breaks_in_a_table_and_leaves_the_columns_beside_it_in_sight(open_page):
    page = open_page("/gallery/", width=1280)
    page.evaluate("""() => document.querySelector("main").insertAdjacentHTML("beforeend", `<div class="am-table-scroll"><table class="table am-table-cards"><tbody><tr>
        <th scope="row">2</th><td class="am-broken"><bdi>${"ح".repeat(250)}</bdi></td><td id="beside">الاسم</td></tr></tbody></table></div>`)""")
    for width in (1280, 1024, 800, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("(one => one.left >= 0 && one.right <= innerWidth)(document.querySelector('#beside').getBoundingClientRect())"), width


@pytest.mark.parametrize("language", ["ar", EN])
def test_day_month_and_year_stand_in_one_row(open_page, language):
    page = open_page("/gallery/", language=language)
    for width in (360, 768, 1024, 1280, 1366):
        page.set_viewport_size({"width": width, "height": 800})
        for side_by_side in (320, 280):  # as narrow as a field of two columns gets
            page.evaluate("wide => document.querySelector('#id_born_0').closest('.am-field').style.maxInlineSize = `${wide}px`", side_by_side)
            tops = page.evaluate("[0, 1, 2].map(n => document.querySelector(`#id_born_${n}`).getBoundingClientRect().top)")
            assert len({round(top) for top in tops}) == 1, (width, side_by_side)


def test_shortcuts_go_by_the_place_of_the_key_and_not_by_its_letter(open_page):
    page = open_page("/people/")
    type_key(page, "Slash", "ظ")
    assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    type_key(page, "KeyJ", "ت")
    type_key(page, "KeyJ", "ت")
    assert page.evaluate("[...document.querySelectorAll('[data-row-link]')].indexOf(document.activeElement)") == 1
    type_key(page, "KeyG", "ل")
    type_key(page, "KeyD", "ي")
    page.wait_for_url(re.compile(r"//[^/]+/$"))


def test_shortcuts_are_off_while_typing_and_can_be_switched_off(open_page):
    page = open_page("/people/")
    page.locator("input[name=q]").focus()
    type_key(page, "KeyJ", "ت")
    assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Shift+Slash")
    page.locator("[data-shortcuts-switch]").uncheck()
    page.locator("#am-shortcuts [data-close]").click()
    page.evaluate("document.activeElement.blur()")
    type_key(page, "Slash", "/")
    assert page.evaluate("document.activeElement.name") is None or page.evaluate("document.activeElement.name") != "q"


def test_escape_pressed_three_times_hides_everything_and_nothing_typed_is_lost(open_page):
    page = open_page("/gallery/")
    page.locator("#id_name").fill("هناء")
    for _press in range(3):
        page.keyboard.press("Escape")
    assert page.locator(".am-hidden-screen").is_visible()
    assert page.title() == "صفحة"
    assert violations(page) == []
    page.locator("[data-show]").click()
    assert page.locator("#id_name").input_value() == "هناء"
    assert "أمانة" in page.title()


def test_what_was_hidden_stays_hidden_after_a_reload(open_page):
    page = open_page("/people/")
    page.locator("[data-hide-screen]").click()
    page.reload()
    assert page.locator(".am-hidden-screen").is_visible()
    assert page.title() == "صفحة"


def test_a_form_is_sent_once(open_page):
    page = open_page("/gallery/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate("""() => {
        const form = document.querySelector("form.am-form");
        form.addEventListener("submit", (event) => setTimeout(() => event.preventDefault()));
        for (let press = 0; press < 3; press++) form.requestSubmit(form.querySelector("button.btn-primary"));
    }""")
    page.wait_for_selector(".am-summary")
    assert len(sent) == 1


def test_the_summary_takes_the_focus_and_its_links_lead_into_the_field(open_page):
    page = open_page("/gallery/")
    page.locator("form.am-form button").first.click()
    page.wait_for_selector(".am-summary")
    assert page.evaluate("document.activeElement.className").endswith("am-summary")
    page.locator(".am-summary a[href='#id_born_0']").click()
    assert page.evaluate("document.activeElement.id") == "id_born_0"
    page.locator(".am-summary a[href='#id_named_0']").click()
    assert page.evaluate("document.activeElement.id") == "id_named_0"


def test_the_theme_changes_at_once_and_lasts(open_page):
    page = open_page("/people/")
    page.locator(".am-user summary").click()
    page.locator(".am-user button[value=dark]").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 25)"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 25)"


def test_the_system_decides_where_nobody_chose(open_page):
    page = open_page("/people/", theme="system", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 25)"


def test_a_dialog_puts_the_focus_on_the_safe_answer_and_escape_closes_it(open_page):
    page = open_page("/gallery/")
    page.locator("[data-dialog='ask']").click()
    assert page.evaluate("document.activeElement.hasAttribute('data-safe')")
    page.keyboard.press("Escape")
    assert not page.locator("#ask").is_visible()


def test_on_a_phone_the_menu_opens_and_the_language_changes_without_script(open_page):
    page = open_page("/people/", width=360, height=720, java_script_enabled=False)
    assert not page.locator("#am-side").is_visible()
    page.locator(".am-bottom a").last.click()
    assert page.locator("#am-side").is_visible()
    page.locator("#am-side button[name=language]").click()
    assert page.locator("html").get_attribute("lang") == "en"


def test_without_script_nothing_is_offered_that_needs_it(open_page):
    page = open_page("/people/", java_script_enabled=False)
    assert not page.locator("[data-hide-screen]").is_visible()
    assert page.locator(".am-filters button").is_visible()


@pytest.mark.parametrize("path", ["/people/", "/sign-in/"])
def test_a_first_visit_keeps_to_its_weight(open_page, path):
    page = open_page(path, width=360, height=720)
    page.wait_for_load_state("networkidle")
    files = set(page.evaluate("performance.getEntriesByType('resource').map(entry => new URL(entry.name).pathname)"))
    weights = [len(gzip.compress(page.content().encode()))]
    files.discard("/notices/new/")  # the bell's few bytes, asked for when the page has loaded
    for file in files:
        content = (BUILT.parent / file.removeprefix("/static/")).read_bytes()
        weights.append(len(content) if file.endswith(".woff2") else len(gzip.compress(content)))
    print(path, len(weights), "requests,", round(sum(weights) / 1024), "KB")
    assert len(weights) <= 8
    assert weights[0] <= 15 * 1024
    assert sum(weights) <= 200 * 1024


def test_paper_carries_no_controls(open_page):
    page = open_page("/gallery/", theme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".am-side").is_visible()
    assert not page.locator(".am-top").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_changed_filter_renews_the_results_their_count_and_the_address_without_a_new_page(open_page):
    page = open_page("/people/")
    page.evaluate("window.isSamePage = true")
    page.locator("input[value=closed]").check()
    expect(page.locator("#results .am-row")).to_have_count(1)
    assert page.locator("#results-count").inner_text() == "1"
    assert page.url.endswith("/people/?s=open&s=closed")
    assert page.evaluate("window.isSamePage && document.activeElement.value") == "closed"
    stored = page.evaluate("[...Object.keys(sessionStorage), ...Object.keys(localStorage)]")
    assert set(stored) <= {"htmx-current-path-for-history"}  # no page is kept


def test_an_answer_from_another_address_is_gone_to_and_not_put_into_the_page(open_page):
    page = open_page("/people/")
    page.locator("input[value=gone]").check()
    page.wait_for_url("**/sign-in/")


def test_filters_that_a_phone_has_folded_stand_open_when_it_is_turned(open_page):
    page = open_page("/people/", width=360, height=800)
    expect(page.locator(".am-filters button")).to_be_hidden()
    page.set_viewport_size({"width": 1024, "height": 800})
    expect(page.locator(".am-filters button")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator(".am-filters-sheet > summary").click()
    expect(page.locator(".am-filters button")).to_be_visible()


def test_the_same_filters_work_without_script(open_page):
    page = open_page("/people/", java_script_enabled=False)
    page.locator("input[value=closed]").check()
    page.locator(".am-filters button").click()
    expect(page.locator("#results .am-row")).to_have_count(1)
