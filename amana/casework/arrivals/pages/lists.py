"""Lists of arrivals: upload, match, review, run, undo."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.arrivals import actions, files, forms, mapping, queries, sentences, sheets
from amana.casework.arrivals.rules import ListState
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused, Unreadable
from amana.lib.core.text import read_whole

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100


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
    return render(request, "arrivals/upload.html", {"form": form, "steps": _steps(0)})


@page(may="import")
def template(request: HttpRequest) -> HttpResponse:
    return _download(files.template(), "amana-arrivals.xlsx")


@page(may="import")
def columns(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Which column holds what, as proposed or as the person chooses."""
    one = queries.arrival_list(list_id)
    if one.state != ListState.DRAFT:
        return redirect("arrival_list", one.pk)
    found = sheets.read(queries.file_of(one))
    sheet = found[one.settings["sheet"]]
    table = sheets.table(sheet, one.settings["heading_row"])
    chosen = one.settings["fields"]
    form = forms.Columns(
        request.POST if "column-0" in request.POST else None,
        headings=table.headings,
        examples=_examples(table),
        chosen=chosen,
        initial={"order": one.settings["order"]},
    )
    where = forms.Where(
        request.POST if "heading_row" in request.POST else None,
        sheets=[one.name for one in found],
        initial={"sheet": str(one.settings["sheet"]), "heading_row": one.settings["heading_row"] + 1},
    )
    if (
        where.is_bound
        and where.is_valid()
        and _laid_out(
            one,
            where,
            request.actor,
            sheet=int(where.cleaned_data["sheet"]),
            heading_row=where.cleaned_data["heading_row"] - 1,
            fields=None,
            order=one.settings["order"],
        )
    ):
        return redirect("arrival_columns", one.pk)
    if (
        form.is_bound
        and form.is_valid()
        and _laid_out(
            one,
            form,
            request.actor,
            sheet=one.settings["sheet"],
            heading_row=one.settings["heading_row"],
            fields=form.chosen(),
            order=form.cleaned_data["order"],
        )
    ):
        return redirect("arrival_review", one.pk)
    return render(
        request,
        "arrivals/columns.html",
        {
            "list": one,
            "form": form,
            "where": where,
            "table": table,
            "sheet": sheet,
            "doubled": mapping.doubled(table.headings, chosen),
            "steps": _steps(1),
            "passed_over": sentences.passed_over(table.passed_over),
            "recognised": sum(map(bool, chosen)),
        },
    )


def _laid_out(one, form, actor: Actor, **how) -> bool:
    try:
        actions.lay_out(one, by=actor, **how)
    except Unreadable as error:
        form.add_error(None, sentences.sentence(error.code, error.params))
        return False
    return True


@page(may="import")
def review(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """What an import would do, before anything is written; counts are filters, wrong cells are corrected in place."""
    one = queries.arrival_list(list_id)
    if one.state != ListState.DRAFT:
        return redirect("arrival_list", one.pk)
    if not one.review:
        return redirect("arrival_columns", one.pk)
    line = read_whole(request.POST.get("line", ""))
    if line is not None and request.POST.get("field") in mapping.fields():
        actions.correct(one, line=line, field=request.POST["field"], value=request.POST.get("value", "")[:400], by=request.actor)
        return redirect("arrival_review", one.pk)
    show = request.GET.get("show") or ("wrong" if one.review["wrong"] else "ready")
    return render(
        request,
        "arrivals/review.html",
        {
            "list": one,
            "review": one.review,
            "show": show,
            "steps": _steps(2),
            "faults": _faults(one, is_error=show == "wrong")[:SHOWN],
            "warnings": sum(not fault["is_error"] for fault in one.review["faults"]),
            "rows": _shown(one, show)[:SHOWN],
            "running": queries.running(),
            "passed_over": sentences.passed_over(one.review["passed_over"]),
        },
    )


def _faults(one, *, is_error: bool) -> list[dict]:
    """The faults with their sentence, and the field under which a cell is corrected."""
    of_heading = {}
    found = [fault for fault in one.review["faults"] if fault["is_error"] == is_error]
    if found:
        of_heading = {heading: code for heading, code in zip(one.review.get("headings", []), one.settings["fields"], strict=False) if code}
    return [
        {
            **fault,
            "sentence": sentences.sentence(fault["code"], fault["params"]),
            "field": of_heading.get(fault["column"], ""),
            "proposal_words": sentences.proposal(fault) if fault["proposal"] else "",
        }
        for fault in found
    ]


def _shown(one, show: str) -> list:
    if show not in ("ready", "waiting", "alone"):
        return []
    reading = queries.reading(one)
    if show == "alone":
        return [row for row in reading.rows if row.is_alone]
    sorted_rows = actions.sort_rows(one, [row for row in reading.rows if not row.errors][:2000])
    return [row for row, kind in sorted_rows if kind == show]


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
    one = queries.arrival_list(list_id)
    response = render(request, "arrivals/progress.html", {"list": one})
    if one.state != ListState.RUNNING:
        response["HX-Refresh"] = "true"
    return response


@page(may="import")
def errors(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The rows that need correcting, as a spreadsheet for the sender."""
    one = queries.arrival_list(list_id)
    audit.record("arrivals.errors_downloaded", one.pk)
    return _download(files.faults(one.review.get("faults", [])), f"errors-{one.arrives_on}.xlsx")


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


def _examples(table: sheets.Table) -> list[str]:
    """The first value of each column that says something."""
    return [next((text for line in table.lines[:30] if (text := sheets.text(line.cells[place]))), "") for place in range(len(table.headings))]


def _steps(current: int) -> list[dict]:
    labels = (_("Upload the file"), _("Match the columns"), _("Review the rows"), _("Import"))
    return [{"label": label, "is_done": place < current, "is_current": place == current} for place, label in enumerate(labels)]


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
