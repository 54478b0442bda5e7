"""Pages of exceptional access: the question before it, the list, one access, its end and its review."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.exceptional import actions, queries
from amana.casework.exceptional.forms import NO_FILE, STEP_REFUSALS, Open, Review
from amana.casework.exceptional.rules import HOURS, REVIEW_DAYS, State, is_draft
from amana.casework.registry import queries as registry
from amana.ground.rows.acting import Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked
from amana.lib.core.ids import read_key


@page(may=None)
def accesses(request: HttpRequest) -> HttpResponse:
    """What the actor opened, and what she was told of."""
    now = clock()
    found = queries.all_known(request.actor, now)
    return render(request, "exceptional/accesses.html", {
        "to_review": [one for one in found if one.waits and not one.is_own], "others": [one for one in found if one.is_own or not one.waits],
        "may_open": request.actor.may("open_exceptionally"), "reviews": request.actor.may("review_access"), "now": now})


@page(may="open_exceptionally")
def open_exceptionally(request: HttpRequest) -> HttpResponse:
    """With `?file=` the number is filled in, where its head may be found."""
    form = Open(request.POST or None, initial={"number": _number(request.GET.get("file", ""))})
    try:
        if form.carried_out(lambda **given: actions.open_exceptionally(**given, by=request.actor)):
            messages.success(request, _("Open for %(n)s hours. Your colleagues are told.") % {"n": HOURS})
            return redirect("person", form.outcome.person_id)
    except Hidden:
        form.add_error("number", NO_FILE)
    return render(request, "exceptional/open.html", {"form": form, "hours": HOURS, "days": REVIEW_DAYS, "is_draft": is_draft()})


@page(may=None)
def access(request: HttpRequest, access_id: UUID) -> HttpResponse:
    one = queries.known(access_id, request.actor, clock())
    return render(request, "exceptional/access.html", {
        "one": one, "judgement": queries.judgement(access_id), "is_open": one.state == State.OPEN,
        "may_review": one.waits and not one.is_own and request.actor.may("review_access")})


@page(may=None)
def end(request: HttpRequest, access_id: UUID) -> HttpResponse:
    one = queries.known(access_id, request.actor, clock())
    return asked(
        request, lambda: actions.end(one.access, by=request.actor), question=_("End this access now?"),
        consequence=_("The file closes for whoever opened it, from this moment. The review is still to be given."), verb=_("End it"),
        done=_("The access has ended."), back=reverse("exceptional_access", args=[access_id]), refusals=STEP_REFUSALS, is_danger=False)


@page(may="review_access")
def review(request: HttpRequest, access_id: UUID) -> HttpResponse:
    one = queries.known(access_id, request.actor, clock())
    if one.is_own:
        raise Hidden
    form = Review(request.POST or None)
    if form.carried_out(lambda **given: actions.review(one.access, **given, by=request.actor)):
        messages.success(request, _("Your review is on record."))
        return redirect("exceptional_access", access_id)
    return render(request, "exceptional/review.html", {"one": one, "form": form})


def _number(text: str) -> str:
    key = read_key(text)
    return registry.numbers([key]).get(key, "") if key else ""
