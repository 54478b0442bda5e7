"""Somebody in front of a browser: goes, reads, types, presses, and looks at a page in all its variants."""
import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from amana.doors.demo.cast import PASSWORD
from amana.lib.core.dates import cairo_day

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
PICTURES, SHEETS = ROOT / "test-pictures", ROOT / "docs/screens"
WITH_PICTURES = os.environ.get("AMANA_PICTURES") == "1"
WIDE, PHONE = {"width": 1366, "height": 900}, {"width": 360, "height": 720}
# Budgets of UX.md §10: KB of a page itself, of a first visit with all that it fetches, and how many requests that are.
KB = 1024
FORM, LIST, FIRST_VISIT, REQUESTS = 15, 30, 200, 8
BELL = "/notices/new/"  # some bytes, asked for when the page has loaded
# A file of icons that is named twice, by two of its parts, is fetched once.
WEIGHTS = """bell => Object.values(Object.fromEntries(performance.getEntries().reverse()
  .filter(one => one.entryType == 'navigation' || one.entryType == 'resource').map(one => [new URL(one.name).pathname, one.encodedBodySize, one.transferSize])
  .filter(([path]) => path != bell).map(one => [one[0], one]))).reverse()"""
# WCAG 2.2 AA and best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def day(name: str, days: int = 0) -> dict[str, str]:
    """The three fields of a day, so many from today."""
    at = cairo_day(now()) + timedelta(days=days)
    return {f"{name}_day": str(at.day), f"{name}_month": str(at.month), f"{name}_year": str(at.year)}


# Only what is wrong comes over: what is right of a page of many rows is half a megabyte.
FOUND = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
  .then(found => found.violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 120)}`)))"""
# What a finger must hit on a phone, where it is lower than 44 px (UX.md §3); links within a sentence are none of it.
LOW = """() => [...document.querySelectorAll('.btn:not(.btn-link), summary, textarea, .form-control, .form-select:not(.visually-hidden), '
  + 'a.am-card-head-end, .am-crumb-back a, .am-row-title > a, .am-side-item')].filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 2)
  .filter(one => one.getBoundingClientRect().height < 43.5).map(one => one.outerHTML.slice(0, 120))"""
# Menus that open beyond the edge of the screen, where nobody can read them.
OUTSIDE = """() => [...document.querySelectorAll('details.am-closes')].filter(one => one.checkVisibility()).map(one => {
  one.open = true;
  const menu = one.querySelector('.am-menu'), box = menu.getBoundingClientRect();
  one.open = false;
  return box.left < 0 || box.right > document.documentElement.clientWidth ? `${menu.innerText.slice(0, 60)}: ${box.left} to ${box.right}` : null;
}).filter(one => one)"""
# Somebody's words without a space, longer than a phone is wide.
LONG = """() => { for (const one of document.querySelectorAll('main bdi:not(.am-whole), main .am-lines')) if (!one.childElementCount) one.textContent = 'طويل'.repeat(25) }"""
# So the script says that a later question took the place of an earlier one; what breaks says more than this.
REPLACED = ("htmx:afterRequest", "htmx:sendAbort")


class Visitor:
    def __init__(self, browser: Browser, site: str, *, language: str = "ar", is_phone: bool = False, theme: str = "light"):
        self.site, self.language = site, language
        self.context = browser.new_context(locale="ar-EG" if language == "ar" else "en-GB", viewport=PHONE if is_phone else WIDE, color_scheme=theme,
                                           has_touch=is_phone)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text)
                     if message.type == "error" and "status of 4" not in message.text and not message.text.startswith(REPLACED) else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def leave(self) -> None:
        self.context.close()
        assert self.faults == [], "the browser's console names no fault, of script or of content security policy"

    def sign_in(self, email: str) -> None:
        """By what the form and the button of the other language send: a browser that draws the way to my day each time takes as long as what is looked at (by hand: test_house.py)."""
        self._send("/sign-in/", email=email, password=PASSWORD)
        self._send("/language/", language=self.language)  # the account keeps the language of its last visit
        self.go("/")
        assert (self.path, self.spoken()) == ("/", self.language)

    def _send(self, path: str, **fields: str) -> None:
        ask = self.context.request
        if not self._token():
            ask.get(f"{self.site}/sign-in/")
        ask.post(self.site + path, form=fields, headers={"X-CSRFToken": self._token(), "Referer": f"{self.site}/sign-in/"}, max_redirects=0)

    def _token(self) -> str:
        return next((one["value"] for one in self.context.cookies() if one["name"] == settings.CSRF_COOKIE_NAME), "")

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def press(self, words: str) -> None:
        """A button or a link by its words."""
        with self.page.expect_navigation():
            self.by_words(words).click()

    def follow(self, address: str, words: str = "") -> None:
        """A link that is there to be seen, by a part of its address as CSS says it (`$='/plan/'`), and by words of its row or its own."""
        links = self.page.locator(f"a[href{address}]").filter(visible=True)
        named = self.page.locator("li, tr, section").filter(has_text=words).locator(f"a[href{address}]").filter(visible=True)
        with self.page.expect_navigation():
            (named.last if words else links.first).click()

    def more(self, address: str) -> None:
        """A link behind the button with the dots."""
        self.page.locator(".am-more > summary").click()
        self.follow(address)

    def cases(self) -> list[str]:
        """Addresses of the cases in her list."""
        self.go("/cases/")
        return list(dict.fromkeys(re.findall(r"/cases/[0-9a-f-]{36}/", self.page.content())))

    def value_of(self, select: str, words: str) -> str:
        """Of the option that says so."""
        return self.page.locator(f"main select[name='{select}'] option", has_text=words).first.get_attribute("value")

    def draw(self) -> None:
        """A signature in the box for it."""
        box = self.page.locator("canvas.am-signature")
        box.scroll_into_view_if_needed()
        edge, mouse = box.bounding_box(), self.page.mouse
        mouse.move(edge["x"] + 140, edge["y"] + 90)  # beside the button that clears it, in either direction of reading
        mouse.down()
        for x, y in ((200, 120), (260, 70), (320, 110)):
            mouse.move(edge["x"] + x, edge["y"] + y, steps=3)
        mouse.up()

    def by_words(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words)).first

    def fill(self, **fields: str) -> None:
        """Fields by their name; choices and ticks by value."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']")
            kind = field.first.evaluate("one => one.type")
            if kind in ("radio", "checkbox"):
                one = self.page.locator(f"main [name='{name}'][value='{value}']")
                one.evaluate("one => one.scrollIntoView({block: 'center'})")  # from under a message, which stands there for ten seconds
                one.check(force=True)
            elif kind == "select-one":
                field.first.select_option(value)
            else:
                field.first.fill(value)

    def save(self) -> None:
        """The one primary button of the page's form."""
        with self.page.expect_navigation():
            self.page.locator("main form button.btn-primary").last.click()

    def spoken(self) -> str:
        """The language of the page."""
        return self.page.locator("html").get_attribute("lang")

    def reads(self, words: str) -> bool:
        return words in self.text()

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def look(self, name: str, *, is_answer: bool = False) -> None:
        """No sideways scroll, wide or on a phone, and axe finds nothing (in dark nothing of colours, for nothing else changes). With AMANA_PICTURES=1 each page leaves pictures of itself,
        in the other language too, in test-pictures/, and a sheet of them in docs/screens/.

        is_answer: the page answers what was sent, so it cannot be asked for again in the other language.
        """
        for variant, size, theme in (("wide", WIDE, "light"), ("phone", PHONE, "light"), ("dark", WIDE, "dark")):
            self.page.set_viewport_size(size)
            self.page.emulate_media(color_scheme=theme)
            self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")  # it is laid out and painted anew
            if WITH_PICTURES:
                self.page.screenshot(path=PICTURES / f"{name}-{self.language}-{variant}.png", full_page=True)
            assert self.page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{name} scrolls sideways at {size['width']}"
            self.menus_stay(name)
            if variant == "phone":
                low = self.page.evaluate(LOW)
                assert not low, f"lower than a finger on {name}: " + "; ".join(low)
            else:
                found = self.axe(["color-contrast"] if theme == "dark" else RULES)
                assert not found, f"axe on {name}, {variant}: " + "; ".join(found)
        self.page.set_viewport_size(WIDE)
        self.page.emulate_media(color_scheme="light")
        if WITH_PICTURES and not is_answer:
            self._look_in("en" if self.language == "ar" else "ar", name)

    def menus_stay(self, name: str) -> None:
        """Each menu opens within the screen."""
        outside = self.page.evaluate(OUTSIDE)
        assert not outside, f"a menu leaves the screen on {name}: " + "; ".join(outside)

    def _look_in(self, language: str, name: str) -> None:
        """The same address beside it, in the other language and back; the visitor's own page stays as it is."""
        beside = self.context.new_page()
        beside.set_default_timeout(20_000)
        beside.goto(self.page.url)
        for spoken in (language, self.language):
            beside.locator("form[action$='/language/'] button:visible").first.click()
            expect(beside.locator("html")).to_have_attribute("lang", spoken, timeout=20_000)
            if spoken == language:
                beside.wait_for_load_state()
                assert beside.evaluate("document.documentElement.scrollWidth") <= WIDE["width"], f"{name} scrolls sideways in {language}"
                beside.screenshot(path=PICTURES / f"{name}-{self.language}-{language}.png", full_page=True)
        beside.close()

    def weights(self) -> list[tuple[str, int, int]]:
        """What the page and each of its files weigh, packed, and how much of it came over the line; the page itself first."""
        return [tuple(one) for one in self.page.evaluate(WEIGHTS, BELL)]

    def axe(self, rules: list[str] = RULES) -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        return self.page.evaluate(FOUND, rules)


def contact_sheets(browser: Browser) -> None:
    """One picture for each page with its variants side by side, in docs/screens."""
    variants = ("wide", "phone", "dark", "en", "ar")
    names = sorted({path.stem.rpartition("-")[0] for path in PICTURES.glob("*.png")})
    SHEETS.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 1800, "height": 900})
    sheet = PICTURES / "sheet.html"
    for name in names:
        files = [path for variant in variants if (path := PICTURES / f"{name}-{variant}.png").exists()]
        widths = {"phone": 12}
        pictures = "".join(f'<img src="{path.name}" style="width:{widths.get(path.stem.rpartition("-")[2], 28)}%">' for path in files)
        sheet.write_text(f'<body style="margin:8px;background:#888;display:flex;gap:8px;align-items:start">{pictures}', "utf-8")
        page.goto(sheet.as_uri())
        Image.open(BytesIO(page.screenshot(full_page=True))).convert("RGB").save(SHEETS / f"{name}.webp", quality=55, method=6)
    sheet.unlink(missing_ok=True)
    page.close()
