"""One row that waits for a judgement; and what the list said of a person's case, for whoever may open it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.casework.arrivals import queries as listed
from amana.casework.arrivals import sentences
from amana.casework.arrivals.pages import frame
from amana.casework.arrivals.rules import ListKind, RowState
from amana.casework.caseload import actions, queries
from amana.casework.caseload.pages.lists import CASELOAD, importing
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden, attempt
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused


@importing()
def row(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """To be judged: one of the likely records, or somebody else."""
    one = listed.row(row_id, ListKind.CASELOAD)
    if one.state != RowState.WAITING:
        return redirect("person", one.person_id)
    return frame.judged(request, one, CASELOAD, actions.judge)


@page(may="open")
def said(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What the unit's own list said of her case; a press opens it so, once there is a ground."""
    file, found = registry.file(person_id), queries.said_of(person_id)
    if found is None:
        raise Http404
    if not file.sight.edit:
        raise Hidden
    if request.method == "POST":
        try:
            with attempt():
                case_id = actions.open_as_said(found, by=request.actor)
        except Refused as error:
            messages.error(request, sentences.sentence(error.code, error.params))
            return redirect("caseload_said", person_id)
        messages.success(request, _("The case is open as the list said."))
        return redirect("case", case_id)
    audit.record_reading(person_id, sections=Section.IDENTITY | Section.SOCIAL)
    worker = access.staff_names([found.worker_id]).get(found.worker_id, "") if found.worker_id else ""
    return render(request, "caseload/said.html", {"file": file, "said": found, "standing": queries.standing([found], request.actor)[found.row_id], "worker": worker})
