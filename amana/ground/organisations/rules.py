"""Kinds of organisations, purposes of agreements and the states of an agreement."""
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """`org_Type` of the Human Trafficking Case Data Standard 2.0 (IOM, 2023)."""

    CENTRAL_GOVERNMENT = "CentralGovernmentOrganisation", _("Central government")
    LOCAL_GOVERNMENT = "LocalGovernmentOrganisation", _("Local government")
    NGO = "NGO", _("Non-governmental organisation")
    # Not in the standard, which knows no agencies of the UN; exported as NGO.
    INTERNATIONAL = "x_InternationalOrganisation", _("International organisation")
    HEALTH_SERVICE = "HealthServiceOrganisation", _("Health service")
    LAW_ENFORCEMENT = "LawEnforcement", _("Law enforcement")
    IMMIGRATION_SERVICE = "ImmigrationService", _("Immigration service")
    LEGAL_SERVICE = "LegalService", _("Legal service")
    SCHOOL = "SchoolOrCollege", _("School or college")
    BUSINESS = "CorporateBusiness", _("Business")
    PLATFORM = "x_PlatformOffice", _("Office that runs Amana")  # not in the standard either: it helps nobody, so nothing is shared with it


class AgreementState(TextChoices):
    RECORDED = "recorded", _("Waiting for the other side")
    CONFIRMED = "confirmed", _("In force")
    DECLINED = "declined", pgettext_lazy("an agreement", "Declined")
    ENDED = "ended", _("Ended")


class AgreementPurpose(TextChoices):
    REFERRAL = "referral", _("Referral")
    SHARING = "sharing", _("Joint case")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")


LAW_ENFORCEMENT_KINDS = frozenset({Kind.LAW_ENFORCEMENT, Kind.IMMIGRATION_SERVICE})


def purposes_for(kind: str) -> frozenset[str]:
    """Purposes that an agreement may name for a receiver of that kind: law enforcement is never implied and never mixed (DESIGN.md §6.3)."""
    law = {AgreementPurpose.LAW_ENFORCEMENT}
    return frozenset(law if kind in LAW_ENFORCEMENT_KINDS else set(AgreementPurpose) - law)


# step → (states it leaves, state it reaches)
AGREEMENT_MOVES = {
    "confirm": ({AgreementState.RECORDED}, AgreementState.CONFIRMED),
    "decline": ({AgreementState.RECORDED}, AgreementState.DECLINED),
    "end": ({AgreementState.RECORDED, AgreementState.CONFIRMED}, AgreementState.ENDED),
}


def agreement_holds(state: str, starts_on: date, ends_on: date, *, today: date) -> bool:
    """Whether something may travel under it today; `ends_on` is the first day on which it no longer holds."""
    return state == AgreementState.CONFIRMED and starts_on <= today < ends_on
