"""Pages of the directory: what may be referred to, an organisation's own services, and the open places of a desk."""
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.ground.directory import actions, forms, queries
from amana.ground.organisations import places
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked, carried_out
from amana.ground.shell.lists import part_of

STALE_AFTER = timedelta(days=7)  # open places said longer ago than this are marked as old
SERVICE_COLUMNS = ("kind", "name_ar", "name_en", "for_whom_ar", "for_whom_en", "governorates", "languages", "hours")


@page(may=None)
def directory(request: HttpRequest) -> HttpResponse:
    """Services of all organisations, filtered by the address; with `case`, each leads to a referral of that case."""
    form = forms.Filter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = list(queries.services(kind=wanted.get("kind", ""), governorate=wanted.get("governorate", "")))
    if wanted.get("q"):
        found = queries.found_by_text(found, wanted["q"])
    part, now = part_of(request, found), clock()
    return render(request, "directory/directory.html", part | {
        "form": form, "cards": [_card(one, now) for one in part["rows"]], "case_id": _case_of(request),
        "is_filtered": any(wanted.get(name) for name in ("q", "kind", "governorate")),
        "may_offer": request.actor.may("services"), "may_set_places": request.actor.may("capacity")})


@page(may="services")
def services(request: HttpRequest) -> HttpResponse:
    """The organisation's own services, closed ones too."""
    part, now = part_of(request, queries.services_of(request.actor.organisation_id)), clock()
    return render(request, "directory/services.html", part | {"cards": [_card(one, now) for one in part["rows"]]})


@page(may="services")
def offer_service(request: HttpRequest) -> HttpResponse:
    form = forms.Service(request.POST or None, desks=_desks(request))
    if form.carried_out(lambda **given: actions.offer(**given, by=request.actor)):
        messages.success(request, _("The service stands in the directory."))
        return redirect("services")
    return render(request, "directory/service.html", {"form": form, "has_desk": bool(_desks(request))})


@page(may="services")
def change_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    shown = queries.own_service(request.actor.organisation_id, service_id)
    initial = {name: getattr(shown, name) for name in SERVICE_COLUMNS} | {"desk": str(shown.desk_id)}
    form = forms.Service(request.POST or None, desks=_desks(request), initial=initial)
    if form.carried_out(lambda **given: actions.change(shown, **given, by=request.actor)):
        messages.success(request, _("The service is changed."))
        return redirect("services")
    return render(request, "directory/service.html", {"form": form, "service": shown, "has_desk": True})


@page(may="services")
def close_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    shown = queries.own_service(request.actor.organisation_id, service_id)
    return asked(request, lambda: actions.close(shown, by=request.actor), question=_("Close this service?"), consequence=_(
        "%(name)s: nobody can refer to it any more. Referrals that are under way go on. You can reopen it.") % {"name": shown},
        verb=_("Close the service"), done=_("The service is closed."), back=reverse("services"), refusals=forms.REFUSALS)


@page(may="services")
@require_POST
def reopen_service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    shown = queries.own_service(request.actor.organisation_id, service_id)
    return carried_out(request, lambda: actions.reopen(shown, by=request.actor), done=_("The service is open again."), back=reverse("services"),
                       refusals=forms.REFUSALS)


@page(may="capacity")
def open_places(request: HttpRequest) -> HttpResponse:
    """How many places the services of the actor's desks have open now."""
    shown, now = queries.services_of_desks(request.actor.organisation_id, request.actor.teams), clock()
    forms_of = [(one, forms.OpenPlaces(initial={"places": one.open_places}, prefix=str(one.pk))) for one in shown]
    return render(request, "directory/open_places.html", {"rows": [_card(one, now) | {"form": form} for one, form in forms_of]})


@page(may="capacity")
@require_POST
def set_open_places(request: HttpRequest, service_id: UUID) -> HttpResponse:
    shown = queries.service_of_desks(request.actor.organisation_id, request.actor.teams, service_id)
    form = forms.OpenPlaces(request.POST, prefix=str(shown.pk))
    if form.carried_out(lambda places: actions.set_open_places(shown, places=places, by=request.actor)):
        messages.success(request, _("Saved."))
    else:
        messages.error(request, next(iter(form.errors.values()))[0])
    return redirect("open_places")


def _card(one, now: datetime) -> dict:
    """A service with its places in words and whether what is said about open places is old."""
    return {"service": one, "areas": [str(place) for code in one.governorates if (place := places.place(code))],
            "spoken": [str(forms.LANGUAGE_NAMES.get(code, code)) for code in one.languages],
            "is_stale": bool(one.places_at and now - one.places_at > STALE_AFTER)}


def _desks(request: HttpRequest) -> list[tuple[UUID, str]]:
    return [(team.pk, str(team)) for team in organisations.teams_of(request.actor.organisation_id) if team.is_desk]


def _case_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("case", ""))
    except ValueError:
        return None
