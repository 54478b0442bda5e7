"""Reference data: every file that rules the program stands on a page, with what it is for, where it is from and how surely it holds, in both languages."""
import csv
import hashlib
import re
import tomllib
from datetime import date

import pytest
from django.urls import reverse

from amana.doors.site.pages import reference
from amana.ground.holidays.rules import Mark
from tests import builders as make
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db
FILES = [one for _group, of_group in reference.catalogue() for one in of_group]
ITSELF = "doors/site/reference/catalogue.toml"  # cannot hold its own digest


def test_every_reference_file_stands_in_the_catalogue_once():
    there = {str(path.relative_to(ROOT / "amana")) for end in ("toml", "csv") for path in (ROOT / "amana").rglob(f"reference/**/*.{end}")}
    told = [one.path for one in FILES]
    assert sorted(told) == sorted(there - {ITSELF})
    assert len({one.key for one in FILES}) == len(FILES)


@pytest.mark.parametrize("one", FILES, ids=lambda one: one.key)
def test_a_file_has_source_validity_mark_and_the_day_of_its_last_change(one):
    assert one.mark in Mark.values and isinstance(one.valid_from, date) and isinstance(one.changed, date)
    assert one.valid_to is None or one.valid_to > one.valid_from
    for field in ("title", "purpose", "source"):
        arabic, english = getattr(one, f"{field}_ar"), getattr(one, f"{field}_en")
        assert re.search("[\u0621-\u064a]", arabic) and english and not re.search("[\u0621-\u064a]", english), field
    digest = hashlib.sha256(one.content).hexdigest()[:12]
    assert one.digest == digest, f"{one.path} has changed: write `changed` and `digest` of it anew, {digest}"


@pytest.mark.parametrize("one", [one for one in FILES if one.path.endswith(".toml")], ids=lambda one: one.key)
def test_what_a_file_says_of_itself_is_what_the_page_says(one):
    content = tomllib.loads(one.content.decode())
    assert str(content.get("status", one.mark)).startswith(one.mark) and content.get("valid_from", one.valid_from) == one.valid_from


def test_heads_of_columns_have_words_in_both_languages():
    known = reference._read()["words"]
    for one in FILES:
        if one.path.endswith(".csv"):
            heads = next(csv.reader(line for line in one.content.decode().splitlines() if not line.startswith("#")))
            assert set(heads) <= known.keys(), one.path
    assert all(len(pair) == 2 and re.search("[\u0621-\u064a]", pair[1]) for pair in known.values())


def test_the_list_leads_to_every_file_and_says_what_is_a_draft():
    page = make.browser(make.member("analyst", teams=[])).get(reverse("reference")).content.decode()
    for one in FILES:
        url = reverse("holidays") if one.key == reference.HOLIDAYS else reverse("reference_file", args=[one.key])
        assert f'href="{url}"' in page, one.key
    assert "Draft: to be confirmed" in page


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("one", FILES, ids=lambda one: one.key)
def test_a_page_shows_what_stands_in_the_file(one, language):
    page = make.browser(make.member(), language=language).get(reverse("reference_file", args=[one.key]))
    html = page.content.decode()
    assert page.status_code == 200
    if one.path.endswith(".csv"):
        rows = list(csv.reader(line for line in one.content.decode().splitlines() if not line.startswith("#")))[1:]
        assert page.context["total"] == len(rows) and len(page.context["rows"]) == min(len(rows), 50)
        assert len(re.findall("<tr>", html)) == len(page.context["rows"]) + 1
    else:
        assert "<dd>" in html and not re.search(r"[{\[]'", html), "no Python on a page"


def test_times_are_said_in_words_and_both_languages_of_a_name_are_shown():
    browser = make.browser(make.member())
    times = browser.get(reverse("reference_file", args=["risk_levels"])).content.decode()
    assert "First action" in times and "2 hours · calendar time" in times and "3 days · working time" in times and "Draft: to be confirmed" in times
    reasons = browser.get(reverse("reference_file", args=["reasons"])).content.decode()
    assert "Danger to life or health, now" in reasons and "خطر على الحياة أو الصحة الآن" in reasons


def test_a_file_that_is_none_is_missing_and_a_long_one_goes_on():
    browser = make.browser(make.member())
    assert browser.get(reverse("reference_file", args=["nothing"])).status_code == 404
    assert browser.get(reverse("reference_file", args=["spellings"]), {"page": 3}).context["rows"][0] != browser.get(reverse("reference_file", args=["spellings"])).context["rows"][0]
