"""States of a referral, who moves it, and its clocks. No database, no clock."""
import tomllib
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    SENT = "sent", _("Waiting for an answer")
    SEEN = "seen", _("Seen, waiting for an answer")
    CLARIFICATION = "clarification", _("Question open")
    ACCEPTED = "accepted", _("Accepted")
    STARTED = "started", _("In progress")
    COMPLETED = "completed", _("Service delivered")
    FEEDBACK = "feedback", _("Feedback given")
    DECLINED = "declined", pgettext_lazy("referral", "Declined")
    EXPIRED = "expired", _("Time ran out")
    WITHDRAWN = "withdrawn", pgettext_lazy("referral", "Withdrawn")
    ENDED = "ended", _("Ended early")


class Step(TextChoices):
    SEE = "see", _("Seen by the desk")
    ASK = "ask", _("Question asked")
    REPLY = "reply", _("Question answered")
    ACCEPT = "accept", _("Accepted")
    DECLINE = "decline", pgettext_lazy("referral", "Declined")
    WITHDRAW = "withdraw", pgettext_lazy("referral", "Withdrawn")
    REMIND = "remind", _("Reminder sent")
    ASSIGN = "assign", _("Worker named")
    START = "start", _("Service begun")
    COMPLETE = "complete", _("Service delivered")
    FEED_BACK = "feed_back", _("Feedback given")
    END = "end", _("Ended early")


WAITING = frozenset({State.SENT, State.SEEN})
OPEN = frozenset({State.SENT, State.SEEN, State.CLARIFICATION, State.ACCEPTED, State.STARTED})
# step → (states it leaves, state it reaches or None: the same, side that may). The database holds the same table; a test compares the two over every pair.
MOVES = {
    Step.SEE: ({State.SENT}, State.SEEN, "receiver"),
    Step.ASK: ({State.SENT, State.SEEN}, State.CLARIFICATION, "receiver"),
    Step.REPLY: ({State.CLARIFICATION}, State.SEEN, "sender"),
    Step.ACCEPT: ({State.SENT, State.SEEN, State.CLARIFICATION}, State.ACCEPTED, "receiver"),
    Step.DECLINE: ({State.SENT, State.SEEN, State.CLARIFICATION}, State.DECLINED, "receiver"),
    Step.WITHDRAW: ({State.SENT, State.SEEN, State.CLARIFICATION}, State.WITHDRAWN, "sender"),
    Step.REMIND: ({State.SENT, State.SEEN, State.CLARIFICATION}, None, "sender"),
    Step.ASSIGN: ({State.ACCEPTED, State.STARTED}, None, "receiver"),
    Step.START: ({State.ACCEPTED}, State.STARTED, "receiver"),
    Step.COMPLETE: ({State.STARTED}, State.COMPLETED, "receiver"),
    Step.FEED_BACK: ({State.COMPLETED}, State.FEEDBACK, "receiver"),
    Step.END: ({State.ACCEPTED, State.STARTED}, State.ENDED, "both"),
}


class Urgency(TextChoices):
    EMERGENCY = "emergency", _("Emergency")
    URGENT = "urgent", _("Urgent")
    ROUTINE = "routine", _("Routine")


class DeclineReason(TextChoices):
    NO_CAPACITY = "no_capacity", _("No place")
    OUTSIDE_AREA = "outside_area", _("Outside our area")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible for the service")
    WRONG_SERVICE = "wrong_service", _("Not our service")
    NO_CONTACT = "no_contact", _("Could not reach the person")
    CLIENT_REFUSED = "client_refused", _("The person refused")
    DUPLICATE = "duplicate", _("Referred to us already")
    CONFLICT = "conflict_of_interest", _("Conflict of interest")


class Outcome(TextChoices):
    DELIVERED = "delivered", _("Delivered")
    PARTLY = "partly", _("Partly delivered")
    NOT_DELIVERED = "not_delivered", _("Not delivered")


@cache
def clocks() -> dict:
    """By urgency: answer and expiry as (amount, unit, clock), from reference/urgency.toml."""
    return tomllib.loads(files("amana.casework.referral").joinpath("reference/urgency.toml").read_text("utf-8"))
