"""States of a referral, who moves it, and its clocks. No database, no clock."""
import re
import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from amana.lib import names, workdays
from amana.lib.core.text import fold_digits


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


# Those that came, by how far they are; beside them stand those that were sent.
TABS = {
    "waiting": frozenset({State.SENT, State.SEEN}), "questions": frozenset({State.CLARIFICATION}), "running": frozenset({State.ACCEPTED, State.STARTED}),
    "ended": frozenset({State.COMPLETED, State.FEEDBACK, State.DECLINED, State.EXPIRED, State.WITHDRAWN, State.ENDED}),
}


class ReferralSort(TextChoices):
    DUE = "due", _("Least time left first")
    NEWEST = "newest", _("Latest sent first")
    OLDEST = "oldest", _("First sent first")


def usual_sort(tab: str) -> ReferralSort:
    """What waits for an answer stands by the time left, all else by when it was sent."""
    return ReferralSort.DUE if tab in ("waiting", "questions") else ReferralSort.NEWEST


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


WAITING = TABS["waiting"]
OPEN_TO_ANSWER = WAITING | TABS["questions"]
OPEN = frozenset({State.SENT, State.SEEN, State.CLARIFICATION, State.ACCEPTED, State.STARTED})
# step → (states it leaves, state it reaches or None: the same, side that may). The database holds the same table; a test compares the two over every pair.
MOVES = {
    Step.SEE: ({State.SENT}, State.SEEN, "receiver"),
    Step.ASK: ({State.SEEN}, State.CLARIFICATION, "receiver"),
    Step.REPLY: ({State.CLARIFICATION}, State.SEEN, "sender"),
    Step.ACCEPT: ({State.SEEN, State.CLARIFICATION}, State.ACCEPTED, "receiver"),
    Step.DECLINE: ({State.SEEN, State.CLARIFICATION}, State.DECLINED, "receiver"),
    Step.WITHDRAW: ({State.SENT, State.SEEN, State.CLARIFICATION}, State.WITHDRAWN, "sender"),
    Step.REMIND: ({State.SENT, State.SEEN, State.CLARIFICATION}, None, "sender"),
    Step.ASSIGN: ({State.ACCEPTED, State.STARTED}, None, "receiver"),
    Step.START: ({State.ACCEPTED}, State.STARTED, "receiver"),
    Step.COMPLETE: ({State.STARTED}, State.COMPLETED, "receiver"),
    Step.FEED_BACK: ({State.COMPLETED}, State.FEEDBACK, "receiver"),
    Step.END: ({State.ACCEPTED, State.STARTED}, State.ENDED, "both"),
}


# step → verb of the role, and in which capacities it is made: the desk that received it, the worker it named, whoever works on the sender's case.
MAKERS = {
    Step.SEE: ("answer", {"desk"}), Step.ASK: ("answer", {"desk"}), Step.ACCEPT: ("answer", {"desk"}), Step.DECLINE: ("answer", {"desk"}),
    Step.REPLY: ("reply", {"case"}), Step.WITHDRAW: ("withdraw", {"case"}), Step.REMIND: ("remind", {"case"}),
    Step.ASSIGN: ("answer", {"desk"}), Step.START: ("start", {"desk", "named"}), Step.COMPLETE: ("complete", {"desk", "named"}),
    Step.FEED_BACK: ("feed_back", {"desk", "named"}), Step.END: ("end", {"desk", "named", "case"}),
}


def possible(state: str, capacities: Iterable[str], verbs: Iterable[str]) -> set[str]:
    """Steps that an actor of these capacities and verbs may make now. What a page offers; the database decides."""
    held = capacities_held(capacities, verbs)
    return {step for step, (leaves, _reaches, _side) in MOVES.items() if state in leaves and MAKERS[step][0] in verbs and MAKERS[step][1] & held}


_COURSE = {State.SENT: 0, State.SEEN: 1, State.CLARIFICATION: 1, State.ACCEPTED: 2, State.STARTED: 3, State.COMPLETED: 4}


def is_early(step: str, state: str) -> bool:
    """Whether something else has to be done before the step can be made."""
    return state in _COURSE and all(_COURSE[State(state)] < _COURSE[leaves] for leaves in MOVES[Step(step)][0])


def capacities_held(capacities: Iterable[str], verbs: Iterable[str]) -> set[str]:
    """A desk is whoever answers there: a supervisor of the same team reads what it reads and moves nothing."""
    return {one for one in capacities if one != "desk" or "answer" in verbs}


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


class EndReason(TextChoices):
    CANNOT_DELIVER = "cannot_deliver", _("The service cannot be given")
    NO_CONTACT = "no_contact", _("Could not reach the person")
    CLIENT_REFUSED = "client_refused", _("The person does not want it any more")
    NEED_MET = "need_met", _("The need is met already")
    MOVED = "moved", _("The person moved away")
    SAFETY = "safety", _("No longer safe for the person")
    OTHER = "other", pgettext_lazy("reason", "Other")


class LapseReason(TextChoices):
    """What took the ground from a referral."""

    WITHDRAWN = "withdrawn", _("The consent was withdrawn")
    SUPERSEDED = "superseded", _("A newer answer of the person does not cover it")
    EXPIRED = "expired", _("The consent has run out")
    LEGAL = "legal", _("The legal basis has ended")


class Outcome(TextChoices):
    DELIVERED = "delivered", _("Delivered")
    PARTLY = "partly", _("Partly delivered")
    NOT_DELIVERED = "not_delivered", _("Not delivered")


@cache
def clocks() -> dict:
    """By urgency: answer and expiry as (amount, unit, clock), from reference/urgency.toml."""
    return tomllib.loads(files("amana.casework.referral").joinpath("reference/urgency.toml").read_text("utf-8"))


def reason_words(code: str) -> str:
    """A reason or outcome in words, whatever list it comes from."""
    return str(next((listed(code).label for listed in (DeclineReason, Outcome, EndReason) if code in listed.values), code))


def answer_words(urgency: str) -> str:
    """By when an urgency asks for an answer: `2 hours`, `3 working days`."""
    amount, unit, clock = clocks()[urgency]["answer"]
    if unit == "hours":
        return ngettext("%(n)s hour", "%(n)s hours", amount) % {"n": amount}
    if clock == "working":
        return ngettext("%(n)s working day", "%(n)s working days", amount) % {"n": amount}
    return ngettext("%(n)s day", "%(n)s days", amount) % {"n": amount}


@dataclass(frozen=True)
class Left:
    """How much of the time to answer is used, on the clock of the urgency: 0 to 1 and beyond."""

    started_at: datetime
    due_at: datetime
    share: float


def time_left(urgency: str, started_at: datetime, due_at: datetime, now: datetime, holidays: Collection[date]) -> Left:
    """Working time for routine, calendar time for all else (DESIGN.md §7)."""
    return Left(started_at, due_at, workdays.share_used(started_at, due_at, now, clocks()[urgency]["answer"][2], holidays))


def leaves_holidays_out(urgency: str) -> bool:
    """Whether its time to answer is working time."""
    return clocks()[urgency]["answer"][2] == "working"


_LONG_NUMBER = re.compile(r"\d(?:[\s.\-()/]?\d){5,}")  # six digits or more, however they are grouped
_WORD = re.compile("[\\w\u064b-\u0652\u0670]+")  # with vowel marks
_ADDRESS = re.compile(r"\S+@\S+\.\S+")
_MARKS = ".,;:!?()[]<>\"'،؛؟«»"  # of the sentence around an address
_ON = re.compile(r"\b[وف]?عَ?لَ?ى\b")  # the preposition, in every other sentence; Ali, who is often written so, has another part of the name beside him
_BEFORE = ("وال", "بال", "لل", "ال", "و", "ف", "ب", "ل", "ك")  # what Arabic writes onto the beginning of a word


def revealed(text: str, name: str) -> list[str]:
    """What in a text read before acceptance may tell who it is: words of her name, long numbers, addresses; as they stand in the text."""
    parts = {part for part in names.fold(name).split() if len(part) > 2}
    words = _WORD.findall(text)
    hits = [_bare(names.fold(word)) & parts for word in words]
    found = [word for n, word in enumerate(words) if hits[n] and not (
        _ON.fullmatch(word) and hits[n] == {"علي"} and not _ON.search(name) and not any((*hits[max(n - 1, 0):n], *hits[n + 1:n + 2])))]
    numbers = [match.group().strip() for match in _LONG_NUMBER.finditer(fold_digits(text))]
    addresses = [one.strip(_MARKS) for one in _ADDRESS.findall(text)]
    return [*dict.fromkeys([*found, *numbers, *addresses])]


def _bare(word: str) -> set[str]:
    """The word, and what is left of it without leading particles."""
    found = {word}
    for _n in range(2):  # and for her: two of them
        found |= {one.removeprefix(before) for one in found for before in _BEFORE if one.startswith(before) and len(one) - len(before) > 2}
    return found
