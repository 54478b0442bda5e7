"""What stays in a browser that somebody else may open: nothing of anybody."""

KEPT = """async () => {
  const stores = [localStorage, sessionStorage].flatMap(store => Object.entries(store).flat());
  const bases = (await indexedDB.databases()).map(one => one.name);
  const pages = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) pages.push(request.url);
  const workers = (await navigator.serviceWorker.getRegistrations()).map(one => one.scope);
  return [...stores, ...bases, ...pages, ...workers];
}"""
# Choices of the reader, which say nothing of anybody.
CHOICES = {"1", "on", "off"}


def test_pages_of_people_leave_nothing_in_the_browser_and_signing_out_leaves_no_session(visit):
    worker = visit("maha@example.org", language="en")
    worker.go("/people/")
    rows = worker.page.locator("main a[href*='/people/']:not([href$='/register/']):not([href*='?'])")
    opened = next(href for href in (rows.nth(n).get_attribute("href") for n in range(rows.count())) if len(href) > 40)
    worker.go(opened)
    name, number = worker.page.title().split(" ")[-1], worker.page.title().split(" ")[0]
    worker.go("/people/register/")
    worker.fill(given_ar="زمردة", family_ar="القنديلي")
    worker.page.wait_for_timeout(500)
    worker.go(f"/people/?q={number}")
    kept = worker.page.evaluate(KEPT)
    assert all(one in CHOICES or one.startswith("amana") for one in kept), kept
    assert not any(word in one for one in kept for word in (name, number, "زمردة", "القنديلي"))

    worker.page.evaluate("() => document.querySelector(\"form[action$='/sign-out/']\").requestSubmit()")
    worker.page.wait_for_url(f"{worker.site}/sign-in/")
    left = {cookie["name"]: cookie["value"] for cookie in worker.context.cookies()}
    assert "amana-session" not in left and not any(word in value for value in left.values() for word in (name, number))
    assert all(one in CHOICES or one.startswith("amana") for one in worker.page.evaluate(KEPT))
    worker.page.go_back()
    assert not worker.reads(number), "the page before is not kept"
