"""What is answered, for how long a request stands, and how a desk may reply. No database, no clock."""
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

REQUEST_DAYS, KEPT_DAYS = 14, 90


class How(TextChoices):
    """How a desk answers. Of what it sets aside the other organisation hears nothing."""

    REFERRAL = "referral", _("We know the person: send our desk a referral")
    PHONE = "phone", _("We know the person: call us")
    SET_ASIDE = "set_aside", _("Set aside: the other organisation hears nothing")


class State(StrEnum):
    """Where the question about a record stands."""

    NONE = "none"
    WAITING = "waiting"
    LIKELY = "likely"
    NOTHING = "nothing"
