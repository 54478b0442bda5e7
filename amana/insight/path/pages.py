"""The page of the path, in the file of its case."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import shown
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.insight.path import queries


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For who reads the section of the survey; what else is drawn follows from what the reader sees."""
    head = cases.head(case_id)
    if not head.sight.own or not head.sight.shows(Section.SOCIAL):
        raise Hidden
    found = queries.path_of(head)
    can_ask = request.actor.may("assess") and head.sight.edits(Section.SOCIAL) and head.is_open
    return shown(request, "path/of_case.html", head, "path", sections=Section.SOCIAL | Section.JOURNEY | Section.ECONOMIC, path=found, asks=found.due if can_ask else None)
