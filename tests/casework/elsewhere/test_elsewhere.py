"""Whether somebody is likely known elsewhere: what is told, to whom, when, and what is never told."""
import re
from datetime import timedelta
from html import unescape

import psycopg
import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases.models import Case
from amana.casework.consent.models import ConsentScope, ConsentStep
from amana.casework.elsewhere import actions, queries
from amana.casework.elsewhere.models import Answer, Message, Question, Reply, Request
from amana.casework.elsewhere.rules import State
from amana.casework.registry.models import Holding, Person, PersonStep
from amana.casework.registry.rules import IdentityFacts
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.insight.notices import queries as notices
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.proof import database

pytestmark = pytest.mark.django_db
BORN = PartialDate.of(1991, 5, 23)
ARABIC = {"given_ar": "محمد", "father_ar": "عبدالرحمن", "family_ar": "السيد", "sex": "male", "birth": BORN}
LATIN = {"given_latin": "Mohamed", "father_latin": "Abdelrahman", "family_latin": "Elsayed", "sex": "male", "birth": BORN}


class Two:
    """Somebody whom one office has in Latin letters, and another, with a desk, in Arabic ones."""

    def __init__(self, here=LATIN, there=ARABIC, *, phone="", other_phone="", kind="NGO"):
        self.asker, self.holder = make.member(name="مها القنطري"), make.member(of=make.organisation("الهلال", kind), name="عمرو الفيومي")
        self.desk = make.member("desk_officer", of=self.holder.organisation, teams=[make.team(self.holder.organisation, "مكتب الإحالات", is_desk=True)], name="داليا")
        self.here, self.there = make.person(self.asker, IdentityFacts(**here), phone=phone), make.person(self.holder, IdentityFacts(**there), phone=other_phone)


def job() -> None:
    """What the worker's login calls."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE amana_keeper")
        cursor.execute("SELECT elsewhere.answer()")
        while cursor.fetchone()[0]:
            cursor.execute("SELECT elsewhere.answer()")
        cursor.execute("RESET ROLE")


def asked(by, person) -> Question:
    with acting(by.cookie) as actor:
        return actions.ask(person, by=actor)


def standing(by, person) -> queries.Standing:
    with acting(by.cookie):
        return queries.standing(person, clock())


def answered(by, person) -> State:
    """Asked, answered and told."""
    asked(by, person)
    job()
    make.move_clock(minutes=3)
    return standing(by, person).state


def wanted(two) -> None:
    """The other office is asked to get in touch."""
    assert answered(two.asker, two.here) == State.LIKELY
    with acting(two.asker.cookie) as actor:
        actions.request_contact(queries.standing(two.here, clock()).question, person_agreed=True, by=actor)
    job()


def replied(by, how="phone", phone="0225770134") -> None:
    with acting(by.cookie) as actor:
        actions.reply(queries.received()[0].message, how=how, phone=phone, by=actor)


def page(by, name, *args) -> str:
    return unescape(make.browser(by).get(reverse(name, args=args)).content.decode())


def sees(by, model) -> int:
    with acting(by.cookie):
        return model.objects.count()


def test_who_is_written_in_another_script_elsewhere_is_likely_known():
    two = Two()
    assert answered(two.asker, two.here) == State.LIKELY
    assert answered(two.holder, two.there) == State.LIKELY


# What is likely, and what is not ----------------------------------------------------------------------------------------------------------------------
BORN_ELSEWHERE = PartialDate.of(1988, 11, 2)


@pytest.mark.parametrize(("there", "expected"), [
    (ARABIC, State.LIKELY),
    (ARABIC | {"given_ar": "مُحمّد", "father_ar": "عبد الرحمن"}, State.LIKELY),
    (ARABIC | {"birth": PartialDate.of(1991)}, State.NOTHING),
    (ARABIC | {"birth": BORN_ELSEWHERE}, State.NOTHING),
    (ARABIC | {"birth": None}, State.NOTHING),
    (ARABIC | {"given_ar": "محمود"}, State.NOTHING),
    (ARABIC | {"given_ar": "أحمد"}, State.NOTHING),
    (ARABIC | {"father_ar": "إبراهيم", "family_ar": "منصور"}, State.NOTHING),
    (ARABIC | {"sex": "female"}, State.NOTHING),
])
def test_only_who_fits_surely_is_likely(there, expected):
    two = Two(there=there)
    assert answered(two.asker, two.here) == expected


def test_a_phone_and_a_document_say_more_than_a_year_of_birth():
    alike = ARABIC | {"birth": PartialDate.of(1991)}
    two = Two(there=alike, phone="01005550142", other_phone="+20 100 555 0142")
    make.document(two.asker, two.here, "A1234567")
    make.document(two.holder, two.there, "a 123-4567")
    assert answered(two.asker, two.here) == State.LIKELY


def test_the_document_of_somebody_with_another_given_name_says_nothing():
    two = Two(there=ARABIC | {"given_ar": "سعاد", "sex": "female"})
    make.document(two.asker, two.here, "A1234567")
    make.document(two.holder, two.there, "A1234567")
    assert answered(two.asker, two.here) == State.NOTHING


def test_the_own_organisation_is_not_elsewhere():
    asker = make.member()
    one, _other = make.person(asker, IdentityFacts(**LATIN)), make.person(asker, IdentityFacts(**ARABIC))
    assert answered(asker, one) == State.NOTHING


def protects(by, person) -> None:
    officer = make.member("protection_officer", of=by.organisation, teams=by.teams, staff=by.staff)
    with acting(officer.cookie):
        PersonStep.objects.create(person_id=person, step="protect")


def closes(by, person) -> None:
    make.case(by, person)
    Case.objects.filter(person_id=person).update(state="closed", closed_at=clock())


def withdraws(by, person) -> None:
    make.case(by, person)
    with acting(by.cookie):
        ConsentStep.objects.create(scope_id=ConsentScope.objects.get(person_id=person, purpose="case").pk, step="withdraw")


def is_expected(by, person) -> None:
    Holding.objects.filter(pk=person).update(state="expected")


def is_undone(by, person) -> None:
    Holding.objects.filter(pk=person).update(state="undone")


def lapses(by, person) -> None:
    Holding.objects.filter(pk=person).update(since=clock() - timedelta(days=91))


def stands_still(by, person) -> None:
    type(by.organisation).objects.filter(pk=by.organisation.pk).update(is_active=False)


@pytest.mark.parametrize("happens", [protects, closes, withdraws, is_expected, is_undone, lapses, stands_still])
def test_a_record_that_is_not_at_work_is_never_told_of(happens):
    two = Two()
    happens(two.holder, two.there)
    assert answered(two.asker, two.here) == State.NOTHING


def test_a_record_with_an_open_case_is_told_of():
    two = Two()
    make.case(two.holder, two.there)
    assert answered(two.asker, two.here) == State.LIKELY


@pytest.mark.parametrize("kind", ["LawEnforcement", "ImmigrationService"])
def test_the_police_is_neither_told_of_nor_may_it_ask(kind):
    two = Two(kind=kind)
    assert answered(two.asker, two.here) == State.NOTHING
    with pytest.raises(Hidden):
        asked(two.holder, two.there)


def test_a_protected_record_is_not_asked_about_and_what_was_asked_is_gone():
    two = Two()
    wanted(two)
    protects(two.asker, two.here)
    assert (Question.objects.count(), Answer.objects.count(), Request.objects.count(), Message.objects.count()) == (0, 0, 0, 0)
    with pytest.raises(Hidden):
        asked(two.asker, two.here)
    assert make.browser(two.asker).get(reverse("elsewhere", args=[two.here])).status_code == 404


def test_a_record_that_becomes_protected_leaves_the_desks_inbox_at_once():
    two = Two()
    wanted(two)
    assert sees(two.desk, Message) == 1
    protects(two.holder, two.there)
    assert sees(two.desk, Message) == 0 and not Message.objects.filter(number__gt="").exists()
    assert standing(two.asker, two.here).request, "the asker sees no difference"


# The moment -------------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("there", [ARABIC, ARABIC | {"given_ar": "سعاد"}])
def test_the_answer_is_told_at_its_moment_whatever_it_is(there):
    two = Two(there=there)
    question = asked(two.asker, two.here)
    question.refresh_from_db()
    waits = question.visible_at - question.made_at
    assert timedelta(seconds=10) <= waits < timedelta(seconds=40) and question.visible_at.second % 30 == question.visible_at.microsecond == 0
    job()
    assert Answer.objects.get().visible_at == question.visible_at
    assert standing(two.asker, two.here).state == State.WAITING and sees(two.asker, Answer) == 0
    make.move_clock(**{"microseconds": waits // timedelta(microseconds=1) - 1})
    assert standing(two.asker, two.here).state == State.WAITING
    make.move_clock(microseconds=1)
    assert standing(two.asker, two.here).state in (State.LIKELY, State.NOTHING)


def test_a_late_job_answers_at_the_next_half_minute():
    two = Two()
    asked(two.asker, two.here)
    make.move_clock(minutes=7)
    job()
    assert clock() <= Answer.objects.get().visible_at < clock() + timedelta(seconds=30)


def test_found_and_not_found_leave_equally_many_rows():
    for two in (Two(), Two(there=ARABIC | {"given_ar": "سعاد"}, here=LATIN | {"given_latin": "Tareq", "birth": BORN_ELSEWHERE})):
        before = Answer.objects.count()
        asked(two.asker, two.here)
        job()
        assert Answer.objects.count() == before + 1


def test_a_request_makes_eight_messages_however_many_are_asked():
    two = Two()
    for _n in range(2):
        third = make.member()
        make.person(third, IdentityFacts(**ARABIC))
        make.person(third, IdentityFacts(**ARABIC), phone="")
    wanted(two)
    assert Message.objects.count() == 8
    assert sorted(Message.objects.exclude(organisation_id=None).values_list("organisation_id", flat=True).distinct()) == sorted(
        Message.objects.exclude(organisation_id=None).values_list("organisation_id", flat=True)), "each organisation once, whatever it has twice"
    assert Message.objects.exclude(organisation_id=None).count() == 3
    job()
    assert Message.objects.count() == 8, "and no more of them when the job runs again"


# How often --------------------------------------------------------------------------------------------------------------------------------------------
def test_the_same_record_is_asked_about_once_at_a_time_and_three_times_a_day():
    two = Two()
    asked(two.asker, two.here)
    with pytest.raises(Refused, match="elsewhere_waits"):
        asked(two.asker, two.here)
    make.move_clock(minutes=3)
    assert [answered(two.asker, two.here) for _n in range(3)] == [State.LIKELY, State.LIKELY, State.NOTHING]
    make.move_clock(hours=25)
    assert answered(two.asker, two.here) == State.LIKELY


def test_who_asks_too_often_is_answered_as_everybody_who_is_not_found():
    two = Two()
    others = [make.person(two.asker, IdentityFacts(given_ar=f"نور{n}", family_ar="الدمنهوري")) for n in range(20)]
    for one in others:
        asked(two.asker, one)
    assert answered(two.asker, two.here) == State.NOTHING
    make.move_clock(hours=25)
    assert answered(two.asker, two.here) == State.LIKELY


def test_an_organisation_has_its_measure_too():
    two = Two()
    mates = [make.member(of=two.asker.organisation, teams=two.asker.teams) for _n in range(10)]
    people = [make.person(mates[0], IdentityFacts(given_ar=f"نور{n}", family_ar="الدمنهوري"), phone="") for n in range(200)]
    for n, one in enumerate(people):
        asked(mates[n % 10], one)
    assert answered(two.asker, two.here) == State.NOTHING


# Who may ask ------------------------------------------------------------------------------------------------------------------------------------------
def test_a_role_that_registers_nobody_asks_nothing():
    two = Two()
    lead = make.member("trainer", of=two.asker.organisation, teams=two.asker.teams)
    with pytest.raises(Forbidden):
        asked(lead, two.here)


def test_a_stranger_neither_asks_nor_sees():
    two = Two()
    assert answered(two.asker, two.here) == State.LIKELY
    with pytest.raises(Hidden):
        asked(two.holder, two.here)
    assert (sees(two.holder, Question), sees(two.holder, Answer), sees(two.desk, Question)) == (0, 0, 0)
    assert make.browser(two.holder).get(reverse("elsewhere", args=[two.here])).status_code == 404


def test_a_colleague_who_finds_the_person_sees_what_was_asked():
    two = Two()
    assert answered(two.asker, two.here) == State.LIKELY
    mate = make.member("reception", of=two.asker.organisation)
    assert standing(mate, two.here).state == State.LIKELY


# The request ------------------------------------------------------------------------------------------------------------------------------------------
def test_the_desk_reads_its_own_number_and_who_asks_and_nothing_of_the_other_file():
    two = Two()
    wanted(two)
    text = page(two.desk, "contact_requests") + page(two.desk, "home") + page(two.desk, "answer_contact", Message.objects.exclude(organisation_id=None).get().pk)
    for word in (Person.objects.get(pk=two.there).number, two.asker.organisation.name_en, two.asker.team.name_en, "مها القنطري"):
        assert word in text
    for word in (Person.objects.get(pk=two.here).number, str(two.here), "Mohamed", "Elsayed", "محمد"):
        assert word not in text
    assert (sees(two.desk, Question), sees(two.desk, Answer), sees(two.desk, Request)) == (0, 0, 0)


def test_what_a_desk_answers_is_told_with_its_organisation():
    two = Two()
    wanted(two)
    assert not standing(two.asker, two.here).heard
    replied(two.desk)
    (heard,) = standing(two.asker, two.here).heard
    assert (heard.organisation, heard.reply.phone) == (two.holder.organisation, "0225770134")
    assert two.holder.organisation.name_en in page(two.asker, "elsewhere", two.here)
    assert sees(two.asker, Message) == 0, "but no message, and so no number of the other file"


def test_what_is_set_aside_or_not_answered_looks_the_same_to_the_asker():
    pages = []
    for sets_aside in (False, True):
        two = Two(here=LATIN | {"family_latin": "Mansour" if sets_aside else "Elsayed"}, there=ARABIC | {"family_ar": "منصور" if sets_aside else "السيد"})
        wanted(two)
        if sets_aside:
            replied(two.desk, "set_aside", "")
        assert sees(two.asker, Reply) == 0
        pages.append(re.sub(f"{two.here}|<time.*?</time>", "", page(two.asker, "elsewhere_answer", two.here)))
    assert pages[0] == pages[1]


def news(of) -> list[str]:
    with acting(of.cookie):
        return [str(one.kind) for one in notices.notices()]


def test_the_desk_and_the_asker_find_it_among_what_is_new():
    two = Two()
    mate = make.member(of=two.asker.organisation, teams=two.asker.teams)
    wanted(two)
    assert (news(two.desk), news(two.holder), news(two.asker)) == (["contact_wanted"], [], [])
    replied(two.desk)
    assert (news(two.desk), news(two.asker), news(mate)) == ([], ["contact_answered"], [])
    assert reverse("elsewhere", args=[two.here]) in page(two.asker, "notices")


def test_what_was_set_aside_is_no_news():
    two = Two()
    wanted(two)
    assert reverse("answer_contact", args=[Message.objects.exclude(organisation_id=None).get().pk]) in page(two.desk, "notices")
    replied(two.desk, "set_aside", "")
    assert news(two.asker) == [] == news(two.desk)


def test_without_the_persons_agreement_nobody_is_asked():
    two = Two()
    assert answered(two.asker, two.here) == State.LIKELY
    with pytest.raises(Refused, match="elsewhere_agreed"), acting(two.asker.cookie) as actor:
        actions.request_contact(queries.standing(two.here, clock()).question, person_agreed=False, by=actor)
    answer = make.browser(two.asker).post(reverse("request_contact", args=[two.here]), {})
    assert answer.status_code == 200 and not Request.objects.exists()


def test_nobody_is_asked_after_another_answer_or_before_it_is_told():
    two = Two(there=ARABIC | {"given_ar": "سعاد"})
    assert answered(two.asker, two.here) == State.NOTHING
    assert make.browser(two.asker).post(reverse("request_contact", args=[two.here]), {"person_agreed": "on"}).status_code == 404
    likely = Two(here=LATIN | {"given_latin": "Tareq"}, there=ARABIC | {"given_ar": "طارق"})
    question = asked(likely.asker, likely.here)
    job()
    for by, one in ((two.asker, Question.objects.get(person_id=two.here)), (likely.asker, question)):
        with pytest.raises(Hidden), acting(by.cookie) as actor:
            actions.request_contact(one, person_agreed=True, by=actor)


def test_one_question_is_followed_by_one_request():
    two = Two()
    wanted(two)
    with pytest.raises(Refused, match="elsewhere_request_question_id_key"), acting(two.asker.cookie) as actor:
        actions.request_contact(queries.standing(two.here, clock()).question, person_agreed=True, by=actor)


def test_a_request_runs_out_quietly():
    two = Two()
    wanted(two)
    make.move_clock(days=14)
    assert sees(two.desk, Message) == 0
    assert standing(two.asker, two.here).has_run_out and "The request has run out." in page(two.asker, "elsewhere", two.here)


def test_only_a_desk_answers_and_once():
    two = Two()
    wanted(two)
    key = Message.objects.exclude(organisation_id=None).get().pk
    for by in (two.holder, make.member("desk_officer", of=two.holder.organisation), make.member("desk_officer", teams=None), two.asker):
        assert sees(by, Message) == 0
    third = make.organisation()
    stranger = make.member("desk_officer", of=third, teams=[make.team(third, is_desk=True)])
    assert make.browser(stranger).get(reverse("answer_contact", args=[key])).status_code == 404
    replied(two.desk)
    with pytest.raises(Refused, match="elsewhere_reply_message_id_key"):
        replied(two.desk, "referral", "")


def test_a_call_needs_a_number_and_nothing_else_takes_words():
    two = Two()
    wanted(two)
    address, browser = reverse("answer_contact", args=[Message.objects.exclude(organisation_id=None).get().pk]), make.browser(two.desk)
    assert "Write the number that they should call." in unescape(browser.post(address, {"how": "phone"}).content.decode())
    assert "Write the number in digits" in unescape(browser.post(address, {"how": "phone", "phone": "ask for Mona"}).content.decode())
    assert not Reply.objects.exists()
    assert browser.post(address, {"how": "referral", "phone": "0225770134"}).status_code == 302
    assert Reply.objects.get().phone == ""


def test_the_login_of_the_job_may_answer_and_nothing_else():
    with database.connect("amana_match") as login:
        assert login.execute("SELECT elsewhere.answer()").fetchone() == (0,)
        for statement in ("SELECT FROM public.elsewhere_question", "SELECT FROM public.registry_identity", "SELECT FROM ring.spelling", "SELECT ring.likely_elsewhere(gen_random_uuid())",
                          "SELECT FROM entry.enter('x', gen_random_uuid())", "SELECT post.fill(true)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), login.transaction():
                login.execute(statement)
    for other in ("amana_web", "amana_gate", "amana_mail"):
        with database.connect(other) as login, pytest.raises(psycopg.errors.InsufficientPrivilege):
            login.execute("SELECT elsewhere.answer()")


# How long ---------------------------------------------------------------------------------------------------------------------------------------------
def test_everything_is_gone_after_ninety_days():
    two = Two()
    wanted(two)
    replied(two.desk)
    make.move_clock(days=89)
    job()
    assert Question.objects.exists()
    make.move_clock(days=1)
    job()
    assert [model.objects.count() for model in (Question, Answer, Request, Message, Reply)] == [0] * 5


def test_it_goes_with_the_record():
    two = Two()
    wanted(two)
    Holding.objects.filter(pk=two.here).update(since=clock() - timedelta(days=366))
    job()
    assert not Question.objects.exists()


# The page ---------------------------------------------------------------------------------------------------------------------------------------------
def test_the_page_asks_and_shows_one_sentence_for_every_no():
    two, browser = Two(there=ARABIC | {"given_ar": "سعاد"}), None
    browser = make.browser(two.asker)
    address = reverse("elsewhere", args=[two.here])
    assert "Ask whether the person is known elsewhere" in unescape(browser.get(address).content.decode())
    assert browser.post(address).status_code == 302
    assert "The answer comes within a minute" in unescape(browser.get(address).content.decode())
    job()
    make.move_clock(minutes=3)
    assert "Nothing that we may tell" in unescape(browser.get(address).content.decode())
    assert "Known elsewhere?" in page(two.asker, "person", two.here)
