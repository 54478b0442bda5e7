"""Help: each page has its topic in both languages, and the way back leads nowhere else."""
import re

import pytest
from django.urls import URLResolver, get_resolver, reverse

from amana.doors.site.pages import help as helped
from tests import builders as make

pytestmark = pytest.mark.django_db


def names(patterns, before=""):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from names(one.url_patterns, before + str(one.pattern))
        elif not (before + str(one.pattern)).startswith("api/"):
            yield one.name


def test_every_page_has_one_topic_and_no_topic_names_a_page_that_is_none():
    told = [name for topic in helped.topics() for name in topic.pages]
    assert len(told) == len(set(told))
    assert set(told) == set(names(get_resolver().url_patterns))


def test_topics_and_words_say_as_much_in_both_languages():
    for topic in helped.topics():
        assert len(topic.text["ar"]) == len(topic.text["en"]) > 1, topic.key
    for key, term in helped.terms().items():
        assert all(len(term[code]) == 2 and all(term[code]) for code in ("ar", "en")), key
        assert not re.search("[a-z]{3}", term["ar"][0] + term["ar"][1]), key
    assert {key for topic in helped.topics() for key in map(id, topic.terms)} == {id(term) for term in helped.terms().values()}, "each word is met on some page"


def test_the_page_leads_to_its_own_topic_and_back():
    worker = make.member()
    browser = make.browser(worker)
    page = browser.get(reverse("people") + "?q=هناء").content.decode()
    url = re.search(r'href="(/help/[^"]*)"', page)[1].replace("&amp;", "&")
    answer = browser.get(url).content.decode()
    assert "People and registration" in answer.split("</h1>")[0]
    assert re.search(r'href="/people/\?q=[^"]*"[^>]*>.*?Back to the page', answer, re.S)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "elsewhere"])
def test_back_leads_to_no_other_site(back):
    answer = make.browser(make.member()).get(reverse("help"), {"of": "nothing", "back": back}).content.decode()
    assert "Back to the page" not in answer and f'href="{back}' not in answer


@pytest.mark.parametrize(("role", "has", "lacks"), [("caseworker", "referral", "groups"), ("finance_officer", "payment_lists", "duplicates"), ("platform_administrator", "administration", "arrivals")])
def test_without_a_page_the_topics_of_all_pages_that_the_role_opens_stand_there(role, has, lacks):
    answer = make.browser(make.member(role), language="ar").get(reverse("help")).content.decode()
    keys = {topic.title["ar"]: topic.key for topic in helped.topics()}
    shown = [keys[title] for title in re.findall(r"<summary[^>]*><b>([^<]*)", answer)]
    assert has in shown and lacks not in shown and len(shown) > 20
