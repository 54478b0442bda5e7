"""The text of consent in its versions."""

import hashlib
import json
import string
from datetime import date

import pytest

from amana.casework.consent.rules import COVERED, TO_ANOTHER, Purpose
from amana.casework.consent.rules import text as texts
from amana.ground.access.rules import Section

# A version that people have seen is never edited: whoever changes a word here makes a new version instead.
SEEN = {"1": "f33a1d680b89ac93"}


def fingerprint(version: dict) -> str:
    return hashlib.sha256(
        json.dumps({language: version[language] for language in texts.LANGUAGES}, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()[:16]


def test_a_version_that_was_shown_is_not_edited():
    assert {one["number"]: fingerprint(one) for one in texts._versions()} == SEEN


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_purpose_and_section_has_its_words_in_both_languages(language):
    for version in texts._versions():
        words = version[language]
        assert set(words["purposes"]) == set(Purpose.values)
        assert set(words["sections"]) == {section.name.lower() for section in Section}
        for purpose, told in words["purposes"].items():
            assert ("what" in told) == (purpose in COVERED), "where a person chooses what is sent, the text says the choice"
            named = {name for value in told.values() for _text, name, _spec, _conversion in string.Formatter().parse(value) if name}
            assert named <= {"organisation", "receiver"} and ("receiver" in named) == (purpose in TO_ANOTHER)


def test_all_versions_are_drafts_until_a_lawyer_has_read_them():
    assert all(one["status"].startswith("draft") for one in texts._versions())


def test_the_version_of_the_day_is_shown():
    assert texts.text_on(date(2026, 11, 25), "ar").number == "1"
    assert texts.text_on(date(2020, 1, 1), "fr").language == "ar"


def test_there_are_seven_points_in_both_languages():
    assert len(texts.points()) == 7
    assert all(row["point_ar"] and row["point_en"] for row in texts.points().values())
