"""An organisation, for whoever runs the installation: what it is, and whom she has invited to administer it."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from amana.ground.access import queries as access
from amana.ground.organisations import places, queries
from amana.ground.rows.doors import page


@page(may="organisations")
def organisation(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """The row policy shows of its invitations only those that the reader has made."""
    shown = queries.organisation(organisation_id)
    return render(request, "site/organisation.html", {
        "organisation": shown, "areas": places.named(shown.areas), "is_own": shown.pk == request.actor.organisation_id, "now": timezone.now(),
        "invitations": access.open_invitations(shown.pk)})
