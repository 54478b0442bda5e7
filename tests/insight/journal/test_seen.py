"""Who has seen my file: true for the person, and telling the worker who prints it nothing that she may not know."""
import subprocess

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.referral import actions as referrals
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.insight.journal import queries
from tests import builders as make

pytestmark = pytest.mark.django_db


def readers(member, person_id):
    with acting(member.cookie):
        return queries.readers(person_id)


def opens(member, name, key):
    assert make.browser(member).get(reverse(name, args=[key])).status_code == 200


def sent_by(two):
    made = make.referral(two)
    make.move_clock(seconds=1)
    return made


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_a_line_for_each_colleague_with_what_was_seen_and_how_often():
    two = make.two()
    for _n in range(2):
        opens(two.worker, "case", two.case.pk)
    make.move_clock(days=1)
    opens(two.supervisor, "person", two.case.person_id)
    told = readers(two.worker, two.case.person_id)
    assert [(one.by, one.times, one.body) for one in told] == [(two.worker.staff.name, 2, None), (two.supervisor.staff.name, 1, None)]
    assert told[0].sections & Section.IDENTITY and told[0].last_at < told[1].first_at


def test_another_organisation_is_a_number_whose_staff_have_no_name():
    two = make.two()
    sent = make.seen(two, sent_by(two))
    make.browser(two.desk_officer).get(reverse("referral", args=[sent.pk]))
    with acting(two.desk_officer.cookie) as actor:
        referrals.accept(sent, worker_id=two.receiver.staff.pk, by=actor)
    make.move_clock(seconds=1)
    opens(two.receiver, "referral", sent.pk)
    told = [one for one in readers(two.worker, two.case.person_id) if one.body]
    assert [(one.by, one.body, one.times) for one in told] == [("", 1, 2)]
    page = make.browser(two.worker).get(reverse("seen", args=[two.case.person_id])).content.decode()
    assert "Another organisation, number 1" in page and two.receiver.staff.name not in page and str(two.receiver.organisation.name_ar) not in page


def test_what_a_reader_does_not_read_is_not_told_to_her():
    worker = make.member()
    psychologist = make.member("psychosocial_worker", of=worker.organisation, name="منى البنهاوي")
    case = make.case(worker)
    with acting(worker.cookie) as actor:
        actions.add_coworker(case, staff_id=psychologist.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    opens(psychologist, "case_notes", case.pk)
    told = readers(worker, case.person_id)
    assert "منى البنهاوي" in [one.by for one in told], "she opened it"
    assert not any(one.sections & Section.PSYCHOSOCIAL for one in told), "for what is not said"


def test_a_list_that_was_taken_away_counts_for_each_file_on_it():
    worker = make.member()
    inside, outside = make.case(worker), make.case(worker)
    make.browser(worker).post(f"{reverse('export_list', args=['cases'])}?q={inside.number}", {"format": "csv"})
    told = {case.pk: [one for one in readers(worker, case.person_id) if one.is_taken_out] for case in (inside, outside)}
    assert len(told[inside.pk]) >= 1
    assert [one.by for one in told[inside.pk]] == [worker.staff.name]


@pytest.mark.parametrize("who", ["outsider", "desk_officer", "receiver"])
def test_who_does_not_hold_the_file_finds_no_page_and_no_line(who):
    two = make.two()
    sent = make.seen(two, sent_by(two))
    with acting(two.desk_officer.cookie) as actor:
        referrals.accept(sent, worker_id=two.receiver.staff.pk, by=actor)
    member = getattr(two, who)
    for name in ("seen", "seen_paper"):
        assert make.browser(member).get(reverse(name, args=[two.case.person_id])).status_code == 404
    assert readers(member, two.case.person_id) == []


def test_a_colleague_who_only_finds_the_name_reads_no_line():
    two = make.two()
    colleague = make.member(of=two.worker.organisation)
    opens(two.worker, "case", two.case.pk)
    assert readers(colleague, two.case.person_id) == []
    assert make.browser(colleague).get(reverse("seen", args=[two.case.person_id])).status_code == 404


def test_the_paper_says_it_in_both_languages_without_the_persons_name_and_is_on_record():
    worker = make.member(name="مها القنطري")
    case = make.case(worker)
    opens(worker, "case", case.pk)
    make.move_clock(days=2)
    for language, words in (("ar", ()), ("en", ("Who has seen my file", "What you can do", "within 7 days"))):
        answer = make.browser(worker, language="ar").get(reverse("seen_paper", args=[case.person_id]) + f"?in={language}")
        assert answer["Content-Type"] == "application/pdf"
        text = text_of(answer.content)
        assert "هناء" not in text and "الشاذلي" not in text
        assert all(word in text for word in words), text
    with acting(worker.cookie):
        assert [one.verb for one in queries.of_case(case.person_id, case.pk, with_reads=True)].count("file.readers_printed") == 2


def test_of_a_protected_file_the_paper_names_no_organisation():
    officer = make.member("protection_officer")
    case = make.case(officer)
    name = officer.organisation.name_en
    before = text_of(make.browser(officer).get(reverse("seen_paper", args=[case.person_id]) + "?in=en").content)
    with acting(officer.cookie) as actor:
        actions.write_note(case, section=Section.PROTECTION, kind="note", body="إفادة", happened_at=None, by=actor)
    after = text_of(make.browser(officer).get(reverse("seen_paper", args=[case.person_id]) + "?in=en").content)
    assert name in before and name not in after


def test_the_page_itself_is_a_view():
    worker = make.member()
    person = make.person(worker)
    assert readers(worker, person) == []
    for times in (1, 2):
        page = make.browser(worker).get(reverse("seen", args=[person])).content.decode()
        assert ("once" if times == 1 else "2 times") in page


def test_the_way_to_it_stands_on_the_persons_page_and_in_the_acts_of_the_case():
    two = make.two()
    url = reverse("seen", args=[two.case.person_id])
    for member in (two.worker, two.supervisor):
        for name, key in (("person", two.case.person_id), ("case", two.case.pk)):
            assert f'href="{url}"' in make.browser(member).get(reverse(name, args=[key])).content.decode(), name
        opens(member, "seen", two.case.person_id)


def test_another_organisation_that_reads_without_a_referral_is_told_to_who_reads_legal_matters_alone():
    worker, police = make.member(), make.member("police_focal_point")
    reception = make.member("reception", of=worker.organisation, teams=worker.teams)
    person = make.case(worker).person_id
    with connection.cursor() as cursor:  # as a legal basis lets it
        cursor.execute("INSERT INTO audit.entry (at, staff, organisation, verb, subject, sections) VALUES (entry.clock(), %s, %s, 'file.read', %s, 1)",
                       [police.staff.pk, police.organisation.pk, person])
    opens(reception, "person", person)
    assert {one.body for one in readers(worker, person)} == {1, None}
    assert [one.by for one in readers(reception, person)] == [reception.staff.name]
