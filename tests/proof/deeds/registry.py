"""Records: stamps, twins, keys, what a search is told."""
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, PERSON


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
    seen, hidden = s.person("A A1 me fresh"), max(s.person(f"A A1 me {name}") for name in ("lapsed", "lapsed protected", "erased", "coming"))
    s.keeper()
    for person, rows in ((seen, 1), (hidden, 4)):
        s.run("INSERT INTO registry_searchkey (id, person_id, organisation_id, section, hash, place, born)"
              " SELECT gen_random_uuid(), %s, %s, 1, (entry.search_hashes(ARRAY['w:crowd']))[1], 0, 0 FROM generate_series(1, %s)", [person, ORGANISATION["A"], rows])
    yield "a hidden record is later", hidden > seen, True
    s.by("me caseworker")
    yield "nor those who crowd a word", s.one(ask.replace(", 0, 0, 0, 5)", ", 0, 0, 0, 1)"), "w:crowd"), 1


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
