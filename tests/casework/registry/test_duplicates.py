"""A likely duplicate is shown with reasons and judged by a person; what was judged stays judged until what it rested on changes."""
import re
from uuid import UUID

import pytest
from django.urls import reverse

from amana.casework.registry import actions, queries
from amana.casework.registry.models import Holding, Identity, Judgement
from amana.casework.registry.queries import Sought
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PairsTab, PhoneFacts
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.ground.shell.lists import Place
from amana.lib.core.dates import PartialDate
from tests import builders as make

pytestmark = pytest.mark.django_db
BIRTH = PartialDate.of(2001, 3, 14)


def named(given="هناء", father="سعيد", family="الشاذلي", birth=BIRTH, **more):
    return IdentityFacts(given_ar=given, father_ar=father, family_ar=family, birth=birth, **more)


def waiting(actor, **asked):
    return queries.to_be_judged(queries.Asked(**asked), actor.membership_id)[0]


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
        assert len(waiting(actor)) == 1
        actions.judge(b, a, "different", reason="أختان", by=actor)
        assert not waiting(actor)
        actions.correct_contact(a, ContactFacts(governorate="EG01"), [PhoneFacts("01000000001")], version=1, by=actor)
        assert not queries.likely_duplicates(Sought(named()), but=a) and not queries.likely_duplicates(Sought(named(family="الشاذلى")), but=b)
        actions.correct_identity(a, named(birth=PartialDate.of(2001, 3, 15)), version=1, by=actor)
        assert [one.listed.id for one in queries.likely_duplicates(Sought(named(birth=PartialDate.of(2001, 3, 15))), but=a)] == [b]


def test_the_last_verdict_counts_and_none_is_lost():
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named(family="الشاذلى"))
    with acting(by.cookie) as actor:
        actions.judge(a, b, "same", by=actor)
        assert [one.listed.id for one in queries.same_as(a)] == [b]
        actions.judge(a, b, "open", by=actor)
        assert not queries.same_as(a) and len(waiting(actor)) == 1
    assert Judgement.objects.count() == 2 and Identity.objects.count() >= 2


def test_records_with_the_same_document_stand_in_the_work_list():
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named("منى", birth=None))
    for one in (a, b):
        make.document(by, one)
    with acting(by.cookie) as actor:
        pair, = waiting(actor, tab=PairsTab.DOCUMENT)
        shown, = queries.part_of([pair], None).rows
        assert pair.is_clash and {pair.first, pair.second} == {a, b} and shown.documents_clash and shown.comparison.band == "medium"
    row = next(row for row in make.browser(by).get(reverse("judge_pair", args=sorted([a, b]))).context["fields"] if row["label"] == "Documents")
    assert row["result"] == "same" and row["first"] == row["second"] != [], "that it is the same one is told, not which"
    with acting(by.cookie) as actor:
        actions.judge(a, b, "different", by=actor)
        assert not waiting(actor)


def test_a_role_without_the_verb_and_another_organisation_judge_nothing():
    by = make.member()
    a, b = make.person(by, named()), make.person(by, named(family="الشاذلى"))
    desk, elsewhere = make.member("desk_officer", of=by.organisation), make.member()
    with acting(desk.cookie) as actor, pytest.raises(Forbidden):
        actions.judge(a, b, "same", by=actor)
    with pytest.raises((Hidden, KeyError, Identity.DoesNotExist)), acting(elsewhere.cookie) as actor:
        actions.judge(a, b, "same", by=actor)


# --- the work list ---


def test_pairs_stand_by_what_a_verdict_is_worth_and_unlikely_ones_only_when_asked_for():
    """A likely pair before a less likely one, a case on a file before none; what is hardly one person is counted and shown on demand."""
    by = make.member()
    person = [make.person(by, facts, phone=None) for facts in (
        named(), named(birth=PartialDate.of(2002)), named("مريم", "حنا", "بطرس"), named("مريم", "حنا", "بطرس"), named("خالد", "عمر", "سالم"), named("سلمى", "فؤاد", "رزق"))]
    make.case(by, person[0])
    with acting(by.cookie) as actor:
        for one, other in ((2, 3), (0, 1), (4, 5)):
            actions.note_likely(person[one], [person[other]], by=actor)
        likely, others = queries.to_be_judged(queries.Asked(), actor.membership_id)
        assert [{one.first, one.second} for one in likely] == [{person[2], person[3]}, {person[0], person[1]}] and others == 1
        assert likely[1].rank > likely[1].judgement.probability * 10_000 * 1.9, "a case doubles what a verdict is worth"
        unlikely, others = queries.to_be_judged(queries.Asked(less_likely=True), actor.membership_id)
        assert [{one.first, one.second} for one in unlikely] == [{person[4], person[5]}] and others == 2


def test_a_protected_file_stands_first_for_who_may_see_it_and_nowhere_for_others():
    by = make.member()
    elsewhere = make.member("supervisor", of=by.organisation)
    plain = [make.person(by, named(), phone=None) for _two in range(2)]
    hidden = [make.person(by, named("مريم", "حنا", "بطرس", PartialDate.of(year)), phone=None) for year in (1988, 1989)]
    with acting(by.cookie) as actor:
        for one, other in (plain, hidden):
            actions.note_likely(one, [other], by=actor)
        assert {waiting(actor)[0].first, waiting(actor)[0].second} == set(plain)
    Holding.objects.filter(pk=hidden[0]).update(is_protected=True)
    with acting(by.cookie) as actor:
        assert {waiting(actor)[0].first, waiting(actor)[0].second} == set(hidden)
    with acting(elsewhere.cookie) as actor:
        assert [{one.first, one.second} for one in waiting(actor)] in ([], [set(plain)])


def test_what_i_was_not_sure_of_is_left_out_where_i_ask_for_what_i_have_not_looked_at():
    by = make.member()
    a, b = make.person(by, named(), phone=None), make.person(by, named(family="الشاذلى"), phone=None)
    colleague = make.member(of=by.organisation, teams=[by.team])
    with acting(by.cookie) as actor:
        actions.judge(a, b, "unsure", by=actor)
        assert len(waiting(actor)) == 1 and not waiting(actor, tab=PairsTab.UNSEEN)
    with acting(colleague.cookie) as actor:
        assert len(waiting(actor, tab=PairsTab.UNSEEN)) == 1


def test_how_likely_a_pair_is_kept_without_phones_and_documents_which_its_reader_may_not_read():
    by = make.member()
    a, b, c = (make.person(by, named(birth=PartialDate.of(year)), phone="01005550142") for year in (2001, 2002, 2002))
    for one in (a, b):
        make.document(by, one)
    with acting(by.cookie) as actor:
        actions.note_likely(a, [b, c], by=actor)
        kept = dict(Judgement.objects.values_list("other_id", "probability"))
        assert kept[b] == kept[c] < queries.pair(a, b).comparison.probability


def test_the_list_goes_by_key_in_both_directions():
    by = make.member()
    people = [make.person(by, named(birth=PartialDate.of(2001, month, 14)), phone=None) for month in range(1, 10)]
    with acting(by.cookie) as actor:
        for place, one in enumerate(people):
            actions.note_likely(one, people[place + 1:], by=actor)
        found = waiting(actor)
        first = queries.part_of(found, None)
        assert len(first.rows) == 25 and first.after and not first.before
        second = queries.part_of(found, place_at(first.after))
        keys = [{one.first.id, one.second.id} for one in (*first.rows, *second.rows)]
        assert keys == [{one.first, one.second} for one in found] and len(found) == 36
        back = queries.part_of(found, place_at(second.before, is_back=True))
        assert [one.first.id for one in back.rows] == [one.first.id for one in first.rows]


def place_at(mark, *, is_back=False):
    value, _mark, key = mark.rpartition("_")
    return Place(value, UUID(key), is_back)


# --- files of one person name each other ---


def test_files_name_each_other_over_a_chain_and_part_where_a_verdict_is_taken_back():
    by = make.member()
    a, b, c, d = (make.person(by, named(birth=PartialDate.of(year)), phone=None) for year in (2001, 2002, 2003, 2004))
    with acting(by.cookie) as actor:
        for one, other in ((a, b), (c, b), (c, d)):
            actions.judge(one, other, "same", by=actor)
        found = queries.same_as(a)
        assert [(one.listed.id, one.through and one.through.id, set(one.pair)) for one in found] == [(b, None, {a, b}), (c, b, {b, c}), (d, c, {c, d})]
        assert {one.listed.id for one in queries.same_as(d)} == {a, b, c}
        actions.judge(b, c, "open", by=actor)
        assert [one.listed.id for one in queries.same_as(a)] == [b] and [one.listed.id for one in queries.same_as(d)] == [c]


def test_a_chain_ends_at_a_file_that_the_reader_does_not_see():
    by = make.member("caseworker")
    colleague = make.member("caseworker", of=by.organisation)
    a, b, c = (make.person(by, named(birth=PartialDate.of(year)), phone=None) for year in (2001, 2002, 2003))
    with acting(by.cookie) as actor:
        for one, other in ((a, b), (b, c)):
            actions.judge(one, other, "same", by=actor)
    Holding.objects.filter(pk=b).update(is_protected=True)
    with acting(by.cookie):
        assert [one.listed.id for one in queries.same_as(a)] == [b, c]
    with acting(colleague.cookie):
        assert Identity.objects.filter(pk=a).exists() and not Identity.objects.filter(pk=b).exists()
        assert queries.same_as(a) == []


def test_the_page_of_a_file_leads_to_the_others_and_to_the_verdict():
    by = make.member()
    a, b, c = (make.person(by, named(birth=PartialDate.of(year)), phone=None) for year in (2001, 2002, 2003))
    with acting(by.cookie) as actor:
        for one, other in ((a, b), (b, c)):
            actions.judge(one, other, "same", by=actor)
    shown = make.browser(by).get(f"/people/{a}/").content.decode()
    first, second = sorted((b, c))
    assert f'href="/people/{c}/"' in shown and f'href="/people/duplicates/{first}/{second}/"' in shown


@pytest.mark.parametrize(("sexes", "result"), [(("", ""), None), (("female", ""), "missing"), (("female", "female"), "same"), (("female", "male"), "different")])
def test_what_nobody_knows_is_not_called_equal(sexes, result):
    by = make.member()
    a, b = (make.person(by, named(**({"sex": sex} if sex else {}))) for sex in sexes)
    fields = make.browser(by).get(reverse("judge_pair", args=[a, b])).context["fields"]
    assert {row["label"]: row["result"] for row in fields}.get("Sex") == result


def test_a_verdict_given_meanwhile_is_told_before_another_is_written():
    """Two windows of one pair: the later answer does not come over the earlier one unseen, and taking back takes back what was looked at."""
    by = make.member()
    a, b = sorted(make.person(by, named()) for _n in range(2))
    url, browser = reverse("judge_pair", args=[a, b]), make.browser(by)

    def stands(page):
        return re.findall(r'name="stands" value="([^"]*)"', page.content.decode())

    def said():
        return Judgement.objects.latest("made_at", "id")

    first, = stands(browser.get(url))
    browser.post(url, {"verdict": "same", "stands": first})
    make.move_clock(seconds=1)
    late = browser.post(url, {"verdict": "different", "reason": "شهد أخوه", "stands": first})
    assert "مها القنطري\u2069 has judged this pair meanwhile, at" in late.content.decode() and "Same person." in late.content.decode()
    assert "شهد أخوه" in late.content.decode() and said().verdict == "same"
    second = stands(late)[0]
    browser.post(url, {"undo": "1", "stands": str(a)})
    assert said().verdict == "same", "of a page that showed another verdict"
    browser.post(url, {"verdict": "different", "stands": second})
    assert said().verdict == "different"
    make.move_clock(seconds=1)
    browser.post(url, {"undo": "1", "stands": str(said().pk)})
    assert said().verdict == "open"
