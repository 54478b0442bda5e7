"""What the triggers and definer functions do with a deed: stamps, twins, keys, moves, ends. Each deed is undone; each yields what differs.

To extend: a function decorated with @deed that takes the Comparison and yields (what, got, want).
"""
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import psycopg

from amana.lib.core.dates import cairo_day
from tests.proof import arrivals
from tests.proof.comparing import Comparison, Difference
from tests.proof.oracle import BIT
from tests.proof.world import ORGANISATION, PERSON, Builder, as_json, columns, key

DEEDS: list[Callable] = []


def deed(function: Callable) -> Callable:
    DEEDS.append(function)
    return function


def differences(comparison: Comparison) -> Iterator[Difference]:
    """Deeds whose outcome is not what it should be."""
    for one in DEEDS:
        with comparison.undone():
            for what, got, want in one(Scene(comparison)):
                if got != want:
                    yield Difference(one.__name__, "DEED", what, frozenset({str(got)}), frozenset({str(want)}))


class Scene:
    """Short names for what deeds do: `by` a named actor, then `one` value, or the `refusal` of a statement."""

    def __init__(self, comparison: Comparison):
        self.comparison, self.world, self.run = comparison, comparison.world, comparison.connection.execute
        self.now = comparison.world.now

    def by(self, actor: str, login: str = "amana_web") -> None:
        self.run(f"SET LOCAL ROLE {login}")
        if login == "amana_web":
            self.run("SELECT FROM entry.enter(%s, %s)", [self.world.cookies[actor], uuid4()])

    def keeper(self) -> None:
        self.run("SET LOCAL ROLE amana_migrate")

    def one(self, sql: str, *values):
        row = self.run(sql, values or None).fetchone()
        return row[0] if row and len(row) == 1 else row

    def refusal(self, sql: str, *values) -> str:
        try:
            with self.comparison.connection.transaction():
                self.run(sql, values or None)
                raise psycopg.Rollback
        except psycopg.Error as error:
            return error.diag.constraint_name or error.sqlstate
        return "done"

    def insert(self, table: str, **values) -> None:
        self.run(*self._insertion(table, values))

    def refused(self, table: str, **values) -> str:
        """The refusal of an insert that lacks nothing."""
        statement, given = self._insertion(table, values)
        return self.refusal(statement, *given)

    def _insertion(self, table: str, values: dict) -> tuple[str, list]:
        row = {name: value for name, value in columns(table, **values).items() if value is not None}
        return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", list(row.values())

    def person(self, name: str):
        return self.world.records[name].key


def member(name: str):
    return key("membership", name)


@deed
def a_record_is_stamped_and_held_by_its_registrar(s: Scene):
    s.by("both reception")
    new = uuid4()
    s.insert("registry_person", id=new, number="AM-FORGED", organisation_id=ORGANISATION["B"], made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    s.keeper()
    yield "stamp", s.one("SELECT organisation_id, made_by, made_at, number <> 'AM-FORGED' FROM registry_person WHERE id = %s", new), (
        ORGANISATION["A"], member("both reception"), s.now, True)
    team = s.one("SELECT teams[1] FROM access_membership WHERE id = %s", member("both reception"))
    yield "holding", s.one("SELECT organisation_id, team_id, staff_id, since, is_protected FROM registry_holding WHERE person_id = %s", new), (
        ORGANISATION["A"], team, PERSON["both"], s.now, False)
    yield "circles", s.one("SELECT count(*) FROM ring.circle WHERE person = %s", new), 2
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0
    s.by("both reception")
    s.insert("registry_personstep", id=uuid4(), person_id=new, step="register", team_id=s.world.teams["A2"].key, made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    s.keeper()
    yield "chosen team", s.one("SELECT team_id FROM registry_holding WHERE person_id = %s", new), s.world.teams["A2"].key
    yield "step", s.one("SELECT made_by, made_at FROM registry_personstep WHERE person_id = %s", new), (member("both reception"), s.now)
    yield "drift after the step", s.one("SELECT count(*) FROM ring.drift()"), 0


@deed
def passing_on_and_reopening_move_the_record(s: Scene):
    fresh, lapsed = s.person("A A1 me fresh"), s.person("A A1 me lapsed")
    s.by("me supervisor")
    s.insert("registry_personstep", id=uuid4(), person_id=fresh, step="pass_on", team_id=s.world.teams["A2"].key, staff_id=PERSON["you"])
    s.insert("registry_personstep", id=uuid4(), person_id=lapsed, step="reopen")
    s.keeper()
    yield "passed on", s.one("SELECT team_id, staff_id FROM registry_holding WHERE person_id = %s", fresh), (s.world.teams["A2"].key, PERSON["you"])
    yield "reopened", s.one("SELECT staff_id, since FROM registry_holding WHERE person_id = %s", lapsed), (PERSON["me"], s.now)
    yield "log", s.one("SELECT count(*) FROM ring.log WHERE membership = %s", member("me supervisor")), 7
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0


@deed
def a_section_is_stamped_its_former_row_kept_and_its_keys_follow(s: Scene):
    person = s.person("A A1 me fresh")
    s.by("me caseworker")
    s.run("UPDATE registry_identity SET given_ar = 'هدى', keys = '{w:huda}', version = 77 WHERE person_id = %s", [person])
    s.run("UPDATE registry_contact SET address = 'x', version = 77 WHERE person_id = %s", [person])
    s.run("UPDATE registry_phone SET e164 = '+201005550177', version = 77 WHERE person_id = %s", [person])
    s.keeper()
    for table, former in (("registry_identity", "given_ar = 'سلمى'"), ("registry_contact", "address = 'حي'"), ("registry_phone", "e164 = '+201005550142'")):
        yield f"stamp of {table}", s.one(f"SELECT version, changed_by, changed_at FROM {table} WHERE person_id = %s", person), (3, member("me caseworker"), s.now)
        yield f"twin of {table}", s.one(f"SELECT count(*) FROM {table}_past WHERE person_id = %s AND {former} AND version = 2 AND replaced_by = %s AND replaced_at = %s",
                                        person, member("me caseworker"), s.now), 1
    for word, section in (("w:huda", 1), ("phone:+201005550177", 2)):
        yield word, s.one("SELECT organisation_id, section FROM registry_searchkey WHERE person_id = %s AND hash = ANY (entry.search_hashes(ARRAY[%s]))", person, word), (
            ORGANISATION["A"], section)
    yield "keys", s.one("SELECT count(*) FROM registry_searchkey WHERE person_id = %s", person), 2


@deed
def carriers_of_a_word_are_those_whose_identity_the_actor_reads(s: Scene):
    ask = "SELECT count(*) FROM entry.carriers(ARRAY[%s], '{1}', '{0}', '{1}', '{0}', '{0}', '{0}', '{0}', '{0}', '{0}', '{0}', '{1}', 0, 0, 0, 5)"
    for name, actor, want in (("A A1 me fresh", "me caseworker", 1), ("A A1 me fresh", "you caseworker", 1), ("A A1 me lapsed", "me caseworker", 0), ("A A1 me lapsed", "me supervisor", 1),
                              ("A A1 me lapsed protected", "me caseworker", 0), ("A A1 me erased", "me supervisor", 0), ("B B1 me fresh", "me caseworker", 0),
                              ("A A1 me coming", "me caseworker", 0), ("A A1 me fresh", "me analyst", 0), ("A A1 me fresh", "me organisation_administrator", 0)):
        s.by(actor)
        yield f"{name} to {actor}", s.one(ask, f"w:{s.person(name)}"), want
    s.by("me caseworker")
    yield "an expected record", s.one(ask, f"w:{s.person('expected A1 fresh')}"), 0
    yield "two tokens are needed and one is met", s.one(ask.replace("'{1}', 0, 0", "'{2}', 0, 0"), f"w:{s.person('A A1 me fresh')}"), 0
    both = [f"w:{s.person('A A1 me lapsed')}", f"w:{s.person('A A1 me fresh')}"]
    yield "hidden people take nobody's place", s.one("SELECT person FROM entry.carriers(%s, '{1,2}', '{0,0}', '{9,1}', '{0,0}', '{0,0}', '{0,0}', '{0,0}', '{0,0}', '{0,0}', '{0,0}', '{1,1}', 0, 0, 0, 1)",
                                                     both), s.person("A A1 me fresh")


@deed
def spellings_are_those_of_the_actors_organisation_and_no_rare_one_of_a_protected_record(s: Scene):
    ask = "SELECT count(*) FROM entry.spellings('{}', '{}') WHERE word = %s"
    fresh, protected = s.person("A A1 me fresh"), s.person("A A1 me lapsed protected")
    s.keeper()
    s.run("UPDATE registry_identity SET key_places = '{8}' WHERE person_id = ANY (%s)", [[fresh, protected, s.person("A A1 me lapsed")]])
    for person, actor, want in ((fresh, "me caseworker", 1), (protected, "me caseworker", 0), (s.person("A A1 me lapsed"), "me caseworker", 1), (s.person("B B1 me fresh"), "me caseworker", 0),
                                (fresh, "me analyst", 0), (fresh, "me organisation_administrator", 0), (fresh, "me desk_officer", 0)):
        s.by(actor)
        yield f"{person} to {actor}", s.one(ask, f"w:{person}"), want
    since_now = "SELECT count(*) FROM entry.spellings((SELECT array_agg(organisation) FROM entry.spellings('{}', '{}') WHERE word IS NULL), ARRAY[pg_current_xact_id()::text::bigint]) WHERE word = %s"
    s.keeper()
    s.run("UPDATE registry_identity SET key_places = '{0}' WHERE person_id = %s", [fresh])
    for actor in ("me caseworker", "me desk_officer"):
        s.by(actor)
        yield f"a listed word to {actor}", (s.one(ask, f"w:{fresh}"), s.one(since_now, f"w:{fresh}")), (1, 1)
    yield "a rare word of this transaction to a desk", s.one(since_now, f"w:{s.person('A A1 me lapsed')}"), 0
    yield "under a key of its own", s.one("SELECT count(*) FROM entry.spellings('{}', '{}') WHERE organisation = %s", ORGANISATION["A"]), 0
    s.by("me caseworker")
    yield "of old transactions nothing", s.one("SELECT count(*) FROM entry.spellings(ARRAY[%s]::uuid[], ARRAY[9223372036854775807]) WHERE word IS NOT NULL", ORGANISATION["A"]), 0
    yield "of this one what it wrote", s.one("SELECT count(*) FROM entry.spellings(ARRAY[%s]::uuid[], ARRAY[pg_current_xact_id()::text::bigint]) WHERE word = %s", ORGANISATION["A"],
                                             f"w:{fresh}"), 1


@deed
def a_closed_file_is_hinted_at_only_to_a_registrar_who_lacks_the_verb(s: Scene):
    ask = "SELECT entry.closed_file_may_match(ARRAY[%s], ARRAY[0], 1)"
    for name, actor, want in (("A A1 me lapsed", "me caseworker", True), ("A A1 me lapsed", "me supervisor", False), ("A A1 me fresh", "me caseworker", False),
                              ("A A1 me lapsed protected", "me caseworker", False), ("A A1 me erased", "me caseworker", False), ("B B1 me lapsed", "me caseworker", False),
                              ("A A1 me lapsed", "me desk_officer", False), ("A A1 me coming", "me caseworker", False), ("A A1 me year", "me caseworker", False),
                              ("A A1 me 90", "me caseworker", True)):
        s.by(actor)
        yield f"{name} to {actor}", s.one(ask, f"w:{s.person(name)}"), want
    s.by("me caseworker")
    yield "an expected record", s.one(ask, f"w:{s.person('expected A1 fresh')}"), False
    yield "no words", s.one("SELECT entry.closed_file_may_match('{}', '{}', 0)"), False
    lapsed = s.person("A A1 me lapsed")
    s.keeper()
    s.run("INSERT INTO ring.circle (person, organisation, basis, basis_id, sections, writes, protected, opens_at, closes_at, listed_at)"
          " VALUES (%s, %s, 'legal', %s, 1, 0, false, entry.clock() + interval '1 day', 'infinity', entry.clock())", [lapsed, ORGANISATION["A"], uuid4()])
    s.by("me caseworker")
    yield "what opens tomorrow", s.one(ask, f"w:{lapsed}"), True


@deed
def a_membership_is_stamped_and_its_end_is_for_good(s: Scene):
    s.by("me organisation_administrator")
    s.run("UPDATE access_membership SET suspended_at = '2001-01-01' WHERE id = %s", [member("you caseworker")])
    s.run("UPDATE access_membership SET ended_at = '2001-01-01' WHERE id = %s", [member("you supervisor")])
    s.keeper()
    yield "suspended", s.one("SELECT suspended_at FROM access_membership WHERE id = %s", member("you caseworker")), s.now
    yield "ended", s.one("SELECT ended_at FROM access_membership WHERE id = %s", member("you supervisor")), s.now
    yield "sessions", s.one("SELECT count(*) FROM keys.session WHERE membership = ANY (%s) AND ended_at IS NULL", [member("you caseworker"), member("you supervisor")]), 0
    yield "others' sessions", s.one("SELECT count(*) > 50 FROM keys.session WHERE ended_at IS NULL"), True
    s.by("me organisation_administrator")
    own = member("me organisation_administrator")
    yield "suspends herself", s.refusal("UPDATE access_membership SET suspended_at = now() WHERE id = %s", own), "own_membership"
    yield "ends herself", s.refusal("UPDATE access_membership SET ended_at = now() WHERE id = %s", own), "own_membership"
    foreign = "UPDATE access_membership SET teams = ARRAY[%s] WHERE id = %s"
    yield "a team of others", s.refusal(foreign, s.world.teams["B1"].key, member("you reception")), "team_of_the_organisation"
    new = uuid4()
    s.insert("access_membership", id=new, staff_id=PERSON["third"], organisation_id=ORGANISATION["A"], role_id="trainer", teams=[], starts_at=s.now.replace(year=2001),
             suspended_at=s.now, ended_at=s.now)
    yield "added", s.one("SELECT starts_at, suspended_at, ended_at FROM access_membership WHERE id = %s", new), (s.now, None, None)


@deed
def saved_views_and_exports_are_stamped_and_end(s: Scene):
    s.by("me caseworker")
    view, one = uuid4(), uuid4()
    forged = {"organisation_id": ORGANISATION["B"], "made_by": member("you supervisor"), "made_at": s.now.replace(year=2001), "of_list": "cases"}
    s.insert("lists_savedview", id=view, name="x", removed_at=s.now, **forged)
    yield "view", s.one("SELECT organisation_id, made_by, made_at, removed_at FROM lists_savedview WHERE id = %s", view), (ORGANISATION["A"], member("me caseworker"), s.now, None)
    s.run("UPDATE lists_savedview SET removed_at = '2001-01-01' WHERE id = %s", [view])
    yield "removed", s.one("SELECT removed_at FROM lists_savedview WHERE id = %s", view), s.now
    s.insert("lists_export", id=one, format="csv", language="ar", state="done", rows_done=9, file_sealed=b"x", asked_sealed=b"x", expires_at=s.now.replace(year=2099), **forged)
    yield "export", s.one("SELECT made_by, made_at, expires_at - made_at = interval '24 hours', state, rows_done, file_sealed FROM lists_export WHERE id = %s", one), (
        member("me caseworker"), s.now, True, "waiting", 0, None)
    s.run("UPDATE lists_export SET file_sealed = 'x' WHERE id = %s", [one])
    s.by("me organisation_administrator")
    s.run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [member("me caseworker")])
    s.keeper()
    yield "of a suspended membership", s.one("SELECT file_sealed, asked_sealed FROM lists_export WHERE id = %s", one), (None, None)
    yield "others'", s.one("SELECT count(*) FROM lists_export WHERE file_sealed IS NOT NULL AND made_by = %s", member("me supervisor")), 4
    s.by("me reception")
    yield "forgotten", s.one("SELECT entry.forget_exports()"), 2 * 5
    s.keeper()
    yield "kept", s.one("SELECT count(*) FROM lists_export WHERE file_sealed IS NOT NULL"), 2 * 5


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
def a_token_is_of_ones_own_place_or_of_a_system(s: Scene):
    s.by("me caseworker")
    ask = "SELECT entry.open_token(%s, 'cron', 'amana_123456789', sha256(%s), 30)"
    made = s.one(ask, member("me caseworker"), b"amana_1")
    yield "listed", s.one("SELECT membership_id, staff_id, is_system, role, name, prefix, expires_at - made_at, used_at, ended_at FROM access_token WHERE id = %s", made), (
        member("me caseworker"), PERSON["me"], False, "caseworker", "cron", "amana_123456", timedelta(days=30), None, None)
    for whose in ("you caseworker", "me supervisor"):
        yield f"of {whose}", s.refusal(ask, member(whose), b"amana_2"), "42501"
    for days, want in ((0, "token_days"), (1, "done"), (366, "done"), (367, "token_days")):
        yield f"{days} days", s.refusal("SELECT entry.open_token(%s, '', '', sha256(%s), %s)", member("me caseworker"), b"amana_2", days), want
    for n in range(18):  # one more is there, of the world
        s.one(ask, member("me caseworker"), b"amana_of %d" % n)
    yield "a twenty-first", s.refusal(ask, member("me caseworker"), b"amana_2"), "tokens_at_most"
    s.run("SELECT FROM entry.enter('amana_1', %s)", [uuid4()])
    yield "acts", s.one("SELECT (entry.actor()).membership"), member("me caseworker")
    yield "used", s.one("SELECT used_at = now() FROM access_token WHERE id = %s", made), True
    yield "by a token", s.refusal(ask, member("me caseworker"), b"amana_2"), "42501"
    s.by("you caseworker")
    yield "ended by a colleague", s.one("SELECT entry.end_token(%s)", made), False
    s.by("me organisation_administrator")
    yield "of a colleague", s.refusal(ask, member("me caseworker"), b"amana_2"), "42501"
    yield "ended by the administrator", s.one("SELECT entry.end_token(%s)", made), True
    yield "ended twice", s.one("SELECT entry.end_token(%s)", made), False
    yield "others", s.one("SELECT count(*) > 15 FROM access_token WHERE ended_at IS NULL"), True
    yield "is nobody", s.one("SELECT count(*) FROM entry.enter('amana_1', %s)", uuid4()), 0
    s.by("me organisation_administrator")
    staff, place = uuid4(), uuid4()
    add = "SELECT entry.add_system(%s, %s, 'cron', %s, %s)"
    for role, want in (("organisation_administrator", "42501"), ("platform_administrator", "42501"), ("trainer", "done")):
        yield f"a system as {role}", s.refusal(add, uuid4(), uuid4(), role, []), want
    s.run(add, [staff, place, "caseworker", [s.world.teams["A1"].key]])
    yield "a system", s.one("SELECT name, is_system, is_active, email FROM access_staff WHERE id = %s", staff), ("cron", True, True, f"{staff}@system.invalid")
    yield "its place", s.one("SELECT staff_id, organisation_id, role_id, teams, suspended_at, ended_at FROM access_membership WHERE id = %s", place), (
        staff, ORGANISATION["A"], "caseworker", [s.world.teams["A1"].key], None, None)
    yield "an invitation of a system", s.refused("access_invitation", id=uuid4(), organisation_id=ORGANISATION["A"], email=f"{staff}@system.invalid", name="x", role_id="trainer",
                                                 teams=[]), "system_address"
    s.one(ask, place, b"amana_3")
    yield "of the system", s.one("SELECT count(*) FROM entry.enter('amana_3', %s)", uuid4()), 1
    for other in ("me elsewhere organisation_administrator", "you caseworker"):
        s.by(other)
        yield f"of the system by {other}", s.refusal(ask, place, b"amana_2"), "42501"
    s.by("you caseworker")
    yield "a system by a caseworker", s.refusal(add, uuid4(), uuid4(), "trainer", []), "42501"
    s.by("me organisation_administrator")
    s.run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [place])
    yield "of a suspended system", s.refusal(ask, place, b"amana_2"), "42501"
    yield "the suspended system", s.one("SELECT count(*) FROM entry.enter('amana_3', %s)", uuid4()), 0


@deed
def an_invitation_is_stamped(s: Scene):
    s.by("me organisation_administrator")
    new = uuid4()
    s.insert("access_invitation", id=new, organisation_id=ORGANISATION["A"], email="New@Proof.example", name="x", role_id="trainer", made_by=member("you caseworker"),
             made_at=s.now.replace(year=2001), expires_at=s.now.replace(year=2099), accepted_at=s.now, withdrawn_at=s.now)
    yield "stamp", s.one("SELECT email, made_by, made_at, expires_at = now() + interval '7 days', accepted_at, withdrawn_at FROM access_invitation WHERE id = %s", new), (
        "new@proof.example", member("me organisation_administrator"), s.now, True, None, None)
    s.run("UPDATE access_invitation SET withdrawn_at = '2001-01-01' WHERE id = %s", [new])
    yield "withdrawn", s.one("SELECT withdrawn_at FROM access_invitation WHERE id = %s", new), s.now
    yield "link of a withdrawn place", s.refusal("SELECT entry.link(%s, '\\x01')", new), "42501"
    yield "link of another's place", s.refusal("SELECT entry.link(%s, '\\x01')", key("invitation", "A", "me platform_administrator")), "42501"


@deed
def a_holiday_is_stamped(s: Scene):
    s.by("me platform_administrator")
    new = uuid4()
    s.insert("holidays_holiday", id=new, day="2031-01-04", name_ar="عطلة", name_en="x", mark="draft", source="x", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "stamp", s.one("SELECT made_by, made_at FROM holidays_holiday WHERE id = %s", new), (member("me platform_administrator"), s.now)


@deed
def an_assessment_is_stamped_with_its_section_and_corrected_in_its_own_case(s: Scene):
    case, other = (s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person(name)) for name in ("case open me", "case coworker all"))
    asked = {"instrument": "phq9", "version": "1", "asked_on": "2026-01-05", "language": "ara", "answers": as_json({"mood": "3", "self_harm_thoughts": "0"}), "scores": "{}", "suggested": []}
    s.by("me psychosocial_worker")
    new, second = uuid4(), uuid4()
    s.insert("assessments_assessment", id=new, case_id=case, **asked, person_id=s.person("A A1 me fresh"), section=1, made_by=member("you caseworker"), made_at=s.now.replace(year=2001), replaced_at=s.now)
    row = "SELECT person_id, section, is_alarming, made_by, made_at, replaced_at FROM assessments_assessment WHERE id = %s"
    yield "stamp", s.one(row, new), (s.person("case open me"), BIT["psychosocial"], False, member("me psychosocial_worker"), s.now, None)
    again = {"id": second, "replaces_id": new, "why": "x"}
    for what, change in (("of another case", {"case_id": other}), ("of another form", {"instrument": "gad7"}), ("of another version", {"version": "2"}), ("unknown", {"instrument": "x"})):
        yield what, s.refused("assessments_assessment", **{"case_id": case} | asked | again | change), "42501"
    yield "without a reason", s.refused("assessments_assessment", case_id=case, **asked, **again | {"why": ""}), "assessment_corrected_with_reason"
    s.insert("assessments_decision", id=uuid4(), assessment_id=new, choice="accepted", case_id=other, person_id=s.person("A A1 me fresh"), section=1, made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "decision", s.one("SELECT case_id, person_id, section, made_by, made_at FROM assessments_decision WHERE assessment_id = %s", new), (
        case, s.person("case open me"), BIT["psychosocial"], member("me psychosocial_worker"), s.now)
    s.insert("assessments_assessment", case_id=case, **asked, **again)
    yield "replaced", s.one("SELECT replaced_at FROM assessments_assessment WHERE id = %s", new), s.now
    yield "others stand", s.one("SELECT count(*) FROM assessments_assessment WHERE case_id = %s AND id NOT IN (%s, %s) AND replaced_at IS NULL", case, new, second), 2  # of the two sections that she reads
    yield "twice", s.refused("assessments_assessment", case_id=case, **asked, **again | {"id": uuid4()}), "assessment_corrected_once"
    yield "decided on what was replaced", s.refused("assessments_decision", id=uuid4(), assessment_id=new, choice="accepted"), "42501"
    yield "no alarm of that", s.one("SELECT count(*) FROM assessments_alarm WHERE assessment_id IN (%s, %s)", new, second), 0
    s.keeper()
    s.run("UPDATE cases_case SET state = 'closed' WHERE id = %s", [case])
    s.by("me psychosocial_worker")
    yield "of a closed case", s.refused("assessments_assessment", case_id=case, **asked | {"id": uuid4()}), "case_state"


@deed
def an_answer_that_raises_an_alarm_makes_flag_and_task_and_a_person_ends_them(s: Scene):
    case, person, other = (*s.one("SELECT id, person_id FROM cases_case WHERE person_id = %s", s.person("case open me")), s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case coworker all")))
    asked = {"instrument": "phq9", "version": "1", "asked_on": "2026-01-05", "language": "ara", "answers": as_json({"self_harm_thoughts": "1"}), "scores": "{}", "suggested": []}
    s.keeper()
    s.run("UPDATE assessments_alarm SET ended_at = now() WHERE case_id = %s", [case])
    s.by("me psychosocial_worker")
    first, second, third = uuid4(), uuid4(), uuid4()
    s.insert("assessments_assessment", id=first, case_id=case, **asked)
    yield "alarm", s.one("SELECT case_id, person_id, made_by, made_at, ended_at FROM assessments_alarm WHERE assessment_id = %s", first), (case, person, member("me psychosocial_worker"), s.now, None)
    task = "SELECT array_agg(staff_id ORDER BY staff_id), min(state), max(state), bool_and(person_id = %s AND title = '' AND outcome = '') FROM cases_task WHERE kind = 'alarm' AND case_id = %s"
    yield "task", s.one(task, person, case), ([PERSON["me"]], "open", "open", True)
    told = "SELECT count(*), max(grade), bool_and(object = %s AND person_id = %s) FROM entry.notices() WHERE kind = 'alarm_raised'"
    for actor, want in (("me clinical_supervisor", (1, 2, True)), ("me caseworker", (1, 2, True)), ("both supervisor", (1, 2, True)), ("me psychosocial_worker", (0, None, None)), ("you caseworker", (0, None, None)),
                        ("me desk_officer", (0, None, None)), ("me elsewhere supervisor", (0, None, None))):
        s.by(actor)
        yield f"told to {actor}", s.one(told, case, person), want
    s.by("me psychosocial_worker")
    yield "due within the hour and the day", s.one(
        "SELECT bool_and(due_at > entry.clock() AND due_at <= entry.clock() + interval '1 hour' AND (due_at AT TIME ZONE 'Africa/Cairo')::date = (entry.clock() AT TIME ZONE 'Africa/Cairo')::date"
        " AND (due_at = entry.clock() + interval '1 hour' OR (due_at AT TIME ZONE 'Africa/Cairo')::time = '23:59')) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", case), True
    s.insert("assessments_assessment", id=second, case_id=case, **asked, replaces_id=first, why="x")
    yield "moved to the correction", s.one("SELECT array_agg(assessment_id) FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL", case), [second]
    yield "one task", s.one(task, person, case), ([PERSON["me"]], "open", "open", True)
    s.insert("assessments_assessment", id=third, case_id=case, **asked | {"answers": "{}"}, is_alarming=True)
    yield "said by the program", s.one("SELECT count(*) FROM assessments_alarm WHERE assessment_id = %s", third), 1
    s.by("me clinical_supervisor")
    s.insert("assessments_assessment", id=uuid4(), case_id=case, **asked, replaces_id=third, why="x")
    yield "of a colleague another task", s.one("SELECT count(*) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", case), 1  # the same hands in another role
    ends = [row[0] for row in s.run("SELECT id FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL ORDER BY made_at, id", [case]).fetchall()]
    s.by("me psychosocial_worker")
    for n, alarm in enumerate(ends):
        yield f"without words {n}", s.refused("assessments_alarmend", alarm_id=alarm, done=""), "alarm_ended_with_words"
        s.insert("assessments_alarmend", alarm_id=alarm, done="x", case_id=other, person_id=s.person("A A1 me fresh"), section=1, made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
        yield f"end {n}", s.one("SELECT case_id, person_id, section, made_by, made_at FROM assessments_alarmend WHERE alarm_id = %s", alarm), (case, person, BIT["psychosocial"], member("me psychosocial_worker"), s.now)
        yield f"ended {n}", s.one("SELECT ended_at FROM assessments_alarm WHERE id = %s", alarm), s.now
        yield f"task {n}", s.one(task, person, case), ([PERSON["me"]], *(("done", "done") if alarm == ends[-1] else ("open", "open")), True)
        yield f"twice {n}", s.refused("assessments_alarmend", alarm_id=alarm, done="x"), "42501"
    yield "two were open", len(ends), 2
    yield "other tasks and other cases stand", s.one("SELECT count(*) FILTER (WHERE state <> 'open'), count(*) FROM cases_task WHERE kind <> 'alarm' AND case_id = %s", case), (0, 1)
    # A program is nobody who acts today: the owner's.
    s.keeper()
    s.run("UPDATE access_staff SET is_system = true WHERE id = %s", [PERSON["me"]])
    s.by("me psychosocial_worker")
    fourth = uuid4()
    s.insert("assessments_assessment", id=fourth, case_id=other, **asked)
    s.keeper()
    yield "of a program", s.one("SELECT array_agg(staff_id) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", other), [PERSON["you"]]
    s.run("UPDATE access_staff SET is_system = false WHERE id = %s", [PERSON["me"]])
    s.by("me psychosocial_worker")
    s.insert("assessments_assessment", id=uuid4(), case_id=other, **asked)
    s.keeper()
    yield "and hers beside it", s.one("SELECT count(DISTINCT staff_id) FROM cases_task WHERE kind = 'alarm' AND case_id = %s", other), 2
    yield "another alarm of the other case", s.one("SELECT count(*) FROM assessments_alarm WHERE case_id = %s AND ended_at IS NULL", case), 0


@deed
def a_form_half_filled_is_its_writers_and_holds_no_alarm(s: Scene):
    case, person = s.one("SELECT id, person_id FROM cases_case WHERE person_id = %s", s.person("case open me"))
    s.by("me psychosocial_worker")
    new = uuid4()
    of = {"case_id": case, "instrument": "phq9", "version": "1", "content": as_json({"answers": {"mood": "1"}})}
    s.insert("assessments_draft", id=new, **of, person_id=s.person("A A1 me fresh"), section=1, staff_id=PERSON["you"], organisation_id=ORGANISATION["B"], made_at=s.now.replace(year=2001))
    row = "SELECT person_id, section, staff_id, organisation_id, made_at FROM assessments_draft WHERE id = %s"
    yield "stamp", s.one(row, new), (person, BIT["psychosocial"], PERSON["me"], ORGANISATION["A"], s.now)
    alarming = as_json({"answers": {"mood": "1", "self_harm_thoughts": "1"}})
    yield "with an alarm", s.refused("assessments_draft", id=uuid4(), **of | {"content": alarming}), "draft_with_alarm"
    yield "filled with an alarm", s.refusal("UPDATE assessments_draft SET content = %s WHERE id = %s", alarming, new), "draft_with_alarm"
    yield "answered with no", s.refusal("UPDATE assessments_draft SET content = %s WHERE id = %s", as_json({"answers": {"self_harm_thoughts": "0"}}), new), "done"
    yield "of no version", s.refused("assessments_draft", id=uuid4(), **of | {"version": "9"}), "42501"
    s.keeper()
    s.run("UPDATE assessments_draft SET made_at = %s WHERE id = %s", [s.now - timedelta(days=13), new])
    s.by("me psychosocial_worker")
    s.run("UPDATE assessments_draft SET is_done = true WHERE id = %s", [new])
    yield "its time goes on from its beginning", s.one("SELECT made_at, is_done FROM assessments_draft WHERE id = %s", new), (s.now - timedelta(days=13), True)


@deed
def an_interpreter_is_booked_once_for_a_time_and_freed_by_a_cancellation(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case open me")) for what in ("id", "person_id"))
    other = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case coworker all"))
    days, hour = s.now + timedelta(days=200), timedelta(hours=1)
    of = {"interpreter_id": key("interpreter", "A"), "kind": "visit", "starts_at": days, "ends_at": days + hour}
    s.by("me caseworker")
    new = uuid4()
    s.insert("interpreting_booking", id=new, case_id=case, **of, made_by=member("you caseworker"), made_at=s.now.replace(year=2001), cancelled_at=s.now, person_id=s.person("A A1 me fresh"))
    yield "stamp", s.one("SELECT person_id, made_by, made_at, cancelled_at FROM interpreting_booking WHERE id = %s", new), (person, member("me caseworker"), s.now, None)
    for what, since, until, want in (("same", days, days + hour, "interpreter_busy"), ("over the end", days + hour / 2, days + 2 * hour, "interpreter_busy"), ("over the beginning", days - hour, days + hour / 2, "interpreter_busy"),
                                     ("inside", days + hour / 4, days + hour / 2, "interpreter_busy"), ("around", days - hour, days + 2 * hour, "interpreter_busy"),
                                     ("before", days - hour, days, "done"), ("after", days + hour, days + 2 * hour, "done"), ("too long", days + 10 * hour, days + 23 * hour, "booking_span")):
        yield what, s.refused("interpreting_booking", id=uuid4(), case_id=case, **of | {"starts_at": since, "ends_at": until}), want
    yield "of another organisation", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of | {"interpreter_id": key("interpreter", "B")}), "booking_interpreter"
    taken = "SELECT array_agg(DISTINCT interpreter), bool_or(starts_at = %s AND ends_at = %s) FROM entry.interpreters_taken(%s, %s)"
    yield "taken", s.one(taken, days, days + hour, days, days + hour), ([key("interpreter", "A")], True)
    yield "not before and not after", [s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", since, until) for since, until in ((days - hour, days), (days + hour, days + 2 * hour))], [0, 0]
    for actor, want in (("you caseworker", 1), ("me supervisor", 1), ("me elsewhere caseworker", 0), ("me organisation_administrator", 0), ("me desk_officer", 0), ("odd not_task", 0)):
        s.by(actor)
        yield f"taken to {actor}", s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", days, days + hour), want
    s.keeper()
    s.run("UPDATE cases_case SET state = 'closed' WHERE id = %s", [case])
    s.by("me caseworker")
    yield "of a closed case nobody is taken", s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", days, days + hour), 0
    s.keeper()
    yield "and it binds nobody", s.refused("interpreting_booking", id=uuid4(), case_id=other, **of), "done"
    yield "nor is it booked for", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of | {"starts_at": days + 5 * hour, "ends_at": days + 6 * hour}), "case_state"
    s.run("UPDATE cases_case SET state = 'open' WHERE id = %s", [case])
    s.by("me caseworker")
    s.insert("interpreting_cancellation", booking_id=new, reason="x", made_by=member("you caseworker"), made_at=s.now.replace(year=2001), case_id=other, person_id=s.person("A A1 me fresh"))
    yield "cancellation", s.one("SELECT case_id, person_id, made_by, made_at FROM interpreting_cancellation WHERE booking_id = %s", new), (case, person, member("me caseworker"), s.now)
    yield "cancelled", s.one("SELECT cancelled_at FROM interpreting_booking WHERE id = %s", new), s.now
    yield "free", s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", days, days + hour), 0
    yield "booked again", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of), "done"
    s.keeper()
    s.run("UPDATE interpreting_interpreter SET is_active = false WHERE id = %s", [key("interpreter", "A")])
    yield "who has left", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of), "booking_interpreter"


@deed
def support_is_stamped_held_in_groups_and_put_right_by_its_writer(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case coworker psychosocial")) for what in ("id", "person_id"))
    other, closed = (s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person(name)) for name in ("case coworker all", "case grace me"))
    today, forged = cairo_day(s.now), {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001), "person_id": s.person("A A1 me fresh")}
    stamped = (person, member("me psychosocial_worker"), s.now)
    s.by("me psychosocial_worker")
    group, goal, session = uuid4(), uuid4(), uuid4()
    of = {"kind": "support", "language": "ara", "meetings_planned": 6, "members_at_most": 2, "organisation_id": ORGANISATION["A"], "name": "x"}
    s.insert("psychosocial_group", id=group, **of, leader_id=PERSON["you"], made_by=forged["made_by"], made_at=forged["made_at"])
    yield "group", s.one("SELECT leader_id, made_by, made_at FROM psychosocial_group WHERE id = %s", group), (PERSON["me"], *stamped[1:])
    yield "to no stranger", s.refusal("UPDATE psychosocial_group SET leader_id = %s WHERE id = %s", uuid4(), group), "42501"
    yield "to a colleague", s.refusal("UPDATE psychosocial_group SET leader_id = %s WHERE id = %s", PERSON["you"], group), "done"
    s.by("you caseworker")
    s.run("UPDATE psychosocial_group SET place = 'y'")  # reads nothing, so that no policy of reading stands before it
    s.keeper()
    yield "by its leader in a role that gives no support", s.one("SELECT place FROM psychosocial_group WHERE id = %s", group), ""
    s.by("me psychosocial_worker")
    s.insert("psychosocial_goal", id=goal, case_id=case, words="x", **forged)
    yield "goal", s.one("SELECT person_id, made_by, made_at FROM psychosocial_goal WHERE id = %s", goal), stamped
    held = {"kind": "individual", "held_on": today, "place": "office", "attendance": "came", "work": "x"}
    s.insert("psychosocial_session", id=session, case_id=case, **held, **forged)
    yield "session", s.one("SELECT person_id, made_by, made_at FROM psychosocial_session WHERE id = %s", session), stamped
    for name, at, want in (("its own", session, session), ("another case's", key(other, "care session"), None)):
        step = uuid4()
        s.insert("psychosocial_goalstep", id=step, goal_id=goal, case_id=other, session_id=at, state="open", **forged)
        yield f"step in {name} session", s.one("SELECT case_id, session_id, person_id, made_by, made_at FROM psychosocial_goalstep WHERE id = %s", step), (case, want, *stamped)
    tomorrow = {"held_on": today + timedelta(days=1)}
    yield "tomorrow", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held | tomorrow), "session_in_future"
    yield "of another writer", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held, replaces_id=key(case, "care session")), "session_of_another"
    yield "put right", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held, replaces_id=session), "done"
    meeting, joined = [uuid4(), uuid4()], uuid4()
    for n, one in enumerate(meeting, start=1):
        s.insert("psychosocial_meeting", id=one, group_id=group, held_on=today, topic="x", number=7, made_by=forged["made_by"], made_at=forged["made_at"])
        yield f"meeting {n}", s.one("SELECT number, made_by, made_at FROM psychosocial_meeting WHERE id = %s", one), (n, *stamped[1:])
    yield "meeting tomorrow", s.refused("psychosocial_meeting", id=uuid4(), group_id=group, topic="x", **tomorrow), "session_in_future"
    together = held | {"kind": "group", "meeting_id": meeting[0]}
    yield "who is not in the group", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together), "session_not_member"
    s.insert("psychosocial_member", id=joined, case_id=case, group_id=group, until_at=s.now, **forged)
    yield "member", s.one("SELECT person_id, made_by, made_at, until_at FROM psychosocial_member WHERE id = %s", joined), (*stamped, None)
    yield "twice", s.refused("psychosocial_member", id=uuid4(), case_id=case, group_id=group), "care_member_once"
    in_group = uuid4()
    s.insert("psychosocial_session", id=in_group, case_id=case, **together)
    yield "twice a meeting", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together), "care_session_once_a_meeting"
    yield "put right alone", s.refused("psychosocial_session", id=uuid4(), case_id=case, **held, replaces_id=in_group), "session_of_another"
    yield "put right in another meeting", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together | {"meeting_id": meeting[1]}, replaces_id=in_group), "session_of_another"
    yield "put right in its meeting", s.refused("psychosocial_session", id=uuid4(), case_id=case, **together, replaces_id=in_group), "done"
    s.keeper()
    yield "put right for another case", s.refused("psychosocial_session", id=uuid4(), case_id=other, **held, replaces_id=session), "session_of_another"
    yield "a closed case", s.refused("psychosocial_member", id=uuid4(), case_id=closed, group_id=group), "case_state"
    yield "another organisation's", s.refused("psychosocial_member", id=uuid4(), case_id=other, group_id=key("care group", "B")), "group_closed"
    s.insert("psychosocial_member", id=uuid4(), case_id=other, group_id=group)
    third = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case open me"))
    yield "full", s.refused("psychosocial_member", id=uuid4(), case_id=third, group_id=group), "group_full"
    s.by("me psychosocial_worker")
    s.insert("psychosocial_leaving", member_id=joined, reason="moved", case_id=other, **forged)
    yield "left", s.one("SELECT case_id, person_id, made_by, made_at FROM psychosocial_leaving WHERE member_id = %s", joined), (case, *stamped)
    yield "until", s.one("SELECT until_at FROM psychosocial_member WHERE id = %s", joined), s.now
    yield "comes back", s.refused("psychosocial_member", id=uuid4(), case_id=case, group_id=group), "done"
    yield "leaves once", s.refused("psychosocial_leaving", member_id=joined, reason="moved"), "42501"
    s.keeper()
    s.run("UPDATE psychosocial_group SET is_open = false WHERE id = %s", [group])
    yield "has ended", s.refused("psychosocial_member", id=uuid4(), case_id=third, group_id=group), "group_closed"
    yield "meets no more", s.refused("psychosocial_meeting", id=uuid4(), group_id=group, topic="x", held_on=today), "group_closed"


@deed
def what_an_office_did_is_read_by_who_keeps_it(s: Scene):
    subject, maker = uuid4(), {"team.formed": "me organisation_administrator", "token.made": "me caseworker", "organisation.changed": "me platform_administrator",
                               "holiday.added": "me platform_administrator", "team.changed": "me elsewhere organisation_administrator", "file.read": "me caseworker",
                               "agreement.confirm": "police organisation_administrator"}
    for verb, actor in maker.items():
        s.by(actor)
        s.run("SELECT audit.record(%s, %s, 0, %s)", [verb, subject, '{"role": "trainer"}'])
    asked = "SELECT coalesce(array_agg(verb ORDER BY verb), '{}') FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)"
    nothing = (None,) * 6
    for actor, want in (("me organisation_administrator", ["team.formed", "token.made"]), ("me platform_administrator", ["holiday.added", "organisation.changed"]),
                        ("me elsewhere organisation_administrator", ["team.changed"]), ("me elsewhere platform_administrator", []), ("police organisation_administrator", ["agreement.confirm"]),
                        ("me caseworker", []), ("me case_manager", []), ("suspended organisation_administrator", []),
                        ("odd not_organisations", ["holiday.added", "team.formed", "token.made"]), ("odd not_reference_data", ["organisation.changed", "team.formed", "token.made"]),
                        ("odd not_staff", ["holiday.added", "organisation.changed"]), ("odd every_verb", ["holiday.added", "organisation.changed", "team.formed", "token.made"])):
        if not actor.startswith("suspended"):
            s.by(actor)
        else:
            s.run("SELECT set_config('amana.facts', '', true)")
        yield actor, s.one(asked, *nothing, 200), want
    s.by("odd every_verb")
    me, minute = PERSON["me"], timedelta(minutes=1)
    yield "of kinds", s.one(asked, ["team", "holiday"], *nothing[1:], 200), ["holiday.added", "team.formed"]
    yield "of somebody", [s.one(asked, None, who, *nothing[2:], 200) for who in (me, PERSON["you"])], [["holiday.added", "organisation.changed", "team.formed", "token.made"], []]
    yield "since", [len(s.one(asked, None, None, at, *nothing[3:], 200)) for at in (s.now - minute, s.now, s.now + minute)], [4, 4, 0]
    yield "until", [len(s.one(asked, None, None, None, at, *nothing[4:], 200)) for at in (s.now, s.now + minute)], [0, 4]
    told = s.run("SELECT id, at, verb, staff, by_name, subject, details FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)", [*nothing, 200]).fetchall()
    yield "in order", [row[0] for row in told], sorted((row[0] for row in told), reverse=True)
    yield "told", [row[1:] for row in told if row[2] == "team.formed"], [(s.now, "team.formed", me, "me", subject, {"role": "trainer"})]
    yield "beyond", [s.run("SELECT id FROM audit.of_office(%s, %s, %s, %s, %s, %s, %s)", [*nothing[:4], told[1][1], told[1][0], many]).fetchall() for many in (200, 1)], [
        [(row[0],) for row in told[2:]], [(told[2][0],)]]


@deed
def an_agreement_is_recorded_waits_and_is_confirmed(s: Scene):
    s.by("me organisation_administrator")
    new = uuid4()
    s.insert("organisations_agreement", id=new, from_organisation_id=ORGANISATION["A"], to_organisation_id=ORGANISATION["B"], purposes=["sharing"], sections=1,
             starts_on="2020-01-01", ends_on="2099-01-01", state="confirmed", recorded_by=member("you caseworker"), recorded_at=s.now.replace(year=2001),
             confirmed_by=member("you caseworker"), confirmed_at=s.now, ended_at=s.now)
    yield "recorded", s.one("SELECT state, recorded_by, recorded_at, confirmed_by, confirmed_at, ended_at FROM organisations_agreement WHERE id = %s", new), (
        "recorded", member("me organisation_administrator"), s.now, None, None, None)
    s.by("me elsewhere organisation_administrator")
    s.insert("organisations_agreementstep", id=uuid4(), agreement_id=new, step="confirm", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "confirmed", s.one("SELECT state, confirmed_by, confirmed_at FROM organisations_agreement WHERE id = %s", new), (
        "confirmed", member("me elsewhere organisation_administrator"), s.now)
    yield "step", s.one("SELECT made_by, made_at FROM organisations_agreementstep WHERE agreement_id = %s", new), (member("me elsewhere organisation_administrator"), s.now)
    s.insert("organisations_agreementstep", id=uuid4(), agreement_id=new, step="end")
    yield "ended", s.one("SELECT state, ended_at FROM organisations_agreement WHERE id = %s", new), ("ended", s.now)


@deed
def an_act_is_recorded_in_the_actors_name_only(s: Scene):
    subject = uuid4()
    s.run("SET LOCAL ROLE amana_web")
    yield "nobody", s.refusal("SELECT audit.record('x', %s, 0, '{}')", subject), "42501"
    s.by("me caseworker")
    s.run("SELECT audit.record('x', %s, 3, '{}')", [subject])
    s.keeper()
    yield "entry", s.one("SELECT membership, staff, organisation, at, sections FROM audit.entry WHERE subject = %s", subject), (
        member("me caseworker"), PERSON["me"], ORGANISATION["A"], s.now, 3)


@deed
def the_gate_opens_and_switches_only_what_is_in_force(s: Scene):
    s.by("", "amana_gate")
    for name, want in (("you", True), ("gone", False), ("police", True)):
        yield f"session of {name}", s.one("SELECT gate.open_session(%s, %s, '\\x01', '')", PERSON[name], name.encode()), want
    cookie = s.world.cookies["me caseworker"]
    for name in ("you caseworker", "suspended caseworker", "ended caseworker"):
        yield f"switch to {name}", s.refusal("SELECT gate.switch_session(%s, %s, '\\x77')", cookie, member(name)), "42501"
    yield "switch of an ended session", s.one("SELECT gate.switch_session(%s, %s, '\\x78')", s.world.cookies["session ended supervisor"], member("session none reception")), False
    yield "switch", s.one("SELECT gate.switch_session(%s, %s, '\\x79')", cookie, member("me supervisor")), True
    yield "the old cookie again", s.one("SELECT gate.switch_session(%s, %s, '\\x80')", cookie, member("me supervisor")), False


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


NOW = "(SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint)"


@deed
def a_second_factor_counts_once_and_for_its_own_session(s: Scene):
    unproved, awaits = s.world.cookies["session unproved clinical_supervisor"], "SELECT entry.awaits(%s)"
    app, prove = key("factor", "third"), f"SELECT gate.prove(%s, %s, {NOW} + %s, %s, 'd')"
    s.keeper()
    yield "due", [s.one(awaits, s.world.cookies[f"{name} supervisor"]) for name in ("me", "you", "session ended")], [None, None, None]
    yield "to be shown", s.one(awaits, unproved), "show"
    s.by("", "amana_gate")
    yield "nobody waits", s.one("SELECT is_awaited, has_factor, may_change FROM gate.second_factor(%s, 'd')", unproved), (True, True, False)
    yield "somebody else's", s.one(prove, s.world.cookies["you supervisor"], app, 0, b"n0"), False
    yield "a step of later", s.one(prove, unproved, app, 3, b"n0"), False
    yield "a step of before", s.one(prove, unproved, app, -4, b"n0"), False
    yield "of an ended session", s.one(prove, s.world.cookies["session ended supervisor"], app, 0, b"n0"), False
    yield "shown", s.one(prove, unproved, app, 0, sha256(b"new").digest()), True
    yield "the old cookie again", s.one(prove, unproved, app, 1, b"n1"), False
    yield "the same step again", s.one(prove, "new", app, 0, b"n2"), False
    yield "a printed code", s.one("SELECT gate.prove_by_code('new', 'a', sha256('newer'), 'd')"), "proved"
    yield "the same code", s.one("SELECT gate.prove_by_code('newer', 'a', 'n3', 'd')"), "used"
    yield "another code", s.one("SELECT gate.prove_by_code('newer', 'c', 'n3', 'd')"), "wrong"
    s.keeper()
    yield "acts", s.one("SELECT membership FROM entry.enter('newer', gen_random_uuid())"), member("session unproved clinical_supervisor")
    yield "a session that ended in the same moment", s.refusal("SELECT keys.prove(k, 'n4', 'd', 'x') FROM keys.session k WHERE cookie_hash = 'ended'"), "42501"
    yield "known", s.one("SELECT count(*) FROM keys.device WHERE device_hash = 'd' AND staff = %s", PERSON["third"]), 1


@deed
def a_role_that_requires_a_second_factor_has_no_actor_without(s: Scene):
    s.keeper()
    s.run("UPDATE access_role SET second_factor = true WHERE code = 'supervisor'")
    for name, want in (("you supervisor", None), ("you caseworker", member("you caseworker")), ("me supervisor", member("me supervisor"))):
        found = s.one("SELECT membership FROM entry.enter(%s, gen_random_uuid())", s.world.cookies[name])
        yield name, found, want
    yield "to be set up", s.one("SELECT entry.awaits(%s)", s.world.cookies["you supervisor"]), "set_up"
    yield "required", s.one("SELECT gate.second_factor_roles()"), ["supervisor"]
    s.by("", "amana_gate")
    add = f"SELECT gate.add_factor(%s, gen_random_uuid(), 'app', '', 'x', NULL, {NOW}, '{{x,y}}', sha256(%s), 'd')"
    yield "switched to", s.one("SELECT gate.switch_session(%s, %s, '\x77')", s.world.cookies["you supervisor"], member("you caseworker")), False
    yield "set up", s.one(add, s.world.cookies["you supervisor"], b"new"), "added"
    yield "once more", s.one(add, "new", b"newer"), "added"
    s.keeper()
    yield "one app", s.one("SELECT count(*) FROM keys.factor WHERE staff = %s", PERSON["you"]), 1
    yield "codes", s.one("SELECT count(*) FROM keys.printed_code WHERE staff = %s", PERSON["you"]), 2
    yield "other sessions", s.one("SELECT membership FROM entry.enter(%s, gen_random_uuid())", s.world.cookies["you caseworker"]), None
    s.run("UPDATE keys.session SET proved_at = now() - interval '1 hour' WHERE cookie_hash = sha256('newer')")
    s.by("", "amana_gate")
    yield "long after", s.one(add, "newer", b"newest"), "show_first"


@deed
def a_second_factor_is_removed_by_its_owner_or_by_two_persons(s: Scene):
    s.by("you caseworker")
    yield "of somebody else", s.one("SELECT entry.remove_factor(%s)", key("factor", "me")), False
    yield "without the verb", s.refusal("SELECT entry.reset_second_factor(%s)", PERSON["third"]), "42501"
    s.by("me organisation_administrator")
    yield "one's own", s.refusal("SELECT entry.reset_second_factor(%s)", PERSON["me"]), "own_factor"
    yield "of who has none", s.refusal("SELECT entry.reset_second_factor(%s)", PERSON["you"]), "no_factor"
    yield "of who has left", s.refusal("SELECT entry.reset_second_factor(%s)", PERSON["late"]), "42501"
    yield "new codes", s.refusal("SELECT entry.make_codes('{z}')"), "done"
    yield "left", s.one("SELECT entry.codes_left()"), 2
    yield "removed", s.one("SELECT entry.remove_factor(%s)", key("factor", "me")), True
    yield "none left", s.one("SELECT entry.codes_left()"), 0
    yield "codes of who has none", s.refusal("SELECT entry.make_codes('{z}')"), "no_factor"
    s.run("SELECT entry.reset_second_factor(%s)", [PERSON["third"]])
    s.keeper()
    left = "SELECT (SELECT count(*) FROM keys.factor WHERE staff = %s), (SELECT count(*) FROM keys.printed_code WHERE staff = %s), (SELECT count(*) FROM keys.session WHERE staff = %s AND ended_at IS NULL)"
    yield "freed", s.one(left, PERSON["third"], PERSON["third"], PERSON["third"]), (0, 0, 0)
    s.run("UPDATE keys.session SET proved_at = now() - interval '1 hour' WHERE staff = %s", [PERSON["me"]])
    s.run("INSERT INTO keys.factor (id, staff, kind, name, verifier, mark) VALUES (%s, %s, 'app', '', 'x', 1)", [key("factor", "new"), PERSON["me"]])
    s.by("me caseworker")
    yield "long after", s.refusal("SELECT entry.remove_factor(%s)", key("factor", "new")), "show_first"
    yield "codes long after", s.refusal("SELECT entry.make_codes('{z}')"), "show_first"
    s.keeper()
    s.run("UPDATE keys.session SET proved_at = now() WHERE staff = %s", [PERSON["me"]])
    s.run("UPDATE access_role SET second_factor = true WHERE code = 'trainer'")
    s.by("me caseworker")
    yield "the last one where a role requires it", s.refusal("SELECT entry.remove_factor(%s)", key("factor", "new")), "last_factor"


@deed
def the_gate_counts_requests_of_a_network_an_account_and_an_organisation(s: Scene):
    s.by("", "amana_gate")
    passed = "SELECT count(*) FILTER (WHERE gate.draw(%s, %s) = 0) FROM generate_series(1, 302)"
    yield "of an account", s.one(passed, s.world.cookies["me caseworker"], "here"), 300
    yield "of the same account in another role, elsewhere", s.one("SELECT gate.draw(%s, 'there')", s.world.cookies["me supervisor"]), 1
    yield "of another account", s.one("SELECT gate.draw(%s, 'here')", s.world.cookies["you caseworker"]), 0
    yield "of nobody", s.one(passed, "no cookie", "nowhere"), 302
    yield "of an ended session", s.one(passed, s.world.cookies["session ended supervisor"], "nowhere"), 302
    yield "of a session past its hours", s.one(passed, s.world.cookies["session expired case_manager"], "nowhere"), 302
    for bucket in ("network", "organisation"):
        s.keeper()
        s.run("UPDATE keys.bucket SET tokens = CASE WHEN budget LIKE %s THEN 0 ELSE burst END", [f"{bucket} %"])
        s.by("", "amana_gate")
        yield f"of a {bucket}", s.one("SELECT gate.draw(%s, 'here')", s.world.cookies["you caseworker"]), 1


@deed
def a_desk_changes_the_number_of_open_places_and_nothing_else(s: Scene):
    s.by("desk desk_officer")
    of = "UPDATE directory_service SET {} WHERE id = %s"
    yield "places", s.refusal(of.format("open_places = 3, places_at = now()"), key("service", "A")), "done"
    yield "name", s.refusal(of.format("open_places = 3, name_en = 'y'"), key("service", "A")), "service_places_only"


@deed
def only_places_in_force_are_counted_for_the_switch(s: Scene):
    s.keeper()
    s.run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [member("you caseworker")])
    s.run("UPDATE access_membership SET ended_at = now() WHERE id = %s", [member("you supervisor")])
    s.run("SET LOCAL ROLE amana_web")
    yield "places", s.one("SELECT memberships_count FROM entry.enter(%s, gen_random_uuid())", s.world.cookies["you reception"]), 6


@deed
def no_organisation_closes_itself_or_stands_above_itself_and_an_ended_place_stays_so(s: Scene):
    s.by("me platform_administrator")
    yield "closed by itself", s.refusal("UPDATE organisations_organisation SET is_active = false WHERE id = %s", ORGANISATION["A"]), "own_organisation"
    yield "above itself", s.refusal("UPDATE organisations_organisation SET parent_id = id WHERE id = %s", ORGANISATION["B"]), "organisation_parent"
    s.by("me organisation_administrator")
    yield "an ended place", s.refusal("UPDATE access_membership SET teams = '{}' WHERE id = %s", member("ended trainer")), "membership_ended"


@deed
def a_legal_basis_says_why(s: Scene):
    s.by("me protection_officer")
    yield "no reason", s.refusal("INSERT INTO consent_legalbasis (id, person_id, to_organisation_id, to_team_id, article, reason, is_vital, sections, ends_at)"
                                 " VALUES (%s, %s, %s, %s, 'art. 1', 'x', false, 1, now() + interval '9 days')", uuid4(), s.person("A A1 me fresh"), ORGANISATION["B"],
                                 s.world.teams["B1"].key), "legal_reason"
    yield "a worker who is not there", s.refusal("INSERT INTO consent_legalbasis (id, person_id, to_organisation_id, to_staff_id, article, reason, is_vital, sections, ends_at)"
                                                 " VALUES (%s, %s, %s, %s, 'art. 1', 'a court order', false, 1, now() + interval '9 days')",
                                                 uuid4(), s.person("A A1 me fresh"), ORGANISATION["B"], PERSON["police"]), "team_member"
    s.by("you protection_officer")
    yield "approved by whoever recorded it", s.refusal("INSERT INTO consent_legalstep (id, legal_basis_id, step) VALUES (%s, %s, 'approve')",
                                                       uuid4(), key("legal unapproved me", "legal")), "legal_basis_second_person"
    s.keeper()
    s.run("UPDATE access_membership SET role_id = 'protection_supervisor' WHERE id = %s", [member("you supervisor")])
    s.by("you supervisor")
    yield "approved by her in another role", s.refusal("INSERT INTO consent_legalstep (id, legal_basis_id, step) VALUES (%s, %s, 'approve')",
                                                       uuid4(), key("legal unapproved me", "legal")), "legal_basis_second_person"


@deed
def a_file_that_is_only_to_be_reopened_joins_no_household(s: Scene):
    s.by("me supervisor")
    yield "joined", s.refusal("INSERT INTO cases_householdmember (id, case_id, member_id, relation) VALUES (%s, %s, %s, 'child')",
                              uuid4(), key("case open me", "case"), s.person("A A1 me lapsed")), "42501"


@deed
def whoever_works_along_takes_no_proposal_back(s: Scene):
    proposal = uuid4()
    s.by("you caseworker")
    s.insert("cases_handover", id=proposal, case_id=key("case coworker all", "case"), team_id=s.world.teams["A1"].key, staff_id=PERSON["both"], batch=uuid4(), why="load",
             from_on="2001-01-01")
    for actor, want in (("me caseworker", "42501"), ("you caseworker", "done")):
        s.by(actor)
        yield actor, s.refusal("INSERT INTO cases_handoverstep (id, handover_id, step, reason) VALUES (%s, %s, 'take_back', '')", uuid4(), proposal), want


@deed
def what_is_offered_here_is_not_accepted_from_a_place_elsewhere(s: Scene):
    s.by("starts now supervisor")
    yield "accepted", s.refusal("INSERT INTO cases_handoverstep (id, handover_id, step) VALUES (%s, %s, 'accept')",
                                uuid4(), key(key("case held me", "case"), "handover")), "42501"


@deed
def a_plan_without_goals_is_not_submitted(s: Scene):
    plan, other = (key(key(f"case open {whose}", "case"), "plan") for whose in ("me", "you"))
    s.keeper()
    s.run("UPDATE cases_plan SET state = 'draft' WHERE id = %s", [plan])
    s.run("UPDATE cases_goal SET plan_id = %s WHERE plan_id = %s", [other, plan])
    s.by("me caseworker")
    yield "submitted", s.refusal("INSERT INTO cases_planstep (id, plan_id, step) VALUES (%s, %s, 'submit')", uuid4(), plan), "plan_without_goals"


@deed
def no_plan_begins_in_a_case_that_is_over(s: Scene):
    s.keeper()
    s.run("UPDATE cases_plan SET state = 'approved'")
    for life, actor in (("tail", "me caseworker"), ("ran-out", "me caseworker"), ("withdrawn", "me supervisor")):
        s.by(actor)
        yield life, s.refused("cases_plan", id=uuid4(), case_id=key(f"case {life} me", "case")), "42501"


@deed
def nobody_but_an_administrator_invites_even_where_there_is_none(s: Scene):
    s.keeper()
    s.run("UPDATE access_membership SET suspended_at = now() WHERE organisation_id = %s AND role_id = 'organisation_administrator'", [ORGANISATION["A"]])
    s.by("me supervisor")
    yield "invited", s.refused("access_invitation", id=uuid4(), organisation_id=ORGANISATION["A"], email="new@proof.example", name="x", role_id="trainer", teams=[]), "42501"


@deed
def a_paper_of_the_record_lies_in_a_section_of_the_record(s: Scene):
    s.by("me psychosocial_worker")
    for case, want in ((key("case open me", "case"), "done"), (None, "42501")):
        yield f"in the case: {case is not None}", s.refused("cases_attachment", id=uuid4(), person_id=s.person("case open me"), case_id=case,
                                                         section=BIT["psychosocial"], kind="other", title="x", media_type="text/plain", size=1), want


@deed
def whoever_sees_a_case_by_law_or_a_record_by_referral_sees_nothing_beside_it(s: Scene):
    case, record = key("referral sent", "case"), s.person("referral accepted for me")
    s.by("you caseworker")
    s.insert("cases_householdmember", id=uuid4(), case_id=case, member_id=s.person("A A2 you fresh"), relation="child")
    s.keeper()
    s.run("UPDATE referral_takeover SET person_id = %s", [record])
    s.by("police police_focal_point")
    yield "the case", s.one("SELECT count(*) > 0 FROM access_my_circle WHERE case_id = %s", case), True
    yield "its household", s.one("SELECT count(*) FROM cases_householdmember WHERE case_id = %s", case), 0
    s.by("me elsewhere caseworker")
    yield "the record", s.one("SELECT count(*) > 0 FROM access_my_circle WHERE person_id = %s", record), True
    yield "that it was taken over", s.one("SELECT count(*) FROM referral_takeover WHERE person_id = %s", record), 0


@deed
def a_case_is_transferred_when_the_transfer_has_arrived(s: Scene):
    s.by("me caseworker")
    ask = "INSERT INTO cases_casestep (id, case_id, step, reason) VALUES (%s, %s, 'ask_closure', 'transferred')"
    yield "asked", s.refusal(ask, uuid4(), key("case open me", "case")), "case_not_transferred"


@deed
def a_ground_is_one_in_force(s: Scene):
    s.run("SET LOCAL ROLE amana_keeper")
    a, b = ORGANISATION["A"], ORGANISATION["B"]
    for name, want in (("approved", "done"), ("unapproved", "ground_legal"), ("ended", "ground_legal"), ("over", "ground_legal")):
        record = f"legal {name} B1 case"
        yield record, s.refusal("SELECT ring.ground(%s, NULL, %s, %s, %s, 'referral', 1)", s.person(record), key(record, "legal"), a, b), want
    yield "another's basis", s.refusal("SELECT ring.ground(%s, NULL, %s, %s, %s, 'referral', 1)", s.person("legal approved B1"), key("legal approved B1 case", "legal"), a, b), "ground_legal"
    yield "another's consent", s.refusal("SELECT ring.ground(%s, %s, NULL, %s, %s, 'referral', 1)",
                                         s.person("referral seen"), key("referral sent", "scope of the referral"), a, b), "ground_consent"
    for name, want in (("sent", "done"), ("sent without consent", "ground_consent"), ("consent ends now", "ground_consent")):
        record = f"referral {name}"
        yield record, s.refusal("SELECT ring.ground(%s, %s, NULL, %s, %s, 'referral', 1)", s.person(record), key(record, "scope of the referral"), a, b), want


@deed
def a_consent_is_answered_for_whom_it_can_be_and_by_whom_it_may_be_given(s: Scene):
    person = s.person("A A1 me fresh")
    s.keeper()
    s.run("UPDATE registry_identity SET birth_latest = '2020-01-01' WHERE person_id = %s", [person])
    s.by("me caseworker")
    new = uuid4()
    s.insert("consent_consent", id=new, person_id=person)
    answer = ("INSERT INTO consent_consentscope (id, consent_id, purpose, receiver_id, agreed, sections, ends_at)"
              " VALUES (gen_random_uuid(), %s, %s, %s, true, 1, now() + interval '9 days')")
    for purpose, receiver, want in (("case", "A", "done"), ("case", "B", "consent_receiver"), ("referral", "B", "done"), ("referral", "A", "consent_receiver")):
        yield f"{purpose} for {receiver}", s.refusal(answer, new, purpose, ORGANISATION[receiver]), want
    paper = columns("consent_consentpaper", consent_id=new, person_id=person, mode="oral_witness", witness="سعاد", language="ar", points=[], text_version="1", text_shown="x")
    for given_by, want in (("self", "consent_giver"), ("guardian", "done")):
        yield f"by {given_by}", s.refusal("INSERT INTO consent_consentpaper SELECT * FROM jsonb_populate_record(NULL::consent_consentpaper, %s)",
                                          as_json(paper | {"given_by": given_by})), want


@deed
def nobody_is_a_member_of_her_own_household(s: Scene):
    s.by("me caseworker")
    record = s.world.records["case open me"]
    yield "herself", s.refusal("INSERT INTO cases_householdmember (id, case_id, person_id, member_id, relation) VALUES (%s, %s, %s, %s, 'child')",
                               uuid4(), record.cases[0].key, record.key, record.key), "own_record"


@deed
def a_team_of_focal_points_takes_nobody_else(s: Scene):
    s.by("me organisation_administrator")
    for role, team, want in (("police_focal_point", "A1", "police_desk"), ("caseworker", "A-police", "police_desk"), ("caseworker", "A1", "done")):
        yield f"{role} in {team}", s.refusal("INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams) VALUES (%s, %s, %s, %s, %s)",
                                             uuid4(), PERSON["third"], ORGANISATION["A"], role, [s.world.teams[team].key]), want


@deed
def whoever_has_left_comes_back_by_invitation_only(s: Scene):
    s.by("me organisation_administrator")
    yield "left", s.refusal("INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams) VALUES (%s, %s, %s, 'trainer', '{}')",
                            uuid4(), PERSON["late"], ORGANISATION["A"]), "not_a_colleague"


@deed
def an_import_is_undone_within_a_day(s: Scene):
    s.by("me reception")
    for begun, want in ((24, "done"), (25, "arrival_list_undo")):
        one = next(one for one in arrivals.lists(s.world) if one["name"].startswith("A1 done me") and one["begun"] == timedelta(hours=begun))
        yield f"after {begun} hours", s.refusal("UPDATE arrivals_arrivallist SET state = 'undone' WHERE id = %s", one["id"]), want
    yield "begun anew as a draft", s.refusal("UPDATE arrivals_arrivallist SET state = 'draft' WHERE id = %s", one["id"]), "arrival_list_state"


def _caseload_row(s: Scene, person: str, of: str = "caseload A1 done 24"):
    return next(one for one in arrivals.rows(s.world) if one["list"]["name"] == of and one["record"] is s.world.records[person])


@deed
def whom_a_caseload_made_is_nobodys_when_it_is_undone(s: Scene):
    row, person = _caseload_row(s, "imported A1 me"), s.person("imported A1 me")
    seen = "SELECT EXISTS (SELECT FROM registry_identity WHERE person_id = %s)"
    s.by("me caseworker")
    yield "before", s.one(seen, person), True
    s.by("both supervisor")
    s.insert("arrivals_arrivalstep", id=uuid4(), row_id=row["id"], step="undo")
    yield "row", s.one("SELECT count(*) FROM arrivals_arrivalrow WHERE id = %s", row["id"]), 0
    s.by("me caseworker")
    yield "afterwards", s.one(seen, person), False
    yield "what was said", s.one("SELECT count(*) FROM caseload_saidcase WHERE person_id = %s", person), 0
    s.keeper()
    yield "state", s.one("SELECT h.state || ' ' || r.state FROM registry_holding h JOIN arrivals_arrivalrow r USING (person_id) WHERE r.id = %s", row["id"]), "undone undone"


@deed
def an_undo_leaves_standing_whom_somebody_has_worked_with(s: Scene):
    row, person, later = _caseload_row(s, "imported A1 me"), s.person("imported A1 me"), s.now + timedelta(hours=1)
    other, head = s.person("A A1 me fresh"), s.world.records["case open me"]
    of = {"person_id": person, "organisation_id": ORGANISATION["A"]}
    work = [
        ("", None, {}),
        ("known", "UPDATE registry_person SET made_at = %(later)s WHERE id = %(person)s", {}),
        ("case", "cases_case", of | {"number": "AC-PROOF", "state": "open", "made_at": s.now}),
        ("consent", "consent_consent", of),
        ("legal", "consent_legalbasis", of | {"to_organisation_id": ORGANISATION["A"], "to_team_id": s.world.teams["A1"].key, "article": "art. 1", "reason": "a court order", "sections": 1, "ends_at": later}),
        ("household", "cases_householdmember", {"case_id": head.cases[0].key, "person_id": head.key, "member_id": person, "relation": "child", "made_at": s.now}),
        ("exceptional", "exceptional_access", of | {"reason": "life", "words": "x", "told": "{}", "made_at": s.now, "closes_at": later}),
        ("paper", "cases_attachment", {"person_id": person, "section": 1, "kind": "other", "title": "x", "media_type": "text/plain", "size": 1}),
        ("", "registry_judgement", {"person_id": min(person, other), "other_id": max(person, other), "verdict": "different", "made_at": s.now}),
        ("judged", "registry_judgement", {"person_id": min(person, other), "other_id": max(person, other), "verdict": "different", "made_at": later}),
        ("", "registry_personstep", {"person_id": person, "step": "pass_on", "made_at": s.now}),
        ("moved", "registry_personstep", {"person_id": person, "step": "pass_on", "made_at": later}),
        *(("corrected", f"UPDATE {table} SET version = version WHERE person_id = %(person)s", {})
          for table in ("registry_identity", "registry_contact", "registry_phone", "registry_document", "registry_journey", "registry_social")),
        ("known", "UPDATE arrivals_arrivalrow SET person_id = %(person)s, moved_at = %(later)s WHERE id = %(row)s", {}),
    ]
    for want, what, values in work:
        s.run("SAVEPOINT worked")
        s.keeper()
        if values:
            Builder(s.comparison.connection).insert_past(what, [columns(what, id=uuid4(), **values)])
        elif what:
            s.run("UPDATE entry.shift SET ahead = ahead + interval '1 hour'")
            s.run(what, {"later": later, "person": person, "row": _caseload_row(s, "A A1 third fresh")["id"]})
        s.by("both supervisor")
        yield f"{want or 'nothing'}: {what}", s.one("SELECT coalesce((SELECT why FROM entry.left_standing(%s) WHERE row_id = %s), '')", row["list"]["id"], row["id"]), want
        s.run("ROLLBACK TO SAVEPOINT worked")


@deed
def what_an_undo_leaves_is_told_to_whoever_may_undo_it(s: Scene):
    row = _caseload_row(s, "case open me")
    for actor, want in (("both supervisor", "case"), ("me supervisor", "case"), ("me reception", ""), ("me caseworker", ""), ("you supervisor", ""), ("me elsewhere reception", "")):
        s.by(actor)
        yield actor, s.one("SELECT coalesce((SELECT why FROM entry.left_standing(%s) WHERE row_id = %s), '')", row["list"]["id"], row["id"]), want
    s.by("both supervisor")
    untouched = _caseload_row(s, "imported A1 me")
    yield "not of whom nobody has worked with", s.one("SELECT count(*) FROM entry.left_standing(%s) WHERE row_id = %s", row["list"]["id"], untouched["id"]), 0
    yield "not of what was not registered", s.one("SELECT count(*) FROM entry.left_standing(%s) WHERE row_id <> ALL (%s)", row["list"]["id"],
                                                  [one["id"] for one in arrivals.rows(s.world) if one["state"] == "registered"]), 0


@deed
def what_ends_by_the_clock_ends_before_anybody_settles(s: Scene):
    nearly, lapsed = s.person("A A1 me eve"), s.person("A A1 me lapsed")
    seen, hint = "SELECT EXISTS (SELECT FROM access_my_circle WHERE person_id = %s)", "SELECT entry.closed_file_may_match(ARRAY[%s], ARRAY[0], 1)"
    s.by("me caseworker")
    from_the_other_end = seen.replace("access_my_circle", "access_my_circle_oldest_first")
    yield "seen", s.one(seen, nearly), True
    yield "seen from the other end", s.one(from_the_other_end, nearly), True
    yield "hint", s.one(hint, f"w:{lapsed}"), True
    s.keeper()
    s.run("UPDATE entry.shift SET ahead = ahead + interval '200 days'")
    s.by("me caseworker")
    yield "seen when it has lapsed", s.one(seen, nearly), False
    yield "seen from the other end when it has lapsed", s.one(from_the_other_end, nearly), False
    yield "hint when it is erased", s.one(hint, f"w:{lapsed}"), False
    yield "hint when it has lapsed", s.one(hint, f"w:{nearly}"), True


@deed
def an_accepted_proposal_moves_the_case(s: Scene):
    case = s.world.records["case open you"].cases[0].key
    s.by("me caseworker")
    s.insert("cases_handoverstep", id=uuid4(), handover_id=key(case, "handover"), step="accept", made_by=member("you caseworker"), staff_id=PERSON["you"])
    s.keeper()
    yield "owner", s.one("SELECT team_id, staff_id, made_by FROM cases_assignment WHERE case_id = %s AND until_at IS NULL", case), (
        s.world.teams["A1"].key, PERSON["me"], member("me caseworker"))
    yield "owners", s.one("SELECT count(*) FROM cases_assignment WHERE case_id = %s AND until_at IS NULL", case), 1
    yield "proposal", s.one("SELECT state, answered_at, decline_reason FROM cases_handover WHERE case_id = %s", case), ("accepted", s.now, "")
    yield "step", s.one("SELECT made_by, made_at, staff_id FROM cases_handoverstep WHERE step = 'accept' AND case_id = %s", case), (member("me caseworker"), s.now, PERSON["me"])
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0


@deed
def a_proposal_is_stamped_and_lapses_with_the_next_assignment(s: Scene):
    record = s.world.records["case coworker all"]
    case, new = record.cases[0].key, uuid4()
    s.by("you caseworker")
    s.insert("cases_handover", id=new, case_id=case, team_id=s.world.teams["A1"].key, staff_id=PERSON["both"], batch=uuid4(), why="load", from_on="2001-01-01", number="AC-FORGED",
             state="accepted", giver_id=PERSON["third"], made_by=member("me caseworker"))
    s.keeper()
    yield "stamp", s.one("SELECT person_id, organisation_id, giver_id, state, made_by, made_at, number <> 'AC-FORGED' FROM cases_handover WHERE id = %s", new), (
        record.key, ORGANISATION["A"], PERSON["you"], "proposed", member("you caseworker"), s.now, True)
    s.by("you supervisor")
    s.insert("cases_assignment", id=uuid4(), case_id=case, team_id=s.world.teams["A2"].key, staff_id=PERSON["you"])
    s.keeper()
    yield "lapsed", s.one("SELECT state, answered_at FROM cases_handover WHERE id = %s", new), ("lapsed", s.now)


@deed
def a_paper_belongs_to_the_person_of_its_case_and_files_without_rows_are_told(s: Scene):
    record, new, unknown = s.world.records["case open me"], uuid4(), uuid4()
    s.by("me protection_officer")
    s.insert("cases_attachment", id=new, case_id=record.cases[0].key, person_id=s.person("A A1 me fresh"), section=512, kind="other", title="x", media_type="text/plain", size=1,
             made_by=member("you caseworker"))
    s.keeper()
    yield "stamp", s.one("SELECT person_id, made_by, made_at FROM cases_attachment WHERE id = %s", new), (record.key, member("me protection_officer"), s.now)
    yield "protected", s.one("SELECT is_protected FROM registry_holding WHERE person_id = %s", record.key), True
    yield "without a row", s.one("SELECT array_agg(k) FROM entry.files_without_rows(ARRAY[%s, %s]::uuid[]) AS k", new, unknown), [unknown]


@deed
def a_withdrawn_paper_has_no_title_and_its_file_no_row_and_what_a_withdrawal_says_of_it_is_copied(s: Scene):
    record = s.world.records["case open me"]
    case, paper = record.cases[0].key, key(record.cases[0].key, "attachment", BIT["social"])
    s.by("me caseworker")
    s.insert("cases_attachmentwithdrawal", attachment_id=paper, reason="twice", person_id=s.person("A A1 me fresh"), case_id=None, section=1,
             attached_by=member("you caseworker"), made_by=member("you caseworker"), made_at="2001-01-01")
    s.keeper()
    yield "stamp", s.one("SELECT person_id, case_id, section, attached_by, made_by, made_at FROM cases_attachmentwithdrawal WHERE attachment_id = %s", paper), (
        record.key, case, BIT["social"], member("me caseworker"), member("me caseworker"), s.now)
    yield "emptied", s.one("SELECT title, withdrawn_at FROM cases_attachment WHERE id = %s", paper), ("", s.now)
    yield "swept", s.one("SELECT array_agg(k) FROM entry.files_without_rows(ARRAY[%s]::uuid[]) AS k", paper), [paper]
    yield "born withdrawn", _born_withdrawn(s, case), None


def _born_withdrawn(s: Scene, case):
    new = uuid4()
    s.by("me caseworker")
    s.insert("cases_attachment", id=new, case_id=case, person_id=s.person("case open me"), section=BIT["social"], kind="other", title="x", media_type="text/plain", size=1,
             withdrawn_at=s.now)
    s.keeper()
    return s.one("SELECT withdrawn_at FROM cases_attachment WHERE id = %s", new)


@deed
def the_day_of_an_action_in_force_is_a_task_that_ends_with_it(s: Scene):
    case, new = s.world.records["case asked me"].cases[0].key, uuid4()
    s.by("me caseworker")
    s.insert("cases_planaction", id=new, goal_id=key(case, "goal"), title="x", staff_id=PERSON["you"], due_on="2026-12-01", version=1, kind="own", done_by="", state="planned", reason="",
             currency="")
    s.keeper()
    yield "task", s.one("SELECT kind, staff_id, state, case_id FROM cases_task WHERE action_id = %s", new), ("plan_action", PERSON["you"], "open", case)
    s.by("me caseworker")
    s.run("UPDATE cases_planaction SET state = 'done', version = 1 WHERE id = %s", [new])
    s.keeper()
    yield "ended", s.one("SELECT state FROM cases_task WHERE action_id = %s", new), "done"


@deed
def a_screening_and_a_check_stand_beside_their_own_case_only(s: Scene):
    mine, other, risk = s.world.records["case open me"].cases[0].key, s.world.records["case held me"].cases[0].key, uuid4()
    s.by("me caseworker")
    s.insert("cases_risk", id=risk, case_id=mine, level="low", reasons="x", first_action_due_at=s.now, review_on="2026-12-01", screening_id=key(other, "screening"))
    s.insert("cases_closurecheck", id=uuid4(), case_id=mine, step_id=key(mine, "asked"), code="feedback", answer="met", evidence="x")
    s.keeper()
    yield "another case's screening", s.one("SELECT screening_id FROM cases_risk WHERE id = %s", risk), None
    yield "check", s.one("SELECT step_id FROM cases_closurecheck WHERE case_id = %s AND code = 'feedback'", mine), key(mine, "asked")


@deed
def whoever_moves_one_referral_of_a_case_does_not_move_the_other(s: Scene):
    s.by("me elsewhere desk_officer")
    sql = "INSERT INTO referral_referralstep (id, referral_id, step, code, to_staff_id) VALUES (gen_random_uuid(), %s, %s, %s, %s)"
    for state, step, code, ours, theirs in (("seen", "accept", "", None, None), ("accepted", "assign", "", PERSON["me"], PERSON["police"]),
                                            ("accepted", "start", "", None, None), ("accepted", "end", "other", None, None)):
        name = f"referral {state} beside another"
        yield f"{step} ours", s.refusal(sql, key(name, "referral"), step, code, ours), "done"
        yield f"{step} the other", s.refusal(sql, key(f"{name} other", "referral"), step, code, theirs), "42501"


@deed
def a_goal_is_written_while_its_plan_is_in_work(s: Scene):
    s.by("me caseworker")
    for name, want in (("case open me", "done"), ("case asked me", "plan_state")):
        case = s.world.records[name].cases[0].key
        goal = columns("cases_goal", id=uuid4(), plan_id=key(case, "plan"), dimension="social", title="x")
        names = ", ".join(goal)
        yield name, s.refusal(f"INSERT INTO cases_goal ({names}) SELECT {names} FROM jsonb_populate_record(NULL::cases_goal, %s)", as_json(goal)), want


@deed
def only_who_is_there_is_removed(s: Scene):
    s.by("me caseworker")
    case = s.world.records["case open me"].cases[0].key
    for step in ("remove_coworker", "remove_member"):
        yield step, s.refusal("INSERT INTO cases_casestep (id, case_id, step, reason, subject) VALUES (%s, %s, %s, '', %s)", uuid4(), case, step, uuid4()), "case_state"


@deed
def what_is_open_to_another_organisation_is_no_open_file_of_ones_own(s: Scene):
    person = s.person("legal approved B1")
    s.keeper()
    s.run("UPDATE registry_holding SET since = since - interval '200 days' WHERE person_id = %s", [person])
    s.by("me caseworker")
    yield "hint", s.one("SELECT entry.closed_file_may_match(ARRAY[%s], ARRAY[0], 1)", f"w:{person}"), True


@deed
def an_exceptional_access_is_stamped_told_and_closed(s: Scene):
    person, new = s.person("A A2 you fresh protected"), uuid4()
    opening = dict(id=new, number=s.world.numbers[person], reason="life", words="a child is missing")
    s.by("me supervisor")
    s.insert("exceptional_access", **opening, organisation_id=ORGANISATION["B"], staff_id=PERSON["you"], made_by=member("you caseworker"), made_at=s.now.replace(year=2001),
             closes_at=s.now.replace(year=2099), due_at=s.now.replace(year=2099), ended_at=s.now.replace(year=2099), reviewed_at=s.now, verdict="justified")
    s.keeper()
    yield "stamp", s.one("SELECT person_id, organisation_id, staff_id, made_by, made_at, closes_at, due_at, ended_at, reviewed_at, verdict, number FROM exceptional_access WHERE id = %s", new), (
        person, ORGANISATION["A"], PERSON["me"], member("me supervisor"), s.now, s.now + timedelta(hours=4), s.now + timedelta(days=7), None, None, "", "")
    yield "told", set(s.one("SELECT told FROM exceptional_access WHERE id = %s", new)), {PERSON[who] for who in _leads(s) - {"me"}}
    yield "circles", s.one("SELECT count(*) FROM ring.circle WHERE basis_id = %s", new), 1
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0
    s.by("me supervisor")
    yield "twice", s.refused("exceptional_access", **opening | {"id": uuid4()}), "exceptional_many"
    s.by("both supervisor")
    yield "within reach", s.refused("exceptional_access", **opening | {"id": uuid4()}), "exceptional_within_reach"
    s.by("starts now supervisor")
    yield "nobody there", s.refused("exceptional_access", **opening | {"id": uuid4(), "number": s.world.numbers[s.person("B B2 third fresh")]}), "exceptional_nobody"
    s.by("you supervisor")
    yield "words before all else", s.refused("exceptional_access", **opening | {"id": uuid4(), "words": "x"}), "exceptional_words"
    yield "three are open", s.refused("exceptional_access", **opening | {"id": uuid4(), "number": "AM-2222-2222"}), "exceptional_many"
    s.by("loner case_manager")
    s.insert("exceptional_accessstep", id=uuid4(), access_id=new, step="review", verdict="justified", words="they were right", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "twice judged", s.refused("exceptional_accessstep", id=uuid4(), access_id=new, step="review", verdict="justified", words="they were right"), "exceptional_state"
    yield "judged without words", s.refused("exceptional_accessstep", id=uuid4(), access_id=key("exceptional me over open", "access"), step="review", verdict="justified", words="x"), "exceptional_words"
    s.keeper()
    yield "step", s.one("SELECT person_id, made_by, made_at FROM exceptional_accessstep WHERE access_id = %s", new), (person, member("loner case_manager"), s.now)
    yield "judged", s.one("SELECT reviewed_at, verdict, ended_at FROM exceptional_access WHERE id = %s", new), (s.now, "justified", None)
    s.by("me caseworker")
    s.insert("exceptional_accessstep", id=uuid4(), access_id=new, step="end")
    s.keeper()
    yield "ended", s.one("SELECT ended_at FROM exceptional_access WHERE id = %s", new), s.now
    yield "no circle", s.one("SELECT count(*) FROM ring.circle WHERE basis_id = %s", new), 0


def _leads(s: Scene) -> set[str]:
    """Who may judge what is opened on a file of A2: whoever leads that team in some role, and who stands over all teams."""
    return {who for who, staff in PERSON.items() if any(
        one.staff == staff and one.organisation == ORGANISATION["A"] and one.is_in_force(s.now) and one.may("review_access")
        and (one.rights.reach != "team" or s.world.teams["A2"].key in one.teams) for one in s.world.actors)}


@deed
def what_is_not_justified_ends_at_once_and_what_had_ended_keeps_its_end(s: Scene):
    for name, ended in (("exceptional me open open", s.now), ("exceptional me over open", None), ("exceptional me ended open", s.now - timedelta(minutes=30)), ("exceptional me edge open", None)):
        access = key(name, "access")
        s.by("loner case_manager")
        s.insert("exceptional_accessstep", id=uuid4(), access_id=access, step="review", verdict="not_justified", words="nobody was asked")
        s.keeper()
        yield name, s.one("SELECT reviewed_at, verdict, ended_at FROM exceptional_access WHERE id = %s", access), (s.now, "not_justified", ended)
        yield f"{name} circles", s.one("SELECT count(*) FROM ring.circle WHERE basis_id = %s AND closes_at > entry.clock()", access), 0
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0


@deed
def neither_a_system_nor_who_leads_a_coworker_is_told(s: Scene):
    s.run("UPDATE access_staff SET is_system = true WHERE id = %s", [PERSON["loner"]])
    new = uuid4()
    s.by("me supervisor")
    s.insert("exceptional_access", id=new, number=s.world.numbers[s.person("case coworker all")], reason="life", words="a child is missing")
    s.keeper()
    yield "told", set(s.one("SELECT told FROM exceptional_access WHERE id = %s", new)), {PERSON[who] for who in _leads(s) - {"me", "loner"}}
