"""The form of an agreement: what may travel between two organisations, in which direction and until when."""
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amana.ground.access.rules import SECTION_NAMES
from amana.ground.organisations.rules import AgreementPurpose, purposes_for
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.lib.core.dates import PartialDate, Precision

_PERIOD = _("The agreement must end after it begins.")
_PURPOSES = _("A police or immigration service receives for law enforcement and no other purpose; nobody else receives for law enforcement.")

REFUSALS: Refusals = {
    "agreement_period": ("ends_on", _PERIOD),
    "agreement_purposes": ("purposes", _PURPOSES),
    "agreement_of_two": ("other", _("An agreement is made with another organisation.")),
    "agreement_other_side": (None, _("Your organisation recorded this agreement, so the other side answers it.")),
    "agreement_state": (None, _("This agreement has been answered or ended already. Nothing was changed.")),
}


class Day(fields.PartialDateField):
    """A whole day as a `date`."""

    def clean(self, value: object) -> date | None:
        given = super().clean(value)
        if given is None:
            return None
        if given.precision != Precision.DAY:
            raise ValidationError(_("Enter day, month and year."), code="incomplete")
        return given.earliest


class Agreement(ActForm):
    other = fields.Choice(label=_("Other organisation"))
    direction = fields.OneOf(label=_("Who may send to whom?"), choices=[
        ("we_send", _("We may send to them")), ("they_send", _("They may send to us"))])
    purposes = fields.AnyOf(label=_("For what purposes?"), choices=AgreementPurpose.choices, help_text=_PURPOSES)
    sections = fields.AnyOf(
        label=_("Which sections of a file may travel?"), choices=[(int(section), name) for section, name in SECTION_NAMES.items()],
        help_text=_("No more than this travels, whatever a person agrees to. Each referral still needs the person's consent."))
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Ends on"), help_text=_("From this day on the agreement no longer holds."))

    refusals = REFUSALS

    def __init__(self, *args, others: list, own, today: date, **options):
        """others: organisations that may be the other side; own: the actor's."""
        self.own, self.today = own, today
        self.others = {str(one.pk): one for one in others}
        super().__init__(*args, initial={"starts_on": PartialDate.on(today)}, **options)
        self.fields["other"].choices = [*self.fields["other"].choices, *((key, str(one)) for key, one in self.others.items())]

    def clean(self) -> dict:
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", _PERIOD)
        elif ends_on and ends_on <= self.today:
            self.add_error("ends_on", _("This day has passed. Choose one that is still to come."))
        if {"other", "direction", "purposes"} <= given.keys():
            receiver = self.others[given["other"]] if given["direction"] == "we_send" else self.own
            if not set(given["purposes"]) <= purposes_for(receiver.kind):
                self.add_error("purposes", _PURPOSES)
        return given

    def given(self) -> dict:
        given = self.cleaned_data
        sides = [self.own.pk, UUID(given["other"])]
        if given["direction"] == "they_send":
            sides.reverse()
        return {"from_organisation_id": sides[0], "to_organisation_id": sides[1], "purposes": given["purposes"],
                "sections": sum(map(int, given["sections"])), "starts_on": given["starts_on"], "ends_on": given["ends_on"]}
