"""How somebody came back, and where she goes on to. Reception writes it before there is a case, a worker afterwards."""
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden, clock
from amana.ground.rows.doors import page
from amana.lib.core.dates import PartialDate, to_cairo
from amana.services.reintegration import actions, forms, queries
from amana.services.reintegration.rules import OnwardState


def _file(person_id: UUID) -> registry.File:
    """Raises Hidden for who does not write the journey now."""
    file = registry.file(person_id)
    if not file.edits(Section.JOURNEY):
        raise Hidden
    return file


def _back(request: HttpRequest, person_id: UUID) -> str:
    """To the board from which it was begun, else to the person."""
    with suppress(ValueError):
        return reverse("reception_board", args=[UUID(request.GET.get("board", ""))])
    return reverse("person", args=[person_id])


@page(may="register")
def record_return(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Begins from what stood there, or from what the record knows."""
    file, before, now = _file(person_id), queries.latest_return(person_id), clock()
    form = forms.Return(request.POST or None, now=now, birth=file.identity.birth if file.identity else None, initial=_known(file, before))
    form.refusals = forms.REFUSALS
    if form.carried_out(lambda **given: actions.record_return(person_id, **given, by=request.actor)):
        messages.success(request, _("The return is written down."))
        return redirect(_back(request, person_id))
    return _asked(request, file, form, title=_("Return"), before=[one for one in (before, *queries.returns_before(person_id)) if one])


def _known(file: registry.File, before) -> dict:
    if before:
        names = ("mode", "ordered", "company", "country", "mission", "told", "needs")
        return {name: getattr(before, name) for name in names} | {"returned_on": PartialDate.on(before.returned_on)}
    journey = file.journey
    return {"mode": journey.return_mode, "country": journey.country_left, "returned_on": journey.returned} if journey else {}


@page(may="register")
def arrange(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is arranged is done on the board."""
    file, before = _file(person_id), queries.onward(person_id)
    form = forms.Onward(request.POST or None, initial=_arranged(before) if before else {})
    form.refusals = forms.REFUSALS
    if form.carried_out(lambda **given: actions.arrange(person_id, **given, by=request.actor)):
        messages.success(request, _("Saved."))
        if form.notice:
            messages.warning(request, form.notice)
        return redirect(_back(request, person_id))
    return _asked(request, file, form, title=_("Onward travel and counselling"), before=[])


def _arranged(before) -> dict:
    at = {name: to_cairo(getattr(before, f"{name}_at")) if getattr(before, f"{name}_at") else None for name in ("leaves", "counselling")}
    return {name: getattr(before, name) for name in ("governorate", "transport", "counselling_place")} | {
        f"{name}_on": PartialDate.on(one.date()) for name, one in at.items() if one} | {f"{name}_time": f"{one:%H:%M}" for name, one in at.items() if one}


@page(may="register")
def move_on(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Has left, or has arrived where the journey was to end."""
    state = request.POST.get("state", "")
    if request.method != "POST" or state not in (OnwardState.LEFT, OnwardState.ARRIVED):
        raise Hidden
    _file(person_id)
    actions.move_on(person_id, state=OnwardState(state), by=request.actor)
    messages.success(request, _("Noted: %(state)s.") % {"state": OnwardState(state).label})
    return redirect(_back(request, person_id))


def _asked(request: HttpRequest, file: registry.File, form, **context) -> HttpResponse:
    audit.record_reading(file.person.pk, sections=file.sight.sections & (Section.IDENTITY | Section.JOURNEY))
    status = 409 if form.is_bound and form.non_field_errors() else 200
    return render(request, "reintegration/form.html", {"file": file, "form": form, "back": _back(request, file.person.pk), **context}, status=status)
