"""Sections, roles and verbs: who may read, write and do what (DESIGN.md §6.1, §6.4). The one readable table; the database gets a copy of it."""
from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Section(IntFlag):
    """What a piece of personal data is about; a bit each, in this order."""

    IDENTITY = 1
    CONTACT = 2
    DOCUMENTS = 4
    JOURNEY = 8
    SOCIAL = 16
    ECONOMIC = 32
    LEGAL = 64
    PSYCHOSOCIAL = 128
    HEALTH = 256
    PROTECTION = 512


SECTION_NAMES = {
    Section.IDENTITY: _("Identity"), Section.CONTACT: _("Contact"), Section.DOCUMENTS: _("Documents"), Section.JOURNEY: _("Journey"),
    Section.SOCIAL: _("Social"), Section.ECONOMIC: _("Economic"), Section.LEGAL: _("Legal"), Section.PSYCHOSOCIAL: _("Psychosocial"),
    Section.HEALTH: _("Health"), Section.PROTECTION: _("Protection"),
}
ALL = Section(1023)
REGISTRY = Section.IDENTITY | Section.CONTACT | Section.DOCUMENTS | Section.JOURNEY | Section.SOCIAL
NOTHING = Section(0)


class Reach(TextChoices):
    OWN = "own", _("Own")
    TEAM = "team", _("Team")
    ORGANISATION = "organisation", _("Organisation")
    NONE = "none", _("None")


class RoleCode(TextChoices):
    RECEPTION = "reception", _("Reception officer")
    CASEWORKER = "caseworker", _("Case worker")
    PROTECTION_OFFICER = "protection_officer", _("Protection officer")
    PSYCHOSOCIAL_WORKER = "psychosocial_worker", _("Psychosocial worker")
    HEALTH_WORKER = "health_worker", _("Health worker")
    SUPERVISOR = "supervisor", _("Supervisor")
    CLINICAL_SUPERVISOR = "clinical_supervisor", _("Clinical supervisor")
    PROTECTION_SUPERVISOR = "protection_supervisor", _("Protection supervisor")
    DESK_OFFICER = "desk_officer", _("Referral desk officer")
    CASE_MANAGER = "case_manager", _("Head of unit")
    POLICE_FOCAL_POINT = "police_focal_point", _("Police focal point")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    EMERGENCY_OFFICER = "emergency_officer", _("Emergency officer")
    TRAINER = "trainer", _("Trainer")
    ANALYST = "analyst", _("Analyst")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    ORGANISATION_ADMINISTRATOR = "organisation_administrator", _("Organisation administrator")
    PLATFORM_ADMINISTRATOR = "platform_administrator", _("Platform administrator")


@dataclass(frozen=True)
class Role:
    """`finds`: reach for identity; `reach`: for the rest; a session without use ends after `idle_minutes` (SECURITY.md §8)."""

    finds: Reach
    reach: Reach
    reads: Section
    writes: Section
    verbs: frozenset[str]
    idle_minutes: int = 60


_I, _C, _D, _J, _S = Section.IDENTITY, Section.CONTACT, Section.DOCUMENTS, Section.JOURNEY, Section.SOCIAL
_E, _L, _P, _H, _X = Section.ECONOMIC, Section.LEGAL, Section.PSYCHOSOCIAL, Section.HEALTH, Section.PROTECTION
_OWN, _TEAM, _ORGANISATION, _NONE = Reach.OWN, Reach.TEAM, Reach.ORGANISATION, Reach.NONE

_RECEPTION = frozenset({"import", "undo_import", "register", "receive", "judge", "take_consent", "pass_on"})
_NAMED = frozenset({"start", "complete", "end", "feed_back", "take_over"})
_CASEWORK = _NAMED | {
    "register", "judge", "take_consent", "withdraw_consent", "open", "note", "task", "hold", "resume", "add_coworker", "remove_coworker",
    "household", "hand_over", "submit_plan", "assess", "ask_help", "deliver_help", "refer", "reply", "withdraw", "remind", "ask_closure"}
_SUPERVISION = _CASEWORK | {
    "assign", "pass_on", "receive", "import", "undo_import", "approve_plan", "approve_closure", "reopen", "share", "protect", "review_access", "grant_help"}
_CARE = frozenset({"counsel"})  # psychosocial support (docs/decisions/0039)
_ENTITLEMENTS = frozenset({"screen"})  # social protection (docs/decisions/0043)
_PLANS = frozenset({"plan_business"})  # micro-businesses (docs/decisions/0045); whoever is of the committee decides
_COMMITTEE = frozenset({"decide_business"})
_EXCEPTIONAL = frozenset({"open_exceptionally"})  # of leads whose reach ends at their team; whoever judges it: review_access
_LEGAL = frozenset({"record_legal_basis", "approve_legal_basis", "end_legal_basis", "protect"})
_DESK = frozenset({"answer", "end", "feed_back", "capacity", "start", "complete"})
_ORGANISATION_VERBS = frozenset({"staff", "teams", "services", "agreements", "review_access"})
_PLATFORM_VERBS = frozenset({"organisations", "reference_data"})
# Assistance (docs/decisions/0047): who checks a request never asked for it, who releases a payment never listed it.
_PROGRAMME = frozenset({"run_programme", "check_help", "grant_help", "deliver_help"})
_FINANCE = frozenset({"keep_books", "grant_help", "release_payment"})
_NO_VERBS: frozenset[str] = frozenset()

ROLES: dict[str, Role] = {
    RoleCode.RECEPTION: Role(_ORGANISATION, _TEAM, _I | _C | _D | _J | _S, _I | _C | _D | _J | _S, _RECEPTION),
    RoleCode.CASEWORKER: Role(_ORGANISATION, _OWN, ALL & ~(_P | _H | _X), ALL & ~(_P | _H | _X), _CASEWORK | _ENTITLEMENTS | _PLANS),
    RoleCode.PROTECTION_OFFICER: Role(
        _ORGANISATION, _OWN, ALL & ~(_H | _P), _I | _C | _D | _J | _S | _L | _X, _CASEWORK | _LEGAL, idle_minutes=15),
    RoleCode.PSYCHOSOCIAL_WORKER: Role(_ORGANISATION, _OWN, _I | _C | _S | _P, _I | _C | _S | _P, _CASEWORK | _CARE),
    RoleCode.HEALTH_WORKER: Role(_ORGANISATION, _OWN, _I | _C | _S | _H | _P, _I | _C | _S | _H, _CASEWORK),
    RoleCode.SUPERVISOR: Role(_ORGANISATION, _TEAM, ALL & ~(_P | _H | _X), _S | _E | _L, _SUPERVISION | _EXCEPTIONAL | _ENTITLEMENTS | _PLANS | _COMMITTEE),
    RoleCode.CLINICAL_SUPERVISOR: Role(_TEAM, _TEAM, _I | _C | _S | _P | _H, _P | _H, _SUPERVISION | _CARE | {"supervise"}),
    RoleCode.PROTECTION_SUPERVISOR: Role(_ORGANISATION, _TEAM, ALL & ~(_P | _H), _S | _L | _X, _SUPERVISION | _LEGAL | _EXCEPTIONAL, idle_minutes=15),
    RoleCode.DESK_OFFICER: Role(_TEAM, _TEAM, _I | _C | _D, NOTHING, _DESK),
    RoleCode.CASE_MANAGER: Role(_ORGANISATION, _ORGANISATION, _I | _C | _J | _S | _E | _L, _S | _E, _SUPERVISION | {"exceed_help", "release_payment", "run_programme"} | _ENTITLEMENTS | _PLANS | _COMMITTEE),
    RoleCode.POLICE_FOCAL_POINT: Role(_TEAM, _TEAM, _I | _L | _X, NOTHING, _DESK, idle_minutes=15),
    RoleCode.PROGRAMME_OFFICER: Role(_TEAM, _TEAM, _I | _E, _E, _PROGRAMME | _COMMITTEE),
    RoleCode.FINANCE_OFFICER: Role(_TEAM, _TEAM, _I | _E, _E, _FINANCE),
    RoleCode.EMERGENCY_OFFICER: Role(_NONE, _NONE, NOTHING, NOTHING, _NO_VERBS),
    RoleCode.TRAINER: Role(_NONE, _NONE, NOTHING, NOTHING, _NO_VERBS),
    RoleCode.ANALYST: Role(_NONE, _NONE, NOTHING, NOTHING, _NO_VERBS),
    RoleCode.DATA_PROTECTION_OFFICER: Role(_NONE, _NONE, NOTHING, NOTHING, frozenset({"review_access"})),
    RoleCode.ORGANISATION_ADMINISTRATOR: Role(_NONE, _NONE, NOTHING, NOTHING, _ORGANISATION_VERBS, idle_minutes=30),
    RoleCode.PLATFORM_ADMINISTRATOR: Role(_NONE, _NONE, NOTHING, NOTHING, _PLATFORM_VERBS, idle_minutes=30),
}
# An administrator may give any role but the platform's.
GRANTED_BY_ORGANISATIONS = [code for code in RoleCode if code != RoleCode.PLATFORM_ADMINISTRATOR]

# As an administrator looks for them.
ROLE_GROUPS = [
    (_("Work with people"), [
        RoleCode.RECEPTION, RoleCode.CASEWORKER, RoleCode.PROTECTION_OFFICER, RoleCode.PSYCHOSOCIAL_WORKER, RoleCode.HEALTH_WORKER]),
    (_("Lead and supervise"), [RoleCode.SUPERVISOR, RoleCode.CLINICAL_SUPERVISOR, RoleCode.PROTECTION_SUPERVISOR, RoleCode.CASE_MANAGER]),
    (_("Receive referrals"), [RoleCode.DESK_OFFICER, RoleCode.POLICE_FOCAL_POINT]),
    (_("Programmes"), [RoleCode.PROGRAMME_OFFICER, RoleCode.FINANCE_OFFICER, RoleCode.EMERGENCY_OFFICER, RoleCode.TRAINER]),
    (_("See no person"), [RoleCode.ANALYST, RoleCode.DATA_PROTECTION_OFFICER, RoleCode.ORGANISATION_ADMINISTRATOR]),
]

# A system does work with files, and never gives roles.
GIVEN_TO_SYSTEMS = [code for code in GRANTED_BY_ORGANISATIONS if code != RoleCode.ORGANISATION_ADMINISTRATOR]

PRINTED_CODES = 10
FRESH_MINUTES = 15  # so long after showing a second factor it may be changed


class FactorKind(TextChoices):
    APP = "app", _("Authenticator app")
    PASSKEY = "passkey", _("Passkey")


class ResetReason(TextChoices):
    LOST = "lost", _("The phone or key is lost or stolen")
    BROKEN = "broken", _("The phone or key is broken")
    CHANGED = "changed", _("A new phone, and the old one is gone")
    NO_CODES = "no_codes", _("The app shows no right code, and no printed code is left")


def second_factor_roles(setting: str) -> frozenset[str]:
    """Roles of which a second factor is required. Raises ValueError, which names the words that are no roles."""
    words = {word.strip() for word in setting.split(",") if word.strip()}
    if words in ({"off"}, {"all"}):
        return frozenset(RoleCode.values) if words == {"all"} else frozenset()
    if not words or (unknown := words - set(RoleCode.values)):
        raise ValueError(", ".join(sorted(unknown)) if words else "nothing")
    return frozenset(words)


_BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}
_MACHINES = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "Mac", "CrOS": "Chromebook", "Linux": "Linux"}


def browser_words(user_agent: str) -> str:
    """What a browser says of itself, in two words; what says nothing known is shown as it is."""
    found = [next((words for sign, words in known.items() if sign in user_agent), "") for known in (_BROWSERS, _MACHINES)]
    return ", ".join(word for word in found if word) or user_agent[:40]


TOKEN_DAYS = {30: _("30 days"), 90: _("90 days"), 366: _("One year")}
SESSION_HOURS = 10
INVITATION_DAYS = 7


class MembershipState(TextChoices):
    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")


def membership_state(suspended_at: datetime | None, ended_at: datetime | None) -> MembershipState:
    if ended_at:
        return MembershipState.ENDED
    return MembershipState.SUSPENDED if suspended_at else MembershipState.IN_FORCE


def works_in_a_team(role: str) -> bool:
    """Whether the role sees through a team at all; without one it would see next to nothing."""
    return ROLES[role].reach != Reach.NONE


def sections_of(bits: int) -> list[Section]:
    """The single sections in a set of bits, in their order."""
    return [section for section in SECTION_NAMES if bits & section]
