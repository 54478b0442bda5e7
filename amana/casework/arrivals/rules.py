"""States of an arrival list and of its rows, and what moves them (DESIGN.md §7 "Arrival")."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

UNDO_HOURS = 24
BATCH = 100  # rows of one transaction of an import
KEPT_DAYS = 30  # wrong rows after an import, to be mended (policies.sql, `entry.forget_lists`)


class ListKind(TextChoices):
    """What a list is of: people on their way, or the people and cases that an office has worked with already."""

    ARRIVALS = "arrivals", _("Arrivals")
    CASELOAD = "caseload", _("Caseload")


class ListState(TextChoices):
    DRAFT = "draft", _("Not imported yet")
    RUNNING = "running", _("Being imported")
    DONE = "done", _("Imported")
    UNDONE = "undone", _("Import undone")


class RowState(TextChoices):
    WAITING = "waiting", _("To be judged")
    EXPECTED = "expected", _("Expected")
    ARRIVED = "arrived", _("Arrived")
    RECEIVED = "received", _("Received")
    REGISTERED = "registered", _("Registered")
    NO_SHOW = "no_show", _("Did not come")
    ONWARD = "onward", _("Travelled on")
    UNDONE = "undone", _("Import undone")


class RowStep(TextChoices):
    ARRIVE = "arrive", _("Arrived")
    RECEIVE = "receive", _("Received")
    REGISTER = "register", _("Registered")
    NO_SHOW = "no_show", _("Did not come")
    ONWARD = "onward", _("Travelled on")
    BACK = "back", _("Expected again")
    JUDGE = "judge", _("Judged")
    UNDO = "undo", _("Import undone")


# step → from which states, to which. The database holds the same table (policies.sql); a test compares the two.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    RowStep.ARRIVE: (frozenset({RowState.EXPECTED}), RowState.ARRIVED),
    RowStep.RECEIVE: (frozenset({RowState.EXPECTED, RowState.ARRIVED}), RowState.RECEIVED),
    RowStep.REGISTER: (frozenset({RowState.RECEIVED}), RowState.REGISTERED),
    RowStep.NO_SHOW: (frozenset({RowState.EXPECTED}), RowState.NO_SHOW),
    RowStep.ONWARD: (frozenset({RowState.EXPECTED, RowState.ARRIVED, RowState.RECEIVED, RowState.REGISTERED}), RowState.ONWARD),
    RowStep.BACK: (frozenset({RowState.ARRIVED, RowState.NO_SHOW}), RowState.EXPECTED),
    RowStep.JUDGE: (frozenset({RowState.WAITING}), RowState.EXPECTED),
    RowStep.UNDO: (frozenset({RowState.WAITING, RowState.EXPECTED, RowState.ARRIVED, RowState.NO_SHOW, RowState.REGISTERED}), RowState.UNDONE),
}
# Of these alone an arrival list is undone; whom a caseload has registered as well, as long as nobody worked with her (policies.sql, `ring.worked_on`).
NOT_RECEIVED = (RowState.WAITING, RowState.EXPECTED, RowState.ARRIVED, RowState.NO_SHOW)
VERBS = {RowStep.REGISTER: "register", RowStep.JUDGE: "judge", RowStep.UNDO: "undo_import"}  # all others: receive


def verb_of(step: str) -> str:
    return VERBS.get(RowStep(step), "receive")


def steps_from(state: str) -> list[RowStep]:
    """What may happen next to a row, in the order in which it is offered."""
    return [step for step, (states, _to) in MOVES.items() if state in states]
