"""The board of the arrival day: who waits for what, one tick at a time, on a phone in one hand."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import places
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.services.reintegration import actions, forms, queries
from amana.services.reintegration.rules import CheckState, items


@page(may="receive")
def board(request: HttpRequest, list_id: UUID) -> HttpResponse:
    """Who is here and waits; `item`: only who waits for that. The page asks for its part again by itself."""
    found, item = queries.board(list_id), request.GET.get("item", "")
    people = [one for one in found.people if not item or item in {it.code for it in one.waits_for}]
    people.sort(key=lambda one: (not one.reads, not one.waits_for, one.row.line))
    audit.record_listing([one.row.person_id for one in people], sections=request.actor.reads & (Section.IDENTITY | Section.JOURNEY))
    template = "reintegration/board_part.html" if request.headers.get("HX-Request") else "reintegration/board.html"
    return render(request, template, {"board": found, "list": found.flight, "people": [_card(request, one) for one in people], "role_reads": bool(request.actor.reads & Section.JOURNEY), "item": items().get(item)})


@page(may="receive")
def tick(request: HttpRequest, list_id: UUID, row_id: UUID) -> HttpResponse:
    """One item of one person. A page that ticks by itself gets the card of the person back, all others the board."""
    one = queries.person_of(row_id)
    if request.method != "POST" or one.row.list_id != list_id or not one.writes:
        raise Hidden
    code, _colon, state = request.POST.get("item", "").partition(":")
    state, reason = state or CheckState.DONE, ""
    if state == CheckState.NOT_NEEDED:
        form = forms.NotNeeded(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say in a few words why it is not needed. Nothing was changed."))
            return redirect(f'{reverse("reception_board", args=[list_id])}#p-{row_id}')
        reason = form.cleaned_data["reason"]
    if state not in CheckState.values:
        raise Hidden
    actions.check(one.row.person_id, code, state=state, reason=reason, by=request.actor)
    if request.headers.get("HX-Request"):
        return render(request, "reintegration/card.html", _card(request, queries.person_of(row_id)))
    return redirect(f'{reverse("reception_board", args=[list_id])}#p-{row_id}')


def _card(request: HttpRequest, one: queries.Person) -> dict:
    lines = one.lines if one.reads else []
    return {"one": one, "list_id": one.row.list_id, "waits": [line for line in lines if line[1] is None], "said": [line for line in lines if line[1] is not None],
            "of": len(items()), "role_reads": bool(request.actor.reads & Section.JOURNEY), "to": places.place(one.onward.governorate) if one.onward and one.onward.governorate else None, "ticks": one.writes and request.actor.may("register")}
