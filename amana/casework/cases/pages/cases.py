"""The list of cases, opening one, and the decision on its risk."""
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said, already, asking, back_from, head_for, said
from amana.casework.cases.rules import CONTACT_WORDS, CaseState, RiskLevel, risk_rules
from amana.casework.consent import queries as consents
from amana.casework.registry import queries as registry
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden, attempt, clock
from amana.ground.rows.doors import page
from amana.lib.core.errors import Refused


@page(may="note")
def cases(request: HttpRequest) -> HttpResponse:
    """Cases within reach, narrowed by the address: state, risk, worker."""
    workers = queries.workers_in_reach() if request.actor.may("assign") else []
    form = forms.Filters(request.GET, states=CaseState.choices, workers=workers)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.my_cases(
        states=(chosen["state"],) if chosen.get("state") else queries.AT_WORK, risk=chosen.get("risk", ""),
        staff_id=UUID(chosen["worker"]) if chosen.get("worker") else None, after=request.GET.get("after", ""))
    audit.record_listing([one.case.person_id for one in found.cases], sections=request.actor.reads & (Section.IDENTITY | Section.SOCIAL))
    narrowed = {name: value for name, value in chosen.items() if value}
    return render(request, "cases/cases.html", {
        "cases": found.cases, "form": form, "is_narrowed": bool(narrowed), "is_first": "after" not in request.GET, "now": clock(),
        "shows_worker": request.actor.may("assign"), "next_url": _with(request, after=found.after) if found.after else ""})


@page(may="open")
def open_case(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A case on a record of the actor's reach; without a ground the page leads to consent."""
    file = registry.file(person_id)
    if not file.sight.writable or not file.sight.own or not file.sight.near or file.sight.needs:
        raise Hidden
    has_ground, refused, other = consents.may_work(person_id, request.actor.organisation_id, clock()), "", None
    if request.method == "POST":
        try:
            with attempt():
                made = actions.open_case(person_id, by=request.actor)
        except Refused as error:
            refused, (other, move) = error.code, queries.open_case_of(person_id) or (None, None)
            if error.code not in ("case_ground", "case_open_already", "own_record"):
                raise
            if error.code == "case_open_already":
                messages.error(request, already(move))
        else:
            messages.success(request, _("The case is open. Its number is %(number)s. Decide the risk first.") % {"number": made.number})
            return redirect("case", made.pk)
    return render(
        request,
        "cases/open.html",
        {
            "file": file,
            "has_ground": has_ground and refused != "case_ground",
            "refused": refused,
            "other": other,
            "consents_url": _consents_url(person_id),
            "back": reverse("person", args=[person_id]),
        },
        status=409 if refused else 200,
    )


@page(may="note")
def decide_risk(request: HttpRequest, case_id: UUID) -> HttpResponse:
    head = head_for(request, case_id, "risk")
    initial = {"level": head.risk.level, "reasons": head.risk.reasons} if head.risk else None
    form = forms.Risk(request.POST or None, initial=initial)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.decide_risk(head.case, **given, by=request.actor)):
        said(request, _("The risk is decided. The first action is due as the level asks."))
        return redirect(back_from(request, "case", case_id))
    return asking(request, head, form, title=_("Decide the risk"), submit=_("Save"), back=back_from(request, "case", case_id), template="cases/risk.html",
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


def _with(request: HttpRequest, **values: str) -> str:
    query = request.GET.copy()
    for name, value in values.items():
        query[name] = value
    return f"?{query.urlencode()}"
