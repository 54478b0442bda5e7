"""The record of acts as a reader of a case sees it: an act on a section that she does not read leaves no trace."""
import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Case
from amana.casework.referral import actions as referrals
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.insight.journal import queries
from amana.insight.journal.rules import sentence
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared():
    """A case worker's case on which a psychosocial worker works along, each with a note of her own."""
    worker = make.member(name="مها القنطري")
    colleague = make.member("psychosocial_worker", of=worker.organisation, name="منى البنهاوي")
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
        actions.decide_risk(case, level="high", reasons="تهديد", by=actor)
        actions.write_note(case, section=Section.SOCIAL, kind="visit", body="زيارة منزلية", happened_at=None, by=actor)
    with acting(colleague.cookie) as actor:
        actions.write_note(case, section=Section.PSYCHOSOCIAL, kind="interview", body="جلسة دعم", happened_at=None, by=actor)
    return worker, colleague, case


def verbs(member, case, **options):
    with acting(member.cookie):
        return [entry.verb for entry in queries.of_case(case.person_id, case.pk, **options)]


def test_each_reader_meets_only_acts_on_sections_that_she_reads(shared):
    worker, colleague, case = shared
    with acting(worker.cookie):
        mine = queries.of_case(case.person_id, case.pk)
    assert [entry.details["kind"] for entry in mine if entry.verb == "case.note_written"] == ["visit"]
    assert {"case.opened", "case.risk_decided", "case.coworker_added", "consent.taken", "person.registered"} <= {entry.verb for entry in mine}
    with acting(colleague.cookie):
        hers = queries.of_case(case.person_id, case.pk)
    assert [entry.details["kind"] for entry in hers if entry.verb == "case.note_written"] == ["interview"]
    assert "case.risk_decided" not in {entry.verb for entry in hers}


def test_the_note_of_another_role_is_absent_from_page_timeline_log_and_counts(shared):
    worker, colleague, case = shared
    browser = make.browser(worker)
    before = {name: browser.get(reverse(name, args=[case.pk])).content.decode() for name in ("case", "case_notes", "case_log")}
    with acting(colleague.cookie) as actor:
        for _n in range(3):
            actions.write_note(case, section=Section.PSYCHOSOCIAL, kind="interview", body="جلسة أخرى", happened_at=None, by=actor)
    for name, page in before.items():
        assert "جلسة" not in page, name
        assert "Interview</div>" not in page, name
        again = browser.get(reverse(name, args=[case.pk])).content.decode()
        assert again.count("<li class=\"am-event") == page.count("<li class=\"am-event"), name
        assert again.count("Interview") == page.count("Interview"), name


def test_that_a_coworker_of_a_hidden_section_came_is_told_to_the_owner_alone(shared):
    worker, _colleague, case = shared
    third = make.member(of=worker.organisation)
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=third.staff.pk, sections=Section.SOCIAL, by=actor)
    assert verbs(worker, case).count("case.coworker_added") == 2
    assert verbs(third, case).count("case.coworker_added") == 1
    page = make.browser(third).get(reverse("case", args=[case.pk])).content.decode()
    assert "منى البنهاوي" not in page


def test_who_does_not_see_the_case_reads_nothing(shared):
    worker, _colleague, case = shared
    for stranger in (make.member(of=worker.organisation), make.member(), make.member("analyst", teams=[])):
        assert verbs(stranger, case, with_reads=True) == []


def test_the_case_must_be_of_the_person(shared):
    worker, _colleague, case = shared
    other = make.person(worker, make.identity("ليلى"))
    with acting(worker.cookie):
        assert queries.of_case(other, case.pk) == []


def test_views_are_told_with_no_more_sections_than_the_reader_reads(shared):
    worker, colleague, case = shared
    make.browser(colleague).get(reverse("case_notes", args=[case.pk]))
    with acting(worker.cookie):
        views = [entry for entry in queries.of_case(case.person_id, case.pk, with_reads=True) if entry.verb == "file.read"]
    assert [entry.by for entry in views] == ["منى البنهاوي"]
    assert not views[0].sections & Section.PSYCHOSOCIAL
    assert "file.read" not in verbs(worker, case)


def test_a_page_of_a_case_is_one_entry_with_the_sections_it_showed(shared):
    worker, _colleague, case = shared
    make.browser(worker).get(reverse("case", args=[case.pk]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sections, details ->> 'case' FROM audit.entry WHERE verb = 'file.read' AND subject = %s", [case.person_id])
        assert cursor.fetchall() == [(Section.IDENTITY | Section.CONTACT | Section.SOCIAL, str(case.pk))]


def test_an_unknown_act_is_told_as_such_and_a_code_that_is_none_never_shown():
    assert sentence("assistance.paid", {}) == "إجراء على الملف" or sentence("assistance.paid", {}) == "Act on the file"
    assert "nonsense" not in sentence("case.risk_decided", {"level": "nonsense"})


def test_a_referral_is_told_to_who_reads_the_section_of_its_service_and_names_nobody_of_the_other_side():
    sides = make.two()
    referral = make.referral(sides)
    case = Case.objects.get(pk=referral.case_id)
    make.move_clock(seconds=1)
    with acting(sides.desk_officer.cookie) as actor:
        referrals.see(referral, by=actor)
    with acting(sides.worker.cookie):
        told = {entry.verb: entry for entry in queries.of_case(case.person_id, case.pk)}
    assert told["referral.sent"].by == sides.worker.staff.name
    assert (told["referral.see"].by, told["referral.see"].is_own) == ("", False)
    page = make.browser(sides.worker).get(reverse("case", args=[case.pk])).content.decode()
    assert "Referral seen by the desk" in page
    colleague = make.member("psychosocial_worker", of=sides.worker.organisation)
    with acting(sides.worker.cookie) as actor:
        actions.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    assert not [verb for verb in verbs(colleague, case, with_reads=True) if verb.startswith("referral")]
