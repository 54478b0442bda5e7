"""Notes of a case: by section, latest first."""
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said, asking, back_from, head_for, said, shown
from amana.casework.cases.pages.tasks import people_of
from amana.casework.cases.rules import NoteKind
from amana.ground.access.rules import SECTION_NAMES, Section
from amana.ground.rows.doors import page

RESTRICTED = Section.PSYCHOSOCIAL | Section.HEALTH | Section.PROTECTION


@page(may=None)
def notes(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What the actor reads, by kind; 20, then older ones."""
    head = queries.head(case_id)
    kind = request.GET.get("kind", "")
    found = queries.notes(
        case_id, kind=kind if kind in NoteKind.values else "", after=_place(request.GET.get("after", "")), at_most=queries.NOTES + 1
    )
    page_of, has_more = found[:queries.NOTES], len(found) > queries.NOTES
    names = queries.staff_of_memberships({note.made_by for note in page_of})
    return shown(
        request,
        "cases/notes.html",
        head,
        "notes",
        sections=reduce(or_, (note.section for note in page_of), 0),
        kinds=NoteKind.choices,
        kind=kind,
        notes=[
            {
                "note": note,
                "by": names.get(note.made_by, ""),
                "section": SECTION_NAMES[Section(note.section)],
                "is_restricted": bool(note.section & RESTRICTED),
            }
            for note in page_of
        ],
        next_url=f"?kind={kind}&after={page_of[-1].happened_at.isoformat()}_{page_of[-1].pk}".replace("+", "%2B") if has_more else "",
    )


@page(may="note")
def write_note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "note")
    form = forms.Note(request.POST or None, sections=head.sight.writable, now=head.now, kind=request.GET.get("kind", ""))
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.write_note(head.case, **given, by=request.actor)):
        said(request, _("The note is written."), form)
        return redirect(back_from(request, "case_notes", case_id))
    return asking(request, head, form, title=_("Write a note"), submit=_("Save"), back=back_from(request, "case_notes", case_id),
                  lead=_("A note is not changed afterwards. What was wrong is put right by a later note."))


@page(may="note")
def confer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case conference as a note; its decisions become tasks."""
    head = head_for(request, case_id, "confer")
    form = forms.Conference(request.POST or None, staff=people_of(case_id, request.actor), now=head.now)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.confer(head.case, **given, by=request.actor)):
        said(request, _("The conference is written. What was decided with a day is a task."), form)
        return redirect("case_notes", case_id)
    return asking(request, head, form, title=_("Case conference"), submit=_("Save"), template="cases/confer.html", back=reverse("case_notes", args=[case_id]))


def _place(after: str) -> tuple[datetime, UUID] | None:
    at, _mark, key = after.partition("_")
    try:
        return datetime.fromisoformat(at), UUID(key)
    except ValueError:
        return None
