"""Forms of holidays, and the sentences for what an act refuses."""
from django.utils.translation import gettext_lazy as _

from amana.ground.holidays.rules import Mark
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

REFUSALS: Refusals = {
    "holidays_holiday_replaces_id_key": (None, _("Somebody has changed this holiday meanwhile. Open the list again and look at how it stands.")),
}


class Holiday(ActForm):
    day = fields.Day(label=_("Day"))
    name_ar = fields.Text(label=_("Name in Arabic"), max_length=120)
    name_en = fields.Text(label=_("Name in English"), max_length=120)
    mark = fields.OneOf(label=_("How sure is it?"), choices=Mark.choices)
    source = fields.Text(label=_("Source"), max_length=300, help_text=_("The decision with its number and day, or where else you have it from. Everybody reads it."))

    refusals = REFUSALS


class Withdrawal(ActForm):
    source = fields.Text(label=_("Source"), max_length=300, help_text=_("The decision by which offices are open on this day. Everybody reads it."))

    refusals = REFUSALS
