"""Forms of the sections journey and social."""
from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.registry import codes, countries
from amana.casework.registry.forms.ordered import OrderedChoices
from amana.casework.registry.rules import JourneyFacts, MaritalStatus, SocialFacts
from amana.ground.shell import fields
from amana.lib.core.errors import Unreadable

ROUTE_PLACES, LANGUAGE_PLACES = 6, 4


class Journey(forms.Form):
    """The way the person came, and the groups to which she or he belongs."""

    country_left = fields.Choice(label=_("Country where the journey began"), choices=countries.choices, required=False)
    route = OrderedChoices(label=_("Countries on the way, in order"), choices=countries.choices, places=ROUTE_PLACES, may_repeat=True,
                           required=False)
    departed = fields.PartialDateField(label=_("Departed"), may_be_future=False, required=False)
    returned = fields.PartialDateField(label=_("Returned or arrived"), required=False)
    reason = fields.Text(label=_("Reason for leaving"), max_length=300, required=False)
    return_mode = fields.Choice(label=_("How did the person return?"), choices=lambda: codes.choices("return_modes"),
                                empty=_("Not known, or no return"), required=False)
    groups = fields.AnyOf(label=_("Groups"), choices=lambda: codes.choices("groups"), required=False, help_text=_("All that apply."))
    note = fields.LongText(label=_("What else matters about the journey"), required=False)

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            try:
                self.facts()
            except Unreadable:
                self.add_error("returned", _("The return lies before the departure. Check both dates."))
        return data

    def facts(self) -> JourneyFacts:
        """Raises Unreadable."""
        return JourneyFacts(**{**self.cleaned_data, "groups": tuple(self.cleaned_data["groups"])})


class Social(forms.Form):
    """How the person lives. Household links belong to the case."""

    marital_status = fields.Choice(label=_("Marital status"), choices=MaritalStatus.choices, empty=_("Not asked"), required=False)
    languages = OrderedChoices(label=_("Languages, the best one first"), choices=lambda: codes.choices("languages"), places=LANGUAGE_PLACES,
                               required=False)
    needs_interpreter = fields.Tick(label=_("Needs an interpreter to speak with us"), required=False)
    education = fields.Choice(label=_("Highest level of education"), choices=lambda: codes.choices("education"), empty=_("Not known"), required=False)
    schooling_note = fields.Text(label=_("About schooling"), max_length=300, required=False,
                                 help_text=_("For example: left school in grade 8, certificates lost."))
    occupation = fields.Choice(label=_("Occupation"), choices=codes.occupations, empty=_("Not known"), required=False)
    lives_with = fields.Text(label=_("Lives with"), max_length=300, required=False)
    needs = fields.LongText(label=_("Needs, in the person's own words"), required=False)

    def facts(self) -> SocialFacts:
        return SocialFacts(**self.cleaned_data)
