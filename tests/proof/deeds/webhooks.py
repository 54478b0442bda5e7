"""Programs that are told."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION


@deed
def a_webhook_is_stamped_looks_blindly_and_rests_with_its_system(s: Scene):
    admin, staff, place, hook, other = "me organisation_administrator", uuid4(), uuid4(), uuid4(), uuid4()
    s.by(admin)
    add = "SELECT entry.add_system(%s, %s, 'x', 'case_manager', ARRAY[%s])"
    s.run(add, [staff, place, s.world.teams["A1"].key])
    forged = {"organisation_id": ORGANISATION["B"], "made_by": member("you supervisor"), "made_at": s.now.replace(year=2001), "told_to": s.now.replace(year=2001),
              "next_at": s.now.replace(year=2099), "paused_at": s.now, "removed_at": s.now, "address": "https://example.org/", "secret_sealed": b"x", "session": "sealed"}
    s.insert("webhooks_hook", id=hook, membership_id=place, **forged)
    yield "stamp", s.one("SELECT organisation_id, made_by, made_at, told_to, next_at, paused_at, removed_at FROM webhooks_hook WHERE id = %s", hook), (
        ORGANISATION["A"], member(admin), s.now, s.now, s.now, None, None)
    ask = "SELECT entry.open_hook(%s, sha256(%s::text::bytea))"
    s.insert("webhooks_hook", id=other, membership_id=member("you caseworker"), **forged)
    yield "for a person", s.refusal(ask, other, "k"), "42501"
    s.by("me caseworker")
    yield "without the verb", s.refusal(ask, hook, "k"), "42501"
    s.by("me elsewhere organisation_administrator")
    yield "of another organisation", s.refusal(ask, hook, "k"), "42501"
    s.run("SELECT FROM entry.enter(%s, %s)", [f"amana_{s.world.cookies[admin]}", uuid4()])
    yield "by a token", s.refusal(ask, hook, "k"), "42501"
    s.by(admin)
    cookies = (str(uuid4()), str(uuid4()))
    for cookie in cookies:
        s.run(ask, [hook, cookie])
    alive = "SELECT count(*) FROM keys.session WHERE job_subject = %s AND ended_at IS NULL"
    s.keeper()
    yield "one session", s.one(alive, hook), 1
    yield "as the system", s.one("SELECT staff, membership, job_verbs, blind, proved_at IS NOT NULL, device FROM keys.session WHERE job_subject = %s AND ended_at IS NULL", hook), (
        staff, place, [], True, True, "hook")
    yield "for long", s.one("SELECT expires_at > now() + interval '90 years' AND idle > interval '90 years' FROM keys.session WHERE job_subject = %s AND ended_at IS NULL", hook), True
    s.run("SET LOCAL ROLE amana_web")
    yield "blind", s.one("SELECT reads, writes, verbs, membership FROM entry.enter(%s, %s)", cookies[1], uuid4()), (0, 0, [], place)
    yield "its subject", s.one("SELECT entry.job_subject()"), hook
    yield "reads no name", s.one("SELECT count(*) FROM registry_identity"), 0
    yield "sees heads", s.one("SELECT count(*) > 0 FROM registry_person"), True
    fresh, hidden, elsewhere = s.person("A A1 me fresh"), s.person("A A1 me fresh protected"), s.person("B B1 me fresh protected")
    yield "untold", s.one("SELECT array_agg(x) FROM entry.untold(%s::uuid[]) AS x", [fresh, hidden, elsewhere]), [hidden]
    s.run("UPDATE webhooks_hook SET address = 'https://elsewhere.example/', session = 'x', removed_at = now(), tries = 3 WHERE id = %s", [hook])
    yield "its own", s.one("SELECT address, session, removed_at, tries FROM webhooks_hook WHERE id = %s", hook), ("https://example.org/", "sealed", None, 3)
    s.by("me case_manager")
    yield "no hook's session", s.one("SELECT count(*) FROM entry.untold(%s::uuid[])", [hidden]), 0
    due = "SELECT count(*) FROM entry.hooks_to_tell() WHERE hook = %s AND session = 'sealed'"
    yield "due", s.one(due, hook), 1
    s.by(admin)
    s.run("UPDATE webhooks_hook SET next_at = %s::timestamptz + interval '1 second' WHERE id = %s", [s.now, hook])
    yield "not yet", s.one(due, hook), 0
    s.run("UPDATE webhooks_hook SET next_at = %s, address = 'https://new.example/' WHERE id = %s", [s.now, hook])
    yield "its administrator's", s.one("SELECT address FROM webhooks_hook WHERE id = %s", hook), "https://new.example/"
    yield "due again", s.one(due, hook), 1
    s.run("UPDATE access_membership SET teams = ARRAY[%s] WHERE id = %s", [s.world.teams["A2"].key, place])
    yield "other teams", s.one("SELECT paused_at FROM webhooks_hook WHERE id = %s", hook), None
    s.run("UPDATE webhooks_hook SET paused_at = now() WHERE id = %s", [hook])
    s.keeper()
    yield "paused", s.one(alive, hook), 0
    s.by(admin)
    yield "not due", s.one(due, hook), 0
    s.run("UPDATE webhooks_hook SET paused_at = NULL WHERE id = %s", [hook])
    s.run(ask, [hook, str(uuid4())])
    s.run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [place])
    yield "rests", s.one("SELECT paused_at FROM webhooks_hook WHERE id = %s", hook), s.now
    yield "others'", s.one("SELECT count(*) FROM webhooks_hook WHERE paused_at IS NOT NULL AND id <> %s", hook), 0
    s.run("UPDATE webhooks_hook SET paused_at = %s WHERE id = %s", [s.now - timedelta(days=1), hook])
    yield "of a suspended one", s.refusal(ask, hook, "k"), "42501"
    s.run("UPDATE access_membership SET suspended_at = NULL WHERE id = %s", [place])
    s.run("UPDATE webhooks_hook SET paused_at = NULL WHERE id = %s", [hook])
    s.run(ask, [hook, str(uuid4())])
    s.run("UPDATE webhooks_hook SET removed_at = now() WHERE id = %s", [hook])
    yield "of a removed one", s.refusal(ask, hook, "k"), "42501"
    yield "removed is not due", s.one(due, hook), 0
    s.keeper()
    yield "removed", s.one(alive, hook), 0
    s.run("UPDATE webhooks_hook SET removed_at = NULL, paused_at = NULL WHERE id = %s", [hook])
    s.by(admin)
    s.run("UPDATE access_membership SET ended_at = now() WHERE id = %s", [place])
    yield "ended", s.one("SELECT paused_at FROM webhooks_hook WHERE id = %s", hook), s.now
    yield "of an ended one", s.refusal(ask, hook, "k"), "42501"


@deed
def a_delivery_is_forgotten_when_it_was_settled_long_ago(s: Scene):
    s.keeper()
    s.run("UPDATE webhooks_delivery SET outcome = 'waiting'")
    one = s.one("SELECT id FROM webhooks_delivery LIMIT 1")
    for outcome, hours, want in (("waiting", 90 * 24, 0), ("delivered", 90 * 24 - 1, 0), ("delivered", 90 * 24, 1)):
        s.run("UPDATE webhooks_delivery SET outcome = %s, noticed_at = entry.clock() - %s WHERE id = %s", [outcome, timedelta(hours=hours), one])
        s.by("me reception")
        yield f"{outcome} after {hours} hours", s.one("SELECT entry.forget_deliveries()"), want
        s.keeper()
    yield "gone", s.one("SELECT count(*) FROM webhooks_delivery WHERE id = %s", one), 0
