"""Legal bases: recorded by one person, approved by a second, ended by either."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from amana.casework.consent import queries
from amana.casework.consent.models import LegalBasis
from amana.casework.consent.rules import LegalState, legal_state
from amana.casework.registry.models import Contact, Person
from amana.ground.rows.acting import acting, clock
from amana.lib.core.ids import uuid7
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.member("protection_officer")


@pytest.fixture
def supervisor(officer):
    return make.member("protection_supervisor", of=officer.organisation, teams=[officer.team], name="عفاف الطنطاوي")


@pytest.fixture
def person(officer):
    return make.person(officer)


@pytest.fixture
def police():
    return make.member("police_focal_point", teams=None)


def told(page) -> str:
    return unescape(page.content.decode())


def form(officer, **changes) -> dict:
    return {
        "article": "قانون الطفل 12/1996 مادة 98",
        "reason": "طفل في خطر ولا يوجد ولي أمر معروف",
        "receiver": f"{officer.organisation.pk}/{officer.team.pk}/",
        "sections": ["1", "16"],
        "days": "30",
    } | changes


def record(officer, person, query="", **changes):
    return make.browser(officer).post(reverse("record_legal_basis", args=[person]) + query, form(officer, **changes))


def step(member, name, basis, **data):
    return make.browser(member).post(reverse(name, args=[basis.person_id, basis.pk]), data, follow=True)


def state(basis, member) -> str:
    with acting(member.cookie):
        return queries.ground(basis.person_id, basis.pk, clock()).state


def test_one_records_and_a_second_person_approves(officer, supervisor, person):
    page = make.browser(officer).get(record(officer, person).url)
    assert "You recorded it, so a second person approves it" in told(page)
    basis = LegalBasis.objects.get()
    assert (basis.sections, basis.to_team_id, basis.ends_at - basis.starts_at > timedelta(days=29)) == (17, officer.team.pk, True)
    assert state(basis, officer) == "waiting"
    assert "In force" in told(step(supervisor, "approve_legal_basis", basis))
    assert "عفاف الطنطاوي" in told(make.browser(officer).get(reverse("legal_basis", args=[person, basis.pk])))
    assert "Ended" in told(step(officer, "end_legal_basis", basis))


def test_whoever_recorded_it_does_not_approve_it(officer, person):
    record(officer, person)
    basis = LegalBasis.objects.get()
    assert reverse("approve_legal_basis", args=[person, basis.pk]) not in told(
        make.browser(officer).get(reverse("legal_basis", args=[person, basis.pk]))
    )
    assert "a second person approves it" in told(step(officer, "approve_legal_basis", basis))
    assert LegalBasis.objects.get().approved_at is None


def test_two_who_approve_at_once_approve_once(officer, supervisor, person):
    """Field report B46."""
    record(officer, person)
    basis = LegalBasis.objects.get()
    second = make.member("protection_supervisor", of=officer.organisation, teams=[officer.team])
    step(supervisor, "approve_legal_basis", basis)
    assert "Nothing was changed" in told(step(second, "approve_legal_basis", basis))
    assert LegalBasis.objects.get().approved_by == supervisor.membership.pk


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"article": "م"}, "article", "at least 3"),
        ({"reason": "قصير"}, "reason", "at least 10"),
        ({"reason": ""}, "reason", "required"),
        ({"receiver": ""}, "receiver", "required"),
        ({"receiver": f"{uuid7()}/{uuid7()}/"}, "receiver", "valid choice"),
        ({"sections": []}, "sections", "required"),
        ({"sections": ["512"]}, "sections", "valid choice"),
        ({"days": "400"}, "days", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(officer, person, changes, field, words):
    page = record(officer, person, **changes)
    assert words in " ".join(page.context["form"].errors[field])
    assert not LegalBasis.objects.exists()


def test_a_sentence_of_blanks_is_no_reason(officer, person):
    page = record(officer, person, reason=" " * 20)
    assert page.context["form"].errors["reason"]


def test_for_a_case_all_sections_that_the_officer_reads_are_offered(officer, person):
    case = make.case(officer, person)
    record(officer, person, f"?case={case.pk}", sections=["64", "512"])
    basis = LegalBasis.objects.get()
    assert (basis.case_id, basis.sections) == (case.pk, 576)
    assert "one case and the record" in told(make.browser(officer).get(reverse("legal_basis", args=[person, basis.pk])))


def test_a_case_of_somebody_else_cannot_be_named(officer, person):
    other = make.case(officer)
    assert record(officer, person, f"?case={other.pk}").status_code == 404
    assert not LegalBasis.objects.exists()


def test_vital_interest_opens_at_once_for_a_day_and_closes_unless_approved(officer, person):
    receiver = make.member("police_focal_point")
    receiver.team.__class__.objects.filter(pk=receiver.team.pk).update(is_desk=True)
    record(officer, person, receiver=f"{receiver.organisation.pk}/{receiver.team.pk}/", is_vital="on")
    basis = LegalBasis.objects.get()
    assert state(basis, officer) == "vital"
    make.move_clock(seconds=1)  # a window opens for the next transaction
    with acting(receiver.cookie):
        assert Person.objects.filter(pk=person).exists()
        assert not Contact.objects.filter(pk=person).exists()
    make.move_clock(hours=24)
    with acting(receiver.cookie):
        assert not Person.objects.filter(pk=person).exists()
    assert state(basis, officer) == "lapsed"


def test_an_ended_basis_closes_at_once(officer, supervisor, person):
    receiver = make.member("police_focal_point")
    receiver.team.__class__.objects.filter(pk=receiver.team.pk).update(is_desk=True)
    record(officer, person, receiver=f"{receiver.organisation.pk}/{receiver.team.pk}/")
    basis = LegalBasis.objects.get()
    step(supervisor, "approve_legal_basis", basis)
    make.move_clock(seconds=1)
    with acting(receiver.cookie):
        assert Person.objects.filter(pk=person).exists()
    step(officer, "end_legal_basis", basis)
    with acting(receiver.cookie):
        assert not Person.objects.filter(pk=person).exists()


def test_the_desk_of_another_organisation_is_offered_and_its_other_teams_are_not(officer, person):
    other = make.organisation("جهة أخرى")
    desk, team = make.team(other, "مكتب الإحالات", is_desk=True), make.team(other, "فريق داخلي")
    page = told(make.browser(officer).get(reverse("record_legal_basis", args=[person])))
    assert str(desk.pk) in page and str(team.pk) not in page


def test_a_best_interests_decision_stands_in_place_of_consent(officer, supervisor, person):
    page = told(make.browser(officer).get(reverse("record_legal_basis", args=[person]), {"for": "best_interests"}))
    assert "Best-interests decision" in page and "Child Law 12/1996" in page
    record(officer, person, "?for=best_interests")
    basis = LegalBasis.objects.get()
    step(supervisor, "approve_legal_basis", basis)
    with acting(officer.cookie) as actor:
        assert queries.may_work(person, actor.organisation_id, clock())
    assert make.case(officer, person, with_consent=False)


def test_a_role_without_the_verb_is_turned_away(officer, person):
    worker = make.member(of=officer.organisation, teams=[officer.team])
    record(officer, person)
    basis = LegalBasis.objects.get()
    assert make.browser(worker).get(reverse("record_legal_basis", args=[person])).status_code == 403
    for name in ("approve_legal_basis", "end_legal_basis"):
        assert make.browser(worker).post(reverse(name, args=[person, basis.pk])).status_code == 403


def test_another_organisation_gets_the_answer_for_what_does_not_exist(officer, person):
    other = make.member("protection_officer")
    record(officer, person)
    basis = LegalBasis.objects.get()
    for name, keys in (
        ("legal_bases", [person]),
        ("record_legal_basis", [person]),
        ("legal_basis", [person, basis.pk]),
        ("approve_legal_basis", [person, basis.pk]),
    ):
        assert make.browser(other).get(reverse(name, args=keys)).status_code == 404
    assert record(other, person).status_code == 404


def test_a_form_sent_twice_makes_one_basis(officer, person):
    """Field report B41, B43."""
    token = str(uuid7())
    assert record(officer, person, form_token=token).url == record(officer, person, form_token=token).url
    assert LegalBasis.objects.count() == 1


START = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "hours", "expected"),
    [
        ({}, 1, "waiting"),
        ({"approved_at": START}, 1, "in_force"),
        ({"approved_at": START}, 24 * 30, "ran_out"),
        ({"ended_at": START}, 1, "ended"),
        ({}, 24 * 30, "ran_out"),
        ({"is_vital": True}, 23, "vital"),
        ({"is_vital": True}, 24, "lapsed"),
        ({"is_vital": True, "approved_at": START}, 25, "in_force"),
    ],
)
def test_the_state_of_a_basis_follows_from_its_dates(facts, hours, expected):
    given = {"is_vital": False, "starts_at": START, "ends_at": START + timedelta(days=30), "approved_at": None, "ended_at": None} | facts
    assert legal_state(**given, now=START + timedelta(hours=hours)) == LegalState(expected)
