"""States of cases, plans, actions and tasks, risk levels and their clocks. No database, no clock."""
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseState(TextChoices):
    OPEN = "open", pgettext_lazy("case", "Open")
    ON_HOLD = "on_hold", pgettext_lazy("case", "On hold")
    CLOSURE_ASKED = "closure_asked", _("Closure asked for")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


class CaseVerb(TextChoices):
    HOLD = "hold", _("Put on hold")
    RESUME = "resume", _("Resumed")
    ASK_CLOSURE = "ask_closure", _("Closure asked for")
    REFUSE_CLOSURE = "refuse_closure", _("Closure refused")
    APPROVE_CLOSURE = "approve_closure", pgettext_lazy("case", "Closed")
    REOPEN = "reopen", pgettext_lazy("case", "Reopened")
    REMOVE_COWORKER = "remove_coworker", _("Coworker removed")
    REMOVE_MEMBER = "remove_member", _("Household member removed")


# verb → (states it leaves, state it reaches); the database holds the same table, and a test compares the two over every pair.
CASE_MOVES = {
    CaseVerb.HOLD: ({CaseState.OPEN}, CaseState.ON_HOLD),
    CaseVerb.RESUME: ({CaseState.ON_HOLD}, CaseState.OPEN),
    CaseVerb.ASK_CLOSURE: ({CaseState.OPEN, CaseState.ON_HOLD}, CaseState.CLOSURE_ASKED),
    CaseVerb.REFUSE_CLOSURE: ({CaseState.CLOSURE_ASKED}, CaseState.OPEN),
    CaseVerb.APPROVE_CLOSURE: ({CaseState.CLOSURE_ASKED}, CaseState.CLOSED),
    CaseVerb.REOPEN: ({CaseState.CLOSED}, CaseState.OPEN),
}
GRACE_DAYS = 30
REOPEN_DAYS = 365


class CaseSort(TextChoices):
    """Orders of the list. By opening it is read along an index; the others are for as many as can be sorted at once."""

    NEWEST = "", _("Last opened first")
    OLDEST = "oldest", _("First opened first")
    DUE = "due", _("Nearest deadline first")
    RISK = "risk", _("Highest risk first")


class PlanStanding(TextChoices):
    """How far the plan of a case has come, as a list can be narrowed to it."""

    NONE = "none", _("No plan yet")
    IN_WORK = "in_work", pgettext_lazy("plan", "In work")
    SUBMITTED = "submitted", _("Waiting for approval")
    APPROVED = "approved", pgettext_lazy("plan", "In force")


class ClosureReason(TextChoices):
    GOALS_MET = "goals_met", _("Goals met")
    TRANSFERRED = "transferred", _("Transferred to another organisation")
    LEFT_AREA = "left_area", _("Left the area")
    LEFT_COUNTRY = "left_country", _("Left the country")
    LOST_CONTACT = "lost_contact", _("Contact lost")
    WITHDREW = "withdrew", _("The person withdrew")
    AGED_OUT = "aged_out", _("Aged out")
    DIED = "died", _("Died")
    DUPLICATE = "duplicate", _("Registered twice")
    NOT_ELIGIBLE = "not_eligible", _("Not eligible")


class RiskLevel(TextChoices):
    CRITICAL = "critical", _("Danger to life")
    HIGH = "high", _("High risk")
    MEDIUM = "medium", _("Medium risk")
    LOW = "low", _("Low risk")


CONTACT_WORDS = {
    "daily": _("contact every day"), "twice a week": _("contact twice a week"), "every one to two weeks": _("contact every one to two weeks"),
    "monthly": _("contact every month"),
}


@dataclass(frozen=True)
class RiskRule:
    """How soon a level asks for the first action and for a review; each with its clock."""

    first_action: tuple[int, str, str]  # amount, unit (hours, days), clock (calendar, working)
    review: tuple[int, str, str]
    contact: str
    status: str


@cache
def risk_rules() -> dict[str, RiskRule]:
    """By level, from reference/risk_levels.toml."""
    rows = _reference("risk_levels")
    return {level: RiskRule(tuple(rows[level]["first_action"]), tuple(rows[level]["review"]), rows[level]["contact"], rows["status"])
            for level in RiskLevel.values}


UNDECIDED = "undecided"  # the level of a case whose risk nobody has decided yet


@dataclass(frozen=True)
class ContactRule:
    """After how many days without contact a level is told of, and which kinds of notes are a contact."""

    days: dict[str, int]
    kinds: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class LoadRule:
    """What a case weighs by its level, and how much a worker carries at most."""

    weights: dict[str, int]
    limit: int
    status: str


@cache
def contact_rule() -> ContactRule:
    """From reference/contact.toml."""
    rows = _reference("contact")
    return ContactRule({level: rows["days"][level] for level in (*RiskLevel.values, UNDECIDED)}, tuple(NoteKind(kind) for kind in rows["kinds"]), rows["status"])


@cache
def load_rule() -> LoadRule:
    """From reference/caseload.toml."""
    rows = _reference("caseload")
    return LoadRule({level: rows["weights"][level] for level in (*RiskLevel.values, UNDECIDED)}, rows["limit"], rows["status"])


def is_too_long(level: str | None, days_without: int) -> bool:
    """Whether so many days without contact are more than the level allows."""
    return days_without > contact_rule().days[level or UNDECIDED]


def weight(levels: Iterable[str | None]) -> int:
    """What cases of these levels weigh together."""
    return sum(load_rule().weights[level or UNDECIDED] for level in levels)


def _reference(name: str) -> dict:
    return tomllib.loads(files("amana.casework.cases").joinpath(f"reference/{name}.toml").read_text("utf-8"))


class PlanState(TextChoices):
    DRAFT = "draft", pgettext_lazy("plan", "Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Returned for changes")
    APPROVED = "approved", pgettext_lazy("plan", "Approved")
    SUPERSEDED = "superseded", pgettext_lazy("plan", "Replaced by the next version")


class PlanVerb(TextChoices):
    SUBMIT = "submit", _("Plan submitted")
    APPROVE = "approve", _("Plan approved")
    RETURN = "return", _("Plan returned")


PLAN_MOVES = {
    PlanVerb.SUBMIT: ({PlanState.DRAFT, PlanState.RETURNED}, PlanState.SUBMITTED),
    PlanVerb.APPROVE: ({PlanState.SUBMITTED}, PlanState.APPROVED),
    PlanVerb.RETURN: ({PlanState.SUBMITTED}, PlanState.RETURNED),
}


class Dimension(TextChoices):
    SOCIAL = "social", pgettext_lazy("dimension", "Social")
    ECONOMIC = "economic", pgettext_lazy("dimension", "Economic")
    PSYCHOSOCIAL = "psychosocial", pgettext_lazy("dimension", "Psychosocial")
    PROTECTION = "protection", pgettext_lazy("dimension", "Protection")
    HEALTH = "health", pgettext_lazy("dimension", "Health")
    LEGAL = "legal", pgettext_lazy("dimension", "Legal")
    EDUCATION = "education", pgettext_lazy("dimension", "Education")


class ActionState(TextChoices):
    PLANNED = "planned", pgettext_lazy("action", "Planned")
    UNDER_WAY = "under_way", pgettext_lazy("action", "Under way")
    DONE = "done", pgettext_lazy("action", "Done")
    DROPPED = "dropped", pgettext_lazy("action", "Dropped")


class ActionKind(TextChoices):
    """How an action is carried out."""

    OWN = "own", _("Own service")
    REFERRAL = "referral", _("Referral to another organisation")
    ASSISTANCE = "assistance", _("Assistance in money or kind")


class Currency(TextChoices):
    """ISO 4217."""

    EGP = "EGP", _("Egyptian pounds")
    USD = "USD", _("US dollars")
    EUR = "EUR", _("Euros")


class TaskState(TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    CANCELLED = "cancelled", pgettext_lazy("task", "Cancelled")


class TaskKind(TextChoices):
    """Where a task comes from: a worker's own hand, or a rule."""

    OWN = "own", _("Planned")
    FIRST_ACTION = "first_action", _("First action after the risk decision")
    GIVE_BACK = "give_back", _("Give the case back after the leave")
    PLAN_ACTION = "plan_action", _("Action of the plan")
    BUSINESS_VISIT = "business_visit", _("Mentoring visit to the business, month")
    ALARM = "alarm", _("Urgent today: open the case and call the supervisor")
    REFERRAL_DECLINED = "referral_declined", _("Referral declined: find another way")
    REFERRAL_EXPIRED = "referral_expired", _("Nobody answered the referral: find another way")
    REFERRAL_ENDED = "referral_ended", _("Referral ended early: find another way")
    REFERRAL_QUESTION = "referral_question", _("Answer the question about the referral")
    TRANSFER_ARRIVED = "transfer_arrived", _("The transfer has arrived: close the case as transferred")
    FOLLOW_UP = "follow_up", _("Follow up and look at the plan, months after the return:")
    MISSED_OTHER = "missed_other", _("Not reached: ask the other contact that was agreed")
    MISSED_VISIT = "missed_visit", _("Not reached: visit, if that is safe")
    MISSED_SUPERVISOR = "missed_supervisor", _("Not reached: decide with the worker how to go on")


class Escalation(TextChoices):
    """Who is told that a task is late: first the supervisor, then the head of unit (DOMAIN.md §2.5)."""

    NONE = "", ""
    SUPERVISOR = "supervisor", _("Told to the supervisor")
    HEAD = "head", _("Told to the head of unit")


@dataclass(frozen=True)
class EscalationRule:
    """At which share of a task's time it is told one step higher; 1 is when it is due."""

    supervisor: float
    head: float
    status: str


@cache
def escalation_rule() -> EscalationRule:
    """From reference/escalation.toml; the database holds the same numbers, and a test compares the two."""
    rows = _reference("escalation")
    return EscalationRule(rows["supervisor"], rows["head"], rows["status"])


class NoteKind(TextChoices):
    NOTE = "note", _("Note")
    INTERVIEW = "interview", _("Interview")
    CALL = "call", _("Phone call")
    VISIT = "visit", _("Visit")
    TRIED = "tried", _("Tried to reach the person")
    CONFERENCE = "conference", _("Case conference")


class Relation(TextChoices):
    """To the head of the household."""

    SPOUSE = "spouse", _("Wife or husband")
    CHILD = "child", _("Daughter or son")
    PARENT = "parent", _("Mother or father")
    SIBLING = "sibling", _("Sister or brother")
    GRANDPARENT = "grandparent", _("Grandparent")
    OTHER_RELATIVE = "other_relative", _("Other relative")
    NOT_RELATED = "not_related", _("Not related")
