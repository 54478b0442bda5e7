"""Choices and states of a person's record."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


NO_CASE_DAYS = 90  # without a case, the record lapses to a read-only circle of its team
LAPSED_DAYS = 365  # and is erased after a year
