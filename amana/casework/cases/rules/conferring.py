"""A case conference: who took part, what was said, what was decided. No database, no clock."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Decision:
    """due_at and staff_id: who does it by when; without them it is a word, not a task."""

    words: str
    due_at: datetime | None = None
    staff_id: UUID | None = None


def minutes(participants: str, discussed: str, decisions: list[Decision]) -> str:
    """The note, in the language of whoever writes it."""
    told = [(_("Participants"), participants), (_("What was discussed"), discussed)]
    if decisions:
        told.append((_("Decisions"), "\n".join(f"• {one.words}" for one in decisions)))
    return "\n\n".join(f"{label}\n{text}" for label, text in told)
