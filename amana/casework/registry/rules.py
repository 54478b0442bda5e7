"""Choices and states of a person's record."""
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.lib.core.dates import PartialDate


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNSTATED = "unstated", pgettext_lazy("sex", "Not stated")


class NameKind(TextChoices):
    """Whether the person agrees to give her name."""

    GIVEN = "given", _("Yes")
    ALIAS = "alias", _("By another name")
    WITHHELD = "withheld", _("Not now")


class HoldingState(TextChoices):
    REGISTERED = "registered", _("Registered")


class Step(TextChoices):
    REGISTER = "register", _("Registered")
    PASS_ON = "pass_on", _("Passed on")
    REOPEN = "reopen", _("Reopened")
    PROTECT = "protect", _("Protected")


NO_CASE_DAYS = 90  # without a case, the record lapses to a read-only circle of its team
LAPSED_DAYS = 365  # and is erased after a year


@dataclass(frozen=True)
class IdentityFacts:
    """Who she is, as stated. Names by part, in the script in which they were given."""

    name_kind: str = NameKind.GIVEN
    given_ar: str = ""
    father_ar: str = ""
    grandfather_ar: str = ""
    family_ar: str = ""
    given_latin: str = ""
    father_latin: str = ""
    grandfather_latin: str = ""
    family_latin: str = ""
    other_names: str = ""
    sex: str = Sex.UNSTATED
    birth: PartialDate | None = None
    nationalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactFacts:
    """How she may be reached without harm. Places by P-code."""

    safe_hours: str = ""
    words_not_to_use: str = ""
    governorate: str = ""
    district: str = ""
    address: str = ""


@dataclass(frozen=True)
class PhoneFacts:
    """A number as typed; nothing is safe unless she said so."""

    typed: str
    whose: str = ""
    safe_to_call: bool = False
    safe_to_text: bool = False
    safe_to_leave_message: bool = False
