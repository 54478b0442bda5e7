"""One person's record, and what moves it inside its organisation."""
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from amana.casework.registry import actions, forms, queries
from amana.ground.access import queries as access
from amana.ground.access.rules import REGISTRY, SECTION_NAMES, Section, sections_of
from amana.ground.audit import actions as audit
from amana.ground.organisations import places
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, Hidden
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused


@page(may=None)
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One record, as far as the actor sees it."""
    file = queries.file(person_id)
    audit.record_reading(person_id, sections=file.sight.sections)
    return render(request, "registry/person.html", {
        "file": file, "identity_facts": _identity_rows(file), "place": _place(file), "former": _former_names(file),
        "may_correct": {section.name.lower(): file.edits(section) and request.actor.may("register") for section in sections_of(REGISTRY)},
        "empty_sections": {"documents": not file.papers, "journey": file.journey is None, "social": file.social is None},
        "masked_sections": [SECTION_NAMES[section] for section in _masked(file, request.actor)], "offer": file.offer(),
        "may_pass_on": request.actor.may("pass_on") and _passes_on(file), "same_as": queries.same_as(person_id), "may_judge": request.actor.may("judge"),
        "may_reopen": "reopen" in file.sight.needs, "more": import_string(settings.AMANA_PERSON_PARTS)(request, file)})


@page(may="pass_on")
def pass_on(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """To another team of the organisation, with or without naming a worker of it."""
    file = queries.file(person_id)
    if not _passes_on(file):
        raise Hidden
    teams = list(organisations.teams_of(request.actor.organisation_id))
    workers = [(str(team), [(f"{team.pk}/{one.pk}", one.name) for one in access.workers_of(team)]) for team in teams]
    form = forms.PassOn(request.POST or None, teams=[(str(team.pk), str(team)) for team in teams], workers=[group for group in workers if group[1]])
    if form.is_valid():
        team, _slash, worker = (form.cleaned_data["worker"] or f"{form.cleaned_data['team']}/").partition("/")
        try:
            actions.pass_on(person_id, team_id=UUID(team), staff_id=UUID(worker) if worker else None, by=request.actor)
        except Refused:
            form.add_error("worker", _("This worker is not in the team any more. Choose again."))
        else:
            messages.success(request, _("Passed on."))
            return redirect("people")
    return render(request, "registry/pass_on.html", {"file": file, "form": form})


@page(may="reopen")
def reopen(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A lapsed record, after a question."""
    file = queries.file(person_id)
    if "reopen" not in file.sight.needs:
        raise Hidden
    if request.method == "POST":
        actions.reopen(person_id, by=request.actor)
        messages.success(request, _("The file is open for work again."))
        return redirect("person", person_id)
    return render(request, "shell/confirm.html", {
        "question": _("Open this file for work again?"), "verb": _("Open again"), "safe_url": reverse("person", args=[person_id]),
        "consequence": _("Your team sees all registry sections of the file again, for 90 days or until a case is opened.")})


def _passes_on(file: queries.File) -> bool:
    """A record whose work goes on without a case, within reach; with the first case it moves as the case does."""
    return file.sight.near and "registered" in file.sight.bases and file.sight.edit and not file.sight.needs


def _masked(file: queries.File, actor: Actor) -> list[Section]:
    """Sections of a record of the own organisation that the role reads, but not here and now. Of sections that it never reads nothing is said."""
    return sections_of(actor.reads & REGISTRY & ~file.sight.sections) if file.sight.own else []


def _identity_rows(file: queries.File) -> list[tuple[str, object]]:
    one = file.identity
    if one is None:
        return []
    return [(_("Name in Latin letters"), one.name_latin if one.name_ar else ""), (_("Other names"), one.other_names)]


def _place(file: queries.File) -> list:
    codes = (file.contact.governorate, file.contact.district) if file.contact else ()
    return [found for code in codes if (found := places.place(code))]


def _former_names(file: queries.File) -> list[str]:
    """Names the record had before, latest first, each once."""
    if file.identity is None:
        return []
    names = dict.fromkeys(past.full_name for past in queries.former_names(file.person.pk))
    return [name for name in names if name and name != file.identity.full_name]
