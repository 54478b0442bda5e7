"""The first page of a case, gathered from the packages, and its log."""
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.cases import level_words
from amana.casework.cases.pages.frame import shown
from amana.casework.cases.pages.notes import RESTRICTED
from amana.casework.consent import queries as consents
from amana.doors.site.pages import lines
from amana.ground.access.rules import SECTION_NAMES, Section, sections_of
from amana.ground.rows.doors import page
from amana.ground.rows.sections import related
from amana.insight.journal import queries as journal
from amana.insight.journal.rules import Kind

EVENTS = 8
SMALL = frozenset({"plan.begun", "plan.goal_set", "plan.goal_changed", "plan.goal_removed", "plan.action_planned", "plan.action_corrected", "plan.action_removed", "plan.action_moved"})  # told by the log alone
DOTS = {Kind.WORK: "primary", Kind.REFERRAL: "primary", Kind.PLAN: "ok", Kind.CONSENT: "private"}


@page(may=None)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who, risk, safe contact, next steps, plan, what happened; what the actor's role may not see is not read."""
    file = cases.case_file(case_id)
    entries = journal.of_case(file.person_id, case_id, at_most=EVENTS * 5) if file.sight.own else []
    entries = [entry for entry in entries if entry.verb not in SMALL]
    events = _events(case_id, entries[:EVENTS])
    return shown(
        request,
        "site/case.html",
        file,
        "overview",
        sections=reduce(or_, (event["section"] for event in events), Section.SOCIAL),
        tasks=[(task, file.staff.get(task.staff_id, ""), *lines.record_of(task, case_id, request.actor)) for task in file.tasks],
        goals=[_goal(goal) for goal in file.plan.goals_read] if file.plan else [],
        risk_words=level_words(file.risk.level)[1] if file.risk else "",
        reasons=file.risk.reasons.splitlines() if file.risk else [],
        risk_by=file.staff.get(file.risk.made_by, "") if file.risk else "",
        events=events,
        has_more_events=len(entries) > EVENTS,
        scopes=_scopes(file, request.actor),
        coworkers=_coworkers(file, request.actor),
        members=_members(file),
        is_mine=file.owns_it(request.actor.staff_id),
        standing=consents.standing(file.person_id, file.now) if file.record.own else [],
        looks_only="open_exceptionally" in file.record.needs and not file.record.edit,
    )


@page(may=None)
def log(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Acts and views, latest first, as far as the actor reads the sections they touched."""
    head = cases.head(case_id)
    before, kind = _instant(request.GET.get("before", "")), request.GET.get("kind", "")
    entries = journal.of_case(head.person_id, case_id, before=before, at_most=journal.PAGE + 1, with_reads=True) if head.sight.own else []
    has_more, entries = len(entries) > journal.PAGE, entries[:journal.PAGE]
    return shown(
        request, "site/case_log.html", head, "log", kinds=Kind.choices, kind=kind,
        entries=[(entry, _names(entry.sections)) for entry in entries if not kind or entry.kind == kind],
        next_url=f"?kind={kind}&before={entries[-1].at.isoformat()}".replace("+", "%2B") if has_more else "")


def _goal(goal) -> dict:
    kept = [action for action in goal.actions_read if action.state != "dropped"]
    following = min((action for action in kept if action.state != "done"), key=lambda action: (action.due_on is None, action.due_on), default=None)
    return {"goal": goal, "done": sum(action.state == "done" for action in kept), "of": len(kept), "next": following}


def _events(case_id: UUID, entries: list[journal.Entry]) -> list[dict]:
    """The timeline; a note is shown with its text where the actor reads it."""
    notes = cases.notes_of(case_id, [UUID(entry.details["note"]) for entry in entries if "note" in entry.details])
    events = []
    for entry in entries:
        note = notes.get(entry.details.get("note", ""))
        is_restricted = bool(note and note.section & RESTRICTED)
        lock = _("Restricted: %(section)s") % {"section": SECTION_NAMES[Section(note.section)]} if is_restricted else ""
        events.append(
            {
                "title": entry.words,
                "text": note.body if note else "",
                "at": entry.at,
                "by": entry.by,
                "lock": lock,
                "section": note.section if note else 0,
                "kind": "danger" if entry.verb == "case.risk_decided" else "private" if is_restricted else DOTS.get(entry.kind, ""),
            }
        )
    return events


def _scopes(file: cases.CaseFile, actor) -> list[dict]:
    """Who sees the whole file by owning or leading it, as far as roles read."""
    if not file.owner:
        return []
    owner = _("You") if file.owner.staff_id == actor.staff_id else file.staff.get(file.owner.staff_id, "")
    leads: dict[str, list[str]] = {}
    for one in file.leads:
        leads.setdefault(str(one.role), []).append(_("You") if one.staff_id == actor.staff_id else one.staff.name)
    return [{"label": _("Owner"), "who": [owner], "team": file.owner.team}, *({"label": role, "who": who} for role, who in leads.items())]


def _coworkers(file: cases.CaseFile, actor) -> list[dict]:
    """Colleagues who see parts: all of them for who owns or leads the case, else oneself and those who see no more than oneself."""
    return [{"row": row, "name": file.staff.get(row.staff_id, ""), "is_me": row.staff_id == actor.staff_id, "sections": _names(row.sections)}
            for row in file.coworkers if file.sight.owns or row.staff_id == actor.staff_id or not row.sections & ~file.sight.sections]


def _members(file: cases.CaseFile) -> list[dict]:
    return [{"row": row, "identity": related(row.member, "identity"), "number": row.member.number} for row in file.members]


def _names(sections: int) -> list[str]:
    return [SECTION_NAMES[section] for section in sections_of(sections)]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
