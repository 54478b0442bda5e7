"""Requests for help: of a case, and as the work of a programme."""
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import asking, head_reading, may_write, said, shown
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden
from amana.ground.rows.doors import page
from amana.ground.shell.lists import place, turned
from amana.lib.core.dates import PartialDate
from amana.services.assistance import actions, forms, queries
from amana.services.assistance.rules import OF_AN_INSTALMENT, PAID, STEPS, Double, InstalmentState, Proof, State, Step, act, catalogue
from amana.services.programmes import queries as programmes

if TYPE_CHECKING:
    from amana.services.assistance.models import Instalment
    from amana.services.assistance.models import Request as Asked

read_head = partial(head_reading, section=Section.ECONOMIC, own=False)


def _asks(head: cases.Head, actor: Actor) -> bool:
    return actor.may("ask_help") and may_write(head, Section.ECONOMIC)


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything that was asked for in this case, the latest first."""
    head = read_head(case_id)
    found = list(queries.of_case(case_id))
    return shown(request, "assistance/of_case.html", head, "assistance", sections=Section.ECONOMIC, asks=_asks(head, request.actor),
                 rows=[(one, queries.kind_name(one.kind), list(one.instalments.all())) for one in found])


@page(may="ask_help")
def ask(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = read_head(case_id)
    if not _asks(head, request.actor):
        raise Hidden
    asked = forms.asked_by_a_business(request.GET)
    form = forms.Request(request.POST or None, lines=_lines(head), now=head.now, name=head.identity.full_name if head.identity else "", asked=asked)
    if form.carried_out(lambda **given: actions.ask(case_id, head.person_id, **given, by=request.actor)):
        said(request, _("The request is made. The programme's officer checks it next."))
        return redirect("help_request", form.outcome.pk)
    return asking(request, head, form, title=_("Ask for help"), submit=_("Ask for it"), back=reverse("case_help", args=[case_id]), template="assistance/ask.html",
                  kinds=list(catalogue().values()), has_lines=len(form.fields["of"].choices) > 1)


def _lines(head: cases.Head) -> list:
    """Lines of the programmes of which help can be asked today, grouped by programme."""
    return [(str(one), [(f"{one.pk}/{line.pk}", f"{line.code} {line}") for line in sorted(one.lines.all(), key=lambda line: line.code)])
            for one in programmes.open_programmes(head.today) if one.lines.all()]


# The work of a programme ------------------------------------------------------------------------------------------------------------------------------
@page(may=None)
def assistance(request: HttpRequest) -> HttpResponse:
    """Requests that the actor sees, by what they wait for; one at a time."""
    actor = request.actor
    if not any(actor.may(verb) for verb in ("ask_help", "check_help", "keep_books")):
        actor.must("check_help")
    tab = request.GET.get("tab") if request.GET.get("tab") in queries.TABS else "check" if actor.may("check_help") else "open"
    try:
        programme_id = UUID(request.GET["programme"]) if request.GET.get("programme") else None
    except ValueError:
        programme_id = None
    known_programmes = programmes.programmes()
    asked = [one.pk for one in known_programmes if one.pk == (programme_id or one.pk) and (one.team_id in actor.teams or not queries.keeps_programmes(actor))]
    part = queries.part(tab, actor, asked, place(request.GET))
    known = registry.identities([one.person_id for one in part.rows])
    audit.record_listing(dict.fromkeys(one.person_id for one in part.rows), sections=actor.reads & (Section.IDENTITY | Section.ECONOMIC))
    named = {str(one.pk): str(one) for one in known_programmes}
    return render(request, "assistance/assistance.html", turned(request, part) | {
        "tab": tab, "tabs": [{"key": key, "label": label, "url": f"?tab={key}" + (f"&programme={programme_id}" if programme_id else ""), "is_current": key == tab}
                             for key, (label, _states) in queries.TABS.items()],
        "programme": named.get(str(programme_id), ""), "total": part.total,
        "rows": [(one, queries.kind_name(one.kind), known[one.person_id].full_name if one.person_id in known else "", named.get(str(one.programme_id), "")) for one in part.rows]})


@page(may=None)
def help_request(request: HttpRequest, help_id: UUID) -> HttpResponse:
    """One request: what the check found, its instalments, what was decided by whom, and what the actor can do next."""
    one = queries.request(help_id)
    head = read_head(one.case_id)
    steps, parts = queries.steps(help_id), queries.instalments(help_id)
    names = access.names_of_memberships({one.made_by, *(step.made_by for step in steps)})
    found = _latest(steps)
    return shown(request, "assistance/request.html", head, "assistance", sections=Section.ECONOMIC, request_of=one, kind=queries.kind_name(one.kind), by=names.get(one.made_by, ""),
                 parts=[(part, _moves(one, part, request.actor)) for part in parts], found=_read(found) if found else None, double=Double(found["double"]).label if found else "", needs_exceeding=needs_exceeding(found),
                 steps=[(step, words, names.get(step.made_by, ""), Proof(step.proof).label if step.proof else "") for step, words in zip(steps, _told(steps), strict=True)],
                 decisions=[(step, act(step)) for step in _decisions(one, steps, request.actor)], approvals=sum(step.step == Step.APPROVE for step in steps),
                 state=State(one.state).label, is_paid=one.method in PAID, papers=_papers(one.case_id) if any(step.attachment_id for step in steps) else {})


def _papers(case_id: UUID) -> dict[UUID, str]:
    """Key → title of what is attached to the case in the section economic, and was not withdrawn."""
    return {paper.pk: paper.title for paper in cases.attachments_of_case(case_id) if paper.section == Section.ECONOMIC}


def _latest(steps: list) -> dict | None:
    """What the latest check found."""
    return next((step.found for step in reversed(steps) if step.found), None)


def _read(found: dict) -> dict:
    """The same with amounts and days as values: the database keeps them as words."""
    amounts = {name: Decimal(found[name]) for name in ("person", "person_ceiling", "household", "household_ceiling") if found.get(name)}
    days = {name: PartialDate.of(*map(int, found[name].split("-"))) for name in ("double_until", "elsewhere_until") if found.get(name)}
    return found | amounts | days


def needs_exceeding(found: dict | None) -> bool:
    return bool(found) and (found["over"] or found["double"] == Double.SAME or found["elsewhere"])


def _may(step: Step, one: "Asked", actor: Actor) -> bool:
    """By state and verb, and never of what she asked for herself."""
    own = one.staff_id == actor.staff_id and step in (Step.CHECK, Step.APPROVE, Step.ORDER, Step.RECONCILE)
    return one.state in STEPS[step][0] and any(actor.may(verb) for verb in STEPS[step][1]) and not own


def _decisions(one: "Asked", steps: list, actor: Actor) -> list[Step]:
    """Who agreed already does not agree again: a further colleague does."""
    has_agreed = any(taken.step == Step.APPROVE and taken.staff_id == actor.staff_id for taken in steps)
    return [step for step in Step if step not in OF_AN_INSTALMENT and _may(step, one, actor) and not (has_agreed and step == Step.APPROVE)]


def _moves(one: "Asked", part: "Instalment", actor: Actor) -> list[tuple[Step, str]]:
    goods = one.method not in PAID
    fits = {Step.MET: part.state == InstalmentState.PLANNED and not part.is_met, Step.ORDER: goods and part.state == InstalmentState.PLANNED and part.is_met,
            Step.DELIVER: goods and part.state == InstalmentState.ORDERED, Step.RETURN: goods and part.state in (InstalmentState.ORDERED, InstalmentState.DONE)}
    return [(step, _of_part(step, part)) for step, is_fit in fits.items() if is_fit and _may(step, one, actor)]


def _of_part(step: Step, part: "Instalment") -> str:
    """What the step says of that instalment: what was never handed over does not come back."""
    return pgettext("assistance step", "Was not delivered") if step == Step.RETURN and part.state == InstalmentState.ORDERED else str(step.label)


def _told(steps: list) -> list[str]:
    """The same of each step that was taken, in their order."""
    words: list[str] = []
    ordered: set[UUID] = set()
    for one in steps:
        never_came = one.step == Step.RETURN and one.instalment_id in ordered
        words.append(pgettext("assistance step", "Was not delivered") if never_came else str(Step(one.step).label))
        ordered = ordered | {one.instalment_id} if one.step == Step.ORDER else ordered - {one.instalment_id}
    return words


def _step(said_step: str, of_instalment: bool) -> Step:
    if said_step not in Step.values or (Step(said_step) in OF_AN_INSTALMENT) != of_instalment:
        raise Hidden
    return Step(said_step)


@page(may=None)
def decide(request: HttpRequest, help_id: UUID, help_step: str) -> HttpResponse:
    step, one = _step(help_step, False), queries.request(help_id)
    head = read_head(one.case_id)
    if not head.sight.edits(Section.ECONOMIC):
        raise Hidden
    steps = queries.steps(help_id) if step == Step.APPROVE else []
    form = forms.Decision(request.POST or None, step=step, may_exceed=step == Step.APPROVE and request.actor.may("exceed_help"),
                          must_exceed=needs_exceeding(_latest(steps)) and not any(taken.exceeds for taken in steps))
    if form.carried_out(lambda **given: actions.decide(one, step, **given, by=request.actor)):
        said(request, _("Saved."))
        return redirect("help_request", help_id)
    return asking(request, head, form, title=act(step), lead=queries.kind_name(one.kind), submit=act(step), back=reverse("help_request", args=[help_id]))


@page(may=None)
def move(request: HttpRequest, help_id: UUID, number: int, help_step: str) -> HttpResponse:
    step, one = _step(help_step, True), queries.request(help_id)
    head, part = read_head(one.case_id), queries.instalment(help_id, number)
    if not head.sight.edits(Section.ECONOMIC):
        raise Hidden
    papers = [(str(key), title) for key, title in _papers(one.case_id).items()] if step == Step.DELIVER else []
    form = forms.Movement(request.POST or None, step=step, papers=papers)
    if form.carried_out(lambda **given: actions.move(one, part, step, **given, by=request.actor)):
        said(request, _("Saved."))
        return redirect("help_request", help_id)
    return asking(request, head, form, title=_of_part(step, part), lead=queries.kind_name(one.kind), submit=_of_part(step, part), back=reverse("help_request", args=[help_id]))
