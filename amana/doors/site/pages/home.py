"""My day: what is late, due today and this week, what waits for a decision, what has been late for too long."""
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.cases import span_words
from amana.casework.cases.rules import Escalation, RiskLevel, TaskKind, risk_rules
from amana.casework.referral import queries as referral
from amana.casework.registry import queries as registry
from amana.doors.site.navigation import finds_people
from amana.ground.access.rules import ROLES, Reach
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, clock
from amana.ground.rows.doors import page
from amana.ground.shell.values import relative_words
from amana.lib.core.dates import cairo_day

LATEST = 5


@page(may=None)
def home(request: HttpRequest) -> HttpResponse:
    """Groups by urgency, each line with its reason; for who decides, what waits; else the records found last."""
    actor, now = request.actor, clock()
    day = cases.day_of(actor.staff_id, now) if actor.may("task") else cases.Day()
    decides = actor.may("approve_plan")
    waiting = cases.waiting_for_decision() if decides else []
    escalated = cases.escalated(now, at_least=_told(actor), beside=actor.staff_id) if decides else []
    people = registry.people(size=LATEST).rows if finds_people(actor) else []
    shown = [one.case.person_id for one in (*day.late, *day.today, *day.week, *waiting, *escalated)]
    audit.record_listing(dict.fromkeys([*shown, *(one.id for one in people)]), sections=actor.reads & 17 if shown else actor.reads & 1)
    return render(
        request,
        "site/home.html",
        {
            "now": now,
            "due_count": len(day.late) + len(day.today),
            "late": [_line(one, now) for one in day.late],
            "today": [_line(one, now) for one in day.today],
            "week": [_line(one, now) for one in day.week],
            "waiting": [_decision(one) for one in waiting],
            "escalated": [_line(one, now) for one in escalated],
            "decides": decides,
            "load": cases.load_of(actor.staff_id) if actor.may("task") and not decides else None,
            "works": actor.may("task"),
            "people": people,
            "finds_people": finds_people(actor),
            "due": referral.due(actor, now),
        },
    )


def _told(actor: Actor) -> Escalation:
    """A head of unit hears of what is late by as much again as it had; a supervisor from half of that on."""
    return Escalation.HEAD if ROLES[actor.role].reach == Reach.ORGANISATION else Escalation.SUPERVISOR


def _line(one: cases.Due, now: datetime) -> dict:
    """One thing to do, with the reason why it is due."""
    key, task = one.case.pk, one.task
    days = (cairo_day(now) - cairo_day(one.due_at)).days
    return {
        "case": one.case,
        "identity": one.identity,
        "due_at": one.due_at if task else cairo_day(one.due_at),
        "late_day": cairo_day(one.due_at),
        "days_late": days,
        "title": task.words if task else _("Review the risk"),
        "why": _why(one),
        "risk": one.risk,
        "worker": one.worker,
        "escalation": one.escalation.label,
        "url": reverse("case", args=[key]),
        "is_today": days == 0,
        "is_late": days > 0 or (task is not None and one.due_at < now),
        "action_url": reverse("finish_task", args=[key, task.pk]) if task else reverse("decide_risk", args=[key]),
        "action": _("Record outcome") if task else _("Decide the risk"),
    }


def _why(one: cases.Due) -> str:
    rule = risk_rules()[one.risk.level] if one.risk else None
    level = RiskLevel(one.risk.level).label if one.risk else ""
    if one.task is None:
        return _("%(level)s: review within %(span)s") % {"level": level, "span": span_words(*rule.review)}
    if one.task.kind == TaskKind.FIRST_ACTION and rule:
        return _("%(level)s: first action within %(span)s") % {"level": level, "span": span_words(*rule.first_action)}
    return _("Planned %(when)s") % {"when": relative_words(one.task.changed_at)}


def _decision(one: cases.Waiting) -> dict:
    key = one.case.pk
    if one.plan:
        title, url, action, icon = _("Plan to approve"), reverse("case_plan", args=[key]), _("Read and decide"), "card-checklist"
    elif one.withdrawn:
        title, url, action, icon = (
            _("Consent withdrawn: the case is to be closed"),
            reverse("approve_closure", args=[key]),
            _("Close the case"),
            "slash-circle",
        )
    else:
        title = _("Closure asked for: %(reason)s") % {"reason": one.case.get_reason_display()}
        url, action, icon = reverse("case", args=[key]), _("Read and decide"), "inbox"
    return {"case": one.case, "identity": one.identity, "title": title, "url": url, "action": action, "icon": icon, "by": one.by, "since": one.since}
