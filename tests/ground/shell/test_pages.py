"""The frame around every page, the switches, and the answers when something goes wrong. Without a browser."""

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.utils import translation

from amana.ground.shell import context
from tests.ground.shell import gallery

ERRORS = {"/400/": 400, "/403/": 403, "/forgery/": 403, "/nothing-here/": 404, "/409/": 409, "/429/": 429, "/500/": 500, "/503/": 503}


@pytest.mark.parametrize("path", ["/gallery/", "/people/", "/sign-in/"])
@pytest.mark.parametrize(
    ("language", "direction", "sheet"), [("ar", "rtl", "amana.rtl.css"), ("en", "ltr", "amana.css")]
)
def test_language_and_direction_are_set_once(visit, path, language, direction, sheet):
    answer = visit(path, language)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}" dir="{direction}"' in html
    assert html.count("<html") == html.count("<h1") == html.count("<main") == 1
    assert sheet in html
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("language", ["ar", "en"])
def test_titles_carry_no_names(visit, language):
    title = visit("/gallery/", language).content.decode().split("<title>")[1].split("</title>")[0]
    assert "هناء" not in title


def test_the_title_of_a_page_with_errors_says_so_first():
    client = Client()
    client.cookies.load({"amana-language": "ar"})
    assert "<title>خطأ: " in client.post("/gallery/", {"name": ""}).content.decode()


@pytest.mark.parametrize(("path", "status"), ERRORS.items())
@pytest.mark.parametrize("language", ["ar", "en"])
def test_errors_are_pages_of_their_own_without_navigation(visit, path, status, language):
    answer = visit(path, language)
    assert answer.status_code == status
    assert f'lang="{language}"' in answer.content.decode()
    assert "am-side-item" not in answer.content.decode()


def test_too_many_requests_say_when_to_come_back(visit):
    answer = visit("/429/", "ar")
    assert answer.headers["Retry-After"] == "121"
    assert "انتظر 121 ثانية" in answer.content.decode()


def test_a_page_is_kept_by_no_cache_and_no_search_engine(visit):
    headers = visit("/gallery/").headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]


def test_style_and_script_carry_the_nonce_of_the_policy(visit):
    answer = visit("/gallery/")
    nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert answer.content.decode().count(f'nonce="{nonce}"') == 2
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("back", "to"),
    [("/people/?q=1", "/people/?q=1"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/"), ("", "/")],
)
def test_the_theme_switch_leads_back_to_the_same_page_and_nowhere_else(back, to):
    answer = Client().post("/theme/", {"theme": "dark", "next": back})
    assert answer.headers["Location"] == to
    assert answer.cookies["amana-theme"].value == "dark"


def test_an_unknown_theme_changes_nothing(visit):
    assert "amana-theme" not in Client().post("/theme/", {"theme": "pink"}).cookies
    assert Client().get("/theme/").status_code == 405
    assert "data-bs-theme" not in visit("/people/", **{"amana-theme": "pink"}).content.decode().split("<head>")[0]
    assert 'data-bs-theme="dark"' in visit("/people/", **{"amana-theme": "dark"}).content.decode().split("<head>")[0]


def test_a_language_that_does_not_exist_is_arabic(visit):
    assert 'lang="ar"' in visit("/people/", "xx").content.decode()


def test_an_empty_group_of_the_navigation_disappears(visit):
    html = visit("/people/", "en").content.decode()
    assert "Services" in html
    assert "Administration" not in html


def test_nobody_has_no_navigation():
    request = RequestFactory().get("/")
    request.actor = None
    assert list(context.page(request)["navigation"]) == []


def test_the_bottom_bar_holds_what_is_marked_or_else_the_first():
    request = RequestFactory().get("/people/")
    groups = gallery.navigation(request)
    assert [item["icon"] for item in context.phone_items(groups)] == ["sun", "people", "plus-lg", "arrow-left-right"]
    unmarked = [{"label": "", "items": [{"label": str(n)} for n in range(9)]}]
    assert [item["label"] for item in context.phone_items(unmarked)] == ["0", "1", "2", "3"]


def test_the_bottom_bar_stands_on_top_level_pages_alone(visit):
    assert "am-bottom-item" in visit("/people/").content.decode()
    assert "am-bottom-item" not in visit("/gallery/").content.decode()


def test_the_search_is_offered_only_to_those_who_may_open_people(visit, settings):
    assert 'role="search"' in visit("/people/").content.decode()
    settings.AMANA_NAVIGATION = "tests.ground.shell.test_pages.no_people"
    assert 'role="search"' not in visit("/people/").content.decode()


def no_people(request):
    return [
        {"label": "", "items": [item for item in gallery.navigation(request)[0]["items"] if item["url"] != "/people/"]}
    ]


def test_what_is_constant_is_drawn_once_a_language_and_knows_nobody():
    drawn = engines["django"].from_string('{% constant %}{{ reader }}{% translate "Close" %}{{ request.path }}{% csrf_token %}{% endconstant %}')
    said = {}
    for language in ("en", "ar", "en"):
        with translation.override(language):
            said[language] = drawn.render({"reader": f"Maha {language}", "request": None, "csrf_token": "secret"})
    assert said["en"] == "Close" and said["ar"] not in ("", "Close") and "Maha" not in said["ar"]
