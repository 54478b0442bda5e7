"""Corrections of the sections of one record. A page carries the version it has read: what others changed is never overwritten unseen."""
from collections.abc import Callable
from dataclasses import fields
from uuid import UUID

from django.contrib import messages
from django.forms import Form, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.casework.registry import actions, forms, queries
from amana.casework.registry.pages.meanwhile import keep_present, meanwhile
from amana.casework.registry.rules import ContactFacts, DocumentFacts, JourneyFacts, SocialFacts
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused, Unreadable
from amana.lib.core.text import isolated, read_whole

PHONES_AT_MOST = 8  # a list may bring several columns of them
Phones = formset_factory(forms.Phone, extra=1, max_num=PHONES_AT_MOST, absolute_max=PHONES_AT_MOST, validate_max=True)


@page(may="register")
def correct_identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """With `offered`, sex and birth of the national number stand in the form in place of those of the identity."""
    file = _file(request, person_id, Section.IDENTITY)
    if file.identity is None:
        raise Hidden
    initial = _identity_initial(file.identity)
    if "offered" in request.GET and (offer := file.offer()):
        initial |= {name: value for name, value in vars(offer).items() if value}
    form = forms.Identity(request.POST or None, initial=initial)
    return _corrected(request, file, "registry/correct_identity.html", file.identity, form, _identity_initial, lambda version: actions.correct_identity(
        person_id, form.identity_facts(), version=version, by=request.actor))


@page(may="register")
def correct_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = _file(request, person_id, Section.CONTACT)
    form = forms.Contact(request.POST or None, initial=_initial(file.contact, ContactFacts))
    phones = Phones(request.POST or None, initial=[_phone_initial(phone) for phone in file.phones], prefix="phone")
    response = _corrected(request, file, "registry/correct_contact.html", file.contact, form, lambda row: _initial(row, ContactFacts), lambda version: actions.correct_contact(
        person_id, form.contact_facts(), [facts for one in phones if (facts := one.phone_facts())], version=version, by=request.actor), phones=phones)
    if response.status_code == 302:
        say_undialled(request, *phones)
    return response


def say_undialled(request: HttpRequest, *phones: forms.Phone) -> None:
    """A number that nobody can dial as it stands is kept as typed, never lost, and this is said (B26)."""
    for one in phones:
        number = one.cleaned_data.get("number")
        if number and number.e164 is None and number.dial is None:
            messages.warning(request, _("%(phone)s is kept as it was typed: as it stands it cannot be dialled.") % {"phone": isolated(number.typed)})


@page(may="register")
def correct_documents(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = _file(request, person_id, Section.DOCUMENTS)
    rows = [paper.document for paper in file.papers]
    documents = forms.Documents(request.POST or None, initial=[_document_initial(row) for row in rows],
                                prefix="document", form_kwargs={"known": {row.id: row for row in rows}})
    faster: dict[Form, str] = {}
    if documents.is_valid() and all([keep_present(request, form, _document_initial(form.row)) for form in documents if form.row]):
        try:
            actions.correct_documents(person_id, documents.facts(), by=request.actor)
        except (Refused, Unreadable) as error:
            if error.code == "changed_meanwhile":
                faster = {form: _("Some fields") for form in documents.outdated()}
            else:
                documents.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("person", person_id)
    changed = [meanwhile(request, form.row, form.cleaned_data.get("version"), form, _document_initial, otherwise=faster.get(form, ""))
               for form in documents] if request.method == "POST" and documents.management_form.is_valid() else []
    return render(request, "registry/correct_documents.html", {
        "file": file, "documents": documents, "changed": list(filter(None, changed)),
        "form": next((form for form in documents if form.errors), None)}, status=409 if faster else 200)


@page(may="register")
def correct_journey(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = _file(request, person_id, Section.JOURNEY)
    form = forms.Journey(request.POST or None, initial=_initial(file.journey, JourneyFacts))
    return _corrected(request, file, "registry/correct_journey.html", file.journey, form, lambda row: _initial(row, JourneyFacts), lambda version: actions.correct_journey(
        person_id, form.facts(), version=version, by=request.actor))


@page(may="register")
def correct_social(request: HttpRequest, person_id: UUID) -> HttpResponse:
    file = _file(request, person_id, Section.SOCIAL)
    form = forms.Social(request.POST or None, initial=_initial(file.social, SocialFacts))
    return _corrected(request, file, "registry/correct_social.html", file.social, form, lambda row: _initial(row, SocialFacts), lambda version: actions.correct_social(
        person_id, form.facts(), version=version, by=request.actor))


def _file(request: HttpRequest, person_id: UUID, section: Section) -> queries.File:
    """The record, if the actor writes that section of it. Raises Hidden. Whoever opens the page has read the section."""
    file = queries.file(person_id)
    if not file.edits(section):
        raise Hidden
    if request.method != "POST":
        audit.record_reading(person_id, sections=section)
    return file


def _corrected(request: HttpRequest, file: queries.File, template: str, row, form: Form, initial_of: Callable[[object], dict], save: Callable[[int | None], None], *,
               phones=None) -> HttpResponse:
    """The page of a section of one row: saved and back to the record, or the form with what is wrong or was changed meanwhile."""
    faster, seen = False, _version(request)
    if form.is_valid() & (phones is None or phones.is_valid()) and keep_present(request, form, initial_of(row) if row else {}):
        try:
            save(seen)
        except Refused:
            faster = True
        else:
            messages.success(request, _("Saved."))
            return redirect("person", file.person.pk)
    # A form that comes back with an error keeps the version that its reader has seen.
    version = seen if request.method == "POST" and not faster else getattr(row, "version", None)
    otherwise = _("Some fields") if phones is None else _("Phone")
    told = meanwhile(request, row, seen, form, initial_of, otherwise=otherwise if faster else "") if request.method == "POST" else None
    return render(request, template, {"file": file, "form": form, "phones": phones, "changed": [told] if told else [], "version": version or ""},
                  status=409 if faster else 200)


def _initial(row, facts: type, *, but: tuple[str, ...] = ()) -> dict:
    """What stands in the row, by the names of the facts."""
    return {fact.name: getattr(row, fact.name) for fact in fields(facts) if fact.name not in but} if row else {}


def _identity_initial(row) -> dict:
    initial = {name: getattr(row, name) for name in row.stated_columns()} | {"birth": row.birth}
    return initial | dict(zip(("nationality", "second_nationality"), (*row.nationalities, "", ""), strict=False))


def _document_initial(row) -> dict:
    return {"id": row.id} | _initial(row, DocumentFacts, but=("number",))


def _version(request: HttpRequest) -> int | None:
    return read_whole(request.POST.get("version", ""))


def _phone_initial(phone) -> dict:
    safe = {"call": phone.safe_to_call, "text": phone.safe_to_text, "message": phone.safe_to_leave_message}
    return {"number": phone.typed, "whose": phone.whose, "safe": [name for name, is_safe in safe.items() if is_safe]}
