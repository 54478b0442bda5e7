"""The board of an arrival day on a phone and over a bad line; then a year's follow-up: a call that is missed, and closing with the evidence beside it."""
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PHONE, day

FLIGHT = "MS 842"


@pytest.mark.parametrize(("language", "is_phone"), [("ar", True), ("en", False)])
def test_the_board_of_the_arrival_day(visit, language, is_phone):
    reception = visit("nadia@example.org", language=language)
    page = reception.page
    reception.go("/arrivals/")
    with page.expect_navigation():
        page.locator("main a", has_text=FLIGHT).first.click()
    with page.expect_navigation():
        page.locator("main a[href$='/board/']").click()
    board = reception.path
    reception.look("reception-board")
    page.set_viewport_size(PHONE if is_phone else {"width": 1366, "height": 900})

    card = page.locator(".am-board-card").filter(has=page.locator("form.am-board-ticks button:nth-child(4)")).first
    person = page.locator(f"#{card.get_attribute('id')}")
    waiting = person.locator(".am-board-ticks button")
    before = waiting.count()
    waiting.first.click()
    expect(waiting).to_have_count(before - 1)
    size = waiting.first.bounding_box()
    assert size and size["height"] >= 44

    reception.context.set_offline(True)
    waiting.nth(0).click()
    waiting.nth(1).click()
    line = page.locator("#board-line")
    expect(line).to_have_text(re.compile("No connection|لا اتصال"))
    assert waiting.count() == before - 1
    reception.context.set_offline(False)
    expect(waiting).to_have_count(before - 3, timeout=15_000)
    expect(line).to_have_text(re.compile("All ticks are saved|حُفظت كل العلامات"))
    reception.faults = [one for one in reception.faults if "ERR_INTERNET_DISCONNECTED" not in one]
    reception.go(board)
    assert waiting.count() == before - 3
    person.locator("details summary").first.click()
    person.locator("details[open] button").first.click()
    expect(waiting).to_have_count(before - 2)

    not_needed = person.locator(".am-board-foot details")
    not_needed.locator("summary").click()
    not_needed.locator("[name=reason]").fill("عنده مكان عند أخته")
    not_needed.locator("button").click()
    expect(waiting).to_have_count(before - 3)

    with page.expect_navigation():
        person.locator("a[href*='/return/']").click()
    reception.fill(mode="assisted_voluntary", ordered="yes", company="alone", country="LBY", mission="بعثة طرابلس", **day("returned_on"))
    reception.save()
    assert page.locator("main .am-error, main [id$=error]").count(), "an ordered return is no assisted voluntary one"
    reception.look("return-new", is_answer=True)
    reception.fill(mode="forced", needs="طفل يسافر وحده")
    reception.save()
    assert reception.path == board and person.locator(".am-board-needs").inner_text().strip() == "طفل يسافر وحده"
    with page.expect_navigation():
        person.locator("a[href*='/onward/']").click()
    reception.fill(governorate="EG12", transport="train", leaves_time="٢٢:٣٠", counselling_time="10", counselling_place="مكتب المنصورة", **day("leaves_on"), **day("counselling_on", 3))
    reception.look("onward-new", is_answer=True)
    reception.save()
    assert reception.path == board
    items = page.locator(".am-board-item")
    food = items.nth(5)
    with page.expect_navigation():
        food.click()
    assert "item=food" in reception.path
    assert page.locator(".am-board-card").count() == int(page.locator(".am-board-item[aria-current] b").inner_text())
    reception.look("reception-board-item")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_follow_up_with_a_missed_contact_and_closing_with_evidence(visit, language):
    worker = visit("karim@example.org", language=language)
    page, case = worker.page, case_to_follow(worker)
    worker.go(f"{case}reintegration/")
    if page.locator("a[href$='/reintegration/begin/']").count():
        worker.look("case-reintegration-empty")
        worker.go(f"{case}reintegration/begin/")
        worker.fill(other_contact="أخته منى 0100 555 0142، يُقال: مكتب الخدمات", **day("returned_on", -95))
        worker.look("follow-up-new", is_answer=True)
        worker.save()
    worker.go("/follow-up/")
    worker.look("call-list")
    assert page.locator(f"main a[href='{case}reintegration/']").count()
    tags = page.locator(".am-safe")
    assert tags.count() and all("+20" not in one.split("\n")[0] for one in tags.all_inner_texts())
    for days in (-3, -2, -1):
        worker.go(f"{case}reintegration/attempts/new/?from=calls")
        worker.fill(way="call", outcome="no_answer", **day("tried_on", days))
        if days == -3:
            worker.look("attempt-new", is_answer=True)
        worker.save()
        assert worker.path == "/follow-up/"
    worker.go(f"{case}reintegration/")
    assert worker.reads("ask the other contact that was agreed") or worker.reads("اسأل جهة الاتصال الأخرى المتفق عليها")
    worker.go(f"{case}reintegration/intentions/new/")
    worker.fill(wish="unsure", words="أفكر في الأمر حين يضيق الدخل", offered="معلومات عن التدريب هنا")
    worker.look("intention-new", is_answer=True)
    worker.save()
    worker.look("case-reintegration")
    worker.go(f"{case}reintegration/attempts/new/")
    worker.fill(way="office", outcome="reached", words="جاءت بنفسها، الهاتف كان معطلًا")
    worker.save()
    assert page.locator(".am-month-kept").count()

    worker.go(f"{case}ask-closure/")
    assert page.locator(".am-evidence").count() >= 6 and page.locator(".am-evidence .am-masked").count() == 1
    worker.look("closure-evidence")
    worker.save()
    assert page.locator("main .am-error, main [id$=error]").count(), "nothing is chosen beforehand"

    reception = visit("hoda@example.org", language=language)
    reception.go(f"{case}reintegration/")
    assert not reception.reads("أفكر في الأمر حين يضيق الدخل")


def case_to_follow(worker) -> str:
    """An own case at work that nobody follows yet."""
    for case in worker.cases():
        worker.go(f"{case}reintegration/")
        if worker.page.locator("a.btn-primary[href$='/reintegration/begin/']").count() and worker.page.goto(f"{worker.site}{case}ask-closure/").status == 200:
            return case
    raise AssertionError("no own case that nobody follows")
