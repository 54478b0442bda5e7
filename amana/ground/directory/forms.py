"""Forms of the directory: filters, a service, open places; and the sentences for what an act refuses."""
from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.ground.directory import service_types
from amana.ground.organisations import places
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

# What desks speak most; ISO 639-1 and -3 codes as in the registry's list of languages.
LANGUAGES = [("ara", _("Arabic")), ("eng", _("English")), ("fra", _("French")), ("tir", _("Tigrinya")), ("amh", _("Amharic")), ("som", _("Somali")),
             ("orm", _("Oromo")), ("zxx", _("Egyptian Sign Language"))]
LANGUAGE_NAMES = dict(LANGUAGES)

REFUSALS: Refusals = {
    "service_desk": ("desk", _("Choose a desk of your organisation.")),
    "service_open_places": ("places", _("The number of places cannot be less than 0.")),
}


class Filter(forms.Form):
    """What to look for; every field may stay empty."""

    marks_optional = False
    q = fields.Text(label=_("Words"), max_length=80, required=False)
    kind = fields.Choice(label=_("Service"), choices=service_types.choices, required=False, empty=_("All services"))
    governorate = fields.Choice(label=_("Governorate"), choices=places.governorate_choices, required=False, empty=_("The whole country"))


class Service(ActForm):
    """What an organisation offers. Never the address of a shelter."""

    kind = fields.Choice(label=_("Kind of service"), choices=service_types.choices)
    name_ar = fields.Text(label=_("Name in Arabic"), max_length=120)
    name_en = fields.Text(label=_("Name in English"), max_length=120)
    desk = fields.Choice(label=_("Desk that answers"), help_text=_("Referrals to this service come to this desk."))
    for_whom_ar = fields.Text(label=_("For whom, in Arabic"), max_length=200, required=False)
    for_whom_en = fields.Text(label=_("For whom, in English"), max_length=200, required=False)
    governorates = fields.AnyOf(label=_("Governorates"), required=False, choices=places.governorate_choices, help_text=_(
        "Leave all empty if it works in the whole country."))
    languages = fields.AnyOf(label=_("Languages spoken"), required=False, choices=LANGUAGES)
    hours = fields.Text(label=_("Days and hours"), max_length=120, required=False, help_text=_(
        "For example: Sunday to Thursday, 9:00 to 15:00. Do not write an address: shelters are reached through their desk only."))

    refusals = REFUSALS

    def __init__(self, *args, desks: Iterable[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        self.fields["desk"].choices = [("", _("Choose")), *((str(key), name) for key, name in desks)]

    def given(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "desk"} | {"desk_id": UUID(self.cleaned_data["desk"])}


class OpenPlaces(ActForm):
    """How many places are open now; empty: not known."""

    marks_optional = False
    places = fields.Number(label=_("Places open now"), required=False, min_value=0, max_value=100_000)

    refusals = REFUSALS
