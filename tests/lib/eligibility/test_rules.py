"""The rules that come with the program: source and mark of each, their worked examples, and every answer over the edges of what they ask."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from amana.lib import eligibility
from amana.lib.core.errors import Unreadable
from amana.lib.eligibility import Outcome, facts, in_force, judge, line_of, read, shipped, text_of, tried
from amana.lib.scoring import Mark

PROGRAMMES = shipped()
TAKAFUL = next(one for one in PROGRAMMES if one.code == "takaful")


def test_the_programmes_of_the_domain_document_are_there():
    assert [one.key for one in PROGRAMMES] == [f"{code}/1" for code in ("decent_life", "forsa", "karama", "msmeda", "nasser", "ration_card", "school_grants", "takaful")]


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.key)
def test_each_says_where_it_comes_from_and_that_it_is_a_draft(programme):
    assert programme.mark is Mark.DRAFT and programme.mark_note.ar and programme.source.en and programme.decided_by.ar and programme.documents
    assert all(one.holds for one in tried(programme, facts()))


def test_every_question_is_asked_by_a_programme():
    assert set(facts()) == {code for one in PROGRAMMES for code in one.facts}


def edges(programme) -> dict[str, list[str]]:
    """Fact → its answers: every option, or each limit with its neighbours."""
    found = {}
    for condition in programme.conditions:
        for one in condition.any:
            limits = [limit + by for limit in (one.at_least, one.at_most) if limit is not None for by in (-1, 0, 1)]
            found[one.fact] = [str(limit) for limit in dict.fromkeys(limits) if limit >= 0] or list(facts()[one.fact].options)
    return found


def holds(programme, known: dict[str, str]) -> bool:
    """With every fact known: spelled out, apart from the program's own judging."""
    def fits(one) -> bool:
        said = known[one.fact]
        return said == one.value if one.value else (one.at_least or 0) <= int(said) <= (10**6 if one.at_most is None else one.at_most)
    return all(any(fits(one) for one in condition.any) for condition in programme.conditions)


def completions(programme, answers: dict[str, str], of: dict[str, list[str]]) -> Iterator[bool]:
    open_facts = [fact for fact in of if fact not in answers]
    for filled in product(*(of[fact] for fact in open_facts)):
        yield holds(programme, answers | dict(zip(open_facts, filled, strict=True)))


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.key)
def test_likely_and_unlikely_are_said_exactly_where_no_answer_still_open_could_change_it(programme):
    of = edges(programme)
    seen, settled = set(), {}
    for known in product(*(of[fact] for fact in of)):
        settled[known] = holds(programme, dict(zip(of, known, strict=True)))
    assert set(settled.values()) == {True, False}
    for answers in product(*([None, *of[fact]] for fact in of)):
        given = {fact: answer for fact, answer in zip(of, answers, strict=True) if answer is not None}
        outcome = judge(programme, given, facts()).outcome
        seen.add(outcome)
        if None not in answers:
            want = Outcome.LIKELY if settled[answers] else Outcome.UNLIKELY
        else:
            possible = set()
            for one in completions(programme, given, of):
                possible.add(one)
                if len(possible) == 2:
                    break
            want = Outcome.ASK if len(possible) == 2 else Outcome.LIKELY if True in possible else Outcome.UNLIKELY
        assert outcome is want, given
    assert seen == set(Outcome)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda one: one.key)
def test_what_is_asked_settles_it_and_nothing_is_asked_where_something_fails(programme):
    nothing = judge(programme, {}, facts())
    assert nothing.outcome is Outcome.ASK and set(nothing.asks) == set(programme.facts)
    for example in programme.examples:
        found = judge(programme, example.facts, facts())
        assert bool(found.asks) == (found.outcome is Outcome.ASK) and bool(found.unmet) == (found.outcome is Outcome.UNLIKELY)


@pytest.mark.parametrize("answer", ["", "maybe", "-1", "1.5", "٣", "31", "1" * 9])
def test_what_is_no_answer_is_not_known(answer):
    assert judge(TAKAFUL, TAKAFUL.examples[0].facts | {"children": answer}, facts()).asks == ("children",)


# --- versions ---


def test_of_each_programme_the_version_that_began_last_is_in_force_and_none_after_its_end():
    later = replace(TAKAFUL, version="2", valid_from=date(2027, 1, 1), valid_until=date(2027, 12, 31))
    found = {day: in_force(day, [later, TAKAFUL]) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1))}
    assert [one["takaful"].version if "takaful" in one else None for one in found.values()] == [None, "1", "1", "2", "2", None]


def test_of_two_that_begin_on_one_day_the_later_told_counts():
    assert in_force(TAKAFUL.valid_from, [TAKAFUL, replace(TAKAFUL, version="2")])["takaful"].version == "2"


# --- what is wrong with a file, and at which line ---


TEXT = text_of(TAKAFUL)


def lines_of(text: str) -> dict[str, int]:
    """Code of the fault → its line."""
    with pytest.raises(Unreadable) as raised:
        read(text, facts())
    return {fault.code: line_of(text, fault) for fault in raised.value.params["faults"]}


def at(needle: str, text: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), start=1) if needle in line)


@pytest.mark.parametrize(("old", "new", "fault", "where"), [
    ('version = "1"', "version = 1", "file.wrong_kind", "version = 1"),
    ('mark = "draft"', 'mark = "sure"', "file.no_such_choice", 'mark = "sure"'),
    ('name_ar = "تكافل"', 'name_ar = "Takaful"', "file.not_arabic", 'name_ar = "Takaful"'),
    ("at_least = 1", "at_least = -1", "file.out_of_range", "at_least = -1"),
    ("at_least = 1", "at_least = 5, at_most = 4", "condition.no_range", "at_least = 5"),
    ('fact = "farm_land", is = "no"', 'fact = "garden", is = "no"', "condition.no_fact", '"garden"'),
    ('fact = "farm_land", is = "no"', 'fact = "farm_land", is = "none"', "condition.no_option", '"none"'),
    ('fact = "farm_land", is = "no"', 'fact = "cash_now", is = "no"', "fact.twice", "# Takaful"),
    ('outcome = "unlikely"', 'outcome = "never"', "file.no_such_choice", 'outcome = "never"'),
    ('unmet = ["children"]', 'unmet = ["child"]', "example.no_condition", 'unmet = ["child"]'),
    ('children = 0', 'children = "none"', "example.no_answer", 'children = "none"'),
    ('children = 0', 'garden = "no"', "example.no_fact", "garden ="),
    ('code = "takaful"', 'code = "takaful"\namount = 500', "file.unknown_key", "amount = 500"),
    ('code = "takaful"', 'code = "takaful', "file.not_toml", 'code = "takaful'),
])
def test_a_fault_names_its_line(old, new, fault, where):
    text = TEXT.replace(old, new, 1)
    assert lines_of(text)[fault] == at(where, text)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_needs_a_worked_example(outcome):
    text = "\n\n".join(part for part in TEXT.split("\n\n") if f'outcome = "{outcome}"' not in part)
    assert "example.missing" in lines_of(text)


def test_a_worked_example_that_does_not_hold_is_told_and_refused_of_what_comes_with_the_program(monkeypatch):
    text = TEXT.replace("at_least = 1", "at_least = 3", 1)
    failing = [one for one in tried(read(text, facts()), facts()) if not one.holds]
    assert [one.outcome for one in failing][:2] == [Outcome.UNLIKELY, Outcome.UNLIKELY] and failing[0].unmet == {"children"}


def test_an_official_rule_says_who_confirmed_it():
    assert "mark.not_confirmed" in lines_of(TEXT.replace('mark = "draft"', 'mark = "official"', 1))
    assert "mark.no_note" in lines_of("\n".join(line for line in TEXT.splitlines() if not line.startswith("mark_note")))
    assert "version.ends_before" in lines_of(TEXT.replace("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_until = 2025-01-01", 1))


def test_the_text_of_each_is_read_as_it_came():
    assert all(read(text_of(one), facts(), one.key) == one for one in eligibility.shipped())
