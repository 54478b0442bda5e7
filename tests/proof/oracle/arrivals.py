"""Who uploads, imports, moves and judges arrivals (DESIGN.md §6.3, §7)."""
from datetime import datetime

from tests.proof.oracle.circles import near
from tests.proof.oracle.facts import Actor, Row
from tests.proof.oracle.kinds import sees_list


def uploads(actor: Actor, facts: dict) -> bool:
    """For an own team; whatever organisation the row names, it becomes the actor's own."""
    return actor.may("import") and facts["team"] in actor.teams


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
