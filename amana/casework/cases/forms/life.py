"""Forms of the life of a case."""
from datetime import UTC, date, datetime, time
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.rules import ActionKind, ActionState, CaseSort, CaseState, Currency, Dimension, NoteKind, PlanStanding, Relation, RiskLevel
from amana.ground.access.rules import SECTION_NAMES, sections_of
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm
from amana.lib.core.dates import PartialDate, cairo_day, from_cairo_wall

END_OF_WORK = time(15)


class OnACairoClock(ActForm):
    """Day and time as the reader's clock shows them. `notice`: what she must be told of the hour that the spring leaves out or the autumn repeats."""

    notice = ""

    def instant(self, day: date, at: time) -> datetime:
        found, note = from_cairo_wall(datetime.combine(day, at))
        if note == "moved_forward":
            self.notice = _("The clock goes forward that night: this hour does not exist. The time was moved one hour ahead.")
        elif note == "doubled":
            self.notice = _("The clock goes back that night: this hour comes twice. The first one was taken.")
        return found


class Risk(ActForm):
    level = fields.OneOf(label=_("How high is the risk?"), choices=RiskLevel.choices)
    reasons = fields.LongText(label=_("Why?"), max_length=1000, help_text=_("One reason on each line. Facts, not guesses; no names of other people."))


class Note(OnACairoClock):
    """What happened, when, in which section. `sections`: bits that the writer may write in this case; `now`: Amana's time."""

    kind = fields.OneOf(label=_("What is it?"), choices=NoteKind.choices)
    section = fields.OneOf(label=_("Which section does it belong to?"), help_text=_("Only colleagues who read this section see the note."))
    body = fields.LongText(label=_("What happened?"), max_length=8000, rows=8)
    happened_on = fields.Day(label=_("Day"))
    happened_time = fields.TimeOfDay(label=_("Time in Cairo"), required=False)

    def __init__(self, *args, sections: int, now: datetime, **options):
        self.now = now
        kind = options.pop("kind", "")
        super().__init__(*args, initial={"happened_on": PartialDate.on(cairo_day(now)), "kind": kind}, **options)
        choices = [(str(int(section)), SECTION_NAMES[section]) for section in sections_of(sections)]
        self.fields["section"].choices = choices
        if len(choices) == 1:
            self.fields["section"].initial = choices[0][0]

    def clean(self) -> dict:
        data = super().clean()
        day = data.get("happened_on")
        if not day or "happened_time" in self.errors:
            return data
        at = data.get("happened_time")
        today = cairo_day(self.now)
        # Without a time: now if it was today, noon otherwise; never in the future.
        data["happened_at"] = self.instant(day, at) if at else self.now if day == today else self.instant(day, time(12))
        if day > today or data["happened_at"] > self.now:
            self.add_error("happened_on" if day > today else "happened_time", _("This has not happened yet. A task is for what is still to come."))
        return data

    def given(self) -> dict:
        return {"section": int(self.cleaned_data["section"]), "kind": self.cleaned_data["kind"], "body": self.cleaned_data["body"],
                "happened_at": self.cleaned_data["happened_at"].astimezone(UTC)}


class Task(OnACairoClock):
    title = fields.Text(label=_("What is to be done?"), max_length=200)
    due_on = fields.Day(label=_("By which day?"))
    due_time = fields.TimeOfDay(label=_("Time in Cairo"), required=False, help_text=_("Without a time: by the end of the working day, 15:00."))
    staff_id = fields.Choice(label=_("Who does it?"), empty=None)

    def __init__(self, *args, staff: list[tuple[UUID, str]], now: datetime, **options):
        self.now = now
        super().__init__(*args, **options)
        self.fields["staff_id"].choices = [(str(key), name) for key, name in staff]
        if len(staff) == 1:
            del self.fields["staff_id"]

    def clean(self) -> dict:
        data = super().clean()
        day = data.get("due_on")
        if day and "due_time" not in self.errors:
            data["due_at"] = self.instant(day, data.get("due_time") or END_OF_WORK)
            if data["due_at"] <= self.now:
                self.add_error("due_on" if day < cairo_day(self.now) else "due_time", _("This time has passed. Choose one that is still to come."))
        return data

    def given(self) -> dict:
        staff = self.cleaned_data.get("staff_id")
        return {"title": self.cleaned_data["title"], "due_at": self.cleaned_data["due_at"], "staff_id": UUID(staff) if staff else None}


class SharedTask(Task):
    """The same task in several cases: for whoever owns each, or for the actor."""

    OWNER = "owner"

    def __init__(self, *args, now: datetime, **options):
        super().__init__(*args, staff=[], now=now, **options)
        self.fields["staff_id"].choices = [(self.OWNER, _("Whoever owns the case")), ("", _("I"))]
        self.fields["staff_id"].required = False

    def given(self) -> dict:
        return {"title": self.cleaned_data["title"], "due_at": self.cleaned_data["due_at"], "for_owner": self.cleaned_data["staff_id"] == self.OWNER}


class TaskOutcome(ActForm):
    outcome = fields.LongText(label=_("What came of it?"), max_length=500, rows=4)


class TaskReason(ActForm):
    reason = fields.LongText(label=_("Why is it not needed any more?"), max_length=500, rows=3)


class Goal(ActForm):
    dimension = fields.OneOf(label=_("What is the goal about?"), choices=Dimension.choices)
    title = fields.Text(
        label=_("What is to be reached?"), max_length=200, help_text=_("Whoever reads the social section reads the goal: no clinical words here.")
    )
    own_words = fields.LongText(label=_("In the person's own words"), max_length=500, rows=3, required=False)


class PlanAction(ActForm):
    title = fields.Text(label=_("What is to be done?"), max_length=200)
    kind = fields.OneOf(label=_("How is it done?"), choices=ActionKind.choices, initial=ActionKind.OWN)
    staff_id = fields.Choice(label=_("Who does it?"), required=False, empty=_("Somebody else, named below"))
    done_by = fields.Text(
        label=_("Somebody else"), max_length=120, required=False, help_text=_("The person herself or himself, the family, a service.")
    )
    due_on = fields.Day(label=_("By which day?"), required=False, help_text=_("With a day and a colleague it becomes a task when the plan is in force."))
    cost = fields.Amount(label=_("What does it cost?"), required=False, help_text=_("An estimate will do; leave it empty where it costs nothing."))
    currency = fields.Choice(label=_("Currency"), choices=Currency.choices, empty=None, required=False, initial=Currency.EGP)

    def __init__(self, *args, staff: list[tuple[UUID, str]], today: date, **options):
        self.today = today
        super().__init__(*args, **options)
        self.fields["staff_id"].choices = [*self.fields["staff_id"].choices, *((str(key), name) for key, name in staff)]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("staff_id"):
            data["done_by"] = ""  # `somebody else` was typed before a colleague was chosen
        elif not data.get("done_by"):
            self.add_error("staff_id", _("Say who does it."))
        if data.get("due_on") and data["due_on"] < self.today and PartialDate.on(data["due_on"]) != self.initial.get("due_on"):
            self.add_error("due_on", _("This time has passed. Choose one that is still to come."))
        if data.get("cost") is None:
            data["currency"] = ""  # a currency of nothing is not kept
        elif not data.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        return data

    def given(self) -> dict:
        staff = self.cleaned_data["staff_id"]
        return {**self.cleaned_data, "staff_id": UUID(staff) if staff else None}


class ActionMove(ActForm):
    state = fields.OneOf(label=_("How does it stand?"), choices=ActionState.choices)
    reason = fields.Text(label=_("Why was it dropped?"), max_length=200, required=False)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("state") != ActionState.DROPPED:
            data["reason"] = ""  # an answer to a question that is asked no more is not kept (B79)
        elif not data.get("reason"):
            self.add_error("reason", _("Say why it was dropped."))
        return data


class Remark(ActForm):
    remark = fields.LongText(label=_("What should change?"), max_length=2000, rows=4)


class Receiver(ActForm):
    """Who gets the case: a worker in one of the teams. `workers`: groups of (team/worker, name)."""

    worker = fields.Choice(label=_("To whom?"))

    def __init__(self, *args, workers: list[tuple[str, list]], **options):
        super().__init__(*args, **options)
        self.fields["worker"].choices = [("", _("Choose")), *workers]

    @property
    def receiver(self) -> str:
        """The chosen one as the list named her."""
        return next((name for _team, workers in self.fields["worker"].choices[1:] for value, name in workers if value == self.cleaned_data["worker"]), "")

    def given(self) -> dict:
        team, _slash, worker = self.cleaned_data["worker"].partition("/")
        return {**{name: value for name, value in self.cleaned_data.items() if name != "worker"}, "team_id": UUID(team), "staff_id": UUID(worker)}


class CoworkerSections(ActForm):
    sections = fields.AnyOf(label=_("Which sections does the colleague read and write?"))

    def __init__(self, *args, reads: int, **options):
        super().__init__(*args, **options)
        self.fields["sections"].choices = [(str(int(section)), SECTION_NAMES[section]) for section in sections_of(reads)]

    def given(self) -> dict:
        return {"sections": sum(map(int, self.cleaned_data["sections"]))}


class Member(ActForm):
    relation = fields.OneOf(label=_("How is this person related to the head of the household?"), choices=Relation.choices)


class Hold(ActForm):
    reason = fields.LongText(label=_("Why is the case put on hold, and until when?"), max_length=2000, rows=4, help_text=_("It stands in the case as a note."))


class RefuseClosure(ActForm):
    remark = fields.LongText(label=_("What is still to be done?"), max_length=2000, rows=4)


class Filters(forms.Form):
    """What a list of cases is narrowed to, and its order; all of it stands in the address."""

    marks_optional = False

    q = fields.Text(label=_("Name or number"), required=False, max_length=120)
    state = fields.Choice(label=_("State"), required=False, choices=CaseState.choices, empty=_("At work"))
    risk = fields.Choice(label=_("Risk"), required=False, choices=RiskLevel.choices, empty=_("All"))
    plan = fields.Choice(label=_("Plan"), required=False, choices=PlanStanding.choices, empty=_("All"))
    worker = fields.Choice(label=_("Worker"), required=False, empty=_("All"))
    team = fields.Choice(label=_("Team"), required=False, empty=_("All"))
    late = forms.BooleanField(label=_("Something is late"), required=False)
    protected = forms.BooleanField(label=_("Protected file"), required=False)
    since = fields.Day(label=_("Opened from"), required=False)
    until = fields.Day(label=_("Opened until"), required=False)
    sort = fields.Choice(label=_("Order"), required=False, choices=[(key, words) for key, words in CaseSort.choices if key], empty=CaseSort.NEWEST.label)

    def __init__(self, *args, workers: list[tuple[UUID, str]], teams: list[tuple[UUID, str]], reads_social: bool, **options):
        super().__init__(*args, **options)
        for name, choices in (("worker", workers), ("team", teams)):
            self.fields[name].choices = [*self.fields[name].choices, *((str(key), words) for key, words in choices)]
            if len(choices) < 2:
                del self.fields[name]
        if not reads_social:
            del self.fields["risk"], self.fields["late"]
            self.fields["sort"].choices = [one for one in self.fields["sort"].choices if one[0] not in (CaseSort.DUE, CaseSort.RISK)]
