"""What is kept of a name for the search: tokens and pairs, hashed, found by equality alone; older records are brought up to it."""
import pytest
from django.db import connection

from amana.casework.registry import actions, queries
from amana.casework.registry.actions import renewing
from amana.casework.registry.models import Identity, IdentityPast, PersonStep, SearchKey
from amana.casework.registry.queries import carriers, spellings
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from tests import builders as make
from tests.bench.copied import kept_words

pytestmark = pytest.mark.django_db


def hashes(*words: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.search_hashes(%s)", [list(words)])
        return [bytes(one) for one in cursor.fetchone()[0]]


def found(member, text: str) -> list:
    with acting(member.cookie):
        return [one.id for one in queries.search(text).people]


def known(member) -> set[str]:
    """Words that the database tells of the member's organisation."""
    with acting(member.cookie), connection.cursor() as cursor:
        cursor.execute("SELECT word FROM entry.spellings('{}', '{}') WHERE word IS NOT NULL")
        return {word for word, in cursor.fetchall()}


def protected(person) -> None:
    PersonStep.objects.create(person_id=person, step="protect")


def test_the_database_keeps_the_words_and_pairs_that_the_program_tells():
    facts = make.identity("محمد", "محمد", "جاد الرب", given_latin="Mohamed", family_latin="Gad El Rab", other_names="ميدو الصعيدي", birth=PartialDate.of(1990, 5, 12))
    person = make.person(make.member(), facts, phone="")
    row = Identity.objects.get(pk=person)
    told = kept_words(row.keys, row.key_places)
    kept = {bytes(key.hash): (key.place, key.born) for key in SearchKey.objects.filter(person_id=person)}
    assert kept == {one: (place, 1990) for one, place in zip(hashes(*told), told.values(), strict=True)}
    assert "محمد محمد" in told and "ميدو جادالرب" not in told and "جادالرب ميدو" in told and not any("mohamed م" in one for one in told)


@pytest.mark.parametrize("typed", ["ميدو الصعيدي", "الصعيدى ميدو", "Mido", "محمد الشاذلي", "elshazly mohammed", "محمد سعيد الشازلي"])
def test_a_person_is_found_by_each_of_her_names(typed):
    worker = make.member()
    make.person(worker, make.identity("هالة", "منير", "غطاس"), phone="")
    person = make.person(worker, make.identity("محمد", "سعيد", other_names="ميدو الصعيدي"), phone="")
    assert found(worker, typed) == [person]


def test_two_typed_words_must_both_be_met_and_of_three_all_but_one():
    worker = make.member()
    person = make.person(worker, make.identity("هناء", "سعيد", "الشاذلي"), phone="")
    assert found(worker, "هناء زرنوخ") == []
    assert found(worker, "هناء سعيد زرنوخ") == [person]
    assert found(worker, "هناء بطرس زرنوخ") == []


def test_a_part_of_a_name_finds_first_who_carries_it_letter_for_letter():
    """Also without the article or what stands before the name, and while it is still being typed."""
    worker = make.member()
    for given, father in (("أحمد", "حامد"), ("محمد", "أحمد"), ("حامد", "محمود"), ("زينب", "حامد"), ("زينات", "أحمد"), ("زيدان", "زيني")):
        make.person(worker, make.identity(given, father, "زيناتي" if given == "محمد" else "حماد"), phone="")
    her = make.person(worker, make.identity("هبة الله", "عبد الحميد", "الزناتي"), phone="")
    for _n in range(3):
        make.person(worker, make.identity("أحمد", "أحمد", "حمادة"), phone="")
    for text in ("حميد", "زناتي", "الزناتي", "الزنا", "عبد الحميد", "هبة الله"):
        assert found(worker, text)[:1] == [her], text
    named = make.person(worker, make.identity("حميد", "سعد", "سالم"), phone="")
    assert found(worker, "حميد")[:2] == [named, her], "whose name it is alone stands first"
    usual = [make.person(worker, make.identity("كريم", "سعد", "سالم"), phone="") for _n in range(9)]
    of_it = make.person(worker, make.identity("عبد الكريم", "سعد", "سالم"), phone="")
    assert found(worker, "كريم")[:10] == [*usual[::-1], of_it]


def test_another_spelling_is_found_at_once_also_of_who_came_meanwhile():
    worker = make.member()
    assert found(worker, "زرنوخي") == []
    person = make.person(worker, make.identity("مريم", "زرنوخي"), phone="")
    assert found(worker, "Zarnoukhi") == [person]
    with acting(worker.cookie) as actor:
        actions.correct_identity(person, make.identity("مريم", "طغموري"), version=1, by=actor)
    assert found(worker, "Toghmory") == [person] and found(worker, "Zarnoukhi") == []


def test_a_rare_name_of_a_protected_record_is_in_no_table_and_still_found_by_whoever_may():
    officer = make.member("protection_officer")
    colleague = make.member(of=officer.organisation)
    person = make.person(officer, make.identity("مريم", "زرنوخي"), phone="")
    assert known(colleague) >= {"مريم", "زرنوخي"}
    with acting(officer.cookie):
        protected(person)
    assert "زرنوخي" not in known(colleague) and "مريم" in known(colleague)
    assert found(officer, "مريم زرنوخي") == [person] and found(officer, "زرنوخي") == [person] and found(officer, "Mariam") == [person]
    assert found(colleague, "مريم زرنوخي") == []


def test_spellings_are_told_to_nobody_else():
    worker = make.member()
    make.person(worker, make.identity("مريم", "زرنوخي"), phone="")
    assert known(make.member()) == set()
    assert known(make.member("analyst", of=worker.organisation, teams=[])) == set()


def test_a_process_keeps_the_tables_of_few_organisations(monkeypatch):
    monkeypatch.setattr(spellings, "KEPT", 1)
    members = [make.member() for _n in range(3)]
    people = [make.person(one, make.identity("مريم", "زرنوخي"), phone="") for one in members]
    for _n in range(2):
        assert [found(one, "Zarnoukhi") for one in members] == [[one] for one in people]
        assert len(spellings._known) == 1


def test_hidden_people_take_nobodys_place(monkeypatch):
    """However many hidden ones would stand before her: the rule is asked of people, the likeliest first, until there are enough."""
    worker = make.member()
    officer = make.member("protection_officer", of=worker.organisation)
    seen = make.person(worker, make.identity("محمد", "احمد", "علي"), phone="")
    for _n in range(5):
        hidden = make.person(officer, make.identity("محمد", "أحمد", ""), phone="")
        with acting(officer.cookie):
            protected(hidden)
    monkeypatch.setattr(carriers.carriers, "__kwdefaults__", {"needed": (), "most": 1, "is_named": True})
    assert found(worker, "محمد أحمد") == [seen]


def test_of_a_search_for_few_the_first_are_those_of_the_whole():
    worker = make.member()
    people = [make.person(worker, make.identity(given, "سعيد"), phone="") for given in ("أحمد", "احمد", "أحمد")]
    with acting(worker.cookie):
        whole, few = queries.search("احمد سعيد"), queries.search("احمد سعيد", at_most=1)
    assert [one.id for one in whole.people] == [people[1], people[2], people[0]], "who is written as it was typed stands first of equally likely ones"
    assert [one.id for one in few.people] == [people[1]] and few.people[0].reasons == ["name_same"]
    assert few.more and not whole.more


def test_records_of_an_earlier_version_are_brought_up_to_it_once_and_nothing_else_changes():
    worker = make.member()
    person = make.person(worker, phone="")
    row = Identity.objects.filter(pk=person)
    keys = row.get().keys
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE amana_owner")
        cursor.execute("ALTER TABLE registry_identity DISABLE TRIGGER USER")
        cursor.execute("RESET ROLE")
        cursor.execute("UPDATE registry_identity SET keys = '{e:هناء,f:هناء}', key_places = '{}' WHERE person_id = %s", [person])
        cursor.execute("DELETE FROM registry_searchkey WHERE person_id = %s", [person])
        cursor.execute("SET LOCAL ROLE amana_owner")
        cursor.execute("ALTER TABLE registry_identity ENABLE TRIGGER USER")
        cursor.execute("RESET ROLE")
    assert found(worker, "Hanaa") == []
    assert renewing.renew(connection) == 1 and renewing.renew(connection) == 0
    assert row.get().keys == keys and row.get().version == 1 and not IdentityPast.objects.filter(person_id=person).exists()
    assert found(worker, "Hanaa") == [person]


def test_who_is_called_as_everybody_is_found():
    worker = make.member()
    people = [make.person(worker, make.identity("هناء", "هناء", "هناء"), phone="") for _n in range(3)]
    assert found(worker, "هناء") == found(worker, "Hanaa") == found(worker, "هناء هناء هناء") == people[::-1]
