"""The work list of possible duplicates and the judgement of a pair, in Arabic on a phone and wide: by keyboard, on to the next pair, and back with undo. And how a pair comes there by `amana people link`."""
import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PHONE

ARABIC = {"given_ar": "كوثر", "father_ar": "عبد الستار", "grandfather_ar": "يوسف", "family_ar": "القلموني"}
LATIN = {"given_latin": "Kawthar", "father_latin": "Abdelsattar", "grandfather_latin": "Youssef", "family_latin": "Elqalamouny"}
OTHER = {"given_ar": "نوارة", "father_ar": "شحاتة", "family_ar": "البرلسي"}
NAMES = [("ريحانة", "مختار", "السيوفي"), ("زاكية", "هلال", "النمرسي")]


def registered_twice(worker, given, father, family, year):
    for time_typed in range(2):
        worker.go("/people/register/")
        worker.fill(given_ar=given, father_ar=father, family_ar=family, sex="female", birth_day="14", birth_month="3", birth_year=year)
        if time_typed:
            worker.page.locator("#alike", has_text=given).wait_for()
            assert "الاسم الأول: مطابق" in worker.page.locator("#alike").inner_text()
            near = worker.page.locator("#alike-near a")
            assert near.is_visible() == (worker.page.viewport_size == PHONE), "where what is alike stands under the form, it is told beside the name"
        worker.save()
        assert worker.reads("الملفان في قائمة المقارنات") == bool(time_typed)


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


@pytest.mark.proof
def test_a_pair_that_no_warning_showed_is_linked_and_reaches_the_supervisor_who_may_judge_it(visit, commanded):
    """The name of the second file is put right in the other script, so that nobody was warned; linking finds the two, once, and shows them to the one who may judge."""
    worker, supervisor = visit("maha@example.org"), visit("salwa@example.org")
    for names in (ARABIC, OTHER):
        worker.go("/people/register/")
        worker.fill(sex="female", birth_day="14", birth_month="3", birth_year="1987", **names)
        worker.save()
    worker.go(f"{worker.path}identity/")
    worker.page.locator("main details:not([open]) summary").evaluate_all("all => all.forEach(one => one.click())")
    worker.fill(**dict.fromkeys(OTHER, ""), **LATIN)
    worker.save()
    assert not stands(supervisor, ARABIC["family_ar"]), "nobody was warned"
    link = ("people", "link", "--organisation", "MOSS", "--as", "salwa@example.org")
    assert "0 new pairs" not in commanded(*link)
    assert stands(supervisor, ARABIC["family_ar"])
    with supervisor.page.expect_navigation():
        supervisor.page.locator("main li", has_text=ARABIC["family_ar"]).locator("a").first.click()
    pair = supervisor.path
    assert supervisor.reads(ARABIC["given_ar"]) and supervisor.reads(LATIN["given_latin"]) and is_fine(supervisor)
    supervisor.page.keyboard.press("1")
    expect(supervisor.page.locator("[name=verdict][value=same]")).to_be_checked()
    supervisor.save()
    verdict = supervisor.path
    assert not stands(supervisor, ARABIC["family_ar"])
    assert "0 new pairs" in commanded(*link), "what was judged stays judged"
    supervisor.go(verdict)
    with supervisor.page.expect_navigation():
        supervisor.page.locator("main button[name=undo]").first.click()
    assert supervisor.path == pair and stands(supervisor, ARABIC["family_ar"])
    desk = visit("hossam@example.org")
    assert desk.page.goto(f"{desk.site}/people/duplicates/").status == 403


def stands(visitor, words: str) -> bool:
    """Whether a pair of that name waits in the work list, on whichever part of it; then this part is shown."""
    visitor.go("/people/duplicates/")
    following = visitor.page.locator("main a[rel=next]")
    while not visitor.page.locator("main li", has_text=words).count():
        if not following.count():
            return False
        with visitor.page.expect_navigation():
            following.click()
    return True
