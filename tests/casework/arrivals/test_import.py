"""An import writes each row of the list once, whatever happens to it, and counts every row it has read."""

from datetime import date

import pytest

from amana.casework.arrivals import actions, queries
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.registry import queries as registry
from amana.casework.registry.models import Holding, Identity, Phone
from amana.casework.registry.rules import ContactFacts, IdentityFacts, PhoneFacts
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, people, xlsx

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def uploaded(by, content, **facts):
    with acting(by.cookie) as actor:
        one = actions.upload(content, file_name="list.xlsx", team_id=by.team.id, arrives_on=DAY, flight="MS 834", country="LBY", by=actor, **facts)
        if one.state == "draft":
            actions.look_through(one, by=actor)
        return one


def imported(by, content, **facts):
    one = uploaded(by, content, **facts)
    with acting(by.cookie) as actor:
        session = actions.begin(one, by=actor)
    actions.run(session)
    return ArrivalList.objects.get(pk=one.pk)


def test_every_ready_row_is_expected_afterwards_and_the_totals_add_up():
    by = make.member("reception")
    bad = [4, "وليد المنصوري", "ذكر", "31/02/1998", "سوداني", "", ""]
    one = imported(by, xlsx([HEADINGS, *people(3), bad]))
    assert (one.state, one.rows_read, one.rows_made, one.rows_wrong) == ("done", 4, 3, 1)
    assert one.rows_read == one.rows_done == one.rows_made + one.rows_waiting + one.rows_known + one.rows_wrong
    with acting(by.cookie):
        rows = queries.rows_of(one)
        assert [row.state for row in rows] == ["expected"] * 3
        file = registry.file(rows[0].person_id)
        assert file.identity.family_ar == "الشاذلي" and file.phones[0].e164 == "+201005000000"
        assert file.papers[0].document.number_tail == "0000" and file.journey.country_left == "LBY"
        assert file.holding.state == "expected"


def test_nothing_is_written_before_a_person_has_seen_the_preview():
    by = make.member("reception")
    one = uploaded(by, xlsx([HEADINGS, *people(3)]))
    assert one.review["ready"] == 3 and not ArrivalRow.objects.exists() and not Holding.objects.filter(state="expected").exists()


def test_the_same_file_again_changes_nothing():
    by = make.member("reception")
    content = xlsx([HEADINGS, *people(3)])
    one = imported(by, content)
    again = uploaded(by, content)
    assert again.pk == one.pk and ArrivalRow.objects.count() == 3
    with acting(by.cookie) as actor, pytest.raises(Refused, match="arrival_list_state"):
        actions.begin(again, by=actor)


def test_a_corrected_file_of_the_same_flight_adds_only_what_is_new():
    by = make.member("reception")
    imported(by, xlsx([HEADINGS, *people(3)]))
    one = imported(by, xlsx([HEADINGS, *people(5)]))
    assert (one.rows_read, one.rows_known, one.rows_made) == (5, 3, 2)
    assert Holding.objects.filter(state="expected").count() == 5


def test_only_roles_that_receive_see_who_is_expected():
    by = make.member("reception")
    one = imported(by, xlsx([HEADINGS, *people(1)]))
    row = ArrivalRow.objects.get()
    colleague = make.member("caseworker", of=by.organisation, teams=[by.team])
    elsewhere = make.member("reception")
    for member in (colleague, elsewhere):
        with acting(member.cookie):
            with pytest.raises(ArrivalList.DoesNotExist):
                queries.arrival_list(one.pk)
            assert not Identity.objects.filter(pk=row.person_id).exists()
            assert not registry.search("هناء").people and not registry.search("هناء").closed_may_match
    with acting(by.cookie):
        assert [found.id for found in registry.search("هناء").people] == [row.person_id]
        assert row.person_id not in [found.id for found in registry.people().rows]


def test_a_draft_is_its_writers_alone():
    by = make.member("reception")
    one = uploaded(by, xlsx([HEADINGS, *people(1)]))
    colleague = make.member("reception", of=by.organisation, teams=[by.team])
    with acting(colleague.cookie), pytest.raises(ArrivalList.DoesNotExist):
        queries.arrival_list(one.pk)


def test_a_supervisor_imports_although_she_writes_no_identity_otherwise():
    by = make.member("supervisor")
    one = imported(by, xlsx([HEADINGS, *people(2)]))
    assert one.rows_made == 2


def test_a_role_without_the_verb_imports_nothing_and_no_team_but_the_own():
    worker = make.member("caseworker")
    with acting(worker.cookie) as actor, pytest.raises(Forbidden):
        actions.upload(b"x", file_name="x", team_id=worker.team.id, arrives_on=DAY, by=actor)
    by, other = make.member("reception"), make.member("reception")
    with pytest.raises(Hidden), acting(by.cookie) as actor:
        actions.upload(xlsx([HEADINGS, *people(1)]), file_name="x", team_id=other.team.id, arrives_on=DAY, by=actor)


def test_an_expected_record_takes_no_consent_and_no_case():
    by = make.member("reception")
    imported(by, xlsx([HEADINGS, *people(1)]))
    person = ArrivalRow.objects.get().person_id
    with pytest.raises((Hidden, Refused)):
        make.consent(by, person)


def test_an_import_interrupted_between_batches_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    by = make.member("reception")
    one = uploaded(by, xlsx([HEADINGS, *people(7)]))
    with acting(by.cookie) as actor:
        session = actions.begin(one, by=actor)

    def stop(done, total):
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.run(session, progress=stop)
    assert ArrivalRow.objects.count() == 4
    actions.run(session)
    actions.run(session)
    one.refresh_from_db()
    assert ArrivalRow.objects.count() == Holding.objects.filter(state="expected").count() == 7
    assert (one.state, one.rows_read, one.rows_made) == ("done", 7, 7)


def test_a_row_that_may_be_somebody_known_waits_with_all_candidates_and_none_chosen():
    """Field report B04, B20: both candidates are shown with the facts that tell them apart; the row is not applied, the others are."""
    by = make.member("reception")
    known = [
        make.person(by, IdentityFacts(given_ar="يوسف", father_ar="حنا", family_ar="بطرس", birth=PartialDate.of(year)), phone=None)
        for year in (1988, 1996)
    ]
    one = imported(
        by,
        xlsx(
            [
                ["الاسم", "النوع", "تاريخ الميلاد"],
                ["يوسف حنا بطرس", "ذكر", None],
                ["خالد إبراهيم سعد", "ذكر", "1990"],
                ["يوسف حنا بطرس", "ذكر", "1988"],
            ]
        ),
    )
    assert (one.rows_read, one.rows_made, one.rows_waiting) == (3, 1, 2)
    nameless, dated = ArrivalRow.objects.filter(state="waiting", person_id=None).order_by("line")
    with acting(by.cookie):
        assert {found.listed.id for found in queries.candidates(nameless)} == set(known)
        assert {found.listed.id for found in queries.candidates(dated)} == {known[0]}


def test_a_waiting_row_is_judged_to_be_somebody_known_or_somebody_else():
    by = make.member("reception")
    known = make.person(by, IdentityFacts(given_ar="يوسف", father_ar="حنا", family_ar="بطرس", birth=PartialDate.of(1988)), phone="01005550142")
    content = xlsx([["الاسم", "النوع", "تاريخ الميلاد"], ["يوسف حنا بطرس", "ذكر", "1988"], ["يوسف حنا بطرس", "ذكر", "1989"]])
    imported(by, content)
    first, second = ArrivalRow.objects.order_by("line")
    assert first.state == second.state == "waiting"
    with acting(by.cookie) as actor:
        first = actions.judge_row(first.pk, same_as=known, by=actor)
        second = actions.judge_row(second.pk, same_as=None, by=actor)
    assert first.person_id == known and first.state == second.state == "expected"
    assert second.person_id != known and Holding.objects.get(pk=second.person_id).state == "expected"
    with acting(by.cookie):
        assert registry.pair(known, second.person_id).judgement.verdict == "different"
    assert Holding.objects.get(pk=known).state == "registered"


def test_reception_receives_and_registers_and_the_record_follows():
    by = make.member("reception")
    imported(by, xlsx([HEADINGS, *people(1)]))
    row = ArrivalRow.objects.get()
    with acting(by.cookie) as actor:
        actions.move(row.pk, "arrive", by=actor)
        actions.move(row.pk, "receive", by=actor)
        assert Holding.objects.get(pk=row.person_id).state == "received"
        row = actions.move(row.pk, "register", by=actor)
    holding = Holding.objects.get(pk=row.person_id)
    assert (row.state, holding.state, holding.staff_id) == ("registered", "registered", by.staff.id)
    make.consent(by, row.person_id)


def test_of_two_who_receive_the_same_person_one_succeeds():
    """Field report B46: the state is looked at under the row's lock."""
    by = make.member("reception")
    imported(by, xlsx([HEADINGS, *people(1)]))
    row = ArrivalRow.objects.get()
    with acting(by.cookie) as actor:
        actions.move(row.pk, "receive", by=actor)
    with pytest.raises(Refused, match="arrival_row_state"), acting(by.cookie) as actor:
        actions.move(row.pk, "receive", by=actor)


def test_the_whole_list_is_undone_within_a_day_but_for_those_who_were_received():
    by = make.member("reception")
    one = imported(by, xlsx([HEADINGS, *people(3)]))
    first, *others = ArrivalRow.objects.order_by("line")
    with acting(by.cookie) as actor:
        actions.move(first.pk, "receive", by=actor)
        assert actions.undo(one, by=actor) == 2
        assert not Identity.objects.filter(pk__in=[row.person_id for row in others]).exists()
        assert Identity.objects.filter(pk=first.person_id).exists()
    again = imported(by, xlsx([HEADINGS, *people(3)]))
    assert again.pk != one.pk


def test_after_a_day_an_import_cannot_be_undone_any_more():
    by = make.member("reception")
    one = imported(by, xlsx([HEADINGS, *people(1)]))
    make.move_clock(hours=25)
    with pytest.raises(Refused, match="arrival_list_undo"), acting(by.cookie) as actor:
        actions.undo(one, by=actor)


def test_an_imported_row_equals_a_registered_one():
    """Field report B28: the same person through the form and through the import gives equal rows but for keys and time."""
    by = make.member("reception")
    imported(by, xlsx([["الاسم", "النوع", "تاريخ الميلاد", "الجنسية", "الهاتف"], ["هناء سعيد الشاذلي", "أنثى", "14/3/2001", "SDN", "01005550142"]]))
    listed = ArrivalRow.objects.get().person_id
    facts = make.identity(sex="female", birth=PartialDate.of(2001, 3, 14), nationalities=("SDN",))
    with acting(by.cookie) as actor:
        from amana.casework.registry import actions as acts

        formed = acts.register(identity=facts, contact=ContactFacts(), phones=[PhoneFacts("01005550142")], team_id=None, by=actor).id
    for model in (Identity, Phone):
        one, other = (model.objects.get(person_id=key) for key in (listed, formed))
        assert [getattr(one, name) for name in model.stated_columns()] == [getattr(other, name) for name in model.stated_columns()]
        assert all(getattr(one, name) == getattr(other, name) for name in model.derived)


def test_a_senders_word_on_consent_is_kept_as_such_and_is_no_consent():
    by = make.member("reception")
    imported(
        by,
        xlsx(
            [["prs_FirstName", "prs_SecondName", "con_Consent", "vic_TraffickingStatus"], ["Hanaa", "Elshazly", "Yes", "PossibleVictimOfTrafficking"]]
        ),
    )
    row = ArrivalRow.objects.get()
    assert row.said == {"consent_statement": "Yes"}
    from amana.casework.consent.models import Consent

    assert not Consent.objects.exists()


def test_the_mapping_is_remembered_by_source():
    by = make.member("reception")
    headings = ["X1", "الاسم", "X2"]
    one = uploaded(by, xlsx([headings, ["24C", "هناء سعيد", "أنثى"]]), source="قائمة المطار")
    with acting(by.cookie) as actor:
        actions.lay_out(one, sheet=0, heading_row=0, fields=["", "full_name", "sex"], order="day_first", by=actor)
    again = uploaded(by, xlsx([headings, ["24D", "منى سعيد", "أنثى"]]), source="قائمة المطار")
    assert again.settings["fields"] == ["", "full_name", "sex"]


def test_a_job_does_its_one_deed_only():
    by = make.member("reception")
    one = uploaded(by, xlsx([HEADINGS, *people(1)]))
    with acting(by.cookie) as actor:
        session = actions.begin(one, by=actor)
    with acting(session) as actor:
        assert actor.verbs == {"import", "receive", "judge"}
        with pytest.raises(Forbidden):
            from amana.ground.access import jobs

            jobs.open_session(["import"], one.pk)
