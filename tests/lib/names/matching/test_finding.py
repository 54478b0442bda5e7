"""People are found by a typed name in either script, however it is written, with bounded work."""
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.lib.names.matching import search
from amana.lib.names.matching.birth import Birth, Class, classes
from amana.lib.names.matching.people import People, places_of
from amana.lib.names.matching.search import FEW, MANY, READINGS, find, readings, the_few

GIVEN = ["محمد", "أحمد", "محمود", "علي", "مصطفى", "فاطمة", "مريم", "زينب", "عبد الرحمن", "عبد الله"]
FATHERS = ["حسن", "حسين", "سعيد", "خالد", "عمر", "يوسف", "إبراهيم", "آدم", "عثمان", "إدريس"]


@pytest.fixture(scope="module")
def people():
    found = People()
    for number, (own, father, grandfather) in enumerate(itertools.product(GIVEN, FATHERS, FATHERS)):
        found.add([places_of({"given": own, "father": father, "grandfather": grandfather})], Birth(1960 + number % 50, 1 + number % 12, 1 + number % 28))
    for name in ("Tesfay Berhane Woldu", "Nyandeng Garang Deng", "Chaltu Bekele Tolosa", "Xaliimo Warsame Cabdi"):
        found.add([places_of(dict(zip(("given", "father", "grandfather"), name.split(), strict=True)))])
    return found


def first(people, text, **more):
    return [person for person, _ in find(people, text, **more)][:1]


def number_of(given, father, grandfather):
    return GIVEN.index(given) * 100 + FATHERS.index(father) * 10 + FATHERS.index(grandfather)


@pytest.mark.parametrize("typed", ["عبد الرحمن حسن خالد", "عبدالرحمن حسن خالد", "Abdel Rahman Hassan Khaled", "abdurrahman hasan khalid", "عبد الرحمان بن حسن خالد", "ABDIRAHMAN HASSAN KHALED",
                                   "3abdelra7man 7assan 5aled", "الحاج عبد الرحمن حسن خالد", "عبد الرحمن حسنخالد"])
def test_one_person_is_found_however_the_name_is_written(people, typed):
    assert first(people, typed) == [number_of("عبد الرحمن", "حسن", "خالد")]


@pytest.mark.parametrize(("typed", "place"), [("تسفاي برهاني", 1000), ("Tesfai Berhane Weldu", 1000), ("نياندينق قرنق", 1001), ("شالتو بيكيلي", 1002), ("حليمة ورسمة عبدي", 1003)])
def test_names_of_the_horn_and_of_south_sudan_are_found_across_scripts(people, typed, place):
    assert first(people, typed) == [place]


def test_a_birth_tells_namesakes_apart(people):
    person = number_of("محمد", "حسن", "عمر")
    year, month, day = people.births[person].tolist()
    assert first(people, "محمد حسن", birth=Birth(year, month, day)) == [person]
    assert first(people, "محمد حسن", birth=Birth(year, day, month)) == [person] or day > 12


def test_a_home_name_finds_but_a_person_of_that_name_comes_first():
    people = People()
    formal = people.add([places_of({"given": "مصطفى", "father": "خالد"})])
    assert first(people, "درش خالد") == [formal]
    called = people.add([places_of({"given": "درش", "father": "خالد"})])
    assert [person for person, _ in find(people, "درش خالد")] == [called, formal]


def test_a_new_person_and_a_corrected_name_are_found_at_once():
    people = People()
    one = people.add([places_of({"given": "سلمى", "father": "إدريس"})])
    assert first(people, "Salma Idris") == [one]
    other = people.add([places_of({"given": "هالة", "father": "فؤاد"})])
    assert first(people, "Hala Fouad") == [other]
    people.correct(one, [places_of({"given": "ليلى", "father": "إدريس"})], Birth(1990))
    assert first(people, "Laila Idris") == [one]
    (_, now), (_, before) = (find(people, name)[0] for name in ("Laila", "Salma"))
    assert now > before + 3


def test_nobody_is_found_without_letters_and_in_an_empty_register(people):
    assert find(people, " . - ١٢ ") == [] or find(people, " . ") == []
    assert find(People(), "محمد") == []


@settings(max_examples=80, deadline=2000)
@given(text=st.text(max_size=400), birth=st.builds(Birth, st.integers(0, 9999), st.integers(0, 12), st.integers(0, 31)))
def test_any_text_is_answered_with_bounded_work(people, text, birth):
    found = find(people, text, birth=birth)
    assert len(found) <= 10 and len({person for person, _ in found}) == len(found)
    assert len(readings(people.table, text)) <= READINGS
    for reading in readings(people.table, text):
        assert len(the_few(people, reading, birth).who) <= FEW


@settings(max_examples=20, deadline=4000)
@given(st.lists(st.sampled_from([*GIVEN, *FATHERS, "Mohamed", "Ahmed", "A."]), max_size=40))
def test_the_most_frequent_names_repeated_are_answered_with_bounded_work(people, words):
    assert len(find(people, " ".join(words))) <= 10


def test_no_query_looks_at_more_than_many_people(people, monkeypatch):
    seen = []
    evidence = search._evidence
    monkeypatch.setattr(search, "_evidence", lambda people, similar, who: seen.append(len(who)) or evidence(people, similar, who))
    monkeypatch.setattr(search, "MANY", 200)
    find(people, "محمد محمد محمد حسن حسين")
    assert max(seen) <= 200 < MANY


births = st.tuples(st.integers(1900, 2030), st.integers(1, 12), st.integers(1, 28)) | st.tuples(st.integers(1900, 2030), st.just(0), st.just(0)) | st.just((0, 0, 0))


@given(births, births)
def test_two_births_stand_to_one_another_as_the_other_to_the_one(one, other):
    assert classes(Birth(*one), [Birth(*other)])[0] == classes(Birth(*other), [Birth(*one)])[0]


@pytest.mark.parametrize(("one", "other", "found"), [
    ("1990-05-12", "1990-05-12", Class.SAME), ("1990-05-12", "1990-12-05", Class.SWAPPED), ("1990-01-01", "1990-01-01", Class.SAME_FIRST_OF_JANUARY),
    ("1990-05-12", "1990-01-01", Class.SAME_YEAR_ONE_ROUNDED), ("1990-05-12", "1990", Class.YEAR_ALONE_SAME), ("1990-05-12", "1991-05-12", Class.SAME_DAY_NEAR_YEAR),
    ("1990-05-12", "1994-05-12", Class.SAME_DAY_FAR_YEAR), ("1990", "1991-03-04", Class.ONE_YEAR_ROUNDED), ("1990-05-12", "1991-06-13", Class.ONE_YEAR),
    ("1990-05-12", "", Class.MISSING), ("", "", Class.MISSING), ("1990-05-12", "1960-05-13", Class.VERY_FAR), ("no date", "1990", Class.MISSING),
])
def test_births_fall_into_classes(one, other, found):
    assert classes(Birth.read(one), [Birth.read(other)])[0] == found
