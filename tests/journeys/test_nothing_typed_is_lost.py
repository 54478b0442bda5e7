"""A page that outlived its sign-in or its line keeps what was typed, says what to do, and saves once that is done."""
import pytest
from playwright.sync_api import expect

from amana.doors.demo.cast import PASSWORD

SIXTEEN_MINUTES = 16 * 60_000
NOTE = "تحدثنا عن السكن، وتقرر لقاء آخر يوم الأحد."


@pytest.fixture
def writing(visit):
    """A worker before a form that has stood for a quarter of an hour."""
    worker = visit("maha@example.org", is_phone=True)
    case = worker.cases()[0]
    worker.page.clock.install()
    worker.go(f"{case}notes/new/")
    worker.fill(kind="note", body=NOTE)
    worker.page.locator("[name=section]").first.check(force=True)
    worker.page.clock.fast_forward(SIXTEEN_MINUTES)
    return worker


def _press(worker) -> None:
    worker.page.locator("main form button.btn-primary").last.click()


def test_words_outlive_the_sign_in_and_are_saved_after_the_next_one(writing):
    form = writing.path
    writing.context.clear_cookies(name="amana-session")
    _press(writing)
    expect(writing.page.locator("#am-signed-out")).to_be_visible()
    assert writing.path == form and writing.page.locator("[name=body]").input_value() == NOTE
    with writing.context.expect_page() as opened:
        writing.page.locator("#am-signed-out a").click()
    other = opened.value
    assert other.evaluate("document.documentElement.scrollWidth") <= 360
    other.fill("[name=email]", "maha@example.org")
    other.fill("[name=password]", PASSWORD)
    other.click("main form button.btn-primary")
    other.wait_for_url(f"{writing.site}/")
    other.close()
    with writing.page.expect_navigation():
        _press(writing)
    assert writing.path != form and writing.reads(NOTE)


def test_words_that_were_just_typed_outlive_a_sign_out_beside_them(visit):
    worker = visit("maha@example.org")
    form = f"{worker.cases()[0]}notes/new/"
    worker.go(form)
    worker.fill(kind="note", body=NOTE)
    worker.page.locator("[name=section]").first.check(force=True)
    beside = worker.context.new_page()
    beside.goto(f"{worker.site}/")
    beside.evaluate("document.querySelector('form[action*=sign-out]').submit()")
    beside.wait_for_url("**/sign-in/**")
    _press(worker)
    expect(worker.page.locator("#am-signed-out")).to_be_visible()
    assert worker.path == form and worker.page.locator("[name=body]").input_value() == NOTE


def test_words_are_not_saved_in_the_name_of_somebody_else_who_has_signed_in_meanwhile(writing, visit):
    form, mine = writing.path, [one for one in writing.context.cookies() if one["name"] == "amana-session"]
    writing.context.add_cookies([one for one in visit("salwa@example.org").context.cookies() if one["name"] == "amana-session"])
    _press(writing)
    expect(writing.page.locator("#am-somebody-else")).to_be_visible()
    assert writing.path == form and writing.page.locator("[name=body]").input_value() == NOTE
    writing.context.add_cookies(mine)
    with writing.page.expect_navigation():
        _press(writing)
    assert writing.path != form and writing.reads(NOTE)


def test_words_of_a_minute_outlive_a_line_of_which_the_browser_knows_nothing(visit):
    worker = visit("maha@example.org", is_phone=True)
    form = f"{worker.cases()[0]}notes/new/"
    worker.page.clock.install()
    worker.go(form)
    worker.fill(kind="note", body=NOTE)
    worker.page.locator("[name=section]").first.check(force=True)
    worker.page.clock.fast_forward(60_000)
    worker.page.route("**/*", lambda asked: asked.abort())
    _press(worker)
    expect(worker.page.locator("#am-no-line")).to_be_visible()
    assert worker.path == form and worker.page.locator("[name=body]").input_value() == NOTE
    worker.faults = [one for one in worker.faults if "ERR_FAILED" not in one]
    worker.page.unroute("**/*")
    with worker.page.expect_navigation():
        _press(worker)
    assert worker.path != form and worker.reads(NOTE)


def test_words_outlive_the_line(writing):
    form = writing.path
    writing.context.set_offline(True)
    _press(writing)
    expect(writing.page.locator("#am-no-line")).to_be_visible()
    writing.faults = [one for one in writing.faults if "ERR_INTERNET_DISCONNECTED" not in one]
    writing.context.set_offline(False)
    with writing.page.expect_navigation():
        _press(writing)
    assert writing.path != form and writing.reads(NOTE)


def test_words_outlive_a_server_that_is_not_there_for_a_moment(writing):
    form = writing.path
    writing.page.route("**/notices/new/", lambda asked: asked.fulfill(status=503))
    _press(writing)
    expect(writing.page.locator("#am-no-line")).to_be_visible()
    assert writing.path == form and writing.page.locator("[name=body]").input_value() == NOTE
    writing.faults = [one for one in writing.faults if "status of 503" not in one]
    writing.page.unroute("**/notices/new/")
    with writing.page.expect_navigation():
        _press(writing)
    assert writing.path != form and writing.reads(NOTE)


def test_without_script_the_sign_in_says_that_nothing_was_kept_and_leads_back(visit):
    worker = visit("maha@example.org")
    form = f"{worker.cases()[0]}notes/new/"
    worker.go(form)
    worker.context.clear_cookies(name="amana-session")
    worker.page.evaluate("document.querySelector('main form').submit()")  # sends the form past the script
    worker.page.wait_for_url("**/sign-in/?**")
    assert worker.reads("لم تُحفظ الخطوة الأخيرة")
    worker.fill(email="maha@example.org", password=PASSWORD)
    worker.save()
    assert worker.path == form


def test_who_goes_away_from_what_is_typed_is_asked_first_and_never_after_it_was_sent(visit):
    worker = visit("maha@example.org", is_phone=True)
    case, asked = worker.cases()[0], []
    worker.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    worker.go(f"{case}notes/new/")
    worker.page.locator("[name=body]").press_sequentially("سُئلت عن السكن")
    worker.page.locator("main a:visible").first.click()
    worker.page.wait_for_timeout(500)
    assert asked == ["beforeunload"] and worker.page.locator("[name=body]").input_value() == "سُئلت عن السكن"

    worker.fill(kind="note")
    worker.page.locator("[name=section]").first.check(force=True)
    with worker.page.expect_navigation():
        _press(worker)
    worker.go("/")
    assert asked == ["beforeunload"]


def test_on_a_phone_the_end_of_a_page_can_be_reached_under_a_message(visit):
    worker = visit("maha@example.org", is_phone=True)
    worker.go(f"{worker.cases()[0]}notes/new/")
    worker.fill(kind="note", body=NOTE)
    worker.page.locator("[name=section]").first.check(force=True)
    with worker.page.expect_navigation():
        _press(worker)
    message = worker.page.locator(".am-toast").first
    expect(message).to_be_visible()
    worker.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    end = worker.page.evaluate("Math.max(...[...document.querySelectorAll('main .am-card')].map((one) => one.getBoundingClientRect().bottom))")
    assert end <= message.bounding_box()["y"]
