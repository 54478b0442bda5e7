"""Search as one types, key by key: in the list of people and in the palette, across scripts, with slips and in any order, by keyboard alone; and an answer that comes late changes nothing."""
import re

import pytest
from playwright.sync_api import expect

ROW, OPTION = "#people tbody tr", "#am-palette-people ~ [role=option]"
KEYS_MS = 20  # between two keys: quicker than the pages wait before they ask
LANGUAGES = ["ar", pytest.param("en", marks=pytest.mark.proof)]
# Why somebody was found, in Arabic and in English.
SAME, OTHER_SPELLING, SIMILAR = ("الاسم نفسه", "Same name"), ("كتابة أخرى للاسم", "Another spelling"), ("اسم مشابه", "Similar name")
OTHERS = ("لا تظهر هنا ملفات الجهات الأخرى", "Records of other organisations")
NEARLY = ("كتابة أخرى للاسم|نطق متشابه|اسم مشابه", "Another spelling|Sounds alike|Similar name")  # which of them lies in the letters and in who else is registered


def registered(worker, families: tuple[str, str]) -> None:
    """Three of whom no two may be one person: one in Latin letters alone, two in Arabic."""
    arabic, latin = families
    for year, sex, names in ((1961, "male", {"given_latin": "Ahmed", "father_latin": "Nabil", "family_latin": latin}),
                             (1984, "male", {"given_ar": "أحمد", "father_ar": "جابر", "family_ar": arabic}),
                             (2003, "male", {"given_ar": "محمد", "father_ar": "عبد الرحمن", "family_ar": arabic})):
        worker.go("/people/register/")
        worker.page.locator("main details:not([open]) summary").evaluate_all("all => all.forEach(one => one.click())")
        worker.fill(sex=sex, birth_year=str(year), **names)
        worker.save()
        assert re.fullmatch("/people/[0-9a-f-]{36}/", worker.path)


def typed_into(box, text: str) -> None:
    box.press("Control+a")
    box.press_sequentially(text, delay=KEYS_MS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_key_by_key_people_are_found_in_either_script_with_slips_and_in_any_order_and_opened_by_keyboard(visit, language):
    arabic, latin = families = ("الزغلولي", "Elzaghlouly") if language == "ar" else ("القلشاني", "Elqalshany")
    worker = visit("maha@example.org", language=language)
    registered(worker, families)
    says = 0 if language == "ar" else 1
    one, two, three = f"Ahmed Nabil {latin}", f"أحمد جابر {arabic}", f"محمد عبد الرحمن {arabic}"
    tries = [("احمد", {one: OTHER_SPELLING, two: SAME}), ("ahmed", {one: SAME, two: OTHER_SPELLING}), ("mohamed abdel", {three: SIMILAR}), ("محمد عبد", {three: SIMILAR}),
             (f"{arabic} محمد", {three: SAME}), (f"{latin} mohammed", {three: NEARLY}), (f"احمد {arabic[:-2]}ىي", {two: NEARLY}), (f"Ahmd {latin[2:]}", {one: NEARLY})]

    worker.go("/people/")
    for text, wanted in tries:
        typed_into(worker.page.locator("#people-search"), text)
        for name, why in wanted.items():
            row = worker.page.locator(ROW).filter(has_text=name)
            expect(row).to_have_count(1)
            expect(row.locator(".am-row-tags").first).to_contain_text(re.compile(why[says]))
    assert "q=" in worker.path, "the address leads to what was found"
    assert worker.page.locator("#results-count").inner_text().startswith(OTHERS[says]), "what is said above the latest records goes with them"
    assert not worker.axe()
    typed_into(worker.page.locator("#people-search"), f"{arabic} احمد جابر")
    worker.page.keyboard.press("ArrowDown")  # before the answer: it goes to what is found for the text as it stands
    expect(worker.page.locator(ROW).filter(has_text=two).locator("a").first).to_be_focused()
    worker.page.keyboard.press("ArrowUp")
    expect(worker.page.locator("#people-search")).to_be_focused()
    worker.page.keyboard.press("ArrowDown")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    assert re.fullmatch("/people/[0-9a-f-]{36}/", worker.path) and worker.reads(two)

    worker.page.keyboard.press("Control+KeyK")
    box = worker.page.locator("#am-palette input")
    for text, wanted in tries[1::2]:
        typed_into(box, f"{text} {1961 if one in wanted else 1984 if two in wanted else 2003}")  # six are shown, and the demo has others of these names
        name, why = next(iter(wanted.items()))
        option = worker.page.locator(OPTION).filter(has_text=name)
        expect(option).to_have_count(1)
        expect(option).to_contain_text(re.compile(why[says]))
    typed_into(box, f"{arabic} محمد")
    expect(worker.page.locator(OPTION).first).to_contain_text(three)
    option = worker.page.locator(OPTION).filter(has_text=three)
    for _n in range(worker.page.locator("#am-palette-list [role=option]").count()):
        if option.get_attribute("aria-selected") == "true":
            break
        worker.page.keyboard.press("ArrowDown")
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    assert re.fullmatch("/people/[0-9a-f-]{36}/", worker.path) and worker.reads(three)


def held_back(visitor, pattern: str, text: str) -> list:
    """The answers to that text, once asked for, wait in the list until they are let through."""
    held: list = []
    visitor.page.route(pattern, lambda route: held.append(route) if f"q={text}&" in f"{route.request.url}&" else route.continue_())
    return held


@pytest.mark.parametrize(("place", "shown"), [("list", "#people"), ("palette", "#am-palette-list")])
def test_an_answer_to_an_earlier_text_that_comes_late_does_not_take_the_place_of_the_later_one(visit, place, shown):
    worker = visit("maha@example.org", language="en")
    worker.go("/people/")
    if place == "palette":
        worker.page.keyboard.press("Control+KeyK")
    box, answers = worker.page.locator("#people-search" if place == "list" else "#am-palette input"), worker.page.locator(shown)
    held = held_back(worker, "**/people/?**" if place == "list" else "**/find/options/**", "zz")
    box.press_sequentially("zz", delay=KEYS_MS)
    while not held:
        worker.page.wait_for_timeout(50)
    box.press_sequentially("q", delay=KEYS_MS)
    expect(answers).to_contain_text("Nobody found")  # the later answer waits for no earlier one
    held[0].fulfill(status=200, content_type="text/html", body="<p>late</p>")
    worker.page.wait_for_timeout(300)
    expect(answers).to_contain_text("Nobody found")
    expect(answers).not_to_contain_text("late")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_says_what_to_do_and_carries_the_words_on(visit, language):
    worker = visit("maha@example.org", language=language)
    text, check = ("ظظظظ", "تُراجع الكتابة") if language == "ar" else ("Qxqxqx", "Check the spelling")
    worker.go("/people/")
    worker.page.locator("#people-search").press_sequentially(text, delay=KEYS_MS)
    expect(worker.page.locator("#people")).to_contain_text(check)
    expect(worker.page.locator("#people a[href*='/people/register/']")).to_be_visible()
    worker.page.keyboard.press("Control+KeyK")
    worker.page.locator("#am-palette input").press_sequentially(text, delay=KEYS_MS)
    expect(worker.page.locator("#am-palette-list a[href*='/people/register/']")).to_be_visible()
    with worker.page.expect_navigation():
        worker.page.keyboard.press("Enter")
    assert worker.path.startswith("/people/register/")
    assert worker.page.locator(f"main [name=given_{'ar' if language == 'ar' else 'latin'}]").input_value() == text
