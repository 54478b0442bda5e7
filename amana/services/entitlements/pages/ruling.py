"""Pages of the rules: read by all staff, drafted and published by the platform's administrator, who sees first what a change would do."""
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from amana.ground.rows.acting import clock
from amana.ground.rows.doors import page
from amana.lib import eligibility
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Unreadable
from amana.services.entitlements import actions, forms, queries


@page(may=None)
def rules(request: HttpRequest) -> HttpResponse:
    keeps = request.actor.may("reference_data")
    found = list(queries.in_force(cairo_day(clock())).values())
    return render(request, "entitlements/rules.html", {"rules": [(one, queries.drafts(one.code) if keeps else []) for one in found], "keeps": keeps})


@page(may=None)
def rule(request: HttpRequest, programme: str) -> HttpResponse:
    """The version in force with its worked examples, and every other one."""
    every = [one for one in queries.versions() if one.programme.code == programme]
    if not every:
        raise Http404
    shown = queries.version_in_force(programme, cairo_day(clock())) or every[-1]
    keeps = request.actor.may("reference_data")
    return render(request, "entitlements/rule.html", {"rule": shown.programme, "version": shown, "tried": eligibility.tried(shown.programme, eligibility.facts()), "facts": eligibility.facts(),
                                                      "others": [one for one in every if one.programme.key != shown.programme.key], "keeps": keeps, "drafts": queries.drafts(programme) if keeps else []})


@page(may="reference_data")
def draft_rule(request: HttpRequest, programme: str) -> HttpResponse:
    """Begins from the text of the version in force."""
    version = queries.version_in_force(programme, cairo_day(clock()))
    if version is None:
        raise Http404
    return _written(request, programme, version.text, None)


@page(may="reference_data")
def change_draft(request: HttpRequest, rule_draft_id: UUID) -> HttpResponse:
    draft = queries.draft(rule_draft_id)
    return _written(request, draft.programme, draft.text, draft)


def _written(request: HttpRequest, programme: str, text: str, replaced) -> HttpResponse:
    """By labelled fields where the text is understood whole; as text for who wants it, and for what is written otherwise."""
    parts, why = eligibility.parts(text), replaced.why if replaced else ""
    as_text = parts is None or "text" in request.POST or request.GET.get("as") == "text"
    form = forms.Rule(request.POST or None, initial={"text": text, "why": why}) if as_text else forms.RuleParts(request.POST or None, text=text, parts=parts, facts=eligibility.facts(), why=why)
    faults: list[dict] = []
    try:
        if form.carried_out(lambda **given: actions.draft_rule(programme, **given, replaces=replaced, by=request.actor)):
            messages.success(request, _("The draft is saved. It holds nowhere before it is published."))
            return redirect("rule_draft", form.outcome.pk)
    except Unreadable as error:
        written = form.given()["text"]
        lines = written.splitlines()
        numbers = sorted((eligibility.line_of(written, fault), fault.detail) for fault in error.params["faults"])
        faults = [{"line": number, "detail": detail, "text": lines[number - 1] if number <= len(lines) else ""} for number, detail in numbers]
        form.add_error("text" if as_text else None, _("Not saved: the text is no rule yet. Each line that is wrong stands above."))
    return render(request, "entitlements/write_rule.html", {"form": form, "faults": faults, "programme": queries.names([programme])[programme], "draft": replaced, "as_text": as_text, "has_fields": parts is not None}, status=200)


@page(may="reference_data")
def draft(request: HttpRequest, rule_draft_id: UUID) -> HttpResponse:
    """Its worked examples, what it would change for households that were screened, and publishing."""
    row, today = queries.draft(rule_draft_id), cairo_day(clock())
    asked = eligibility.facts()
    try:
        read = eligibility.read(row.text, asked)
    except Unreadable:  # the questions of the program have changed since
        return redirect("change_rule_draft", rule_draft_id)
    version = queries.version_in_force(row.programme, today)
    before = version.programme if version else None
    form = forms.Publication(request.POST or None, today=today)
    if form.carried_out(lambda **given: actions.publish_rule(row, **given, by=request.actor)):
        messages.success(request, _("Published. Screenings from that day on use it; those that were made keep their version."))
        return redirect("eligibility_rule", row.programme)
    tried, effects = eligibility.tried(read, asked), queries.effect(before, read)
    return render(request, "entitlements/draft.html", {
        "draft": row, "rule": read, "before": before, "form": form, "tried": tried, "all_hold": all(one.holds for one in tried), "facts": asked, "effects": effects,
        "changed": sum(one.households for one in effects if one.was != one.becomes), "same": sum(one.households for one in effects if one.was == one.becomes)})


@page(may="reference_data")
def withdraw_draft(request: HttpRequest, rule_draft_id: UUID) -> HttpResponse:
    row = queries.draft(rule_draft_id)
    form = forms.Withdrawal(request.POST or None)
    if form.carried_out(lambda **given: actions.withdraw_rule(row, **given, by=request.actor)):
        messages.success(request, _("The draft is given up."))
        return redirect("eligibility_rule", row.programme)
    return render(request, "entitlements/withdraw_rule.html", {"form": form, "draft": row, "programme": queries.names([row.programme])[row.programme]})
