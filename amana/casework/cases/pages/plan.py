"""The plan: its versions, goals and actions, and who approved it."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import SENTENCES, Said, asking, head_for, said, shown
from amana.casework.cases.pages.tasks import people_of
from amana.casework.cases.rules import ActionState, Currency, PlanState, PlanVerb
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked, carried_out
from amana.lib.core.dates import PartialDate
from amana.lib.core.text import read_whole

IN_WORK = (PlanState.DRAFT, PlanState.RETURNED)


@page(may=None)
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The version in work or in force, or an earlier one by `?version=`."""
    head = queries.head(case_id)
    asked, social = read_whole(request.GET.get("version", "")), head.sight.shows(Section.SOCIAL)
    found = queries.plan(case_id, asked, with_goals=social) if asked is not None else queries.current_plan(case_id, with_goals=social)
    steps = queries.plan_steps(found) if found else []
    staff = {action.staff_id for goal in (found.goals_read if found else []) for action in goal.actions_read if action.staff_id}
    versions = queries.plan_versions(case_id)
    in_force = next((version for version in versions if version.state == PlanState.APPROVED), None)
    in_work = next((version for version in versions if version.state in (*IN_WORK, PlanState.SUBMITTED)), None)
    returned = next((step for step in reversed(steps) if step.step == PlanVerb.RETURN), None) if found and found.state == PlanState.RETURNED else None
    names = queries.staff_of_memberships({step.made_by for step in steps})
    return shown(
        request,
        "cases/plan.html",
        head,
        "plan",
        sections=Section.SOCIAL,
        plan=found,
        versions=versions,
        steps=[(step, names.get(step.made_by, "")) for step in steps],
        staff=access.staff_names(list(staff)),
        returned=returned,
        returned_by=names.get(returned.made_by, "") if returned else "",
        returned_words=queries.return_words(returned) if returned else "",
        costs=queries.costs(found) if found else [],
        is_in_work=bool(found and found.state in IN_WORK),
        shows_goals=social,
        as_read=queries.as_read(found.goals_read) if found else "",
        is_latest=bool(found and versions and found.version == versions[0].version),
        in_force=in_force,
        in_work=in_work,
        may_add=bool(found and found.state != PlanState.SUPERSEDED and in_work in (None, found)),
    )


@page(may="submit_plan")
@require_POST
def begin_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "plan")
    return carried_out(request, lambda: actions.begin_plan(head.case, by=request.actor), done=_("A new version of the plan is begun."),
                       back=reverse("case_plan", args=[case_id]), refusals=Said(case_id))


@page(may="submit_plan")
def set_goal(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "plan")
    present = _the_plan(case_id)
    form = forms.Goal(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.set_goal(present, **given, by=request.actor)):
        said(request, _("The goal is set."))
        return redirect("case_plan", case_id)
    return asking(request, head, form, title=_("New goal"), submit=_("Save"), back=reverse("case_plan", args=[case_id]))


@page(may="submit_plan")
def change_goal(request: HttpRequest, case_id: UUID, goal_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "plan")
    goal = queries.goal(case_id, goal_id)
    form = forms.Goal(request.POST or None, initial={"dimension": goal.dimension, "title": goal.title, "own_words": goal.own_words})
    form.refusals = Said(case_id)
    version = read_whole(request.POST.get("version", ""))
    if form.carried_out(lambda **given: actions.change_goal(goal.pk, **given, version=version, by=request.actor)):
        said(request, _("The goal is changed."))
        return redirect("case_plan", case_id)
    return asking(request, head, form, title=_("Change the goal"), submit=_("Save"), back=reverse("case_plan", args=[case_id]), version=goal.version)


@page(may="submit_plan")
def remove_goal(request: HttpRequest, case_id: UUID, goal_id: UUID) -> HttpResponse:
    """`?version=`: of the goal as the plan showed it. One with actions is told at once that they come first."""
    head = head_for(request, case_id, "plan")
    goal = queries.goal(case_id, goal_id)
    back = reverse("case_plan", args=[case_id])
    if request.method == "GET" and queries.has_actions(goal):
        messages.error(request, SENTENCES["goal_has_actions"])
        return redirect(back)
    audit.record_reading(head.person_id, sections=Section.SOCIAL, case=case_id)
    version = read_whole(request.GET.get("version", ""))
    return asked(
        request, lambda: actions.remove_goal(goal.pk, version=version, by=request.actor), question=_("Remove this goal from the plan?"),
        consequence=_("It is no longer part of the plan: %(title)s") % {"title": f"\u2068{goal.title}\u2069"}, verb=_("Remove"), done=_("The goal is removed."), back=back, refusals=Said(case_id))


@page(may="submit_plan")
def plan_action(request: HttpRequest, case_id: UUID, goal_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "plan")
    goal = queries.goal(case_id, goal_id)
    form = forms.PlanAction(request.POST or None, staff=people_of(case_id, request.actor), today=head.today, initial={"staff_id": request.actor.staff_id})
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.plan_action(goal, **given, by=request.actor)):
        said(request, _("The action is planned."))
        return redirect("case_plan", case_id)
    return asking(request, head, form, title=_("New action"), submit=_("Save"), lead=goal.title, back=reverse("case_plan", args=[case_id]))


@page(may="submit_plan")
def correct_action(request: HttpRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "plan")
    action = queries.plan_action(case_id, action_id)
    form = forms.PlanAction(request.POST or None, staff=people_of(case_id, request.actor), today=head.today, initial={
        **{name: getattr(action, name) for name in ("title", "kind", "staff_id", "done_by", "cost")}, "currency": action.currency or Currency.EGP,
        "due_on": action.due_on and PartialDate.on(action.due_on)})
    form.refusals = Said(case_id)
    version = read_whole(request.POST.get("version", ""))
    if form.carried_out(lambda **given: actions.correct_action(action.pk, **given, version=version, by=request.actor)):
        said(request, _("The action is corrected."))
        return redirect("case_plan", case_id)
    return asking(request, head, form, title=_("Correct the action"), submit=_("Save"), back=reverse("case_plan", args=[case_id]), version=action.version)


@page(may="submit_plan")
def remove_action(request: HttpRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    """`?version=`: of the action as the plan showed it."""
    head = head_for(request, case_id, "plan")
    action = queries.plan_action(case_id, action_id)
    audit.record_reading(head.person_id, sections=Section.SOCIAL, case=case_id)
    version = read_whole(request.GET.get("version", ""))
    return asked(
        request, lambda: actions.remove_action(action.pk, version=version, by=request.actor), question=_("Remove this action from the plan?"),
        consequence=_("It is no longer part of the plan: %(title)s") % {"title": f"\u2068{action.title}\u2069"}, verb=_("Remove"), done=_("The action is removed."), back=reverse("case_plan", args=[case_id]), refusals=Said(case_id))


@page(may="submit_plan")
def move_action(request: HttpRequest, case_id: UUID, action_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "plan")
    action = queries.plan_action(case_id, action_id)
    form = forms.ActionMove(request.POST or None, initial={"state": action.state, "reason": action.reason})
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.move_action(action.pk, **given, by=request.actor)):
        said(request, _("The action now stands as: %(state)s.") % {"state": ActionState(form.cleaned_data["state"]).label})
        return redirect("case_plan", case_id)
    return asking(
        request, head, form, title=_("How does the action stand?"), submit=_("Save"), lead=action.title, back=reverse("case_plan", args=[case_id])
    )


@page(may="submit_plan")
@require_POST
def submit_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head_for(request, case_id, "submit_plan")
    present = _the_plan(case_id)
    return carried_out(request, lambda: actions.submit_plan(present, by=request.actor), done=_("The plan is submitted."),
                       back=reverse("case_plan", args=[case_id]), refusals=Said(case_id))


@page(may="approve_plan")
@require_POST
def approve_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head_for(request, case_id, "approve_plan")
    present = _the_plan(case_id)
    return carried_out(request, lambda: actions.approve_plan(present, read=request.POST.get("read", ""), by=request.actor),
                       done=_("The plan is approved."), back=reverse("case_plan", args=[case_id]), refusals=Said(case_id))


@page(may="approve_plan")
def return_plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "return_plan")
    present = _the_plan(case_id)
    form = forms.Remark(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.return_plan(present, head.case, **given, by=request.actor)):
        said(request, _("The plan is returned, with your remark as a note."))
        return redirect("case_plan", case_id)
    return asking(request, head, form, title=_("Return the plan"), submit=_("Return the plan"), back=reverse("case_plan", args=[case_id]),
                  lead=_("The remark stands in the case as a note of the social section."))


def _the_plan(case_id: UUID):
    """The version in work, else the one in force; whether it may be moved now the database says. Raises Hidden where there is none."""
    found = queries.current_plan(case_id, with_goals=False)
    if found is None:
        raise Hidden
    return found
