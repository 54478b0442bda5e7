"""Forms of hand-overs."""
from datetime import date

from django.utils.translation import gettext_lazy as _

from amana.casework.cases.forms.life import Receiver
from amana.casework.cases.rules.handing import DeclineReason, HandoverReason
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm


class HandOver(Receiver):
    """`today`: the first day on which a leave may not end."""

    why = fields.Choice(label=_("Why?"), choices=HandoverReason.choices)
    until_on = fields.Day(label=_("Until which day?"), required=False, help_text=_("The first day back. Only for a leave: the colleague is reminded to give the case back."))

    def __init__(self, *args, today: date, **options):
        self.today = today
        super().__init__(*args, **options)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("why") != HandoverReason.LEAVE:
            data["until_on"] = None
        elif "until_on" not in self.errors and not data.get("until_on"):
            self.add_error("until_on", _("Say until when the leave lasts."))
        elif data.get("until_on") and data["until_on"] <= self.today:
            self.add_error("until_on", _("This day has passed. Choose one that is still to come."))
        return data


class HandOverCase(HandOver):
    note = fields.LongText(label=_("How do things stand?"), max_length=4000, rows=6, required=False,
                           help_text=_("What the receiver must know: at most a page. It stands in the case as a note of the social section."))


class Decline(ActForm):
    reason = fields.OneOf(label=_("Why not?"), choices=DeclineReason.choices)
