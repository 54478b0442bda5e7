"""The guide says the same in both languages, and what it leads to is there."""
import re

import pytest

from tests.conftest import ROOT

GUIDES = [ROOT / f"docs/guide/main-job.{language}.md" for language in ("en", "ar")]
PICTURE, LINK = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)"), re.compile(r"(?<!!)\[[^\]]*\]\(([^)#]+)[^)]*\)")


@pytest.mark.parametrize("page", sorted([*GUIDES, *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_picture_and_link_of_a_page_leads_somewhere(page):
    text = page.read_text("utf-8")
    for to in [to for _words, to in PICTURE.findall(text)] + [to for to in LINK.findall(text) if "://" not in to and not to.startswith("mailto:")]:
        assert (page.parent / to).exists(), to


def test_the_guide_shows_the_same_sheets_under_as_many_headings_in_both_languages():
    english, arabic = (page.read_text("utf-8") for page in GUIDES)
    sheets = [to for _words, to in PICTURE.findall(english)]
    assert sheets == [to for _words, to in PICTURE.findall(arabic)] and len(sheets) == len(set(sheets)) >= 25
    assert english.count("\n## ") == arabic.count("\n## ")
    assert all(words for page in (english, arabic) for words, _to in PICTURE.findall(page)), "each picture says what it shows"
