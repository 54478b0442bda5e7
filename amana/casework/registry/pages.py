"""Pages of people: list and search, registration, one person's record and its corrections."""
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from amana.casework.registry import actions, forms, queries
from amana.casework.registry.rules import ContactFacts
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import places
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, Hidden
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused

PHONES_AT_MOST = 3
Phones = formset_factory(forms.Phone, extra=1, max_num=PHONES_AT_MOST, absolute_max=PHONES_AT_MOST, validate_max=True)


@page(may=None)
def people(request: HttpRequest) -> HttpResponse:
    """The latest records, or what a search finds: the same address with `q`."""
    text = request.GET.get("q", "").strip()
    found = queries.search(text) if text else None
    latest = None if found else queries.recent(after=request.GET.get("after"))
    shown = found.people if found else latest.people
    audit.record_listing([one.id for one in shown], sections=request.actor.reads & Section.IDENTITY)
    template = "registry/people_rows.html" if request.headers.get("HX-Target") == "people" else "registry/people.html"
    return render(request, template, {
        "people": shown, "found": found, "search_text": text, "is_first": "after" not in request.GET,
        "next_url": f"{request.path}?after={latest.after}" if latest and latest.after else "",
        "may_register": request.actor.may("register")})


@page(may="register")
def register(request: HttpRequest) -> HttpResponse:
    """A new record; what a search did not find is carried into the name."""
    teams = _own_teams(request.actor)
    form = forms.Registration(request.POST or None, teams=teams, initial=_carried(request.GET.get("q", "")))
    if form.is_valid():
        phone = form.phone_facts()
        made = actions.register(
            identity=form.identity_facts(), contact=form.contact_facts(), phones=[phone] if phone else [],
            team_id=UUID(form.cleaned_data["team"]) if form.cleaned_data.get("team") else None, by=request.actor)
        messages.success(request, _("Registered. The number of the file is %(number)s.") % {"number": made.number})
        return redirect("person", made.pk)
    return render(request, "registry/register.html", {"form": form})


@page(may=None)
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One record, as far as the actor sees it."""
    file = queries.file(person_id)
    audit.record_reading(person_id, sections=file.sight.sections)
    return render(request, "registry/person.html", {
        "file": file, "identity_facts": _identity_rows(file), "place": _place(file), "former": _former_names(file),
        "may_correct_identity": file.edits(Section.IDENTITY) and request.actor.may("register"),
        "may_correct_contact": file.edits(Section.CONTACT) and request.actor.may("register"),
        "may_pass_on": request.actor.may("pass_on") and file.sight.near and "registered" in file.sight.bases and file.sight.writable,
        "may_reopen": "reopen" in file.sight.needs, "more": import_string(settings.AMANA_PERSON_PARTS)(request, file)})


@page(may="register")
def correct_identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = queries.file(person_id)
    if file.identity is None or not file.edits(Section.IDENTITY):
        raise Hidden
    initial = {name: getattr(file.identity, name) for name in file.identity.stated_columns()} | {"birth": file.identity.birth}
    initial |= dict(zip(("nationality", "second_nationality"), file.identity.nationalities, strict=False))
    form = forms.Identity(request.POST or None, initial=initial)
    changed = []
    if form.is_valid():
        version = _version(request)
        try:
            actions.correct_identity(person_id, form.identity_facts(), version=version, by=request.actor)
        except Refused:
            changed = _changes(file.identity, version, form)
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person_id)
    return render(request, "registry/correct_identity.html", {
        "file": file, "form": form, "version": file.identity.version, "changed": changed}, status=409 if changed else 200)


@page(may="register")
def correct_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = queries.file(person_id)
    if not file.edits(Section.CONTACT):
        raise Hidden
    initial = {name: getattr(file.contact, name) for name in ContactFacts.__dataclass_fields__} if file.contact else None
    form = forms.Contact(request.POST or None, initial=initial)
    phones = Phones(request.POST or None, initial=[_phone_initial(phone) for phone in file.phones], prefix="phone")
    changed = []
    if form.is_valid() & phones.is_valid():
        version = _version(request)
        try:
            actions.correct_contact(person_id, form.contact_facts(), [facts for one in phones if (facts := one.phone_facts())],
                                    version=version, by=request.actor)
        except Refused:
            changed = _changes(file.contact, version, form) or [_("Phone")]
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person_id)
    return render(request, "registry/correct_contact.html", {
        "file": file, "form": form, "phones": phones, "version": file.contact.version if file.contact else "", "changed": changed},
        status=409 if changed else 200)


@page(may="pass_on")
def pass_on(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """To another team of the organisation, with or without naming a worker of it."""
    file = queries.file(person_id)
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


@page(may="register")
def districts(request: HttpRequest) -> HttpResponse:
    """The list of districts of one governorate, for the form that chose it."""
    form = forms.Contact(initial={"governorate": request.GET.get("governorate", "")})
    code = request.GET.get("governorate", "")
    form.fields["district"].choices = [("", _("Choose")), *((one.code, str(one)) for one in places.districts(code))] if code else [
        ("", _("Choose")), *places.district_choices()]
    return HttpResponse(str(form["district"]))


def _own_teams(actor: Actor) -> list[tuple[str, str]]:
    names = {team.pk: str(team) for team in organisations.teams_of(actor.organisation_id)}
    return [(str(key), names[key]) for key in actor.teams if key in names]


def _carried(text: str) -> dict[str, str]:
    """The words of a search in the parts of a name: first, father's, the rest is the family's."""
    words = [word for word in text.split() if not any(c.isdigit() for c in word)][:4]
    script = "latin" if all(word.isascii() for word in words) else "ar"
    parts = {0: (), 1: ("given",), 2: ("given", "family"), 3: ("given", "father", "family"), 4: ("given", "father", "grandfather", "family")}
    return {f"{part}_{script}": word for part, word in zip(parts[len(words)], words, strict=True)}


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


def _changes(row, version: int | None, form) -> list[str]:
    """Labels of what somebody else changed meanwhile; never empty, since something was."""
    names = queries.changes_since(row, version) if row and version else []
    labels = [str(form.fields[name].label) for name in names if name in form.fields]
    return labels or [_("Date of birth") if any(name.startswith("birth") for name in names) else _("Some fields")]


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() else None


def _phone_initial(phone) -> dict:
    safe = {"call": phone.safe_to_call, "text": phone.safe_to_text, "message": phone.safe_to_leave_message}
    return {"number": phone.typed, "whose": phone.whose, "safe": [name for name, is_safe in safe.items() if is_safe]}
