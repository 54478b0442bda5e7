"""Search from every page: the palette's options as one types, and what a number of a case or a referral leads to."""
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.rules import CaseState
from amana.casework.referral import queries as referral
from amana.casework.registry import queries as registry
from amana.doors.site import palette
from amana.doors.site.navigation import finds_people
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.ground.rows.doors import page
from amana.lib.core.ids import PREFIXES, read_number
from amana.lib.core.text import tidy

SHORTEST = 2  # characters that a search for people begins with
PEOPLE = 6
ACTS_BESIDE = 5  # acts beside people; alone there are as many as fit


@page(may=None)
def find(request: HttpRequest) -> HttpResponse:
    """Straight to the case or referral of a number; words go on to the search for people, where the role has it."""
    text = tidy(request.GET.get("q", ""))
    found_cases, found_referrals = _by_number(text)
    audit.record_listing([one.person_id for one in (*found_cases, *found_referrals)], sections=0)
    if found_cases:
        return redirect("case", found_cases[0].pk)
    if found_referrals:
        return redirect("referral", found_referrals[0].pk)
    is_a_number = (read_number(text) or "")[:2] in PREFIXES[1:]
    if finds_people(request.actor) and not is_a_number:
        return redirect(f"{reverse('people')}?{urlencode({'q': text})}" if text else "people")
    return render(request, "site/found.html", {"text": text, "acts": palette.acts(request.actor, "")})


@page(may=None)
def options(request: HttpRequest) -> HttpResponse:
    """Acts first, then people in scope, cases and referrals; for roles that look for nobody, acts alone."""
    actor, text = request.actor, tidy(request.GET.get("q", ""))
    shown: dict = {"text": text, "acts": palette.acts(actor, text), "people": [], "cases": [], "referrals": [], "on_a_case": []}
    if finds_people(actor) and len(text) >= SHORTEST:
        shown |= _found(actor, text)
        shown["acts"] = shown["acts"][:ACTS_BESIDE]
    if len(text) >= SHORTEST:
        found_cases, found_referrals = _by_number(text)
        shown |= {"cases": found_cases, "referrals": found_referrals}
    people: list[UUID] = [listed.id for listed, _case in shown["people"]]
    heads: list[UUID] = [head.person_id for head in (*shown["cases"], *shown["referrals"])]
    audit.record_listing(dict.fromkeys([*people, *heads]), sections=actor.reads & Section.IDENTITY if people else 0)
    return render(request, "site/options.html", shown)


def _found(actor: Actor, text: str) -> dict:
    """People of the whole text; where its first word is an act, of the rest, with that act on their open cases."""
    acts, rest = palette.on_a_case(actor, text)
    found = registry.search(rest, at_most=PEOPLE) if acts else None
    if not (found and found.people):
        acts, rest, found = [], "", registry.search(text, at_most=PEOPLE)
    people = found.people
    latest = cases.latest_cases([one.id for one in people])
    return {
        "sought": rest or text, "people": [(one, latest.get(one.id)) for one in people],
        "on_a_case": _offers(acts, people, latest) if acts else [],
        "closed_may_match": found.closed_may_match, "finds": actor.may("register"), "may_register": actor.registers, "more": found.more,
        "staff_id": actor.staff_id}


def _offers(acts: list[tuple], people: list, latest: dict[UUID, cases.Listed]) -> list[dict]:
    """The acts on the open cases in which the actor works."""
    works = cases.worked_on([one.case.pk for one in latest.values() if one.case.state == CaseState.OPEN])
    return [{"label": str(label) % {"name": one.identity.full_name if one.identity else _("Name not given")}, "icon": icon,
             "number": latest[one.id].case.number, "url": reverse(name, args=[latest[one.id].case.pk])}
            for label, icon, name, _verb in acts for one in people if one.id in latest and latest[one.id].case.pk in works]


def _by_number(text: str) -> tuple[list, list]:
    """The case and the referral of that number, as far as the actor sees them; the letters in front may be missing."""
    told = [read_number(text, prefix) for prefix in PREFIXES[1:]]
    of_case, of_referral = (number if number and number[:2] == prefix else None for number, prefix in zip(told, PREFIXES[1:], strict=True))
    return (cases.by_number(of_case) if of_case else []), (referral.by_number(of_referral) if of_referral else [])
