"""Choices of programmes, and what the ledger's accounts mean. Amounts are exact: two decimals, in the programme's currency."""
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HOME_CURRENCY = "EGP"  # what is given in Egypt is given in it
CURRENCIES = ("EGP", "EUR", "USD", "GBP", "CHF", "AED", "SAR")
MOST = Decimal("999999999.99")  # also keeps out NaN, which the database counts as more than any number
MOST_POUNDS = Decimal(10_000)  # to one unit of a currency


class Account(TextChoices):
    """Where the money of a budget line stands. Each movement leaves one account and enters another."""

    DONOR = "donor", pgettext_lazy("account", "Donor")  # outside: where it comes from, the only one that may be below zero
    AVAILABLE = "available", pgettext_lazy("account", "Available")
    COMMITTED = "committed", pgettext_lazy("account", "Committed")  # approved, not yet ordered
    ORDERED = "ordered", pgettext_lazy("account", "Under way")  # with a supplier, or in a payment list that was released
    SPENT = "spent", pgettext_lazy("account", "Spent")


class Why(TextChoices):
    ALLOT = "allot", pgettext_lazy("ledger", "Budget granted")
    COMMIT = "commit", pgettext_lazy("ledger", "Approved")
    ORDER = "order", pgettext_lazy("ledger", "Ordered, or released for payment")
    GIVE = "give", pgettext_lazy("ledger", "Received by the person")
    FAIL = "fail", pgettext_lazy("ledger", "Could not be paid")
    RECALL = "recall", pgettext_lazy("ledger", "Taken back before it went to the bank")
    RETURN = "return", pgettext_lazy("ledger", "Came back")
    RELEASE = "release", pgettext_lazy("ledger", "Not needed any more")


class TargetGroup(TextChoices):
    RETURNEES = "returnees", _("Returnees")
    MIGRANTS = "migrants", _("Migrants")
    REFUGEES = "refugees", _("Refugees and asylum seekers")
    SURVIVORS = "survivors", _("Survivors of trafficking")
    HOSTS = "hosts", _("Host community")
