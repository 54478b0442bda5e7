"""Purposes, modes, age bands and the text of consent."""
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

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


class Mode(TextChoices):
    WRITTEN = "written", _("Signature on the screen")
    THUMB = "thumb", _("Thumb print on paper")
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
LONGEST_DAYS = {Purpose.CASE: 730}  # the period proposed for a purpose, in days; others below
USUAL_DAYS = 365


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
    signature: list | None = None
