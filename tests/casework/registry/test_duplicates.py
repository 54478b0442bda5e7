"""A likely duplicate is shown with reasons and judged by a person; what was judged stays judged until what it rested on changes."""
import pytest

from amana.casework.registry import actions, queries
from amana.casework.registry.models import Identity, Judgement
from amana.casework.registry.queries import Sought
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.dates import PartialDate
from tests import builders as make

pytestmark = pytest.mark.django_db
BIRTH = PartialDate.of(2001, 3, 14)


def named(given="هناء", father="سعيد", family="الشاذلي", birth=BIRTH, **more):
    return IdentityFacts(given_ar=given, father_ar=father, family_ar=family, birth=birth, **more)


def likely(by, facts, **more):
    with acting(by.cookie):
        return [one.listed.id for one in queries.likely_duplicates(Sought(facts, **more))]


def test_another_spelling_with_the_same_birth_is_shown_with_its_reasons():
    by = make.member()
    known = make.person(by, named(family="الشاذلى"))
    with acting(by.cookie):
        found, = queries.likely_duplicates(Sought(named()))
    assert found.listed.id == known and found.comparison.band == "strong"
    assert ("birth", "same") in {(reason.about, reason.code) for reason in found.comparison.reasons}


def test_latin_and_arabic_spellings_meet():
    by = make.member()
    known = make.person(by, named())
    assert likely(by, IdentityFacts(given_latin="Hanaa", father_latin="Said", family_latin="Elshazly", birth=BIRTH)) == [known]


def test_siblings_and_namesakes_of_the_mother_are_no_duplicates():
    """Field report B05: in a household of mother and children nobody is flagged on the mother's match alone."""
    by = make.member()
    make.person(by, named("منى", "سعيد", "الشاذلي", PartialDate.of(1985, 1, 1)), phone="01005550142")
    make.person(by, named("آدم", "سعيد", "الشاذلي", PartialDate.of(2015, 3, 2)), phone="01005550142")
    assert likely(by, named("نور", "سعيد", "الشاذلي", PartialDate.of(2018, 11, 20)), phones=(PhoneFacts("01005550142"),)) == []


def test_only_records_the_actor_finds_are_compared():
    by, elsewhere = make.member(), make.member()
    make.person(elsewhere, named())
    assert likely(by, named()) == []


def test_a_pair_that_was_judged_stays_away_until_what_it_rested_on_changes():
    """Field report B07: editing a phone changes nothing; each pair stands once whatever the order; another birth brings it back."""
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named(family="الشاذلى"))
    with acting(by.cookie) as actor:
        actions.note_likely(b, [a], by=actor)
        actions.note_likely(a, [b], by=actor)
        assert len(queries.to_be_judged()) == 1
        actions.judge(b, a, "different", reason="أختان", by=actor)
        assert not queries.to_be_judged()
        actions.correct_contact(a, ContactFacts(governorate="EG01"), [PhoneFacts("01000000001")], version=1, by=actor)
        assert not queries.likely_duplicates(Sought(named()), but=a) and not queries.likely_duplicates(Sought(named(family="الشاذلى")), but=b)
        actions.correct_identity(a, named(birth=PartialDate.of(2001, 3, 15)), version=1, by=actor)
        assert [one.listed.id for one in queries.likely_duplicates(Sought(named(birth=PartialDate.of(2001, 3, 15))), but=a)] == [b]


def test_the_last_verdict_counts_and_none_is_lost():
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named(family="الشاذلى"))
    with acting(by.cookie) as actor:
        actions.judge(a, b, "same", by=actor)
        assert [one.id for one in queries.same_as(a)] == [b]
        actions.judge(a, b, "open", by=actor)
        assert not queries.same_as(a) and len(queries.to_be_judged()) == 1
    assert Judgement.objects.count() == 2 and Identity.objects.count() >= 2


def test_records_with_the_same_document_stand_in_the_work_list():
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named("منى", birth=None))
    for one in (a, b):
        make.document(by, one)
    with acting(by.cookie):
        pair, = queries.to_be_judged()
        assert pair.documents_clash and {pair.first.id, pair.second.id} == {a, b}


def test_a_role_without_the_verb_and_another_organisation_judge_nothing():
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named(family="الشاذلى"))
    desk, elsewhere = make.member("desk_officer", of=by.organisation), make.member()
    with acting(desk.cookie) as actor, pytest.raises(Forbidden):
        actions.judge(a, b, "same", by=actor)
    with pytest.raises((Hidden, KeyError, Identity.DoesNotExist)), acting(elsewhere.cookie) as actor:
        actions.judge(a, b, "same", by=actor)
