"""Every change of a webhook, and the rounds in which it is told. One public verb per change: one transaction, one audit entry."""
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from amana.casework.webhooks import queries
from amana.casework.webhooks.models import Delivery, Hook
from amana.casework.webhooks.rules import GIVEN_UP_AFTER, PING, ROUND_SECONDS, SECRET_BEGINS, Outcome, failure_of, signature, tried_again_after
from amana.ground.access import jobs
from amana.ground.audit import actions as audit
from amana.ground.rows import sealed_fields
from amana.ground.rows.acting import Actor, NobodyActs, acting, clock, passed
from amana.lib.core import posting
from amana.lib.core.dates import to_cairo
from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7


def set_up(membership_id: UUID, *, address: str, by: Actor) -> str:
    """The system is told at that address from now on. Returns the secret of its signatures, which is shown once. Raises Refused (`webhook_once`), Hidden."""
    by.must("staff")
    secret, key = SECRET_BEGINS + secrets.token_urlsafe(32), jobs.new_key()
    made = Hook(membership_id=membership_id, address=address, session=jobs.as_argument(key), organisation_id=by.organisation_id, made_by=by.membership_id)
    made.secret_sealed = sealed_fields.seal(secret, person_id=made.pk, field="webhooks.secret")
    made.save(force_insert=True)
    _open(made, key)
    audit.record("webhook.set_up", made.pk, place=membership_id)
    return secret


def change_address(hook: Hook, *, address: str, by: Actor) -> None:
    """What waits goes there too; the secret stays."""
    _change(hook, by, address=address, next_at=clock())
    audit.record("webhook.address_changed", hook.pk, place=hook.membership_id)


def send_trial(hook: Hook, *, by: Actor) -> None:
    """A message about nothing stands behind those that wait, and its round begins now. Raises Refused (`webhook_paused`)."""
    by.must("staff")
    if hook.paused_at:
        raise Refused("webhook_paused")
    Delivery.objects.create(id=uuid7(), hook=hook, type=PING, object_kind="webhook", object_id=hook.pk, at=clock(), noticed_at=clock())
    _change(hook, by, next_at=clock())
    audit.record("webhook.tried", hook.pk, place=hook.membership_id)
    start(hook.pk, hook.session)


def pause(hook: Hook, *, by: Actor) -> None:
    """Nothing is sent, and its session is ended."""
    _change(hook, by, paused_at=clock())
    audit.record("webhook.paused", hook.pk, place=hook.membership_id)


def resume(hook: Hook, *, by: Actor) -> None:
    """What waited and what happened meanwhile is sent. Raises Hidden where the system's place is not in force."""
    key = jobs.new_key()
    _change(hook, by, paused_at=None, gave_up=False, tries=0, failing_since=None, next_at=clock(), session=jobs.as_argument(key))
    _open(hook, key)
    audit.record("webhook.resumed", hook.pk, place=hook.membership_id)


def remove(hook: Hook, *, by: Actor) -> None:
    """Nothing is sent any more; what waits is never sent."""
    _change(hook, by, removed_at=clock())
    audit.record("webhook.removed", hook.pk, place=hook.membership_id)


def _change(hook: Hook, by: Actor, **columns) -> None:
    by.must("staff")
    passed(Hook.objects.filter(pk=hook.pk, removed_at=None).update(**columns))


def _open(hook: Hook, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.open_hook(%s, %s)", [hook.pk, jobs.digest(key)])


# The rounds ------------------------------------------------------------------------------------------------------------------------------------------
def start(hook_id: UUID, session: str, **options) -> None:
    """A round begins as soon as this transaction stands, and not beside another one of the same hook."""
    app.configure_task("webhooks.tell", lock=f"webhook {hook_id}", **options).defer(session=session)


@dataclass(frozen=True)
class Post:
    """What is sent next, and whereto."""

    delivery_id: UUID
    address: str
    body: bytes
    headers: dict[str, str]


def tell(key: str, *, post: Callable[..., int] = posting.post) -> None:
    """What the system may know is sent in its order, until nothing waits, one does not arrive, or the round is over. Killed at any moment and run
    again, what was not noted as delivered is sent again, under the same key. Of a session that is no more nothing is sent.
    """
    ends = time.monotonic() + ROUND_SECONDS
    try:
        with acting(key) as actor:
            _notice(queries.hook(jobs.subject()), by=actor)
        while time.monotonic() < ends and (one := _next(key)) is not None:
            status, failure = _posted(one, post)
            with acting(key):
                _note(one, status, failure)
            if failure:
                break
    except (NobodyActs, Hook.DoesNotExist):
        return


def _notice(hook: Hook, *, by: Actor) -> None:
    """What happened since the last look waits to be sent."""
    found, now = queries.unknown(hook, by), clock()
    Delivery.objects.bulk_create([Delivery(
        id=one.key(hook), hook=hook, type=one.type, object_kind=one.object_kind, object_id=one.object_id, at=one.at, noticed_at=now, place=place)
        for place, one in enumerate(found)])
    passed(Hook.objects.filter(pk=hook.pk).update(told_to=now))


def _next(key: str) -> Post | None:
    """In a transaction of its own just before it is sent, so that what has gone out of sight, or was paused, is not sent."""
    with acting(key):
        hook = queries.hook(jobs.subject())
        if hook.paused_at or hook.next_at > clock():
            return None
        while (one := queries.waiting(hook)) is not None and not queries.is_seen(one):
            passed(Delivery.objects.filter(pk=one.pk).update(outcome=Outcome.NOT_SEEN, tried_at=clock()))
        return _written(hook, one) if one else None


def _written(hook: Hook, one: Delivery) -> Post:
    body = json.dumps({"id": str(one.pk), "type": one.type, "object": {"kind": one.object_kind, "id": str(one.object_id)},
                       "at": to_cairo(one.at).isoformat(timespec="seconds")}).encode()
    return Post(one.pk, hook.address, body, {"Content-Type": "application/json", "User-Agent": "Amana",
                                             "Amana-Signature": signature(queries.secret(hook), body, int(time.time()))})


def _posted(one: Post, post: Callable[..., int]) -> tuple[int | None, str]:
    """The status, and why it did not arrive, or nothing. No transaction is open meanwhile."""
    try:
        status = post(one.address, one.body, one.headers, near_too=not settings.SERVER)
    except posting.NotPosted as error:
        return None, error.why
    return status, failure_of(status)


def _note(one: Post, status: int | None, failure: str) -> None:
    hook, now = queries.hook(jobs.subject()), clock()
    delivery = Delivery.objects.get(pk=one.delivery_id)
    outcome = Outcome.WAITING if failure else Outcome.DELIVERED
    passed(Delivery.objects.filter(pk=delivery.pk).update(outcome=outcome, tries=delivery.tries + 1, tried_at=now, failure=failure, status=status))
    if not failure:
        passed(Hook.objects.filter(pk=hook.pk).update(tries=0, failing_since=None))
        return
    since = hook.failing_since or now
    gave_up = now - since >= GIVEN_UP_AFTER
    passed(Hook.objects.filter(pk=hook.pk).update(tries=hook.tries + 1, failing_since=since, next_at=now + tried_again_after(hook.tries)))
    if gave_up:
        audit.record("webhook.gave_up", hook.pk, place=hook.membership_id)
        passed(Hook.objects.filter(pk=hook.pk).update(gave_up=True, paused_at=now))
