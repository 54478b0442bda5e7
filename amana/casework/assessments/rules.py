"""Which answers raise an alarm, which section an instrument belongs to, and what a person can decide. No database, no clock."""
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.ground.access.rules import Section
from amana.lib.scoring import Instrument, Result

DRAFT_DAYS = 14


class Choice(TextChoices):
    """What a person decides on what a rule suggests."""

    ACCEPTED = "accepted", _("As suggested")
    OTHERWISE = "otherwise", pgettext_lazy("decision", "Otherwise")


def section_of(instrument: Instrument) -> Section:
    return Section[instrument.section.upper()]


def alarming(instrument: Instrument) -> dict[str, list[str]]:
    """Item → the options that raise an alarm whatever else is answered. A gap raises none: it is asked again."""
    found: dict[str, list[str]] = {}
    for rule in instrument.rules:
        for code in rule.items if rule.kind == "alert" else ():
            options = [option.code for option in instrument.items[code].options.values() if option.points is not None and rule.fits(option.points)]
            found[code] = sorted({*found.get(code, []), *options})
    return found


def raises_alarm(result: Result) -> bool:
    return any(not rule.gaps for rule in result.alerts)


def without_alarm(instrument: Instrument, answers: dict[str, str]) -> dict[str, str]:
    """What may stand in a draft: an answer that raises an alarm is recorded, never kept for later."""
    known = alarming(instrument)
    return {code: answer for code, answer in answers.items() if answer not in known.get(code, ())}
