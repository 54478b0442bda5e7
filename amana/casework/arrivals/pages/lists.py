"""Lists of arrivals: upload, match, review, run, undo."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.arrivals import actions, files, forms, queries, sentences
from amana.casework.arrivals.pages import frame
from amana.casework.arrivals.rules import ListState
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused, Unreadable


@page(may="receive")
def lists(request: HttpRequest) -> HttpResponse:
    """The latest flights and what became of their lists."""
    found = queries.lists()
    return render(
        request,
        "arrivals/lists.html",
        {
            "lists": found,
            "running": [one for one in found if one.state == ListState.RUNNING],
            "may_import": request.actor.may("import") and request.actor.teams,
        },
    )


@page(may="import")
def upload(request: HttpRequest) -> HttpResponse:
    form = forms.Upload(request.POST or None, request.FILES or None, teams=organisations.own_teams(request.actor))
    if form.is_valid():
        data = form.cleaned_data
        try:
            one = actions.upload(
                data["file"].read(),
                file_name=data["file"].name,
                team_id=UUID(form.chosen_team),
                arrives_on=data["arrives_on"],
                flight=data["flight"],
                country=data["country"],
                source=data["source"],
                by=request.actor,
            )
        except Unreadable as error:
            form.add_error("file", sentences.sentence(error.code, error.params))
        else:
            if one.state != ListState.DRAFT:
                messages.info(request, _("This file was imported before. Nothing has changed."))
                return redirect("arrival_list", one.pk)
            return redirect("arrival_columns", one.pk)
    return render(request, "arrivals/upload.html", {"form": form, "steps": frame.ARRIVALS.steps(0)})


@page(may="import")
def template(request: HttpRequest) -> HttpResponse:
    return frame.download(files.template(), "amana-arrivals.xlsx")


@page(may="import")
def columns(request: HttpRequest, list_id: UUID) -> HttpResponse:
    return frame.columns(request, list_id, frame.ARRIVALS)


@page(may="import")
def review(request: HttpRequest, list_id: UUID) -> HttpResponse:
    return frame.review(request, list_id, frame.ARRIVALS)


@page(may="import")
def begin(request: HttpRequest, list_id: UUID) -> HttpResponse:
    one = queries.arrival_list(list_id)
    if request.method == "POST":
        try:
            actions.start(one, by=request.actor)
        except (Refused, Unreadable) as error:
            messages.error(request, sentences.sentence(error.code, error.params))
    return redirect("arrival_list", one.pk)


@page(may="receive")
def progress(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """How far the import is; asked for again by the page until it is done, which then loads anew."""
    return frame.progress(request, list_id, frame.ARRIVALS)


@page(may="import")
def errors(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The rows that need correcting, as a spreadsheet for the sender."""
    one = queries.arrival_list(list_id)
    audit.record("arrivals.errors_downloaded", one.pk)
    return frame.download(files.faults(one.review.get("faults", [])), f"errors-{one.arrives_on}.xlsx")


@page(may="undo_import")
def undo(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """After a question: whoever of the list was not received yet is gone."""
    one = queries.arrival_list(list_id)
    if request.method == "POST":
        if one.state == ListState.DRAFT:
            actions.discard(one, by=request.actor)
            messages.success(request, _("The draft is gone."))
            return redirect("arrivals")
        try:
            n = actions.undo(one, by=request.actor)
        except Refused as error:
            messages.error(request, sentences.sentence(error.code, error.params))
            return redirect("arrival_list", one.pk)
        messages.success(request, ngettext("The import is undone: %(n)s row.", "The import is undone: %(n)s rows.", n) % {"n": n})
        return redirect("arrivals")
    return render(
        request,
        "shell/confirm.html",
        {
            "question": _("Undo the whole list?"),
            "verb": _("Undo the list"),
            "is_danger": True,
            "safe_url": reverse("arrival_list", args=[one.pk]),
            "consequence": _("Everybody on it who was not received yet disappears from your lists. Whoever was received stays."),
        },
    )
