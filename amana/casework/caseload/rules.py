"""What a caseload's words may mean, why a record is left standing by an undo. No database, no clock."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Fields whose words a person confirms, and the list of words from which codes are proposed; of the last ones only words that are unknown.
ALWAYS_ASKED = {"worker": "", "risk": "risk", "case_status": "case_status", "sex": "sex"}
ASKED_IF_UNKNOWN = {"marital_status": "marital", "nationality": "country", "education": "education", "governorate": "governorate"}
MOST_WORDS = 200


class CaseStatus(TextChoices):
    OPEN = "open", pgettext_lazy("case", "Open")
    CLOSED = "closed", pgettext_lazy("case", "Closed")


# Why an undo leaves a record standing: `ring.worked_on` of arrivals.
LEFT_STANDING = {
    "known": _("She was in Amana before the import."),
    "case": _("A case has been opened."),
    "consent": _("A consent has been taken."),
    "legal": _("A legal basis has been recorded."),
    "household": _("She belongs to the household of a case."),
    "exceptional": _("A colleague has opened the file in an emergency."),
    "paper": _("A paper has been attached."),
    "judged": _("Somebody has judged whether she is registered twice."),
    "moved": _("The file has been passed on or protected."),
    "corrected": _("The file has been corrected."),
}
