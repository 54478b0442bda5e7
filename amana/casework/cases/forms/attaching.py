"""The form of an attachment."""
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.casework.cases.rules.attaching import MOST_BYTES, AttachmentKind, WithdrawalReason
from amana.ground.access.rules import SECTION_NAMES, sections_of
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm

TAKES = ".pdf,.jpg,.jpeg,.png,.webp,.txt,.docx,.xlsx,.pptx,.odt,.ods"


class Attachment(ActForm):
    """`sections`: bits that the writer may write there."""

    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": TAKES, "class": "form-control"}),
        help_text=_("PDF, JPEG, PNG, WebP, plain text or an office document without macros, up to 10 MB. Pictures are kept without place, time and camera."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")})
    title = fields.Text(label=pgettext_lazy("attachment", "Title"), max_length=120, help_text=_("A few words by which colleagues find it. No clinical words outside the section of health."))
    kind = fields.Choice(label=_("Kind"), choices=AttachmentKind.choices)
    section = fields.OneOf(label=_("Which section does it belong to?"), help_text=_("Only colleagues who read this section see that it is there."))

    def __init__(self, *args, sections: int, **options):
        super().__init__(*args, **options)
        choices = [(str(int(section)), SECTION_NAMES[section]) for section in sections_of(sections)]
        self.fields["section"].choices = choices
        if len(choices) == 1:
            self.fields["section"].initial = choices[0][0]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 10 MB. Scan it in grey or with fewer dots, or attach it in parts."))
        return file

    def given(self) -> dict:
        data = self.cleaned_data
        return {"kind": data["kind"], "title": data["title"], "section": int(data["section"]), "content": data["file"].read(), "name": data["file"].name}


class Withdrawal(ActForm):
    reason = fields.OneOf(label=_("Why is it wrong?"), choices=WithdrawalReason.choices)
