"""All consents of a person, one consent, withdrawing, and the card that other pages show."""

from datetime import timedelta
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case
from amana.casework.consent import actions, queries
from amana.casework.consent.models import ConsentScope, ConsentStep
from amana.casework.consent.pages import shown
from amana.casework.consent.rules import Answer
from amana.casework.registry.models import Person
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting, clock
from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make.member()


@pytest.fixture
def person(worker):
    return make.person(worker)


def told(page) -> str:
    return unescape(page.content.decode())


def see(member, name, *keys, **query):
    return make.browser(member).get(reverse(name, args=keys), query)


def scope(person, purpose="case") -> ConsentScope:
    return ConsentScope.objects.get(person_id=person, purpose=purpose, ended_at=None)


def withdraw(member, person, purpose="case", **data):
    return make.browser(member).post(reverse("withdraw_consent", args=[person, scope(person, purpose).pk]), data)


def test_without_any_consent_the_page_says_what_cannot_happen(worker, person):
    page = told(see(worker, "consents", person))
    assert "No consent yet" in page and reverse("take_consent", args=[person]) in page


def test_the_latest_answer_counts_for_each_purpose_and_organisation(worker, person):
    first, second = make.organisation("مأوى"), make.organisation("عيادة")
    make.consent(
        worker, person, Answer("case", True, 1023, 365), Answer("referral", True, 3, 90, first.pk), Answer("referral", False, 0, 90, second.pk)
    )
    make.consent(worker, person, Answer("referral", True, 1, 90, second.pk))
    page = told(see(worker, "consents", person))
    assert f"Referral to {first}" in page and f"Referral to {second}" in page
    with acting(worker.cookie):
        assert [(one.scope.purpose, one.state) for one in queries.standing(person, clock())] == [
            ("case", "in_force"),
            ("referral", "in_force"),
            ("referral", "in_force"),
        ]
    assert "Replaced by a later answer" in page, "the earlier conversation is in the history"


def test_whoever_only_finds_the_name_sees_no_consents(worker, person):
    colleague = make.member(of=worker.organisation)
    made = make.consent(worker, person)
    assert see(colleague, "person", person).status_code == 200
    for page in (see(colleague, "consents", person), see(colleague, "consent", person, made.pk), see(colleague, "consent_paper", person, made.pk)):
        assert page.status_code == 404


def test_another_organisation_gets_the_answer_for_what_does_not_exist(worker, person):
    other, made = make.member(), make.consent(worker, person)
    for name, keys in (
        ("consents", [person]),
        ("consent", [person, made.pk]),
        ("withdraw_consent", [person, scope(person).pk]),
        ("consent_form", [person]),
    ):
        assert see(other, name, *keys).status_code == see(other, name, uuid7(), *keys[1:]).status_code == 404


def test_a_role_without_the_verb_is_turned_away_from_withdrawing(worker, person):
    make.consent(worker, person)
    reception = make.member("reception", of=worker.organisation, teams=[worker.team])
    assert see(reception, "withdraw_consent", person, scope(person).pk).status_code == 403
    assert reverse("withdraw_consent", args=[person, scope(person).pk]) not in told(see(reception, "consents", person))


def test_without_a_case_the_withdrawal_speaks_of_none(worker, person):
    make.consent(worker, person)
    page = told(see(worker, "withdraw_consent", person, scope(person).pk))
    assert "No case can be opened until the person agrees again" in page and "Nothing hangs on it" in page


def test_before_withdrawing_the_page_says_what_will_be_closed_and_closes_nothing(worker, person):
    case = make.case(worker, person)
    colleague = make.member("psychosocial_worker", of=worker.organisation)
    with acting(worker.cookie) as actor:
        cases.add_coworker(case, staff_id=colleague.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    page = told(see(worker, "withdraw_consent", person, scope(person).pk))
    assert "1 case: worker and team no longer see it" in page
    assert "1 coworker will no longer see the case" in page
    assert not ConsentStep.objects.exists()
    with acting(colleague.cookie):
        assert Case.objects.filter(pk=case.pk).exists()


def test_what_a_withdrawal_ends_is_said_as_to_come_before_it_and_as_done_after_it():
    two = make.two()
    make.referral(two)
    page = told(see(two.worker, "withdraw_consent", two.case.person_id, two.scope.pk))
    assert "1 referral that waits for an answer will be withdrawn." in page and "is withdrawn" not in page
    answer = make.browser(two.worker).post(reverse("withdraw_consent", args=[two.case.person_id, two.scope.pk]))
    assert "1 referral that waited for an answer is withdrawn." in told(make.browser(two.worker).get(answer.url))


@pytest.mark.parametrize("basis", ["registered", "case", "coworker", "household", "offered", "accepted", "shared", "legal", "of another package"])
@pytest.mark.parametrize("n", [1, 2])
def test_before_and_after_it_every_circle_has_its_sentence(basis, n):
    before, after = shown.would_close_words({basis: n}), shown.circles_words({basis: n})
    assert len(before) == len(after) == 1 and (before != after or basis == "case")


def test_withdrawal_closes_circles_at_once_and_the_receipt_says_which(worker, person):
    case = make.case(worker, person)
    answer = withdraw(worker, person)
    with acting(worker.cookie):
        assert not Case.objects.filter(pk=case.pk).exists()
        assert not Person.objects.filter(pk=person).exists()
    receipt = told(make.browser(worker).get(answer.url))
    assert "1 case: worker and team no longer see it" in receipt
    assert "You no longer see the file yourself" in receipt


def test_the_receipt_is_its_makers_alone_and_for_a_day(worker, person):
    make.case(worker, person)
    url = withdraw(worker, person).url
    colleague = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    assert make.browser(colleague).get(url).status_code == 404
    assert make.browser(make.member()).get(url).status_code == 404
    make.move_clock(hours=25)
    assert make.browser(worker).get(url).status_code == 404


def test_withdrawing_twice_from_one_page_does_it_once(worker, person):
    """Field report B41, B43."""
    make.consent(worker, person)
    token, url = str(uuid7()), reverse("withdraw_consent", args=[person, scope(person).pk])
    first, second = (make.browser(worker).post(url, {"form_token": token}) for _n in range(2))
    assert first.url == second.url
    assert ConsentStep.objects.count() == 1


def test_an_answer_that_does_not_count_any_more_is_not_withdrawn(worker, person):
    """Field report B46: the second of two gets a refusal, and nothing changes."""
    make.consent(worker, person)
    ended = scope(person)
    with acting(worker.cookie) as actor:
        actions.withdraw(ended, by=actor)
    with pytest.raises(Refused, match="consent_state"), acting(worker.cookie) as actor:
        actions.withdraw(ended, by=actor)
    page = make.browser(worker).post(reverse("withdraw_consent", args=[person, ended.pk]))
    assert (page.status_code, page.url) == (302, reverse("consents", args=[person]))
    assert ConsentStep.objects.count() == 1


@pytest.mark.parametrize("answer", [Answer("contact", False, 0, 30), Answer("contact", True, 2, 30)])
def test_refused_and_ended_answers_offer_no_withdrawal(worker, person, answer):
    make.consent(worker, person, answer)
    make.move_clock(days=31)
    assert "/withdraw/" not in told(see(worker, "consents", person))


def test_withdrawing_one_answer_leaves_the_others(worker, person):
    shelter = make.organisation("مأوى")
    make.consent(worker, person, Answer("case", True, 1023, 365), Answer("referral", True, 3, 90, shelter.pk))
    page = told(make.browser(worker).get(withdraw(worker, person, "referral").url))
    assert "Nothing hung on it" in page and f"Referral to {shelter}" in page
    with acting(worker.cookie):
        assert {one.scope.purpose: one.state for one in queries.standing(person, clock())} == {"case": "in_force", "referral": "withdrawn"}


def test_a_person_may_withdraw_through_a_read_only_circle(worker, person):
    """After a lapse the team keeps name and number only; the person's word still counts."""
    make.consent(worker, person)
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    make.move_clock(days=91)
    assert withdraw(supervisor, person).status_code == 302
    assert ConsentScope.objects.get().ended_how == "withdrawn"


# --- one consent ---------------------------------------------------------------------------------------------------------


def test_a_consent_shows_answers_text_and_signature(worker, person):
    signed = {"mode": "written", "witness": "", "signature": {"box": [640, 160], "strokes": [[[10, 10, 0], [60, 80, 40]], [[5, 5, 90]]]}}
    made = make.consent(worker, person, text_shown="حفظ ملفي\nسطر آخر", **signed)
    page = told(see(worker, "consent", person, made.pk))
    assert 'd="M10 10 L60 80 M5 5 l0.1 0"' in page
    assert "حفظ ملفي" in page and "Signature on the screen" in page
    assert page.count(reverse("consent_paper", args=[person, made.pk])) == 2, "in the reader's language and in the other one"


def test_whoever_may_not_read_identity_sees_the_answers_without_the_paper(worker, person):
    """The heads have no section; the paper is identity."""
    made = make.consent(worker, person)
    member = make.member("supervisor", of=worker.organisation, teams=[worker.team])
    assert "The text as it was shown" in told(see(member, "consent", person, made.pk))


# --- ends soon -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days_left", "is_marked"), [(31, False), (30, True), (1, True)])
def test_a_consent_that_ends_within_30_days_is_marked_on_page_and_card(worker, person, days_left, is_marked):
    make.consent(worker, person, Answer("case", True, 1023, 90))
    make.move_clock(days=90 - days_left, seconds=1)
    page = told(see(worker, "consents", person))
    assert (": ask again" in page) == is_marked
    assert (": ask again" in card(worker, person)) == is_marked


@pytest.mark.parametrize(("days_left", "is_marked"), [(16, False), (15, True)])
def test_a_consent_of_30_days_is_not_marked_from_its_first_day(worker, person, days_left, is_marked):
    make.consent(worker, person, Answer("case", True, 1023, 30))
    make.move_clock(days=30 - days_left, seconds=1)
    assert (": ask again" in card(worker, person)) == is_marked


def card(member, person) -> str:
    with acting(member.cookie) as actor:
        return unescape(
            render_to_string(
                "consent/card.html",
                {"standings": queries.standing(person, clock()), "person_id": person, "actor": actor, "language": "en"},
            )
        )


def test_the_card_stands_by_itself(worker, person):
    assert "No consent yet" in card(worker, person)
    make.consent(worker, person, Answer("referral", True, 3, 90, make.organisation("مأوى").pk), Answer("statistics", False, 0, 90))
    shown = card(worker, person)
    assert reverse("consents", args=[person]) in shown and reverse("take_consent", args=[person]) in shown


def legal(officer, supervisor, person, receiver) -> None:
    with acting(officer.cookie) as actor:
        basis = actions.record_legal_basis(
            person,
            case_id=None,
            to_organisation_id=receiver.organisation.pk,
            to_team_id=receiver.team.pk,
            to_staff_id=None,
            article="قانون الطفل م 98",
            reason="خطر على الطفل الآن",
            is_vital=False,
            sections=1,
            ends_at=clock() + timedelta(days=30),
            by=actor,
        )
    with acting(supervisor.cookie) as actor:
        actions.approve_legal_basis(basis, by=actor)


@pytest.fixture
def protection(worker):
    return [make.member(role, of=worker.organisation, teams=[worker.team]) for role in ("protection_officer", "protection_supervisor")]


def test_a_receipt_does_not_call_closed_what_is_only_out_of_its_makers_sight(protection):
    """The opening for another organisation by a legal basis goes on when the person withdraws."""
    officer, supervisor = protection
    case = make.case(officer)
    legal(officer, supervisor, case.person_id, make.member("police_focal_point"))
    with acting(officer.cookie) as actor:
        assert actions.withdraw(scope(case.person_id), by=actor).bases == {"case": 1}


def test_work_goes_on_where_a_legal_basis_of_the_own_organisation_stands(protection):
    officer, supervisor = protection
    case = make.case(officer)
    legal(officer, supervisor, case.person_id, officer)
    with acting(officer.cookie) as actor:
        assert actions.withdraw(scope(case.person_id), by=actor).bases == {}
        assert Case.objects.filter(pk=case.pk).exists()
