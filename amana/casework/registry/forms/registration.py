"""Forms of identity, contact and registration, and of passing a file on."""
from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.registry import countries
from amana.casework.registry.rules import ContactFacts, IdentityFacts, NameKind, PhoneFacts, Sex, Verdict
from amana.ground.organisations import places
from amana.ground.shell import fields


class Identity(forms.Form):
    """Names by part, in the script in which they were given."""

    name_kind = fields.OneOf(label=_("Does the person agree to give her or his name?"), choices=NameKind.choices, initial=NameKind.GIVEN)
    given_ar = fields.Text(label=_("First name"), max_length=80, required=False)
    father_ar = fields.Text(label=_("Father's name"), max_length=80, required=False)
    grandfather_ar = fields.Text(label=_("Grandfather's name"), max_length=80, required=False)
    family_ar = fields.Text(label=_("Family name"), max_length=80, required=False)
    given_latin = fields.LatinText(label=_("First name in Latin letters"), max_length=80, required=False)
    father_latin = fields.LatinText(label=_("Father's name in Latin letters"), max_length=80, required=False)
    grandfather_latin = fields.LatinText(label=_("Grandfather's name in Latin letters"), max_length=80, required=False)
    family_latin = fields.LatinText(label=_("Family name in Latin letters"), max_length=80, required=False)
    other_names = fields.Text(label=_("Other names"), required=False, help_text=_("Nickname, name before marriage, other spelling."))
    sex = fields.OneOf(label=_("Sex"), choices=Sex.choices)
    birth = fields.PartialDateField(label=_("Date of birth"), takes_age=True, may_be_future=False, takes_other_calendars=True,
                                    required=False)
    nationality = fields.Choice(label=_("Nationality"), choices=countries.choices, required=False)
    second_nationality = fields.Choice(label=_("Second nationality"), choices=countries.choices, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("name_kind") != NameKind.WITHHELD and not (data.get("given_ar") or data.get("given_latin")):
            self.add_error("given_ar", _("Enter the first name, in Arabic or in Latin letters, or say above that it is not given now."))
        for name in ("given_ar", "given_latin"):
            if data.get(name) and not any(map(str.isalpha, data[name])):
                self.add_error(name, _("This has no letter: write the name as it is spelt."))
        first, second = data.get("nationality"), data.get("second_nationality")
        if second and not first:
            data["nationality"], data["second_nationality"] = second, ""
        if second and first == second:
            self.add_error("second_nationality", _("This is the first nationality again."))
        return data

    def identity_facts(self) -> IdentityFacts:
        data = dict(self.cleaned_data)
        nationalities = tuple(filter(None, (data.pop("nationality"), data.pop("second_nationality"))))
        return IdentityFacts(**{name: data[name] for name in IdentityFacts.__dataclass_fields__ if name in data}, nationalities=nationalities)


SAFE = [("call", _("Calling")), ("text", _("Sending a text")), ("message", _("Leaving a message"))]


class Phone(forms.Form):
    """One number; several make a formset. Nothing is safe unless the person said so."""

    number = fields.Phone(label=_("Phone"), must_dial=False, required=False, help_text=_("Only a number at which it is safe to find the person."))
    whose = fields.Text(label=_("Whose phone is it?"), max_length=80, required=False, help_text=_("Empty if it is the person's own."))
    safe = fields.AnyOf(label=_("What is safe at this number?"), required=False, choices=SAFE)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["number"].standing = self.initial.get("number", "")

    def clean(self) -> dict:
        data = super().clean()
        if (data.get("safe") or data.get("whose")) and not data.get("number") and "number" not in self.errors:
            self.add_error("number", _("Enter the number that this is about."))
        return data

    def phone_facts(self) -> PhoneFacts | None:
        if not self.cleaned_data.get("number"):
            return None
        safe = self.cleaned_data["safe"]
        return PhoneFacts(self.cleaned_data["number"].typed, whose=self.cleaned_data["whose"], safe_to_call="call" in safe,
                          safe_to_text="text" in safe, safe_to_leave_message="message" in safe)


class Contact(forms.Form):
    """How the person may be reached without harm."""

    safe_hours = fields.Text(label=_("Safe days and hours"), max_length=120, required=False,
                             help_text=_("For example: Sunday to Thursday, 10:00 to 16:00"))
    words_not_to_use = fields.Text(label=_("What must not be said?"), required=False,
                                   help_text=_("Words or names to avoid, how to introduce yourself."))
    governorate = fields.Choice(label=_("Governorate"), choices=places.governorate_choices, required=False)
    district = fields.Choice(label=_("District"), choices=places.district_choices, required=False)
    address = fields.Text(label=_("Address"), max_length=300, required=False)

    def clean(self) -> dict:
        data = super().clean()
        district, governorate = data.get("district"), data.get("governorate")
        if district and not governorate:
            data["governorate"] = places.governorate_of(district)
        elif district and places.governorate_of(district) != governorate:
            self.add_error("district", _("This district lies in another governorate."))
        return data

    def contact_facts(self) -> ContactFacts:
        return ContactFacts(**{name: self.cleaned_data[name] for name in ContactFacts.__dataclass_fields__})


class PassOn(forms.Form):
    """To which team, and to whom of it."""

    team = fields.Choice(label=_("Team"))
    worker = fields.Choice(label=_("Worker"), required=False, help_text=_("Leave it empty to let the team decide."))

    def __init__(self, *args, teams: list[tuple[str, str]], workers: list[tuple[str, list]], **options):
        super().__init__(*args, **options)
        self.fields["team"].choices = [("", _("Choose")), *teams]
        self.fields["worker"].choices = [("", _("The whole team")), *workers]


class Judgement(forms.Form):
    """What somebody says of two records; nothing is chosen beforehand."""

    verdict = fields.OneOf(label=_("Are these two records one person?"), choices=[
        (Verdict.SAME, _("Same person: the records are linked, nothing is deleted")), (Verdict.DIFFERENT, _("Different people: the pair stays away")),
        (Verdict.UNSURE, _("Not sure yet: the pair stays in the list"))], widget=fields.NumberedCards)
    reason = fields.LongText(label=_("Reason"), max_length=500, rows=2, required=False)


class Registration(Identity, Phone, Contact):
    """Who comes, and how she may be reached."""

    def __init__(self, *args, teams: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        if len(teams) > 1:
            self.fields["team"] = fields.OneOf(label=_("Which of your teams takes the person on?"), choices=teams, initial=teams[0][0])
