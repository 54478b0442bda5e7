"""Psychosocial support of one case: goals, sessions, safety plan, supervision."""
from collections.abc import Collection
from functools import partial
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said, asking, head_reading, head_writing, may_write, said, shown
from amana.casework.consent.pages.paper import in_its_language
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell import paper as papers
from amana.ground.shell.lists import part_of
from amana.ground.shell.values import day_words, reading_language
from amana.lib.core.dates import PartialDate, to_cairo
from amana.services.psychosocial import actions, forms, queries
from amana.services.psychosocial.rules import NEAREST, PRESENT, GoalState, SessionKind

SOURCE = Path(__file__).parents[1] / "papers" / "safety.typ"


read_head = partial(head_reading, section=Section.PSYCHOSOCIAL, own=False)
head_to_write = partial(head_writing, section=Section.PSYCHOSOCIAL, own=False)


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """All of it on one page, the latest sessions first."""
    head, actor = read_head(case_id), request.actor
    part = part_of(request, queries.sessions(case_id))
    supervisions, plans = queries.supervisions(case_id), queries.safety_plans(case_id)
    names = access.names_of_memberships({one.made_by for one in [*part["rows"], *supervisions, *plans]})
    writes = may_write(head, Section.PSYCHOSOCIAL)
    return shown(request, "psychosocial/of_case.html", head, "psychosocial", sections=Section.PSYCHOSOCIAL, **part | {
        "counsels": writes and actor.may("counsel"), "supervises": writes and actor.may("supervise"),
        "aims": [_aim(one) for one in queries.aims(case_id)], "nearest": NEAREST,
        "sessions": [(one, names.get(one.made_by, ""), one.made_by == actor.membership_id) for one in part["rows"]], "present": PRESENT,
        "plan": plans[0] if plans else None, "plan_by": names.get(plans[0].made_by, "") if plans else "", "plans_before": len(plans) - 1,
        "supervisions": [(one, names.get(one.made_by, "")) for one in supervisions], "memberships": queries.memberships(case_id)})


def _aim(one: queries.Aim) -> dict:
    rated = one.rated
    return {"goal": one.goal, "state": one.state, "is_open": one.state == GoalState.OPEN, "state_words": GoalState(one.state).label, "way": [(step.nearness, step.made_at) for step in rated],
            "now": rated[-1].nearness if rated else None, "first": rated[0].nearness if len(rated) > 1 else None}


@page(may="counsel")
def set_goal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head, form = head_to_write(case_id), forms.Goal(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.set_goal(case_id, **given, by=request.actor)):
        return _done(request, case_id, _("The goal is set."))
    return _asked(request, head, form, title=_("New goal"))


@page(may="counsel")
def move_goal(request: HttpRequest, case_id: UUID, care_goal_id: UUID) -> HttpResponse:
    head = head_to_write(case_id)
    goal = queries.goal(case_id, care_goal_id)
    state = next(one.state for one in queries.aims(case_id) if one.goal.pk == goal.pk)
    form = forms.GoalStep(request.POST or None, initial={"state": state})
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.move_goal(goal, **given, by=request.actor)):
        return _done(request, case_id, _("Saved."))
    return _asked(request, head, form, title=_("How near is the goal?"), lead=goal.words)


@page(may="counsel")
def record_session(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_to_write(case_id)
    form = forms.Session(request.POST or None, goals=_goals_at_work(case_id), now=head.now)
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if form.carried_out(lambda **given: actions.record_session(case_id, **given, by=request.actor)):
        return _session_done(request, case_id, form)
    return _asked(request, head, form, title=_("Write down a session"), template="psychosocial/session.html")


@page(may="counsel")
def correct_session(request: HttpRequest, case_id: UUID, care_session_id: UUID) -> HttpResponse:
    """By who wrote it; the former one stays readable."""
    head, one = head_to_write(case_id), queries.session(case_id, care_session_id)
    if one.made_by != request.actor.membership_id:
        raise Hidden
    at, near = to_cairo(one.next_at) if one.next_at else None, queries.nearness_in(one)
    form = forms.Session(request.POST or None, goals=_goals_at_work(case_id, near), now=head.now, is_group=one.kind == SessionKind.GROUP, initial={
        "kind": one.kind, "held_on": PartialDate.on(one.held_on), "attendance": one.attendance, "place": one.place, "minutes": one.minutes or "", "work": one.work, "agreed": one.agreed,
        "danger": one.danger, "next_on": PartialDate.on(at.date()) if at else None, "next_time": at.time() if at else None,
        **{f"near_{goal}": said for goal, said in near.items()}})
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if form.carried_out(lambda **given: actions.correct_session(one, **given, by=request.actor)):
        return _session_done(request, case_id, form)
    return _asked(request, head, form, title=_("Put a session right"), template="psychosocial/session.html", replaced=True)


def _goals_at_work(case_id: UUID, near: Collection[UUID] = ()) -> list:
    """Those that are open, and `near`: of which something was said in the session that is put right, though they have ended since."""
    return [one.goal for one in queries.aims(case_id) if one.state == GoalState.OPEN or one.goal.pk in near]


def _session_done(request: HttpRequest, case_id: UUID, form: forms.Session) -> HttpResponse:
    if form.cleaned_data["danger"]:
        said(request, _("The session is saved, and an alarm stands on the case. Make or renew the safety plan now, and call your supervisor."), form)
        return redirect("plan_safety", case_id)
    return _done(request, case_id, _("The session is saved."), form)


@page(may="counsel")
def plan_safety(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begins from the plan before."""
    head, before = head_to_write(case_id), queries.safety_plans(case_id)
    initial = {name: getattr(before[0], name) for name in ("signs", "own_ways", "people", "helpers", "safer_place")} if before else None
    form = forms.SafetyPlan(request.POST or None, now=head.now, initial=initial)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.plan_safety(case_id, **given, by=request.actor)):
        return _done(request, case_id, _("The safety plan is saved. Print it for the person, if it is safe to carry it."))
    return _asked(request, head, form, title=_("Safety plan"), template="psychosocial/safety.html")


@page(may=None)
@in_its_language
def safety_paper(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For the person to keep: without a name, a number of the case or an office."""
    head, plans = read_head(case_id), queries.safety_plans(case_id)
    if not plans or not head.sight.own:
        raise Hidden
    plan = plans[0]
    audit.record_reading(head.person_id, sections=Section.PSYCHOSOCIAL, case=case_id)
    parts = [(_("I notice that it becomes dangerous when"), plan.signs), (_("What I can do myself"), plan.own_ways), (_("Who is with me, or distracts me"), plan.people),
             (_("Whom I call for help"), plan.helpers), (_("How my surroundings become safer"), plan.safer_place)]
    made = papers.typeset(SOURCE, papers.Sheet(title=_("My safety plan"), language=reading_language(), organisation="", number=actions.print_safety(case_id), printed_on=head.today),
                          {"parts": [[title, text.splitlines()] for title, text in parts if text], "review": f'{_("We look at it together again on")} {day_words(plan.review_on)}'})
    return papers.response(made, name="plan")


@page(may="supervise")
def supervise(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head, form = head_to_write(case_id), forms.Supervision(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.supervise(case_id, **given, by=request.actor)):
        return _done(request, case_id, _("Saved."))
    return _asked(request, head, form, title=_("Supervision"), lead=_("Only roles that read the psychosocial section see it."))


def _done(request: HttpRequest, case_id: UUID, words: str, form=None) -> HttpResponse:
    said(request, words, form)
    return redirect("case_psychosocial", case_id)


def _asked(request: HttpRequest, head: cases.Head, form, *, title: str, **more) -> HttpResponse:
    return asking(request, head, form, title=title, submit=_("Save"), back=reverse("case_psychosocial", args=[head.case.pk]), **more)

