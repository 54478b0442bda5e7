"""Forms of signing in and of taking up an invitation."""
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from amana.ground.access import passwords
from amana.ground.shell import fields


class SignIn(forms.Form):
    email = fields.Email(label=_("E-mail address"), autocomplete="username")
    password = fields.Password(label=_("Password"))

    marks_optional = False
    failed = _("Sign-in did not work")  # nothing was to be saved


class ChosenPassword(forms.Form):
    """A password that will do for this address."""

    password = fields.Password(label=_("New password"), is_new=True, help_text=_("At least 12 characters. A few words in a row are easy to keep in mind."))

    marks_optional = False

    def __init__(self, *args, email: str, **options):
        self.email = email
        super().__init__(*args, **options)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if sentence := passwords.weakness(password, self.email):
            raise ValidationError(sentence)
        return password


class NewPassword(ChosenPassword):
    """The first password of somebody who had no account."""

    name = fields.Text(label=_("Your name"), max_length=120, help_text=_("As your colleagues know you."))

    field_order = ("name", "password")


class OtherPassword(ChosenPassword):
    """Another one in place of the present, by whoever knows that."""

    present = fields.Password(label=_("Present password"))

    field_order = ("present", "password")

    def clean(self) -> dict:
        given = super().clean()
        if given.get("password") and given["password"] == given.get("present"):
            self.add_error("password", _("This is your present password. Choose another."))
        return given


class KnownPassword(forms.Form):
    """Somebody who works with Amana already proves it is her."""

    password = fields.Password(label=_("Your password"))
