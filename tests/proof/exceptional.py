"""Exceptional accesses in the proof's world: open, over, ended and judged, on files of every kind; and what is tried."""
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.proof import cases
from tests.proof.oracle import Exceptional, Record, Row
from tests.proof.world import ORGANISATION, PERSON, Attempt, World, columns, key, teams

HOURS = timedelta(hours=1)
WORDS = "a child is missing"
# made, ended, judged so many hours from now
TIMES = {"open": (-1, None, None), "now": (0, None, None), "edge": (-4, None, None), "over": (-5, None, None), "ended": (-1, -0.5, None), "ended now": (-1, 0, None),
         "open and judged": (-1, None, -0.5), "over and judged": (-30, None, -2)}
TOLD = ("third", "both", "loner")
# who opened it, when, on which file: a life of a case of A2's (`cases.LIVES`), or a record without one. Nobody but "you" has three open.
OPENED = [("me", "open", "open"), ("me", "open", "protected"), ("me", "edge", "open"), ("me", "over", "open"), ("me", "ended", "open"), ("me", "ended now", "grace"), ("me", "over and judged", "open"),
          ("both", "now", "open"), ("third", "open", "tail"), ("third", "open and judged", "open"), ("odd", "open", "withdrawn"), ("odd", "open", "fresh"), ("loner", "open", "fresh protected"),
          ("you", "open", "fresh"), ("you", "open", "lapsed"), ("you", "open", "eve")]
ELSEWHERE = [("both", "open", "fresh"), ("me", "over", "fresh")]


def exceptional_records(now: datetime) -> dict[str, Record]:
    made = {}
    for holder, when, what in OPENED:
        name = f"exceptional {holder} {when} {what}"
        made[name] = _record(now, name, what, (_access(now, name, "A", holder, when),), "A1" if holder == "you" else "A2")
    for holder, when, what in ELSEWHERE:
        name = f"exceptional B {holder} {when} {what}"
        made[name] = _record(now, name, what, (_access(now, name, "B", holder, when),), "B2")
    return made


def _record(now: datetime, name: str, what: str, accesses: tuple, in_team: str) -> Record:
    ages = {"fresh": 40, "lapsed": 200, "eve": 89.9}  # on the eve what lapses does so within the four hours
    of = ORGANISATION[in_team[0]]
    if what.split()[0] in ages:
        since = now - timedelta(days=ages[what.split()[0]])
        return Record(key("record", name), of, teams()[in_team].key, PERSON["third"], since, what.endswith("protected"), exceptional=accesses)
    return cases.record_with_case(now, name, "open" if what == "protected" else what, (in_team, "you"), is_protected=what == "protected", exceptional=accesses)


def _access(now: datetime, name: str, of: str, holder: str, when: str) -> Exceptional:
    made, ended, judged = (None if at is None else now + at * HOURS for at in TIMES[when])
    return Exceptional(key(name, "access"), ORGANISATION[of], PERSON[holder], made, ended, judged, frozenset(PERSON[one] for one in TOLD if one != holder))


def store(builder, world: World) -> None:
    found = [(record, one) for record in world.records.values() for one in record.exceptional]
    builder.insert_past("exceptional_access", [columns(
        "exceptional_access", id=one.key, person_id=record.key, organisation_id=one.organisation, staff_id=one.staff, told="{" + ",".join(map(str, one.told)) + "}", reason="life", words=WORDS,
        made_at=one.made_at, closes_at=one.made_at + 4 * HOURS, due_at=one.made_at + timedelta(days=7), ended_at=one.ended_at, reviewed_at=one.reviewed_at,
        verdict="justified" if one.reviewed_at else "") for record, one in found])
    builder.insert_past("exceptional_accessstep", [columns(
        "exceptional_accessstep", id=key(one.key, "step"), access_id=one.key, person_id=record.key, step="end", made_at=one.made_at) for record, one in found])
    world.rows["exceptional_access"] = [Row("exceptional_access", str(one.key), record, facts={"access": one}) for record, one in found]
    world.rows["exceptional_accessstep"] = [Row("exceptional_accessstep", str(key(one.key, "step")), record, facts={"access": one}) for record, one in found]
    world.numbers = {person: number for person, number in builder.run("SELECT id, number FROM registry_person").fetchall()}


TRIED = ("A A1 me fresh", "A A2 you fresh", "A A2 you fresh protected", "A A2 third lapsed", "A A2 you 90", "A A2 you year", "A A2 you erased", "A A2 you coming", "A A2 you instant",
         "A A1 me lapsed", "A A-desk None fresh", "A None None fresh", "A A1 you fresh", "B B1 me fresh", "B B2 third fresh", "P P-desk None fresh", "expected A2 fresh", "received A2 you fresh", "undone A1",
         "case open you", "case open me", "case tail you", "case withdrawn you", "case erased you", "case open protected", "case coworker all", "member you", "member me",
         "exceptional me open open", "exceptional me over open", "exceptional me ended open", "exceptional both now open", "exceptional you open fresh", "exceptional odd open fresh")


def attempts(world: World) -> Iterator[Attempt]:
    accesses = [one for record in world.records.values() for one in record.exceptional]
    facts = {"members": world.actors, "open": Counter(one.staff for one in accesses if world.now < one.closes_at), "words": True}
    for name in TRIED:
        record = world.records[name]
        yield _opening(record, name, facts, world.numbers[record.key])
    yield _opening(None, "missing", facts, "AM-2222-2222")
    yield _opening(world.records["A A2 you fresh"], "without words", facts | {"words": False}, world.numbers[world.records["A A2 you fresh"].key], words="  x       ")
    for record in world.records.values():
        for one in record.exceptional:
            for step, verdict, words in (("end", "", ""), ("review", "justified", WORDS), ("review", "not_justified", WORDS), ("review", "justified", "x"), ("review", "", WORDS), ("end", "justified", WORDS)):
                is_whole = (step == "review") == bool(verdict)
                yield Attempt(Row("exceptional_accessstep", f"{step} {verdict} {words} {one.key}", record, facts={"access": one, "step": step, "words": words == WORDS, "is_whole": is_whole}), columns(
                    "exceptional_accessstep", id=key("new access step"), access_id=one.key, step=step, verdict=verdict, words=words))


def _opening(record: Record | None, name: str, facts: dict, number: str, words: str = WORDS) -> Attempt:
    """Whatever holder, organisation, end and colleagues a row names: they become what the rule says."""
    return Attempt(Row("exceptional_access", name, record, facts=facts), columns(
        "exceptional_access", id=key("new access"), number=number, organisation_id=ORGANISATION["B"], staff_id=PERSON["third"], told="{}", reason="life", words=words,
        closes_at="2099-01-01", verdict="justified"))
