"""Every page that somebody may open, in the house of the proof: in both languages, wide, on a phone and in the dark, nothing scrolls sideways, axe finds nothing,
and a first visit weighs no more than UX.md §10 allows. In `.ci/run` (AMANA_PROOF_DOORS=many) axe reads each page in one of the languages, another day in the other.

What the journeys show is looked at there; here stands the rest, and with AMANA_PICTURES=1 a sheet of each page.
"""
import os
import re
from datetime import date
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.conf import settings

from tests.journeys.conftest import served
from tests.journeys.visitor import FIRST_VISIT, FORM, KB, LIST, LONG, PHONE, PICTURES, REQUESTS, WIDE, WITH_PICTURES, Visitor
from tests.proof import routes
from tests.proof.clones import committed
from tests.proof.house import House

pytestmark = pytest.mark.proof

# Those who meet the most pages stand first: each page is opened by the first of them whom it answers.
FIRST = ("caseworker", "supervisor", "reception", "desk_officer", "organisation_administrator", "platform_administrator", "data_protection_officer", "protection_officer")
# Not pages: files to be saved, papers, parts of a page, and what the program says to a program.
NO_PAGE = re.compile(r"\.(pdf|jpg)$|/(errors|options|alike|districts|template|file|fetch|preview|progress|slip|paper|print|pane|download|sheet|xlsx|csv|xml)/|^api/|^attachments/<[^>]*>/$|^notices/new/$|elsewhere/answer/$|policy-report|search\.xml")
EACH = os.environ.get("AMANA_PROOF_DOORS") == "all"
# Pages of many rows; all others are forms, files and days.
LISTS: tuple[str, ...] = ()


def _doors() -> dict[str, tuple[routes.Door, str]]:
    """For each address its door and the role that opens it."""
    found: dict[str, tuple[routes.Door, str]] = {}
    for door, verdicts in routes.written().items():
        roles = sorted((role for role in routes.ROLES if verdicts.get(role) == 200), key=lambda role: FIRST.index(role) if role in FIRST else len(FIRST))
        if door.method == "GET" and roles and not NO_PAGE.search(door.pattern):
            found.setdefault(door.pattern, (door, roles[0]))
    return found


DOORS = _doors()


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, browser, pictures):
    """The house, and one browser in which everybody sits down in turn: what a page fetches is packed out, and axe read by the machine, once and not at each page."""
    with django_db_blocker.unblock(), committed("pages") as database:
        house = House()
        with served(database) as site:
            visitor = Visitor(browser, site)
            yield house, visitor
            visitor.leave()


@pytest.fixture
def visitor(pages):
    """As if nothing had been wrong with the page before."""
    _house, one = pages
    yield one
    one.page.set_viewport_size(WIDE)
    one.page.emulate_media(color_scheme="light")
    faults, one.faults = one.faults, []
    assert faults == [], "the browser's console names no fault, of script or of content security policy"


@pytest.mark.parametrize("address", DOORS, ids=lambda one: one or "home")
def test_a_page_holds_in_both_languages_wide_on_a_phone_and_in_the_dark(pages, visitor, address):
    house, _visitor = pages
    door, role = DOORS[address]
    path = _path(house, door, role)
    visitor.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": house.member(role, door.of).cookie, "domain": urlsplit(visitor.site).hostname, "path": "/"}])
    answer = visitor.page.goto(visitor.site + path)
    assert answer.status == 200 and "<html" in answer.text(), f"{path} is no page"
    read = ["ar", "en"] if WITH_PICTURES or EACH else [("ar", "en")[(crc32(address.encode()) + date.today().toordinal()) % 2]]
    name = f"page-{'-'.join(re.findall('[a-z]+', re.sub('<[^>]*>', 'one', address))) or 'home'}"
    for language in sorted({"en", *read}, key=lambda one: one != visitor.spoken()):  # the one in which the page comes stands first
        _read_in(visitor, language)
        weight = visitor.weights()[0][1]
        assert weight <= (LIST if address in LISTS else FORM) * KB, f"{path} itself weighs {weight} bytes"
        if language == "ar":
            visitor.look(name, is_answer=True)
        else:
            _look_in_english(visitor, name, path, is_read="en" in read)


def _look_in_english(visitor: Visitor, name: str, path: str, *, is_read: bool) -> None:
    """What is in Arabic looked at in all its variants is here weighed, read by axe once where it is read in English, and measured."""
    if WITH_PICTURES:
        visitor.page.screenshot(path=PICTURES / f"{name}-ar-en.png", full_page=True)
    # Here stand also the fonts that an earlier page fetched and this one does without, and pictures of wide pages: what is too much is weighed anew in a phone that knows nothing.
    if not _is_light(visitor.weights()):
        assert _is_light(fetched := _fetched_anew(visitor, path)), fetched
    if is_read:
        found = visitor.axe()
        assert not found, f"axe on {path} in English: " + "; ".join(found)
    for size in (PHONE, WIDE):
        visitor.page.set_viewport_size(size)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{path} scrolls sideways in English at {size['width']}"
        visitor.menus_stay(path)
    visitor.page.evaluate(LONG)
    for size in (PHONE, WIDE):
        visitor.page.set_viewport_size(size)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= size["width"], f"{path} scrolls sideways at {size['width']} where somebody typed one long word"


def _is_light(fetched: list[tuple[str, int, int]]) -> bool:
    return len(fetched) <= REQUESTS and sum(size for _name, size, _sent in fetched) <= FIRST_VISIT * KB


def _fetched_anew(visitor: Visitor, path: str) -> list[tuple[str, int, int]]:
    """By a first visit on a phone, whose budget UX.md §10 is."""
    anew = Visitor(visitor.context.browser, visitor.site, is_phone=True)
    anew.context.add_cookies(visitor.context.cookies())
    anew.go(path)
    fetched = anew.weights()
    anew.leave()
    return fetched


def _read_in(visitor: Visitor, language: str) -> None:
    """By the page's own switch: the account keeps what was chosen last."""
    if visitor.spoken() != language:
        with visitor.page.expect_navigation():
            visitor.page.locator("form[action$='/language/'] button:visible").first.click()
        assert visitor.spoken() == language


def _path(house: House, door: routes.Door, role: str) -> str:
    keys = house.keys(role, door.of, door.pattern) if door.of else {}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(keys[found[1]]), door.pattern)
