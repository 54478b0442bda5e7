from datetime import date

import pytest
from django.urls import reverse

from amana.ground.organisations import actions
from amana.ground.organisations.models import Agreement, AgreementStep
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db

STEPS = ["confirm_agreement", "decline_agreement", "end_agreement"]


@pytest.fixture
def ours():
    return make.member("organisation_administrator", teams=[])


@pytest.fixture
def theirs():
    return make.member("organisation_administrator", teams=[])


def form(other, **changes):
    return {"other": str(other.pk), "direction": "we_send", "purposes": ["referral", "sharing"],
            "sections": ["1", "2", "16"],
            "starts_on_day": "1", "starts_on_month": "1", "starts_on_year": "2026",
            "ends_on_day": "1", "ends_on_month": "1", "ends_on_year": "2099"} | changes


def recorded(by, receiver, **changes) -> Agreement:
    facts = {"purposes": ["referral"], "sections": 3, "starts_on": date(2020, 1, 1), "ends_on": date(2099, 1, 1)} | changes
    with acting(by.cookie) as actor:
        return actions.record_agreement(from_organisation_id=by.organisation.pk, to_organisation_id=receiver.pk, **facts, by=actor)


def state(agreement) -> str:
    return Agreement.objects.get(pk=agreement.pk).state


def test_without_an_agreement_the_page_says_what_cannot_happen(ours):
    page = make.browser(ours).get(reverse("agreements")).content.decode()
    assert "No agreement yet" in page
    assert reverse("record_agreement") in page


def test_where_nobody_else_takes_part_there_is_nothing_to_record(ours):
    assert "No other organisation takes part yet" in make.browser(ours).get(reverse("record_agreement")).content.decode()


def test_one_side_records_and_the_other_confirms(ours, theirs):
    page = make.browser(ours).post(reverse("record_agreement"), form(theirs.organisation), follow=True)
    assert "Waiting for the other side" in page.content.decode()
    made = Agreement.objects.get()
    assert (made.from_organisation_id, made.to_organisation_id) == (ours.organisation.pk, theirs.organisation.pk)
    assert (made.sections, sorted(made.purposes)) == (1 | 2 | 16, ["referral", "sharing"])
    assert (made.starts_on, made.ends_on) == (date(2026, 1, 1), date(2099, 1, 1))
    assert made.recorded_for_id == ours.organisation.pk
    their_browser = make.browser(theirs)
    assert "Waiting for your answer" in their_browser.get(reverse("agreements")).content.decode()
    assert "Confirm this agreement?" in their_browser.get(reverse("confirm_agreement", args=[made.pk])).content.decode()
    page = their_browser.post(reverse("confirm_agreement", args=[made.pk]), follow=True)
    assert "In force" in page.content.decode()
    assert state(made) == "confirmed"


def test_an_agreement_for_what_they_send_turns_the_sides_round(ours, theirs):
    make.browser(ours).post(reverse("record_agreement"), form(theirs.organisation, direction="they_send"))
    assert Agreement.objects.get().from_organisation_id == theirs.organisation.pk


def test_the_side_that_recorded_cannot_answer_for_the_other(ours, theirs):
    made = recorded(ours, theirs.organisation)
    browser = make.browser(ours)
    assert reverse("confirm_agreement", args=[made.pk]) not in browser.get(reverse("agreement", args=[made.pk])).content.decode()
    page = browser.post(reverse("confirm_agreement", args=[made.pk]), follow=True)
    assert "the other side answers it" in page.content.decode()
    for act in (actions.confirm_agreement, actions.decline_agreement):
        with pytest.raises(Refused, match="agreement_other_side"), acting(ours.cookie) as actor:
            act(made, by=actor)
    assert state(made) == "recorded"


def test_a_colleague_of_the_recorder_cannot_answer_either(ours, theirs):
    made, colleague = recorded(ours, theirs.organisation), make.member("organisation_administrator", of=ours.organisation, teams=[])
    with pytest.raises(Refused, match="agreement_other_side"), acting(colleague.cookie) as actor:
        actions.confirm_agreement(made, by=actor)


def test_the_other_side_may_decline_and_nothing_moves_it_afterwards(ours, theirs):
    made = recorded(ours, theirs.organisation)
    browser = make.browser(theirs)
    assert "Declined" in browser.post(reverse("decline_agreement", args=[made.pk]), follow=True).content.decode()
    page = browser.post(reverse("confirm_agreement", args=[made.pk]), follow=True)
    assert "answered or ended already" in page.content.decode()
    for act in (actions.confirm_agreement, actions.decline_agreement, actions.end_agreement):
        with pytest.raises(Refused, match="agreement_state"), acting(theirs.cookie) as actor:
            act(made, by=actor)
    assert state(made) == "declined"


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_either_side_ends_it_after_a_question(request, ours, theirs, side):
    made = recorded(ours, theirs.organisation)
    with acting(theirs.cookie) as actor:
        actions.confirm_agreement(made, by=actor)
    browser = make.browser(request.getfixturevalue(side))
    assert "This cannot be undone" in browser.get(reverse("end_agreement", args=[made.pk])).content.decode()
    assert state(made) == "confirmed"
    browser.post(reverse("end_agreement", args=[made.pk]))
    assert state(made) == "ended"


def test_a_confirmed_agreement_is_in_force_between_its_days_only(ours, theirs):
    for starts_on, ends_on, words in [(date(2020, 1, 1), date(2021, 1, 1), "Period over"), (date(2090, 1, 1), date(2091, 1, 1), "Not begun yet")]:
        made = recorded(ours, theirs.organisation, starts_on=starts_on, ends_on=ends_on)
        with acting(theirs.cookie) as actor:
            actions.confirm_agreement(made, by=actor)
        assert words in make.browser(ours).get(reverse("agreement", args=[made.pk])).content.decode()


@pytest.mark.parametrize(("changes", "field"), [
    ({"ends_on_year": "2026"}, "ends_on"), ({"ends_on_day": ""}, "ends_on"), ({"starts_on_month": "13"}, "starts_on"),
    ({"starts_on_year": "2010", "ends_on_year": "2011"}, "ends_on"), ({"sections": []}, "sections"), ({"purposes": []}, "purposes"),
    ({"purposes": ["law_enforcement"]}, "purposes"), ({"direction": ""}, "direction"), ({"other": "x"}, "other")])
def test_what_is_wrong_is_said_at_its_field(ours, theirs, changes, field):
    page = make.browser(ours).post(reverse("record_agreement"), form(theirs.organisation) | changes)
    assert list(page.context["form"].errors) == [field]
    assert not Agreement.objects.exists()


def test_the_day_of_the_end_may_be_typed_in_arabic_digits(ours, theirs):
    make.browser(ours).post(reverse("record_agreement"), form(theirs.organisation, ends_on_year="٢٠٩٩"))
    assert Agreement.objects.get().ends_on == date(2099, 1, 1)


@pytest.mark.parametrize("kind", ["LawEnforcement", "ImmigrationService"])
def test_police_receives_for_law_enforcement_and_nothing_else(ours, kind):
    police = make.organisation(kind=kind)
    for purposes in (["referral"], ["referral", "law_enforcement"]):
        page = make.browser(ours).post(reverse("record_agreement"), form(police, purposes=purposes))
        assert list(page.context["form"].errors) == ["purposes"]
        with pytest.raises(Refused, match="agreement_purposes"):
            recorded(ours, police, purposes=purposes)
    assert make.browser(ours).post(reverse("record_agreement"), form(police, purposes=["law_enforcement"])).status_code == 302


@pytest.mark.parametrize(("changes", "why"), [
    ({"purposes": ["law_enforcement"]}, "agreement_purposes"),
    ({"purposes": []}, "agreement_purposes"), ({"purposes": ["gossip"]}, "agreement_purposes"),
    ({"sections": 0}, "agreement_sections"), ({"sections": 1024}, "agreement_sections"), ({"ends_on": date(2020, 1, 1)}, "agreement_period")])
def test_the_database_refuses_what_no_agreement_can_say(ours, theirs, changes, why):
    with pytest.raises(Refused, match=why):
        recorded(ours, theirs.organisation, **changes)


def test_nobody_agrees_with_herself(ours):
    with pytest.raises(Refused, match="agreement_of_two"):
        recorded(ours, ours.organisation)


@pytest.mark.parametrize("name", ["agreement", *STEPS])
def test_an_agreement_of_two_others_is_not_found(ours, theirs, name):
    made = recorded(theirs, make.organisation())
    browser = make.browser(ours)
    assert browser.get(reverse(name, args=[made.pk])).status_code == 404
    assert browser.post(reverse(name, args=[made.pk])).status_code == 404
    assert state(made) == "recorded"


@pytest.mark.parametrize("name", ["agreements", "record_agreement", "agreement", *STEPS])
@pytest.mark.parametrize("role", ["platform_administrator", "case_manager", "desk_officer"])
def test_no_other_role_opens_the_pages_of_agreements(ours, theirs, role, name):
    made = recorded(ours, theirs.organisation)
    browser = make.browser(make.member(role, of=theirs.organisation))
    url = reverse(name, args=[] if name in ("agreements", "record_agreement") else [made.pk])
    assert browser.get(url).status_code == 403
    assert browser.post(url).status_code == 403


def test_the_actions_need_the_verb(ours, theirs):
    made, worker = recorded(ours, theirs.organisation), make.member(of=theirs.organisation)
    for act in (actions.confirm_agreement, actions.decline_agreement, actions.end_agreement):
        with pytest.raises(Forbidden), acting(worker.cookie) as actor:
            act(made, by=actor)
    with pytest.raises(Forbidden):
        recorded(worker, ours.organisation)


def test_the_database_lets_no_administrator_speak_for_two_others(ours, theirs):
    third = make.organisation()
    made = recorded(theirs, third)
    with acting(ours.cookie):
        assert not Agreement.objects.filter(pk=made.pk).exists()
    with pytest.raises(Hidden), acting(ours.cookie):
        AgreementStep.objects.create(agreement=made, step="confirm")
    with pytest.raises(Hidden), acting(ours.cookie):
        Agreement.objects.create(from_organisation=theirs.organisation, to_organisation=third, purposes=["referral"], sections=1,
                                 starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1))


def test_only_a_step_moves_an_agreement_and_its_stamps_are_the_databases(ours, theirs):
    made = recorded(ours, theirs.organisation)
    with pytest.raises(Hidden), acting(theirs.cookie):
        Agreement.objects.filter(pk=made.pk).update(state="confirmed")
    with acting(theirs.cookie) as actor:
        forged = Agreement.objects.create(
            from_organisation=theirs.organisation, to_organisation=ours.organisation, purposes=["referral"], sections=1,
            starts_on=date(2020, 1, 1), ends_on=date(2099, 1, 1), state="confirmed", recorded_by=ours.membership.pk, recorded_for=ours.organisation,
            confirmed_by=ours.membership.pk)
        kept = Agreement.objects.get(pk=forged.pk)
        assert (kept.state, kept.confirmed_by) == ("recorded", None)
        assert (kept.recorded_by, kept.recorded_for_id) == (actor.membership_id, actor.organisation_id)
