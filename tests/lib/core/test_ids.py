import itertools
import re
import threading
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.lib.core import ids
from amana.lib.core.ids import ALPHABET, check_character, new_number, read_number, uuid7

sevens = st.text(ALPHABET, min_size=7, max_size=7)
STATES = list(itertools.product(range(4), range(7)))


def step(state, value):
    high, low = state
    return ids._DOUBLE[high] ^ value // 7, (3 * low + value % 7) % 7


def eight(seven):
    return seven + check_character(seven)


def test_the_alphabet_has_28_characters_and_none_that_is_read_as_another():
    assert len(set(ALPHABET)) == len(ALPHABET) == 28
    assert not set(ALPHABET) & set("01ILOSUZ")


@given(sevens)
def test_the_rule_of_the_docstring_is_the_rule_of_the_code(seven):
    state = (2, 6)
    for character in seven:
        state = step(state, ALPHABET.index(character))
    assert state == ids._state(seven)
    assert ids._state(eight(seven)) == (0, 0)


def test_every_single_wrong_character_is_caught_in_every_case():
    """From one state two characters never lead to the same state, and two states never fall together later."""
    for state in STATES:
        assert len({step(state, value) for value in range(28)}) == 28
    for value in range(28):
        assert len({step(state, value) for state in STATES}) == 28


def test_every_swap_of_neighbours_is_caught_in_every_case():
    for state, a, b in itertools.product(STATES, range(28), range(28)):
        if a != b:
            assert step(step(state, a), b) != step(step(state, b), a)


def test_every_swap_across_one_character_is_caught_in_every_case():
    for state, a, b, c in itertools.product(STATES, range(28), range(28), range(28)):
        if a < c:
            assert step(step(step(state, a), b), c) != step(step(step(state, c), b), a)


def test_every_twin_error_is_caught_in_every_case():
    for state, a, b in itertools.product(STATES, range(28), range(28)):
        if a != b:
            assert step(step(state, a), a) != step(step(state, b), b)


def test_iso_7064_mod_29_28_would_miss_swaps_which_is_why_it_is_not_used():
    def hybrid(carry, value):
        return ((carry + value) % 28 or 28) * 2 % 29

    missed = [
        (carry, a, b)
        for carry, a, b in itertools.product(range(1, 29), range(28), range(28))
        if a < b and hybrid(hybrid(carry, a), b) == hybrid(hybrid(carry, b), a)
    ]
    assert len(missed) == 28


@given(sevens, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_a_whole_number_with_one_wrong_character_is_not_read(seven, place, wrong):
    number = eight(seven)
    broken = number[:place] + wrong + number[place + 1 :]
    assert (read_number(broken) is None) == (broken != number)


@given(sevens, st.integers(0, 6))
def test_a_whole_number_with_two_neighbours_swapped_is_not_read(seven, place):
    number = eight(seven)
    broken = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (read_number(broken) is None) == (broken != number)


def test_each_character_occurs_as_check_character():
    assert {check_character("222222" + last) for last in ALPHABET} == set(ALPHABET)


def test_the_check_characters_that_the_database_must_give_too():
    examples = {"2222222": "B", "7K4Q92X": "H", "YYYYYYY": "7", "AB3K9XM": "9", "345678W": "5"}
    assert {seven: check_character(seven) for seven in examples} == examples


def test_a_character_outside_the_alphabet_has_no_check():
    with pytest.raises(ValueError):
        check_character("222222O")


@pytest.mark.parametrize(
    "typed",
    [
        "AM-7K4Q-92XH",
        "am-7k4q-92xh",
        "AM7K4Q92XH",
        "7k4q92xh",
        " 7K4Q 92XH ",
        "AM–7K4Q—92XH",
        "\u2066AM-7K4Q-92XH\u2069",
        "\u200fAM.7K4Q.92XH",
        "AM-٧K٤Q-٩٢XH",
        "AM-7K4Q-9ZXH",
    ],
)
def test_a_number_is_read_however_it_was_typed(typed):
    assert read_number(typed) == "AM-7K4Q-92XH"


@pytest.mark.parametrize(
    "typed", ["", "AM", "AX-7K4Q-92XH", "AM-7K4Q-92X", "AM-7K4Q-92XHT", "AM-7K4Q-92Xت", "AM-0K4Q-92XH"]
)
def test_what_cannot_be_a_number_is_none(typed):
    assert read_number(typed) is None


def test_a_missing_prefix_is_the_one_that_was_asked_for_and_a_typed_one_wins():
    assert read_number("7K4Q92XH", "AC") == "AC-7K4Q-92XH"
    assert read_number("AR7K4Q92XH", "AC") == "AR-7K4Q-92XH"


@given(st.sampled_from(ids.PREFIXES))
def test_a_new_number_is_read_as_itself(prefix):
    number = new_number(prefix)
    assert re.fullmatch(rf"{prefix}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", number)
    assert read_number(number) == number


@given(st.text())
def test_any_text_at_all_is_read_or_refused_quietly(text):
    number = read_number(text)
    assert number is None or read_number(number) == number


def test_keys_are_version_7_and_carry_the_time(monkeypatch):
    monkeypatch.setattr(ids, "_last_ms", 0)
    monkeypatch.setattr(ids.time, "time_ns", lambda: 0x017F22E279B0 * 1_000_000)
    key = uuid7()
    assert key.version == 7
    assert key.variant == uuid.RFC_4122
    assert str(key).startswith("017f22e2-79b0-7")


def test_keys_of_one_process_rise_also_in_one_millisecond_and_when_the_clock_goes_back(monkeypatch):
    monkeypatch.setattr(ids, "_last_ms", 0)
    clock = itertools.chain([5_000_000] * 9000, [4_000_000] * 100)
    monkeypatch.setattr(ids.time, "time_ns", lambda: next(clock))
    keys = [uuid7() for _ in range(9100)]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_threads_never_get_the_same_key_and_each_sees_its_own_rise():
    per_thread = [[] for _ in range(4)]
    threads = [threading.Thread(target=lambda got=got: got.extend(uuid7() for _ in range(2000))) for got in per_thread]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(itertools.chain(*per_thread))) == 8000
    assert all(got == sorted(got) for got in per_thread)
