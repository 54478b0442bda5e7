"""Pages of people: list and search, and registration."""
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.registry import actions, forms, queries
from amana.casework.registry.listing import PEOPLE as LISTING
from amana.casework.registry.listing import wanted
from amana.casework.registry.pages import corrections, duplicates
from amana.casework.registry.rules import NOT_OWN_TEAM, Verdict
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.lists import pages as lists
from amana.ground.organisations import places
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, Forbidden, attempt
from amana.ground.rows.doors import page
from amana.ground.shell.lists import COUNTED, Part, turned
from amana.ground.shell.values import count_text
from amana.lib.core.errors import Refused
from amana.lib.core.ids import PREFIXES, read_number

OF_OTHERS = PREFIXES[1:]  # numbers of cases and referrals


@page(may=None)
def people(request: HttpRequest) -> HttpResponse:
    """The latest records, or what a search finds: the same address with `q`. The number of a case or a referral leads to it."""
    if not LISTING.may(request.actor):
        raise Forbidden("people")
    text = request.GET.get("q", "").strip()
    if (read_number(text) or "").startswith(OF_OTHERS):
        return redirect(f"{reverse('find')}?{urlencode({'q': text})}")
    tools = lists.tools(request, "people")
    asked = wanted(tools.chosen)
    found = queries.search(text, asked) if text else None
    latest = queries.people(asked, lists.place(request)) if found is None else Part(found.people)
    shown = latest.rows
    audit.record_listing([one.id for one in shown], sections=request.actor.reads & Section.IDENTITY)
    template = "registry/people_typed.html" if request.headers.get("HX-Target") == "people" else "registry/people.html"
    return render(request, template, {
        "people": shown, "found": found, "search_text": text, "tools": tools, "is_first": "after" not in request.GET,
        "total_words": total_words(latest.total) if found is None else "", "may_register": request.actor.registers, **turned(request, latest)})


def total_words(total: int | None) -> str:
    """248 people; more than 300."""
    if total is None:
        return _("More than %(n)s people") % {"n": count_text(COUNTED)}
    return ngettext("%(n)s person", "%(n)s people", total) % {"n": count_text(total)}


@page(may="register")
def register(request: HttpRequest) -> HttpResponse:
    """A new record; what a search did not find is carried into the name."""
    if not request.actor.registers:
        raise Forbidden("register")
    teams = organisations.own_teams(request.actor)
    form = forms.Registration(request.POST or None, teams=teams, initial=_carried(request.GET.get("q", "")))
    if form.is_valid():
        phone = form.phone_facts()
        candidates, different = [one.listed.id for one in duplicates.likely(request)], duplicates.ticked(request)
        try:
            with attempt():
                made = actions.register(
                    identity=form.identity_facts(), contact=form.contact_facts(), phones=[phone] if phone else [],
                    team_id=UUID(form.cleaned_data["team"]) if form.cleaned_data.get("team") else None, by=request.actor)
        except Refused as refused:
            if refused.code != "team_member":
                raise
            form.add_error("team" if "team" in form.fields else None, NOT_OWN_TEAM)
        else:
            is_undecided = _settle(made.pk, candidates, different, request.actor)
            corrections.say_undialled(request, form)
            messages.success(request, _("Registered. The number of the file is %(number)s.") % {"number": made.number})
            if is_undecided:
                messages.warning(request, _("The person may already be registered under another number: both files wait in the list of comparisons."))
            return redirect("person", made.pk)
    found = duplicates.likely(request) if request.method == "POST" else []
    return render(request, "registry/register.html", {"form": form, "candidates": found, "different": duplicates.ticked(request)})


def _settle(person_id: UUID, candidates: list[UUID], different: set[UUID], actor: Actor) -> bool:
    """What was said beside the form is on record; what was left undecided goes to the work list: whether there is any."""
    judged = [other for other in candidates if other in different and actor.may("judge")]
    for other in judged:
        actions.judge(person_id, other, Verdict.DIFFERENT, by=actor)
    undecided = [other for other in candidates if other not in judged]
    actions.note_likely(person_id, undecided, by=actor)
    return bool(undecided)


@page(may="register")
def districts(request: HttpRequest) -> HttpResponse:
    """The list of districts of one governorate, for the form that chose it."""
    form = forms.Contact(initial={"governorate": request.GET.get("governorate", "")})
    code = request.GET.get("governorate", "")
    form.fields["district"].choices = [("", _("Choose")), *((one.code, str(one)) for one in places.districts(code))] if code else [
        ("", _("Choose")), *places.district_choices()]
    return HttpResponse(str(form["district"]))


def _carried(text: str) -> dict[str, str]:
    """The words of a search in the parts of a name: first, father's, the rest is the family's."""
    words = [word for word in text.split() if not any(c.isdigit() for c in word)][:4]
    script = "latin" if all(word.isascii() for word in words) else "ar"
    parts = {0: (), 1: ("given",), 2: ("given", "family"), 3: ("given", "father", "family"), 4: ("given", "father", "grandfather", "family")}
    return {f"{part}_{script}": word for part, word in zip(parts[len(words)], words, strict=True)}
