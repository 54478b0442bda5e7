"""A unit's own sheet becomes records held by its workers, and a case as soon as there is a ground for it; undone as a whole for a day."""

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import queries as listed
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.arrivals.rules import KEPT_DAYS
from amana.casework.caseload import actions, queries
from amana.casework.caseload.models import SaidCase
from amana.casework.cases.models import Assignment, Case, Note, Risk, Task
from amana.casework.registry import actions as records
from amana.casework.registry import queries as registry
from amana.casework.registry.models import Clash, Holding
from amana.casework.registry.rules import ContactFacts
from amana.ground.rows.acting import Forbidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.arrivals.lists import xlsx
from tests.casework.caseload.sheets import DAY, HEADINGS, imported, people, row, uploaded

pytestmark = pytest.mark.django_db


def test_a_row_is_a_record_of_the_worker_whom_the_list_names(head, worker):
    one = imported(head, xlsx([HEADINGS, row(worker="كريم المنوفي", phone2="01005550199")]))
    assert (one.state, one.rows_made, one.rows_wrong) == ("done", 1, 0)
    with acting(worker.cookie):
        (person,) = registry.people().rows
        file = registry.file(person.id)
        assert file.holding.state == "registered" and file.holding.staff_id == worker.staff.pk
        assert {phone.e164 for phone in file.phones} == {"+201005000001", "+201005550199"}
        assert file.contact.address == "شارع النيل" and file.social.marital_status
        said = queries.said_of(person.id)
    assert (said.risk, str(said.opened_on), said.own_number, said.reason) == ("high", "2026-02-03", "1/2026", "تحتاج إلى سكن")


def test_whom_no_worker_is_named_for_is_the_teams_alone(head):
    imported(head, xlsx([HEADINGS, row(worker="لا أحد")]))
    held = Holding.objects.get()
    assert (held.state, held.team_id, held.staff_id) == ("registered", head.team.pk, None)


def test_no_consent_is_invented_and_no_case_opens_without_one(head, worker):
    imported(head, xlsx([HEADINGS, row(worker="كريم المنوفي")]))
    assert not Case.objects.exists()
    with acting(worker.cookie) as actor:
        (said,) = SaidCase.objects.all()
        assert said.consent_statement == "نعم، ورقي" and not queries.standing([said], actor)[said.row_id].has_ground
    with pytest.raises(Refused, match="case_ground"), acting(worker.cookie) as actor:
        actions.open_as_said(said, by=actor)


def test_with_her_consent_the_case_opens_as_the_list_said(head, worker):
    imported(head, xlsx([HEADINGS, row(worker="كريم المنوفي")]))
    make.consent(worker, Holding.objects.get().pk)
    with acting(worker.cookie) as actor:
        (said,) = SaidCase.objects.all()
        actions.open_as_said(said, by=actor)
        assert queries.standing([said], actor)[said.row_id].has_case
    note, risk = Note.objects.get(), Risk.objects.get()
    assert "1/2026" in note.body and "تحتاج إلى سكن" in note.body and note.happened_at.date().isoformat() == "2026-02-03"
    assert risk.level == "high" and Assignment.objects.get(until_at=None).staff_id == worker.staff.pk


def test_the_head_opens_all_cases_that_have_a_ground_and_they_are_their_workers(head, worker):
    one = imported(head, xlsx([HEADINGS, *people(3, worker="كريم المنوفي")]))
    for person in list(Holding.objects.values_list("pk", flat=True))[:2]:
        make.consent(worker, person)
    with acting(head.cookie) as actor:
        assert actions.open_all(one, by=actor) == 2
    assert set(Assignment.objects.filter(until_at=None).values_list("staff_id", flat=True)) == {worker.staff.pk}


def test_what_the_list_calls_closed_opens_no_case(head, worker):
    imported(head, xlsx([HEADINGS, row(worker="كريم المنوفي", status="مغلقة")]))
    make.consent(worker, Holding.objects.get().pk)
    with acting(worker.cookie) as actor:
        (standing,) = queries.standing(SaidCase.objects.all(), actor).values()
        assert not standing.said.is_open and not standing.opens


def test_nothing_is_imported_before_a_person_has_said_what_the_words_mean(head):
    with acting(head.cookie) as actor:
        one = actions.upload(xlsx([HEADINGS, row()]), file_name="x.xlsx", team_id=head.team.id, listed_on=DAY, by=actor)
        with pytest.raises(Refused, match="caseload_words"):
            actions.begin(one, by=actor)


def test_an_unknown_word_for_the_risk_is_an_error_of_its_cell(head):
    one = uploaded(head, xlsx([HEADINGS, row(risk="عالي"), row(2, "منى سليم حداد", risk="بنفسجي")]))
    assert (one.review["ready"], one.review["wrong"]) == (2, 0)  # whoever confirms an empty meaning leaves the word out
    with acting(head.cookie) as actor:
        words = {**one.settings["words"], "risk": {"عالي": "high"}}
        arrivals.mean(one, words, by=actor)
    assert [(fault["row"], fault["column"], fault["code"]) for fault in one.review["faults"]] == [(3, "درجة الخطورة", "word.unmatched")]


@pytest.mark.parametrize(("opened", "code"), [("31/11/2025", "date.no_such_day"), ("1/1/2090", "date.in_future"), ("1/1/1447", "date.hijri")])
def test_a_day_of_opening_that_cannot_be_is_an_error_of_its_cell(head, opened, code):
    one = uploaded(head, xlsx([HEADINGS, row(opened=opened)]))
    assert [(fault["column"], fault["code"]) for fault in one.review["faults"] if fault["is_error"]] == [("تاريخ فتح الحالة", code)]


def test_the_same_file_again_changes_nothing_and_a_mended_one_adds_what_is_new(head):
    content = xlsx([HEADINGS, *people(3)])
    one = imported(head, content)
    assert uploaded(head, content).pk == one.pk
    more = imported(head, xlsx([HEADINGS, *people(5)]))
    assert (more.rows_known, more.rows_made) == (3, 2) and Holding.objects.count() == 5


def test_a_row_that_says_more_of_the_same_person_waits_beside_her_record(head):
    one = imported(head, xlsx([HEADINGS, row(), row(reason="زيارة ثانية"), row(2, "هناء سعيد الشاذلي", birth="1/1/1950", phone="")]))
    assert (one.rows_made, one.rows_waiting, one.rows_known) == (2, 1, 0), "another birth is another person"
    with acting(head.cookie) as actor:
        waiting = ArrivalRow.objects.get(state="waiting")
        first = one.rows.get(line=2).person_id
        assert first in [candidate.listed.id for candidate in listed.candidates(listed.row(waiting.pk, "caseload"))]
        actions.judge(waiting.pk, same_as=first, reason="نفس المرأة", by=actor)
    assert Holding.objects.count() == 2 and SaidCase.objects.filter(person_id=first).count() == 2


def test_whom_a_file_number_and_the_name_make_the_same_is_offered_to_whoever_judges(head):
    one = imported(head, xlsx([HEADINGS, ["7/2026", *row(1, birth="14/3/1991", phone="")[1:]], ["٧/٢٠٢٦", *row(1, birth="14/3/1961", phone="")[1:]]]))
    assert (one.rows_made, one.rows_waiting) == (1, 1)
    with acting(head.cookie):
        (candidate,) = listed.candidates(listed.row(ArrivalRow.objects.get(state="waiting").pk, "caseload"))
        assert candidate.listed.id == one.rows.get(line=2).person_id


def test_wrong_rows_stay_to_be_mended(head):
    one = imported(head, xlsx([HEADINGS, row(), row(2, "وليد المنصوري", birth="31/11/1998")]))
    assert (one.rows_made, one.rows_wrong) == (1, 1)
    with acting(head.cookie):
        (wrong,) = listed.kept_wrong_rows(listed.arrival_list(one.pk, "caseload"))
    assert wrong["line"] == 3 and wrong["cells"][1] == "وليد المنصوري" and wrong["faults"][0]["code"] == "date.no_such_day"


@pytest.mark.parametrize("role", ["reception", "caseworker", "clinical_supervisor", "desk_officer"])
def test_who_assigns_no_cases_imports_no_caseload(role):
    by = make.member(role)
    with acting(by.cookie) as actor, pytest.raises(Forbidden):
        actions.upload(xlsx([HEADINGS, row()]), file_name="x.xlsx", team_id=by.team.id, listed_on=DAY, by=actor)


def test_reception_sees_no_caseload_of_its_team(head):
    one = imported(head, xlsx([HEADINGS, row()]))
    reception = make.member("reception", of=head.organisation, teams=head.teams)
    with acting(reception.cookie):
        assert not ArrivalList.objects.exists() and not ArrivalRow.objects.exists()
    with acting(head.cookie):
        assert [found.pk for found in listed.lists("caseload")] == [one.pk] and not listed.lists()


def test_whoever_is_likely_known_waits_for_a_person_to_judge(head):
    known = make.person(make.member("caseworker", of=head.organisation, teams=head.teams), make.identity("هناء", "سعيد", "الشاذلي"), phone="01005000001")
    one = imported(head, xlsx([HEADINGS, row()]))
    assert (one.rows_made, one.rows_waiting) == (0, 1)
    waiting = ArrivalRow.objects.get()
    with acting(head.cookie) as actor:
        judged = actions.judge(waiting.pk, same_as=known, reason="نفس الهاتف", by=actor)
        assert (judged.state, judged.person_id) == ("registered", known)
    assert Holding.objects.count() == 1 and SaidCase.objects.get().person_id == known


def test_nobody_of_those_is_registered_anew(head, worker):
    known = make.person(worker, make.identity("هناء", "سعيد", "الشاذلي"), phone="01005000001")
    imported(head, xlsx([HEADINGS, row(worker="كريم المنوفي")]))
    with acting(head.cookie) as actor:
        judged = actions.judge(ArrivalRow.objects.get().pk, same_as=None, reason="امرأة أخرى", by=actor)
    held = Holding.objects.exclude(pk=known).get()
    assert held.pk == judged.person_id and (held.state, held.staff_id) == ("registered", worker.staff.pk)
    assert undone(head, judged.list) == 1 and Holding.objects.get(pk=held.pk).state == "undone", "judging her was a part of the import"


# --- undo ---


def undone(head, one):
    with acting(head.cookie) as actor:
        return actions.undo(one, by=actor)


def test_an_undo_takes_everybody_out_of_everybodys_sight(head, worker):
    one = imported(head, xlsx([HEADINGS, *people(3, worker="كريم المنوفي")]))
    assert undone(head, one) == 3
    for member in (head, worker):
        with acting(member.cookie):
            assert not registry.people().rows and not registry.search("هناء").people and not registry.search("هناء").closed_may_match
            assert not SaidCase.objects.exists() and not ArrivalRow.objects.exclude(person=None).exists()
    assert set(Holding.objects.values_list("state", flat=True)) == {"undone"}


def test_after_an_undo_the_same_file_can_be_imported_again(head):
    content = xlsx([HEADINGS, *people(2)])
    undone(head, imported(head, content))
    again = imported(head, content)
    assert (again.rows_made, again.rows_waiting, again.rows_known) == (2, 0, 0)


def worked(how, worker, person):
    if how == "consent":
        make.consent(worker, person)
    elif how == "corrected":
        with acting(worker.cookie) as actor:
            records.correct_contact(person, ContactFacts(address="شارع آخر"), [], version=registry.file(person).contact.version, by=actor)
    elif how == "moved":
        head = make.member("supervisor", of=worker.organisation, teams=worker.teams)
        with acting(head.cookie) as actor:
            records.pass_on(person, team_id=head.team.pk, staff_id=None, by=actor)


@pytest.mark.parametrize("how", ["consent", "corrected", "moved"])
def test_whom_somebody_has_worked_with_is_left_standing_and_named(head, worker, how):
    one = imported(head, xlsx([HEADINGS, *people(3, worker="كريم المنوفي")]))
    row_, *_rest = ArrivalRow.objects.order_by("line")
    make.move_clock(minutes=1)
    worked(how, worker, row_.person_id)
    with acting(head.cookie):
        assert listed.left_standing(one) == {row_.pk: how}
    assert undone(head, one) == 2
    assert Holding.objects.get(pk=row_.person_id).state == "registered" and Holding.objects.filter(state="undone").count() == 2


def test_whom_the_organisation_knew_before_is_left_standing(head):
    known = make.person(make.member("caseworker", of=head.organisation, teams=head.teams), make.identity("هناء", "سعيد", "الشاذلي"), phone="01005000001")
    make.move_clock(minutes=1)
    one = imported(head, xlsx([HEADINGS, row()]))
    with acting(head.cookie) as actor:
        actions.judge(ArrivalRow.objects.get().pk, same_as=known, reason="", by=actor)
    assert undone(head, one) == 0 and Holding.objects.get().state == "registered"


def test_after_a_day_the_database_refuses(head):
    one = imported(head, xlsx([HEADINGS, row()]))
    make.move_clock(hours=25)
    with pytest.raises(Refused, match="arrival_list_undo"):
        undone(head, one)
    assert Holding.objects.get().state == "registered"


def test_an_undo_is_on_record(head):
    one = imported(head, xlsx([HEADINGS, row()]))
    undone(head, one)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit.entry WHERE verb = 'caseload.undone' AND subject = %s", [one.pk])
        assert cursor.fetchone()[0] == 1


def test_she_is_found_by_the_number_under_which_the_unit_knows_her_and_nobody_is_like_her_for_it(head, worker):
    """In the search, the palette and the API alike: the number is a document of hers. Another unit's file of the same number is no clash."""
    first = imported(head, xlsx([HEADINGS, row(712, "هناء سعيد الشاذلي", worker=worker.staff.email)]))
    person = first.rows.get().person_id
    with acting(worker.cookie):
        for typed in ("712/2026", "٧١٢ / ٢٠٢٦"):
            assert [one.id for one in registry.search(typed).people] == [person], typed
        assert [paper.document.kind for paper in registry.file(person).papers] == ["own_file"]
    second = imported(head, xlsx([HEADINGS, row(712, "وليد عادل المنصوري", phone="01009999999")]))
    assert (second.rows_made, second.rows_waiting) == (1, 0) and not Clash.objects.exists()


def test_the_first_task_of_a_case_that_the_head_opens_is_its_workers(head, worker):
    one = imported(head, xlsx([HEADINGS, row(1, "هناء سعيد الشاذلي", worker=worker.staff.email)]))
    person = one.rows.get().person_id
    make.consent(worker, person)
    with acting(head.cookie) as actor:
        assert actions.open_all(one, by=actor) == 1
    assert Task.objects.get(kind="first_action").staff_id == worker.staff.pk


def test_wrong_rows_and_forgotten_drafts_are_gone_after_the_days_that_the_page_says(head):
    """What was typed of people stays no longer than it is needed to be mended."""
    wrong = row(2, "وليد المنصوري", birth="31/11/1998")
    done, draft = imported(head, xlsx([HEADINGS, row(), wrong])), uploaded(head, xlsx([HEADINGS, wrong]))
    with acting(head.cookie) as actor:
        arrivals.correct(draft, line=2, field="birth", value="1998", by=actor)

    def forgotten() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT entry.forget_lists()")
            return cursor.fetchone()[0]

    make.move_clock(days=14, hours=-1)
    assert forgotten() == 0
    make.move_clock(hours=1)
    assert forgotten() == 1
    draft.refresh_from_db()
    assert draft.file_sealed is None and draft.review["faults"] == [] and "corrections" not in draft.settings
    page = make.browser(head).get(reverse("caseload_list", args=[done.pk])).content.decode()
    assert "Download the wrong rows" in page and "kept until" in page
    make.move_clock(days=KEPT_DAYS - 14)
    assert (forgotten(), forgotten()) == (1, 0)
    done.refresh_from_db()
    assert done.file_sealed is None and done.review["faults"] == [] and done.rows_wrong == 1
    assert "Download the wrong rows" not in make.browser(head).get(reverse("caseload_list", args=[done.pk])).content.decode()
