"""The micro-businesses of a case: plan, committee, instalments, visits; and what waits for the committee."""
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said, asking, back_from, head_reading, head_writing, may_write, said, shown
from amana.casework.consent.pages.paper import in_its_language
from amana.casework.registry import queries as registry
from amana.ground.access import queries as access
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden
from amana.ground.rows.doors import page
from amana.ground.shell import paper as papers
from amana.ground.shell.acts import asked
from amana.ground.shell.values import day_words, reading_language
from amana.services.livelihoods import actions, forms, queries
from amana.services.livelihoods.rules import MONTHS, MOVES, PLANNED, Choice, State, Verb, template
from amana.services.livelihoods.rules.figures import Figures, read

SOURCE = Path(__file__).parent / "papers" / "plan.typ"


read_head = partial(head_reading, section=Section.ECONOMIC)
head_to_write = partial(head_writing, section=Section.ECONOMIC)


def _can(one, verb: str) -> bool:
    return one.state in MOVES[verb][0]


def _standing(case_id: UUID, business_id: UUID, verb: str):
    """Head and business on which this step can be tried now. Raises Hidden."""
    head, one = head_to_write(case_id), queries.business(case_id, business_id)
    if not _can(one, verb):
        raise Hidden
    return head, one


def _decides(head: cases.Head, one, actor: Actor) -> bool:
    """Whether the actor is of the committee for this business: with the verb, and neither its writer nor a worker of the case."""
    hands = {*head.owners, *(held.staff_id for held in cases.coworkers(head.case.pk))}
    return actor.may("decide_business") and one.state == State.SUBMITTED and not queries.is_own(one, actor, hands)


@page(may=None)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = read_head(case_id)
    return shown(request, "livelihoods/of_case.html", head, "business", sections=Section.ECONOMIC, businesses=queries.of_case(case_id),
                 plans=may_write(head, Section.ECONOMIC) and request.actor.may("plan_business"))


@page(may=None)
def business(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    """All of one business: the plan as it stands, what the checks doubt, votes and decision, instalments, visits."""
    head, one, actor = read_head(case_id), queries.business(case_id, business_id), request.actor
    writes = may_write(head, Section.ECONOMIC)
    plans, decides = writes and actor.may("plan_business"), writes and _decides(head, one, actor)
    steps, votes, visits, instalments = queries.steps(one), queries.votes(one), queries.visits(one), queries.instalments(one)
    names = access.names_of_memberships({row.made_by for row in [*steps, *votes, *visits]})
    return shown(request, "livelihoods/business.html", head, "business", sections=Section.ECONOMIC, business=one, paper=queries.paper(one.pk), names=names, steps=steps,
                 decision=queries.decision(steps), given_up=next((step for step in steps if step.step == Verb.DROP), None), votes=votes, counted=queries.counted(votes),
                 needed=max(template.read()["committee"]["members_at_least"] - len(votes), 0), outcome=_choice_words(queries.outcome(votes)), decides=decides,
                 has_voted=decides and queries.has_voted(one, actor), instalments=instalments, due_visits=queries.due_visits(one, visits), visits=visits, photos=_photos(one, visits), versions=queries.versions(one.pk)[1:],
                 may={verb: plans and _can(one, verb) for verb in (Verb.SUBMIT, Verb.WITHDRAW, Verb.DROP, Verb.START)}, writes_plan=plans and one.state in PLANNED,
                 follows=plans and one.state in (State.APPROVED, State.STARTED), visiting=plans and one.state == State.STARTED)


def _photos(one, visits: list) -> set[UUID]:
    """Of these visits, those that were not withdrawn."""
    taken = {visit.attachment_id for visit in visits if visit.attachment_id}
    return taken & {paper.pk for paper in cases.attachments_of_case(one.case_id)} if taken else taken


def _choice_words(choice: str) -> str:
    return str(Choice(choice).label) if choice else ""


@page(may="plan_business")
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head, form = head_to_write(case_id), forms.Begin(request.POST or None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.begin(case_id, **given, by=request.actor)):
        said(request, _("Begun. Now write down what is planned."))
        return redirect("write_business_plan", case_id, form.outcome.pk)
    return asking(request, head, form, title=_("Plan a micro-business"), submit=_("Begin"), back=reverse("case_business", args=[case_id]))


def _to_plan(case_id: UUID, business_id: UUID):
    """Head, business, the plan as it stands and its number. Raises Hidden while it is not written."""
    head, one = head_to_write(case_id), queries.business(case_id, business_id)
    if one.state not in PLANNED:
        raise Hidden
    return head, one, queries.paper(one.pk)


def _after(request: HttpRequest, paper: queries.Paper | None) -> int:
    """The number of the plan that the form began from."""
    sent = request.POST.get("after", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 7 else (paper.row.number if paper else 0)


@page(may="plan_business")
def write_plan(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    """The words of the plan; the figures stay."""
    head, one, paper = _to_plan(case_id, business_id)
    form, figures = forms.Answers(request.POST or None, initial=paper.row.answers if paper else None), paper.figures if paper else read({})
    return _saved_plan(request, head, one, form, paper, lambda answers: (answers, figures), title=_("Business plan"), template="livelihoods/words.html", then="write_business_figures")


@page(may="plan_business")
def write_figures(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    """The table of 12 months and what is bought for the start; the words stay."""
    head, one, paper = _to_plan(case_id, business_id)
    form = forms.Table(request.POST or None, figures=paper.figures if paper else read({}))
    answers = paper.row.answers if paper else {}
    return _saved_plan(request, head, one, form, paper, lambda figures: (answers, figures), title=_("Figures of the business"), template="livelihoods/figures.html", then="business")


def _saved_plan(request: HttpRequest, head: cases.Head, one, form, paper, whole: Callable, *, title: str, template: str, then: str) -> HttpResponse:
    form.refusals, after = {**Said(head.case.pk), **forms.REFUSALS}, _after(request, paper)

    def save(**given):
        answers, figures = whole(**given)
        return actions.write_plan(one, answers=answers, figures=figures, after=after, by=request.actor)
    if form.carried_out(save):
        said(request, _("The plan is saved."))
        return redirect(request.resolver_match.view_name if "more" in request.POST else then, head.case.pk, one.pk)
    return asking(request, head, form, title=title, submit=_("Save"), lead=one.name, back=reverse("business", args=[head.case.pk, one.pk]), template=template, after=after, business=one)


@page(may=None)
def version(request: HttpRequest, case_id: UUID, business_id: UUID, plan_number: int) -> HttpResponse:
    """An earlier version, to read."""
    head, one = read_head(case_id), queries.business(case_id, business_id)
    return shown(request, "livelihoods/version.html", head, "business", sections=Section.ECONOMIC, business=one, paper=queries.version(one.pk, plan_number))


@page(may="plan_business")
def submit(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    _head, one = _standing(case_id, business_id, Verb.SUBMIT)
    return _asked(request, one, lambda: actions.submit(one, by=request.actor), question=_("Submit this plan to the committee?"),
                  consequence=_("Members who neither wrote it nor work on the case read it and vote. Until they have decided it can be taken back, not changed."),
                  verb=_("Submit to the committee"), done=_("The plan is with the committee."), is_danger=False)


@page(may="plan_business")
def withdraw(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    _head, one = _standing(case_id, business_id, Verb.WITHDRAW)
    return _asked(request, one, lambda: actions.withdraw(one, by=request.actor), question=_("Take this plan back?"),
                  consequence=_("It can be changed again. Votes that were given count no more."), verb=_("Take back"), done=_("The plan is with you again."), is_danger=True)


def _asked(request: HttpRequest, one, act: Callable, **words) -> HttpResponse:
    return asked(request, act, **words, back=reverse("business", args=[one.case_id, one.pk]), refusals={**Said(one.case_id), **forms.REFUSALS})


def _carried_out(request: HttpRequest, head: cases.Head, one, form, act: Callable, *, title: str, submit: str, done: str, template: str = "cases/act.html", lead: str = "", **context) -> HttpResponse:
    """The act of a form, then back to the business."""
    form.refusals = {**Said(head.case.pk), **forms.REFUSALS}
    if form.carried_out(act):
        said(request, done)
        return redirect(back_from(request, "business", head.case.pk, one.pk))
    return asking(request, head, form, title=title, submit=submit, lead=lead or one.name, back=reverse("business", args=[head.case.pk, one.pk]), template=template, business=one, **context)


@page(may="plan_business")
def drop(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    head, one = _standing(case_id, business_id, Verb.DROP)
    return _carried_out(request, head, one, forms.GivenUp(request.POST or None), lambda **given: actions.drop(one, **given, by=request.actor), title=_("Give the business up before its start"),
                        submit=_("Give up"), done=_("Written down. Another business can be planned at any time."),
                        lead=_("Help that was asked of a programme for this business goes on: cancel that request as well, under assistance.") if one.state == State.APPROVED else "")


@page(may="decide_business")
def vote(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    head, one = head_to_write(case_id), queries.business(case_id, business_id)
    if not _decides(head, one, request.actor) or queries.has_voted(one, request.actor):
        raise Hidden
    return _carried_out(request, head, one, forms.Vote(request.POST or None), lambda **given: actions.vote(one, **given, by=request.actor), title=_("Vote on the plan"), submit=_("Vote"),
                        done=_("Your vote counts."), template="livelihoods/vote.html", paper=queries.paper(one.pk))


@page(may="decide_business")
def decide(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    """Puts into words what more than half of the committee are for."""
    head, one = head_to_write(case_id), queries.business(case_id, business_id)
    votes = queries.votes(one)
    outcome, paper = queries.outcome(votes), queries.paper(one.pk)
    if not outcome or not paper or not _decides(head, one, request.actor):
        raise Hidden
    given = {"day": head.today, "asked": paper.row.asked} if outcome == Choice.APPROVE else {}
    form = forms.OF_A_DECISION[Verb(outcome)](request.POST or None, **given)
    titles = {Choice.APPROVE: _("The committee approves"), Choice.RETURN: _("The committee returns the plan"), Choice.DECLINE: _("The committee declines")}
    return _carried_out(request, head, one, form, lambda **given: actions.decide(one, step=outcome, **given, by=request.actor), title=titles[Choice(outcome)], submit=_("Record the decision"),
                        done=_("The decision is recorded. Now tell the person."), template="livelihoods/decide.html", votes=votes, names=access.names_of_memberships({row.made_by for row in votes}), paper=paper)


@page(may="plan_business")
def start(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    head, one = _standing(case_id, business_id, Verb.START)
    return _carried_out(request, head, one, forms.Start(request.POST or None, day=head.today), lambda **given: actions.start(one, **given, by=request.actor), title=_("The business has started"),
                        submit=_("Save"), done=_("Saved. The visits that the rule asks for stand among the tasks of the case."))


@page(may="plan_business")
def meet_condition(request: HttpRequest, case_id: UUID, business_id: UUID, instalment_id: UUID) -> HttpResponse:
    head, one = head_to_write(case_id), queries.business(case_id, business_id)
    part = queries.instalment(one, instalment_id)
    if one.state not in (State.APPROVED, State.STARTED) or (request.method != "POST" and hasattr(part, "met")):  # who had the form open when a colleague was faster is told, and keeps what she typed
        raise Hidden
    return _carried_out(request, head, one, forms.MetCondition(request.POST or None, day=head.today), lambda **given: actions.meet_condition(part, **given, by=request.actor),
                        title=_("Condition of an instalment"), submit=_("It is met"), done=_("Saved: the condition is met."), lead=part.condition)


@page(may="plan_business")
def visit(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    head, one = head_to_write(case_id), queries.business(case_id, business_id)
    if one.state != State.STARTED:
        raise Hidden
    months = [due.month for due in queries.due_visits(one, queries.visits(one)) if not due.visit]
    form = forms.Visit(request.POST or None, request.FILES or None, day=head.today, months=months, began_on=one.began_on)
    return _carried_out(request, head, one, form, lambda **given: actions.visit(one, **given, by=request.actor), title=_("Write down a mentoring visit"), submit=_("Save"), done=_("The visit is saved."),
                        template="cases/attach.html")


@page(may="decide_business")
def committee(request: HttpRequest) -> HttpResponse:
    """What waits, with how many have voted; of cases that the reader sees."""
    found, actor = queries.waiting(request.actor), request.actor
    known = registry.identities([one.person_id for one in found])
    audit.record_listing([one.person_id for one in found], sections=actor.reads & (Section.IDENTITY | Section.ECONOMIC))
    votes = queries.votes_of(found)
    rows = [(one, known[one.person_id].full_name if one.person_id in known else "", len(votes[one.pk]), any(vote.staff_id == actor.staff_id for vote in votes[one.pk])) for one in found]
    return render(request, "livelihoods/committee.html", {"rows": rows, "needed": template.read()["committee"]["members_at_least"]})


# On paper ---------------------------------------------------------------------------------------------------------------------------------------------
@page(may=None)
@in_its_language
def paper(request: HttpRequest, case_id: UUID, business_id: UUID) -> HttpResponse:
    """The plan as it stands, for the person and the committee; the number of the case, no name."""
    head, one = read_head(case_id), queries.business(case_id, business_id)
    plan = queries.paper(one.pk)
    if plan is None:
        raise Hidden
    audit.record_reading(head.person_id, sections=Section.ECONOMIC, case=case_id)
    sheet = papers.Sheet(title=_("Business plan"), language=reading_language(), organisation="", number=actions.print_plan(one), printed_on=head.today)
    return papers.response(papers.typeset(SOURCE, sheet, _on_paper(one, plan, queries.decision(queries.steps(one)), queries.instalments(one))), name="business-plan")


def _on_paper(one, plan: queries.Paper, decision, instalments) -> dict:
    figures = plan.figures
    return {"name": one.name, "number": one.case.number, "draft": _("Draft rules: to be confirmed by the ministry"),
            "answers": [[question.label, words] for question, words in plan.answers],
            "needs_title": _("For the start"), "needs_head": [_("What is bought?"), _("Price that counts"), _("Offers of suppliers")],
            "needs": [[need.name, _money(need.amount), [[quote.supplier, _money(quote.amount)] for quote in need.quotes]] for need in figures.needs],
            "table_title": _("Twelve months (EGP)"), "month": _("Month"), "tables": [_half(figures, 0), _half(figures, 6)], "facts": [[words, amount] for words, amount in _facts(figures)],
            "doubts_title": _("What the rules doubt"), "doubts": [[doubt.title, doubt.why] for doubt in plan.doubts], "no_doubts": _("The rules doubt nothing."),
            "decision": [_("What the committee decided"), decision.get_step_display(), decision.told, decision.conditions] if decision else [],
            "instalments_title": _("Planned instalments"), "instalments": [[f"{part.number}", _money(part.amount), part.condition, day_words(part.due_on)] for part in instalments],
            "signatures": [_("The person"), _("The worker")] if one.state in PLANNED else []}


def _half(figures: Figures, first: int) -> dict:
    """Six months: rows of lines, then what they come to."""
    part = slice(first, first + MONTHS // 2)
    lines = [[line.name, *map(_money, line.months[part])] for line in figures.lines]
    sums = [[words, *map(_money, row[part])] for words, row in ((_("Income"), figures.income), (_("Costs"), figures.costs), (_("Left of the month"), figures.net), (_("Balance at the end"), figures.balance))]
    return {"months": [str(n) for n in range(first + 1, first + 7)], "lines": lines, "sums": sums}


def _facts(figures: Figures) -> list[tuple[str, str]]:
    month, lowest = figures.lowest
    never = _("not within the table")
    return [(_("Needed for the start"), _money(figures.start_up)), (_("What the person brings"), _money(figures.own)), (_("What is asked for"), _money(figures.asked)),
            (_("Lowest balance (month %(n)s)") % {"n": month}, _money(lowest)),
            (_("Sales of a month at break-even"), _money(figures.break_even_sales) if figures.break_even_sales is not None else never),
            (_("First month that covers its costs"), str(figures.break_even_month) if figures.break_even_month <= MONTHS else never),
            (_("Carries itself from month"), str(figures.sustaining_month) if figures.sustaining_month <= MONTHS else never)]


def _money(amount) -> str:
    return f"{amount:,.2f}".removesuffix(".00")
