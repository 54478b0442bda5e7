"""A name as words that are found by equality: what is kept and what is asked meet, whatever is typed, and neither is ever much."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.lib.names.matching import Reading, TokenTable, pairs_of, question, readings_of, sure_words, weighed, words_of
from amana.lib.names.matching.ranking import TYPED
from amana.lib.names.matching.search import READINGS
from amana.lib.names.matching.stored import HIT, PAIRS, WORDS
from amana.lib.names.matching.tokens import MOST

NAMES = [("محمد", "أحمد", "علي", "السيد"), ("هناء", "سعيد", "", "الشاذلي"), ("Mohamed", "Abdel Rahman", "", "El-Sayed"), ("تسفاي", "برهاني", "", ""), ("زرنوخي", "محمد", "", "")]
PARTS = ("given", "father", "grandfather", "family")
texts = st.text(max_size=200) | st.text("abc محمدابن-' 7", max_size=400)


def kept(*parts: str, other: str = "") -> list[tuple[str, int]]:
    return words_of([dict(zip(PARTS, parts, strict=False))], other)


def columns(people: list[list[tuple[str, int]]]) -> tuple[list[str], list[str], list[tuple[int, int, int]]]:
    """Tokens and places of each, as the database tells them, and no births."""
    return [" ".join(text for text, _place in words) for words in people], [" ".join(str(place) for _text, place in words) for words in people], [(0, 0, 0)] * len(people)


@pytest.fixture(scope="module")
def table() -> TokenTable:
    return filled()


def filled() -> TokenTable:
    made = TokenTable()
    for name in NAMES:
        for text, _place in kept(*name):
            made.add(text)
    return made


TABLE = filled()


@pytest.mark.parametrize(("typed", "number"), [("محمد السيد", 0), ("احمد محمد", 0), ("Mohammed Ahmad Ali", 0), ("hanaa elshazly", 1), ("الشازلي هنا", 1), ("محمد عبد الرحمن", 2),
                                               ("Berhane Tesfay", 3), ("Zarnoukhi", 4)])
def test_what_is_kept_of_a_person_is_asked_for_in_whatever_spelling(table, typed, number):
    words = kept(*NAMES[number])
    reading = readings_of(table, typed)[0]
    asked = question(table, reading).words
    assert set(asked) & {text for text, _place in words} | set(asked) & set(pairs_of(words))
    scores, hits = weighed(reading, *columns([kept(*name) for name in NAMES]))
    assert hits[number] >= reading.least and scores.argmax() == number


def test_common_names_are_asked_two_by_two():
    crowd = TokenTable()
    for text in ("محمد", "احمد"):
        crowd.add(text, 10_000)
    for n in range(100):
        crowd.add(f"نادر{n}", 100)
    asked = question(crowd, readings_of(crowd, "محمد أحمد")[0]).words
    assert asked and all(" " in one for one in asked) and "احمد محمد" in asked
    assert question(crowd, readings_of(crowd, "محمد")[0]).words == ["محمد"]


@pytest.mark.parametrize("typed", ["محمد عبد", "محمد عبد ال", "mohamed abd", "Mohamed Abdel", "mohamed abdul"])
def test_a_name_of_two_words_is_met_by_the_first_of_them_while_it_is_typed(table, typed):
    reading = readings_of(table, typed)[0]
    assert (weighed(reading, *columns([kept(*name) for name in NAMES]))[1] >= reading.least).tolist() == [False, False, True, False, False]
    assert set(question(table, reading).words) & set(pairs_of(kept(*NAMES[2]))) | set(question(table, reading).words) & {text for text, _place in kept(*NAMES[2])}
    assert sure_words(reading)[0] and not {text for text, _place in kept(*NAMES[2])} & set(sure_words(reading)[0]), "and nothing is sure of it"


def test_of_many_names_that_begin_so_the_most_usual_are_meant():
    crowd, letters = TokenTable(), "بتجحدرزسصطعفقكلمنهوي"
    names = [f"عبدال{one}{other}يم" for one in letters for other in letters]
    for times, name in enumerate(names, 1):
        crowd.add(name, times)
    assert crowd.begun("B") == names[:-81:-1] and crowd.begun("U") == []
    assert set(names[:-81:-1]) <= {text for text, nats in readings_of(crowd, "عبد")[0].meant[0].items() if nats > HIT}


def test_pairs_stand_at_two_places_in_one_script():
    words = words_of([{"given": "محمد", "father": "محمد"}, {"given": "Mohamed", "family": "Ali"}])
    assert set(pairs_of(words)) == {"محمد محمد", "ali mohamed"}


@given(texts)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_asks_for_a_bounded_number_of_words(typed):
    readings = readings_of(TABLE, typed)
    assert len(readings) <= READINGS
    for reading in readings:
        asked = question(TABLE, reading)
        assert len(asked.words) == len(asked.nats) == len(asked.places) == len(asked.bonus) <= WORDS + PAIRS
        assert all(len(nats) == TYPED for nats in asked.nats) and len(reading.meant) <= MOST + 1
        words, numbers, wanted = sure_words(reading)
        assert len(words) == len(numbers) <= 20 * 20 * TYPED and set(numbers) <= set(range(wanted))


@given(texts, texts, texts)
@settings(max_examples=150, deadline=None)
def test_whatever_a_name_is_little_is_kept_of_it_and_it_finds_itself(given_part, family, other):
    words = words_of([{"given": given_part, "family": family}], other)
    assert len(words) <= 6 + MOST and len(pairs_of(words)) <= 6 * 5 // 2 + 6 * MOST + MOST * (MOST - 1) // 2
    assert all(0 <= place < 32 and not set(text) & set('"\\{},\t\r\n') for text, place in words)  # `matcher_rows` writes them as they are
    if words:
        reading = Reading(tuple(text for text, _place in words), tuple({text: 1.0} for text, _place in words), tuple(range(len(words))))
        assert weighed(reading, *columns([words]))[1].tolist() == [len(words)]
