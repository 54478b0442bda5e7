"""What is told, how it is signed, when it is tried again. No database, no clock."""
import hmac
import re
from datetime import timedelta
from ipaddress import ip_address

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.casework.referral.rules import Step
from amana.lib.core.posting import is_public

SECRET_BEGINS = "whsec_"
PING = "ping"
# What is told of a referral, by what happened to it. Nothing else of it is: no service, no reason, no number of a file.
MOVES = {
    "sent": "referral.sent", "received": "referral.received", Step.SEE: "referral.seen", Step.ASK: "referral.asked", Step.REPLY: "referral.replied",
    Step.ACCEPT: "referral.accepted", Step.DECLINE: "referral.declined", Step.WITHDRAW: "referral.withdrawn", Step.REMIND: "referral.reminded",
    Step.ASSIGN: "referral.assigned", Step.START: "referral.started", "completed": "referral.completed", Step.FEED_BACK: "referral.feedback_given",
    Step.END: "referral.ended", "expired": "referral.expired",
}
TYPES = {
    PING: _("Trial"), "referral.sent": _("Referral sent"), "referral.received": _("Referral received"), "referral.seen": _("Referral seen by the desk"),
    "referral.asked": _("Question about a referral"), "referral.replied": _("Question about a referral answered"), "referral.accepted": _("Referral accepted"),
    "referral.declined": _("Referral declined"), "referral.withdrawn": _("Referral withdrawn"), "referral.reminded": _("Reminder of a referral"),
    "referral.assigned": _("Worker of a referral named"), "referral.started": _("Service of a referral begun"),
    "referral.completed": _("Service of a referral delivered"), "referral.feedback_given": _("Feedback on a referral"), "referral.ended": _("Referral ended early"),
    "referral.expired": _("Time of a referral ran out"),
    "case.opened": _("Case opened"), "case.closed": _("Case closed"), "case.reopened": _("Case reopened"),
}

LISTED = 20  # deliveries on the page
KEPT_DAYS = 90  # deliveries (policies.sql, `entry.forget_deliveries`)
ROUND_SECONDS = 45  # a round that posts longer leaves the rest to the next one
# A transaction may end after others that began later: what is a little older than the last look is looked at again, and known by its key.
LOOKED_AT_AGAIN = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=24)
_FIRST, _AT_MOST = timedelta(minutes=1), timedelta(hours=2)


class Outcome(TextChoices):
    WAITING = "waiting", pgettext_lazy("a message to a program", "Waiting")
    DELIVERED = "delivered", pgettext_lazy("a message to a program", "Delivered")
    NOT_SEEN = "not_seen", _("Not sent: the system no longer sees it")


class Failure(TextChoices):
    """Why a post did not arrive; after these words the page says when it is tried again."""

    NO_NAME = "no_name", _("There is no such name on the net")
    NEAR = "near", _("The address leads into a private network, where Amana sends nothing")
    CERTIFICATE = "certificate", _("The certificate is not good for this name")
    SLOW = "slow", _("No answer within 10 seconds")
    UNREACHABLE = "unreachable", _("Nothing answers there")
    REDIRECT = "redirect", _("It answered with another address, which is not followed")
    STATUS = "status", _("It answered with an error")


def failure_of(status: int) -> str:
    """Empty where it arrived."""
    if 200 <= status < 300:
        return ""
    return Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS


def tried_again_after(tries: int) -> timedelta:
    """1, 2, 4 … minutes, at most two hours."""
    return min(_FIRST * 2 ** min(tries, 10), _AT_MOST)


def signature(secret: str, body: bytes, at: int) -> str:
    """What the header says: the receiver computes it anew over the time, a dot and the body."""
    return f"t={at},v1={hmac.new(secret.encode(), f'{at}.'.encode() + body, 'sha256').hexdigest()}"


# No user, no password, no fragment; a name, or an address of IPv4.
_ADDRESS = re.compile(r"(?P<scheme>https?)://(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>\d{1,5}))?(/[!-\"$-~]*)?", re.IGNORECASE | re.ASCII)


def wrong_with(address: str, *, is_server: bool) -> str:
    """`address`, `sealed` or `near`: what is wrong with it at first sight; empty where nothing is. Its name is judged anew at each delivery."""
    if not (found := _ADDRESS.fullmatch(address)) or int(found["port"] or 443) not in range(1, 65536):
        return "address"
    host = found["host"].lower()
    if not is_server and (host == "localhost" or host.startswith("127.")):
        return ""
    if found["scheme"].lower() != "https":
        return "sealed"
    return "near" if host == "localhost" or _is_written_near(host) else ""


def _is_written_near(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return not is_public(host)
