"""One act on several ticked cases: each through its ordinary action, and a word on which were done and which not, and why."""
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said
from amana.casework.cases.pages.people import colleagues
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.rows.doors import page
from amana.ground.shell.acts import ActForm
from amana.ground.shell.lists import PAGE
from amana.ground.shell.values import reading_language
from amana.lib.core.errors import Refused
from amana.lib.core.text import listed


@page(may="assign")
def assign(request: HttpRequest) -> HttpResponse:
    """The ticked cases go to one team and worker."""
    cases = _ticked(request)
    form = forms.Receiver(request.POST or None, workers=colleagues(request.actor, besides=lambda _team, _staff_id: False))

    def act(one: queries.Listed, *, team_id: UUID, staff_id: UUID) -> str:
        if (one.team_id, one.staff_id) == (team_id, staff_id):
            return _("This worker owns the case already.")
        actions.assign(one.case, team_id=team_id, staff_id=staff_id, by=request.actor)
        return ""
    return _answered(request, cases, form, act, title=_("Assign these cases"), submit=_("Assign"),
                     lead=_("The workers who have them now no longer see them. While you see a case, you can assign it back on its own page."))


@page(may="task")
def plan_task(request: HttpRequest) -> HttpResponse:
    """The same task in each of the ticked cases."""
    cases = _ticked(request)
    form = forms.SharedTask(request.POST or None, now=clock())

    def act(one: queries.Listed, *, for_owner: bool, **given) -> str:
        actions.plan_task(one.case, **{**given, "staff_id": one.staff_id if for_owner else None}, by=request.actor)
        return ""
    return _answered(request, cases, form, act, title=_("Plan the same task in these cases"), submit=_("Save"),
                     lead=_("Each can be cancelled on the page of its case."))


def _ticked(request: HttpRequest) -> list[queries.Listed]:
    """The ticked cases that the actor sees, as many as a page shows at most. What is hidden and what does not exist are missing alike."""
    keys = []
    for said in dict.fromkeys([*request.GET.getlist("case"), *request.POST.getlist("case")]):
        try:
            keys.append(UUID(said))
        except ValueError:
            continue
    return queries.listed(keys[:PAGE])


def _answered(request: HttpRequest, cases: list[queries.Listed], form: ActForm, act: Callable[..., str], *, title: str, submit: str, lead: str) -> HttpResponse:
    query = QueryDict(request.POST.get("list", request.GET.get("list", ""))).urlencode()
    back = f"{reverse('cases')}?{query}" if query else reverse("cases")
    if not cases:
        messages.info(request, _("Tick the cases first."))
        return redirect(back)
    audit.record_listing([one.case.person_id for one in cases], sections=request.actor.reads & (Section.IDENTITY | Section.SOCIAL))
    if not form.is_valid():
        return render(request, "cases/together.html", {
            "cases": cases, "title": title, "submit": submit, "lead": lead, "form": form, "back": back, "list_query": query})
    given = form.given()
    _say(request, [(one, _tried(one, act, given)) for one in cases], to=form.receiver if isinstance(form, forms.Receiver) else "")
    return redirect(back)


def _tried(one: queries.Listed, act: Callable[..., str], given: dict) -> str:
    """Why it was not done, or nothing. Each in a step of its own: one that is refused leaves the others done."""
    try:
        with attempt():
            return act(one, **given)
    except Hidden:
        return _("You work along on this case, or see it without leave to change this.")
    except Refused as refused:
        said = Said(one.case.pk)
        if refused.code not in said:
            raise
        return said[refused.code][1]


def _say(request: HttpRequest, answers: list[tuple[queries.Listed, str]], *, to: str) -> None:
    """In how many it was done and who got them, and for each reason the numbers of the cases in which it was not."""
    reasons: dict[str, list[str]] = {}
    for one, why in answers:
        reasons.setdefault(str(why), []).append(f"\u2066{one.case.number}\u2069")
    done = len(reasons.pop("", []))
    words = ngettext("Done in %(n)s case of %(all)s.", "Done in %(n)s cases of %(all)s.", done) % {"n": done, "all": len(answers)}
    if to and done:
        words += " " + _("Assigned to %(name)s.") % {"name": f"\u2068{to}\u2069"}
    (messages.warning if reasons else messages.success)(request, words)
    for why, numbers in reasons.items():
        messages.error(request, _("Not done in %(numbers)s: %(why)s") % {"numbers": listed(numbers, reading_language()), "why": why})
