"""For what an interpreter is booked, and what to look at before."""
from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.lib import names


class ContactKind(TextChoices):
    VISIT = "visit", _("Visit")
    CALL = "call", _("Call")
    SESSION = "session", pgettext_lazy("with an interpreter", "Session")


class Warned(TextChoices):
    """What a worker is told before she books; she may book all the same."""

    NO_CODE = "no_code", _("No code of conduct is signed on record.")
    SAME_FAMILY = "same_family", _("Shares a family name with the person: a relative must not interpret. Ask both first.")


SPANS = {30: _("Half an hour"), 60: _("One hour"), 90: _("An hour and a half"), 120: _("Two hours"), 180: _("Three hours")}
LONGEST = timedelta(hours=12)


def shares_a_name(interpreter: str, *family: str) -> bool:
    """Whether a word of the interpreter's name after the first is a family name of the person, in either script; letters are folded."""
    words = {word for name in family for word in names.fold(name).split() if len(word) > 2}
    return bool(words & set(names.fold(interpreter).split()[1:]))
