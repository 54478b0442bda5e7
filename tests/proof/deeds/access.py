"""Staff, places, sessions, factors, tokens and the gate."""
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, PERSON, key


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
    yield "without the verb", s.refusal("SELECT entry.reset_second_factor(%s, 'lost')", PERSON["third"]), "42501"
    s.by("me organisation_administrator")
    yield "one's own", s.refusal("SELECT entry.reset_second_factor(%s, 'lost')", PERSON["me"]), "own_factor"
    yield "of who has none", s.refusal("SELECT entry.reset_second_factor(%s, 'lost')", PERSON["you"]), "no_factor"
    yield "of who has left", s.refusal("SELECT entry.reset_second_factor(%s, 'lost')", PERSON["late"]), "42501"
    yield "new codes", s.refusal("SELECT entry.make_codes('{z}')"), "done"
    yield "left", s.one("SELECT entry.codes_left()"), 2
    yield "removed", s.one("SELECT entry.remove_factor(%s)", key("factor", "me")), True
    yield "none left", s.one("SELECT entry.codes_left()"), 0
    yield "codes of who has none", s.refusal("SELECT entry.make_codes('{z}')"), "no_factor"
    s.run("SELECT entry.reset_second_factor(%s, 'lost')", [PERSON["third"]])
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
def who_takes_away_a_second_factor_gives_no_link_for_a_week_nor_the_other_way_round(s: Scene):
    reset, give, whom = "SELECT entry.reset_second_factor(%s, 'lost')", "SELECT entry.give_password_link(%s, %s)", PERSON["you"]
    s.keeper()
    s.run("INSERT INTO keys.factor (id, staff, kind, name, verifier, mark) VALUES (%s, %s, 'app', '', 'x', 1)", [key("factor", "first"), whom])
    s.by("me organisation_administrator")
    s.run(reset, [whom])
    yield "a link at once", s.refusal(give, whom, b"x"), "link_after_factor"
    s.keeper()
    s.run("INSERT INTO keys.factor (id, staff, kind, name, verifier, mark) VALUES (%s, %s, 'app', '', 'x', 1)", [key("factor", "second"), whom])
    s.by("me organisation_administrator")
    yield "taken away twice", s.refusal(reset, whom), "done"
    s.keeper()
    s.run("UPDATE audit.entry SET staff = gen_random_uuid() WHERE subject = %s AND verb = 'factor.reset'", [whom])
    s.by("me organisation_administrator")
    s.run(give, [whom, b"x"])  # another took it away
    yield "a second link", s.refusal(give, whom, b"y"), "done"
    yield "taken away after the link", s.refusal(reset, whom), "factor_after_link"
    yield "taken away from another", s.refusal(reset, PERSON["third"]), "done"
    s.keeper()
    s.run("UPDATE audit.entry SET at = at - interval '6 days 23 hours' WHERE subject = %s", [whom])
    s.by("me organisation_administrator")
    yield "in the week", s.refusal(reset, whom), "factor_after_link"
    s.keeper()
    s.run("UPDATE audit.entry SET at = at - interval '2 hours' WHERE subject = %s", [whom])
    s.by("me organisation_administrator")
    yield "after the week", s.refusal(reset, whom), "done"


@deed
def a_password_is_changed_by_its_owner_or_by_a_link_once(s: Scene):
    give = "SELECT entry.give_password_link(%s, %s)"
    s.keeper()
    s.run("INSERT INTO keys.password (staff, hash) VALUES (%s, 'old'), (%s, 'third')", [PERSON["you"], PERSON["third"]])
    s.run("INSERT INTO keys.device (device_hash, staff) VALUES ('e', %s), ('e', %s)", [PERSON["you"], PERSON["me"]])
    s.by("you caseworker")
    yield "without the verb", s.refusal(give, PERSON["third"], b"x"), "42501"
    yield "own", s.one("SELECT by_link, giver FROM entry.own_password()"), (False, None)
    s.by("me organisation_administrator")
    for whom, want in (("me", "own_password"), ("late", "42501"), ("police", "42501"), ("third", "place_of_others"), ("you", "done")):
        yield f"to {whom}", s.refusal(give, PERSON[whom], b"x"), want
    s.one("SELECT entry.open_token(%s, 'cron', 'amana_123456789', sha256(%s), 30)", member("me organisation_administrator"), b"amana_1")
    s.run("SELECT FROM entry.enter('amana_1', %s)", [uuid4()])
    yield "by a token", s.refusal(give, PERSON["you"], b"x"), "42501"
    unproved, change = s.world.cookies["session unproved clinical_supervisor"], "SELECT gate.change_password(%s, %s, 'new', sha256(%s), 'd')"
    s.by("", "amana_gate")
    yield "without the second factor", s.one(change, unproved, "third", b"n0"), False
    yield "another hash", s.one(change, s.world.cookies["you caseworker"], "new", b"n0"), False
    yield "of an ended session", s.one(change, s.world.cookies["session ended supervisor"], "old", b"n0"), False
    yield "changed", s.one(change, s.world.cookies["you caseworker"], "old", b"n1"), True
    yield "the old cookie again", s.one(change, s.world.cookies["you caseworker"], "new", b"n2"), False
    s.keeper()
    yield "goes on", s.one("SELECT membership FROM entry.enter('n1', gen_random_uuid())"), member("you caseworker")
    yield "others", s.one("SELECT count(*) FROM keys.session WHERE staff = %s AND ended_at IS NULL", PERSON["you"]), 1
    yield "others' sessions", s.one("SELECT count(*) > 20 FROM keys.session WHERE staff <> %s AND ended_at IS NULL", PERSON["you"]), True
    yield "known browsers", s.one("SELECT array_agg(convert_from(device_hash, 'UTF8')) FROM keys.device WHERE staff = %s", PERSON["you"]), ["d"]
    yield "others' browsers", s.one("SELECT count(*) FROM keys.device WHERE staff = %s AND device_hash = 'e'", PERSON["me"]), 1
    yield "others' password", s.one("SELECT hash FROM keys.password WHERE staff = %s", PERSON["third"]), "third"
    yield "no link", s.one("SELECT count(*) FROM keys.password_link"), 0
    s.by("me organisation_administrator")
    s.run(give, [PERSON["you"], b"first"])
    s.run(give, [PERSON["you"], b"x"])
    s.run("SELECT FROM entry.enter('nobody', %s)", [uuid4()])  # what follows is done by nobody who acts
    s.by("", "amana_gate")
    opens, use = "SELECT (SELECT email FROM gate.password_link(%s))", "SELECT gate.set_password(%s, 'newest')"
    yield "the one before", (s.one(opens, b"first"), s.one(use, b"first")), (None, False)
    yield "opens", s.one(opens, b"x"), "you@proof.example"
    for what, spoil, mend in (
            ("too old", "UPDATE keys.password_link SET expires_at = now()", "UPDATE keys.password_link SET expires_at = now() + interval '24 hours'"),
            ("of whoever is suspended", f"UPDATE access_membership SET suspended_at = now() WHERE id = '{member('me organisation_administrator')}'",
             f"UPDATE access_membership SET suspended_at = NULL WHERE id = '{member('me organisation_administrator')}'"),
            ("of whoever has left", f"UPDATE access_membership SET ended_at = now() WHERE id = '{member('me organisation_administrator')}'",
             f"UPDATE access_membership SET ended_at = NULL WHERE id = '{member('me organisation_administrator')}'"),
            ("of whoever works elsewhere by now", f"UPDATE access_membership SET organisation_id = '{ORGANISATION['B']}', teams = '{{}}' WHERE id = '{member('you reception')}'",
             f"UPDATE access_membership SET organisation_id = '{ORGANISATION['A']}' WHERE id = '{member('you reception')}'"),
            ("of whoever has the platform's role", f"UPDATE access_membership SET role_id = 'platform_administrator' WHERE id = '{member('you reception')}'",
             f"UPDATE access_membership SET role_id = 'reception' WHERE id = '{member('you reception')}'"),
            ("of whoever is not active", f"UPDATE access_staff SET is_active = false WHERE id = '{PERSON['you']}'", f"UPDATE access_staff SET is_active = true WHERE id = '{PERSON['you']}'")):
        s.keeper()
        s.run(spoil)
        s.by("", "amana_gate")
        yield what, (s.one(opens, b"x"), s.one(use, b"x")), (None, False)
        s.keeper()
        s.run(mend)
    s.by("", "amana_gate")
    yield "set", s.one(use, b"x"), True
    yield "set again", (s.one(opens, b"x"), s.one(use, b"x")), (None, False)
    s.keeper()
    yield "all sessions", s.one("SELECT count(*) FROM keys.session WHERE staff = %s AND ended_at IS NULL", PERSON["you"]), 0
    yield "its giver", s.one("SELECT hash, by_link, link_of FROM keys.password WHERE staff = %s", PERSON["you"]), ("newest", True, member("me organisation_administrator"))
    yield "others' stay", s.one("SELECT hash, by_link FROM keys.password WHERE staff = %s", PERSON["third"]), ("third", False)
    yield "on record", s.one("SELECT staff, organisation, details ->> 'given_by' FROM audit.entry WHERE verb = 'password.set_by_link' AND subject = %s", PERSON["you"]), (
        PERSON["you"], ORGANISATION["A"], str(PERSON["me"]))
    yield "by command, to nobody", s.one("SELECT keys.password_link_by_command('nobody@proof.example', 'y')"), False
    yield "by command, to whoever works in two", s.one("SELECT keys.password_link_by_command('THIRD@proof.example', 'y')"), True
    s.by("", "amana_gate")
    yield "that one opens", s.one(opens, b"y"), "third@proof.example"


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
def only_places_in_force_are_counted_for_the_switch(s: Scene):
    s.keeper()
    s.run("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [member("you caseworker")])
    s.run("UPDATE access_membership SET ended_at = now() WHERE id = %s", [member("you supervisor")])
    s.run("SET LOCAL ROLE amana_web")
    yield "places", s.one("SELECT memberships_count FROM entry.enter(%s, gen_random_uuid())", s.world.cookies["you reception"]), 8


@deed
def nobody_but_an_administrator_invites_even_where_there_is_none(s: Scene):
    s.keeper()
    s.run("UPDATE access_membership SET suspended_at = now() WHERE organisation_id = %s AND role_id = 'organisation_administrator'", [ORGANISATION["A"]])
    s.by("me supervisor")
    yield "invited", s.refused("access_invitation", id=uuid4(), organisation_id=ORGANISATION["A"], email="new@proof.example", name="x", role_id="trainer", teams=[]), "42501"


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
