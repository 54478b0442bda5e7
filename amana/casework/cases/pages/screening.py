"""Screening for vulnerability: the questions, what they showed so far, and the rule behind the suggestion."""
from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.cases import actions, forms, queries
from amana.casework.cases.pages.frame import Said, asking, head_for, said, shown
from amana.casework.cases.rules import RiskLevel
from amana.casework.cases.rules.screening import Level, Rule, Step, Weighs, rule_on
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden, clock
from amana.ground.rows.doors import page
from amana.ground.shell.values import reading_language
from amana.lib.core.dates import cairo_day

REASONS_AT_MOST = 1000  # characters of the field that they are brought into


@page(may=None)
def screenings(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The latest with its profile and what changed, then the earlier ones."""
    head = queries.head(case_id)
    if not head.sight.shows(Section.SOCIAL):
        raise Hidden
    found = queries.screenings(case_id)
    names = queries.staff_of_memberships({one.row.made_by for one in found})
    return shown(request, "cases/screenings.html", head, "screenings", sections=Section.SOCIAL,
                 found=[_told(one, names.get(one.row.made_by, "")) for one in found])


@page(may="note")
def screen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One answer for each factor; then a person decides the level."""
    head = head_for(request, case_id, "screening")
    latest = queries.latest_screening(case_id)
    form = forms.Screening(request.POST or None, rule=rule_on(head.today), initial=latest.row.answered if latest else None)
    form.refusals = Said(case_id)
    if form.carried_out(lambda **given: actions.screen(head.case, **given, by=request.actor)):
        said(request, _("The screening is saved. Now decide the level: you decide, the rule only suggests."))
        return redirect(f"{reverse('decide_risk', args=[case_id])}?screening={form.outcome.pk}")
    return asking(request, head, form, title=_("Screening for vulnerability"), submit=_("Save and continue"), template="cases/screen.html",
                  back=reverse("case_screenings", args=[case_id]), before=latest)


@page(may="note")
def rule(request: HttpRequest) -> HttpResponse:
    """The rule of today in words, with its worked examples."""
    today = rule_on(cairo_day(clock()))
    return render(request, "cases/screening_rule.html", {
        "rule": today,
        "levels": [(level.label, today.of_level(level)) for level in Level],
        "steps": [(_level(step.level), step_words(step, today)) for step in today.steps],
        "examples": [(one.about, _level(one.suggests)) for one in today.examples]})


def asked_screening(case_id: UUID, key: str) -> queries.Screened | None:
    """The one that the address names. Raises Hidden for what is no key, Screening.DoesNotExist for what is hidden."""
    try:
        return queries.screening(case_id, UUID(key)) if key else None
    except ValueError:
        raise Hidden from None


def reasons_of(screened: queries.Screened) -> str:
    """What stands at risk, one on each line, as many as fit."""
    lines: list[str] = []
    for name in screened.names(Weighs.RISK):
        if sum(len(line) + 1 for line in (*lines, name)) <= REASONS_AT_MOST:
            lines.append(name)
    return "\n".join(lines)


def why_words(screened: queries.Screened) -> str:
    """Why the rule suggests that level, or none."""
    because = screened.row.because
    names = _listed(map(screened.rule.name, because["codes"]))
    if because["reached"] is not None:
        return _("The four levels add up to %(score)s.") % {"score": f"\u2066{_number(because['reached'])}\u2069"}
    if names:
        return _("This alone is enough: %(names)s.") % {"names": names}
    asked = because["asked"] or 0
    words = {"n": asked}
    if screened.row.suggested:
        return ngettext("%(n)s factor was looked at, and none weighs much.", "%(n)s factors were looked at, and none weighs much.", asked) % words
    return ngettext("Only %(n)s factor was looked at: too little to suggest a level.",
                    "Only %(n)s factors were looked at: too little to suggest a level.", asked) % words


def step_words(step: Step, rule: Rule) -> str:
    """One line of the rule."""
    if step.any_of:
        return _("One of these is a risk: %(names)s.") % {"names": _listed(map(rule.name, step.any_of))}
    if step.score is not None:
        return _("The four levels add up to %(score)s or more.") % {"score": f"\u2066{_number(step.score)}\u2069"}
    return ngettext("Nothing of this, and at least %(n)s factor was looked at.", "Nothing of this, and at least %(n)s factors were looked at.",
                    step.asked or 0) % {"n": step.asked}


def _told(one: queries.Screened, by: str) -> dict:
    words = dict(Weighs.choices)
    return {
        "screened": one, "by": by, "why": why_words(one), "level": _level(one.row.suggested),
        "profile": [(level.label, score, len(one.rule.of_level(level)), _number(score)) for level, score in one.profile.items()],
        "risks": one.names(Weighs.RISK), "protective": one.names(Weighs.PROTECTIVE),
        "changes": [(one.rule.name(code), words.get(was, _("not asked")), words.get(now, _("not asked")), now) for code, was, now in one.changes]}


def _level(code: str) -> str:
    return str(RiskLevel(code).label) if code else _("No suggestion")


def _number(value: Decimal | str) -> str:
    return f"{Decimal(value).normalize():f}"


def _listed(names: Iterable[str]) -> str:
    return ("، " if reading_language() == "ar" else ", ").join(names)
