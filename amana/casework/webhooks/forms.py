"""The one form of a webhook, and the sentences for what an act refuses."""
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from amana.casework.webhooks.rules import wrong_with
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

REFUSALS: Refusals = {
    "webhook_once": (None, _("This system has a webhook already. Somebody was faster.")),
    "webhook_paused": (None, _("It is paused. Resume it first.")),
}
WRONG = {
    "address": _("Write it whole, as https://example.org/amana: without a user, a password, spaces or #."),
    "sealed": _("It begins with https://, so that nobody on the way can read along or answer instead."),
    "near": _("This address lies in a private network or on this machine, where Amana sends nothing."),
}


class Address(ActForm):
    address = fields.LatinText(label=_("Address"), max_length=500, help_text=_(
        "Where the program listens. Amana posts there what has changed, as keys and times alone; the program then asks with its own token."))

    refusals = REFUSALS
    marks_optional = False

    def clean_address(self) -> str:
        given = self.cleaned_data["address"]
        if wrong := wrong_with(given, is_server=settings.SERVER):
            self.add_error("address", WRONG[wrong])
        return given
