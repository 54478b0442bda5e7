"""The list of referrals with its reading pane, and one referral."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.referral import forms, queries
from amana.casework.referral.listing import part, tab_of, tabs_of
from amana.casework.referral.pages import frame
from amana.casework.referral.rules import OPEN_TO_ANSWER, ReferralSort, Step, usual_sort
from amana.ground.access.rules import RoleCode
from amana.ground.audit import actions as audit
from amana.ground.lists import pages as lists
from amana.ground.rows.acting import Forbidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import COUNTED, PAGE, turned, url_with
from amana.ground.shell.values import count_text


@page(may=None)
def referrals(request: HttpRequest) -> HttpResponse:
    """What came to the actor's desks or to her, and what was sent from cases in her reach."""
    if not tabs_of(request.actor):
        raise Forbidden("answer")
    tools = lists.tools(request, "referrals")
    tab, sort = tab_of(request.actor, tools.chosen), tools.chosen.get("sort")
    found = part(request.actor, tools.chosen, lists.place(request), PAGE)
    audit.record_listing([one.referral.person_id for one in found.rows], sections=0)
    return render(request, "referral/referrals.html", {
        "rows": found.rows, "tabs": frame.tabs(request, tab), "tab": tab, "now": found.rows[0].now if found.rows else None, "tools": tools, "total_words": total_words(found.total),
        "sorts": _sorts(request, ReferralSort(sort) if sort else usual_sort(tab)), "clear_url": f"{reverse('referrals')}?tab={tab}", **turned(request, found)})


def total_words(total: int | None) -> str:
    """248 referrals; more than 300."""
    if total is None:
        return _("More than %(n)s referrals") % {"n": count_text(COUNTED)}
    return ngettext("%(n)s referral", "%(n)s referrals", total) % {"n": count_text(total)}


def _sorts(request: HttpRequest, now: ReferralSort) -> dict[str, dict]:
    """For the heads of the columns that the list can be sorted by: where a press leads, and how it is sorted now."""
    sent = {ReferralSort.NEWEST: "descending", ReferralSort.OLDEST: "ascending"}.get(now, "")
    return {"sent": {"url": url_with(request, sort=ReferralSort.OLDEST if now == ReferralSort.NEWEST else ReferralSort.NEWEST), "is": sent},
            "answer_by": {"url": url_with(request, sort=ReferralSort.DUE), "is": "ascending" if now == ReferralSort.DUE else ""}}


@page(may=None)
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral beside its list."""
    return show(request, frame.opened(request, referral_id))


def show(request: HttpRequest, file: queries.ReferralFile, *, worker_form=None, status: int = 200) -> HttpResponse:
    actor, now, tab = request.actor, clock(), frame.tab_of(file)
    possible = file.may(actor)
    if worker_form is None and Step.ACCEPT in possible:
        worker_form = forms.Worker(workers=worker_groups(file.target), may_wait=True)
    sections = sum(bit for bit in file.parts if bit)
    audit.record("referral.read", file.referral.person_id, sections=sections, referral=file.referral.pk)
    own = file.takeover.person_id if file.takeover else None
    return render(request, "referral/referral.html", {
        "file": file, "referral": file.referral, "target": file.target, "parts": {bit: body for bit, body in file.parts.items() if bit},
        "minimum": file.parts.get(0, {}), "may": possible, "tab": tab, "tabs": frame.tabs(request, tab), "rows": frame.rows(request, tab), "now": now,
        "left": file.left(now), "events": frame.events(file), "worker_form": worker_form, "messages_of": frame.conversation(file),
        # One that waits leads to no record: through an accepted one of the same person the desk would read there who it is.
        "window": queries.window(file.referral.person_id) if file.is_incoming and file.referral.state not in OPEN_TO_ANSWER else None,
        "worker_name": file.names.get(file.target.to_staff_id, "") if file.target else "",
        "name": "" if file.is_incoming else queries.person_name(file.referral.person_id),
        "may_take_over": file.is_named and actor.may("take_over") and not file.takeover and file.referral.state in ("accepted", "started", "completed", "feedback"),
        "case_url": "" if file.is_incoming else reverse("case", args=[file.referral.case_id]),
        "case_number": "" if file.is_incoming else queries.case_number(file.referral.case_id),
        "consent_url": reverse("take_consent", args=[own]) if own else "", "open_url": reverse("open_case", args=[own]) if own else "",
        "alternatives": queries.alternatives(file.target, actor.organisation_id)
        if not file.is_incoming and file.target and file.referral.state in ("declined", "expired") and actor.may("refer") else []}, status=status)


def worker_groups(target) -> list[tuple[str, list]]:
    """Who may be named, under the names of the roles."""
    return [(str(RoleCode(role).label), people) for role, people in queries.workers(target)]

