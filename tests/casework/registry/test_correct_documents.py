import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.registry import actions, queries
from amana.casework.registry.models import Clash, Document, DocumentPast, SearchKey
from amana.casework.registry.rules import DocumentFacts
from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused, Unreadable
from tests import builders as make

pytestmark = pytest.mark.django_db


def the_document(person) -> Document:
    return Document.objects.get(person_id=person)


def entries(verb: str) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sections, details::text FROM audit.entry WHERE verb = %s", [verb])
        return cursor.fetchall()


def test_a_document_stands_with_all_that_was_said_of_it():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, issued=PartialDate.of(2021), expires=PartialDate.of(2026, 3, 4), original_seen=True)
    with acting(worker.cookie):
        row = the_document(person)
        assert (row.kind, row.issuing_country, row.number, row.number_tail) == ("passport", "SDN", "A123456", "456")
        assert (row.issued, row.expires, row.original_seen, row.is_current) == (PartialDate.of(2021), PartialDate.of(2026, 3, 4), True, True)


def test_the_number_stands_nowhere_in_the_text_of_its_tables():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "EP-765432109876")
    row = the_document(person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "SDN", "EP-765432109899", id=row.id, version=1)], by=actor)
    with connection.cursor() as cursor:  # a shorter number would stand in a hash by chance
        for table in ("registry_document", "registry_document_past", "registry_searchkey", "audit.entry", "ring.log"):
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%7654321098%'")
            assert cursor.fetchone()[0] == 0, table


def test_a_row_copied_to_another_person_does_not_open():
    worker = make.member()
    first, second = make.person(worker), make.person(worker)
    make.document(worker, first)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_document SET person_id = %s WHERE person_id = %s", [second, first])
    with acting(worker.cookie), pytest.raises(sealed_fields.Broken):
        assert the_document(second).number


def test_a_page_can_still_show_a_document_whose_seal_is_broken():
    worker = make.member()
    first, second = make.person(worker), make.person(worker)
    make.document(worker, first, "29901011234567", "national_id", "EGY")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_document SET person_id = %s WHERE person_id = %s", [second, first])
    with acting(worker.cookie):
        [paper] = queries.file(second).papers
        assert not paper.is_readable
        assert paper.national_id is None


def test_a_corrected_document_keeps_its_past_and_raises_its_version():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "ERI", "A123456", id=the_document(person).id, version=1)], by=actor)
        past = DocumentPast.objects.get(person_id=person)
        assert (past.issuing_country, past.version, past.number) == ("SDN", 1, "A123456")
        assert (the_document(person).issuing_country, the_document(person).version) == ("ERI", 2)
        assert past.number_hash != the_document(person).number_hash


def test_a_number_that_is_not_typed_again_stays():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    before = the_document(person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "SDN", None, original_seen=True, id=before.id, version=1)], by=actor)
        after = the_document(person)
        assert after.number == "A123456"
        assert after.original_seen
        assert after.number_sealed == before.number_sealed


def test_a_kept_number_is_judged_anew_when_the_kind_is_corrected():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    with acting(worker.cookie) as actor, pytest.raises(Unreadable, match="national_id"):
        actions.correct_documents(person, [DocumentFacts("national_id", "EGY", None, id=the_document(person).id, version=1)], by=actor)


def test_nothing_is_written_where_nothing_differs():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "SDN", "A123456", id=the_document(person).id, version=1)], by=actor)
        assert the_document(person).version == 1
        assert not DocumentPast.objects.exists()


def test_the_act_is_on_record_with_field_names_and_without_values():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    [(sections, details)] = entries("person.documents_corrected")
    assert sections == 4
    assert "number_sealed" in details
    assert "SDN" not in details


def test_somebody_else_was_faster():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    facts = DocumentFacts("passport", "ERI", None, id=the_document(person).id, version=1)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [facts], by=actor)
        with pytest.raises(Refused, match="changed_meanwhile"):
            actions.correct_documents(person, [facts], by=actor)


def test_a_document_that_somebody_ended_meanwhile_is_not_changed_any_more():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    facts = DocumentFacts("passport", "SDN", None, is_current=False, id=the_document(person).id, version=1)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [facts], by=actor)
        with pytest.raises(Refused, match="changed_meanwhile"):
            actions.correct_documents(person, [facts], by=actor)


def test_a_document_of_somebody_else_cannot_be_changed_through_this_record():
    worker = make.member()
    first, second = make.person(worker), make.person(worker)
    make.document(worker, first)
    with acting(worker.cookie) as actor, pytest.raises(Hidden):
        actions.correct_documents(second, [DocumentFacts("passport", "SDN", "B1", id=the_document(first).id, version=1)], by=actor)


def test_the_same_document_is_not_recorded_twice_for_one_person():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    with pytest.raises(Refused, match="twice"):
        make.document(worker, person, "a-123 456")


@pytest.mark.parametrize("facts", [{"kind": "library_card"}, {"issuing_country": "XXX"}])
def test_a_code_that_no_list_knows_is_refused(facts):
    worker = make.member()
    person = make.person(worker)
    with pytest.raises(Unreadable, match="unknown"):
        make.document(worker, person, **facts)


def test_that_she_has_no_document_is_an_answer():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "", "none", "")
    with acting(worker.cookie):
        assert [paper.document.kind for paper in queries.file(person).papers] == ["none"]


def test_she_cannot_have_none_beside_others():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    with pytest.raises(Refused, match="none_beside_others"):
        make.document(worker, person, "", "none", "")


def test_the_first_document_ends_the_answer_that_there_is_none():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "", "none", "")
    make.document(worker, person)
    with acting(worker.cookie):
        assert [paper.document.kind for paper in queries.file(person).papers] == ["passport"]
        assert not Document.objects.get(person_id=person, kind="none").is_current


def test_the_database_itself_lets_none_have_no_number():
    worker = make.member()
    person = make.person(worker)
    with pytest.raises(Refused, match="document_none_has_no_details"), acting(worker.cookie):
        Document.objects.create(person_id=person, kind="none", issuing_country="SDN")


def test_another_organisation_sees_no_document_and_writes_none():
    worker, stranger = make.member(), make.member()
    person = make.person(worker)
    make.document(worker, person)
    with acting(stranger.cookie):
        assert not Document.objects.exists()
        assert not DocumentPast.objects.exists()
    with pytest.raises(Hidden):
        make.document(stranger, person, "B1")


def test_a_colleague_who_only_finds_the_name_sees_no_document():
    worker = make.member()
    colleague = make.member(of=worker.organisation)
    person = make.person(worker)
    make.document(worker, person)
    with acting(colleague.cookie):
        file = queries.file(person)
        assert file.identity is not None
        assert file.papers == []
        assert not Document.objects.exists()


def test_a_role_without_the_section_reads_and_writes_no_document_of_its_own_record():
    worker = make.member("psychosocial_worker")
    person = make.person(worker)
    with pytest.raises(Hidden):
        make.document(worker, person)


def test_a_role_without_the_verb_writes_no_document():
    with pytest.raises(Forbidden):
        make.document(make.member("desk_officer"), make.person(make.member()))


def test_a_section_out_of_sight_is_not_asked_for():
    worker = make.member()
    colleague = make.member(of=worker.organisation)
    person = make.person(worker)
    with acting(colleague.cookie), connection.execute_wrapper(_nothing_of_other_sections):
        queries.file(person)


def _nothing_of_other_sections(execute, sql, params, many, context):
    assert not any(table in sql for table in ("registry_document", "registry_journey", "registry_social", "registry_contact")), sql
    return execute(sql, params, many, context)


def test_passports_of_two_countries_with_one_number_are_two():
    """Field report B31."""
    worker = make.member()
    sudan, eritrea = make.person(worker), make.person(worker)
    make.document(worker, sudan, "A123456", issuing_country="SDN")
    make.document(worker, eritrea, "A123456", issuing_country="ERI")
    with acting(worker.cookie):
        assert queries.file(eritrea).papers[0].elsewhere == []
    assert not Clash.objects.exists()


def test_a_card_that_stands_in_another_visible_record_is_saved_and_shown():
    """Field report B31."""
    worker = make.member("reception")
    first, second = make.person(worker), make.person(worker)
    make.document(worker, first, "123-45C00001", "unhcr_card", "")
    make.document(worker, second, "123 45c٠٠٠٠١", "unhcr_card", "")
    with acting(worker.cookie):
        assert [one.pk for one in queries.file(second).papers[0].elsewhere] == [first]
        assert [one.pk for one in queries.file(first).papers[0].elsewhere] == [second]


def test_a_card_that_stands_in_a_hidden_record_of_the_organisation_is_saved_silently_and_waits_for_who_reads_both():
    """Field report B31."""
    worker = make.member()
    other_team = make.team(worker.organisation)
    colleague = make.member(of=worker.organisation, teams=[other_team])
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team, other_team])
    half = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    manager = make.member("case_manager", of=worker.organisation, teams=[worker.team])
    first, second = make.person(worker), make.person(colleague)
    make.document(worker, first)
    make.document(colleague, second, "a-123 456")
    with acting(colleague.cookie):
        assert queries.file(second).papers[0].elsewhere == []
        assert queries.clashes() == []
        assert not Clash.objects.exists()
    for partly in (half, manager):
        with acting(partly.cookie):
            assert queries.clashes() == []
    with acting(supervisor.cookie):
        assert [{one.pk, other.pk} for one, other in queries.clashes()] == [{first, second}]


def test_a_clash_that_was_corrected_leaves_the_list():
    worker = make.member("reception")
    first, second = make.person(worker), make.person(worker)
    make.document(worker, first)
    make.document(worker, second)
    with acting(worker.cookie) as actor:
        assert len(queries.clashes()) == 1
        actions.correct_documents(second, [DocumentFacts("passport", "SDN", "B7654321", id=the_document(second).id, version=1)], by=actor)
        assert queries.clashes() == []


def test_an_equal_number_in_another_organisation_is_no_clash_and_leaves_no_trace():
    """Field report B31."""
    worker, stranger = make.member("reception"), make.member("reception")
    here, there = make.person(worker), make.person(stranger)
    make.document(worker, here)
    make.document(stranger, there)
    with acting(stranger.cookie):
        assert queries.file(there).papers[0].elsewhere == []
    assert not Clash.objects.exists()


def test_the_programs_login_writes_no_clash():
    worker = make.member("reception")
    person, other = make.person(worker), make.person(worker)
    with pytest.raises(Hidden), acting(worker.cookie), connection.cursor() as cursor:
        cursor.execute("INSERT INTO registry_clash (id, person_id, other_id, found_at) VALUES (gen_random_uuid(), %s, %s, now())", [person, other])


def test_the_national_number_offers_sex_and_birth_where_they_differ():
    worker = make.member()
    person = make.person(worker, make.identity(sex="male", birth=PartialDate.of(1999)))
    make.document(worker, person, "29901011234567", "national_id", "EGY")
    with acting(worker.cookie):
        found = queries.file(person).offer()
        assert (found.sex, found.birth) == ("female", PartialDate.of(1999, 1, 1))
        assert queries.file(person).identity.sex == "male"


def test_the_national_number_offers_nothing_where_the_identity_says_the_same():
    worker = make.member()
    person = make.person(worker, make.identity(sex="female", birth=PartialDate.of(1999, 1, 1)))
    make.document(worker, person, "29901011234567", "national_id", "EGY")
    with acting(worker.cookie):
        assert queries.file(person).offer() is None


@pytest.mark.parametrize("typed", ["EP 7654321", "ep-7654321", "EP٧٦٥٤٣٢١"])
def test_a_person_is_found_by_her_document_in_whatever_form_it_is_typed(typed):
    """Field report B25."""
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "EP7654321")
    with acting(worker.cookie):
        [found] = queries.search(typed).people
        assert found.id == person
        assert found.reasons == ["document"]


def test_a_person_is_found_by_her_national_number():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "29901011234567", "national_id", "EGY")
    with acting(worker.cookie):
        assert [one.id for one in queries.search("٢٩٩٠١٠١١٢٣٤٥٦٧").people] == [person]


def test_a_part_of_a_number_and_a_number_without_its_zeros_find_nobody():
    """Field report B23."""
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "00123456")
    with acting(worker.cookie):
        assert [one.id for one in queries.search("00123456").people] == [person]
        assert queries.search("123456").people == []
        assert queries.search("0012345").people == []


def test_a_document_finds_nobody_for_who_does_not_read_documents_of_her():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    for cannot in (make.member(of=worker.organisation), make.member("case_manager", of=worker.organisation, teams=[worker.team]), make.member()):
        with acting(cannot.cookie):
            assert queries.search("A123456").people == []
            assert not SearchKey.objects.filter(section=4).exists()


def test_a_document_that_is_no_longer_hers_finds_her_no_more():
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "SDN", None, is_current=False, id=the_document(person).id, version=1)], by=actor)
        assert queries.search("A123456").people == []


def test_a_form_that_lost_its_frame_on_the_way_is_asked_again():
    worker = make.member()
    person = make.person(worker)
    answer = make.browser(worker).post(reverse("correct_documents", args=[person]), {})
    assert answer.status_code == 200 and 'name="document-TOTAL_FORMS"' in answer.content.decode()
