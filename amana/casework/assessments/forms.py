"""Forms of assessments: the answers of an instrument, the decision on what they suggest, the end of an alarm."""
from collections.abc import Mapping
from datetime import date

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.casework.assessments.rules import Choice
from amana.casework.registry import codes
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.ground.shell.values import reading_language
from amana.lib.core.dates import PartialDate
from amana.lib.core.text import fold_digits
from amana.lib.scoring import Instrument, NoAnswer
from amana.lib.scoring.instruments import NO_ANSWERS

GAPS = {NoAnswer.DECLINED: _("Would rather not say"), NoAnswer.UNKNOWN: _("Does not know"), NoAnswer.NOT_ASKED: pgettext_lazy("question", "Not asked")}
REFUSALS: Refusals = {
    "instrument_not_in_force": ("asked_on", _("This version of the form was not in force on that day, so nothing is saved. What you filled in is still here: look at the day, or take the version that is in force.")),
    "assessment_corrected_once": (None, _("A colleague has corrected this assessment meanwhile. Nothing was changed; look at what stands now.")),
    "assessment_decided_with_reason": ("reason", _("Say why you decide otherwise.")),
}


class Scale(fields.OptionCards):
    """Options as cards; in the question that has the focus a digit chooses (answers.js): the option's own where it has one, else its place."""

    def create_option(self, *of, **options) -> dict:
        made = super().create_option(*of, **options)
        own = [str(key) for key, _words in self.choices if str(key) not in GAPS]
        if made["value"] in own:
            made["key"] = made["value"] if all(key.isdigit() and len(key) == 1 for key in own) else str(own.index(made["value"]) + 1) if len(own) < 10 else ""
            made["attrs"]["data-answer-key"] = made["key"]
        else:
            made["is_gap"] = True
        return made


class Answer(fields.OneOf):
    """An option of the item, or why there is none; digits of any script are read."""

    widget = Scale

    def to_python(self, value: object) -> str:
        return fold_digits(super().to_python(value)).strip()


class Assessment(ActForm):
    """What was answered, when, in which language. `instrument`: the version that is asked; `age`: of the person, where it is known. A question left alone was not asked."""

    marks_optional = False

    def __init__(self, *args, instrument: Instrument, today: date, age: int | None = None, **options):
        super().__init__(*args, **options)
        self.instrument, self.today, self.age = instrument, today, age
        self.fields["asked_on"] = fields.Day(label=_("Day on which it was asked"), initial=PartialDate.on(today))
        self.fields["language"] = fields.Choice(label=_("Language in which it was asked"), choices=lambda: codes.choices("languages"), initial="arz" if reading_language() == "ar" else "")
        for item in instrument.items.values():
            self.fields[_name(item.code)] = Answer(
                label=(item.wording or item.topic).said(reading_language()), required=False,
                choices=[*((option.code, option.label.said(reading_language())) for option in item.options.values()), *((gap.value, words) for gap, words in GAPS.items())])
        self.fields["remarks"] = fields.LongText(label=_("Remarks"), max_length=1000, rows=3, required=False, help_text=_("What helps to understand the answers. Whoever reads this section reads it."))

    def questions(self) -> list[django_forms.BoundField]:
        return [self[_name(code)] for code in self.instrument.items]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("asked_on") and data["asked_on"] > self.today:
            self.add_error("asked_on", _("This day has not come yet."))
        if not self.instrument.is_for(self.age):
            self.add_error(None, _("The person is too young for this form: it is asked from %(age)s years on.") % {"age": self.instrument.from_age})
        if {name for name in self.data if name.startswith(_name(""))} - self.fields.keys():
            self.add_error(None, _("An answer came with this that belongs to another form. Nothing is saved: open the form again."))
        if not self.errors and not self.answers():
            self.add_error(None, _("Nothing is answered yet. Answer what was spoken about; the rest may stay as not asked."))
        return data

    def answers(self) -> dict[str, str]:
        return {code: answer for code in self.instrument.items if (answer := self.cleaned_data.get(_name(code)))}

    def given(self) -> dict:
        return {"answers": self.answers(), **{name: self.cleaned_data[name] for name in self.fields if not name.startswith("item_")}}

    def half_filled(self) -> dict:
        """What a draft keeps of what was sent, right or not; an answer that is none is left out."""
        answers = {code: fold_digits(self.data.get(_name(code), "")) for code in self.instrument.items}
        known = {code: answer for code, answer in answers.items() if answer in {*self.instrument.items[code].options, *NO_ANSWERS}}
        said = {name: self.data[name][:1000] for name in ("asked_on_day", "asked_on_month", "asked_on_year", "language", "remarks") if self.data.get(name)}
        return {"answers": known, "said": said}


class Correction(Assessment):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["why"] = fields.Text(label=_("Why is it corrected?"), max_length=300, help_text=_("What stood before is kept beside it."))


class Decision(ActForm):
    choice = fields.OneOf(label=_("What do you decide?"), choices=Choice.choices)
    reason = fields.LongText(label=_("Why, and what happens next?"), max_length=1000, rows=3, required=False, help_text=_("Needed where you decide otherwise."))

    refusals = REFUSALS


class AlarmEnd(ActForm):
    done = fields.LongText(label=_("What was done?"), max_length=4000, rows=6, help_text=_(
        "Whom you spoke with, what was agreed, who is near, when you speak again. Only who reads this section reads it."))


def answered(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers as the form's initial values; what was not asked stays open."""
    return {_name(code): answer for code, answer in answers.items() if answer != NoAnswer.NOT_ASKED}


def _name(code: str) -> str:
    return f"item_{code}"
