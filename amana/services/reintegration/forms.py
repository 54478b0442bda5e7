"""Forms of return and follow-up, and the sentences for what an act refuses."""
from datetime import UTC, date, datetime, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.forms.life import OnACairoClock
from amana.casework.registry import codes
from amana.ground.organisations import places
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.reintegration.rules import ASSISTED, Company, Ordered, Outcome, Transport, Way, Wish

FORCED = _("This was no assisted voluntary return: somebody ordered it, authorities escorted the person, or it is not known. Choose what it was.")
REFUSALS: Refusals = {
    "return_forced_is_not_assisted": ("mode", FORCED),
    "return_in_future": ("returned_on", _("This day has not come yet.")),
    "attempt_in_future": ("tried_on", _("This day has not come yet.")),
    "follow_up_begun_once": (None, _("Follow-up from this day has begun already, in another window.")),
    "changed_meanwhile": (None, _("Not saved: somebody changed the journey of this person meanwhile. What you typed is still here; save again if yours is right.")),
}


YEARS_AGO = 10  # of a return that reception or follow-up still writes down


def _wrong_return(day: date, now: datetime, birth: PartialDate | None) -> str:
    """What is wrong with the day of a return; birth: as far as the reader knows it."""
    today = cairo_day(now)
    if day > today:
        return str(REFUSALS["return_in_future"][1])
    if birth and day < birth.earliest:
        return gettext("On this day the person was not born yet.")
    return gettext("This is more than ten years ago. Check the year.") if day < today - timedelta(days=366 * YEARS_AGO) else ""


class Return(ActForm):
    """now: Amana's time. birth: of the person, as far as the reader knows it."""

    mode = fields.OneOf(label=_("How did the person return?"), choices=lambda: codes.choices("return_modes"))
    ordered = fields.OneOf(label=_("Did somebody order or force the return?"), choices=Ordered.choices,
                           help_text=_("Ask the person, not only the paper. A return under an order, from detention or with an escort of authorities is never entered as assisted voluntary."))
    company = fields.OneOf(label=_("Who travelled along?"), choices=Company.choices)
    country = fields.Choice(label=_("From which country?"), choices=lambda: codes.choices("countries"))
    returned_on = fields.Day(label=_("Day of the return"))
    mission = fields.Text(label=_("Which mission or organisation sent the person?"), max_length=120, required=False)
    told = fields.LongText(label=_("What was told and prepared before departure?"), max_length=1000, rows=3, required=False, help_text=_("What the person was promised, who was informed, which papers came along."))
    needs = fields.LongText(label=_("What needs were known before arrival?"), max_length=1000, rows=3, required=False,
                            help_text=_("Only what reception must do: a wheelchair, a child who travels alone, no shared room. A diagnosis belongs into the health section."))

    def __init__(self, *args, now: datetime, birth: PartialDate | None = None, **options):
        self.now, self.birth = now, birth
        super().__init__(*args, **options)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("mode") == ASSISTED and (data.get("ordered", Ordered.NO) != Ordered.NO or data.get("company") == Company.AUTHORITIES):
            self.add_error("mode", FORCED)
        if data.get("returned_on") and (wrong := _wrong_return(data["returned_on"], self.now, self.birth)):
            self.add_error("returned_on", wrong)
        return data


class Onward(OnACairoClock):
    governorate = fields.Choice(label=_("To which governorate?"), choices=places.governorate_choices, required=False)
    transport = fields.OneOf(label=_("By what?"), choices=Transport.choices, required=False)
    leaves_on = fields.Day(label=_("Leaves on"), required=False)
    leaves_time = fields.TimeOfDay(label=_("Leaves at, in Cairo time"), required=False)
    counselling_on = fields.Day(label=_("First counselling on"), required=False)
    counselling_time = fields.TimeOfDay(label=_("First counselling at, in Cairo time"), required=False)
    counselling_place = fields.Text(label=_("Where is the counselling?"), max_length=120, required=False)

    def clean(self) -> dict:
        data = super().clean()
        for name in ("leaves", "counselling"):
            day, time = data.get(f"{name}_on"), data.get(f"{name}_time")
            if bool(day) != bool(time) and not {f"{name}_on", f"{name}_time"} & set(self.errors):
                self.add_error(f"{name}_time" if day else f"{name}_on", gettext("Say at what time.") if day else gettext("Say on which day."))
            data[f"{name}_at"] = self.instant(day, time) if day and time else None
        if not data.get("governorate") and not data.get("counselling_at") and not self.errors:
            self.add_error("governorate", gettext("Say where the person goes, or when the first counselling is."))
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        at = {name: data[name].astimezone(UTC) if data[name] else None for name in ("leaves_at", "counselling_at")}
        return {name: data[name] for name in ("governorate", "transport", "counselling_place")} | at


class FollowUp(ActForm):
    returned_on = fields.Day(label=_("Day of the return"), help_text=_("The months are counted from it."))
    other_contact = fields.Text(label=_("Whom else may we ask, if the person is not reached?"), max_length=300, required=False,
                                help_text=_("Only whom the person names: name, relation, number, and what may be said there. Leave it empty where there is nobody."))

    def __init__(self, *args, now: datetime, birth: PartialDate | None = None, **options):
        self.now, self.birth = now, birth
        super().__init__(*args, **options)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("returned_on") and (wrong := _wrong_return(data["returned_on"], self.now, self.birth)):
            self.add_error("returned_on", wrong)
        return data


class Attempt(ActForm):
    way = fields.OneOf(label=_("How did you try?"), choices=Way.choices, initial=Way.CALL)
    outcome = fields.OneOf(label=_("What came of it?"), choices=Outcome.choices)
    tried_on = fields.Day(label=_("Day"))
    words = fields.LongText(label=_("What was said, or who answered?"), max_length=1000, rows=4, required=False,
                            help_text=_("To somebody else say neither the name of the organisation nor why you call. Who was reached has this as a note of the case."))

    def __init__(self, *args, now: datetime, returned_on: date | None = None, **options):
        self.now, self.returned_on = now, returned_on
        super().__init__(*args, initial={"tried_on": PartialDate.on(cairo_day(now))}, **options)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("tried_on") and data["tried_on"] > cairo_day(self.now):
            self.add_error("tried_on", REFUSALS["attempt_in_future"][1])
        elif data.get("tried_on") and self.returned_on and data["tried_on"] < self.returned_on:
            self.add_error("tried_on", gettext("This is before the return from which the months are counted."))
        elif data.get("tried_on") and data["tried_on"] < cairo_day(self.now) - timedelta(days=366 * YEARS_AGO):
            self.add_error("tried_on", gettext("This is more than ten years ago. Check the year."))
        if data.get("outcome") == Outcome.REACHED and not data.get("words") and "words" not in self.errors:
            self.add_error("words", gettext("Say in a few words how the person is."))
        return data


class Intention(ActForm):
    wish = fields.OneOf(label=_("Does the person think about leaving again?"), choices=Wish.choices, help_text=_("Ask openly, and only where nobody else listens. No answer ends or lessens any help."))
    words = fields.LongText(label=_("In the person's own words"), max_length=1000, rows=4, required=False, help_text=_("No routes, and no names of people who bring others across a border: you do not need them."))
    offered = fields.LongText(label=_("What did you offer?"), max_length=1000, rows=3, required=False, help_text=_("Safe information rather than warnings: legal ways, whom to call on the way, what can change here."))

    def clean(self) -> dict:
        data = super().clean()
        if data.get("wish") not in (None, "", Wish.UNSAID) and not data.get("words") and "words" not in self.errors:
            self.add_error("words", gettext("Write down what the person said."))
        return data


class NotNeeded(forms.Form):
    """Why an item of the board does not apply."""

    reason = fields.Text(max_length=200)
