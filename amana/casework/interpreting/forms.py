"""Forms of interpreters and bookings, and the sentences for what an act refuses."""
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.casework.cases.forms.life import OnACairoClock
from amana.casework.interpreting.rules import SPANS, ContactKind, Warned, shares_a_name
from amana.casework.registry import codes
from amana.casework.registry.forms.ordered import OrderedChoices
from amana.casework.registry.rules import Sex
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

if TYPE_CHECKING:
    from amana.casework.interpreting.models import Interpreter as Row

LANGUAGES = 4
REFUSALS: Refusals = {
    "interpreter_busy": ("at", _("The interpreter is taken at that time. Choose another time or another interpreter.")),
    "booking_interpreter": ("interpreter_id", _("This interpreter cannot be booked any more. Choose another one.")),
}


class Interpreter(ActForm):
    name = fields.Text(label=_("Name"), max_length=120)
    languages = OrderedChoices(label=_("Languages, the best one first"), choices=lambda: codes.choices("languages"), places=LANGUAGES,
                               help_text=_("Sign language stands in the list as well."))
    sex = fields.OneOf(label=_("Sex"), choices=Sex.choices)
    phone = fields.Phone(label=_("Phone"), required=False)
    is_staff = fields.Tick(label=_("Works for your organisation"), required=False)
    code_signed_on = fields.Day(label=_("Code of conduct signed on"), required=False, help_text=_("Leave it empty until the signed paper is on file."))
    note = fields.LongText(label=_("Note"), max_length=300, rows=2, required=False, help_text=_("When they can come, what they do not take on. Nothing about people helped."))
    is_active = fields.Tick(label=_("Can be booked"), required=False, initial=True)

    refusals: Refusals = {"interpreter_speaks": ("languages", _("Choose at least one language."))}

    def given(self) -> dict:
        phone = self.cleaned_data["phone"]
        return {**self.cleaned_data, "languages": list(self.cleaned_data["languages"]), "phone": (phone.e164 or phone.typed) if phone else ""}


class Filter(ActForm):
    marks_optional = False
    language = fields.Choice(label=_("Language"), required=False, empty=_("All languages"), choices=lambda: codes.choices("languages"))


class Booking(OnACairoClock):
    """`interpreters`: who can be booked; `family`: the person's family names, in either script, as far as the worker reads them.

    Warned, she ticks a box or chooses anew. The tick counts for the interpreter of whom she was warned: `asked` says which.
    """

    interpreter_id = fields.Choice(label=_("Interpreter"))
    kind = fields.OneOf(label=_("For what?"), choices=ContactKind.choices)
    day = fields.Day(label=_("Day"))
    at = fields.TimeOfDay(label=_("Time in Cairo"))
    minutes = fields.Choice(label=_("How long?"), choices=[(str(n), words) for n, words in SPANS.items()], empty=None, initial="60")
    anyway = fields.Tick(label=_("Book all the same: I have looked at what stands above"), required=False)

    def __init__(self, *args, interpreters: Iterable["Row"], family: Collection[str], now: datetime, **options):
        super().__init__(*args, **options)
        self.now, self.family, self.rows = now, family, {str(one.pk): one for one in interpreters}
        self.fields["interpreter_id"].choices = [("", gettext("Choose")), *((key, described(one)) for key, one in self.rows.items())]
        self.warned = self._warned()
        if not self.warned:
            del self.fields["anyway"]

    def _warned(self) -> list[Warned]:
        one = self.rows.get(self.data.get("interpreter_id", "")) if self.is_bound else None
        if one is None:
            return []
        return [*([Warned.NO_CODE] if one.code_signed_on is None else []), *([Warned.SAME_FAMILY] if shares_a_name(one.name, *self.family) else [])]

    def clean(self) -> dict:
        data = super().clean()
        if data.get("day") and data.get("at"):
            data["starts_at"] = self.instant(data["day"], data["at"])
            if data["starts_at"] <= self.now:
                self.add_error("at", gettext("This time has passed. Choose one that is still to come."))
        if self.warned and not (data.get("anyway") and self.data.get("asked") == data.get("interpreter_id")):
            for warning in self.warned:
                self.add_error("interpreter_id", str(warning.label))
        return data

    def given(self) -> dict:
        starts_at = self.cleaned_data["starts_at"].astimezone(UTC)
        return {"interpreter_id": UUID(self.cleaned_data["interpreter_id"]), "kind": self.cleaned_data["kind"], "starts_at": starts_at,
                "ends_at": starts_at + timedelta(minutes=int(self.cleaned_data["minutes"])), "warned": [str(one) for one in self.warned]}


class Cancellation(ActForm):
    reason = fields.Text(label=_("Why?"), max_length=200)


def described(one: "Row") -> str:
    """Name, sex and languages, as a list offers them."""
    return " · ".join([one.name, str(one.get_sex_display()), *(codes.name(code, "languages") for code in one.languages)])
