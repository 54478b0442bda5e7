"""States of businesses as tags, and amounts as they are read."""
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from amana.ground.shell.templatetags.amana import ltr, tag
from amana.services.livelihoods.rules import MONTHS, Choice, State, Status
from amana.services.livelihoods.rules.template import needs_quotes

register = template.Library()

STATE = {State.DRAFT: ("info", "pencil"), State.SUBMITTED: ("info", "hourglass-split"), State.RETURNED: ("warn", "reply"), State.APPROVED: ("ok", "check-lg"),
         State.DECLINED: ("", "slash-circle"), State.STARTED: ("ok", "check-lg"), State.DROPPED: ("", "slash-circle")}
STATUS = {Status.RUNNING: ("ok", "check-lg"), Status.DIFFICULT: ("warn", "exclamation-triangle-fill"), Status.PAUSED: ("warn", "hourglass-split"), Status.CLOSED: ("", "slash-circle"), Status.MOVED: ("", "geo-alt")}
CHOICE = {Choice.APPROVE: ("ok", "check-lg"), Choice.RETURN: ("warn", "reply"), Choice.DECLINE: ("", "slash-circle")}
register.filter(needs_quotes)


@register.simple_tag
def business_tag(business) -> SafeString:
    """How it stands: what the latest visit said, else its state."""
    return status_tag(business.status) if business.status else tag(State(business.state).label, *STATE[business.state])


@register.simple_tag
def status_tag(status: str) -> SafeString:
    return tag(Status(status).label, *STATUS[Status(status)])


@register.simple_tag
def choice_tag(choice: str) -> SafeString:
    return tag(Choice(choice).label, *CHOICE[Choice(choice)])


@register.filter
def pounds(amount: Decimal | None) -> SafeString | str:
    """1,482.50 as one whole; whole pounds without their places; nothing where none is said."""
    return ltr(f"{amount:,.2f}".removesuffix(".00")) if amount is not None else ""


@register.filter
def month_within(month: int) -> str:
    """The month, or in words that it does not come within the table."""
    return str(month) if month <= MONTHS else _("not within the table")
