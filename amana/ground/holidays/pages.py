"""Pages of holidays: read by all staff, kept by the platform's administrator."""
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.ground.holidays import actions, forms, queries
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import part_of
from amana.ground.shell.values import weekday_name
from amana.lib.core.dates import PartialDate, cairo_day


@page(may=None)
def holidays(request: HttpRequest) -> HttpResponse:
    """By year; this one and the next are open."""
    rows = list(queries.in_force())
    years = [(year, [(one, weekday_name(one.day)) for one in of_year]) for year, of_year in groupby(rows, key=lambda one: one.day.year)]
    return render(request, "holidays/holidays.html", {
        "years": years, "this_year": cairo_day(clock()).year, "last": rows[-1].day if rows else None, "keeps": request.actor.may("reference_data"),
        "changes": part_of(request, queries.changes())})


@page(may="reference_data")
def add_holiday(request: HttpRequest) -> HttpResponse:
    form = forms.Holiday(request.POST or None)
    if form.carried_out(lambda **given: actions.add(**given, by=request.actor)):
        messages.success(request, _("The holiday is added. Deadlines given from now on leave it out."))
        return redirect("holidays")
    return render(request, "holidays/holiday.html", {"form": form})


@page(may="reference_data")
def change_holiday(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    """The source is asked anew: it is that of the change."""
    shown = queries.holiday(holiday_id)
    form = forms.Holiday(request.POST or None, initial={
        "day": PartialDate.of(shown.day.year, shown.day.month, shown.day.day), "name_ar": shown.name_ar, "name_en": shown.name_en, "mark": shown.mark})
    if form.carried_out(lambda **given: actions.change(shown, **given, by=request.actor)):
        messages.success(request, _("The holiday is changed. Deadlines given from now on count with it."))
        return redirect("holidays")
    return render(request, "holidays/holiday.html", {"form": form, "holiday": shown})


@page(may="reference_data")
def withdraw_holiday(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    shown = queries.holiday(holiday_id)
    form = forms.Withdrawal(request.POST or None)
    if form.carried_out(lambda **given: actions.withdraw(shown, **given, by=request.actor)):
        messages.success(request, _("The holiday is withdrawn. Deadlines given from now on count that day as a working day."))
        return redirect("holidays")
    return render(request, "holidays/withdraw.html", {"form": form, "holiday": shown})
