"""The parts of a case: eight names as UX.md has them, and beneath an open one the pages that it holds."""
import re

import pytest
from django.urls import reverse

from tests import builders as make

pytestmark = pytest.mark.django_db


def links(page: str, of: str) -> dict[str, str]:
    """Address by name of what the bar of this class offers."""
    bar = re.search(rf'<nav class="{of}".*?</nav>', page, re.S)
    return {name: url for url, name in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)', bar[0])} if bar else {}


def test_a_case_has_eight_parts_and_whichever_is_open_shows_the_pages_beside_it():
    worker = make.member()
    case = make.case(worker)
    browser = make.browser(worker)
    parts = links(browser.get(reverse("case", args=[case.pk])).content.decode(), "am-tabs")
    assert list(parts) == ["Overview", "Assessments", "Plan", "Referrals", "Assistance", "Documents", "Related people", "Log"]
    within = {name: links(browser.get(url).content.decode(), "am-parts") for name, url in parts.items()}
    assert {name: list(pages) for name, pages in within.items() if pages} == {
        "Assessments": ["Screening", "Assessments"], "Plan": ["Plan", "Path of reintegration"], "Assistance": ["Assistance", "Social protection", "Reintegration", "Micro-businesses"],
        "Documents": ["Attachments", "Consents"], "Related people": ["Household", "Interpreters"], "Log": ["Log", "Notes"]}
    for name, pages in within.items():
        for url in set(pages.values()) - {pages.get("Consents")}:  # the consents are the person's: that page is beside the case
            page = browser.get(url).content.decode()
            assert f'href="{url}" aria-current="page"' in page and f'href="{parts[name]}" aria-current="true"' in page, url


def test_a_part_that_holds_one_page_for_the_reader_is_called_as_that_page():
    worker = make.member()
    case = make.case(worker)
    browser = make.browser(make.member("programme_officer", of=worker.organisation, teams=[worker.team]))  # who reads nothing of the social section
    parts = links(browser.get(reverse("case", args=[case.pk])).content.decode(), "am-tabs")
    assert "Assessments" not in parts and parts["Household"] == reverse("case_household", args=[case.pk])
    assert links(browser.get(parts["Household"]).content.decode(), "am-parts") == {}
