"""What was done in an office with accounts, teams, agreements, services, organisations and holidays: for who keeps these. Never of a file."""
from collections import defaultdict
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from amana.casework.interpreting import queries as interpreting
from amana.ground.access import queries as access
from amana.ground.access.rules import RoleCode
from amana.ground.audit import actions as audit
from amana.ground.directory import queries as directory
from amana.ground.holidays import queries as holidays
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, Forbidden
from amana.ground.rows.doors import page
from amana.ground.shell.lists import chips, mark, place, url_with
from amana.insight.journal import forms, queries
from amana.insight.journal.queries import PAGE, OfficeAct
from amana.insight.journal.rules import OFFICE_VERBS
from amana.lib.core.dates import cairo_day, cairo_midnight


@page(may=None)
def acts(request: HttpRequest) -> HttpResponse:
    """The latest first, on from the place in the address. That one colleague's were picked out is on record."""
    actor: Actor = request.actor
    if not any(actor.may(verb) for _begins, verb in OFFICE_VERBS.values()):
        raise Forbidden("staff")
    form = forms.Office(request.GET, verbs=actor.verbs, staff=_staff(actor))
    form.is_valid()  # a filter that is none is told at its field and narrows nothing
    wanted, where = form.cleaned_data, place(request.GET)
    staff_id = UUID(wanted["who"]) if wanted.get("who") else None
    if staff_id:
        audit.record("staff.acts_read", staff_id)
    day = wanted.get("day")
    found = queries.of_office(kind=wanted.get("kind", ""), staff_id=staff_id, since=cairo_midnight(day) if day else None,
                              until=cairo_midnight(day + timedelta(days=1)) if day else None, beyond=where if where and where.at else None)
    shown, named = found[:PAGE], _named(actor, found[:PAGE])
    days = [(day, list(rows)) for day, rows in groupby(((one, *named.get(one.subject, _about(one))) for one in shown), key=lambda row: cairo_day(row[0].at))]
    return render(request, "journal/office.html", {
        "form": form, "days": days, "chips": chips(request, form), "runs_staff": actor.may("staff"), "is_first": where is None,
        "next_url": url_with(request, after=mark(shown[-1].at, shown[-1].id)) if len(found) > PAGE else ""})


def _staff(actor: Actor) -> list[tuple[UUID, str]]:
    """Whoever works or worked for the organisation, by name; each once."""
    return list({one.staff_id: one.staff.name for one in (*access.present_staff(actor), *access.former_staff(actor))}.items())


def _about(one: OfficeAct) -> tuple[str, str]:
    """Of what has no page of its own: no name, and where such things stand."""
    return "", reverse({"invitation": "invitations", "holiday": "holidays", "rule": "eligibility_rules"}[one.about]) if one.about in ("invitation", "holiday", "rule") else ""


def _named(actor: Actor, shown: list[OfficeAct]) -> dict[UUID, tuple[str, str]]:
    """Name and address of what the acts were done with, as far as the actor reads it; one statement for each kind that occurs."""
    keys: dict[str, set[UUID]] = defaultdict(set)
    for one in shown:
        if one.subject:
            keys[one.about].add(one.subject)
    found: dict[UUID, tuple[str, str]] = {}
    for about, rows, address in (
            ("team", organisations.teams_of(actor.organisation_id, with_closed=True), "change_team"),
            ("agreement", organisations.agreements_of(actor.organisation_id), "agreement"),
            ("service", directory.services_of(actor.organisation_id), "change_service"),
            ("interpreter", interpreting.interpreters(actor.organisation_id), "change_interpreter"),
            ("organisation", organisations.organisations(), "organisation"),
            ("holiday", holidays.all_rows(), "")):
        if keys[about]:
            found |= {row.pk: (str(row), reverse(address, args=[row.pk]) if address else reverse("holidays")) for row in rows.filter(pk__in=keys[about])}
    if places := keys["membership"] | keys["system"]:
        found |= {key: (f"{place.staff.name} · {RoleCode(place.role_id).label}", reverse("member", args=[place.staff_id]))
                  for key, place in access.memberships_by_key(places).items()}
    if people := keys["staff"] | keys["factor"] | keys["password"]:
        found |= {key: (name, reverse("member", args=[key])) for key, name in access.staff_names(list(people)).items()}
    return found
