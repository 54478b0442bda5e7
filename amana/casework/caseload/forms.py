"""Forms of a caseload: the file, and what its words mean."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.arrivals.forms import File
from amana.casework.caseload.queries import Meanings
from amana.casework.caseload.rules import CaseStatus
from amana.casework.cases.rules import RiskLevel
from amana.casework.registry import codes, countries
from amana.casework.registry.rules import MaritalStatus, Sex
from amana.ground.organisations import places
from amana.ground.shell import fields


class Upload(File):
    """A unit's own list of people and cases."""

    which_team = _("Which team works with them?")
    listed_on = fields.PartialDateField(label=_("Day of the list"), help_text=_("Ages in the list are counted on this day."))

    def clean_listed_on(self):
        found = self.cleaned_data["listed_on"]
        if not found.day:
            raise forms.ValidationError(_("Enter day, month and year."))
        return found.earliest


LEFT_OUT = "left_out"


class Words(forms.Form):
    """For each word of the list what it means. Where neither the word says it nor somebody has said it before, nothing is chosen beforehand; leaving the word out is an answer."""

    def __init__(self, *args, meant: Meanings, workers: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.groups = []
        unsaid = set(meant.unsaid_keys({}))
        for field, written in meant.told.items():
            bound = []
            for place, (word, text) in enumerate(written.items()):
                name = f"{field}-{place}"
                was = "" if (field, word) in unsaid else meant.proposed[field][word] or LEFT_OUT
                self.fields[name] = fields.Choice(label=text, choices=[(LEFT_OUT, _left_out(field)), *_choices(field, workers)], initial=was)
                bound.append((self[name], text, word, was))
            self.groups.append((field, bound))

    def chosen(self) -> dict[str, dict[str, str]]:
        """By field and word its code, the empty one where it is left out."""
        return {field: {word: self.cleaned_data[bound.name].replace(LEFT_OUT, "") for bound, _text, word, _was in rows} for field, rows in self.groups}


def _choices(field: str, workers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    listed = {"risk": RiskLevel.choices, "case_status": CaseStatus.choices, "sex": Sex.choices, "marital_status": MaritalStatus.choices}
    if field == "worker":
        return workers
    if field == "nationality":
        return countries.choices()
    if field == "governorate":
        return places.governorate_choices()
    return codes.choices(field) if field == "education" else listed[field]


def _left_out(field: str) -> str:
    return {"worker": _("Nobody yet: the team"), "risk": _("Not decided yet")}.get(field, _("Leave the word out"))
