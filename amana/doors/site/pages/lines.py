"""The lines of a day: who, why today, and one act that leads on."""
from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.cases import span_words
from amana.casework.cases.rules import CONTACT_WORDS, PlanState, RiskLevel, TaskKind, contact_rule, risk_rules
from amana.casework.consent.rules import Purpose
from amana.casework.referral.queries import DayOf, Listed
from amana.casework.referral.rules import State, reason_words
from amana.ground.shell.values import day_words, relative_words
from amana.lib.core.dates import cairo_day
from amana.services.assistance import queries as assistance

if TYPE_CHECKING:
    from amana.casework.assessments.queries import CaseDue
    from amana.casework.cases.models import Task
    from amana.casework.consent.models import ConsentScope, LegalBasis
    from amana.casework.interpreting.models import Booking
    from amana.casework.referral.models import Draft
    from amana.casework.registry.models import Holding
    from amana.ground.rows.acting import Actor
    from amana.services.assistance.models import Request as Asked
    from amana.services.livelihoods.models import Step as BusinessStep
    from amana.services.psychosocial.models import Session

BACK = "?from=day"  # an act that is begun here leads back here
NEWS = {
    State.ACCEPTED: ("ok", "check-circle-fill"), State.STARTED: ("ok", "arrow-repeat"), State.COMPLETED: ("ok", "check-circle-fill"),
    State.FEEDBACK: ("ok", "check-circle-fill"), State.DECLINED: ("danger", "x-circle-fill"), State.EXPIRED: ("danger", "clock-history"),
    State.ENDED: ("warn", "slash-circle"), State.CLARIFICATION: ("warn", "question-circle-fill"),
}


def record_of(task: Task, case_id: UUID, actor: Actor) -> tuple[str, str]:
    """Where what came of a task is written down, and in what words: on the page of what it asks for, which ends it, else as its outcome."""
    if task.kind == TaskKind.BUSINESS_VISIT and task.action_id and actor.may("plan_business"):
        return reverse("visit_business", args=[case_id, task.action_id]), _("Write down a visit")
    if task.kind in (TaskKind.FOLLOW_UP, TaskKind.MISSED_OTHER, TaskKind.MISSED_VISIT):
        return reverse("record_attempt", args=[case_id]), _("Record an attempt")
    return reverse("finish_task", args=[case_id, task.pk]), _("Record outcome")


def due(one: cases.Due, now: datetime, actor: Actor) -> dict:
    """One thing to do, with the reason why it is due."""
    key, task = one.case_id, one.task
    is_alarm = task is not None and task.kind == TaskKind.ALARM  # ended on the alarm, not by an outcome
    url, words = record_of(task, key, actor) if task else (reverse("decide_risk", args=[key]), _("Decide the risk"))
    days = (cairo_day(now) - cairo_day(one.due_at)).days
    return {
        "person_id": one.person_id,
        "number": one.number,
        "due_at": one.due_at if task else cairo_day(one.due_at),
        "late_day": cairo_day(one.due_at),
        "days_late": days,
        "title": task.words if task else _("Review the risk"),
        "why": _why_due(one),
        "level": one.level,
        "worker": one.worker,
        "escalation": one.escalation.label,
        "url": reverse("case", args=[key]),
        "is_today": days == 0,
        "is_late": days > 0 or (task is not None and one.due_at < now),
        "action_url": reverse("case", args=[key]) if is_alarm else url + BACK,
        "action": _("Open the case") if is_alarm else words,
    }


def _why_due(one: cases.Due) -> str:
    rule = risk_rules()[one.level] if one.level else None
    level = RiskLevel(one.level).label if one.level else ""
    if one.task is None and rule:
        return _("%(level)s: review within %(span)s") % {"level": level, "span": span_words(*rule.review)}
    if one.task and one.task.kind == TaskKind.FIRST_ACTION and rule:
        return _("%(level)s: first action within %(span)s") % {"level": level, "span": span_words(*rule.first_action)}
    return _("Planned %(when)s") % {"when": relative_words(one.task.changed_at)} if one.task else ""


def without_contact(one: cases.Held, today: date, worker: str = "") -> dict:
    """A person of whom nobody has heard for longer than her level allows."""
    days = one.days_without_contact(today)
    if one.contact_at:
        last = ngettext("Last contact %(day)s, %(n)s day ago", "Last contact %(day)s, %(n)s days ago", days)
        last %= {"day": day_words(cairo_day(one.contact_at), today=today), "n": days}
    else:
        last = ngettext("No contact in the %(n)s day since the case was opened", "No contact in the %(n)s days since the case was opened", days) % {"n": days}
    return {
        "person_id": one.person_id, "number": one.number, "level": one.level, "url": reverse("case", args=[one.case_id]), "last": last, "rule": _rule(one.level),
        "tried": day_words(cairo_day(one.tried_at), today=today) if one.tried_at else "", "worker": worker,
        "action_url": f"{reverse('write_note', args=[one.case_id])}{BACK}&kind=call", "action": _("Record a contact")}


def _rule(level: str | None) -> str:
    if level:
        return _("%(level)s: %(contact)s") % {"level": RiskLevel(level).label, "contact": CONTACT_WORDS[risk_rules()[level].contact]}
    most = contact_rule().days["undecided"]
    return ngettext("Risk not decided: contact within %(n)s day", "Risk not decided: contact within %(n)s days", most) % {"n": most}


def decision(one: cases.Waiting) -> dict:
    key = one.case_id
    found = {"person_id": one.person_id, "number": one.number, "by": one.by, "since": one.since}
    if one.kind == "plan":
        return {**found, "title": _("Plan to approve"), "url": reverse("case_plan", args=[key]), "action": _("Read and decide"), "icon": "card-checklist"}
    if one.kind == "withdrawn":
        return {**found, "title": _("Consent withdrawn: the case is to be closed"), "url": reverse("approve_closure", args=[key]),
                "action": _("Close the case"), "icon": "slash-circle"}
    return {**found, "title": _("Closure asked for: %(reason)s") % {"reason": one.reason_words}, "url": reverse("case", args=[key]),
            "action": _("Read and decide"), "icon": "inbox"}


def legal_decision(one: LegalBasis) -> dict:
    return {"person_id": one.person_id, "number": "", "by": "", "since": one.starts_at, "title": _("Legal basis to approve"),
            "url": reverse("legal_basis", args=[one.person_id, one.pk]), "action": _("Read and decide"), "icon": "shield-lock"}


def ending(one: ConsentScope, organisation_id: UUID) -> dict:
    """A consent that should be asked for again."""
    words = str(Purpose(one.purpose).label)
    return {"person_id": one.person_id, "purpose": words if one.receiver_id == organisation_id else f"{words}: \u2068{one.receiver}\u2069",
            "ends_at": one.ends_at, "url": reverse("consents", args=[one.person_id]), "action_url": reverse("take_consent", args=[one.person_id])}


def booked(one: Booking) -> dict:
    return {"person_id": one.person_id, "url": reverse("case_interpreters", args=[one.case_id]), "starts_at": one.starts_at, "kind": one.get_kind_display(),
            "interpreter": one.interpreter.name}


def to_ask(one: CaseDue, today: date) -> dict:
    return {"person_id": one.person_id, "url": reverse("case_assessments", args=[one.case_id]), "due_on": one.due.due_on, "is_late": one.due.due_on < today, "title": one.instrument.title}


def session(one: Session) -> dict:
    return {"person_id": one.person_id, "url": reverse("case_psychosocial", args=[one.case_id]), "at": one.next_at}


def fresh(one: Holding) -> dict:
    return {"person_id": one.person_id, "number": one.person.number, "url": reverse("person", args=[one.person_id]), "at": one.since}


def help_moved(one: Asked, at: datetime) -> dict:
    """How a request for help stands since colleagues or the bank moved it."""
    return {"person_id": one.person_id, "url": reverse("help_request", args=[one.pk]), "at": at, "icon": "gift", "title": f"{assistance.kind_name(one.kind)}: {one.get_state_display()}",
            "is_ended": one.state in ("declined", "cancelled", "returned")}


def business_decided(one: BusinessStep) -> dict:
    return {"person_id": one.person_id, "url": reverse("business", args=[one.case_id, one.business_id]), "at": one.made_at, "icon": "card-checklist",
            "title": f"\u2068{one.business.name}\u2069: {one.business.get_state_display()}", "is_ended": one.business.state in ("declined", "returned")}


def unfinished_plan(one: cases.Held) -> dict:
    is_back = one.plan_state == PlanState.RETURNED
    return {"person_id": one.person_id, "number": one.number, "url": reverse("case_plan", args=[one.case_id]), "at": one.plan_at, "is_back": is_back,
            "title": _("Plan returned for changes") if is_back else _("Plan not submitted yet")}


def draft(one: Draft) -> dict:
    return {"person_id": one.person_id, "number": one.case.number, "url": f"{reverse('refer', args=[one.case_id])}?draft={one.pk}", "at": one.made_at,
            "is_back": False, "title": _("Referral not sent yet")}


def news(one: Listed, day: DayOf) -> dict:
    """What became of a referral that was sent from one of her cases."""
    state = State(one.referral.state)
    kind, icon = NEWS[state]
    reason = reason_words(day.reasons[one.referral.pk]) if one.referral.pk in day.reasons else ""
    is_closed = state in (State.DECLINED, State.EXPIRED)
    return {"person_id": one.referral.person_id, "url": reverse("referral", args=[one.referral.pk]), "kind": kind, "icon": icon, "state": state.label,
            "what": reason or (one.target.service if one.target else ""), "number": one.referral.number,
            "receiver": one.target.to_organisation if one.target else "", "at": max(filter(None, (
                one.referral.completed_at, one.referral.started_at, one.referral.answered_at, one.referral.expires_at if state == State.EXPIRED else None)),
                default=None),
            "others_url": f"{reverse('directory')}?kind={one.target.service.kind}" if is_closed and one.target else ""}


def places(actor_verbs: frozenset[str]) -> list[dict]:
    """What a role that reads no file can do here, in sentences."""
    known = [
        ("organisations", "organisations", "building", _("Organisations"), _("Found an organisation and invite its first administrator.")),
        ("staff", "staff", "person-badge", _("Staff"), _("Invite colleagues, give roles and teams, suspend whoever is away or has left.")),
        ("teams", "teams", "diagram-3", _("Teams and desks"), _("Who works together, and which desk answers referrals.")),
        ("agreements", "agreements", "file-earmark-text", _("Agreements"),
         _("What may travel to another organisation and back. Without one nothing can be referred under a consent.")),
        ("reference_data", "holidays", "calendar3", _("Public holidays"), _("The days that working time leaves out: add, move or withdraw one.")),
        ("keep_books", "assistance", "gift", _("Assistance"), _("What was asked of programmes, by what it waits for.")),
        ("keep_books", "programmes", "bullseye", _("Programmes"), _("Budget lines, payment lists and what the bank answered.")),
        ("check_help", "assistance", "gift", _("Assistance"), _("What was asked of programmes, by what it waits for.")),
        ("run_programme", "programmes", "bullseye", _("Programmes"), _("What donors finance, and what help can be asked of. The money of a programme is seen by its own team.")),
        (None, "directory", "signpost-split", _("Directory of services"), _("Which organisation offers what, for whom, where and when.")),
    ]
    return [{"url": reverse(name), "icon": icon, "title": title, "text": text} for verb, name, icon, title, text in known if verb is None or verb in actor_verbs]
