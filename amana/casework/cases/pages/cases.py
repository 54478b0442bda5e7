"""The list of cases, opening one, and the decision on its risk."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.listing import wanted
from amana.casework.cases.pages.frame import OPENING, Said, already, asking, back_from, head_for, said
from amana.casework.cases.pages.screening import asked_screening, reasons_of, why_words
from amana.casework.cases.rules import CONTACT_WORDS, CaseSort, RiskLevel, risk_rules
from amana.casework.consent import queries as consents
from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.lists import pages as lists
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.rows.doors import page
from amana.ground.shell.lists import COUNTED, turned, url_with
from amana.ground.shell.values import count_text
from amana.lib.core.errors import Refused


@page(may="note")
def cases(request: HttpRequest) -> HttpResponse:
    """Cases within reach, narrowed and sorted by the address, a part of the list at a time."""
    tools = lists.tools(request, "cases")
    found = queries.my_cases(request.actor, wanted(tools.chosen), lists.place(request))
    audit.record_listing([one.case.person_id for one in found.rows], sections=request.actor.reads & (Section.IDENTITY | Section.SOCIAL))
    return render(request, "cases/cases.html", {
        "tools": tools, "form": tools.form, "cases": found.rows, "found": found,
        "leads": request.actor.may("assign"), "may_together": request.actor.may("task"), "total_words": total_words(found.total), "sorts": _sorts(request, tools.chosen), **turned(request, found)})


def total_words(total: int | None) -> str:
    """248 cases; more than 300."""
    if total is None:
        return _("More than %(n)s cases") % {"n": count_text(COUNTED)}
    return ngettext("%(n)s case", "%(n)s cases", total) % {"n": count_text(total)}


def _sorts(request: HttpRequest, said: dict) -> dict[str, dict]:
    """For the heads of the columns that the list can be sorted by: where a press leads, and how it is sorted now."""
    now = said.get("sort", CaseSort.NEWEST)
    opened = {CaseSort.NEWEST: "descending", CaseSort.OLDEST: "ascending"}.get(now, "")
    return {"opened": {"url": url_with(request, sort="oldest" if now == CaseSort.NEWEST else ""), "is": opened},
            "due": {"url": url_with(request, sort="" if now == CaseSort.DUE else "due"), "is": "ascending" if now == CaseSort.DUE else ""},
            "risk": {"url": url_with(request, sort="" if now == CaseSort.RISK else "risk"), "is": "descending" if now == CaseSort.RISK else ""}}


@page(may="open")
def open_case(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A case on a record of the actor's reach; without a ground the page leads to consent."""
    file = registry.file(person_id)
    if not file.sight.edit:
        raise Hidden
    has_ground, refused, other = consents.may_work(person_id, request.actor.organisation_id, clock()), "", None
    if request.method == "POST":
        try:
            with attempt():
                made = actions.open_case(person_id, by=request.actor)
        except Refused as error:
            refused, (other, move) = error.code, queries.open_case_of(person_id) or (None, None)
            if error.code not in OPENING:
                raise
            if error.code == "case_open_already":
                messages.error(request, already(move))
        else:
            next_step = _("Decide the risk first.") if request.actor.writes & Section.SOCIAL else _("A colleague who writes the social section decides the risk.")
            messages.success(request, " ".join((_("The case is open. Its number is %(number)s.") % {"number": made.number}, next_step)))
            return redirect("case", made.pk)
    return render(
        request,
        "cases/open.html",
        {
            "file": file,
            "has_ground": has_ground and refused != "case_ground",
            "refused": refused,
            "why": OPENING[refused][1] if refused else "",
            "other": other,
            "consents_url": _consents_url(person_id),
            "back": reverse("person", args=[person_id]),
        },
        status=409 if refused else 200,
    )


@page(may="note")
def decide_risk(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """By a person, with reasons; `?screening=` brings along what a screening suggests."""
    head = head_for(request, case_id, "risk")
    screened = asked_screening(case_id, request.GET.get("screening", ""))
    initial = {"level": head.risk.level, "reasons": head.risk.reasons} if head.risk else {}
    if screened:
        initial = {"level": screened.row.suggested or initial.get("level"), "reasons": reasons_of(screened)}
    form = forms.Risk(request.POST or None, initial=initial)
    form.refusals = Said(case_id)
    screening_id = screened.row.pk if screened else None
    if form.carried_out(lambda **given: actions.decide_risk(head.case, **given, screening_id=screening_id, by=request.actor)):
        said(request, _("The risk is decided. The first action is due as the level asks."))
        return redirect(back_from(request, "case", case_id))
    return asking(request, head, form, title=_("Decide the risk"), submit=_("Save"), back=back_from(request, "case", case_id), template="cases/risk.html",
                  screened=screened, why=why_words(screened) if screened else "",
                  levels=[(radio, *level_words(radio.data["value"])) for radio in form["level"]], history=queries.risk_history(case_id),
                  status_words=_("Draft: to be confirmed by the ministry"))


def level_words(level: str) -> tuple[str, str]:
    """The level and its response times in words, from the reference data."""
    rule = risk_rules()[level]
    words = {"first": span_words(*rule.first_action), "contact": CONTACT_WORDS.get(rule.contact, rule.contact), "review": span_words(*rule.review)}
    return RiskLevel(level).label, _("First action within %(first)s; %(contact)s; review within %(review)s.") % words


def span_words(amount: int, unit: str, clock_kind: str) -> str:
    if unit == "hours":
        return ngettext("%(n)s hour", "%(n)s hours", amount) % {"n": amount}
    if clock_kind == "working":
        return ngettext("%(n)s working day", "%(n)s working days", amount) % {"n": amount}
    return ngettext("%(n)s day", "%(n)s days", amount) % {"n": amount}


def _consents_url(person_id: UUID) -> str:
    """Where consent is taken, from the day that page exists."""
    try:
        return reverse("consents", args=[person_id])
    except NoReverseMatch:
        return ""

