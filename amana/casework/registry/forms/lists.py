"""What a list of people is narrowed to; all of it stands in the address."""
from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.registry import countries
from amana.casework.registry.rules import PeopleSort, Sex
from amana.ground.organisations import places
from amana.ground.shell import fields
from amana.lib.core.dates import FIRST_YEAR, LAST_YEAR


class Filters(forms.Form):
    """`reads_contact`: whether the place where somebody lives is a choice at all."""

    marks_optional = False

    q = fields.Text(label=_("Name or number"), required=False, max_length=5000, widget=forms.HiddenInput)
    sex = fields.Choice(label=_("Sex"), required=False, choices=Sex.choices, empty=_("All"))
    nationality = fields.Choice(label=_("Nationality"), required=False, choices=countries.choices, empty=_("All"))
    governorate = fields.Choice(label=_("Governorate"), required=False, choices=places.governorate_choices, empty=_("All"))
    born_from = fields.Number(label=_("Born from (year)"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    born_until = fields.Number(label=_("Born until (year)"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    protected = forms.BooleanField(label=_("Protected file"), required=False)
    sort = fields.Choice(label=_("Order"), required=False, choices=[(key, words) for key, words in PeopleSort.choices if key], empty=PeopleSort.NEWEST.label)

    def __init__(self, *args, reads_contact: bool, **options):
        super().__init__(*args, **options)
        if not reads_contact:
            del self.fields["governorate"]
