"""Purposes, modes, age bands and states of consents and legal bases; the text of consent is in `text`."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.ground.access.rules import ALL, Section
from amana.ground.organisations.rules import LAW_ENFORCEMENT_KINDS
from amana.lib.core.dates import PartialDate


class Purpose(TextChoices):
    CASE = "case", _("Keeping my file and working on my case")
    REFERRAL = "referral", _("Referral to a named organisation")
    SHARING = "sharing", _("Joint work with a named organisation")
    LAW_ENFORCEMENT = "law_enforcement", _("Telling the police or another authority")
    STATISTICS = "statistics", _("Statistics without name and number")
    CONTACT = "contact", _("Contacting me later")
    PHOTO = "photo", _("Taking my photo")
    BIOMETRICS = "biometrics", _("Taking my fingerprints")


TO_ANOTHER = frozenset({Purpose.REFERRAL, Purpose.SHARING, Purpose.LAW_ENFORCEMENT})
ON_OCCASION = frozenset({Purpose.PHOTO, Purpose.BIOMETRICS})  # asked only where it is needed
# What a purpose inside the organisation covers; for the others the person chooses.
COVERED = {
    Purpose.CASE: ALL, Purpose.STATISTICS: ALL & ~(Section.IDENTITY | Section.CONTACT | Section.DOCUMENTS), Purpose.CONTACT: Section.CONTACT,
    Purpose.PHOTO: Section.IDENTITY, Purpose.BIOMETRICS: Section.IDENTITY | Section.DOCUMENTS,
}


def receives_for(purpose: str, kind: str) -> bool:
    """Whether an organisation of that kind may be named for the purpose: the police is asked about as the police (DESIGN.md §6.3)."""
    return (kind in LAW_ENFORCEMENT_KINDS) == (purpose == Purpose.LAW_ENFORCEMENT)


class Mode(TextChoices):
    WRITTEN = "written", _("Signature on the screen")
    THUMB = "thumb", _("Thumb print on paper, photographed")
    ORAL_WITNESS = "oral_witness", _("Spoken, with a witness")


class GivenBy(TextChoices):
    SELF = "self", _("The person")
    SELF_GUARDIAN_TOLD = "child_told", _("The child; the guardian is told")
    SELF_GUARDIAN_UNSAFE = "child_unsafe", _("The child; telling the guardian is not safe")
    GUARDIAN_ASSENT = "assent", _("The guardian, and the child assents")
    GUARDIAN = "guardian", _("The guardian")


class Band(StrEnum):
    """Age bands of DOMAIN.md §2.3; draft, to be confirmed by the ministry."""

    YOUNG_CHILD = "0-11"
    CHILD = "12-14"
    ADOLESCENT = "15-17"
    ADULT = "18+"


GIVERS = {
    Band.YOUNG_CHILD: (GivenBy.GUARDIAN,),
    Band.CHILD: (GivenBy.GUARDIAN_ASSENT,),
    Band.ADOLESCENT: (GivenBy.SELF_GUARDIAN_TOLD, GivenBy.SELF_GUARDIAN_UNSAFE),
    Band.ADULT: (GivenBy.SELF,),
}
SAYS_GUARDIAN = frozenset({GivenBy.GUARDIAN, GivenBy.GUARDIAN_ASSENT, GivenBy.SELF_GUARDIAN_TOLD})  # these name the guardian

# Days that an answer may count; the database cuts at two years.
PERIODS = {30: _("30 days"), 90: _("90 days"), 180: _("180 days"), 365: _("One year"), 730: _("Two years")}
USUAL_DAYS = {Purpose.CASE: 730, Purpose.REFERRAL: 90, Purpose.SHARING: 180, Purpose.LAW_ENFORCEMENT: 30}  # proposed first
USUAL_OTHERWISE = 365
ASK_AGAIN_DAYS = 30  # before its end a consent is marked


class State(TextChoices):
    """What became of an answer."""

    IN_FORCE = "in_force", _("Consent in force")
    REFUSED = "refused", pgettext_lazy("consent", "Refused")
    EXPIRED = "expired", pgettext_lazy("consent", "Ran out")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    SUPERSEDED = "superseded", pgettext_lazy("consent", "Replaced by a later answer")


def state_of(*, agreed: bool, ended_how: str, ends_at: datetime, now: datetime) -> State:
    if ended_how:
        return State(ended_how)
    if not agreed:
        return State.REFUSED
    return State.IN_FORCE if now < ends_at else State.EXPIRED


def asks_again(state: State, made_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """In force, and so near its end that the person should be asked again: 30 days before it, half-way for a shorter one."""
    return state == State.IN_FORCE and ends_at - now <= min(timedelta(days=ASK_AGAIN_DAYS), (ends_at - made_at) / 2)


def givers(birth: PartialDate | None, today: date) -> tuple[GivenBy, ...]:
    """Who may give consent at that age; all where nothing is known of the birth: then the page asks."""
    return GIVERS[band_of(birth, today)] if birth else tuple(giver for band in Band for giver in GIVERS[band])


def band_of(birth: PartialDate | None, today: date) -> Band:
    """The lowest band that fits: who may be a child is treated as one. An unknown birth counts as adult, and the page asks."""
    if birth is None:
        return Band.ADULT
    age = birth.age_on(today)[0]
    return Band.YOUNG_CHILD if age < 12 else Band.CHILD if age < 15 else Band.ADOLESCENT if age < 18 else Band.ADULT


@dataclass(frozen=True)
class Answer:
    """What she said for one purpose. `receiver_id`: the organisation named, or the own one for purposes inside it."""

    purpose: str
    agreed: bool
    sections: int
    days: int
    receiver_id: object = None


@dataclass(frozen=True)
class PaperFacts:
    """How it was given; points told, and the text as it was shown."""

    mode: str
    given_by: str
    language: str
    points: tuple[str, ...]
    text_version: str
    text_shown: str
    interpreter: str = ""
    witness: str = ""
    guardian: str = ""
    guardian_told: str = ""
    signature: dict | None = None
    thumb_photo: bytes | None = None


class LegalState(TextChoices):
    WAITING = "waiting", _("Waits for approval")
    VITAL = "vital", _("Open for 24 hours, waits for approval")
    LAPSED = "lapsed", _("Not approved in 24 hours: closed")
    IN_FORCE = "in_force", pgettext_lazy("legal basis", "In force")
    RAN_OUT = "ran_out", pgettext_lazy("legal basis", "Ran out")
    ENDED = "ended", pgettext_lazy("legal basis", "Ended")


VITAL_HOURS = 24
LEGAL_PERIODS = {1: _("1 day"), 3: _("3 days"), 7: _("7 days"), 30: _("30 days"), 90: _("90 days"), 180: _("180 days"), 365: _("One year")}


def legal_state(*, is_vital: bool, starts_at: datetime, ends_at: datetime, approved_at: datetime | None, ended_at: datetime | None,
                now: datetime) -> LegalState:
    """As the database decides it (ring.facts_legal)."""
    if ended_at:
        return LegalState.ENDED
    if approved_at is None and is_vital and now >= starts_at + timedelta(hours=VITAL_HOURS):
        return LegalState.LAPSED
    if now >= ends_at:
        return LegalState.RAN_OUT
    if approved_at is None:
        return LegalState.VITAL if is_vital else LegalState.WAITING
    return LegalState.IN_FORCE
