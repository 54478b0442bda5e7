"""Pages that gather several packages."""
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amana.casework.referral import queries as referral
from amana.casework.registry import queries as registry
from amana.doors.site.navigation import finds_people
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page

LATEST = 5


@page(may=None)
def home(request: HttpRequest) -> HttpResponse:
    """My day: what the role can begin, and the records it found last."""
    people = registry.recent().people[:LATEST] if finds_people(request.actor) else []
    audit.record_listing([one.id for one in people], sections=request.actor.reads & 1)
    now = clock()
    return render(request, "site/home.html", {"due": referral.due(request.actor, now), "now": now, "people": people, "finds_people": finds_people(request.actor)})
