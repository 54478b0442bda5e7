"""The form of a legal basis: why something is shared without consent, with whom, what and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.casework.consent.rules import LEGAL_PERIODS
from amana.casework.registry.rules import NOT_HERE
from amana.ground.access.rules import REGISTRY, SECTION_NAMES, sections_of
from amana.ground.shell import fields
from amana.ground.shell.acts import ActForm, Refusals

_REASON = _("Say which article and why: at least one sentence.")

STEP_REFUSALS: Refusals = {
    "legal_basis_second_person": (None, _("You recorded this basis yourself, so a second person approves it.")),
    "legal_state": (None, _("This basis has been approved, has ended or has run out already. Nothing was changed.")),
}


class LegalBasis(ActForm):
    article = fields.Text(
        label=_("Article"), max_length=200, min_length=3, help_text=_("Law, article and year, or the order with its number and date.")
    )
    reason = fields.LongText(
        label=_("Reason"), max_length=1000, rows=3, min_length=10, help_text=_("What danger or duty, and why consent cannot be asked or waited for.")
    )
    receiver = fields.Choice(
        label=_("Who may see it?"), help_text=_("A team or a worker of your organisation, or the desk of another one. Nobody else there.")
    )
    sections = fields.AnyOf(label=_("Which sections?"), help_text=_("Only what the purpose needs."))
    days = fields.Choice(label=_("Period"), choices=[(str(days), words) for days, words in LEGAL_PERIODS.items()])
    is_vital = fields.Tick(
        label=_("Life is in danger: open at once"),
        required=False,
        help_text=_("Opens now for 24 hours, and closes unless a second person approves it within them."),
    )

    refusals = {"legal_reason": ("reason", _REASON), "team_member": ("receiver", _("This worker or team is no longer there. Choose again.")),
                "person_state": (None, NOT_HERE)}

    def __init__(self, *args, receivers: Sequence[tuple[str, list[tuple[str, str]]]], readable: int, case_id: UUID | None, now: datetime, **options):
        """receivers: groups of ("team/…" or "staff/…" with the organisation, words); readable: sections that the actor reads."""
        super().__init__(*args, **options)
        self.case_id, self.now = case_id, now
        offered = readable if case_id else readable & REGISTRY
        self.fields["receiver"].choices = [("", _("Choose")), *receivers]
        self.fields["sections"].choices = [(int(section), SECTION_NAMES[section]) for section in sections_of(offered)]

    def given(self) -> dict:
        given = self.cleaned_data
        organisation, team, staff = (UUID(part) if part else None for part in given["receiver"].split("/"))
        return {
            "case_id": self.case_id,
            "to_organisation_id": organisation,
            "to_team_id": team,
            "to_staff_id": staff,
            "article": given["article"],
            "reason": given["reason"],
            "is_vital": given["is_vital"],
            "sections": sum(map(int, given["sections"])),
            "ends_at": self.now + timedelta(days=int(given["days"])),
        }
