"""Choices and moves of a micro-business. No database, no clock."""
from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

MONTHS = 12
MOST_LINES = 20
MOST_INSTALMENTS = 4


class State(TextChoices):
    DRAFT = "draft", pgettext_lazy("business", "Being planned")
    SUBMITTED = "submitted", pgettext_lazy("business", "With the committee")
    RETURNED = "returned", pgettext_lazy("business", "Returned for changes")
    APPROVED = "approved", pgettext_lazy("business", "Approved")
    DECLINED = "declined", pgettext_lazy("business", "Declined")
    STARTED = "started", pgettext_lazy("business", "Started")
    DROPPED = "dropped", pgettext_lazy("business", "Given up before the start")


class Verb(TextChoices):
    SUBMIT = "submit", pgettext_lazy("business", "Submit to the committee")
    WITHDRAW = "withdraw", pgettext_lazy("business", "Take back")
    RETURN = "return", pgettext_lazy("business", "Return for changes")
    APPROVE = "approve", pgettext_lazy("business", "Approve")
    DECLINE = "decline", pgettext_lazy("business", "Decline")
    START = "start", pgettext_lazy("business", "Start")
    DROP = "drop", pgettext_lazy("business", "Give up")


# Verb → (from, to). The trigger `ring.business_step` holds the same.
MOVES: dict[str, tuple[frozenset[str], str]] = {
    Verb.SUBMIT: (frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED),
    Verb.WITHDRAW: (frozenset({State.SUBMITTED}), State.DRAFT),
    Verb.RETURN: (frozenset({State.SUBMITTED}), State.RETURNED),
    Verb.APPROVE: (frozenset({State.SUBMITTED}), State.APPROVED),
    Verb.DECLINE: (frozenset({State.SUBMITTED}), State.DECLINED),
    Verb.START: (frozenset({State.APPROVED}), State.STARTED),
    Verb.DROP: (frozenset({State.DRAFT, State.RETURNED, State.APPROVED}), State.DROPPED),
}
DECISIONS = (Verb.APPROVE, Verb.RETURN, Verb.DECLINE)
PLANNED = (State.DRAFT, State.RETURNED)  # while the plan is written


class Choice(TextChoices):
    """What a member of the committee votes for."""

    APPROVE = "approve", pgettext_lazy("vote", "Approve")
    RETURN = "return", pgettext_lazy("vote", "Return for changes")
    DECLINE = "decline", pgettext_lazy("vote", "Decline")


class Status(TextChoices):
    """How a business stands at a visit. Closing is no failure of the person."""

    RUNNING = "running", pgettext_lazy("business", "Running")
    DIFFICULT = "difficult", pgettext_lazy("business", "Running with difficulty")
    PAUSED = "paused", pgettext_lazy("business", "Paused")
    CLOSED = "closed", pgettext_lazy("business", "Closed")
    MOVED = "moved", pgettext_lazy("business", "Moved elsewhere")


SAYS_WHY = (Status.PAUSED, Status.CLOSED, Status.MOVED)
OVER = (Status.CLOSED, Status.MOVED)


class LineKind(TextChoices):
    INCOME = "income", pgettext_lazy("cash flow", "Income")
    VARIABLE = "variable", pgettext_lazy("cash flow", "Cost that comes with sales")
    FIXED = "fixed", pgettext_lazy("cash flow", "Cost of every month")


def outcome_of(votes: list[str], at_least: int) -> str:
    """The choice that more than half of the votes are for; nothing before `at_least` have voted, or where none has so many."""
    if len(votes) < at_least:
        return ""
    return next((one for one in Choice.values if votes.count(one) * 2 > len(votes)), "")
