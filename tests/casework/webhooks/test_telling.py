"""What a system is told: in order, at least once, signed, and nothing that it does not see at that moment."""
import hashlib
import hmac

import pytest
from django.db import connection

from amana.casework.cases import actions as cases
from amana.casework.referral import actions as referral
from amana.casework.registry.models import Holding
from amana.casework.webhooks import actions
from amana.casework.webhooks.rules import Outcome
from amana.ground.access import actions as access
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.casework.webhooks.conftest import Scene

pytestmark = pytest.mark.django_db


def test_what_comes_to_the_desk_is_told_as_keys_and_times_alone(scene, receiver):
    sent = make.referral(scene.of)
    make.move_clock(minutes=1)
    scene.tell()
    (said,) = receiver.said
    assert set(said) == {"id", "type", "object", "at"} and said["type"] == "referral.received" and said["object"] == {"kind": "referral", "id": str(sent.pk)}
    scene.tell()
    assert len(receiver.got) == 1


def test_a_message_is_signed_over_its_time_and_body(scene, receiver):
    make.referral(scene.of)
    make.move_clock(minutes=1)
    scene.tell()
    headers, body = receiver.got[0]
    at, signed = (part.partition("=")[2] for part in headers["Amana-Signature"].split(","))
    assert hmac.compare_digest(signed, hmac.new(scene.secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest())


def whole_story(of) -> object:
    """Sent, seen, asked, replied, accepted, begun, delivered, with feedback; a minute between the steps."""
    sent = make.referral(of)
    steps = [(of.desk_officer, referral.see, {}), (of.desk_officer, referral.ask, {"question": "متى؟"}), (of.worker, referral.reply, {"answer": "غدا"}),
             (of.desk_officer, referral.accept, {"worker_id": of.receiver.staff.pk}), (of.receiver, referral.start, {}),
             (of.receiver, referral.complete, {"outcome": "delivered", "words": ""}), (of.receiver, referral.feed_back, {"words": "تم"})]
    for who, act, given in steps:
        make.move_clock(minutes=1)
        with acting(who.cookie) as actor:
            act(sent, **given, by=actor)
    make.move_clock(minutes=1)
    return sent


def test_cases_of_the_own_organisation_are_told_as_they_open_close_and_open_again(db, receiver):
    scene = Scene(receiver.address, side="sender", role="case_manager")
    chief, elsewhere = scene.of.supervisor, Scene(receiver.address, side="sender", role="case_manager")
    made = make.case(scene.of.worker)
    for who, act, given in ((scene.of.worker, cases.ask_closure, {"reason": "goals_met", "summary": ""}), (chief, cases.approve_closure, {}),
                            (chief, cases.reopen, {})):
        make.move_clock(minutes=1)
        with acting(who.cookie) as actor:
            act(made, **given, by=actor)
    make.move_clock(minutes=1)
    scene.tell()
    assert receiver.types == ["case.opened", "case.closed", "case.reopened"] and {one["object"]["id"] for one in receiver.said} == {str(made.pk)}
    elsewhere.tell()
    assert len(receiver.got) == 3


STEPS = ["seen", "asked", "replied", "accepted", "started", "completed", "feedback_given"]


def test_a_whole_referral_is_told_in_its_order_to_the_desk(scene, receiver):
    whole_story(scene.of)
    scene.tell()
    assert receiver.types == [f"referral.{one}" for one in ("received", *STEPS)]
    assert len({one["id"] for one in receiver.said}) == 8 and [one["at"] for one in receiver.said] == sorted(one["at"] for one in receiver.said)


def test_the_sender_is_told_what_the_receiver_does(db, receiver):
    scene = Scene(receiver.address, side="sender", role="case_manager")
    whole_story(scene.of)
    scene.tell()
    assert receiver.types == [f"referral.{one}" for one in ("sent", *STEPS)]


def test_time_that_ran_out_is_told_to_the_sender(db, receiver):
    scene = Scene(receiver.address, side="sender", role="case_manager")
    make.referral(scene.of)
    make.move_clock(days=61)
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.expire_referrals()")
    scene.tell()
    assert receiver.types == ["referral.sent", "referral.expired"]


def test_what_happened_before_the_webhook_is_not_told(db, receiver):
    scene = Scene(receiver.address)
    sent = make.referral(scene.of)
    scene.by_admin(actions.remove)
    make.move_clock(minutes=1)
    with acting(scene.admin.cookie) as actor:
        actions.set_up(scene.place.pk, address=receiver.address, by=actor)
    make.move_clock(minutes=1)
    with acting(scene.of.desk_officer.cookie) as actor:
        referral.see(sent, by=actor)
    make.move_clock(minutes=1)
    scene.tell()
    assert receiver.types == ["referral.seen"]


def test_what_was_committed_only_after_a_look_that_came_later_is_told_all_the_same_and_once(scene, receiver):
    happened_at = scene.hook.told_to
    make.move_clock(minutes=30)
    scene.tell()  # while somebody's transaction is still open
    sent = make.referral(scene.of)
    type(sent).objects.filter(pk=sent.pk).update(made_at=happened_at)
    make.move_clock(minutes=1)
    for _n in range(2):
        scene.tell()
    assert receiver.types == ["referral.received"]


@pytest.mark.parametrize("role", ["trainer", "reception", "caseworker"])
def test_a_role_that_does_not_see_the_referral_is_told_nothing(db, receiver, role):
    scene = Scene(receiver.address)
    with acting(scene.admin.cookie) as actor:
        key = access.add_system(name="نظام آخر", role=role, teams=[make.team(scene.of.desk_officer.organisation).pk], by=actor)
        actions.set_up(key, address=receiver.address, by=actor)
    make.referral(scene.of)
    make.move_clock(minutes=1)
    scene.place.pk = key
    scene.tell()
    assert receiver.got == []


def test_a_system_that_left_the_desk_is_told_nothing_of_it_any_more(scene, receiver):
    make.referral(scene.of)
    make.move_clock(minutes=1)
    receiver.answers = [500]
    scene.tell()
    with acting(scene.admin.cookie) as actor:
        access.change_teams(scene.place, teams=[make.team(scene.admin.organisation).pk], by=actor)
    receiver.answers = [200]
    make.move_clock(hours=3)
    scene.tell()
    assert len(receiver.got) == 1 and [one.outcome for one in scene.deliveries] == [Outcome.NOT_SEEN]


def test_what_has_gone_out_of_sight_meanwhile_is_not_sent(scene, receiver):
    sent = make.referral(scene.of)
    make.move_clock(minutes=1)
    receiver.answers = [500]
    scene.tell()
    with acting(scene.of.worker.cookie) as actor:
        referral.withdraw(sent, by=actor)
    make.move_clock(hours=3)
    receiver.answers = [200]
    scene.tell()
    assert receiver.types == ["referral.received"] and [one.outcome for one in scene.deliveries] == [Outcome.NOT_SEEN]


@pytest.mark.parametrize(("side", "role"), [("receiver", "desk_officer"), ("sender", "case_manager")])
def test_of_a_protected_file_nothing_is_told_to_either_side(db, receiver, side, role):
    scene = Scene(receiver.address, side=side, role=role)
    make.referral(scene.of)
    Holding.objects.filter(person_id=scene.of.case.person_id).update(is_protected=True)
    make.move_clock(minutes=1)
    scene.tell()
    assert receiver.got == []


def test_a_file_that_became_protected_while_its_message_waited_stays_silent(scene, receiver):
    make.referral(scene.of)
    make.move_clock(minutes=1)
    receiver.answers = [500]
    scene.tell()
    Holding.objects.filter(person_id=scene.of.case.person_id).update(is_protected=True)
    make.move_clock(hours=3)
    scene.tell()
    assert len(receiver.got) == 1 and [one.outcome for one in scene.deliveries] == [Outcome.NOT_SEEN]
