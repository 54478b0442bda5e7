"""Forms of programmes, and the sentences for what an act refuses."""
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.values import reading_language
from amana.lib import payments as bank
from amana.services.programmes.rules import CURRENCIES, HOME_CURRENCY, MOST, TargetGroup

REFUSALS: Refusals = {
    "programme_span": ("ends_on", _("The programme ends before it begins. Choose a later day.")),
    "budgetline_once": ("code", _("The programme has a line with this code already.")),
    "budget_short": ("amount", _("So much is not available on this line any more. Nothing was changed.")),
    "programmes_allotment_reverses_id_key": (None, _("This was taken back already. Nothing was changed.")),
    "allotment_reversed": (None, _("This was taken back already. Nothing was changed.")),
}


class ChangedProgramme(ActForm):
    refusals = REFUSALS
    name_ar = fields.Text(label=_("Name in Arabic"), max_length=120)
    name_en = fields.LatinText(label=_("Name in English"), max_length=120)
    donor = fields.Text(label=_("Who pays for it?"), max_length=120)
    account = fields.AccountNumber(label=_("Account from which it pays"), required=False, help_text=_("IBAN or number of the organisation's own account. Without it no payment file is made."))
    starts_on = fields.Day(label=_("First day"))
    ends_on = fields.Day(label=_("Last day"))
    groups = fields.AnyOf(label=_("For whom?"), choices=TargetGroup.choices, required=False)
    is_open = fields.Tick(label=_("Help can be asked of it"), required=False, initial=True)

    def clean_account(self) -> str:
        """As the payment file demands it."""
        number = self.cleaned_data["account"]
        for fault in bank.faults_of_number(bank.AccountKind.BANK, number) if number else ():
            self.add_error("account", bank.sentence(fault, reading_language()))
        return number


class Programme(ChangedProgramme):
    """`teams`: those of the actor."""

    currency = fields.Choice(label=_("Currency of the budget"), choices=[(code, code) for code in CURRENCIES], empty=None, initial=HOME_CURRENCY,
                             help_text=_("What is given in Egypt is given in pounds; a budget in another currency is charged at the rate that you tell."))
    team_id = fields.Choice(label=_("Which team runs it?"), help_text=_("Its programme and finance officers see what is asked of the programme."), empty=None)
    field_order = ("name_ar", "name_en", "donor", "team_id", "currency", "account", "starts_on", "ends_on", "groups")

    def __init__(self, *args, teams: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        del self.fields["is_open"]
        self.fields["team_id"].choices = teams


class Line(ActForm):
    refusals = REFUSALS
    code = fields.LatinText(label=_("Code"), max_length=20, help_text=_("As in the agreement with the donor, for example 2.1."))
    name_ar = fields.Text(label=_("Name in Arabic"), max_length=120)
    name_en = fields.LatinText(label=_("Name in English"), max_length=120)


class Target(ActForm):
    group = fields.OneOf(label=_("Group"), choices=TargetGroup.choices)
    people = fields.Number(label=_("How many people does the programme mean to reach?"), min_value=0, max_value=10_000_000)


class Rate(ActForm):
    pounds = fields.Amount(label=_("Egyptian pounds for one unit"), decimal_places=6, max_digits=14, min_value=Decimal("0.000001"))
    valid_on = fields.Day(label=_("From which day?"), help_text=_("Requests that were made keep the rate of their day."))


class Allotment(ActForm):
    refusals = REFUSALS
    amount = fields.Amount(label=_("Amount"), min_value=Decimal("0.01"), max_value=MOST, max_digits=14)
    is_less = fields.Tick(label=_("It leaves the line"), required=False, help_text=_("For example because the donor moved it to another line."))
    words = fields.Text(label=_("What is it?"), max_length=200, help_text=_("Agreement, letter or instalment of the donor."))

    def given(self) -> dict:
        data = self.cleaned_data
        return {"amount": -data["amount"] if data["is_less"] else data["amount"], "words": data["words"]}


class TakingBack(ActForm):
    refusals = REFUSALS
    words = fields.Text(label=gettext_lazy("Why?"), max_length=200)


def unit_words(currency: str) -> str:
    return gettext("Rate of %(currency)s") % {"currency": f"\u2068{currency}\u2069"}
