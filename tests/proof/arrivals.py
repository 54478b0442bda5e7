"""The part of the world about arrivals: expected, received and undone records, lists and rows in every state; and what was said of two records."""
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tests.proof import cases
from tests.proof.oracle import ROW_LEAVES, Record, Row
from tests.proof.world import AGES, ORGANISATION, PERSON, Attempt, World, columns, key, teams

DAYS, HOURS = timedelta(days=1), timedelta(hours=1)
TEAM_OF = {"A1": "A", "A2": "A", "A-desk": "A", "B1": "B"}


def arrival_records(now: datetime) -> dict[str, Record]:
    made, team = {"received with a case": replace(cases.record_with_case(now, "received with a case", "open", cases.OWNERS["me"]), state="received")}, teams()

    def add(name: str, in_team: str, age: str, state: str, staff: str | None = None, is_protected: bool = False) -> None:
        made[name] = Record(key("record", name), ORGANISATION[TEAM_OF[in_team]], team[in_team].key, PERSON[staff] if staff else None, now - AGES[age], is_protected, state=state)

    for in_team, age in itertools.product(TEAM_OF, ("instant", "fresh", "eve", "90", "lapsed")):
        add(f"expected {in_team} {age}", in_team, age, "expected")
    add("expected A1 protected", "A1", "fresh", "expected", is_protected=True)
    for in_team, staff, age in (("A1", "me", "fresh"), ("A2", "you", "fresh"), ("A1", "third", "instant"), ("B1", "me", "fresh"), ("A1", "me", "lapsed")):
        add(f"received {in_team} {staff} {age}", in_team, age, "received", staff)
    for in_team, staff in (("A1", "me"), ("A2", "you")):
        add(f"imported {in_team} {staff}", in_team, "fresh", "registered", staff)
    add("imported A1 third protected", "A1", "fresh", "registered", "third", is_protected=True)
    for in_team in ("A1", "B1"):
        add(f"undone {in_team}", in_team, "fresh", "undone")
    return made


def lists(world: World) -> list[dict]:
    """Team × state × writer and age. `begun` and `age`: how long ago."""
    writers = {"A": ("me reception", "both supervisor"), "B": ("me elsewhere reception",)}
    made = []
    for in_team, of in TEAM_OF.items():
        for state, by in itertools.product(("draft", "running", "done", "undone"), writers[of]):
            made.append((in_team, state, by, 0 * DAYS, 24 * HOURS))
        made += [(in_team, "draft", writers[of][0], 14 * DAYS, 0 * DAYS), (in_team, "draft", writers[of][0], 13 * DAYS, 0 * DAYS), (in_team, "done", writers[of][0], 0 * DAYS, 25 * HOURS)]
    caseloads = [("A1", "draft"), ("A1", "running"), ("A1", "done"), ("A2", "done"), ("A1", "undone")]
    return [{"id": key("list", *one), "organisation": ORGANISATION[TEAM_OF[in_team]], "team": world.teams[in_team].key, "state": state, "made_by": key("membership", by), "age": age,
             "kind": "arrivals", "begun": begun, "name": f"{in_team} {state} {by} {age.days} {begun}"} for one in made for in_team, state, by, age, begun in (one,)] + [
            {"id": key("caseload", in_team, state, hours), "organisation": ORGANISATION["A"], "team": world.teams[in_team].key, "state": state, "made_by": key("membership", "both supervisor"),
             "age": 0 * DAYS, "kind": "caseload", "begun": hours * HOURS, "name": f"caseload {in_team} {state} {hours}"}
            for in_team, state, hours in (*((*one, 24) for one in caseloads), ("A1", "done", 25))]


STATES = ("waiting", "expected", "arrived", "received", "registered", "no_show", "onward", "undone")
# Of a caseload: whom it has made and nobody has worked with, whom somebody has, and whom the organisation knew before.
TAKEN = (("imported A1 me", True), ("imported A2 you", True), ("imported A1 third protected", True), ("case open me", True), ("A A1 third fresh", False))
NAMED = ("expected A1 fresh", "expected A2 fresh", "received A1 me fresh", "A A1 me fresh", "A A2 you lapsed", "A A1 third fresh protected", "B B1 me fresh", "undone A1", "referral B accepted for me")


def rows(world: World) -> list[dict]:
    """On some lists: every state; and records near, found, hidden, undone."""
    made = []
    for of in lists(world):
        if of["kind"] == "caseload":
            made += [(of, "waiting", None), (of, "expected", "expected A1 fresh"), *((of, "registered", person) for person, _made in TAKEN)]
        elif of["age"] == 0 * DAYS and not of["name"].startswith("A-desk"):
            for state in STATES:
                person = {"waiting": None, "undone": None, "expected": "expected A1 fresh", "no_show": "expected A1 fresh"}.get(state, "A A1 me fresh")
                made.append((of, state, person))
        if of["state"] == "done" and of["kind"] == "arrivals":
            made += [(of, "received", person) for person in NAMED if person != "A A1 me fresh"] + [(of, "registered", "imported A1 me")]
    return [{"id": key("row", of["id"], state, person), "list": of, "state": state, "record": world.records[person] if person else None, "name": f"{of['name']} {state} {person}",
             "made": dict(TAKEN).get(person, False)}
            for of, state, person in made]


def said(world: World) -> list[dict]:
    """What was said of cases stands for those on one list."""
    return [one for one in rows(world) if one["list"]["name"] == "caseload A1 done 24" and one["record"]]


def pairs(world: World) -> list[tuple[Record, Record]]:
    """Two records of an organisation, near and found, lapsed, protected, expected, and one seen without its identity; the lower key first."""
    names = ("A A1 me fresh", "A A2 you fresh", "A A1 me lapsed", "A A1 me fresh protected", "expected A1 fresh", "case tail you", "case open me", "case withdrawn you", "case coworker economic")
    of_b = ("B B1 me fresh", "B B2 third fresh")
    through_a_window = [(one, "referral B accepted for me") for one in names]  # identity is read, but it is no record of the own organisation
    chosen = [*itertools.combinations(names, 2), of_b, (names[0], of_b[0]), *((one, "exceptional me open protected") for one in (names[0], "case open me")), *through_a_window]
    return [tuple(sorted((world.records[one], world.records[other]), key=lambda record: record.key)) for one, other in chosen]


def store(builder, world: World) -> None:
    now = world.now
    builder.insert_past("arrivals_arrivallist", [columns(
        "arrivals_arrivallist", id=one["id"], organisation_id=one["organisation"], team_id=one["team"], arrives_on=now.date(), file_name="x", file_digest=str(one["id"]), kind=one["kind"],
        state=one["state"], made_by=one["made_by"], made_at=now - one["age"], begun_at=now - one["begun"]) for one in lists(world)])
    builder.insert_past("arrivals_arrivalrow", [columns(
        "arrivals_arrivalrow", id=one["id"], list_id=one["list"]["id"], organisation_id=one["list"]["organisation"], line=1, digest=str(one["id"]), state=one["state"],
        person_id=one["record"].key if one["record"] else None, moved_at=now if one["made"] else now - DAYS if one["list"]["kind"] == "caseload" else None) for one in rows(world)])
    builder.insert_past("caseload_saidcase", [columns("caseload_saidcase", id=key(one["id"], "said"), row_id=one["id"], person_id=one["record"].key) for one in said(world)])
    builder.insert_past("arrivals_arrivalstep", [columns("arrivals_arrivalstep", id=key(one["id"], "step"), row_id=one["id"], step="arrive") for one in rows(world)])
    builder.insert_past("registry_judgement", [columns(
        "registry_judgement", id=key("judgement", one.key, other.key), person_id=one.key, other_id=other.key, verdict="same", organisation_id=one.organisation)
        for one, other in pairs(world)])
    world.rows["arrivals_arrivallist"] = [Row("arrivals_arrivallist", str(one["id"]), facts=one) for one in lists(world)]
    world.rows["arrivals_arrivalrow"] = [Row("arrivals_arrivalrow", str(one["id"]), one["record"], facts=one) for one in rows(world)]
    world.rows["arrivals_arrivalstep"] = [Row("arrivals_arrivalstep", str(key(one["id"], "step")), one["record"], facts=one) for one in rows(world)]
    world.rows["caseload_saidcase"] = [Row("caseload_saidcase", str(key(one["id"], "said")), one["record"], facts=one) for one in said(world)]
    world.rows["registry_judgement"] = [Row("registry_judgement", str(key("judgement", one.key, other.key)), one, facts={"other": other}) for one, other in pairs(world)]


# What every actor tries ------------------------------------------------------------------------------------------------------------------------------
def attempts(world: World) -> Iterator[Attempt]:
    for in_team, of in itertools.product(("A1", "A2", "B1"), "AB"):
        for kind in ("arrivals", "caseload"):
            yield Attempt(Row("arrivals_arrivallist", f"{in_team} {of} {kind}", facts={"team": world.teams[in_team].key, "kind": kind}), columns(
                "arrivals_arrivallist", id=key("new list"), organisation_id=ORGANISATION[of], team_id=world.teams[in_team].key, arrives_on=world.now.date(), file_name="x", file_digest="x", kind=kind))
        yield Attempt(Row("registry_person", f"expected {in_team} {of}", facts={"expected_team": world.teams[in_team].key}), columns(
            "registry_person", id=key("new", in_team), number="", organisation_id=ORGANISATION[of], expected_team_id=world.teams[in_team].key))
    for of in lists(world):
        if not of["name"].startswith("A-desk"):
            for state, person in (("waiting", None), ("waiting", "expected A1 fresh"), ("expected", None), ("expected", "expected A1 fresh"), ("expected", "expected A2 fresh"),
                                  ("expected", "A A1 me fresh"), ("received", "expected A1 fresh"), ("expected", "expected B1 fresh")):
                record = world.records[person] if person else None
                yield Attempt(Row("arrivals_arrivalrow", f"{of['name']} {state} {person}", record, facts={"list": of, "state": state}), columns(
                    "arrivals_arrivalrow", id=key("new row"), list_id=of["id"], organisation_id=of["organisation"], line=2, digest="x", state=state, person_id=record.key if record else None))
    for one in rows(world):
        if one["record"] and (one["list"]["name"] in ("caseload A1 running 24", "caseload A2 done 24") or one["name"].startswith("A1 done me reception 0 1 day, 0:00:00 registered")):
            yield Attempt(Row("caseload_saidcase", one["name"], one["record"], facts={"is_caseload": one["list"]["kind"] == "caseload"}), columns(
                "caseload_saidcase", id=key("new said"), row_id=one["id"], is_open=True))
    yield from _steps(world)
    for one, other in pairs(world):
        for verdict in ("same", "open"):
            yield Attempt(Row("registry_judgement", f"{one.key} {other.key} {verdict}", one, facts={"other": other, "verdict": verdict}), columns(
                "registry_judgement", id=key("new judgement"), person_id=one.key, other_id=other.key, verdict=verdict))


def _steps(world: World) -> Iterator[Attempt]:
    tried = {of["id"] for of in lists(world) if of["name"].startswith(("A1 done", "A1 draft me", "A2 done me", "B1 done", "A1 running both", "caseload A1 done", "caseload A2"))}
    for one in rows(world):
        if one["list"]["id"] not in tried:
            continue
        judged = [("judge", name) for name in ("A A1 me fresh", "A A2 you fresh", "A A1 third fresh protected", "B B1 me fresh", "referral B accepted for me", "case coworker economic")] if one["state"] == "waiting" else [("judge", "A A1 me fresh")]
        steps = ROW_LEAVES if one["list"]["name"].startswith("A1 done me") else ("receive", "undo", "judge")
        for step, person in (*((step, None) for step in steps), *judged, ("receive", "A A1 me fresh")):
            record = world.records[person] if person else None
            yield Attempt(Row("arrivals_arrivalstep", f"{one['name']} {step} {person}", one["record"], facts=one | {"step": step, "judged": record}), columns(
                "arrivals_arrivalstep", id=key("new step"), row_id=one["id"], step=step, person_id=record.key if record else None))


def tried(world: World) -> list[Record]:
    """Records on which steps and first rows are tried."""
    return [one for name, one in world.records.items() if name.startswith(("expected", "received", "undone"))]
