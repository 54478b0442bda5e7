"""Figures of a programme: for who runs programmes or keeps books in its organisation. Nothing on them names a person."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from amana.ground.audit import actions as audit
from amana.ground.lists import files
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.ground.shell.values import day_words
from amana.insight.outcomes import queries
from amana.insight.outcomes.pages.cards import bare, cards, left_out
from amana.insight.outcomes.queries import Figures
from amana.insight.outcomes.rules import periods
from amana.lib.core.dates import cairo_day
from amana.services.programmes import queries as programmes


@page(may=None)
def figures(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    found, choices = _found(request, programme_id)
    return render(request, "outcomes/figures.html", {"programme": found.programme, "figures": found, "cards": cards(found), "left_out": left_out(found), "periods": choices})


@page(may=None)
def export(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """The tables of the page, one under the other: each number with the table, the line and the column where it stands."""
    found, _choices = _found(request, programme_id)
    file = files.begun("xlsx", [_("Table"), _("Line"), _("Column"), _("Figure")], title=_("Figures"))
    for one in cards(found):
        for table in one.tables:
            file.add([[bare(table.title), bare(row[0]), bare(table.headings[place]), bare(cell)] for row in table.rows for place, cell in enumerate(row) if place])
    audit.record("list.exported", None, of="figures", rows=file.rows, kind="xlsx")
    made = file.done([(_("Programme"), str(found.programme)), (_("Time"), found.period.words), (_("Day"), day_words(found.today)), *((_("Not in these figures"), bare(line)) for line in left_out(found)),
                      *((_("How it is counted"), bare(line)) for one in cards(found) for line in one.notes)])
    return HttpResponse(made, content_type=files.KINDS["xlsx"], headers={"Content-Disposition": 'attachment; filename="figures.xlsx"'})


def _found(request: HttpRequest, programme_id: UUID) -> tuple[Figures, list]:
    """Of the time that the address asks for; a time that is none of the programme's means all of it."""
    if not request.actor.may("keep_books"):
        request.actor.must("run_programme")
    one, today = programmes.programme(programme_id), cairo_day(clock())
    choices = periods(one.starts_on, today)
    chosen = next((each for each in choices if each.code == request.GET.get("period", "")), choices[0])
    return queries.figures_of(one, chosen, request.actor, today), choices
