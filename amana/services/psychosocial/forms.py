"""Forms of psychosocial support, and the sentences for what an act refuses."""
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.forms.life import OnACairoClock
from amana.casework.registry import codes
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.psychosocial.actions import Came
from amana.services.psychosocial.rules import (
    MOST_MEETINGS,
    MOST_MEMBERS,
    NEAREST,
    PRESENT,
    Attendance,
    GoalState,
    GroupKind,
    LeavingReason,
    Place,
    SessionKind,
)

if TYPE_CHECKING:
    from amana.services.psychosocial.models import Goal as GoalRow

SPANS = {30: _("Half an hour"), 45: _("45 minutes"), 60: _("One hour"), 90: _("An hour and a half"), 120: _("Two hours")}
REFUSALS: Refusals = {
    "session_in_future": ("held_on", _("This day has not come yet. Write the session down when it is over.")),
    "session_of_another": (None, _("Only the worker who wrote a session puts it right.")),
    "care_session_replaced_once": (None, _("This session was put right already, in another window. Look at how it stands now.")),
    "care_session_once_a_meeting": (None, _("This meeting is written down for this person already.")),
    "session_not_member": (None, _("Somebody in the list is not in the group. Look at the group again.")),
    "group_full": ("case_id", _("The group has as many people as it takes. Let somebody leave, or make it larger.")),
    "group_closed": (None, _("The group does not meet any more.")),
    "care_member_once": ("case_id", _("This person is in the group already.")),
}


def nearness_field(label: str, **options) -> fields.Number:
    return fields.Number(label=label, min_value=0, max_value=NEAREST, required=False, **options)


class Goal(ActForm):
    words = fields.Text(label=_("What should be different?"), max_length=300, help_text=_("In the person's own words, as far as they go."))
    nearness = nearness_field(_("How near is it today, from 0 to 10?"), help_text=_("The person says it: 0 is far away, 10 is reached."))


class GoalStep(ActForm):
    state = fields.OneOf(label=_("How does it stand?"), choices=GoalState.choices, initial=GoalState.OPEN)
    nearness = nearness_field(_("How near is it today, from 0 to 10?"), help_text=_("The person says it: 0 is far away, 10 is reached."))


class Session(OnACairoClock):
    """`goals`: those worked on, each with a field of its own; `now`: Amana's time."""

    kind = fields.OneOf(label=_("With whom?"), choices=[(one.value, one.label) for one in SessionKind if one != SessionKind.GROUP], initial=SessionKind.INDIVIDUAL)
    held_on = fields.Day(label=_("Day"))
    attendance = fields.OneOf(label=_("Did the person come?"), choices=Attendance.choices)
    place = fields.OneOf(label=_("Where?"), choices=Place.choices, initial=Place.OFFICE)
    minutes = fields.Choice(label=_("How long?"), choices=[(str(n), words) for n, words in SPANS.items()], empty=_("Not said"), required=False)
    work = fields.LongText(label=_("What did you work on?"), max_length=8000, rows=7, required=False, help_text=_("Only roles that read the psychosocial section see it."))
    agreed = fields.LongText(label=_("What did you agree until the next time?"), max_length=1000, rows=3, required=False)
    danger = fields.Tick(label=_("Danger was spoken of: to the person's own life, or from others"), required=False, help_text=_("After saving you come to the safety plan. An alarm stands on the case until somebody says on it what was done."))
    next_on = fields.Day(label=_("Next appointment"), required=False)
    next_time = fields.TimeOfDay(label=_("Time in Cairo"), required=False)

    def __init__(self, *args, goals: "Iterable[GoalRow]" = (), now: datetime, is_group: bool = False, **options):
        self.now, self.goals = now, list(goals)
        options["initial"] = {"held_on": PartialDate.on(cairo_day(now))} | (options.get("initial") or {})
        super().__init__(*args, **options)
        if is_group:
            del self.fields["kind"]
        for one in self.goals:
            self.fields[f"near_{one.pk}"] = nearness_field(one.words)

    def plain(self) -> Iterator[forms.BoundField]:
        """All but how near the goals are."""
        return (self[name] for name in self.fields if not name.startswith("near_"))

    def near(self) -> list[forms.BoundField]:
        return [self[f"near_{one.pk}"] for one in self.goals]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("held_on") and data["held_on"] > cairo_day(self.now):
            self.add_error("held_on", REFUSALS["session_in_future"][1])
        if data.get("attendance") in PRESENT and not data.get("work") and "work" not in self.errors:
            self.add_error("work", gettext("Say in a few words what you worked on."))
        if data.get("next_on"):
            data["next_at"] = self._next(data)
        elif data.get("next_time"):
            self.add_error("next_on", gettext("Say on which day."))
        return data

    def _next(self, data: dict) -> datetime | None:
        if not data.get("next_time"):
            if "next_time" not in self.errors:
                self.add_error("next_time", gettext("Say at what time."))
            return None
        at = self.instant(data["next_on"], data["next_time"])
        if at <= self.now:
            self.add_error("next_on" if data["next_on"] < cairo_day(self.now) else "next_time", gettext("This time has passed. Choose one that is still to come."))
        return at

    def given(self) -> dict:
        data, next_at = self.cleaned_data, self.cleaned_data.get("next_at")
        return {
            "kind": data.get("kind", SessionKind.GROUP), "held_on": data["held_on"], "attendance": data["attendance"], "place": data["place"],
            "minutes": int(data["minutes"]) if data.get("minutes") else None, "work": data["work"], "agreed": data["agreed"], "danger": data["danger"],
            "next_at": next_at.astimezone(UTC) if next_at else None,
            "nearness": {one.pk: near for one in self.goals if (near := data.get(f"near_{one.pk}")) is not None}}


class SafetyPlan(ActForm):
    signs = fields.LongText(label=_("How does the person notice that it becomes dangerous?"), max_length=1000, rows=3, help_text=_("Thoughts, feelings, what others do. One on each line."))
    own_ways = fields.LongText(label=_("What can the person do alone?"), max_length=1000, rows=3, required=False, help_text=_("What has helped before. One on each line."))
    people = fields.LongText(label=_("Who is near, or can distract the person?"), max_length=1000, rows=3, required=False, help_text=_("People and places of the person's own choice. One on each line."))
    helpers = fields.LongText(label=_("Whom does the person call for help?"), max_length=1000, rows=3, help_text=_("Name and number, the first one first; also at night. One on each line."))
    safer_place = fields.LongText(label=_("How do the surroundings become safer?"), max_length=1000, rows=3, required=False,
                                  help_text=_("What is put out of reach and who keeps it; where the person can go."))
    review_on = fields.Day(label=_("When do you look at it together again?"))

    def __init__(self, *args, now: datetime, **options):
        self.now = now
        super().__init__(*args, **options)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("review_on") and data["review_on"] < cairo_day(self.now):
            self.add_error("review_on", gettext("This day has passed. Choose one that is still to come."))
        return data


class Supervision(ActForm):
    looked_at = fields.LongText(label=_("What did you look at together?"), max_length=8000, rows=7)
    agreed = fields.LongText(label=_("What did you agree?"), max_length=1000, rows=3, required=False)


class Group(ActForm):
    name = fields.Text(label=_("Name of the group"), max_length=120, help_text=_("A name that tells nobody why people are in it."))
    kind = fields.OneOf(label=_("What kind of group is it?"), choices=GroupKind.choices)
    language = fields.Choice(label=_("Language"), choices=lambda: codes.choices("languages"))
    place = fields.Text(label=_("Where does it meet?"), max_length=120, required=False)
    meetings_planned = fields.Number(label=_("How many meetings are planned?"), min_value=1, max_value=MOST_MEETINGS, initial=6)
    members_at_most = fields.Number(label=_("How many people at most?"), min_value=2, max_value=MOST_MEMBERS, initial=8)


class ChangedGroup(Group):
    """`leaders`: who can lead it. Where the leader has left, nobody is chosen for her: the first in the list would have the group with the next change of its name."""

    leader_id = fields.Choice(label=_("Who leads it?"), empty=None)
    is_open = fields.Tick(label=_("Meets, and takes people"), required=False)

    def __init__(self, *args, leaders: list[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        none = [] if self.initial.get("leader_id") in dict(leaders) else [("", gettext("Choose"))]
        self.fields["leader_id"].choices = [*none, *((str(key), name) for key, name in leaders)]

    def given(self) -> dict:
        return self.cleaned_data | {"leader_id": UUID(self.cleaned_data["leader_id"])}


class Joining(ActForm):
    """`cases`: those that the actor may add, with the words that tell them apart."""

    case_id = fields.Choice(label=_("Who joins?"))

    def __init__(self, *args, cases: list[tuple[UUID, str]], **options):
        super().__init__(*args, **options)
        self.fields["case_id"].choices = [("", gettext("Choose")), *((str(key), words) for key, words in cases)]

    def given(self) -> dict:
        return {"case_id": UUID(self.cleaned_data["case_id"])}


class Leaving(ActForm):
    reason = fields.OneOf(label=_("Why?"), choices=LeavingReason.choices)


class Meeting(ActForm):
    """`members`: case and name of each; one answer for each."""

    held_on = fields.Day(label=_("Day"))
    topic = fields.Text(label=_("What was it about?"), max_length=200)
    minutes = fields.Choice(label=_("How long?"), choices=[(str(n), words) for n, words in SPANS.items()], empty=None, initial="90")
    work = fields.LongText(label=_("What did the group do?"), max_length=4000, rows=5, help_text=_("It comes into the file of each who was there: no names, and nothing that only one person said."))

    def __init__(self, *args, members: list[tuple[UUID, str]], now: datetime, **options):
        self.now, self.members = now, members
        super().__init__(*args, initial={"held_on": PartialDate.on(cairo_day(now))}, **options)
        for case_id, name in members:
            self.fields[f"came_{case_id}"] = fields.OneOf(label=name, choices=Attendance.choices, initial=Attendance.CAME)
            self.fields[f"own_{case_id}"] = fields.Text(label=gettext("Only about this person"), max_length=500, required=False)

    def plain(self) -> list[forms.BoundField]:
        return [self[name] for name in ("held_on", "topic", "minutes", "work")]

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"came_{case_id}"], self[f"own_{case_id}"]) for case_id, _name in self.members]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("held_on") and data["held_on"] > cairo_day(self.now):
            self.add_error("held_on", REFUSALS["session_in_future"][1])
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        return {"held_on": data["held_on"], "topic": data["topic"], "minutes": int(data["minutes"]), "work": data["work"],
                "came": [Came(case_id, Attendance(data[f"came_{case_id}"]), data[f"own_{case_id}"]) for case_id, _name in self.members]}
