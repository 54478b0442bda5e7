"""Handing over with acceptance: one case, a whole caseload, and what happens in between. Never without an owner, never with two."""
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Assignment, Handover, Note, Task
from amana.casework.cases.rules.handing import HANDOVER_MOVES, HandoverState, HandoverVerb
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.ground.rows.acting import Hidden, acting, clock
from amana.lib.core.dates import cairo_day, to_cairo
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def day(of, name: str = "until_on") -> dict:
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def value(member: make.Member) -> str:
    return f"{member.team.pk}/{member.staff.pk}"


def offer(office, case=None, to: make.Member | None = None, **fields) -> Handover:
    to = to or office.colleague
    with acting(office.worker.cookie) as actor:
        return actions.propose(case or office.case, team_id=to.team.pk, staff_id=to.staff.pk, **{"why": "load"} | fields, by=actor)


def owners(case) -> list:
    return list(Assignment.objects.filter(case_id=case.pk, until_at=None).values_list("staff_id", flat=True))


def state(of: Handover) -> tuple[str, str]:
    row = Handover.objects.get(pk=of.pk)
    return row.state, row.decline_reason


def test_a_case_stays_the_givers_until_the_colleague_accepts_and_carries_the_note(office):
    giver, receiver = make.browser(office.worker), make.browser(office.colleague)
    page = giver.post(office.url("hand_over"), {"worker": value(office.colleague), "why": "load", "note": "الموعد القادم الأحد"}, follow=True)
    assert "You own it until your colleague accepts." in text(page)
    assert owners(office.case) == [office.worker.staff.pk]
    assert receiver.get(office.url("case")).status_code == 404, "an offer opens nothing"
    who = f"Offered to <bdi>{office.colleague.staff.name}</bdi> since"
    page, seen = text(giver.get(office.url("case"))), text(make.browser(office.supervisor).get(office.url("case")))
    assert who in page and "Look at the offers" in page
    assert who in seen and "Look at the offers" not in seen, "the supervisor knows, and has nothing to answer"
    offers = text(receiver.get(reverse("handovers")))
    assert office.case.number in offers and "الموعد القادم الأحد" not in offers and "هناء" not in offers
    assert "offer" in text(receiver.get(reverse("home")))
    made = Handover.objects.get(case_id=office.case.pk)
    answer = receiver.post(reverse("accept_handover", args=[made.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == office.url("case") and "The case is yours from now on." in text(answer)
    assert owners(office.case) == [office.colleague.staff.pk]
    assert giver.get(office.url("case")).status_code == 404
    assert "waiting for acceptance" not in text(receiver.get(office.url("case")))
    assert "الموعد القادم الأحد" in text(receiver.get(office.url("case_notes")))


def test_the_button_of_an_offer_says_that_it_is_sent(office):
    browser = make.browser(office.worker)
    for address in (office.url("hand_over"), reverse("hand_over_caseload")):
        assert ">Send the offer</button>" in text(browser.get(address))


def test_a_declined_offer_leaves_the_case_where_it_was_and_says_why(office):
    made = offer(office)
    browser = make.browser(office.colleague)
    assert "reason" in browser.post(reverse("decline_handover", args=[made.pk]), {"reason": ""}).context["form"].errors
    browser.post(reverse("decline_handover", args=[made.pk]), {"reason": "conflict"})
    assert state(made) == ("declined", "conflict") and owners(office.case) == [office.worker.staff.pk]
    again = browser.post(reverse("accept_handover", args=[made.pk]), follow=True)
    assert "This offer was answered or taken back meanwhile." in text(again)
    assert owners(office.case) == [office.worker.staff.pk]


def test_an_offer_taken_back_can_be_made_to_somebody_else(office):
    made = offer(office)
    refused = make.browser(office.worker).post(office.url("hand_over"), {"worker": value(office.colleague), "why": "load"})
    assert "This case is offered to a colleague already." in " ".join(refused.context["form"].errors["worker"])
    make.browser(office.worker).post(reverse("take_back_handover", args=[made.pk]))
    assert state(made) == ("taken_back", "")
    second = make.member(of=office.worker.organisation)
    assert offer(office, to=second).state == "proposed"
    with pytest.raises(Refused, match="handover_state"), acting(office.colleague.cookie) as actor:
        actions.accept(made, by=actor)


def test_a_whole_caseload_is_offered_for_a_leave_and_accepted_at_once(office):
    second, closed = make.case(office.worker), make.case(office.worker)
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(closed, reason="goals_met", summary="", by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_closure(closed, by=actor)
    browser, back = make.browser(office.worker), cairo_day(clock()) + timedelta(days=14)
    assert len(browser.get(reverse("hand_over_caseload")).context["cases"]) == 2
    browser.post(reverse("hand_over_caseload"), {"worker": value(office.colleague), "why": "leave", **day(back)})
    assert Handover.objects.filter(state="proposed", until_on=back).count() == 2
    assert "You own no case that is not offered already." in text(browser.get(reverse("hand_over_caseload")))
    page = make.browser(office.colleague).get(reverse("handovers"))
    [batch] = page.context["offered"]
    assert "\u2068مها القنطري\u2069 offers you 2 cases" in text(page)
    make.browser(office.colleague).post(reverse("accept_all_handovers", args=[batch.key]))
    assert owners(office.case) == owners(second) == [office.colleague.staff.pk]
    tasks = Task.objects.filter(kind="give_back", staff_id=office.colleague.staff.pk, state="open")
    assert {task.case_id for task in tasks} == {office.case.pk, second.pk}
    assert {to_cairo(task.due_at).date() for task in tasks} == {back}


def test_of_a_caseload_each_may_be_accepted_or_declined_alone(office):
    second = make.case(office.worker)
    with acting(office.worker.cookie) as actor:
        one, other = actions.propose_caseload([office.case, second], team_id=office.colleague.team.pk, staff_id=office.colleague.staff.pk, why="departure", until_on=None, by=actor)
    browser = make.browser(office.colleague)
    browser.post(reverse("accept_handover", args=[one.pk]))
    browser.post(reverse("decline_handover", args=[other.pk]), {"reason": "load"})
    assert owners(office.case) == [office.colleague.staff.pk] and owners(second) == [office.worker.staff.pk]
    assert one.batch == other.batch and not Task.objects.filter(kind="give_back").exists()


def test_a_leave_needs_its_end_and_it_lies_ahead(office):
    browser, today = make.browser(office.worker), cairo_day(clock())
    for more, said in (({}, "Say until when the leave lasts."), (day(today), "This day has passed. Choose one that is still to come.")):
        answer = browser.post(office.url("hand_over"), {"worker": value(office.colleague), "why": "leave", **more})
        assert answer.context["form"].errors["until_on"] == [said]
    browser.post(office.url("hand_over"), {"worker": value(office.colleague), "why": "load", **day(today + timedelta(days=3))})
    assert Handover.objects.get().until_on is None, "only a leave ends"
    for wrong, code in (({"why": "leave"}, "handover_leave_ends"), ({"why": "leave", "until_on": today}, "handover_days")):
        with pytest.raises(Refused, match=code):
            offer(office, make.case(office.worker), **wrong)


def test_a_supervisor_assigns_outright_and_the_offer_lapses(office):
    made, third = offer(office), make.member(of=office.worker.organisation)
    with acting(office.supervisor.cookie) as actor:
        actions.assign(office.case, team_id=third.team.pk, staff_id=third.staff.pk, by=actor)
    assert state(made) == ("lapsed", "") and owners(office.case) == [third.staff.pk]
    with pytest.raises(Refused, match="handover_state"), acting(office.colleague.cookie) as actor:
        actions.accept(made, by=actor)


def test_a_supervisor_is_told_before_she_assigns_that_an_offer_ends(office):
    page = make.browser(office.supervisor)
    assert "the offer ends" not in text(page.get(office.url("assign")))
    offer(office)
    assert f"This case has been on offer to <bdi>{office.colleague.staff.name}</bdi> since" in text(page.get(office.url("assign")))


def test_a_case_that_is_closed_or_withdrawn_from_is_offered_no_more(office):
    made = offer(office)
    with acting(office.worker.cookie) as actor:
        actions.ask_closure(office.case, reason="goals_met", summary="", by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.approve_closure(office.case, by=actor)
    assert state(made) == ("lapsed", "")
    with pytest.raises(Refused, match="case_state"):
        offer(office)
    other = make.case(office.worker)
    second = offer(office, other)
    with acting(office.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=other.person_id, purpose="case"), by=actor)
    assert state(second) == ("lapsed", "")


def test_only_the_owner_offers_and_only_the_colleague_answers(office):
    made = offer(office)
    for stranger in (office.supervisor, office.other, make.member(of=office.worker.organisation)):
        browser = make.browser(stranger)
        assert browser.post(reverse("accept_handover", args=[made.pk])).status_code == 404
        assert browser.post(reverse("decline_handover", args=[made.pk]), {"reason": "load"}).status_code == 404
        assert browser.post(reverse("accept_all_handovers", args=[made.batch])).status_code == 404
    for stranger in (office.supervisor, office.colleague, office.other):
        with pytest.raises(Hidden), acting(stranger.cookie) as actor:
            actions.propose(office.case, team_id=office.colleague.team.pk, staff_id=office.colleague.staff.pk, why="load", by=actor)
    with pytest.raises(Hidden), acting(office.colleague.cookie) as actor:
        actions.take_back(made, by=actor)
    with acting(office.supervisor.cookie) as actor:
        actions.take_back(made, by=actor)
    assert owners(office.case) == [office.worker.staff.pk]


def test_nobody_hands_a_case_to_herself_or_to_another_organisation(office):
    with pytest.raises(Refused, match="handover_to_owner"):
        offer(office, to=office.worker)
    with pytest.raises(Refused, match="team_member"):
        offer(office, to=office.other)
    assert not Note.objects.exists() and not Handover.objects.exists()


def test_who_offered_is_told_when_the_colleague_can_no_longer_accept(office):
    made = offer(office)
    type(office.colleague.membership).objects.filter(pk=office.colleague.membership.pk).update(suspended_at=clock())
    page = text(make.browser(office.worker).get(reverse("handovers")))
    assert "This colleague can no longer accept" in page and reverse("take_back_handover", args=[made.pk]) in page


def test_a_caseload_is_offered_whole_or_not_at_all(office):
    second, offered = make.case(office.worker), offer(office)
    with pytest.raises(Refused, match="handover_proposed_once"), acting(office.worker.cookie) as actor:
        actions.propose_caseload([second, office.case], team_id=office.colleague.team.pk, staff_id=office.colleague.staff.pk, why="departure", until_on=None, by=actor)
    assert list(Handover.objects.values_list("pk", flat=True)) == [offered.pk]


def test_every_answer_reaches_the_state_of_its_table(office):
    assert set(HANDOVER_MOVES) == set(HandoverVerb) and set(HandoverState) - set(HANDOVER_MOVES.values()) == {"proposed", "lapsed"}


def lent(case, giver: make.Member, receiver: make.Member, days: int) -> None:
    with acting(giver.cookie) as actor:
        made = actions.propose(case, team_id=receiver.team.pk, staff_id=receiver.staff.pk, why="leave", until_on=cairo_day(clock()) + timedelta(days=days), by=actor)
    with acting(receiver.cookie) as actor:
        actions.accept(made, by=actor)


def to_give_back(case) -> list:
    return sorted(Task.objects.filter(case_id=case.pk, kind="give_back", state="open").values_list("staff_id", flat=True))


def test_the_task_of_giving_a_case_back_is_done_when_it_is_given_back(office):
    lent(office.case, office.worker, office.colleague, 14)
    assert to_give_back(office.case) == [office.colleague.staff.pk]
    make.handed_over(office.case, office.colleague, office.worker)
    assert to_give_back(office.case) == []
    assert Task.objects.get(kind="give_back").state == "done"


def test_whoever_gets_a_lent_case_meanwhile_gives_it_back_to_each_that_lent_it(office):
    third = make.member(of=office.worker.organisation)
    lent(office.case, office.worker, office.colleague, 14)
    lent(office.case, office.colleague, third, 7)
    assert to_give_back(office.case) == [third.staff.pk, third.staff.pk]
    make.handed_over(office.case, third, office.colleague)
    assert to_give_back(office.case) == [office.colleague.staff.pk]
    make.handed_over(office.case, office.colleague, office.worker)
    assert to_give_back(office.case) == []
