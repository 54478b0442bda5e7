"""The form of what reaches a member of staff by e-mail."""
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm
from amana.insight.notices.rules import DIGEST_HOURS, QUIET_FROM, QUIET_UNTIL, Mail


def _hours(of: Iterable[int]) -> list[tuple[str, str]]:
    return [(str(hour), f"\u2066{hour:02}:00\u2069") for hour in of]


class Mailing(ActForm):
    choice = fields.OneOf(label=_("What shall reach you by e-mail?"), choices=Mail.choices, help_text=_(
        "Urgent things are emergency and urgent referrals and cases in which somebody must act today; outside your quiet hours also emergency access to a file that you judge, and a case with danger to life that is given to you."))
    digest_hour = fields.Choice(label=_("Hour of the morning mail"), choices=_hours(DIGEST_HOURS), empty=None)
    quiet_from = fields.Choice(label=_("Quiet from"), choices=_hours(QUIET_FROM), empty=None, help_text=_(
        "In the quiet hours, on Fridays, Saturdays and holidays nothing comes but emergency and urgent referrals and cases in which somebody must act today, and these only if you chose urgent things."))
    quiet_until = fields.Choice(label=_("Quiet until"), choices=_hours(QUIET_UNTIL), empty=None)

    def clean(self) -> dict:
        given = super().clean()
        hour, quiet_from, quiet_until = (int(given.get(name) or -1) for name in ("digest_hour", "quiet_from", "quiet_until"))
        if hour >= 0 and (hour < quiet_until or 0 <= quiet_from <= hour):
            self.add_error("digest_hour", _("This hour lies in your quiet hours: choose a later one, or let the quiet hours end sooner."))
        return given

    def given(self) -> dict:
        return {"choice": self.cleaned_data["choice"], **{name: int(self.cleaned_data[name]) for name in ("digest_hour", "quiet_from", "quiet_until")}}
