"""What a colleague did: for who runs the staff, and for oneself. How much and when, never of whom."""
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amana.ground.access import queries as access
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.insight.journal import queries
from amana.insight.journal.rules import Amount
from amana.lib.core.dates import cairo_day, cairo_midnight

DAYS = 30


@page(may="staff")
def acts(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Of a colleague of the organisation; that they were looked through is on record."""
    colleague = access.memberships_of(request.actor, staff_id)[0].staff
    audit.record("staff.acts_read", staff_id)
    return _shown(request, colleague.pk, name=colleague.name)


@page(may=None)
def my_acts(request: HttpRequest) -> HttpResponse:
    return _shown(request, request.actor.staff_id, name="")


def _shown(request: HttpRequest, staff_id: UUID, *, name: str) -> HttpResponse:
    """DAYS days up to the day in the address, or up to today."""
    last = _day(request.GET.get("until", "")) or cairo_day(clock())
    first = last - timedelta(days=DAYS - 1)
    found = queries.of_staff(staff_id, since=cairo_midnight(first), until=cairo_midnight(last + timedelta(days=1)))
    order = list(Amount)
    days = [(day, sorted(rows, key=lambda one: order.index(one.kind))) for day, rows in groupby(found, key=lambda one: one.day)]
    return render(request, "journal/staff.html", {"name": name, "staff_id": staff_id, "days": days, "first": first, "last": last, "earlier": first - timedelta(days=1),
                                                  "is_latest": last >= cairo_day(clock())})


def _day(text: str) -> date | None:
    """None for what is no day since there were computers in offices."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None
