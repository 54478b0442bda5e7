"""Case conferences."""
from datetime import datetime

from amana.casework.cases.actions.life import plan_task, write_note
from amana.casework.cases.models import Case, Note
from amana.casework.cases.rules import NoteKind
from amana.casework.cases.rules.conferring import Decision, minutes
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Actor


def confer(case: Case, *, participants: str, discussed: str, decisions: list[Decision], happened_at: datetime | None, by: Actor) -> Note:
    """The conference stands as a note of the social section; what was decided with a day and a colleague is a task. Raises Refused (`note_in_future`)."""
    by.must("note")
    made = write_note(case, section=Section.SOCIAL, kind=NoteKind.CONFERENCE, body=minutes(participants, discussed, decisions), happened_at=happened_at, by=by)
    for one in decisions:
        if one.due_at is not None:
            plan_task(case, title=one.words, due_at=one.due_at, staff_id=one.staff_id, by=by)
    return made
