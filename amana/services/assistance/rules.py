"""What help there is, how a request moves, and who must agree. Ceilings and limits are data (`reference/`), drafts until the organisation's finance has confirmed them."""
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

REFERENCE = Path(__file__).parent / "reference"


class State(TextChoices):
    REQUESTED = "requested", pgettext_lazy("assistance", "Asked for")
    CHECKED = "checked", pgettext_lazy("assistance", "Checked")
    APPROVED = "approved", pgettext_lazy("assistance", "Approved")
    ORDERED = "ordered", pgettext_lazy("assistance", "Under way")
    DELIVERED = "delivered", pgettext_lazy("assistance", "Received")
    RECONCILED = "reconciled", pgettext_lazy("assistance", "Closed in the books")
    DECLINED = "declined", pgettext_lazy("assistance", "Declined")
    CANCELLED = "cancelled", pgettext_lazy("assistance", "Cancelled")
    RETURNED = "returned", pgettext_lazy("assistance", "Given back")


class Step(TextChoices):
    CHECK = "check", pgettext_lazy("assistance step", "Check")
    APPROVE = "approve", pgettext_lazy("assistance step", "Approve")
    DECLINE = "decline", pgettext_lazy("assistance step", "Decline")
    CANCEL = "cancel", pgettext_lazy("assistance step", "Cancel")
    MET = "met", pgettext_lazy("assistance step", "Condition met")
    ORDER = "order", pgettext_lazy("assistance step", "Order")
    DELIVER = "deliver", pgettext_lazy("assistance step", "Hand over")
    RETURN = "return", pgettext_lazy("assistance step", "Came back")
    RECONCILE = "reconcile", pgettext_lazy("assistance step", "Close in the books")


def act(step: Step) -> str:
    """On a button, where a bare "cancel" leaves the form."""
    return gettext("Cancel the request") if step == Step.CANCEL else str(step.label)


# From which states a step may be taken, and by which verb. The database holds the same (policies.sql); a test goes through every pair.
STEPS: dict[Step, tuple[frozenset[State], frozenset[str]]] = {
    Step.CHECK: (frozenset({State.REQUESTED}), frozenset({"check_help"})),
    Step.APPROVE: (frozenset({State.CHECKED}), frozenset({"grant_help"})),
    Step.DECLINE: (frozenset({State.REQUESTED, State.CHECKED}), frozenset({"check_help", "grant_help"})),
    Step.CANCEL: (frozenset({State.REQUESTED, State.CHECKED, State.APPROVED, State.ORDERED}), frozenset({"ask_help", "check_help"})),
    Step.MET: (frozenset({State.APPROVED, State.ORDERED}), frozenset({"ask_help", "check_help"})),
    Step.ORDER: (frozenset({State.APPROVED, State.ORDERED}), frozenset({"check_help"})),
    Step.DELIVER: (frozenset({State.ORDERED}), frozenset({"deliver_help"})),
    Step.RETURN: (frozenset({State.ORDERED, State.DELIVERED}), frozenset({"deliver_help"})),
    Step.RECONCILE: (frozenset({State.DELIVERED}), frozenset({"keep_books"})),
}
OF_AN_INSTALMENT = frozenset({Step.MET, Step.ORDER, Step.DELIVER, Step.RETURN})
OPEN = (State.REQUESTED, State.CHECKED, State.APPROVED, State.ORDERED, State.DELIVERED)
ENDED = (State.RECONCILED, State.DECLINED, State.CANCELLED, State.RETURNED)


class InstalmentState(TextChoices):
    PLANNED = "planned", pgettext_lazy("instalment", "Planned")
    ORDERED = "ordered", pgettext_lazy("instalment", "Under way")
    DONE = "done", pgettext_lazy("instalment", "Received")
    RELEASED = "released", pgettext_lazy("instalment", "Not needed any more")


class Method(TextChoices):
    """How it reaches the person. The first three go through payment lists."""

    BANK = "bank", _("Bank account")
    WALLET = "wallet", _("E-wallet on a telephone")
    CASH = "cash", _("Cash at a counter")
    GOODS = "goods", _("Goods or a voucher, handed over")
    SERVICE = "service", _("A service, paid to who provides it")


PAID = (Method.BANK, Method.WALLET, Method.CASH)


class Proof(TextChoices):
    SIGNATURE = "signature", _("Signature or thumb print on the receipt")
    PHOTO = "photo", _("Photo, with the person's consent")
    CODE = "code", _("Code that only the person had")
    PROVIDER = "provider", _("Paper of who provided it")


class ListState(TextChoices):
    MADE = "made", pgettext_lazy("payment list", "Waits for a second person")
    RELEASED = "released", pgettext_lazy("payment list", "Released")
    SENT = "sent", pgettext_lazy("payment list", "Sent to the bank")
    CLOSED = "closed", pgettext_lazy("payment list", "Closed")
    DROPPED = "dropped", pgettext_lazy("payment list", "Dropped")


class PaymentState(TextChoices):
    LISTED = "listed", pgettext_lazy("payment", "Listed")
    ORDERED = "ordered", pgettext_lazy("payment", "Waits for the answer")
    PAID = "paid", pgettext_lazy("payment", "Paid")
    FAILED = "failed", pgettext_lazy("payment", "Could not be paid")
    RETURNED = "returned", pgettext_lazy("payment", "Came back")
    DROPPED = "dropped", pgettext_lazy("payment", "Dropped")
    RECALLED = "recalled", pgettext_lazy("payment", "Taken back before it went to the bank")


LIVE_PAYMENTS = (PaymentState.LISTED, PaymentState.ORDERED, PaymentState.PAID)


class Double(TextChoices):
    """What was found among the organisation's own requests for the same person, by number of document or telephone."""

    NONE = "none", pgettext_lazy("double assistance", "None found")
    COMPLEMENTARY = "complementary", pgettext_lazy("double assistance", "Other help in the same time")
    SAME = "same_need_same_period", pgettext_lazy("double assistance", "The same need in the same time")


@dataclass(frozen=True)
class Kind:
    """A line of the catalogue. Ceilings in EGP within `months`; None: no ceiling."""

    code: str
    need: str  # what counts as the same need when double assistance is looked for
    name_ar: str
    name_en: str
    level: str
    dimension: str
    methods: tuple[str, ...]
    eligible_ar: str
    eligible_en: str
    person_ceiling: Decimal | None
    household_ceiling: Decimal | None
    months: int
    mark: str
    source: str


@dataclass(frozen=True)
class Limit:
    """Above this amount (EGP) so many people approve, none of whom asked for it."""

    above: Decimal
    approvals: int


@cache
def catalogue() -> dict[str, Kind]:
    """Code → kind of help, in the order of the file."""
    read = tomllib.loads((REFERENCE / "kinds_of_help.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    return {one["code"]: Kind(**one | {"methods": tuple(one["methods"]), "mark": read["mark"], "source": read["source"], "person_ceiling": _amount(one, "person_ceiling"),
                                      "household_ceiling": _amount(one, "household_ceiling")}) for one in read["kind"]}


@cache
def limits() -> list[Limit]:
    """The lowest first."""
    read = tomllib.loads((REFERENCE / "limits.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    return [Limit(Decimal(one["above"]), one["approvals"]) for one in read["limit"]]


def _amount(one: dict, name: str) -> Decimal | None:
    return Decimal(one[name]) if name in one else None
