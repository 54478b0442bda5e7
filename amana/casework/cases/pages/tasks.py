"""Tasks of a case: planned, finished with an outcome, or cancelled with a reason."""
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said, asking, back_from, head_for, said
from amana.ground.access import queries as access
from amana.ground.rows.acting import Actor
from amana.ground.rows.doors import page
from amana.ground.shell.acts import carried_out


@page(may="task")
def plan_task(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "task")
    form = forms.Task(request.POST or None, staff=people_of(case_id, request.actor), now=head.now)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.plan_task(head.case, **given, by=request.actor)):
        said(request, _("The task is planned."), form)
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Plan a task"), submit=_("Save"))


@page(may="task")
def finish_task(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "task")
    task = queries.task(case_id, task_id)
    form = forms.TaskOutcome(request.POST or None)
    form.refusals = Said(case_id, task_id=task_id)
    if form.carried_out(lambda **given: actions.finish_task(task.pk, **given, by=request.actor)):
        said(request, _("The outcome is recorded."), undo=reverse("reopen_task", args=[case_id, task.pk]))
        return redirect(back_from(request, "case", case_id))
    return asking(request, head, form, title=_("Record outcome"), submit=_("Save"), back=back_from(request, "case", case_id), template="cases/task.html", task=task)


@page(may="task")
def cancel_task(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "task")
    task = queries.task(case_id, task_id)
    form = forms.TaskReason(request.POST or None)
    form.refusals = Said(case_id, task_id=task_id)
    if form.carried_out(lambda **given: actions.cancel_task(task.pk, **given, by=request.actor)):
        said(request, _("The task is cancelled."), undo=reverse("reopen_task", args=[case_id, task.pk]))
        return redirect("case", case_id)
    return asking(request, head, form, title=_("Cancel the task"), submit=_("Cancel the task"), template="cases/task.html", task=task)


@page(may="task")
@require_POST
def reopen_task(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """The undo of an outcome or of a cancellation."""
    head_for(request, case_id, "task")
    task = queries.task(case_id, task_id)
    return carried_out(request, lambda: actions.reopen_task(task.pk, by=request.actor), done=_("The task is open again."), back=reverse("case", args=[case_id]),
                       refusals={"task_state": (None, _("This task is open already, or belongs to an action of the plan: change it there."))})


def people_of(case_id: UUID, actor: Actor) -> list[tuple[UUID, str]]:
    """Who may be asked to do something in the case: the actor, the owner and the coworkers, each once."""
    owner = queries.owner(case_id)
    keys = dict.fromkeys([actor.staff_id, *([owner.staff_id] if owner else []), *(row.staff_id for row in queries.coworkers(case_id))])
    names = access.staff_names(list(keys))
    return [(key, names[key]) for key in keys if key in names]

