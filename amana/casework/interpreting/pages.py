"""Pages of interpreters: the organisation's list, and the bookings of a case."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said, asking, head_for, said, shown
from amana.casework.interpreting import actions, forms, queries
from amana.casework.registry import codes
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Forbidden, Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import part_of
from amana.lib.core.dates import PartialDate


@page(may=None)
def interpreters(request: HttpRequest) -> HttpResponse:
    """Who speaks what, and when each is taken in the coming week."""
    if not (request.actor.may("task") or actions.keeps(request.actor)):
        raise Forbidden("task")
    form, now = forms.Filter(request.GET), clock()
    language = form.cleaned_data["language"] if form.is_valid() else ""
    part, taken = part_of(request, queries.interpreters(request.actor.organisation_id, language=language)), queries.taken(now, now + queries.WEEK)
    return render(request, "interpreting/interpreters.html", part | {
        "form": form, "rows": [_told(one, taken) for one in part["rows"]], "keeps": actions.keeps(request.actor), "is_filtered": bool(language), "books": request.actor.may("task")})


@page(may=None)
def add_interpreter(request: HttpRequest) -> HttpResponse:
    _must_keep(request)
    form = forms.Interpreter(request.POST or None)
    if form.carried_out(lambda **given: actions.add(**given, by=request.actor)):
        messages.success(request, _("The interpreter can be booked."))
        return redirect("interpreters")
    return render(request, "interpreting/interpreter.html", {"form": form})


@page(may=None)
def change_interpreter(request: HttpRequest, interpreter_id: UUID) -> HttpResponse:
    _must_keep(request)
    one = queries.interpreter(request.actor.organisation_id, interpreter_id)
    signed = one.code_signed_on
    form = forms.Interpreter(request.POST or None, initial={
        "name": one.name, "languages": one.languages, "sex": one.sex, "phone": one.phone, "is_staff": one.is_staff, "note": one.note, "is_active": one.is_active,
        "code_signed_on": PartialDate.on(signed) if signed else None})
    if form.carried_out(lambda **given: actions.change(one, **given, by=request.actor)):
        messages.success(request, _("Saved."))
        return redirect("interpreters")
    return render(request, "interpreting/interpreter.html", {"form": form, "interpreter": one})


@page(may="task")
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = cases.head(case_id)
    if not head.sight.own or not head.sight.shows(Section.SOCIAL):
        raise Hidden
    found = queries.bookings_of(case_id)
    names = access.names_of_memberships({one.made_by for one in found})
    return shown(request, "interpreting/of_case.html", head, "interpreters", sections=Section.SOCIAL, bookings=[(one, names.get(one.made_by, "")) for one in found])


@page(may="task")
def book_interpreter(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """With what helps to choose: the person's languages and sex, and when each interpreter is taken."""
    head = head_for(request, case_id, "task")
    social = registry.file(head.person_id).social
    spoken = social.languages if social else []
    rows = sorted(queries.interpreters(request.actor.organisation_id).filter(is_active=True), key=lambda one: not set(one.languages) & set(spoken))
    family = [name for name in (head.identity.family_ar, head.identity.family_latin) if name] if head.identity else []
    form = forms.Booking(request.POST or None, interpreters=rows, family=family, now=head.now)
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if form.carried_out(lambda **given: actions.book(case_id, **given, by=request.actor)):
        said(request, _("The interpreter is booked."), form)
        return redirect("case_interpreters", case_id)
    taken = queries.taken(head.now, head.now + queries.WEEK)
    return asking(request, head, form, title=_("Book an interpreter"), submit=_("Book"), back=reverse("case_interpreters", args=[case_id]), template="interpreting/book.html",
                  rows=[_told(one, taken) for one in rows], spoken=[codes.name(code, "languages") for code in spoken], social=social)


@page(may="task")
def cancel_booking(request: HttpRequest, case_id: UUID, booking_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "task")
    one, form = queries.booking(case_id, booking_id), forms.Cancellation(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.cancel(one, **given, by=request.actor)):
        said(request, _("The booking is cancelled. Tell the interpreter."))
        return redirect("case_interpreters", case_id)
    return asking(request, head, form, title=_("Cancel the booking"), submit=_("Cancel the booking"), lead=one.interpreter.name, back=reverse("case_interpreters", args=[case_id]))


def _must_keep(request: HttpRequest) -> None:
    if not actions.keeps(request.actor):
        raise Forbidden("assign")


def _told(one, taken: dict) -> dict:
    return {"row": one, "languages": [codes.name(code, "languages") for code in one.languages], "taken": taken.get(one.pk, [])}
