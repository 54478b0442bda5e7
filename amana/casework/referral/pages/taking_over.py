"""Taking a person over into an own record, or linking one that is there already."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.casework.referral import actions, forms, queries
from amana.casework.referral.pages import frame
from amana.casework.registry import forms as registry_forms
from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Hidden, attempt
from amana.ground.rows.doors import page
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7


@page(may="take_over")
def take_over(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """A record of one's own, begun with what the package holds; everything can be corrected before it is saved."""
    file = _open_for_taking(request, referral_id)
    if file.takeover:
        return _taken_already(request, file)
    names = {team.pk: str(team) for team in organisations.teams_of(request.actor.organisation_id)}
    teams = [(str(key), names[key]) for key in request.actor.teams if key in names]
    form = registry_forms.Registration(request.POST or None, teams=teams, initial=_begun(file))
    if form.is_valid():
        phone = form.phone_facts()
        try:
            with attempt():
                person = actions.take_over(
                    file.referral, identity=form.identity_facts(), contact=form.contact_facts(), phones=[phone] if phone else [],
                    team_id=UUID(form.cleaned_data["team"]) if form.cleaned_data.get("team") else None, by=request.actor)
        except Refused as refused:
            form.add_error(None, forms.STEPS[refused.code][1] if refused.code in forms.STEPS else _("This is no longer possible."))
        else:
            messages.success(request, _("Taken over as %(number)s. Take your own consent next, then open a case.") % {"number": person.number})
            return redirect("referral", referral_id)
    if request.method != "POST":
        audit.record("referral.read", file.referral.person_id, sections=sum(bit for bit in file.parts if bit), referral=referral_id)
    return render(request, "referral/take_over.html", {"file": file, "form": form})


@page(may="take_over")
def link(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """A record of the own organisation, found by search, belongs to this referral."""
    file = _open_for_taking(request, referral_id)
    if file.takeover:
        return _taken_already(request, file)
    if request.method == "POST":
        try:
            with attempt():
                actions.link(file.referral, _key(request.POST.get("person", "")), by=request.actor)
        except Refused as refused:
            messages.error(request, forms.STEPS[refused.code][1] if refused.code in forms.STEPS else _("This is no longer possible."))
        else:
            messages.success(request, _("Linked with your own record."))
        return redirect("referral", referral_id)
    text = request.GET.get("q", "").strip()
    found = [one for one in registry.search(text).people if one.holding] if text else []
    audit.record_listing([one.id for one in found], sections=request.actor.reads & Section.IDENTITY)
    return render(request, "referral/link.html", {"file": file, "people": found, "text": text, "name": file.parts.get(Section.IDENTITY, {}).get("name", "")})


def _open_for_taking(request: HttpRequest, referral_id: UUID) -> queries.ReferralFile:
    file = frame.file_of(request, referral_id)
    if not file.is_named:
        raise Hidden
    return file


def _taken_already(request: HttpRequest, file: queries.ReferralFile) -> HttpResponse:
    messages.error(request, _("A record of your organisation is linked already."))
    return redirect("referral", file.referral.pk)


def _begun(file: queries.ReferralFile) -> dict:
    """The fields of a registration, as far as the package fills them."""
    identity, contact = file.parts.get(Section.IDENTITY, {}), file.parts.get(Section.CONTACT, {})
    initial = {"sex": identity.get("sex") or file.parts.get(0, {}).get("sex"), **_name(identity.get("name", "")), **_name(identity.get("name_latin", ""))}
    birth = identity.get("birth", "")
    if birth:
        initial["birth"] = PartialDate.of(int(birth[:-1])) if birth.endswith("~") else PartialDate.of(*map(int, birth.split("-")))
    initial |= dict(zip(("nationality", "second_nationality"), identity.get("nationalities", ()), strict=False))
    initial |= {name: contact[name] for name in ("safe_hours", "words_not_to_use") if name in contact}
    initial |= dict(zip(("governorate", "district"), contact.get("place", ()), strict=False))
    phone = next((value for key, value in contact.items() if key.startswith("phone:")), None)
    if phone:
        initial |= {"number": phone["number"], "whose": phone["whose"], "safe": [name for name in ("call", "text", "message") if phone[name]]}
    return {name: value for name, value in initial.items() if value}


def _name(full: str) -> dict[str, str]:
    """The words of a name in the parts of a form: first, father's, grandfather's, and the rest is the family's."""
    words = full.split()
    script = "latin" if full.isascii() else "ar"
    parts = {0: (), 1: ("given",), 2: ("given", "family"), 3: ("given", "father", "family")}.get(len(words), ("given", "father", "grandfather", "family"))
    values = words if len(words) < 4 else [*words[:3], " ".join(words[3:])]
    return {f"{part}_{script}": value for part, value in zip(parts, values, strict=True)}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid7()  # nobody's: hidden and missing look the same
