"""Pages on a phone: bytes and requests are held to UX.md §10. `make bench` walks them on a bad line and a slow phone, and prints their times."""
import os
import re

import pytest

from tests.journeys.visitor import FIRST_VISIT, FORM, KB, LIST, PHONE, REQUESTS, Visitor

# A star is the first of the list before it.
PAGES = {
    "maha@example.org": {"/": FORM, "/people/": LIST, "/people/?q=محمد": LIST, "/people/register/": FORM, "/people/*/": FORM, "/people/*/consent/new/": FORM, "/cases/": LIST,
                         "/cases/*/": FORM, "/cases/*/plan/": FORM, "/cases/*/notes/new/": FORM, "/cases/*/screenings/": FORM, "/cases/*/refer/": FORM, "/cases/*/log/": LIST,
                         "/referrals/": LIST, "/referrals/*/": FORM, "/directory/": LIST, "/notices/": LIST, "/help/": FORM},
    "salwa@example.org": {"/": FORM, "/cases/": LIST, "/people/duplicates/": LIST, "/caseloads/new/": FORM, "/hand-overs/": LIST},
    "dalia@example.org": {"/": FORM, "/referrals/": LIST},
    "hoda@example.org": {"/": FORM, "/arrivals/": LIST, "/arrivals/new/": FORM},
    "yasser@example.org": {"/staff/": LIST, "/teams/": LIST, "/agreements/": LIST}}
TIMES = """() => new Promise(done => {
  const found = {lcp: 0, cls: 0};
  new PerformanceObserver(list => { for (const one of list.getEntries()) found.lcp = one.startTime }).observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const one of list.getEntries()) found.cls += one.value }).observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(found), 300);
})"""
# How long the page takes to show what a key or a tap has done (INP): the slowest of what follows.
ANSWERS = """() => { window.slowest = 0; new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (one.interactionId) window.slowest = Math.max(window.slowest, one.duration)
}).observe({type: 'event', durationThreshold: 16}) }"""


def _weighs(visitor: Visitor, path: str) -> list[tuple[str, int, int]]:
    answer = visitor.page.goto(visitor.site + path)
    assert answer.status == 200, f"{path}: {answer.status}"
    visitor.page.wait_for_load_state("networkidle")
    return visitor.weights()


def _path(visitor: Visitor, said: str) -> str:
    before, star, after = said.partition("*")
    if not star:
        return said
    visitor.go(before)
    listed = dict.fromkeys(re.findall(rf'href="({before}[0-9a-f-]{{36}})/', visitor.page.content()))
    found = next((one + after for one in listed if visitor.context.request.get(visitor.site + one + after).status == 200), None)
    assert found, f"{before} shows nobody with {after}"  # not everybody in a list is hers to write to
    return found


def _answers_after(visitor: Visitor) -> int:
    """Milliseconds of the slowest answer to somebody who goes by keyboard, types a name where there is a field, and opens what can be opened."""
    page = visitor.page
    page.evaluate(ANSWERS)
    for _n in range(6):
        page.keyboard.press("Tab")
    for field in page.locator("main input:is([type=text], [type=search]):visible").all()[:2]:
        field.press_sequentially("محمد", delay=80)
    for opener in page.locator("summary:visible, header button[aria-expanded]:visible").all()[:3]:
        opener.tap()
    page.wait_for_timeout(600)
    return page.evaluate("window.slowest")


@pytest.mark.parametrize("is_slow", [pytest.param(False, marks=pytest.mark.proof), pytest.param(True, marks=pytest.mark.bench)])
@pytest.mark.parametrize("email", PAGES)
def test_pages_keep_to_their_weight(visit, email, is_slow):
    visitor = visit(email, is_phone=True)
    pages = {said: (_path(visitor, said), most) for said, most in PAGES[email].items()}
    visitor.page.set_viewport_size(PHONE)
    line = visitor.context.new_cdp_session(visitor.page)
    line.send("Network.enable")
    if is_slow:
        line.send("Network.emulateNetworkConditions", {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000})
        line.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    for said, (path, most) in pages.items():
        line.send("Network.clearBrowserCache")
        first = _weighs(visitor, path)
        times = visitor.page.evaluate(TIMES)
        again = _weighs(visitor, path)
        total, next_total = sum(size for _name, size, _sent in first), sum(sent for _name, _size, sent in again)
        answer = f", INP {_answers_after(visitor)} ms (load {os.getloadavg()[0]:.1f})" if is_slow else ""
        print(f"{email.partition('@')[0]:7}{said:25} {len(first)} requests, {total / KB:4.0f} KB, itself {first[0][1] / KB:4.1f}, again {next_total / KB:3.0f} KB;"
              f" LCP {times['lcp'] / 1000:.1f} s, CLS {times['cls']:.3f}{answer}", flush=True)
        assert len(first) <= REQUESTS and total <= FIRST_VISIT * KB, first
        assert first[0][1] <= most * KB, f"{path} itself"
        assert next_total <= (most + 10) * KB, f"what {path} fetched once stays on the phone"
