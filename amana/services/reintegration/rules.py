"""Choices of return and follow-up, and the rules that are data: the checklist of the arrival day, the months, the protocol of a missed contact."""
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from amana.casework.cases.rules import TaskKind
from amana.ground.shell.values import reading_language

ASSISTED = "assisted_voluntary"  # of the list of ways of return


class Ordered(TextChoices):
    """Whether somebody ordered the return or forced it. With an order it was never a voluntary one."""

    NO = "no", pgettext_lazy("ordered to leave", "No, the person decided")
    YES = "yes", pgettext_lazy("ordered to leave", "Yes: an order to leave, detention until boarding, or force")
    UNKNOWN = "unknown", pgettext_lazy("ordered to leave", "Not known")


class Company(TextChoices):
    """Who travelled along."""

    ALONE = "alone", pgettext_lazy("travelled", "Alone")
    FAMILY = "family", pgettext_lazy("travelled", "With family")
    STAFF = "staff", pgettext_lazy("travelled", "With staff of the mission or an organisation")
    MEDICAL = "medical", pgettext_lazy("travelled", "With a medical escort")
    AUTHORITIES = "authorities", pgettext_lazy("travelled", "Escorted by authorities")


class CheckState(TextChoices):
    TO_DO = "to_do", pgettext_lazy("checklist", "To do")
    DONE = "done", pgettext_lazy("checklist", "Done")
    NOT_NEEDED = "not_needed", pgettext_lazy("checklist", "Not needed")


class Transport(TextChoices):
    BUS = "bus", pgettext_lazy("transport", "Bus or microbus")
    TRAIN = "train", pgettext_lazy("transport", "Train")
    CAR = "car", pgettext_lazy("transport", "Car of the organisation")
    FAMILY = "family", pgettext_lazy("transport", "Fetched by family")
    OTHER = "other", pgettext_lazy("transport", "Otherwise")


class OnwardState(TextChoices):
    PLANNED = "planned", pgettext_lazy("onward travel", "Planned")
    LEFT = "left", pgettext_lazy("onward travel", "On the way")
    ARRIVED = "arrived", pgettext_lazy("onward travel", "Arrived, confirmed")


class Way(TextChoices):
    """By what a worker tried to reach the person."""

    CALL = "call", pgettext_lazy("way of contact", "Call")
    TEXT = "text", pgettext_lazy("way of contact", "Text message")
    OTHER_CONTACT = "other_contact", pgettext_lazy("way of contact", "The other contact that the person agreed to")
    VISIT = "visit", pgettext_lazy("way of contact", "Visit")
    OFFICE = "office", pgettext_lazy("way of contact", "At the office")


class Outcome(TextChoices):
    REACHED = "reached", pgettext_lazy("attempt", "Reached")
    NO_ANSWER = "no_answer", pgettext_lazy("attempt", "No answer")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("attempt", "Wrong number, or not there any more")
    SOMEONE_ELSE = "someone_else", pgettext_lazy("attempt", "Somebody else answered")
    ASKED_NOT = "asked_not", pgettext_lazy("attempt", "Asked not to be called")


class Wish(TextChoices):
    """What the person thinks about leaving again. Asked openly; no answer changes what help there is."""

    STAY = "stay", pgettext_lazy("leaving again", "Wants to stay")
    UNSURE = "unsure", pgettext_lazy("leaving again", "Thinks about it")
    LEAVE = "leave", pgettext_lazy("leaving again", "Wants to leave")
    UNSAID = "unsaid", pgettext_lazy("leaving again", "Prefers not to say")


MISSED = (TaskKind.MISSED_OTHER, TaskKind.MISSED_VISIT, TaskKind.MISSED_SUPERVISOR)


# The checklist of the arrival day ------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Item:
    code: str
    row: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.row["name_ar" if reading_language() == "ar" else "name_en"]

    @property
    def arranged(self) -> str:
        """The column of the onward journey that does it; empty for most."""
        return self.row.get("arranged", "")


@cache
def items() -> dict[str, Item]:
    """By code, in the order of reference/reception.toml."""
    return {row["code"]: Item(row["code"], row) for row in _file("reception")["item"]}


# Follow-up by rule --------------------------------------------------------------------------------------------------------------------------------------
class VisitState(TextChoices):
    KEPT = "kept", pgettext_lazy("month of follow-up", "Kept")
    MISSED = "missed", pgettext_lazy("month of follow-up", "Not kept")
    LATE = "late", pgettext_lazy("month of follow-up", "Late")
    DUE = "due", pgettext_lazy("month of follow-up", "Due now")
    TO_COME = "to_come", pgettext_lazy("month of follow-up", "To come")


@dataclass(frozen=True)
class Month:
    """One follow-up: so many months after the return. It counts from opens_on until before closes_on (None: the last one stays open)."""

    number: int
    due_on: date
    opens_on: date
    closes_on: date | None
    state: VisitState


def months() -> list[int]:
    return _file("follow_up")["months"]


def timetable(returned_on: date, reached: Collection[date], today: date) -> list[Month]:
    """Each month of the rule with how it stands. reached: the days on which the person was reached."""
    rule = _file("follow_up")
    days = [_months_later(returned_on, number) for number in rule["months"]]
    opens = [day - timedelta(days=rule["opens_days_before"]) for day in days]
    made = []
    for number, due_on, opens_on, closes_on in zip(rule["months"], days, opens, [*opens[1:], None], strict=True):
        if any(opens_on <= day and (closes_on is None or day < closes_on) for day in reached):
            state = VisitState.KEPT
        elif today < opens_on:
            state = VisitState.TO_COME
        elif closes_on is not None and today >= closes_on:
            state = VisitState.MISSED
        else:
            state = VisitState.LATE if today > due_on + timedelta(days=rule["late_after_days"]) else VisitState.DUE
        made.append(Month(number, due_on, opens_on, closes_on, state))
    return made


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or the last one that there is."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))


# The protocol of a missed contact -----------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Try:
    """How one attempt counts."""

    way: str
    outcome: str
    tried_on: date


@dataclass(frozen=True)
class Step:
    task: TaskKind
    ways: frozenset[str]
    days: int
    due: tuple[int, str, str]
    to_supervisor: bool


@cache
def protocol() -> tuple[Step, ...]:
    """In the order of reference/missed_contact.toml."""
    return tuple(Step(TaskKind(row["task"]), frozenset(Way(one).value for one in row["ways"]), row["days"], tuple(row["due"]), row.get("to") == "supervisor")
                 for row in _file("missed_contact")["step"])


def since_reached(tries: Iterable[Try]) -> list[Try]:
    """In their order, those after the person was last reached."""
    missed: list[Try] = []
    for one in tries:
        missed = [] if one.outcome == Outcome.REACHED else [*missed, one]
    return missed


def missed_step(tries: Iterable[Try]) -> Step | None:
    """The furthest step of the protocol that these attempts have come to. Who asked not to be called is not looked for."""
    missed, reached = since_reached(tries), None
    if any(one.outcome == Outcome.ASKED_NOT for one in missed):
        return None
    for step in protocol():
        if len({one.tried_on for one in missed if one.way in step.ways}) < step.days:
            break
        reached = step
    return reached


def asked_not_to_be_called(tries: Iterable[Try]) -> bool:
    """By the latest word of the person herself: whoever comes later by another way may be called again."""
    return any(one.outcome == Outcome.ASKED_NOT for one in since_reached(tries))


# Closing ------------------------------------------------------------------------------------------------------------------------------------------------
def closure_rule() -> Mapping:
    """How the evidence of closing is read, from reference/closure.toml."""
    return _file("closure")


@cache
def _file(name: str) -> Mapping:
    return tomllib.loads(files("amana.services.reintegration").joinpath(f"reference/{name}.toml").read_text("utf-8"))
