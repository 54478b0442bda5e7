"""Exceptional access: one file outside one's reach, 4 hours, read only, told at once, judged by somebody else."""
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Note
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope, ConsentStep
from amana.casework.exceptional import actions, queries
from amana.casework.exceptional.models import Access
from amana.casework.exceptional.rules import State, reasons, state_of
from amana.casework.registry.models import Contact, Document, Identity, Judgement, Person, PersonStep
from amana.ground.access.models import Membership
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.insight.journal import queries as journal
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db
WORDS = "طفلة مفقودة منذ المساء والفريق لا يرد"


class Office:
    """A worker with a case in one team; in another team the supervisor who has no business with it; and those who are told."""

    def __init__(self):
        self.worker = make.member(name="مها القنطري")
        of = self.worker.organisation
        self.holder = make.member("supervisor", of=of, name="سلوى الريحاني")
        self.lead = make.member("supervisor", of=of, teams=[self.worker.team], name="عفاف الطنطاوي")
        self.head = make.member("case_manager", of=of, name="هدى البنهاوي")
        self.admin = make.member("organisation_administrator", of=of, teams=[], name="كريم الأقصري")
        self.case = make.case(self.worker)
        self.person = self.case.person_id
        self.number = Person.objects.get(pk=self.person).number


@pytest.fixture
def office():
    return Office()


def opened(by, number, **given) -> Access:
    with acting(by.cookie) as actor:
        made = actions.open_exceptionally(number, **{"reason": "child", "words": WORDS} | given, by=actor)
    make.move_clock(seconds=1)
    return made


def reads(by, model, **where) -> int:
    with acting(by.cookie):
        return model.objects.filter(**where).count()


def page(by, name, *args, **query) -> str:
    return unescape(make.browser(by).get(reverse(name, args=args), query).content.decode())


def protects(office) -> None:
    with acting(make.member("protection_officer", of=office.worker.organisation, teams=[office.worker.team], staff=office.worker.staff).cookie):
        PersonStep.objects.create(person_id=office.person, step="protect")


def test_what_was_only_a_name_is_a_file_for_four_hours(office):
    assert (reads(office.holder, Identity), reads(office.holder, Contact), reads(office.holder, Case)) == (1, 0, 0)
    made = opened(office.holder, office.number)
    assert made.closes_at - made.made_at == timedelta(hours=4)
    assert (reads(office.holder, Contact), reads(office.holder, Case)) == (1, 1)
    make.move_clock(hours=4)
    assert (reads(office.holder, Contact), reads(office.holder, Case)) == (0, 0)


def test_it_opens_for_the_next_transaction_so_that_nothing_is_read_without_a_trace(office):
    with acting(office.holder.cookie) as actor:
        actions.open_exceptionally(office.number, reason="life", words=WORDS, by=actor)
        assert not Contact.objects.exists()


def test_nobody_else_sees_more_for_it(office):
    mate = make.member("supervisor", of=office.worker.organisation, teams=office.holder.teams)
    other_role = make.member("protection_officer", of=office.worker.organisation, teams=office.holder.teams, staff=office.holder.staff)
    opened(office.holder, office.number)
    assert reads(mate, Contact) == 0
    assert reads(other_role, Contact) == 0, "nor she herself in a role without the verb"


def test_clinical_work_and_what_the_role_does_not_read_stay_closed(office):
    for role, section in (("psychosocial_worker", Section.PSYCHOSOCIAL), ("health_worker", Section.HEALTH), ("protection_officer", Section.PROTECTION)):
        colleague = make.member(role, of=office.worker.organisation, teams=[office.worker.team])
        with acting(office.worker.cookie) as actor:
            cases.add_coworker(office.case, staff_id=colleague.staff.pk, sections=section, by=actor)
        with acting(colleague.cookie) as actor:
            cases.write_note(office.case, section=section, kind="note", body="جلسة", happened_at=None, by=actor)
    with acting(office.worker.cookie) as actor:
        cases.write_note(office.case, section=Section.SOCIAL, kind="note", body="زيارة", happened_at=None, by=actor)
    protection = make.member("protection_supervisor", of=office.worker.organisation, name="نجلاء")
    opened(office.holder, office.number)
    opened(protection, office.number)
    for by, seen in ((office.holder, [Section.SOCIAL]), (protection, [Section.SOCIAL, Section.PROTECTION])):
        with acting(by.cookie):
            assert sorted(Note.objects.values_list("section", flat=True)) == seen


def test_it_writes_nothing_not_even_a_withdrawal_or_a_judgement(office):
    other = make.person(make.member("reception", of=office.worker.organisation, teams=office.holder.teams))
    protects(office)
    opened(office.holder, office.number)
    scope = ConsentScope.objects.get(person_id=office.person)
    first, second = sorted([office.person, other])
    for write in (lambda: ConsentStep.objects.create(scope_id=scope.pk, step="withdraw"),
                  lambda: Judgement.objects.create(person_id=first, other_id=second, verdict="same", reason="", rests_on=""),
                  lambda: Note.objects.create(case_id=office.case.pk, section=16, kind="note", body="x", happened_at=clock()),
                  lambda: PersonStep.objects.create(person_id=office.person, step="protect")):
        with pytest.raises(Hidden), acting(office.holder.cookie):
            write()


def test_it_shows_no_more_than_the_team_that_holds_the_file_still_sees(office):
    opened(office.holder, office.number)
    with acting(office.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=office.person), by=actor)
    make.move_clock(seconds=1)
    assert (reads(office.holder, Identity), reads(office.holder, Contact)) == (1, 0)


def test_a_protected_file_opens_by_its_number_alone(office):
    protects(office)
    assert reads(office.holder, Person) == 0
    assert office.number not in page(office.holder, "open_exceptionally", file=str(office.person)), "its key tells nothing"
    opened(office.holder, office.number)
    assert (reads(office.holder, Person), reads(office.holder, Contact)) == (1, 1)


def test_hidden_foreign_and_missing_numbers_are_refused_alike(office):
    elsewhere = make.person(make.member())
    gone = make.person(office.worker)
    make.move_clock(days=400)
    for number in ("AM-2222-2222", "", Person.objects.get(pk=elsewhere).number, Person.objects.get(pk=gone).number):
        with pytest.raises(Hidden):
            opened(office.holder, number)
    before = Access.objects.count()
    answers = {make.browser(office.holder).post(reverse("open_exceptionally"), {"number": number, "reason": "life", "words": WORDS, "understood": "on"}).content.decode().count("No file of your")
               for number in ("AM-2222-2222", "not a number", Person.objects.get(pk=elsewhere).number)}
    assert answers == {2} or answers == {1}
    assert Access.objects.count() == before


def test_what_is_within_reach_is_not_opened_exceptionally(office):
    for by in (office.lead,):
        with pytest.raises(Refused, match="exceptional_within_reach"):
            opened(by, office.number)
    opened(office.holder, office.number)
    with pytest.raises(Refused, match="exceptional_within_reach"):
        opened(office.holder, office.number)


def test_only_leads_whose_reach_ends_at_their_team_hold_the_verb(office):
    for by in (office.worker, office.head, office.admin, make.member("clinical_supervisor", of=office.worker.organisation)):
        with pytest.raises(Forbidden):
            opened(by, office.number)


def test_who_leads_the_team_and_who_stands_over_all_teams_is_told(office):
    make.member("clinical_supervisor", of=office.worker.organisation, name="من فريق آخر")
    gone = make.member("case_manager", of=office.worker.organisation, name="غائبة")
    Membership.objects.filter(pk=gone.membership.pk).update(suspended_at=clock())
    made = opened(office.holder, office.number)
    assert set(made.told) == {office.lead.staff.pk, office.head.staff.pk, office.admin.staff.pk}


def test_without_two_who_can_be_told_nothing_opens(office):
    Membership.objects.filter(pk__in=[office.lead.membership.pk, office.head.membership.pk]).update(suspended_at=clock())
    with pytest.raises(Refused, match="exceptional_nobody"):
        opened(office.holder, office.number)
    answer = make.browser(office.holder).post(reverse("open_exceptionally"), {"number": office.number, "reason": "life", "words": WORDS, "understood": "on"})
    assert "Nobody could be told" in answer.content.decode()
    assert WORDS in answer.content.decode()


def test_three_at_a_time_and_no_more(office):
    numbers = [Person.objects.get(pk=make.person(office.worker, make.identity(f"هناء{n}"))).number for n in range(3)]
    first, *_rest = [opened(office.holder, number) for number in numbers]
    with pytest.raises(Refused, match="exceptional_many"):
        opened(office.holder, office.number)
    with acting(office.holder.cookie) as actor:
        actions.end(first, by=actor)
    opened(office.holder, office.number)


def test_the_reason_is_of_the_list_and_the_words_say_something(office):
    with pytest.raises(Refused, match="exceptional_reason"):
        opened(office.holder, office.number, reason="curious")
    with pytest.raises(Refused, match="exceptional_words"):
        opened(office.holder, office.number, words="   .     ")
    with pytest.raises(Refused, match="exceptional_words"):
        opened(office.holder, "AM-2222-2222", words="x")


@pytest.mark.parametrize("who", ["holder", "lead", "admin"])
def test_it_ends_early_by_whoever_opened_it_or_was_told_and_once(office, who):
    made = opened(office.holder, office.number)
    with acting(getattr(office, who).cookie) as actor:
        actions.end(made, by=actor)
    assert reads(office.holder, Contact) == 0
    with pytest.raises(Refused, match="exceptional_state"), acting(office.lead.cookie) as actor:
        actions.end(made, by=actor)


def test_another_colleague_neither_sees_nor_ends_nor_judges_it(office):
    made = opened(office.holder, office.number)
    stranger = make.member("supervisor", of=office.worker.organisation)
    for by in (stranger, office.worker, make.member("supervisor"), make.member("organisation_administrator", teams=[])):
        assert reads(by, Access) == 0
        with pytest.raises(Hidden), acting(by.cookie) as actor:
            actions.end(made, by=actor)
    with pytest.raises(Hidden), acting(stranger.cookie) as actor:
        actions.review(made, verdict="justified", words=WORDS, by=actor)
    assert make.browser(stranger).get(reverse("exceptional_access", args=[made.pk])).status_code == 404


def test_the_holder_does_not_judge_herself(office):
    made = opened(office.holder, office.number)
    with pytest.raises(Hidden), acting(office.holder.cookie) as actor:
        actions.review(made, verdict="justified", words=WORDS, by=actor)
    assert make.browser(office.holder).get(reverse("review_exceptional", args=[made.pk])).status_code == 404


def test_what_is_not_justified_ends_at_once_and_is_judged_once(office):
    made = opened(office.holder, office.number)
    with acting(office.admin.cookie) as actor:
        actions.review(made, verdict="not_justified", words=WORDS, by=actor)
    assert reads(office.holder, Contact) == 0
    with pytest.raises(Refused, match="exceptional_state"), acting(office.lead.cookie) as actor:
        actions.review(made, verdict="justified", words=WORDS, by=actor)
    assert "Not justified" in page(office.holder, "exceptional_access", made.pk)


def test_what_is_justified_stays_open_to_its_end(office):
    made = opened(office.holder, office.number)
    with acting(office.lead.cookie) as actor:
        actions.review(made, verdict="justified", words=WORDS, by=actor)
    assert reads(office.holder, Contact) == 1


def test_those_who_were_told_find_it_on_their_day_until_it_is_judged(office):
    made = opened(office.holder, office.number)
    assert "Emergency access to be judged (1)" in page(office.lead, "home")
    assert office.number in page(office.lead, "home")
    of_admin = page(office.admin, "home")
    assert "Emergency access to a file" in of_admin and office.number not in of_admin, "who does not see the file does not see its number"
    assert "Review overdue" not in of_admin
    make.move_clock(days=7)
    make.session(office.admin.__class__(office.admin.staff, office.admin.membership, office.admin.organisation, [], cookie="later"))
    assert "to be judged" not in page(office.holder, "home"), "never to whoever opened it"
    assert "Review overdue" in page(office.admin, "home")
    with acting(office.admin.cookie) as actor:
        actions.review(made, verdict="justified", words=WORDS, by=actor)
    for by in (office.lead, office.admin):
        assert "to be judged" not in page(by, "home")


def test_the_file_says_how_long_it_is_open_and_how_to_end_it(office):
    made = opened(office.holder, office.number)
    for name, args in (("person", [office.person]), ("case", [office.case.pk]), ("home", [])):
        told = page(office.holder, name, *args)
        assert "3 hours and 59 minutes left" in told and reverse("end_exceptional", args=[made.pk]) in told, name
    assert "minutes left" not in page(office.lead, "person", office.person)
    browser = make.browser(office.holder)
    browser.post(reverse("end_exceptional", args=[made.pk]))
    assert "minutes left" not in page(office.holder, "people")


def test_the_file_that_is_only_found_leads_there(office):
    assert reverse("open_exceptionally") in page(office.holder, "person", office.person)
    assert office.number in page(office.holder, "open_exceptionally", file=str(office.person))
    assert reverse("open_exceptionally") not in page(office.lead, "person", office.person)


def test_the_person_reads_that_it_was_an_exceptional_access(office):
    opened(office.holder, office.number)
    make.browser(office.holder).get(reverse("person", args=[office.person]))
    make.browser(office.lead).get(reverse("person", args=[office.person]))
    with acting(office.worker.cookie):
        found = {one.by: one.is_exceptional for one in journal.readers(office.person)}
        told = {entry.verb: entry.words for entry in journal.of_case(office.person, office.case.pk)}
    assert (found["سلوى الريحاني"], found["عفاف الطنطاوي"]) == (True, False)
    assert told["exceptional.opened"] == "Opened in an emergency by a colleague who may not see it otherwise"
    assert "in an emergency" in page(office.worker, "seen", office.person)


def test_a_view_before_or_after_it_is_no_exceptional_one(office):
    with acting(office.holder.cookie):
        audit.record_reading(office.person, sections=1)
    made = opened(office.holder, office.number)
    with acting(office.holder.cookie) as actor:
        actions.end(made, by=actor)
    make.move_clock(seconds=1)
    with acting(office.holder.cookie):
        audit.record_reading(office.person, sections=1)
    with acting(office.worker.cookie):
        assert [one.is_exceptional for one in journal.readers(office.person) if one.by == "سلوى الريحاني"] == [False]


def test_every_act_is_on_record_without_words(office):
    made = opened(office.holder, office.number)
    with acting(office.lead.cookie) as actor:
        actions.review(made, verdict="justified", words=WORDS, by=actor)
        actions.end(made, by=actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, subject, details::text FROM audit.entry WHERE verb LIKE 'exceptional.%%' ORDER BY verb")
        found = cursor.fetchall()
    assert [(verb, subject) for verb, subject, _d in found] == [(f"exceptional.{what}", office.person) for what in ("ended", "opened", "reviewed")]
    assert not any("طفلة" in details or office.number in details for _v, _s, details in found)


def test_states_in_the_order_in_which_they_come():
    start = clock()
    given = {"closes_at": start + timedelta(hours=4), "ended_at": None, "due_at": start + timedelta(days=7), "reviewed_at": None}
    hours = {0: State.OPEN, 4: State.TO_REVIEW, 7 * 24 - 1: State.TO_REVIEW, 7 * 24: State.LATE}
    assert {at: state_of(**given, now=start + timedelta(hours=at)) for at in hours} == hours
    assert state_of(**given | {"ended_at": start}, now=start) == State.TO_REVIEW
    assert state_of(**given | {"reviewed_at": start}, now=start + timedelta(days=8)) == State.REVIEWED


def test_the_list_of_reasons_stands_in_both_languages():
    assert len(reasons()) >= 4
    assert all(one.ar and one.en for one in reasons().values())


def test_the_list_shows_what_was_opened_and_what_waits(office):
    assert "No emergency access" in page(office.lead, "exceptional")
    opened(office.holder, office.number)
    assert "Waits for your review (1)" in page(office.lead, "exceptional")
    assert "Judged, and your own" in page(office.holder, "exceptional")
    with acting(office.holder.cookie) as actor:
        assert queries.to_review(actor, clock()) == []


def test_documents_open_to_the_supervisor_as_to_the_team(office):
    person = make.person(office.worker, make.identity("ليلى"))
    make.document(office.worker, person)
    opened(office.holder, Person.objects.get(pk=person).number)
    assert reads(office.holder, Document) == 1

