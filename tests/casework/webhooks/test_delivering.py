"""A receiver that fails, a hook at rest, a system that may not work, and whose session it is that looks."""
import pytest
from django.db import connection
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from amana.casework.referral import actions as referral
from amana.casework.registry.models import Identity
from amana.casework.webhooks import actions, tasks
from amana.casework.webhooks.rules import KEPT_DAYS, Outcome
from amana.ground.access import actions as access
from amana.ground.rows.acting import Forbidden, Hidden, NobodyActs, acting
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.webhooks.receiver import certified, receiving

pytestmark = pytest.mark.django_db


def happened(scene) -> None:
    make.referral(scene.of)
    make.move_clock(minutes=1)


def two_happened(scene) -> None:
    sent = make.referral(scene.of)
    make.move_clock(minutes=1)
    make.seen(scene.of, sent)
    make.move_clock(minutes=1)


def due() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hook FROM entry.hooks_to_tell()")
        return [hook for hook, in cursor.fetchall()]


def test_what_did_not_arrive_is_sent_again_later_and_what_comes_after_it_waits(scene, receiver):
    two_happened(scene)
    receiver.answers = [503, 200]
    scene.tell()
    assert receiver.types == ["referral.received"] and due() == []
    scene.tell()
    assert len(receiver.got) == 1, "its time has not come"
    make.move_clock(minutes=1)
    assert due() == [scene.hook.pk]
    scene.tell()
    assert receiver.types == ["referral.received", "referral.received", "referral.seen"]
    assert receiver.said[0] == receiver.said[1] and [one.tries for one in scene.deliveries] == [2, 1]
    assert (scene.hook.tries, scene.hook.failing_since) == (0, None)


def test_it_is_tried_less_and_less_often_and_after_a_day_it_rests_until_somebody_resumes_it(scene, receiver):
    two_happened(scene)
    receiver.answers, tried = [500], 0
    while not scene.hook.paused_at:
        before = len(receiver.got)
        scene.tell()
        tried += len(receiver.got) - before
        make.move_clock(minutes=10)
        assert tried < 100
    assert 15 <= tried <= 25 and scene.hook.gave_up and set(receiver.types) == {"referral.received"}
    with pytest.raises(NobodyActs), acting(scene.key):
        pass
    receiver.answers = [200]
    scene.tell()
    assert len(receiver.got) == tried
    scene.by_admin(actions.resume)
    scene.tell()
    assert receiver.types[tried:] == ["referral.received", "referral.seen"] and not scene.hook.gave_up


def test_a_redirect_is_not_followed_and_of_the_answer_nothing_is_kept(scene, receiver):
    happened(scene)
    receiver.answers, receiver.headers, receiver.body = [302], {"Location": receiver.address}, "سر".encode() * 100_000
    scene.tell()
    assert len(receiver.got) == 1 and [(one.failure, one.status) for one in scene.deliveries] == [("redirect", 302)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(d)::text, '') FROM webhooks_delivery d")
        assert "سر" not in cursor.fetchone()[0]


def test_nobody_who_listens_is_a_failure_like_any_other(scene):
    happened(scene)
    scene.by_admin(actions.change_address, address="http://127.0.0.1:1/")
    scene.tell()
    assert [(one.failure, one.outcome) for one in scene.deliveries] == [("unreachable", Outcome.WAITING)]


def test_a_paused_one_sends_nothing_and_goes_on_with_what_happened_meanwhile(scene, receiver):
    scene.by_admin(actions.pause)
    happened(scene)
    assert due() == []
    scene.tell()
    assert receiver.got == []
    with pytest.raises(Refused, match="webhook_paused"):
        scene.by_admin(actions.send_trial)
    scene.by_admin(actions.resume)
    scene.tell()
    assert receiver.types == ["referral.received"]


def test_one_that_is_paused_between_two_posts_sends_no_second(scene, receiver):
    two_happened(scene)
    ask = actions._next

    def paused_meanwhile(key):
        if receiver.got and not scene.hook.paused_at:
            scene.by_admin(actions.pause)
        return ask(key)
    actions._next = paused_meanwhile
    try:
        scene.tell()
    finally:
        actions._next = ask
    assert receiver.types == ["referral.received"]


@pytest.mark.parametrize("act", [access.suspend, access.end])
def test_a_suspended_system_is_told_nothing_from_then_on(scene, receiver, act):
    happened(scene)
    with acting(scene.admin.cookie) as actor:
        act(scene.place, by=actor)
    scene.tell()
    assert receiver.got == [] and due() == [] and scene.hook.paused_at
    with pytest.raises(Hidden):
        scene.by_admin(actions.resume)


def test_one_that_works_again_is_told_again_when_its_administrator_says_so(scene, receiver):
    with acting(scene.admin.cookie) as actor:
        access.suspend(scene.place, by=actor)
        access.resume(scene.place, by=actor)
    happened(scene)
    scene.tell()
    assert receiver.got == [] and due() == []
    scene.by_admin(actions.resume)
    scene.tell()
    assert receiver.types == ["referral.received"]


def test_a_trial_begins_a_round_and_points_to_nothing(scene, receiver):
    scene.by_admin(actions.send_trial)
    job = ProcrastinateJob.objects.get(task_name="webhooks.tell")
    tasks.tell(**job.args)
    assert receiver.said[0]["type"] == "ping" and receiver.said[0]["object"] == {"kind": "webhook", "id": str(scene.hook.pk)}


def test_a_round_waits_once_in_the_queue_however_often_it_is_asked_for(scene):
    for _n in range(2):
        tasks.begin(timestamp=0)
    assert ProcrastinateJob.objects.filter(task_name="webhooks.tell").count() == 1


def test_the_session_that_looks_sees_heads_and_reads_and_does_nothing(scene):
    sent = make.referral(scene.of)
    make.move_clock(minutes=1)
    make.seen(scene.of, sent)
    with acting(scene.of.desk_officer.cookie) as actor:
        referral.accept(sent, worker_id=None, by=actor)
    make.move_clock(minutes=1)
    with acting(scene.of.desk_officer.cookie):
        assert Identity.objects.filter(person_id=sent.person_id).exists()
    with acting(scene.key) as actor:
        assert type(sent).objects.filter(pk=sent.pk).exists() and not Identity.objects.filter(person_id=sent.person_id).exists()
        assert (actor.reads, actor.writes, actor.verbs, actor.membership_id) == (0, 0, frozenset(), scene.place.pk)
    hook, key = scene.hook, scene.key
    with pytest.raises(Forbidden), acting(key) as actor:
        actions.pause(hook, by=actor)


def test_the_job_cannot_send_elsewhere(scene):
    hook = scene.hook
    with acting(scene.key):
        assert type(hook).objects.filter(pk=hook.pk).update(address="https://elsewhere.example/", session="x", removed_at=hook.made_at)
    assert scene.hook.address.startswith("http://127.0.0.1") and scene.hook.session != "x"


def test_the_key_of_the_session_and_the_secret_lie_sealed(scene):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(h)::text || encode(secret_sealed, 'escape') FROM webhooks_hook h")
        row = cursor.fetchone()[0]
    assert scene.key not in row and scene.secret not in row and scene.secret.startswith("whsec_")


def test_only_an_administrator_sets_one_up_and_only_for_a_system_of_her_own(scene):
    worker, stranger = scene.of.desk_officer, make.member("organisation_administrator", teams=[])
    with pytest.raises(Forbidden), acting(worker.cookie) as actor:
        actions.set_up(scene.place.pk, address="https://example.org/", by=actor)
    for place, by in ((worker.membership.pk, scene.admin), (scene.place.pk, stranger)):
        scene.by_admin(actions.remove) if scene.hook else None
        with pytest.raises(Hidden), acting(by.cookie) as actor:
            actions.set_up(place, address="https://example.org/", by=actor)


def test_a_system_has_one(scene):
    with pytest.raises(Refused, match="webhook_once"), acting(scene.admin.cookie) as actor:
        actions.set_up(scene.place.pk, address="https://example.org/", by=actor)


@pytest.mark.parametrize(("name", "arrives"), [("127.0.0.1.example", False), ("localhost", True)])
def test_over_tls_the_certificate_must_be_good_for_the_name(scene, tmp_path, monkeypatch, name, arrives):
    tls, trusted = certified(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    with receiving(tls) as receiver:
        scene.by_admin(actions.change_address, address=f"https://localhost:{receiver.port}/")
        happened(scene)
        scene.tell()
    assert bool(receiver.got) == arrives and [one.failure for one in scene.deliveries] == ["" if arrives else "certificate"]


def test_on_a_server_nothing_is_sent_to_the_machine_itself(scene, receiver, settings):
    settings.SERVER = True
    happened(scene)
    scene.tell()
    assert receiver.got == [] and [one.failure for one in scene.deliveries] == ["near"]


def test_what_was_settled_is_kept_for_the_days_that_the_page_says_and_what_waits_stays(scene, receiver):
    happened(scene)
    scene.tell()
    settled = scene.deliveries[0]
    assert "Kept for 90 days" in make.browser(scene.admin).get(reverse("webhook", args=[scene.place.pk])).content.decode()
    make.move_clock(days=KEPT_DAYS - 1)
    happened(scene)
    receiver.answers = [503]
    scene.tell()

    def forgotten() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT entry.forget_deliveries()")
            return cursor.fetchone()[0]

    assert forgotten() == 0
    make.move_clock(days=1)
    assert forgotten() == 1
    assert settled.pk not in {one.pk for one in scene.deliveries} and scene.deliveries[0].outcome == Outcome.WAITING
    make.move_clock(days=KEPT_DAYS)
    assert forgotten() == 0
