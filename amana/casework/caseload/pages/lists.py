"""Caseloads: upload, match the columns and the words, review, run, report, undo."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import files, sentences
from amana.casework.arrivals import queries as listed
from amana.casework.arrivals.pages import frame
from amana.casework.arrivals.pages.frame import Door
from amana.casework.arrivals.rules import KEPT_DAYS, ListKind, ListState
from amana.casework.caseload import actions, forms, queries
from amana.casework.caseload.files import template as template_file
from amana.casework.caseload.rules import LEFT_STANDING
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import attempt, clock
from amana.ground.rows.doors import View, page
from amana.lib.core.dates import PartialDate, cairo_day
from amana.lib.core.errors import Refused, Unreadable
from amana.lib.core.text import read_whole

CASELOAD = Door(ListKind.CASELOAD, "caseloads", "caseload", "caseload_words", lambda: _("Imported caseloads"), lambda: _("Discard the caseload"),
                lambda: (_("Upload the file"), _("Match the columns"), _("Match the words"), _("Review the rows"), _("Import")))


def importing(may: str = "import") -> Callable[[View], View]:
    """A page for who imports caseloads, which takes more than the verb."""
    def frame(view: View) -> View:
        @page(may=may)
        @wraps(view)
        def framed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            actions.must_import(request.actor)
            return view(request, *args, **kwargs)
        return framed
    return frame


@importing()
def lists(request: HttpRequest) -> HttpResponse:
    """The latest caseloads and what became of them."""
    return render(request, "caseload/lists.html", {"lists": listed.lists(CASELOAD.kind), "may_import": bool(request.actor.teams)})


@importing()
def upload(request: HttpRequest) -> HttpResponse:
    form = forms.Upload(request.POST or None, request.FILES or None, teams=organisations.own_teams(request.actor), initial={"listed_on": PartialDate.on(cairo_day(clock()))})
    if form.is_valid() and form.teams:
        data = form.cleaned_data
        try:
            one = actions.upload(data["file"].read(), file_name=data["file"].name, team_id=UUID(form.chosen_team), listed_on=data["listed_on"], by=request.actor)
        except Unreadable as error:
            form.add_error("file", sentences.sentence(error.code, error.params))
        else:
            if one.state != ListState.DRAFT:
                messages.info(request, _("This file was imported before. Nothing has changed."))
                return redirect("caseload_list", one.pk)
            return redirect("caseload_columns", one.pk)
    return render(request, "caseload/upload.html", {"form": form, "steps": CASELOAD.steps(0)})


@importing()
def template(request: HttpRequest) -> HttpResponse:
    return frame.download(template_file(), "amana-caseload.xlsx")


@importing()
def columns(request: HttpRequest, list_id: UUID) -> HttpResponse:
    return frame.columns(request, list_id, CASELOAD)


@importing()
def words(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """What the words of the list mean: risk, worker, state and whatever is unknown, as proposed or as the person says."""
    one = listed.arrival_list(list_id, CASELOAD.kind)
    if one.state != ListState.DRAFT:
        return redirect("caseload_list", one.pk)
    meant = queries.meanings(one, request.actor)
    form = forms.Words(request.POST or None, meant=meant, workers=queries.worker_choices(request.actor))
    if request.method == "POST" and form.is_valid():
        arrivals.mean(one, form.chosen(), by=request.actor)
        return redirect("caseload_review", one.pk)
    groups = [(sentences.field_name(field), rows) for field, rows in form.groups]
    return render(request, "caseload/words.html", {"list": one, "form": form, "groups": groups, "door": CASELOAD, "steps": CASELOAD.steps(2),
                                                   "has_status": "case_status" in one.settings["fields"]})


@importing()
def review(request: HttpRequest, list_id: UUID) -> HttpResponse:
    return frame.review(request, list_id, CASELOAD)


@importing()
def begin(request: HttpRequest, list_id: UUID) -> HttpResponse:
    one = listed.arrival_list(list_id, CASELOAD.kind)
    if request.method == "POST":
        try:
            actions.start(one, by=request.actor)
        except (Refused, Unreadable) as error:
            messages.error(request, sentences.sentence(error.code, error.params))
            return redirect("caseload_words" if error.code == "caseload_words" else "caseload_list", one.pk)
    return redirect("caseload_list", one.pk)


@importing()
def progress(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """How far the import is; asked for again by the page until it is done, which then loads anew."""
    return frame.progress(request, list_id, CASELOAD)


@importing()
def errors(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """The wrong rows as a spreadsheet, to be mended and uploaded again."""
    one = listed.arrival_list(list_id, CASELOAD.kind)
    audit.record("caseload.errors_downloaded", one.pk)
    return frame.download(files.to_mend(listed.kept_wrong_rows(one)), f"to-correct-{one.arrives_on}.xlsx")


@importing()
def report(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """What became of the rows, and which cases can open; a press opens all that have a ground."""
    one = listed.arrival_list(list_id, CASELOAD.kind)
    if one.state == ListState.DRAFT:
        return redirect("caseload_review" if one.review else "caseload_columns", one.pk)
    if request.method == "POST":
        n = actions.open_all(one, by=request.actor)
        messages.success(request, ngettext("%(n)s case is open.", "%(n)s cases are open.", n) % {"n": n})
        return redirect("caseload_list", one.pk)
    show = request.GET.get("show", "")
    found = listed.rows_of(one, state="waiting" if show == "waiting" else "", after=read_whole(request.GET.get("after", "")) or 0)
    shown = found[: listed.PAGE]
    audit.record_listing([row.person_id for row in shown if row.person_id], sections=Section.IDENTITY | Section.SOCIAL)
    standing = queries.standing_of(one.pk, request.actor)
    names = dict(queries.worker_choices(request.actor))
    rows = [(row, at := standing.get(row.pk), names.get(str(at.said.worker_id), "") if at else "") for row in shown]
    said = [at for at in standing.values() if at.said.is_open]
    undo_until = arrivals.expires_at(one)
    kept_until = one.finished_at + timedelta(days=KEPT_DAYS) if one.finished_at else None
    return render(request, "caseload/report.html", {
        "list": one, "kept_until": kept_until if kept_until and clock() < kept_until else None, "rows": rows, "counts": listed.counts(one), "passed_over": sentences.passed_over(one.review.get("passed_over", {})), "show": show, "opened": sum(at.has_case for at in said), "ready": sum(at.opens for at in said),
        "without_ground": sum(not at.has_case and not at.has_ground for at in said),
        "next_url": f"{request.path}?show={show}&after={shown[-1].line}" if len(found) > len(shown) else "",
        "may_undo": one.state != ListState.UNDONE and request.actor.may("undo_import") and undo_until and now() < undo_until, "undo_until": undo_until})


@importing("undo_import")
def undo(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Whoever stays is named before the question is answered."""
    one = listed.arrival_list(list_id, CASELOAD.kind)
    if request.method == "POST" and one.state == ListState.DRAFT:
        arrivals.discard(one, by=request.actor)
        messages.success(request, _("The draft is gone."))
        return redirect("caseloads")
    if request.method == "POST":
        try:
            with attempt():
                n = actions.undo(one, by=request.actor)
        except Refused as error:
            messages.error(request, sentences.sentence(error.code, error.params))
        else:
            messages.success(request, ngettext("The import is undone: %(n)s row.", "The import is undone: %(n)s rows.", n) % {"n": n})
        return redirect("caseload_list", one.pk)
    standing = listed.left_standing(one)
    rows = [(row, LEFT_STANDING[standing[row.pk]]) for row in one.rows.filter(pk__in=standing).order_by("line", "id")]
    audit.record_listing([row.person_id for row, _why in rows], sections=Section.IDENTITY)
    counts = listed.counts(one)
    return render(request, "caseload/undo.html", {"list": one, "rows": rows, "n": counts["registered"] + counts["waiting"] - len(rows)})
