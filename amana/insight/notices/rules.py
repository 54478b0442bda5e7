"""Kinds of notices, how much each tells in a mail, and what a member of staff may choose. No database, no clock."""
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

DAYS = 14  # what is older is no news; what still waits stands on my day
AT_MOST = 100  # notices on the page
DIGEST_HOURS = range(5, 18)
QUIET_FROM, QUIET_UNTIL = range(12, 24), range(12)  # the evening and the morning


class Kind(TextChoices):
    """A title that names nobody and no service: it stands in the program and in mails alike."""

    REFERRAL_ARRIVED = "referral_arrived", _("Referrals wait for an answer of your desk")
    REFERRAL_REPLIED = "referral_replied", _("Your question was answered, the referral waits again")
    REFERRAL_NAMED = "referral_named", _("You are named for a referral")
    REFERRAL_QUESTION = "referral_question", _("Questions about your referrals")
    REFERRAL_ACCEPTED = "referral_accepted", _("Your referrals that were accepted")
    REFERRAL_DECLINED = "referral_declined", _("Your referrals that were declined")
    REFERRAL_MOVED = "referral_moved", _("Your referrals that moved on")
    REFERRAL_EXPIRED = "referral_expired", _("Your referrals that nobody answered in time")
    CASE_ASSIGNED = "case_assigned", _("Cases that were given to you")
    ALARM_RAISED = "alarm_raised", _("Cases in which somebody must act today: call the supervisor before contact")
    HANDOVER_OFFERED = "handover_offered", _("Cases that a colleague offers you")
    HANDOVER_DECLINED = "handover_declined", _("Cases that a colleague did not take from you")
    PLAN_RETURNED = "plan_returned", _("Plans that came back to you")
    TASK_LATE = "task_late", _("Tasks that are late")
    TASK_ESCALATED = "task_escalated", _("Tasks of colleagues that are late for too long")
    REVIEW_LATE = "review_late", _("Reviews of a risk that are late")
    PLAN_WAITING = "plan_waiting", _("Plans wait for your approval")
    CLOSURE_WAITING = "closure_waiting", _("Closures wait for your decision")
    CASE_CLOSED = "case_closed", _("Cases on which you work that were closed")
    HELP_DECIDED = "help_decided", _("Decisions about help that was asked for")
    PAYMENT_WAITING = "payment_waiting", _("Payment lists wait for a second person")
    BUSINESS_WAITING = "business_waiting", _("Business plans wait for your vote")
    BUSINESS_DECIDED = "business_decided", _("Decisions of the committee about business plans")
    LEGAL_WAITING = "legal_waiting", _("Legal bases wait for your approval")
    ACCESS_TO_REVIEW = "access_to_review", _("Emergency accesses for you to judge")
    CONTACT_WANTED = "contact_wanted", _("Other organisations ask your desk for contact")
    CONTACT_ANSWERED = "contact_answered", _("Answers to your contact requests")
    EXPORT_READY = "export_ready", _("Lists that are ready as files")


class Mail(TextChoices):
    """What goes out by e-mail."""

    DIGEST = "digest", _("One mail in the morning of working days")
    BOTH = "both", _("One mail in the morning, and urgent things at once")
    URGENT = "urgent", _("Only urgent things, at once")
    NONE = "none", pgettext_lazy("e-mail", "None")


@dataclass(frozen=True)
class Mailing:
    """What a member of staff has chosen: hours of Cairo."""

    choice: str
    digest_hour: int
    quiet_from: int
    quiet_until: int


ICONS = {"alarm": "exclamation-circle-fill", "referral": "arrow-left-right", "case": "folder", "handover": "send", "plan": "card-checklist", "task": "clock", "review": "clock", "closure": "folder", "legal": "file-earmark-text",
         "help": "gift", "payment": "gift", "business": "card-checklist",
         "access": "unlock", "contact": "chat-left-text", "export": "download"}


def icon_of(kind: str) -> str:
    return ICONS[kind.partition("_")[0]]
