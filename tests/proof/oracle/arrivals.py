"""Who uploads, imports, moves and judges arrivals (DESIGN.md §6.3, §7)."""
from datetime import datetime

from tests.proof.oracle.circles import near, sights
from tests.proof.oracle.facts import Actor, Row
from tests.proof.oracle.kinds import sees_list
from tests.proof.oracle.roles import BIT


def uploads(actor: Actor, facts: dict) -> bool:
    """For an own team; whatever organisation the row names, it becomes the actor's own."""
    return actor.may("import") and facts["team"] in actor.teams and (facts["kind"] == "arrivals" or actor.may("assign"))


def alters_list(actor: Actor, facts: dict) -> bool:
    return sees_list(actor, facts) and (actor.may("import") or actor.may("undo_import"))


def imports_row(actor: Actor, row: Row, now: datetime) -> bool:
    """Of a list that is being imported; what waits for a judgement has no record yet, any other names an expected one. facts: list, state."""
    state, record = row.facts["state"], row.record
    return (actor.may("import") and sees_list(actor, row.facts["list"]) and row.facts["list"]["state"] in ("running", "done")
            and state in ("expected", "waiting") and (record is None) == (state == "waiting")
            and (record is None or any(circle.needs == "receive" for circle in near(actor, row, now))))


# §7 "Arrival": expected → arrived → received → registered · no-show · onward; a mistake is taken back, a judged row is expected, an import undone in 24 hours.
ROW_LEAVES = {"arrive": ("expected",), "receive": ("expected", "arrived"), "register": ("received",), "no_show": ("expected",),
              "onward": ("expected", "arrived", "received", "registered"), "back": ("arrived", "no_show"), "judge": ("waiting",),
              "undo": ("waiting", "expected", "arrived", "no_show")}


def is_undone(row: Row) -> bool:
    """Whoever is not received yet; of a caseload also whom it has registered, as long as nobody has worked with the record that it made. facts: list, state, made."""
    if row.facts["list"]["kind"] == "caseload" and row.facts["state"] == "registered":
        one = row.record
        return row.facts["made"] and not (one.cases or one.leaves or one.legal or one.households or one.exceptional)
    return row.facts["state"] in ROW_LEAVES["undo"]


def says_case(actor: Actor, row: Row, now: datetime) -> bool:
    """Of a caseload's row, social, by who imports and assigns and writes that section of the record (§6.2, §6.4). facts: is_caseload."""
    return (actor.may("import") and actor.may("assign") and row.facts["is_caseload"]
            and any(sight.near and sight.writes & BIT["social"] for sight in sights(actor, row.record, None, now)))
