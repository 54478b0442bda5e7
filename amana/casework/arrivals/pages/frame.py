"""What the pages of an arrival list and of a caseload share: matching columns, reviewing rows, downloads. A `Door` says whose addresses and words they are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.arrivals import actions, forms, mapping, queries, sentences, sheets
from amana.casework.arrivals.rules import ListKind, ListState
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import read_whole

if TYPE_CHECKING:
    from amana.casework.arrivals.models import ArrivalRow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100


@dataclass(frozen=True)
class Door:
    """Addresses by name, and words, of one kind of list. matched: where it goes on once the columns are matched."""

    kind: str
    home: str
    prefix: str
    matched: str
    title: Callable[[], str]
    discard: Callable[[], str]
    labels: Callable[[], tuple[str, ...]]

    def url(self, page: str) -> str:
        return f"{self.prefix}_{page}"

    @property
    def pages(self) -> dict[str, str]:
        """Names of addresses, for templates."""
        return {page: self.url(page) for page in ("columns", "review", "begin", "errors", "undo", "template", "list", "progress", "row", "upload")}

    def steps(self, current: int) -> list[dict]:
        return [{"label": label, "is_done": place < current, "is_current": place == current} for place, label in enumerate(self.labels())]


ARRIVALS = Door(ListKind.ARRIVALS, "arrivals", "arrival", "arrival_review", lambda: _("Arrivals"), lambda: _("Discard the list"),
                lambda: (_("Upload the file"), _("Match the columns"), _("Review the rows"), _("Import")))


def columns(request: HttpRequest, list_id: UUID, door: Door) -> HttpResponse:
    """Which column holds what, as proposed or as the person chooses."""
    one = queries.arrival_list(list_id, door.kind)
    if one.state != ListState.DRAFT:
        return redirect(door.url("list"), one.pk)
    found = sheets.read(queries.file_of(one))
    sheet = found[one.settings["sheet"]]
    table = sheets.table(sheet, one.settings["heading_row"])
    chosen = one.settings["fields"]
    form = forms.Columns(
        request.POST if "column-0" in request.POST else None,
        headings=table.headings,
        examples=examples(table),
        chosen=chosen,
        kind=door.kind,
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
        return redirect(door.url("columns"), one.pk)
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
        return redirect(door.matched, one.pk)
    return render(
        request,
        "arrivals/columns.html",
        {
            "door": door,
            "list": one,
            "form": form,
            "where": where,
            "table": table,
            "sheet": sheet,
            "doubled": mapping.doubled(table.headings, chosen),
            "steps": door.steps(1),
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


def review(request: HttpRequest, list_id: UUID, door: Door) -> HttpResponse:
    """What an import would do, before anything is written; counts are filters, wrong cells are corrected in place."""
    one = queries.arrival_list(list_id, door.kind)
    if one.state != ListState.DRAFT:
        return redirect(door.url("list"), one.pk)
    if not one.review:
        return redirect(door.url("columns"), one.pk)
    line = read_whole(request.POST.get("line", ""))
    if line is not None and request.POST.get("field") in mapping.fields(door.kind):
        actions.correct(one, line=line, field=request.POST["field"], value=request.POST.get("value", "")[:400], by=request.actor)
        of_line = any(fault["row"] == line and fault["is_error"] for fault in one.review["faults"])
        messages.success(request, (_("Row %(row)s: noted, but something is still wrong.") if of_line else _("Row %(row)s: corrected.")) % {"row": line})
        return redirect(f"{reverse(door.url('review'), args=[one.pk])}{'?show=warnings' if request.GET.get('show') == 'warnings' else ''}#rows")
    usual = "wrong" if one.review["wrong"] else "ready"
    show = request.GET.get("show") or usual
    return render(
        request,
        "arrivals/review.html",
        {
            "door": door,
            "list": one,
            "review": one.review,
            "show": show,
            "usual": usual,
            "steps": door.steps(len(door.labels()) - 2),
            "faults": _faults(one, is_error=show == "wrong")[:SHOWN] if show in ("wrong", "warnings") else [],
            "warnings": sum(not fault["is_error"] for fault in one.review["faults"]),
            "rows": _shown(one, show)[:SHOWN],
            "running": queries.running(door.kind),
            "passed_over": sentences.passed_over(one.review["passed_over"]),
            "left_out": mapping.left_out(one.review.get("headings", []), one.settings["fields"]),
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


def examples(table: sheets.Table) -> list[str]:
    """The first value of each column that says something."""
    return [next((text for line in table.lines[:30] if (text := sheets.text(line.cells[place]))), "") for place in range(len(table.headings))]


def download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def progress(request: HttpRequest, list_id: UUID, door: Door) -> HttpResponse:
    """How far the import is."""
    one = queries.arrival_list(list_id, door.kind)
    response = render(request, "arrivals/progress.html", {"list": one})
    if one.state != ListState.RUNNING:
        response["HX-Refresh"] = "true"
    return response


def judged(request: HttpRequest, one: "ArrivalRow", door: Door, judge: Callable) -> HttpResponse:
    """Which of the likely records the row is, or none of them; `judge`: the action that says so."""
    found = queries.candidates(one)
    if request.method == "POST":
        same = request.POST.get("same_as", "")
        known = {str(candidate.listed.id): candidate.listed.id for candidate in found}
        if same not in (*known, "nobody"):
            messages.error(request, _("Choose one of the answers."))
            return redirect(door.url("row"), one.pk)
        judge(one.pk, same_as=known.get(same), reason=request.POST.get("reason", "")[:500], by=request.actor)
        messages.success(request, _("Judged."))
        return redirect(door.url("list"), one.list_id)
    audit.record_listing([candidate.listed.id for candidate in found], sections=Section.IDENTITY)
    return render(
        request,
        "arrivals/judge_row.html",
        {"door": door, "row": one, "facts": queries.waiting_facts(one), "candidates": found, "may_judge": request.actor.may("judge")},
    )
