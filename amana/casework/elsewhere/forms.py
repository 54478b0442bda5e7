"""Forms of the blind match: the agreement before a request, and a desk's reply."""
from django.utils.translation import gettext_lazy as _

from amana.casework.elsewhere.rules import How
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

ASKED: Refusals = {"elsewhere_waits": (None, _("This was asked a moment ago. The answer is on its way."))}


class Contact(ActForm):
    person_agreed = fields.Tick(label=_("The person agrees that other organisations are asked to get in touch with us"), help_text=_(
        "Tell the person: they learn which office asks, and that it is about the person. Nothing else from the file."))

    refusals = {"elsewhere_request_question_id_key": (None, _("They were asked already. Nothing was sent twice."))}


class Reply(ActForm):
    how = fields.OneOf(label=_("What should they do?"), choices=How.choices)
    phone = fields.LatinText(label=_("Phone of your desk"), max_length=30, required=False, help_text=_("Only if they should call. Your office's number, never the person's."))

    refusals = {
        "elsewhere_phone": ("phone", _("Write the number in digits, for example 0225770134.")),
        "elsewhere_reply_message_id_key": (None, _("A colleague has answered already. Nothing was changed.")),
    }

    def clean(self) -> dict:
        data = super().clean()
        if data.get("how") == How.PHONE and not data.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write the number that they should call."))
        if data.get("how") != How.PHONE:
            data["phone"] = ""
        return data
