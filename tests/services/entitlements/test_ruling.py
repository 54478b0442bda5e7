"""A rule is changed by the platform's administrator: errors at their line, worked examples that pass or fail, the effect in counts alone, and a day from which it holds."""
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.ground.rows.acting import Forbidden, acting, clock
from amana.lib import eligibility
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused, Unreadable
from amana.services.entitlements import actions, queries
from amana.services.entitlements.models import Publication, RuleDraft, Screening
from tests import builders as make
from tests.services.entitlements.test_entitlements import POOR, on

pytestmark = pytest.mark.django_db
TAKAFUL = next(one for one in eligibility.shipped() if one.code == "takaful")
SECOND = eligibility.text_of(TAKAFUL).replace('version = "1"', 'version = "2"').replace("at_least = 1", "at_least = 2").replace("children = 1,", "children = 2,").replace("children = 1}", "children = 2}")


@pytest.fixture
def platform():
    return make.member("platform_administrator")


def drafted(platform, text=SECOND, replaces=None):
    with acting(platform.cookie) as actor:
        return actions.draft_rule("takaful", text=text, why="قرار", replaces=replaces, by=actor)


def published(platform, draft, days=0):
    with acting(platform.cookie) as actor:
        return actions.publish_rule(draft, valid_from=cairo_day(clock()) + timedelta(days=days), confirmed="مدير البرنامج", by=actor)


def test_a_rule_is_drafted_looked_at_and_published_on_the_pages_and_screenings_keep_their_version(platform):
    owner = make.member()
    case = make.case(owner)
    with acting(owner.cookie) as actor:
        before = actions.screen(case, facts=POOR | {"children": "1"}, remarks="", by=actor)
    browser = make.browser(platform)
    form = browser.get(reverse("draft_rule", args=["takaful"]) + "?as=text").content.decode()
    assert "code = &quot;takaful&quot;" in form
    answer = browser.post(reverse("draft_rule", args=["takaful"]), {"text": SECOND, "why": "قرار 5"}, follow=True)
    page = answer.content.decode()
    assert "Draft: holds nowhere" in page and "there is nothing to show yet" in page and "Does not hold" not in page
    with acting(owner.cookie):
        assert queries.in_force(cairo_day(clock()))["takaful"].version == "1"
    draft = RuleDraft.objects.get()
    where = reverse("rule_draft", args=[draft.pk])
    assert "required" in browser.post(where, on("valid_from", cairo_day(clock()))).content.decode()
    assert browser.post(where, on("valid_from", cairo_day(clock())) | {"confirmed": "كتاب الوزارة"}).status_code == 302
    with acting(owner.cookie) as actor:
        after = actions.screen(case, facts=POOR | {"children": "1"}, remarks="", by=actor)
        assert (before.findings["takaful"], after.findings["takaful"]) == ({"version": "1", "outcome": "likely"}, {"version": "2", "outcome": "unlikely"})
        assert [one.outcome for row in (before, after) for one in queries.shown(row) if one.code == "takaful"] == ["likely", "unlikely"]
    rule = make.browser(owner).get(reverse("eligibility_rule", args=["takaful"])).content.decode()
    assert "كتاب الوزارة" in rule and "Draft a new version" not in rule and "2 or more" in rule


def test_what_is_wrong_is_said_with_its_line_and_stays_typed(platform):
    text = SECOND.replace('fact = "farm_land"', 'fact = "garden"')
    line = next(n for n, one in enumerate(text.splitlines(), start=1) if "garden" in one)
    page = text_of(make.browser(platform).post(reverse("draft_rule", args=["takaful"]), {"text": text, "why": "x"}))
    assert f"Line {line}" in page and "garden" in page and "farm" in page and not RuleDraft.objects.exists()
    page = text_of(make.browser(platform).post(reverse("draft_rule", args=["takaful"]), {"text": "code = ", "why": "x"}))
    assert "Line 1" in page


@pytest.mark.parametrize(("text", "said"), [(SECOND.replace('code = "takaful"', 'code = "karama"', 1), "another programme"), (eligibility.text_of(TAKAFUL), "exists already")])
def test_another_programme_or_a_version_that_exists_is_refused(platform, text, said):
    assert said in make.browser(platform).post(reverse("draft_rule", args=["takaful"]), {"text": text, "why": "x"}).content.decode()


def test_a_draft_with_a_failing_example_is_kept_and_not_published(platform):
    draft = drafted(platform, SECOND.replace('outcome = "likely"', 'outcome = "ask"', 1))
    page = text_of(make.browser(platform).get(reverse("rule_draft", args=[draft.pk])))
    assert "Does not hold" in page and "Expected: Cannot say yet: ask. The rule says: Likely eligible." in page
    with pytest.raises(Refused, match="rule_examples"):
        published(platform, draft)


def test_what_was_replaced_or_withdrawn_is_not_published_and_nothing_holds_before_today(platform):
    first = drafted(platform)
    second = drafted(platform, SECOND + "# x\n", replaces=first)
    for refused, days, why in ((first, 0, "rule_replaced"), (second, -1, "rule_in_past")):
        with pytest.raises(Refused, match=why):
            published(platform, refused, days)
    with pytest.raises(Refused, match="ruledraft_replaces_id_key"):
        drafted(platform, replaces=first)
    with acting(platform.cookie) as actor:
        actions.withdraw_rule(second, why="لا", by=actor)
    with pytest.raises(Refused, match="rule_replaced"):
        published(platform, second)
    third = drafted(platform)
    published(platform, third, 3)
    with acting(platform.cookie):
        assert queries.in_force(cairo_day(clock()))["takaful"].version == "1"
        assert queries.in_force(cairo_day(clock()) + timedelta(days=3))["takaful"].version == "2"
    for again in (lambda: published(platform, third), lambda: drafted(platform, replaces=third)):
        with pytest.raises(Refused):
            again()
    assert Publication.objects.count() == 1


def text_of(answer) -> str:
    """Without the marks that keep pieces of another direction apart."""
    return re.sub("[\u2066-\u2069]|</?bdi[^>]*>", "", answer.content.decode())


def screened(owner, count, **facts):
    for _n in range(count):
        case = make.case(owner, make.person(owner, phone=""))
        with acting(owner.cookie) as actor:
            actions.screen(case, facts=POOR | facts, remarks="", by=actor)


def test_the_effect_is_told_in_whole_fives_and_nothing_of_fewer_than_five(platform):
    owner = make.member()
    screened(owner, 7, children="1")
    screened(owner, 4, children="2")
    with acting(platform.cookie):
        assert [(one.was, one.becomes, one.households) for one in queries.effect(TAKAFUL, eligibility.read(SECOND, eligibility.facts()))] == [("likely", "unlikely", 5)]
        assert not Screening.objects.exists()
    screened(owner, 1, children="2")
    with acting(platform.cookie):
        assert [(one.was, one.becomes, one.households) for one in queries.effect(TAKAFUL, eligibility.read(SECOND, eligibility.facts()))] == [("likely", "likely", 5), ("likely", "unlikely", 5)]
    draft = drafted(platform)
    assert "Another answer: about 5. The same answer: about 5." in text_of(make.browser(platform).get(reverse("rule_draft", args=[draft.pk])))
    with acting(owner.cookie):
        assert queries.effect(TAKAFUL, TAKAFUL) == []


def test_what_was_done_with_rules_is_read_by_who_keeps_them(platform):
    published(platform, drafted(platform))
    page = make.browser(platform).get(reverse("office_acts")).content.decode()
    assert "Rule of a programme drafted" in page and "Rule of a programme published" in page and reverse("eligibility_rules") in page


def test_nobody_else_drafts_or_sees_a_draft(platform):
    draft = drafted(platform)
    worker = make.member("supervisor")
    with acting(worker.cookie) as actor:
        assert not RuleDraft.objects.exists()
        for act in (lambda: actions.draft_rule("takaful", text=SECOND, why="x", by=actor), lambda: actions.publish_rule(draft, valid_from=cairo_day(clock()), confirmed="x", by=actor)):
            with pytest.raises(Forbidden):
                act()
    assert make.browser(worker).get(reverse("rule_draft", args=[draft.pk])).status_code == 403
    assert make.browser(worker).get(reverse("eligibility_rules")).status_code == 200


def test_a_text_that_is_no_rule_is_unreadable(platform):
    with pytest.raises(Unreadable):
        drafted(platform, "x")


def typed(parts, **changed):
    """What a browser sends of a form that nobody touched, with these changes."""
    sent = {}
    for one in parts:
        day = hasattr(one.value, "isoformat")
        sent |= {f"{one.name}_day": one.value.day, f"{one.name}_month": one.value.month, f"{one.name}_year": one.value.year} if day else {one.name: str(one.value)}
    return sent | {"more_ar": "", "more_en": "", "why": "قرار 7"} | changed


def test_every_rule_that_comes_with_the_program_has_fields_and_untouched_ones_change_nothing():
    for one in eligibility.shipped():
        text = eligibility.text_of(one)
        parts = eligibility.parts(text)
        assert parts and {"version", "valid_from"} < {part.name for part in parts}, one.key
        assert eligibility.rewritten(text, parts, {part.name: part.value for part in parts}) == text


def test_a_limit_a_day_a_document_and_words_are_changed_by_fields_and_the_rest_of_the_text_stays(platform):
    browser, url = make.browser(platform), reverse("draft_rule", args=["takaful"])
    page = browser.get(url).content.decode()
    assert "At least:" in page and "Document 4, in Arabic" in page and 'name="text"' not in page and "?as=text" in page
    text = eligibility.text_of(TAKAFUL)
    sent = typed(eligibility.parts(text), **{"version": "2", "valid_from_year": "2027", "condition-2-children-at_least": "٣", "condition-3-text_en": 'So "little" income', "document-1-name_ar": "", "document-1-name_en": "",
                                             "more_ar": "عقد إيجار", "more_en": "A lease"})
    assert browser.post(url, sent).status_code == 302
    draft = RuleDraft.objects.get()
    read = eligibility.read(draft.text, eligibility.facts())
    assert (read.version, read.valid_from.year, read.conditions[1].any[0].at_least, read.conditions[2].text.en) == ("2", 2027, 3, 'So "little" income')
    assert [one.en for one in read.documents] == [one.en for one in TAKAFUL.documents[1:]] + ["A lease"] and "# Worked examples, which are tests too." in draft.text
    assert [one.facts for one in read.examples] == [one.facts for one in TAKAFUL.examples]
    assert "Does not hold" in browser.get(reverse("rule_draft", args=[draft.pk])).content.decode(), "an example with two children is told before anything is published"


def test_what_is_wrong_in_a_field_is_said_and_what_was_typed_stays(platform):
    browser, url = make.browser(platform), reverse("draft_rule", args=["takaful"])
    parts = eligibility.parts(eligibility.text_of(TAKAFUL))
    for change, sentence in (({"document-2-name_en": ""}, "in both languages"), ({"condition-2-children-at_least": "many"}, "whole number"), ({}, "exists already"), ({"version": "2 b"}, "no rule yet"), ({"more_en": "A lease"}, "in both languages")):
        page = browser.post(url, typed(parts, **{"name_en": "Takaful anew"} | change)).content.decode()
        assert sentence in page and "Takaful anew" in page, (change, sentence)
    assert not RuleDraft.objects.exists()


@pytest.mark.parametrize("other", [("at_least = 1}", "at_least = 1_0}"), ("at_least = 1}", "at_least = 0x1}"), ('"Egyptian nationality, or one that is treated alike"', "'Egyptian nationality, or one that is treated alike'"), ('name_en = "Takaful"', 'name_en = """\nTakaful"""'),
                                   ("[[condition]]\ncode = \"children\"", "[[condition]]\ncode = \"children\"\n  # at_least = 9\n")])
def test_a_text_that_is_written_otherwise_is_changed_as_text_alone(platform, other):
    text = eligibility.text_of(TAKAFUL).replace('version = "1"', 'version = "2"').replace(*other)
    assert (eligibility.parts(text) is None) is ("#" not in other[1])
    draft = drafted(platform, text)
    page = make.browser(platform).get(reverse("change_rule_draft", args=[draft.pk])).content.decode()
    assert ('name="text"' in page) is ("#" not in other[1])
