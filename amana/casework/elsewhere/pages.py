"""Pages of the blind match: the question about one person with its answer, the request, and the desk's inbox of such requests."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.casework.elsewhere import actions, forms, queries
from amana.casework.elsewhere.rules import KEPT_DAYS, REQUEST_DAYS, State
from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import carried_out


@page(may="register")
def elsewhere(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where the question stands; posted: it is asked."""
    file = _file(person_id)
    if request.method == "POST":
        return carried_out(request, lambda: actions.ask(person_id, by=request.actor), done=_("Asked. The answer comes within a minute."), back=request.path, refusals=forms.ASKED)
    audit.record_reading(person_id, sections=file.sight.sections & Section.IDENTITY)
    return render(request, "elsewhere/person.html", _shown(file) | {"days": REQUEST_DAYS, "kept": KEPT_DAYS})


@page(may="register")
def answer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The part of the page that waits for the answer."""
    return render(request, "elsewhere/answer.html", _shown(_file(person_id)))


@page(may="register")
def request_contact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """After a likely answer."""
    file = _file(person_id)
    standing = queries.standing(person_id, clock())
    if standing.state != State.LIKELY:
        raise Hidden
    form = forms.Contact(request.POST or None)
    if form.carried_out(lambda **given: actions.request_contact(standing.question, **given, by=request.actor)):
        messages.success(request, _("They are asked to get in touch, if they wish. You hear only of an answer."))
        return redirect("elsewhere", person_id)
    return render(request, "elsewhere/contact.html", {"file": file, "form": form, "days": REQUEST_DAYS})


@page(may="answer")
def received(request: HttpRequest) -> HttpResponse:
    """What other organisations ask the desk."""
    return render(request, "elsewhere/received.html", {"received": queries.received(), "days": REQUEST_DAYS})


@page(may="answer")
def reply(request: HttpRequest, message_id: UUID) -> HttpResponse:
    one = queries.message(message_id)
    form = forms.Reply(request.POST or None)
    if one.reply is None and form.carried_out(lambda **given: actions.reply(one.message, **given, by=request.actor)):
        messages.success(request, _("Your answer is on record."))
        return redirect("contact_requests")
    return render(request, "elsewhere/reply.html", {"one": one, "form": form})


def _file(person_id: UUID) -> registry.File:
    """A record that may be asked about, as the policy of the question says it. Raises Hidden."""
    file = registry.file(person_id)
    if not queries.may_be_asked_about(file):
        raise Hidden
    return file


def _shown(file: registry.File) -> dict:
    return {"file": file, "standing": queries.standing(file.person.pk, clock())}
