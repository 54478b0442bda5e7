"""What a name is made of, and that spellings of one name meet."""
import random
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.lib.names import fold, keys, query_keys
from amana.lib.names.matching import channel
from amana.lib.names.matching.lexicon import lexicon
from amana.lib.names.matching.table import MOST, TokenTable
from amana.lib.names.matching.tokens import LONGEST, tokens
from amana.lib.names.matching.tokens import MOST as MOST_TOKENS

anything = st.text(max_size=300)


@given(anything)
def test_normalising_a_second_time_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
    once = " ".join(token.text for token in tokens(text))
    assert [fold(token.text) for token in tokens(once)] == [token.text for token in tokens(once)]


@given(anything)
def test_any_text_has_a_bounded_number_of_bounded_tokens(text):
    found = tokens(text)
    assert len(found) <= MOST_TOKENS and all(0 < len(token.text) <= LONGEST for token in found)
    assert all(2 <= len(channel.heard(token.text)) <= channel.MOST for token in found)


@pytest.mark.parametrize(("written", "found"), [
    ("جاد الرب محمد", ["جادالرب", "محمد"]),
    ("Gad El-Rab Mohamed", ["gadelrab", "mohamed"]),
    ("عبد الرحمن بن علي", ["عبدالرحمن", "علي"]),
    ("محمد علي", ["محمد", "علي"]),
    ("Ma7moud 3ali", ["ma7moud", "3ali"]),
])
def test_two_words_that_are_one_name_are_one_token(written, found):
    assert [token.text for token in tokens(written)] == found


@cache
def whole_lexicon():
    """A table of all spellings of the lexicon, and the spellings of each name that are usual enough to be met."""
    table, names = TokenTable(), {}
    for spelling, known in lexicon()._names.items():
        table.add(spelling)
        for name, share in known.items():
            if share >= 0.02:
                names.setdefault(name, []).append(spelling)
    return table, names


@pytest.mark.parametrize("seed", range(3))
def test_usual_spellings_of_one_name_are_similar_tokens(seed):
    table, names = whole_lexicon()
    chance = random.Random(seed)
    missed = asked = 0
    for name in chance.sample(sorted(names), 60):
        one, other = (chance.choice(names[name]) for _ in range(2))
        asked += 1
        missed += table.ids[other] not in table.similar(one).ids
    assert missed <= 0.05 * asked


def test_a_letter_too_many_too_few_or_another_leads_back_to_the_spelling():
    """Names of five letters and more, as they are usually written; a slip that makes another known spelling is none."""
    table, names = whole_lexicon()
    chance, missed = random.Random(7), []
    for name in chance.sample(sorted(names), 400):
        meant = chance.choice(names[name])
        place, letters = chance.randrange(1, len(meant)), "abdhiklmnrst" if meant.isascii() else "ابدحكلمنرست"
        typed = meant[:place] + chance.choice(["", chance.choice(letters), chance.choice(letters) + meant[place]]) + meant[place + 1:]
        if len(meant) >= 5 and typed not in table.ids and table.ids[meant] not in table.similar(typed).ids:
            missed.append((typed, meant))
    assert len(missed) <= 10, missed


@pytest.mark.parametrize(("typed", "beside", "other_script"), [("mousstafa", "moustafa", "مصطفي"), ("absdisa", "ابديسا", "abdisa")])
def test_a_slip_of_one_spelling_may_stand_for_the_others_of_its_name(typed, beside, other_script):
    alone, both = TokenTable(), TokenTable()
    for text in (other_script, "حسن", "ahmed", "mariam"):
        alone.add(text)
    for text in (beside, *alone.texts):
        both.add(text)
    assert both.fits(typed)[other_script] > alone.fits(typed).get(other_script, -99) + 1
    assert both.fits(typed)[beside] > both.fits(typed)[other_script]


@pytest.mark.parametrize("seed", range(3))
def test_stored_keys_of_usual_spellings_meet(seed):
    _, names = whole_lexicon()
    chance = random.Random(seed)
    pairs = [(chance.choice(names[name]), chance.choice(names[name])) for name in chance.sample(sorted(names), 600)]
    met = [any(key in keys(other) for word in query_keys(one) for key in word.keys) for one, other in pairs]
    assert sum(met) >= 0.97 * len(met)


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=60))
def test_any_token_is_compared_with_a_bounded_number_of_others(text):
    table, _ = whole_lexicon()
    for token in tokens(text):
        similar = table.similar(token.text)
        assert len(similar.ids) <= MOST
        assert list(similar.evidence) == sorted(similar.evidence, reverse=True)


@pytest.mark.parametrize(("typed", "meant", "not_meant"), [
    ("محند", "محمد", "سعيد"), ("Abdulrahman", "عبدالرحمن", "عبدالرحيم"), ("Samira", "سميره", "سمير"), ("7assan", "حسن", "حسين"),
    ("Ghirmay", "قرماي", "غريب"), ("Tesfaldet", "تسفالدت", "تسفاي"), ("Nyandeng", "نياندينق", "نيامل"), ("Cabdiraxmaan", "عبدالرحمن", "عبدالله"),
    ("Chaltu", "شلتو", "شلبي"), ("Gebremariam", "جبريماريام", "جبريل"), ("ميدو", "محمد", "حامد"),
])
def test_of_two_names_the_one_that_is_meant_has_more_evidence(typed, meant, not_meant):
    table = TokenTable()
    for text in (meant, not_meant, *(f"غيرهما{number}" for number in range(50))):
        table.add(text)
    similar = table.similar(tokens(typed)[0].text)
    evidence = dict(zip(similar.ids.tolist(), similar.evidence.tolist(), strict=True))
    assert evidence[table.ids[meant]] > evidence.get(table.ids[not_meant], -99)
    assert evidence[table.ids[meant]] > 0


def test_tokens_that_are_compared_together_tell_the_same_as_each_alone():
    texts = ["محمد", "Muhamed", "زرنوخي", "ميدو", "x7", "Abd Elrahman".replace(" ", ""), "é", "محمد"]
    together, alone = whole_lexicon()[0], TokenTable()
    for text in together.texts:
        alone.add(text)
    together._memory.clear()
    together.similar("محمد")  # one of them is known before
    for one, text in zip(together.similar_of(texts), texts, strict=True):
        other = alone.similar(text)
        assert one.ids.tolist() == other.ids.tolist()
        assert one.evidence == pytest.approx(other.evidence, abs=1e-4)


def test_a_table_that_grows_while_it_is_asked_tells_the_same_as_one_that_was_filled_at_once():
    """What was compared already is kept when a new token comes: an import asks between its batches, each of which brings some."""
    spellings = random.Random(5).sample(sorted(lexicon().words()), 600)
    asked = [*spellings[:40], *(text[:-1] for text in spellings[40:60]), "زرنوخي"]
    growing = TokenTable()
    for start in range(0, 600, 100):
        for number, text in enumerate(spellings[start:start + 100]):
            growing.add(text, 1 + number % 7)
        at_once = TokenTable()
        for text, token in growing.ids.items():
            at_once.add(text, growing.count(text))
            assert at_once.ids[text] == token
        for text in asked:
            one, other = growing.meant(text), at_once.meant(text)
            assert one.keys() == other.keys() and list(one.values()) == pytest.approx(list(other.values()), abs=1e-3)
