"""An application of one case: prepared because the person decided so, and followed step by step to its answer."""
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases.pages.frame import Said, asking, said, shown
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell.acts import asked
from amana.ground.shell.values import reading_language
from amana.services.entitlements import actions, forms, queries
from amana.services.entitlements.pages.screening import head_to_write, may_screen, read_head
from amana.services.entitlements.rules import AppStep, steps_from


@page(may="screen")
def prepare(request: HttpRequest, case_id: UUID, entitlement_screening_id: UUID, programme: str) -> HttpResponse:
    """Asked first: it is the person who decides."""
    head, row = head_to_write(case_id), queries.screening(case_id, entitlement_screening_id)
    one = next((one for one in queries.shown(row) if one.code == programme and one.finding), None)
    if one is None:
        raise Hidden
    name = one.finding.programme.name.said(reading_language())
    return asked(request, lambda: actions.prepare(head.case, row, programme=programme, by=request.actor), question=_("Does the person want to apply for %(name)s?") % {"name": f"\u2068{name}\u2069"},
                 consequence=_("An application is noted, and you are reminded to follow it up. Nothing is sent by itself, and nothing is promised: whoever decides is named with the programme."),
                 verb=_("Yes, prepare it"), done=_("The application is noted. Write down when and where it was handed in."), back=reverse("case_entitlements", args=[case_id]), is_danger=False,
                 refusals={**Said(case_id), **forms.APPLY_REFUSALS})


@page(may=None)
def application(request: HttpRequest, case_id: UUID, application_id: UUID) -> HttpResponse:
    """What has happened so far, and what can be written down next."""
    head, one = read_head(case_id), queries.application(case_id, application_id)
    steps = queries.steps(one)
    names = access.names_of_memberships({one.made_by, *(step.made_by for step in steps)})
    return shown(request, "entitlements/application.html", head, "entitlements", sections=Section.ECONOMIC, one=one, programme=queries.programme_of(one), by=names.get(one.made_by, ""),
                 steps=[(step, names.get(step.made_by, "")) for step in steps], next_steps=steps_from(one.state) if may_screen(request, head) else [])


@page(may="screen")
def move(request: HttpRequest, case_id: UUID, application_id: UUID, application_step: str) -> HttpResponse:
    head, one = head_to_write(case_id), queries.application(case_id, application_id)
    if application_step not in AppStep.values:
        raise Http404
    form = forms.Step(request.POST or None, step=application_step, today=head.today)
    form.refusals = {**Said(case_id), **forms.STEP_REFUSALS}
    if form.carried_out(lambda **given: actions.move(one, step=application_step, **given, by=request.actor)):
        said(request, _("Written down."))
        return redirect("application", case_id, application_id)
    programme = queries.programme_of(one)
    return asking(request, head, form, title=str(AppStep(application_step).label), lead=programme.name.said(reading_language()) if programme else one.programme, submit=_("Save"),
                  back=reverse("application", args=[case_id, application_id]))
