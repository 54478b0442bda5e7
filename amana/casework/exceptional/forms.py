"""Forms of exceptional access: opening a file, and judging that it was opened."""
from django.utils.translation import gettext_lazy as _

from amana.casework.exceptional.rules import Verdict, reasons
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm
from amana.lib.core.ids import read_number

NO_FILE = _("No file of your organisation has this number, or it cannot be opened. Check it against the paper: eight characters after AM-.")
_WORDS = _("Say in one sentence what happened: at least ten characters.")
STEP_REFUSALS = {"exceptional_state": (None, _("It was ended or judged already. Nothing was changed."))}


class Open(ActForm):
    number = fields.LatinText(label=_("Number of the file"), max_length=20, help_text=_("Exactly as on the paper: AM- and eight characters. A protected file is opened by its number alone."))
    reason = fields.OneOf(label=_("Why can it not wait?"))
    words = fields.LongText(label=_("What happened?"), max_length=500, rows=3, min_length=10,
                            help_text=_("One or two sentences for the colleagues who will judge it. No names, nothing from the file."))
    understood = fields.Tick(label=_("I know that colleagues are told now and will ask me about it"))

    refusals = {
        "exceptional_reason": ("reason", _("Choose a reason of the list.")), "exceptional_words": ("words", _WORDS),
        "exceptional_within_reach": ("number", _("You see this file already. Open it from the list of people.")),
        "exceptional_many": (None, _("You have three files open exceptionally. End one of them first.")),
        "exceptional_nobody": (None, _("Nobody could be told: at least two colleagues who judge such accesses must work in your organisation. Ask your administrator, or call the team that holds the file.")),
    }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["reason"].choices = [(one.code, str(one)) for one in reasons().values()]

    def clean_number(self) -> str:
        """As it is written on papers; what is no number finds no file."""
        return read_number(self.cleaned_data["number"]) or ""

    def given(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("number", "reason", "words")}


class Review(ActForm):
    verdict = fields.OneOf(label=_("Was it justified?"), choices=Verdict.choices)
    words = fields.LongText(label=_("In your words"), max_length=500, rows=3, min_length=10, help_text=_("What you asked and found. The colleague who opened the file reads it."))

    refusals = {"exceptional_words": ("words", _WORDS), **STEP_REFUSALS}
