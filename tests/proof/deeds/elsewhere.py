"""Deeds of the blind match: its stamps, whom it counts, what it answers and when, whom a request reaches, and what is forgotten."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, PERSON, Builder, columns, key

DAY = timedelta(days=1)
ARABIC, LATIN = ("محمد", "عبدالرحمن", "السيد"), ("mohamed", "abdelrahman", "elsayed")
BORN = (1991, 5, 11)
HERE, THERE = "A A2 third fresh", "B B1 third fresh"
JOB = "SELECT elsewhere.answer()"
COUNTS = "SELECT ring.counts_elsewhere(%s)"


def _called(s: Scene, name: str, words=ARABIC, born=BORN, **more) -> None:
    """The record bears that name and birth; its keys follow."""
    values = {"keys": list(words), "key_places": [place + 16 * words[0].isascii() for place in (0, 1, 3)][:len(words)], "birth_year": born[0], "birth_month": born[1], "birth_day": born[2]} | more
    s.run(f"UPDATE registry_identity SET {', '.join(f'{column} = %s' for column in values)} WHERE person_id = %s", [*values.values(), s.person(name)])


def _likely(s: Scene) -> bool:
    return s.one("SELECT EXISTS (SELECT FROM ring.likely_elsewhere(%s) WHERE person = %s)", s.person(HERE), s.person(THERE))


def _asked(s: Scene, **values) -> object:
    """A question of the past."""
    of = {"id": uuid4(), "person_id": s.person(HERE), "organisation_id": ORGANISATION["A"], "staff_id": PERSON["third"], "made_at": s.now - timedelta(hours=1), "visible_at": s.now} | values
    Builder(s.comparison.connection).insert_past("elsewhere_question", [columns("elsewhere_question", **of)])
    return of["id"]


def _job(s: Scene) -> None:
    s.keeper()
    s.run("SET LOCAL ROLE amana_keeper")
    while s.one(JOB):
        pass
    s.keeper()


def _without_world(s: Scene) -> None:
    """Only what the deed asks."""
    s.keeper()
    for table in ("reply", "message", "request", "answer", "question"):
        s.run(f"DELETE FROM elsewhere_{table}")


@deed
def a_question_is_stamped_and_asked_once_at_a_time(s: Scene):
    new, person = uuid4(), s.person(HERE)
    forged = {"organisation_id": ORGANISATION["B"], "staff_id": PERSON["you"], "made_by": member("you caseworker"), "made_at": s.now.replace(year=2001), "visible_at": s.now.replace(year=2001)}
    s.by("me caseworker")
    s.insert("elsewhere_question", id=new, person_id=person, **forged)
    yield "waits", s.refused("elsewhere_question", id=uuid4(), person_id=person), "elsewhere_waits"
    s.keeper()
    yield "stamp", s.one("SELECT organisation_id, staff_id, made_by, made_at FROM elsewhere_question WHERE id = %s", new), (ORGANISATION["A"], PERSON["me"], member("me caseworker"), s.now)
    yield "moment", s.one("SELECT visible_at - made_at >= interval '10 seconds' AND visible_at - made_at < interval '40 seconds' AND extract(epoch FROM visible_at) %% 30 = 0"
                          " FROM elsewhere_question WHERE id = %s", new), True
    s.run("UPDATE elsewhere_question SET made_at = %s - interval '2 minutes' WHERE id = %s", [s.now, new])
    s.by("me caseworker")
    yield "later", s.refused("elsewhere_question", id=uuid4(), person_id=person), "done"
    s.keeper()
    for kind in ("LawEnforcement", "ImmigrationService"):
        s.run("UPDATE organisations_organisation SET kind = %s WHERE id = %s", [kind, ORGANISATION["A"]])
        s.by("me caseworker")
        yield kind, s.refused("elsewhere_question", id=uuid4(), person_id=person), "42501"
        s.keeper()


@deed
def a_request_and_a_reply_are_stamped(s: Scene):
    _without_world(s)
    question, request, reply, message = _asked(s), uuid4(), uuid4(), uuid4()
    s.insert("elsewhere_answer", question_id=question, person_id=s.person(HERE), is_likely=True, visible_at=s.now)
    forged = {"organisation_id": ORGANISATION["B"], "made_by": member("you caseworker"), "made_at": s.now.replace(year=2001)}
    s.by("me caseworker")
    s.insert("elsewhere_request", id=request, question_id=question, person_agreed=True, person_id=s.person(THERE), team_id=s.world.teams["B1"].key, staff_id=PERSON["you"],
             expires_at=s.now.replace(year=2099), **forged)
    s.keeper()
    yield "request", s.one("SELECT person_id, organisation_id, team_id, staff_id, made_by, made_at, expires_at FROM elsewhere_request WHERE id = %s", request), (
        s.person(HERE), ORGANISATION["A"], s.world.teams["A1"].key, PERSON["me"], member("me caseworker"), s.now, s.now + 14 * DAY)
    s.insert("elsewhere_message", id=message, request_id=request, organisation_id=ORGANISATION["B"], person_id=s.person(THERE), number="x", made_at=s.now, expires_at=s.now + DAY)
    s.by("me elsewhere desk_officer")
    s.insert("elsewhere_reply", id=reply, message_id=message, request_id=uuid4(), how="referral", **forged | {"organisation_id": ORGANISATION["A"]})
    s.keeper()
    yield "reply", s.one("SELECT request_id, organisation_id, made_by, made_at FROM elsewhere_reply WHERE id = %s", reply), (
        request, ORGANISATION["B"], member("me elsewhere desk_officer"), s.now)
    for team, change in (("no desk", "is_desk = false"), ("shut", "is_active = false")):
        with s.comparison.undone():
            s.run(f"UPDATE organisations_team SET {change} WHERE id = %s", [s.world.teams["B1"].key])
            s.by("me elsewhere desk_officer")
            yield team, s.one("SELECT count(*) FROM elsewhere_message"), 0


@deed
def only_records_at_work_count(s: Scene):
    person, of = s.person(THERE), ORGANISATION["B"]
    yield "at work", s.one(COUNTS, person), True
    circle = "UPDATE ring.circle SET {} WHERE person = '" + str(person) + "'"
    changes = {
        "protected": "UPDATE registry_holding SET is_protected = true WHERE person_id = %s", "expected": "UPDATE registry_holding SET state = 'expected' WHERE person_id = %s",
        "undone": "UPDATE registry_holding SET state = 'undone' WHERE person_id = %s", "had a case": "UPDATE registry_holding SET first_case_at = entry.clock() + interval '1 hour' WHERE person_id = %s",
        "organisation at rest": f"UPDATE organisations_organisation SET is_active = false WHERE id = '{of}' AND %s::uuid IS NOT NULL",
        "police": f"UPDATE organisations_organisation SET kind = 'LawEnforcement' WHERE id = '{of}' AND %s::uuid IS NOT NULL",
        "immigration": f"UPDATE organisations_organisation SET kind = 'ImmigrationService' WHERE id = '{of}' AND %s::uuid IS NOT NULL"}
    circles = {"needs": "needs = 'reopen'", "circle protected": "protected = true", "another's": f"organisation = '{ORGANISATION['A']}'", "of a case": "case_id = gen_random_uuid()",
               "another basis": "basis = 'legal'", "over": "closes_at = entry.clock()", "to come": "opens_at = entry.clock() + interval '1 minute'"}
    for name, sql in changes.items():
        with s.comparison.undone():
            s.run(sql, [person])
            yield name, s.one(COUNTS, person), False
    for name, change in circles.items():
        with s.comparison.undone():
            s.run(circle.format(change))
            yield name, s.one(COUNTS, person), False
    for name, want in (("case open you", True), ("case open protected", False), ("case tail you", False), ("case withdrawn you", False), ("case grace you", False)):
        if name in s.world.records:
            yield name, s.one(COUNTS, s.person(name)), want


@deed
def who_fits_by_name_and_birth_is_likely(s: Scene):
    _called(s, HERE, LATIN)
    for name, words, born, more, want in (
            ("another script", ARABIC, BORN, {}, True), ("the same script", LATIN, BORN, {}, True), ("given and father alone", ARABIC[:2], BORN, {}, False),
            ("another given name", ("احمد", *ARABIC[1:]), BORN, {}, False), ("another family and father", ("محمد", "ابراهيم", "منصور"), BORN, {}, False),
            ("another father", ("محمد", "ابراهيم", "السيد"), BORN, {}, False), ("day and month turned", ARABIC, (1991, 11, 5), {}, True), ("another day", ARABIC, (1991, 8, 23), {}, False),
            ("a slip of ten years", ARABIC, (1981, 5, 11), {}, False), ("a slip of five", ARABIC, (1986, 5, 11), {}, False), ("the year alone", ARABIC, (1991, None, None), {}, False), ("unknown", ARABIC, (None, None, None), {}, False),
            ("far", ARABIC, (1970, 5, 11), {}, False), ("a guess", ARABIC, (1991, None, None), {"birth_stated_on": "2026-01-01"}, False), ("another sex", ARABIC, BORN, {"sex": "female"}, False),
            ("turned, and another nationality", ARABIC, (1991, 11, 5), {"nationalities": ["SDN"]}, False)):
        with s.comparison.undone():
            s.run("UPDATE registry_phone SET is_current = false WHERE person_id = ANY (%s)", [[s.person(HERE), s.person(THERE)]])
            s.run("UPDATE registry_identity SET sex = 'male', nationalities = '{SYR}' WHERE person_id = ANY (%s)", [[s.person(HERE), s.person(THERE)]])
            _called(s, THERE, words, born, **more)
            yield name, _likely(s), want
    _called(s, THERE, ARABIC, (1991, None, None))
    yield "the year alone and one phone", _likely(s), True
    yield "its own organisation is not elsewhere", s.one("SELECT count(*) FROM ring.likely_elsewhere(%s) WHERE organisation = %s", s.person(HERE), ORGANISATION["A"]), 0
    s.run("UPDATE registry_holding SET is_protected = true WHERE person_id = %s", [s.person(THERE)])
    yield "protected there", _likely(s), False


@deed
def a_document_says_much_beside_the_given_name(s: Scene):
    s.run("UPDATE registry_phone SET is_current = false WHERE person_id = ANY (%s)", [[s.person(HERE), s.person(THERE)]])
    s.run("UPDATE registry_document SET number_hash = 'x', bare_hash = 'one', number_sealed = 'x' WHERE person_id = ANY (%s)", [[s.person(HERE), s.person(THERE)]])
    _called(s, HERE, LATIN, (1991, None, None))
    for name, words, born, want in (("the year", ARABIC, (1991, None, None), True), ("unknown birth", ARABIC, (None, None, None), True), ("another given name", ("احمد", *ARABIC[1:]), BORN, False),
                                    ("another age", ARABIC, (1950, None, None), False)):
        _called(s, THERE, words, born)
        yield name, _likely(s), want
    s.run("UPDATE registry_document SET is_current = false WHERE person_id = %s", [s.person(THERE)])
    _called(s, THERE, ARABIC, (None, None, None))
    yield "no longer current", _likely(s), False


@deed
def answers_are_told_at_their_moment_and_measured(s: Scene):
    _without_world(s)
    _called(s, HERE, LATIN)
    _called(s, THERE)
    later = s.now + timedelta(minutes=5)
    first = _asked(s, visible_at=later)
    late = _asked(s, visible_at=s.now - timedelta(hours=1), made_at=s.now - timedelta(hours=2))
    none = _asked(s, person_id=s.person("A A1 third fresh"))
    _job(s)
    told = "SELECT is_likely, visible_at, person_id FROM elsewhere_answer WHERE question_id = %s"
    yield "likely", s.one(told, first), (True, later, s.person(HERE))
    yield "late", s.one("SELECT is_likely, visible_at - %s >= interval '0' AND visible_at - %s < interval '30 seconds' FROM elsewhere_answer WHERE question_id = %s", s.now, s.now, late), (True, True)
    yield "nothing", s.one("SELECT is_likely FROM elsewhere_answer WHERE question_id = %s", none), False
    many = {"of a worker": ({"staff_id": PERSON["third"], "person_id": None}, 20), "of an organisation": ({"staff_id": PERSON["you"], "person_id": None}, 200), "of a record": ({"staff_id": PERSON["you"]}, 3)}
    for name, (of, most) in many.items():
        for n, ago, want in ((most - 1, 2, True), (most, 2, False), (most, 26, True)):
            _without_world(s)
            _fill(s, n, ago, of)
            question = _asked(s)
            _job(s)
            yield f"{name}, {n} {ago} hours ago", s.one("SELECT is_likely FROM elsewhere_answer WHERE question_id = %s", question), want
    _without_world(s)
    s.run("UPDATE registry_holding SET is_protected = true WHERE person_id = %s", [s.person(HERE)])
    question = _asked(s)
    _job(s)
    yield "protected here", s.one("SELECT is_likely FROM elsewhere_answer WHERE question_id = %s", question), False


def _fill(s: Scene, n: int, ago: int, of: dict) -> None:
    """Questions that were answered already, about others where no record is named."""
    other = s.person("A A1 third fresh")
    made = [columns("elsewhere_question", id=uuid4(), organisation_id=ORGANISATION["A"], made_at=s.now - timedelta(hours=ago), visible_at=s.now, **{"person_id": s.person(HERE)} | {
        name: value or other for name, value in of.items()}) for _n in range(n)]
    Builder(s.comparison.connection).insert_past("elsewhere_question", made)
    Builder(s.comparison.connection).insert_past("elsewhere_answer", [
        columns("elsewhere_answer", question_id=one["id"], person_id=one["person_id"], is_likely=False, visible_at=s.now) for one in made])


@deed
def a_request_reaches_each_organisation_once_and_writes_eight_rows(s: Scene):
    _without_world(s)
    _called(s, HERE, LATIN)
    for name in (THERE, "B B2 third fresh", "A A1 third fresh"):
        _called(s, name)
    question, request = _asked(s), uuid4()
    s.insert("elsewhere_answer", question_id=question, person_id=s.person(HERE), is_likely=True, visible_at=s.now)
    Builder(s.comparison.connection).insert_past("elsewhere_request", [columns(
        "elsewhere_request", id=request, question_id=question, person_id=s.person(HERE), person_agreed=True, organisation_id=ORGANISATION["A"], team_id=s.world.teams["A1"].key,
        staff_id=PERSON["third"], made_at=s.now, expires_at=s.now + DAY)])
    _job(s)
    sent = "SELECT count(*), count(organisation_id), count(DISTINCT organisation_id) FILTER (WHERE organisation_id = %s) FROM elsewhere_message WHERE request_id = %s"
    yield "eight, one of them for somebody", s.one(sent, ORGANISATION["B"], request), (8, 1, 1)
    yield "what it says", s.one("SELECT m.number = p.number, from_organisation_id, from_team_en, from_name, expires_at FROM elsewhere_message m JOIN registry_person p ON p.id = m.person_id"
                                " WHERE m.request_id = %s", request), (True, ORGANISATION["A"], "A1", "third", s.now + DAY)
    yield "nobody's say nothing of a record", s.one("SELECT count(*) FROM elsewhere_message WHERE organisation_id IS NULL AND (person_id IS NOT NULL OR number <> '')"), 0
    s.run("UPDATE registry_holding SET is_protected = true WHERE person_id = (SELECT person_id FROM elsewhere_message WHERE person_id IS NOT NULL AND request_id = %s)", [request])
    yield "gone with protection", s.one(sent, ORGANISATION["B"], request), (8, 0, 0)
    yield "but the question stands", s.one("SELECT count(*) FROM elsewhere_question WHERE id = %s", question), 1
    s.run("UPDATE registry_holding SET is_protected = true WHERE person_id = %s", [s.person(HERE)])
    yield "all of it", [s.one(f"SELECT count(*) FROM elsewhere_{table}") for table in ("question", "answer", "request", "message", "reply")], [0] * 5


@deed
def old_questions_and_those_of_erased_records_are_forgotten(s: Scene):
    _without_world(s)
    kept, old = _asked(s, made_at=s.now - 90 * DAY + timedelta(minutes=1)), _asked(s, made_at=s.now - 90 * DAY)
    erased = _asked(s, person_id=s.person("A A1 third erased"))
    for question in (kept, old, erased):
        request, message = key("request", question), key("message", question)
        Builder(s.comparison.connection).insert_past("elsewhere_request", [columns(
            "elsewhere_request", id=request, question_id=question, person_id=s.person(HERE), person_agreed=True, organisation_id=ORGANISATION["A"], staff_id=PERSON["third"], made_at=s.now, expires_at=s.now)])
        s.insert("elsewhere_message", id=message, request_id=request, organisation_id=ORGANISATION["B"], made_at=s.now, expires_at=s.now)
        Builder(s.comparison.connection).insert_past("elsewhere_reply", [columns("elsewhere_reply", id=uuid4(), message_id=message, request_id=request, how="referral", made_at=s.now)])
    _job(s)
    for table in ("question", "answer", "request", "reply"):
        yield table, s.one(f"SELECT count(*) FROM elsewhere_{table}"), 1
    yield "question kept", s.one("SELECT id FROM elsewhere_question"), kept
    yield "message", s.one("SELECT count(DISTINCT request_id) FROM elsewhere_message"), 1
