"""The flight's page for reception, and one row: receive, register with what the list said, judge."""

from dataclasses import fields
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from amana.casework.arrivals import actions, forms, queries, sentences
from amana.casework.arrivals.pages import frame
from amana.casework.arrivals.rules import ListState, RowState, RowStep, steps_from, verb_of
from amana.casework.registry import actions as registry_actions
from amana.casework.registry import queries as registry
from amana.casework.registry.rules import ContactFacts, PhoneFacts
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Hidden, attempt
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused
from amana.lib.core.text import isolated, read_whole, tidy

BUTTONS = (RowStep.RECEIVE, RowStep.ARRIVE, RowStep.REGISTER, RowStep.NO_SHOW, RowStep.ONWARD, RowStep.BACK)


@page(may="receive")
def flight(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Who is expected and who has come, with one press for each step."""
    one = queries.arrival_list(list_id)
    if one.state == ListState.DRAFT:
        return redirect("arrival_review" if one.review else "arrival_columns", one.pk)
    show = request.GET.get("show", "")
    after = request.GET.get("after", "")
    text = tidy(request.GET.get("q", ""))[:120]
    found = queries.rows_of(one, state=show, after=read_whole(after) or 0, text=text)
    shown = found[: queries.PAGE]
    audit.record_listing([row.person_id for row in shown if row.person_id], sections=Section.IDENTITY)
    following = f"{request.path}?{urlencode({'show': show, 'q': text, 'after': shown[-1].line})}" if len(found) > len(shown) else ""
    undo_until = actions.expires_at(one)
    return render(
        request,
        "arrivals/flight.html",
        {
            "list": one,
            "rows": [(row, _offered(request, row)) for row in shown],
            "counts": queries.counts(one),
            "passed_over": sentences.passed_over(one.review.get("passed_over", {})),
            "show": show,
            "text": text,
            "next_url": following,
            "may_undo": one.state != ListState.UNDONE and request.actor.may("undo_import") and undo_until and now() < undo_until,
            "undo_until": undo_until,
        },
    )


def _offered(request: HttpRequest, row) -> list[tuple[str, str]]:
    return [
        (str(step), str(_verbs()[step]))
        for step in BUTTONS
        if step in steps_from(row.state) and request.actor.may(verb_of(step)) and step != RowStep.REGISTER
    ]


def _verbs() -> dict:
    return {
        RowStep.RECEIVE: _("Receive"),
        RowStep.ARRIVE: _("Arrived"),
        RowStep.NO_SHOW: _("Did not come"),
        RowStep.ONWARD: _("Travelled on"),
        RowStep.BACK: _("Expected after all"),
        RowStep.REGISTER: _("Register"),
    }


@page(may="receive")
def move(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """One step of a row, after a question where it cannot be taken back; back to the flight."""
    step = request.POST.get("step") or request.GET.get("step", "")
    if step not in BUTTONS or step == RowStep.REGISTER or (request.method != "POST" and step != RowStep.ONWARD):
        raise Http404
    row = queries.row(row_id)
    if request.method != "POST":
        return _asked_onward(request, row)
    try:
        with attempt():
            row = actions.move(row_id, step, by=request.actor)
    except Refused as error:
        messages.error(request, sentences.sentence(error.code, error.params))
    else:
        messages.success(request, _("Noted: %(state)s.") % {"state": row.get_state_display()})
    if step == RowStep.RECEIVE and row.state == RowState.RECEIVED and request.actor.may("register"):
        return redirect("arrival_row", row_id)
    return redirect("arrival_list", row.list_id)


def _asked_onward(request: HttpRequest, row) -> HttpResponse:
    return render(
        request,
        "shell/confirm.html",
        {
            "question": _("Has %(name)s travelled on?") % {"name": isolated(row.name)},
            "consequence": _("This cannot be taken back. Where the person may still come, choose “Did not come”: that can be taken back."),
            "verb": _verbs()[RowStep.ONWARD],
            "is_danger": True,
            "safe_url": reverse("arrival_list", args=[row.list_id]),
        },
    )


@page(may="receive")
def row(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """One row: to be judged, or to be registered with what the list said."""
    one = queries.row(row_id)
    if one.state == RowState.WAITING:
        return frame.judged(request, one, frame.ARRIVALS, actions.judge_row)
    if one.state == RowState.RECEIVED and request.actor.may("register"):
        return _registered(request, one)
    return redirect("person", one.person_id)


def _registered(request: HttpRequest, one) -> HttpResponse:
    file = registry.file(one.person_id)
    if not file.edits(Section.IDENTITY) or file.identity is None:
        raise Hidden
    teams = organisations.own_teams(request.actor)
    initial = {name: getattr(file.identity, name) for name in file.identity.stated_columns()} | {"birth": file.identity.birth}
    initial |= dict(zip(("nationality", "second_nationality"), file.identity.nationalities, strict=False))
    initial |= {fact.name: getattr(file.contact, fact.name) for fact in fields(ContactFacts)} if file.contact else {}
    form = forms.Registration(request.POST or None, teams=teams, initial=initial)
    if form.is_valid():
        try:
            with attempt():
                registry_actions.correct_identity(one.person_id, form.identity_facts(), version=file.identity.version, by=request.actor)
                if file.edits(Section.CONTACT):
                    registry_actions.correct_contact(
                        one.person_id, form.contact_facts(), _phones(file), version=file.contact.version if file.contact else None, by=request.actor
                    )
                actions.move(one.pk, RowStep.REGISTER, team_id=UUID(form.cleaned_data["team"]) if form.cleaned_data.get("team") else None, by=request.actor)
        except Refused as error:
            form.add_error(None, sentences.sentence(error.code, error.params))
        else:
            messages.success(request, _("Registered. The number of the file is %(number)s.") % {"number": file.person.number})
            return redirect("person", one.person_id)
    audit.record_reading(one.person_id, sections=file.sight.sections)
    return render(request, "arrivals/register_row.html", {"row": one, "file": file, "form": form, "said": _said(one)})


def _phones(file) -> list:
    return [PhoneFacts(**{fact.name: getattr(phone, fact.name) for fact in fields(PhoneFacts)}) for phone in file.phones]


def _said(one) -> list[tuple[str, str]]:
    return [(sentences.field_name(name) if name == "consent_statement" else name, value) for name, value in one.said.items()]
