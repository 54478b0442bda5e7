"""What is new for whom, and its mails."""
from datetime import timedelta

from tests.proof.deeds.scene import Scene, deed
from tests.proof.world import PERSON


@deed
def a_mark_and_a_choice_are_ones_own(s: Scene):
    s.by("me caseworker")
    yield "never looked", s.one("SELECT entry.notices_seen() = '-infinity'"), True
    yield "never chosen", s.one("SELECT choice, digest_hour, quiet_from, quiet_until FROM entry.mailing()"), ("digest", 8, 20, 7)
    for said, want in ((timedelta(days=-2), s.now - timedelta(days=2)), (timedelta(days=9), s.now), (timedelta(days=-1), s.now)):
        s.run("SELECT entry.see_notices(%s)", [s.now + said])
        yield f"mark at {said}", s.one("SELECT entry.notices_seen()"), want
    for _twice in range(2):
        s.run("SELECT entry.choose_mailing('both', 9, 21, 6)")
    for wrong in ("'all', 9, 21, 6", "'both', 18, 21, 6", "'both', 9, 11, 6", "'both', 9, 21, 12"):
        yield f"choice {wrong}", s.refusal(f"SELECT entry.choose_mailing({wrong})")[:8], "mailing_"
    yield "chosen", s.one("SELECT choice, digest_hour, quiet_from, quiet_until FROM entry.mailing()"), ("both", 9, 21, 6)
    s.by("me supervisor")
    yield "mark of another place", s.one("SELECT entry.notices_seen() = '-infinity'"), True
    yield "choice in another place", s.one("SELECT choice FROM entry.mailing()"), "both"
    s.by("you caseworker")
    yield "choice of another", s.one("SELECT choice FROM entry.mailing()"), "digest"
    s.run("SELECT set_config('amana.facts', '', true)")
    yield "nobody's choice", s.one("SELECT count(*) FROM entry.mailing()"), 0
    for call in ("entry.see_notices(now())", "entry.choose_mailing('none', 9, 21, 6)"):
        yield f"nobody: {call}", s.refusal(f"SELECT {call}"), "done"
    s.keeper()
    yield "rows", s.one("SELECT (SELECT count(*) FROM keys.notices_seen), (SELECT count(*) FROM keys.mailing)"), (1, 1)


@deed
def a_mail_waits_for_whoever_is_in_force_once_at_its_hour(s: Scene):
    """In the world it is half past midnight; two members of staff have something new at ten, one has left by then. All others chose nothing."""
    def fill(*, working_day: bool = True) -> list:
        """How many were looked at, and what waits then."""
        s.run("RESET ROLE; SET LOCAL ROLE amana_mail")
        looked = s.one("SELECT post.fill(%s)", working_day)
        s.run("RESET ROLE")
        s.keeper()
        return [looked, *sorted(s.run("SELECT staff, is_urgent, counts::text FROM keys.outbox").fetchall())]

    def again(**chosen) -> list:
        s.run("DELETE FROM keys.outbox")
        given = {"digest_on": None, "told_at": None, "looked_at": None, "told_urgent_at": None} | chosen
        s.run(f"UPDATE keys.mailing SET {', '.join(f'{name} = %s' for name in given)} WHERE staff = ANY (%s)", [*given.values(), [police, third, late]])
        return fill()

    police, third, late = (PERSON[name] for name in ("police", "third", "late"))
    s.keeper()
    yield "in force", frozenset(row[0] for row in s.run("SELECT membership FROM keys.in_force").fetchall()), frozenset(one.key for one in s.world.actors if one.is_in_force(s.now))
    yield "at night", fill(), [0]
    s.run("UPDATE public.access_staff SET is_system = true WHERE id = %s", [police])
    yield "a program", s.one("SELECT count(*) FROM keys.in_force WHERE staff = %s", police), 0
    s.run("UPDATE public.access_staff SET is_system = false WHERE id = %s", [police])
    s.run("UPDATE keys.mailing SET choice = 'none' WHERE staff <> ALL (%s)", [[police, third, late]])
    s.run("UPDATE entry.shift SET ahead = ahead + interval '10 hours'")
    yield "a holiday", fill(working_day=False), [0]
    digests = fill()
    yield "digests", [row[:2] for row in digests[1:]], sorted([(police, False), (third, False)])
    yield "looked at", digests[0], 2
    counts = "SELECT jsonb_object_agg(kind, n)::text FROM (SELECT kind, sum(n) AS n FROM post.counts_of(%s) GROUP BY kind) AS x"
    yield "counts", [row[2] for row in digests[1:]], [s.one(counts, who) for who in sorted([police, third])]
    yield "twice", fill()[0], 0
    s.run("UPDATE keys.mailing SET digest_on = NULL")
    s.run("DELETE FROM keys.outbox")
    yield "nothing new since", fill(), [2]
    for what, chosen in (("quiet in the morning", {"quiet_until": 11}), ("too early", {"quiet_until": 7, "digest_hour": 11}),
                         ("urgent alone, looked at now", {"digest_hour": 8, "choice": "urgent", "looked_at": s.now + timedelta(hours=10)})):
        yield what, again(**chosen), [0]
    yield "urgent", [row[:2] for row in again(choice="urgent")[1:]], [(third, True)]
    s.run("DELETE FROM keys.outbox")
    s.run("UPDATE keys.mailing SET looked_at = NULL")
    yield "told at once already", fill(), [2]
    yield "urgent in quiet hours", again(quiet_until=11), [2]
    s.run("UPDATE keys.mailing SET looked_at = NULL, quiet_until = 7")
    yield "urgent on a holiday", fill(working_day=False), [2]
    yield "both", [row[1] for row in again(choice="both")[1:]], [False, False]
    s.run("UPDATE public.access_staff SET is_active = false WHERE id = %s", [police])
    s.run("RESET ROLE; SET LOCAL ROLE amana_mail")
    yield "taken", [row[1:4] for _n in range(3) for row in s.run("SELECT * FROM post.take()").fetchall()], [("third@proof.example", "ar", False)]
    s.run("RESET ROLE")
    s.keeper()
    mail = s.one("SELECT id FROM keys.outbox")
    s.run("SELECT post.put_off(%s)", [mail])
    yield "put off", s.one("SELECT tries, due_at - entry.clock() FROM keys.outbox WHERE id = %s", mail), (1, timedelta(minutes=5))
    s.run("UPDATE public.access_staff SET is_active = true WHERE id = %s", [police])
    yield "not yet", s.one("SELECT count(*) FROM post.take()"), 0
    s.run("UPDATE entry.shift SET ahead = ahead + interval '25 hours'")
    s.run("UPDATE keys.mailing SET choice = 'none'")
    yield "a day later", fill(), [0]
