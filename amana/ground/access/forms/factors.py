"""Forms of the second factor, and the sentences for what does not count."""
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from amana.ground.access.rules import ResetReason
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

_CLOCK = _("Let the phone take its time from the network (Settings, Date and time, Automatic), then enter the code that it shows.")
_SENTENCES: dict[str, str | Promise] = {
    "wrong": _("This code is wrong. Enter the 6 digits that the app shows now. If that happens again, check that the phone takes its time from the network."),
    "used": _("This code was used already: each counts once. Wait until the app shows the next one, half a minute at most."),
    "no_app": _("You have set up no app. Use your passkey, or one of your printed codes (10 digits)."),
    "wrong_printed": _("This is none of your printed codes. Check the 10 digits; only the newest sheet counts."),
    "code_used": _("This printed code was used already: each opens once. Cross it out and use the next one."),
    "none_left": _("You have no printed codes left. Use the app or a passkey. If you have neither, an administrator of your organisation can remove your second factor."),
    "passkey_wrong": _("The passkey did not answer as it should. Try again; if the page has been open for long, reload it first."),
    "passkey_copied": _("This passkey has counted backwards, so somebody may have copied it. Use another way, remove it and tell your administrator."),
    "passkeys_at_most": _("You have 10 passkeys already. Remove one that you do not use."),
    "known_passkey": _("This passkey is set up already."),
}


def sentence(reason: str, *, minutes: int = 0) -> str | Promise:
    if reason == "late":
        return ngettext_lazy("The clock of your phone is about %(minutes)s minute behind.", "The clock of your phone is about %(minutes)s minutes behind.",
                             minutes) % {"minutes": minutes} + " " + _CLOCK
    if reason == "early":
        return ngettext_lazy("The clock of your phone is about %(minutes)s minute ahead.", "The clock of your phone is about %(minutes)s minutes ahead.",
                             minutes) % {"minutes": minutes} + " " + _CLOCK
    return _SENTENCES[reason]


class Code(forms.Form):
    """Six digits of the app, or ten of the sheet."""

    code = fields.Digits(label=_("Code"), help_text=_("6 digits from your app, or 10 digits from your printed sheet."))

    marks_optional = False
    failed = _("The code did not work")

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if len(code) not in (6, 10):
            raise forms.ValidationError(_("A code of the app has 6 digits, a printed one has 10."))
        return code


class AppCode(forms.Form):
    """The app shows that it has understood the secret."""

    code = fields.Digits(label=_("The code that the app shows now"), length=6)
    offered = forms.CharField(widget=forms.HiddenInput, max_length=200)

    marks_optional = False


class Passkey(forms.Form):
    name = fields.Text(label=_("What do you call it?"), max_length=80, help_text=_("So that you know it again in your list, for example “My phone” or “Blue key”."))

    marks_optional = False


class Reset(ActForm):
    reason = fields.OneOf(label=_("Why?"), choices=ResetReason.choices)

    refusals: Refusals = {
        "own_factor": (None, _("You cannot free yourself of your own second factor here: it takes a second person. On your account page you can change it after showing it.")),
        "no_factor": (None, _("This colleague has no second factor any more.")),
        "factor_after_link": (None, _("You gave this colleague a link for a new password less than 7 days ago. So that nobody alone can sign in as somebody else, another administrator removes the second factor, or whoever runs Amana's server, with the command amana remove-second-factor.")),
    }
    marks_optional = False


REFUSALS: Refusals = {
    "last_factor": (None, _("Your role requires a second factor. Set up another one first, then remove this one.")),
    "no_factor": (None, _("Set up a second factor first: the printed codes stand in for it.")),
}
