"""My day: what is late and due, who was not heard of for too long, what came back, what waits for a decision; each role sees what is hers."""
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from amana.casework.arrivals import queries as arrivals
from amana.casework.assessments import queries as assessments
from amana.casework.cases import queries as cases
from amana.casework.cases.rules import CaseState, Escalation, load_rule
from amana.casework.consent import queries as consents
from amana.casework.elsewhere import queries as elsewhere
from amana.casework.exceptional import queries as exceptional
from amana.casework.interpreting import queries as interpreting
from amana.casework.referral import queries as referral
from amana.casework.registry import queries as registry
from amana.doors.site.navigation import finds_people
from amana.doors.site.pages import first_steps, lines
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.organisations import queries as organisations
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.lib.core.dates import cairo_day
from amana.services.assistance import queries as assistance
from amana.services.livelihoods import queries as livelihoods
from amana.services.programmes import queries as programmes
from amana.services.psychosocial import queries as care

LATEST = 5
FRESH, LATELY = timedelta(days=14), timedelta(days=7)
SHOWN, FOLDED = 8, 16  # of a group that may be long: before the rest is folded away, and how many of that
NAMED = ("booked", "to_ask", "sessions", "late", "late_more", "today", "week", "silent", "silent_more", "ending", "unfinished", "fresh", "became", "news", "decisions", "escalated", "escalated_more",
         "team_silent", "team_silent_more")


@page(may=None)
def home(request: HttpRequest) -> HttpResponse:
    """Each part is asked for where the role's verbs give it a meaning; whoever reads no file is told what there is to do."""
    actor, now = request.actor, clock()
    works, leads, answers = actor.may("task"), actor.may("approve_plan"), actor.may("answer")
    held = cases.held(actor.staff_id, actor.teams if leads else ()) if works else []
    day = {"now": now, "works": works, "leads": leads, "answers": answers, "finds_people": finds_people(actor)}
    day |= _referrals(actor, [one.case_id for one in held], now)
    if works:
        day |= _own(actor, held, now)
    if leads:
        day |= _team(actor, held, now)
    elif works and not held:
        day["case_steps"] = first_steps.of_worker()
    if actor.may("review_access"):
        day["exceptional"] = exceptional.to_review(actor, now)
    if actor.may("grant_help"):
        day |= _help(actor, held if leads else [], cairo_day(now))
    if actor.may("decide_business") and actor.reads & Section.ECONOMIC:
        day["plans_to_vote"] = livelihoods.to_vote(actor)
    if answers:
        day["contact_wanted"] = elsewhere.unanswered()
    if actor.may("hand_over"):
        day["offers"] = cases.offers(actor.staff_id)
    if actor.may("receive") and not works:
        day |= {"receives": True, "flights": arrivals.flights(cairo_day(now)), "people": registry.people(size=LATEST).rows}
    if not (works or answers or actor.may("receive")):
        day |= {"places": lines.places(actor.verbs), "office_steps": first_steps.of_platform(actor) or first_steps.of_office(actor), "to_confirm": organisations.to_be_confirmed(actor.organisation_id) if actor.may("agreements") else 0}
    _name(day, actor)
    _counted(request, day)
    return render(request, "site/home.html", day)


def _help(actor: Actor, held: list[cases.Held], today: date) -> dict:
    """What of the help waits for the actor: to check, to agree to, to close; lists to release, payments to list."""
    of = {one.pk: one for one in programmes.programmes()} if (due := assistance.to_list(actor, today)) else {}
    return {"help_waits": [(tab, assistance.TABS[tab][0], n) for tab, n in assistance.waiting(actor, [one.case_id for one in held])],
            "lists_to_release": assistance.lists_to_release(actor), "to_list": [(of[key], n) for key, n in due if key in of]}


def _own(actor: Actor, held: list[cases.Held], now: datetime) -> dict:
    """What a worker has to do, and what came back to her."""
    today, own = cairo_day(now), [one for one in held if one.staff_id == actor.staff_id]
    day = cases.day_of(actor.staff_id, now, held)
    return {
        "day": day,
        "due_n": len(day.late) + len(day.today),
        **_folded("late", day.late, lambda one: lines.due(one, now, actor)),
        "today": [lines.due(one, now, actor) for one in day.today],
        "week": [lines.due(one, now, actor) for one in day.week],
        **_folded("silent", cases.without_contact(own, today), lambda one: lines.without_contact(one, today)),
        "ending": [lines.ending(one, actor.organisation_id) for one in consents.ending([one.person_id for one in own], now)] if own else [],
        "unfinished": [*(lines.unfinished_plan(one) for one in cases.unfinished_plans(own)),
                       *(lines.draft(one) for one in (referral.own_drafts() if actor.may("refer") else []))],
        "fresh": [lines.fresh(one) for one in registry.without_case(actor.staff_id, now - FRESH, at_most=SHOWN)] if actor.may("open") and not actor.may("approve_plan") else [],
        "became": _became(actor, own, now) if own else [],
        "booked": [lines.booked(one) for one in interpreting.coming(actor, [one.case_id for one in own], now)],
        "to_ask": [lines.to_ask(one, today) for one in assessments.soon(assessments.due_in(own, actor.writes, now), today)[:SHOWN]] if actor.may("assess") else [],
        "sessions": [lines.session(one) for one in care.coming(actor, now)] if actor.may("counsel") else [],
        "load": cases.load_of(own, today) if own else None, "limit": load_rule().limit}


def _became(actor: Actor, own: list[cases.Held], now: datetime) -> list[dict]:
    """What colleagues decided on what was asked for in her cases: help, and businesses."""
    keys, since = [one.case_id for one in own], now - LATELY
    found = [(at, lines.help_moved(one, at)) for at, one in assistance.moved(keys, since, not_by=actor.membership_id)]
    found += [(one.made_at, lines.business_decided(one)) for one in livelihoods.decided_since(keys, since)] if actor.may("plan_business") else []
    return [line for _at, line in sorted(found, key=lambda pair: pair[0], reverse=True)[:SHOWN]]


def _referrals(actor: Actor, held: list, now: datetime) -> dict:
    """From both sides: what waits here, and what became of what was sent from her cases or her team's."""
    day = referral.day_of(actor, held, now)
    return {"to_answer": day.to_answer, "to_name": day.to_name, "to_start": day.to_start, "sent": day.sent[:SHOWN],
            "news": [lines.news(one, day) for one in day.news[:SHOWN]]}


def _team(actor: Actor, held: list[cases.Held], now: datetime) -> dict:
    """What waits for a decision, who carries how much, and who was not heard of."""
    today = cairo_day(now)
    of_teams = [one for one in held if one.team_id in actor.teams]
    members = access.all_caseworkers(actor.organisation_id, teams=actor.teams, staff={one.staff_id for one in of_teams})
    workers = {one.staff_id: one.staff.name for one in members}
    strangers = {one.staff_id for one in of_teams} - set(workers)
    workers |= access.staff_names(list(strangers)) if strangers else {}
    waiting = cases.waiting_for_decision(actor.teams)
    decisions = [lines.decision(one) for one in waiting]
    if actor.may("approve_legal_basis"):
        decisions += [lines.legal_decision(one) for one in consents.waiting_for_approval(actor.membership_id, now)]
    team = cases.team_of(of_teams, members, actor.teams, workers, today)
    near = {one.staff_id for one in team.carriers}
    told = access.caseworker_names(actor.organisation_id) if _told(actor) == Escalation.HEAD else {key: name for key, name in workers.items() if key in near}
    late = {key: name for key, name in told.items() if key != actor.staff_id}
    silent = [one for one in cases.without_contact(of_teams, today) if one.staff_id != actor.staff_id]
    return {
        "waiting": waiting, "decisions": decisions, "team": team,
        "held_high": cases.load_of((one for one in of_teams if one.state == CaseState.ON_HOLD), today).high,
        "critical": sum(one.level == "critical" for one in of_teams), "high": sum(one.level == "high" for one in of_teams),
        **_folded("escalated", cases.escalated(now, at_least=_told(actor), workers=late), lambda one: lines.due(one, now, actor)),
        **_folded("team_silent", silent, lambda one: lines.without_contact(one, today, workers.get(one.staff_id, ""))),
        "weights": load_rule().weights, "cases_url": reverse("cases")}


def _folded(name: str, found: list, line: Callable[[Any], dict]) -> dict:
    """The first ones, the next folded away under them, and how many there are; those behind follow once these are done."""
    told = [line(one) for one in found[:SHOWN + FOLDED]]
    return {name: told[:SHOWN], f"{name}_more": told[SHOWN:], f"{name}_n": len(found), f"{name}_behind": len(found) - len(told)}


def _told(actor: Actor) -> Escalation:
    """A head of unit hears of what is late by as much again as it had; a supervisor from half of that on."""
    return Escalation.HEAD if access.reaches_all(actor) else Escalation.SUPERVISOR


def _name(day: dict, actor: Actor) -> None:
    """Each line knows whom it is about, as far as the actor reads it; who was shown is on record."""
    told = [line for part in NAMED for line in day.get(part, ())]
    sent = [one.referral for part in ("to_answer", "to_name", "to_start", "sent") for one in day[part]]
    people = [one.id for one in day.get("people", ())]
    known = registry.identities([line["person_id"] for line in told] + [one.person_id for one in sent]) if told or sent else {}
    for line in told:
        line["name"] = known[line["person_id"]].full_name if line["person_id"] in known else ""
    for one in day["sent"]:
        one.name = known[one.referral.person_id].full_name if one.referral.person_id in known else ""
    shown = dict.fromkeys([*(line["person_id"] for line in told), *(one.person_id for one in sent), *people])
    audit.record_listing(shown, sections=actor.reads & (Section.IDENTITY | (Section.SOCIAL if told else 0)))


def _counted(request: HttpRequest, day: dict) -> None:
    """What the page has counted, the menu need not count again."""
    if day["works"] and not day["day"].is_cut and len(day.get("waiting", ())) < cases.AT_MOST:
        late, today = day["late_n"], len(day["today"])
        request.due_counts = (late, late + today + len(day.get("waiting", ())))
