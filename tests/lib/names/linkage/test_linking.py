"""A whole register linked with itself: known duplicates are found, strangers are not, and no key makes more than a bounded number of pairs."""
import json
from dataclasses import replace
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from random import Random
from shutil import which

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.lib.names import linkage
from amana.lib.names.linkage.beside import BESIDE, UNLIKE, beside
from amana.lib.names.linkage.classes import Classes
from amana.lib.names.linkage.columns import columns_of
from amana.lib.names.linkage.keys import FEW, MOST, Keys
from amana.lib.names.linkage.scoring import EVERY, HAVE, last_rows
from amana.lib.names.linkage.splinked import Weighed
from amana.lib.names.linkage.strangers import STRANGERS, strangers
from amana.lib.names.matching import PARTS, WORTH, Birth, Facts
from amana.lib.names.matching.protocol import facts_of

LABELLED = Path(__file__).parents[1] / "matching/labelled_pairs.jsonl"
DAY = Birth(1988, 5, 12)


def person(text, birth=DAY, **more):
    return Facts((dict(zip(PARTS, text.split("/"), strict=False)),), birth, **more)


def linked(people: dict[str, Facts], backend: str = "duckdb"):
    return linkage.link(people.items(), lambda keys: {key: people[key] for key in keys}, backend=backend)


def pairs(found) -> set[frozenset[str]]:
    return {frozenset((pair.one, pair.other)) for pair in found.pairs}


def town(many: int, seed: int = 1) -> dict[str, Facts]:
    """Strangers with usual names, each born on a day of her own."""
    chance = Random(seed)
    men, women = ["محمد", "أحمد", "محمود", "علي", "حسن", "إبراهيم", "عبد الله", "يوسف"], ["فاطمة", "مريم", "زينب", "هدى", "سارة"]
    families = ["الشاذلي", "المبارك", "الطنطاوي", "كوكو", "أبو سن", "عثمان"]
    return {f"T{number}": person("/".join((chance.choice(men + women), chance.choice(men), chance.choice(men), chance.choice(families))),
                                 Birth(1955 + number % 60, 1 + number % 12, 2 + number % 27)) for number in range(many)}


def labelled():
    """Both records of each labelled pair as a register; which pairs are one person, and which are two."""
    people, said = {}, {True: set(), False: set()}
    for number, line in enumerate(LABELLED.read_text("utf-8").splitlines()):
        one = json.loads(line)
        people |= {f"{number}a": facts_of(one["a"]), f"{number}b": facts_of(one["b"])}
        said[one["same"]].add((f"{number}a", f"{number}b"))
    return people, said[True], said[False]


def test_one_person_in_two_scripts_is_found_among_strangers():
    """Field report B02."""
    people = town(300) | {"a": person("هناء/سعيد/عبد الرحمن/الشاذلي"), "b": person("Hanaa/Saeed/Abdelrahman/Elshazly", Birth(1988, 12, 5))}
    assert pairs(linked(people)) == {frozenset("ab")}


def test_twins_and_a_father_with_his_son_are_no_pairs():
    """Field report B05."""
    people = town(300) | {"one": person("سمير/سعيد/حسن/الشاذلي"), "two": person("سميرة/سعيد/حسن/الشاذلي"),
                          "father": person("سعيد/حسن/علي/الشاذلي", Birth(1960, 2, 3)), "phone": person("نور/سعيد/حسن/الشاذلي", Birth(1990, 1, 1))}
    assert pairs(linked(people)) == set()


def test_labelled_pairs_are_told_apart():
    """Of pairs that were made to be hard, a seventh by two parts of a name alone and a seventh with nothing but the name."""
    people, same, different = labelled()
    points = {point.least: point for point in linkage.points(linked(people).pairs, same, different)}
    assert points[WORTH].recall > 0.88 and points[linkage.SURE].precision > 0.95


def test_a_document_in_common_is_found_however_the_name_is_written():
    people = town(200) | {"a": person("ليلى/حامد", documents=frozenset({"a1"})), "b": person("تسفاي/برهاني", Birth(1970, 3, 4), documents=frozenset({"a1"}))}
    found = linked(people)
    assert found.looked_at >= 1 and "document" in {one["kind"] for one in found.keys if one["keys"]}


def test_whoever_is_gone_when_the_letters_are_looked_at_is_left_out():
    people = {"a": person("هناء/سعيد/عبد الرحمن/الشاذلي"), "b": person("هناء/سعيد/عبد الرحمن/الشاذلى")}
    assert linkage.link(people.items(), lambda keys: {}).pairs == []


@pytest.mark.parametrize("people", [{}, {"a": person("هناء/سعيد")}, {"a": Facts(), "b": Facts()}])
def test_a_register_of_nobody_and_of_one_has_no_pairs(people):
    assert linked(people).pairs == []


def test_the_order_of_the_register_changes_nothing():
    people, *_said = labelled()
    few = dict(list(people.items())[:200])
    forwards, backwards = linked(few), linked(dict(reversed(few.items())))
    told = [{frozenset((pair.one, pair.other)): round(pair.probability, 4) for pair in found.pairs} for found in (forwards, backwards)]
    assert told[0] == told[1] and told[0]


# --- what else speaks ---


def seen(pairs: dict[tuple[int, int], float], people: int = 5):
    """What stands beside each pair, by name."""
    one, other = np.array(list(pairs)).T
    rows = beside(Weighed(one, other, np.zeros(len(pairs)), len(pairs), []), np.array(list(pairs.values())), people)
    return {pair: dict(zip(BESIDE, row.tolist(), strict=True)) for pair, row in zip(pairs, rows, strict=True)}


def test_a_third_record_speaks_for_the_two_that_it_is_like():
    found = seen({(0, 1): 4.0, (0, 2): 3.0, (1, 2): -2.0, (3, 4): 1.0})
    assert found[1, 2]["third"] == 3 and found[1, 2]["ahead_most"] == -5 and found[1, 2]["other_more_meets"] == 3
    assert found[3, 4]["third"] == found[3, 4]["other_more"] == UNLIKE and found[3, 4]["ahead_least"] == 1 - UNLIKE


def test_the_other_of_one_who_is_unlike_the_second_speaks_for_neither():
    found = seen({(0, 1): 0.5, (1, 2): 5.0})
    assert found[0, 1]["other_more"] == 5 and found[0, 1]["other_more_meets"] == found[0, 1]["third"] == UNLIKE
    assert found[0, 1]["others_likely_most"] > 0.9 > 0.1 > found[0, 1]["others_likely_least"]


def test_to_live_in_one_governorate_tells_more_the_fewer_live_there_and_two_speak_against():
    def chance(a: str, b: str, most: str = "EG01") -> float:
        people = {key: replace(one, governorate=most) for key, one in town(400).items()}
        one, other = person("مريم/علي/حسن/عثمان", Birth(1988)), person("مريم/علي/حسن", Birth(1988, 1, 1))
        people |= {"a": replace(one, governorate=a), "b": replace(other, governorate=b)}
        return next((pair.probability for pair in linked(people).pairs if {pair.one, pair.other} == {"a", "b"}), 0.0)

    assert chance("EG28", "EG28") > chance("", "EG28") > chance("EG01", "EG28")
    assert chance("EG01", "EG01") == pytest.approx(chance("", ""), abs=0.02), "where nearly all live says nothing"


def test_two_without_a_phone_are_likelier_one_person_than_one_with_and_one_without():
    """Each with its others in a town where every second has a phone."""
    def chance(*phones: str) -> float:
        people = {key: replace(one, phones=frozenset({f"+2010{number:08}"} if number % 2 else ())) for number, (key, one) in enumerate(town(400).items())}
        ends = person("مريم/علي/حسن/عثمان", Birth(1988)), person("مريم/علي/حسن", Birth(1988, 1, 1))
        people |= {key: replace(one, phones=frozenset({phone} if phone else ()), governorate=key) for key, one, phone in zip("ab", ends, phones, strict=True)}
        return next((pair.probability for pair in linked(people).pairs if {pair.one, pair.other} == {"a", "b"}), 0.0)

    assert chance("", "") > chance("", "+201001234567") > chance("+201111111111", "+201001234567")


def test_it_is_told_how_many_of_the_two_have_a_phone_and_a_family_name_and_how_usual_one_is_among_theirs():
    with_one, without = person("تسفاي/برهاني/علي/عثمان", nationalities=("ER",), phones=frozenset({"+201001234567"})), person("تسفاي/برهاني/علي", nationalities=("ER",))
    columns = columns_of(enumerate([with_one, without, without, without, person("علي/حسن/علي/عثمان", nationalities=("EG",))]))
    one, other = np.array([(0, 0), (0, 1), (1, 2), (0, 4)]).T
    rows = last_rows(np.zeros((4, len(EVERY)), np.float32), np.zeros(4), Weighed(one, other, np.zeros(4), 4, []), columns)
    assert rows[:, -len(HAVE) :].tolist() == [[2, 2, 0.25], [1, 1, 0.25], [0, 0, 0.25], [1, 2, 0.625]]


def by_chance(people: list[Facts], pairs: list[tuple[int, int]]):
    """How many strangers would be as alike as each of these pairs, by name of the figure."""
    columns = columns_of((str(number), one) for number, one in enumerate(people))
    one, other = np.array(pairs).T
    rows = strangers(Weighed(one, other, np.zeros(len(pairs)), len(pairs), []), columns, np.zeros(len(pairs)))
    return [dict(zip(STRANGERS, row.tolist(), strict=True)) for row in rows]


def test_strangers_are_expected_among_those_of_the_same_nationality():
    """A name that is usual at home and rare among everybody else."""
    many = [person("محمد/أحمد/علي/عثمان", nationalities=("EG",)) for _ in range(20)] + [person("تسفاي/برهاني/علي", nationalities=("ER",)) for _ in range(20)]
    here, there = by_chance([*many, *(person("محمد/أحمد/علي/عثمان", nationalities=(nation,)) for nation in ("EG", "ER", "ER"))], [(0, 40), (41, 42)])
    assert here["names_shared"] == there["names_shared"] == 4
    assert here["namesakes"] == pytest.approx(np.log2(21)) and there["namesakes"] == 1 and here["expected"] > there["expected"]


def test_a_birth_by_day_is_shared_by_fewer_strangers_than_a_year_and_an_unknown_one_by_all():
    people = [*town(300).values(), *(person("مريم/علي/حسن/عثمان", birth) for birth in (DAY, DAY, Birth(1988), Birth(1988), Birth(), Birth()))]
    day, year, unknown = by_chance(people, [(300, 301), (302, 303), (304, 305)])
    assert day["birth_by_chance"] < year["birth_by_chance"] < unknown["birth_by_chance"] == 0
    assert day["expected_born"] == pytest.approx(day["expected"] + day["birth_by_chance"], abs=1e-4)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_strangers_are_as_many_from_either_side(data):
    people = data.draw(st.lists(facts, min_size=2, max_size=12))
    ends = data.draw(st.lists(st.tuples(*[st.integers(0, len(people) - 1)] * 2), min_size=1, max_size=9))
    assert by_chance(people, ends) == by_chance(people, [(other, one) for one, other in ends])


# --- who is compared at all ---


def test_two_names_that_few_have_are_compared_without_a_birth_and_those_that_many_have_are_not():
    people = {str(number): person("قمر/منذر", Birth()) for number in range(FEW)}
    assert linked(people).compared == FEW * (FEW - 1) // 2
    assert linked(people | {"more": person("قمر/منذر", Birth())}).compared == 0

def test_no_key_makes_more_than_a_bounded_number_of_pairs():
    """A thousand namesakes born on one day: each key is kept by MOST people or by none."""
    people = {f"{number}": person("محمد/أحمد/محمود/علي", phones=frozenset({"+201001234567"}), documents=frozenset({"a1"})) for number in range(1000)}
    keys = Keys(columns_of(people.items()))
    assert len(keys.of_each()[1]) == 0 and all(one["pairs"] == 0 for one in keys.told) and any(one["left_out"] for one in keys.told)
    assert linked(people).compared == 0


written = st.dictionaries(st.sampled_from(PARTS), st.sampled_from(["محمد", "Mohamed", "أحمد", "علي", "Hassan", "x"]) | st.text(max_size=12), max_size=4)
facts = st.builds(lambda names, birth, sex: Facts(tuple(names), Birth(*birth), sex=sex), st.lists(written, max_size=2),
                  st.tuples(st.integers(1950, 1960), st.integers(0, 12), st.integers(1, 28)) | st.just((0, 0, 0)), st.sampled_from(["m", "f", ""]))


@settings(max_examples=60, deadline=None)
@given(st.lists(facts, max_size=30))
def test_any_register_has_bounded_keys_that_two_people_share(some):
    columns = columns_of((str(number), one) for number, one in enumerate(some))
    keys = Keys(columns)
    people, found = keys.of_each()
    _, many = np.unique(found, return_counts=True)
    assert all(2 <= one <= MOST for one in many)
    assert len({*zip(people.tolist(), found.tolist(), strict=True)}) == len(found)
    assert sum(one["pairs"] for one in keys.told) == sum(one * (one - 1) // 2 for one in many.tolist())


@pytest.mark.parametrize(("one", "other"), [("محمد", "mohammed"), ("احمد", "ahmad"), ("عبدالرحمن", "abdelrahman"), ("صفا", "صفاء"), ("تسفاي", "tesfay"), ("mhmad", "محمد"), ("ميدو", "محمد")])
def test_spellings_of_one_name_meet_in_a_class(one, other):
    classes = Classes([(text, 1) for text in (one, other, "حسن", "فاطمه", "yusuf")])
    assert set(classes.of(one)) & set(classes.of(other))


def test_names_that_no_list_has_meet_their_look_alikes():
    classes = Classes([("quxwazzim", 5), ("quxwazim", 1), ("محمد", 9)])
    assert set(classes.of("quxwazzim")) & set(classes.of("quxwazim"))


def test_the_first_of_january_counts_as_the_year_alone():
    columns = columns_of([("a", person("علي", Birth(1990, 1, 1))), ("b", person("علي", Birth(1990, 1, 2))), ("c", replace(person("علي", Birth(1990)), is_estimated=True))])
    assert columns.slack.tolist() == [1, 0, 3] and columns.has_day.tolist() == [False, True, False]


def test_groups_hang_together_by_their_pairs():
    chain = [linkage.Pair(one, other, 0.9, 1.0) for one, other in ("ab", "bc", "de")]
    assert linkage.Linked(9, 3, 3, chain, [], [], []).clusters() == {2: 1, 3: 1}


@pytest.mark.proof
@pytest.mark.skipif(not find_spec("pyspark") or not which("java"), reason="Spark needs Java 17 and `pip install -r requirements-spark.txt`, which .ci/run does")
def test_spark_finds_what_duckdb_finds():
    people, *_said = labelled()
    few = dict(list(people.items())[:160])
    here, there = linked(few), linked(few, "spark")
    assert pairs(here) == pairs(there) and here.compared == there.compared and here.pairs
    weights = [{frozenset((pair.one, pair.other)): pair.weight for pair in found.pairs} for found in (here, there)]
    assert all(abs(weights[0][key] - weights[1][key]) < 1e-6 for key in weights[0])


def test_without_spark_the_words_say_what_is_missing(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(linkage.Missing, match="Java 17"):
        linked(dict(combinations_of_two()), "spark")


def combinations_of_two():
    return [(f"{one}{other}", person(f"{one}/{other}")) for one, other in combinations(["محمد", "علي", "حسن"], 2)]
