"""Forms of arrival lists: the file and its flight, the matching of columns, judgement of a row, registration with what the list said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.arrivals import mapping, sentences
from amana.casework.arrivals.reading import MAX_PACKED
from amana.casework.registry import countries
from amana.casework.registry.forms import registration
from amana.ground.shell import fields
from amana.ground.shell.values import reading_language

MOST_MEGABYTES = MAX_PACKED // 1_000_000


class File(forms.Form):
    """A list as an office keeps it, and the own team for which it is read."""

    file = forms.FileField(
        label=_("The list"),
        help_text=_("XLSX, XLS, ODS or CSV, up to 10 MB, as the sender keeps it."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.tsv", "class": "form-control"}),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
    )
    which_team = _("Which team expects them?")

    def __init__(self, *args, teams: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        if len(teams) > 1:
            self.fields["team"] = fields.OneOf(label=self.which_team, choices=teams, initial=teams[0][0])
        self.teams = teams

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES * 1_000_000:
            raise forms.ValidationError(sentences.sentence("sheet.too_big", {"megabytes": MOST_MEGABYTES}))
        return file

    @property
    def chosen_team(self) -> str:
        return self.cleaned_data.get("team") or self.teams[0][0]


class Upload(File):
    """A list and the flight it is about."""

    flight = fields.LatinText(label=_("Flight or ship"), max_length=40, required=False)
    arrives_on = fields.PartialDateField(label=_("Day of arrival"), help_text=_("Ages in the list are counted on this day."))
    country = fields.Choice(label=_("Coming from"), choices=countries.choices, required=False)
    source = fields.Text(
        label=_("Who sends such lists?"), max_length=80, required=False, help_text=_("The matching of columns is remembered under this name.")
    )

    def clean_arrives_on(self):
        found = self.cleaned_data["arrives_on"]
        if not found.day:
            raise forms.ValidationError(_("Enter day, month and year."))
        return found.earliest


class Columns(forms.Form):
    """Where the headings stand, and what each column holds."""

    order = fields.OneOf(label=_("How are dates written?"), choices=[("day_first", _("Day, month, year")), ("month_first", _("Month, day, year"))])

    def __init__(self, *args, headings: list[str], examples: list[str], chosen: list[str], kind: str, **options):
        super().__init__(*args, **options)
        self.columns = []
        for place, (heading, example) in enumerate(zip(headings, examples, strict=True)):
            name = f"column-{place}"
            self.fields[name] = fields.Choice(
                label=heading or "—", choices=_field_choices(kind), required=False, empty=_("Not imported"), initial=chosen[place]
            )
            self.columns.append((self[name], heading, example, chosen[place]))

    def chosen(self) -> list[str]:
        return [self.cleaned_data[bound.name] for bound, *_rest in self.columns]


def _field_choices(kind: str) -> list[tuple[str, str]]:
    language = reading_language()
    return [(field.code, getattr(field, f"name_{language}")) for field in mapping.fields(kind).values()]


class Where(forms.Form):
    """Another sheet, or another row of headings."""

    sheet = fields.Choice(label=_("Sheet"), empty=None)
    heading_row = fields.Number(label=_("Row of the headings"), min_value=1)

    def __init__(self, *args, sheets: list[str], **options):
        super().__init__(*args, **options)
        self.fields["sheet"].choices = [(str(place), name or _("The only one")) for place, name in enumerate(sheets)]


class Registration(registration.Identity, registration.Contact):
    """Who came, with what the list said already in the boxes."""

    def __init__(self, *args, teams: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        if len(teams) > 1:
            self.fields["team"] = fields.OneOf(label=_("Which of your teams takes the person on?"), choices=teams, initial=teams[0][0])
