"""Figures of a programme: the programme's officer reads how far it has come and what it cost, a head of unit what the surveys say and who is missing; on paper every table is open."""
import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_reads_her_half_and_is_told_of_the_other(visit, language):
    officer = visit("magda@example.org", language=language)
    page = officer.page
    officer.go("/programmes/")
    with page.expect_navigation():
        page.locator("main .am-row-title a").first.click()
    with page.expect_navigation():
        page.locator("main a[href$='/figures/']").click()
    figures = officer.path
    assert page.locator("#people svg.am-fig-bar").count() and page.locator("#money svg.am-fig-columns").count() and not page.locator("[id^=scores-]").count()
    assert page.locator("#money .am-fig-columns").get_attribute("direction") == "ltr"
    officer.look("programme-figures")

    summary = page.locator("#waiting summary")
    assert not page.locator("#waiting table").first.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#waiting table").first).to_be_visible()
    year = page.locator("#period option").nth(1).get_attribute("value")
    page.locator("#period").select_option(year)
    with page.expect_navigation():
        page.locator(".am-fig-time button").click()
    assert page.url.endswith(f"?period={year}") and page.locator("#period").input_value() == year
    with page.expect_download() as fetched:
        page.locator("main a[href*='/figures/xlsx/']").click()
    assert fetched.value.suggested_filename == "figures.xlsx"
    page.emulate_media(media="print")
    assert page.locator("#people table").first.is_visible() and not page.locator(".am-fig-time").is_visible()
    page.emulate_media(media="screen")

    head = visit("nabil@example.org", language=language)
    head.go(figures)
    assert head.page.locator("#scores-rss").count() and not head.page.locator("#money").count()
    assert re.search("not in them|ليست فيها|Not in these|ليس في هذه", head.page.locator(".am-note").first.inner_text())
    head.look("programme-figures-scores")
