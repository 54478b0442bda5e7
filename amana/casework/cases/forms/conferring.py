"""The form of a case conference: a few decisions, each a task where it has a day."""
from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.forms.life import END_OF_WORK, OnACairoClock
from amana.casework.cases.rules.conferring import Decision
from amana.ground.shell import fields
from amana.lib.core.dates import PartialDate, cairo_day

DECISIONS = 4


class Conference(OnACairoClock):
    """`staff`: who may be asked to do something in the case; `now`: Amana's time."""

    participants = fields.LongText(label=_("Who took part?"), max_length=1000, rows=3, help_text=_("One on each line, with the organisation or role. No names of the family."))
    discussed = fields.LongText(label=_("What was discussed?"), max_length=4000, rows=6, help_text=_("It stands in the social section: no clinical words."))
    happened_on = fields.Day(label=_("Day"))

    def __init__(self, *args, staff: list[tuple[UUID, str]], now: datetime, **options):
        self.now = now
        super().__init__(*args, initial={"happened_on": PartialDate.on(cairo_day(now))}, **options)
        for n in range(1, DECISIONS + 1):
            self.fields[f"decision_{n}"] = fields.Text(label=_("Decision %(n)s") % {"n": n}, max_length=200, required=False)
            self.fields[f"staff_{n}"] = fields.Choice(label=_("Decision %(n)s: who does it?") % {"n": n}, empty=None, required=False, choices=[(str(key), name) for key, name in staff])
            self.fields[f"due_{n}"] = fields.Day(label=_("Decision %(n)s: by which day?") % {"n": n}, required=False)

    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        for n in range(1, DECISIONS + 1):
            yield self[f"decision_{n}"], self[f"staff_{n}"], self[f"due_{n}"]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("happened_on") and data["happened_on"] > cairo_day(self.now):
            self.add_error("happened_on", _("This has not happened yet. A task is for what is still to come."))
        for n in range(1, DECISIONS + 1):
            due = data.get(f"due_{n}")
            if due and not data.get(f"decision_{n}"):
                self.add_error(f"decision_{n}", _("Say what was decided."))
            elif due and self.instant(due, END_OF_WORK) <= self.now:
                self.add_error(f"due_{n}", _("This time has passed. Choose one that is still to come."))
        return data

    def given(self) -> dict:
        data = self.cleaned_data
        day = data["happened_on"]
        at = self.now if day == cairo_day(self.now) else self.instant(day, time(12))
        return {"participants": data["participants"], "discussed": data["discussed"], "happened_at": at.astimezone(UTC), "decisions": [
            self._decision(n) for n in range(1, DECISIONS + 1) if data.get(f"decision_{n}")]}

    def _decision(self, n: int) -> Decision:
        words, due, staff = (self.cleaned_data.get(f"{name}_{n}") for name in ("decision", "due", "staff"))
        return Decision(words, self.instant(due, END_OF_WORK), UUID(staff) if staff else None) if due else Decision(words)
