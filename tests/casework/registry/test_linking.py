"""All records compared with one another: likely pairs reach the work list, each once, and what was judged stays judged; only records that the actor sees."""
import json

import pytest
from django.db import connections

from amana.casework.registry import actions, queries
from amana.casework.registry.models import Judgement
from amana.casework.registry.rules import IdentityFacts
from amana.doors.cli import linking
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.dates import PartialDate
from amana.lib.names import linkage
from tests import builders as make
from tests.proof.clones import committed

BIRTH = PartialDate.of(2001, 3, 14)
LATIN = IdentityFacts(given_latin="Hanaa", father_latin="Saeed", grandfather_latin="Abdelrahman", family_latin="Elshazly", birth=PartialDate.of(2001))


def named(given="هناء", father="سعيد", grandfather="عبد الرحمن", family="الشاذلي", birth=BIRTH):
    return IdentityFacts(given_ar=given, father_ar=father, grandfather_ar=grandfather, family_ar=family, birth=birth)


def linked(actor):
    """Pairs of keys, as the command finds them."""
    people = {str(key): facts for key, facts in queries.facts_to_link(actions.link(by=actor))}
    return [(pair.one, pair.other) for pair in linkage.link(people.items(), lambda keys: {key: people[key] for key in keys}).pairs]


def recorded(verb):
    """Subject, sections and details of each such act."""
    with connections["default"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT subject, sections, details::text FROM audit.entry WHERE verb = %s", [verb])
        return [(subject, sections, json.loads(details)) for subject, sections, details in cursor.fetchall()]


def waiting(actor):
    return [{one.first, one.second} for one in queries.to_be_judged(queries.Asked(), actor.membership_id)[0]]


@pytest.mark.django_db
def test_a_person_registered_twice_in_two_scripts_comes_into_the_work_list_once():
    by = make.member()
    a, b = make.person(by, named(), phone=None), make.person(by, LATIN, phone=None)
    make.person(by, named("مريم", "حنا", "بطرس", "رزق", PartialDate.of(1990, 5, 6)), phone=None)
    with acting(by.cookie) as actor:
        assert [set(pair) for pair in linked(actor)] == [{str(a), str(b)}]
        assert actions.note_linked([(b, a)], by=actor) == 1 and actions.note_linked([(a, b), (b, a)], by=actor) == 0
        assert waiting(actor) == [{a, b}]
    assert recorded("people.linked") == [(None, 7, {"records": 3})] and len(recorded("pair.noted")) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_what_was_judged_stays_judged(verdict):
    """Field report B07: linking a whole register brings no judged pair back."""
    by = make.member()
    a, b = make.person(by, named()), make.person(by, LATIN)
    with acting(by.cookie) as actor:
        actions.judge(a, b, verdict, by=actor)
        assert actions.note_linked([(a, b)], by=actor) == 0
        assert list(Judgement.objects.values_list("verdict", flat=True)) == [verdict]


@pytest.mark.django_db
def test_only_records_of_the_own_organisation_that_the_actor_sees_are_compared():
    by, elsewhere = make.member(), make.member()
    a, theirs = make.person(by, named()), make.person(elsewhere, LATIN)
    with acting(by.cookie) as actor:
        assert actions.link(by=actor) == [a] and [key for key, _facts in queries.facts_to_link([a, theirs])] == [a]
    with pytest.raises(Hidden), acting(by.cookie) as actor:
        actions.note_linked([(a, theirs)], by=actor)
    assert not Judgement.objects.exists()


@pytest.mark.django_db
def test_a_role_that_judges_nothing_links_nothing():
    desk = make.member("desk_officer")
    for act in (lambda actor: actions.link(by=actor), lambda actor: actions.note_linked([], by=actor)):
        with acting(desk.cookie) as actor, pytest.raises(Forbidden):
            act(actor)


@pytest.mark.django_db
def test_the_governorate_is_compared_as_far_as_its_section_is_read():
    by, desk = make.member(), make.member("desk_officer")
    person = make.person(by, named())
    with acting(by.cookie):
        assert [facts.governorate for _key, facts in queries.facts_to_link([person])] == ["EG01"]
    with acting(desk.cookie):
        assert list(queries.facts_to_link([person])) == []


@pytest.mark.django_db
def test_a_withheld_name_is_compared_with_nobody():
    by = make.member()
    person = make.person(by, IdentityFacts(name_kind="withheld", birth=BIRTH))
    with acting(by.cookie):
        assert list(queries.facts_to_link([person])) == []


def test_the_command_puts_pairs_into_the_work_list_and_writes_a_report_without_names(django_db_setup, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), committed("linking"):
        by = make.member()
        a, b = make.person(by, named(), phone=None), make.person(by, LATIN, phone=None)
        c, d = make.person(by, named("سلمى", "فؤاد", "رزق", "حنا"), phone=None), make.person(by, named("سلمى", "فؤاد", "رزق", "حنا"), phone=None)
        with acting(by.cookie) as actor:
            actions.judge(c, d, "same", by=actor)
        report, said = tmp_path / "report.html", []
        for noted in ("Nothing was written.", "1 new pairs in the work list of duplicates.", "0 new pairs in the work list of duplicates."):
            order = linking.Order("duckdb", report, said.append, linking.Console(quiet=True), is_dry=noted.startswith("Nothing"))
            linking.link_registry(order, by.staff.email, by.organisation.code)
            assert noted in said
        with acting(by.cookie) as actor:
            assert waiting(actor) == [{a, b}]
        told = report.read_text("utf-8")
        assert "<svg" in told and "1.000" in told.replace("1٫000", "1.000").replace("1,000", "1.000")
        assert not any(word in told for word in ("هناء", "Hanaa", "سلمى", str(a), str(c))) and not any(mark in told for mark in ("<script", "http"))


def test_a_file_is_linked_without_a_database(tmp_path):
    people = [{"id": "P1", "name": {"ar": {"given": "أحمد", "father": "محمد", "grandfather": "علي", "family": "كوكو"}}, "dob": "1990-05-12"},
              {"id": "P2", "name": {"la": {"given": "Ahmed", "father": "Mohamed", "grandfather": "Aly", "family": "Koko"}}, "dob": "1990-05-12"}, {"id": "P3", "name": {}}]
    registry, truth, pairs, said = tmp_path / "registry.jsonl", tmp_path / "truth.jsonl", tmp_path / "pairs.jsonl", []
    registry.write_text("".join(json.dumps(person, ensure_ascii=False) + "\n" for person in people), "utf-8")
    truth.write_text('{"a": "P1", "b": "P2"}\n', "utf-8")
    linking.link_file(linking.Order("duckdb", tmp_path / "report.html", said.append, linking.Console(quiet=True), pairs=pairs), registry, truth)
    assert '"a": "P1", "b": "P2"' in pairs.read_text() and any("precision 1.000, recall 1.000" in line for line in said)


@pytest.mark.parametrize("line", ["no JSON", "[]"])
def test_a_bad_line_of_a_file_is_named(tmp_path, line):
    registry = tmp_path / "registry.jsonl"
    registry.write_text(f'{{"id": "P1", "name": {{}}}}\n{line}\n', "utf-8")
    with pytest.raises(linking.Wrong, match="line 2"):
        linking.link_file(linking.Order("duckdb", tmp_path / "r.html", print, linking.Console(quiet=True)), registry, None)

