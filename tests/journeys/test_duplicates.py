"""The work list of possible duplicates and the judgement of a pair, in Arabic on a phone and wide: by keyboard, on to the next pair, and back with undo."""
import pytest
from playwright.sync_api import expect

NAMES = [("ريحانة", "مختار", "السيوفي"), ("زاكية", "هلال", "النمرسي")]


def registered_twice(worker, given, father, family, year):
    for time_typed in range(2):
        worker.go("/people/register/")
        worker.fill(given_ar=given, father_ar=father, family_ar=family, sex="female", birth_day="14", birth_month="3", birth_year=year)
        if time_typed:
            worker.page.locator("#alike", has_text=given).wait_for()
            assert "الاسم الأول: مطابق" in worker.page.locator("#alike").inner_text()
        worker.save()


def is_fine(worker):
    return not worker.axe() and worker.page.evaluate("document.documentElement.scrollWidth") <= worker.page.viewport_size["width"]


@pytest.mark.parametrize("is_phone", [True, False])
def test_pairs_are_judged_one_after_the_other_by_keyboard_and_a_verdict_is_taken_back(visit, is_phone):
    worker = visit("maha@example.org", is_phone=is_phone)
    for place, name in enumerate(NAMES):
        registered_twice(worker, *name, str(1991 + place + 3 * is_phone))
    worker.go("/people/duplicates/")
    assert is_fine(worker)
    worker.page.keyboard.press("j")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    pair = worker.path
    assert "/people/duplicates/0" in pair and is_fine(worker)
    worker.page.keyboard.press("2")
    expect(worker.page.locator("[name=verdict][value=different]")).to_be_checked()
    worker.save()
    assert "/people/duplicates/0" in worker.path and worker.path != pair, "the next pair"
    assert worker.reads("الزوج السابق") and not worker.axe()
    with worker.page.expect_navigation():
        worker.page.locator("main button[name=undo]").first.click()
    assert worker.path == pair and not worker.page.locator("main button[name=undo]").count()
    with worker.page.expect_navigation():
        worker.page.keyboard.press("j")
    assert worker.path != pair
