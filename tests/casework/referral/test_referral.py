import pytest

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, Task
from amana.casework.consent import actions as consents
from amana.casework.consent.models import ConsentScope
from amana.casework.consent.rules import Answer
from amana.casework.referral import actions, queries
from amana.casework.referral.models import PackagePart, Referral, Target
from amana.casework.registry.models import Contact, Holding, Identity, Person
from amana.casework.registry.rules import ContactFacts
from amana.ground.rows.acting import Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(Refused, match=code)


def next_transaction():
    """Circles won from others open for the next transaction; in a test, which is one, the clock moves instead."""
    make.move_clock(seconds=1)


def accepted(two, **fields):
    sent = make.referral(two, **fields)
    next_transaction()
    make.seen(two, sent)
    with acting(two.desk_officer.cookie) as actor:
        actions.accept(sent, worker_id=two.receiver.staff.pk, by=actor)
    next_transaction()
    return sent


def test_the_desk_reads_the_minimum_before_it_accepts_and_nothing_else():
    two = make.two()
    sent = make.referral(two)
    next_transaction()
    with acting(two.desk_officer.cookie):
        file = queries.referral_file(sent.pk, two.desk_officer.organisation.pk)
        assert list(file.parts) == [0]
        assert file.parts[0]["need"].startswith("امرأة وطفلان")
        assert "هناء" not in str(file.parts)
        assert not Person.objects.filter(pk=two.case.person_id).exists()
        assert not Case.objects.filter(pk=two.case.pk).exists()


def test_after_acceptance_the_named_worker_reads_what_was_agreed_and_no_head():
    two = make.two()
    sent = accepted(two)
    with acting(two.receiver.cookie):
        assert list(queries.referral_file(sent.pk, two.receiver.organisation.pk).parts) == [0, 1, 2]
        assert Identity.objects.get(pk=two.case.person_id).given_ar == "هناء"
        assert Contact.objects.filter(pk=two.case.person_id).exists()
        assert Person.objects.get(pk=two.case.person_id).number.startswith("AM-")
        assert not Holding.objects.filter(pk=two.case.person_id).exists(), "team and worker of the sender stay hidden"
        assert not Case.objects.filter(pk=two.case.pk).exists()


def test_a_third_organisation_finds_nothing_at_any_step():
    two = make.two()
    for step in (lambda: make.referral(two), lambda: accepted(two)):
        sent = step()
        next_transaction()
        with acting(two.outsider.cookie):
            for model in (Person, Identity, Contact, Referral, Target, PackagePart, Case):
                assert not model.objects.exists(), f"{model.__name__} after {sent.number}"


def test_a_colleague_of_the_receiver_who_is_not_named_sees_nothing():
    two = make.two()
    sent = accepted(two)
    colleague = make.member(of=two.receiver.organisation)
    with acting(colleague.cookie):
        assert not Referral.objects.filter(pk=sent.pk).exists()
        assert not Identity.objects.filter(pk=two.case.person_id).exists()


@pytest.mark.parametrize("breach, code", [
    ("consent refused", "ground_consent"), ("consent withdrawn", "ground_consent"), ("section not agreed", "ground_consent"),
    ("no agreement", "ground_agreement"), ("consent of another receiver", "ground_consent")])
def test_without_consent_and_agreement_nothing_can_be_sent(breach, code):
    two = make.two(sections=1 if breach == "section not agreed" else 31)
    scope = two.scope.pk
    if breach == "consent refused":
        make.consent(two.worker, two.case.person_id, Answer("referral", False, 0, 90, two.receiver.organisation.pk))
    if breach == "consent withdrawn":
        with acting(two.worker.cookie) as actor:
            consents.withdraw(two.scope, by=actor)
    if breach == "no agreement":
        two.service.organisation.agreements_received.update(state="ended")
    if breach == "consent of another receiver":
        make.consent(two.worker, two.case.person_id, Answer("referral", True, 31, 90, make.organisation().pk))
        scope = ConsentScope.objects.filter(person_id=two.case.person_id, purpose="referral").order_by("-made_at", "-id").first().pk
    with refusal(code):
        make.referral(two, scope_id=scope)


def test_the_police_is_never_implied_by_a_consent_to_refer():
    two = make.two(kind="LawEnforcement")
    make.consent(two.worker, two.case.person_id, Answer("referral", True, 31, 90, two.receiver.organisation.pk))
    wrong = ConsentScope.objects.get(person_id=two.case.person_id, purpose="referral")
    with refusal("ground_consent"):
        make.referral(two, scope_id=wrong.pk)
    sent = accepted(two)
    with acting(two.receiver.cookie):
        assert set(queries.referral_file(sent.pk, two.receiver.organisation.pk).parts) == {0, 1}, "identity, and no contact for the police"


def test_withdrawing_the_referrals_consent_ends_it_and_closes_the_window_at_once():
    two = make.two()
    sent = accepted(two)
    with acting(two.worker.cookie) as actor:
        closed = consents.withdraw(two.scope, by=actor)
    assert closed.bases == {"accepted": 1}
    assert Referral.objects.get(pk=sent.pk).state == "ended"
    with acting(two.receiver.cookie):
        assert not Identity.objects.filter(pk=two.case.person_id).exists()
        assert not PackagePart.objects.exists()


def test_withdrawing_the_case_withdraws_what_waits_and_ends_what_runs():
    two = make.two()
    waiting, running = make.referral(two), accepted(two)
    with acting(two.worker.cookie) as actor:
        consents.withdraw(ConsentScope.objects.get(person_id=two.case.person_id, purpose="case"), by=actor)
    assert Referral.objects.get(pk=waiting.pk).state == "withdrawn"
    assert Referral.objects.get(pk=running.pk).state == "ended"


def test_a_newer_answer_that_still_covers_it_carries_a_referral_on_and_a_narrower_one_ends_it():
    two = make.two()
    sent = accepted(two)
    make.consent(two.worker, two.case.person_id, Answer("referral", True, 31, 90, two.receiver.organisation.pk))
    assert Referral.objects.get(pk=sent.pk).state == "accepted"
    with acting(two.receiver.cookie):
        assert Identity.objects.filter(pk=two.case.person_id).exists()
    make.consent(two.worker, two.case.person_id, Answer("referral", True, 1, 90, two.receiver.organisation.pk))
    assert Referral.objects.get(pk=sent.pk).state == "ended"


def test_the_whole_way_to_feedback_and_closure():
    two = make.two()
    sent = accepted(two)
    with acting(two.receiver.cookie) as actor:
        actions.start(sent, by=actor)
        actions.complete(sent, outcome="delivered", words="أقامت ثلاث ليالٍ", by=actor)
        actions.feed_back(sent, words="انتقلت إلى سكن دائم", by=actor)
    with acting(two.worker.cookie) as actor:
        file = queries.referral_file(sent.pk, two.worker.organisation.pk)
        assert [message.body for message in file.messages] == ["أقامت ثلاث ليالٍ", "انتقلت إلى سكن دائم"]
        cases.ask_closure(two.case, reason="goals_met", summary="", by=actor)
    with acting(two.supervisor.cookie) as actor:
        cases.approve_closure(two.case, by=actor)
    assert Case.objects.get(pk=two.case.pk).state == "closed"


def test_no_closure_while_a_referral_is_open():
    two = make.two()
    make.referral(two)
    with refusal("case_open_referral"), acting(two.worker.cookie) as actor:
        cases.ask_closure(two.case, reason="goals_met", summary="", by=actor)


def test_a_refusal_a_question_and_an_expiry_come_back_as_tasks():
    """Field report B77."""
    two = make.two()
    declined, asked, forgotten = make.referral(two), make.referral(two), make.referral(two)
    next_transaction()
    for one in (declined, asked):
        make.seen(two, one)
    with acting(two.desk_officer.cookie) as actor:
        actions.decline(declined, reason="no_capacity", words="لا مكان حتى الأحد", by=actor)
        actions.ask(asked, question="كم عدد الأطفال؟", by=actor)
    make.move_clock(days=3)
    with acting(two.worker.cookie), make.connection.cursor() as cursor:
        cursor.execute("SELECT entry.expire_referrals()")
        assert cursor.fetchone()[0] == 2
    assert Referral.objects.get(pk=forgotten.pk).state == "expired"
    tasks = Task.objects.filter(case_id=two.case.pk, staff_id=two.worker.staff.pk).values_list("kind", "title")
    assert sorted(tasks) == sorted([("referral_declined", declined.number), ("referral_question", asked.number), ("referral_expired", asked.number),
                                    ("referral_expired", forgotten.number)])


@pytest.mark.parametrize(("step", "state"), [("reply", "done"), ("accept", "cancelled"), ("decline", "cancelled"), ("withdraw", "cancelled"), ("expire", "cancelled"), ("consent", "cancelled")])
def test_the_task_of_a_question_ends_with_the_step_that_leaves_nothing_to_answer(step, state):
    two = make.two()
    asked, other = make.referral(two), make.referral(two)
    next_transaction()
    for one in (asked, other):
        make.seen(two, one)
        with acting(two.desk_officer.cookie) as actor:
            actions.ask(one, question="كم عدد الأطفال؟", by=actor)
    next_transaction()
    with acting((two.desk_officer if step in ("accept", "decline") else two.worker).cookie) as actor:
        if step == "reply":
            actions.reply(asked, answer="طفلان", by=actor)
        elif step == "accept":
            actions.accept(asked, worker_id=two.receiver.staff.pk, by=actor)
        elif step == "decline":
            actions.decline(asked, reason="no_capacity", words="", by=actor)
        elif step == "withdraw":
            actions.withdraw(asked, by=actor)
    if step == "expire":
        make.move_clock(days=3)
        with acting(two.worker.cookie), make.connection.cursor() as cursor:
            cursor.execute("SELECT entry.expire_referrals()")
    elif step == "consent":
        with acting(two.worker.cookie) as actor:
            consents.withdraw(ConsentScope.objects.get(pk=Target.objects.get(pk=asked.pk).scope_id), by=actor)
    tasks = dict(Task.objects.filter(case_id=two.case.pk, kind="referral_question").values_list("title", "state"))
    assert tasks == {asked.number: state, other.number: "cancelled" if step in ("expire", "consent") else "open"}


@pytest.mark.parametrize(("reason", "tasks"), [("need_met", 0), ("cannot_deliver", 1)])
def test_a_receiver_that_ends_early_leaves_another_way_to_look_for_unless_the_need_is_met(reason, tasks):
    two = make.two()
    ended = accepted(two)
    with acting(two.receiver.cookie) as actor:
        actions.end(ended, reason=reason, words="", by=actor)
    assert Task.objects.filter(kind="referral_ended", title=ended.number).count() == tasks


def test_taking_over_makes_an_own_record_that_the_sender_never_sees():
    two = make.two()
    sent = accepted(two)
    with acting(two.receiver.cookie) as actor:
        own = actions.take_over(sent, identity=make.identity(), contact=ContactFacts(), phones=[], team_id=None, by=actor)
        assert queries.referral_file(sent.pk, two.receiver.organisation.pk).takeover.person_id == own.pk
    with acting(two.worker.cookie):
        assert queries.referral_file(sent.pk, two.worker.organisation.pk).takeover is None
        assert not Person.objects.filter(pk=own.pk).exists()


def test_a_transfer_completes_when_the_receiver_opens_its_own_case_and_the_first_closes_after_that():
    """Field report B74: never nobody, never both."""
    two = make.two()
    sent = accepted(two, is_transfer=True)
    with acting(two.receiver.cookie) as actor:
        own = actions.take_over(sent, identity=make.identity(), contact=ContactFacts(), phones=[], team_id=None, by=actor)
    with refusal("case_open_referral"), acting(two.worker.cookie) as actor:
        cases.ask_closure(two.case, reason="transferred", summary="", by=actor)
    make.case(two.receiver, own.pk)
    assert Referral.objects.get(pk=sent.pk).state == "completed"
    with acting(two.worker.cookie) as actor:
        cases.ask_closure(two.case, reason="transferred", summary="", by=actor)


def ask_as_transferred(two) -> None:
    with acting(two.worker.cookie) as actor:
        cases.ask_closure(two.case, reason="transferred", summary="", by=actor)


def linked(two, sent, person_id) -> None:
    with acting(two.receiver.cookie) as actor:
        actions.link(sent, person_id, by=actor)


def test_a_transfer_into_a_record_with_an_open_case_completes_when_it_is_linked():
    two = make.two()
    own = make.case(two.receiver)
    sent = accepted(two, is_transfer=True)
    linked(two, sent, own.person_id)
    assert Referral.objects.get(pk=sent.pk).state == "completed"
    assert [task.words for task in Task.objects.filter(case=two.case)] == [f"The transfer has arrived: close the case as transferred \u2066{sent.number}\u2069"]
    ask_as_transferred(two)


def test_a_transfer_into_a_record_with_a_closed_case_completes_when_that_is_opened_again():
    two = make.two()
    own, lead = make.case(two.receiver), make.member("supervisor", of=two.receiver.organisation, teams=[two.receiver.team])
    with acting(two.receiver.cookie) as actor:
        cases.ask_closure(own, reason="goals_met", summary="", by=actor)
    with acting(lead.cookie) as actor:
        cases.approve_closure(own, by=actor)
    sent = accepted(two, is_transfer=True)
    linked(two, sent, own.person_id)
    assert Referral.objects.get(pk=sent.pk).state == "accepted"
    with acting(lead.cookie) as actor:
        cases.reopen(own, by=actor)
    assert Referral.objects.get(pk=sent.pk).state == "completed"
    ask_as_transferred(two)


def test_a_transfer_that_is_called_done_without_a_case_of_the_receiver_has_not_arrived():
    two = make.two()
    sent = accepted(two, is_transfer=True)
    with acting(two.receiver.cookie) as actor:
        actions.start(sent, by=actor)
        actions.complete(sent, outcome="delivered", words="", by=actor)
    with refusal("case_not_transferred"):
        ask_as_transferred(two)
    with acting(two.receiver.cookie) as actor:
        own = actions.take_over(sent, identity=make.identity(), contact=ContactFacts(), phones=[], team_id=None, by=actor)
    with refusal("case_not_transferred"):
        ask_as_transferred(two)
    make.case(two.receiver, own.pk)
    ask_as_transferred(two)


def test_a_transfer_that_arrived_stays_one_when_the_consent_to_it_is_withdrawn():
    two = make.two()
    sent = accepted(two, is_transfer=True)
    with acting(two.receiver.cookie) as actor:
        own = actions.take_over(sent, identity=make.identity(), contact=ContactFacts(), phones=[], team_id=None, by=actor)
    make.case(two.receiver, own.pk)
    with acting(two.worker.cookie) as actor:
        consents.withdraw(two.scope, by=actor)
    ask_as_transferred(two)


def test_what_was_delivered_stays_so_when_its_consent_ends_after_the_window():
    two = make.two()
    sent = accepted(two)
    with acting(two.receiver.cookie) as actor:
        actions.start(sent, by=actor)
        actions.complete(sent, outcome="delivered", words="", by=actor)
    make.move_clock(days=31)
    with acting(two.worker.cookie) as actor:
        consents.withdraw(two.scope, by=actor)
    assert Referral.objects.get(pk=sent.pk).state == "completed"
    make.consent(two.worker, two.case.person_id, Answer("referral", True, 31, 90, two.receiver.organisation.pk))
    next_transaction()
    with acting(two.receiver.cookie):
        assert not Identity.objects.filter(pk=two.case.person_id).exists(), "no window opens again"


def test_a_case_whose_consent_ran_out_is_closed_whatever_referral_hung_on_it():
    two = make.two()
    sent, waiting = accepted(two), make.referral(two)
    make.move_clock(days=366)
    with acting(two.supervisor.cookie) as actor:
        cases.approve_closure(Case.objects.get(pk=two.case.pk), by=actor)
    assert (Case.objects.get(pk=two.case.pk).state, Referral.objects.get(pk=sent.pk).state, Referral.objects.get(pk=waiting.pk).state) == ("closed", "ended", "withdrawn")


def test_a_case_is_not_closed_as_transferred_without_a_transfer():
    two = make.two()
    with refusal("case_not_transferred"), acting(two.worker.cookie) as actor:
        cases.ask_closure(two.case, reason="transferred", summary="", by=actor)


def test_the_package_is_frozen_and_cannot_be_added_to():
    two = make.two()
    sent = make.referral(two)
    make.connection.set_rollback(False)
    with pytest.raises((Hidden, Refused)), acting(two.worker.cookie):
        PackagePart.objects.create(referral_id=sent.pk, section=16, body={"note": "لاحق"})


def test_nobody_sends_a_section_that_he_does_not_read_himself():
    two = make.two(sections=1023)
    from amana.casework.referral.package import Choice
    from amana.ground.access.rules import Section
    with pytest.raises(Hidden), acting(two.worker.cookie) as actor:
        actions.send(two.case, service=two.service, urgency="urgent", need="حاجة", chosen=[Choice("note:x", Section.HEALTH, "سر")], scope_id=two.scope.pk,
                     legal_basis_id=None, by=actor)


def test_an_agreement_that_ends_shuts_the_window_at_once():
    two = make.two()
    sent = accepted(two)
    two.service.organisation.agreements_received.update(state="ended")
    with acting(two.receiver.cookie):
        assert not Referral.objects.filter(pk=sent.pk).exists()
        assert not Identity.objects.filter(pk=two.case.person_id).exists()


def test_who_does_not_read_the_services_section_sees_the_head_only():
    two = make.two(service_kind="HEA", receiver_role="health_worker")
    sent = make.referral(two)
    with acting(two.supervisor.cookie):
        assert Referral.objects.filter(pk=sent.pk).exists()
        assert not Target.objects.filter(pk=sent.pk).exists()
