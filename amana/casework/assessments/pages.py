"""Pages of assessments: what a case has and what is due, the form of an instrument, a result with its decision, and an alarm."""
from contextlib import suppress
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from amana.casework.assessments import actions, forms, queries
from amana.casework.assessments.rules import section_of
from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import Said, asking, said, shown
from amana.casework.registry import codes
from amana.ground.access.rules import SECTION_NAMES, Section
from amana.ground.rows.acting import Hidden, attempt
from amana.ground.rows.doors import page
from amana.ground.shell.values import reading_language
from amana.lib import scoring
from amana.lib.core.dates import PartialDate
from amana.lib.scoring import Instrument


@page(may=None)
def assessments(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What is due, what was asked by instrument with its line over time, and what can be asked."""
    head = cases.head(case_id)
    if not head.sight.own or not head.sight.sections:
        raise Hidden
    found, may = queries.taken(case_id), may_assess(request, head)
    kinds: dict[str, list] = {}
    for one in found:
        kinds.setdefault(one.row.instrument, []).append(one)
    due = queries.due_in([_Working(head)], head.sight.writable, head.now) if may else []
    offered = [one for one in scoring.in_force(head.today) if head.sight.edits(section_of(one))] if may else []
    return shown(request, "assessments/assessments.html", head, "assessments", sections=sum({one.row.section for one in found}),
                 kinds=list(kinds.values()), due=due, offered=offered, drafts=queries.drafts(case_id) if may else (), alarms=queries.open_alarms(case_id=case_id))


@page(may="assess")
def record(request: HttpRequest, case_id: UUID, instrument: str, version: str) -> HttpResponse:
    """One page with all questions; what is filled in is kept by itself."""
    head, asked = to_write(request, case_id), _version(instrument, version)
    if not head.sight.edits(section_of(asked)):
        raise Hidden
    draft = queries.draft(case_id, asked)
    form = forms.Assessment(request.POST or None, initial=_unfilled(draft.content) if draft else None, instrument=asked, today=head.today,
                            age=queries.age_of(head.identity, head.today))
    if request.method == "POST" and (act := request.POST.get("act")):
        return _kept(request, head, asked, form, draft, act)
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if request.method == "POST" and form.carried_out(lambda **given: actions.record(head.case, asked, **given, draft=draft, by=request.actor)):
        return _recorded(request, head, form.outcome.pk, _("The assessment is saved."))
    return _form(request, head, form, asked, title=asked.title.said(reading_language()), draft=draft, is_kept=True)


@page(may="assess")
def correct(request: HttpRequest, case_id: UUID, assessment_id: UUID) -> HttpResponse:
    """The same form with what was answered; the earlier row is kept."""
    head, row = to_write(request, case_id), queries.assessment(case_id, assessment_id)
    asked = _version(row.instrument, row.version)
    if not head.sight.edits(Section(row.section)):
        raise Hidden
    initial = {"asked_on": PartialDate.on(row.asked_on), "language": row.language, "remarks": row.remarks, **forms.answered(row.answers)}
    form = forms.Correction(request.POST or None, initial=initial, instrument=asked, today=head.today, age=None)
    form.refusals = {**Said(case_id), **forms.REFUSALS}
    if form.carried_out(lambda **given: actions.correct(row, asked, **given, by=request.actor)):
        return _recorded(request, head, form.outcome.pk, _("The correction stands. What stood before is kept beside it."))
    return _form(request, head, form, asked, title=_("Correct an assessment"), row=row, corrected=queries.correction_of(row))


@page(may=None)
def assessment(request: HttpRequest, case_id: UUID, assessment_id: UUID) -> HttpResponse:
    """What it came to and why, what changed, and what was decided; here it is decided as well."""
    head = cases.head(case_id)
    row = queries.assessment(case_id, assessment_id)
    stands = row.replaced_at is None
    found = queries.taken(case_id)
    one = next((one for one in found if one.row.pk == row.pk), None) or queries.Taken(row, decisions=queries.decisions(row))
    decides = stands and may_assess(request, head) and head.sight.edits(Section(row.section))
    form = forms.Decision(request.POST or None)
    if decides and form.carried_out(lambda **given: actions.decide(row, **given, by=request.actor)):
        said(request, _("Your decision is saved."))
        return redirect("assessment", case_id, assessment_id)
    alarms, older = queries.alarms_of(row), queries.corrected(row)
    names = cases.staff_of_memberships({row.made_by, *(it.made_by for it in one.decisions), *(it.made_by for it in older), *(end.made_by for _alarm, end in alarms if end)})
    return shown(request, "assessments/assessment.html", head, "assessments", sections=row.section, one=one, row=row, names=names, alarms=alarms, older=older,
                 correction=None if stands else queries.correction_of(row), form=form if decides else None, decides=decides, section=SECTION_NAMES[Section(row.section)],
                 language_name=codes.name(row.language, "languages"), series=_series(found, row) if stands else [])


@page(may="assess")
def alarm(request: HttpRequest, case_id: UUID, alarm_id: UUID) -> HttpResponse:
    """The protocol in words, and what was done. Only who writes the section ends it."""
    head = to_write(request, case_id)
    found, section, row = queries.alarm(case_id, alarm_id)
    if not head.sight.edits(Section(section)):
        raise Hidden
    back = reverse("assessment", args=[case_id, row.pk]) if row else reverse("case", args=[case_id])
    form = forms.AlarmEnd(request.POST or None)
    if form.carried_out(lambda **given: actions.end_alarm(found, section=section, **given, by=request.actor)):
        said(request, _("What was done is recorded. The flag on the case is gone."))
        return redirect(back)
    return asking(request, head, form, title=_("Safety protocol"), submit=_("This was done: end the alarm"), template="assessments/alarm.html", back=back, alarm=found,
                  one=queries.Taken(row) if row else None, plans_safety=request.actor.may("counsel") and head.sight.edits(Section.PSYCHOSOCIAL))


class _Working:
    """A case as `queries.due_in` asks for it."""

    def __init__(self, head: cases.Head):
        self.case_id, self.person_id, self.state, self.opened_at = head.case.pk, head.person_id, head.case.state, head.case.made_at


def may_assess(request: HttpRequest, head: cases.Head) -> bool:
    return request.actor.may("assess") and bool(head.sight.writable) and head.is_open


def to_write(request: HttpRequest, case_id: UUID) -> cases.Head:
    head = cases.head(case_id)
    if not may_assess(request, head):
        raise Hidden
    return head


def _version(instrument: str, version: str) -> Instrument:
    try:
        return scoring.version_of(instrument, version)
    except KeyError:
        raise Http404 from None


def _recorded(request: HttpRequest, head: cases.Head, key: UUID, done: str) -> HttpResponse:
    said(request, done)
    found = [one for one in queries.open_alarms(case_id=head.case.pk) if one.assessment_id == key]
    return redirect("alarm", head.case.pk, found[0].pk) if found else redirect("assessment", head.case.pk, key)


def _kept(request: HttpRequest, head: cases.Head, asked: Instrument, form: forms.Assessment, draft, act: str) -> HttpResponse:
    """By itself, or because she goes away; or no longer."""
    if act == "drop":
        if draft:
            actions.drop_draft(draft, by=request.actor)
        said(request, _("The draft is deleted."))
        return redirect("case_assessments", head.case.pk)
    content = form.half_filled()
    if content["answers"] or draft:
        with attempt():
            made = actions.keep_draft(head.case, asked, content, draft=draft, by=request.actor)
        left_out = content["answers"].keys() - made.content["answers"].keys()
    else:
        left_out = set()
    if act == "autosave":
        return render(request, "assessments/saved.html", {"saved_at": head.now if content["answers"] or draft else None, "left_out": left_out})
    said(request, _("Kept as a draft for 14 days. Only you see it."))
    return redirect("case_assessments", head.case.pk)


def _unfilled(content: dict) -> dict:
    """A draft as initial values of a form without faults."""
    said_before = content.get("said", {})
    parts = [int(said_before.get(f"asked_on_{part}") or 0) if str(said_before.get(f"asked_on_{part}", "")).isdigit() else 0 for part in ("year", "month", "day")]
    initial = forms.answered(content.get("answers", {})) | {name: said_before[name] for name in ("language", "remarks") if name in said_before}
    with suppress(ValueError):  # a day that is none stays today's
        initial["asked_on"] = PartialDate.of(*parts)
    return initial


def _form(request: HttpRequest, head: cases.Head, form: forms.Assessment, asked: Instrument, *, title: str, **context) -> HttpResponse:
    in_force = {one.name for one in scoring.in_force(head.today)}
    return asking(request, head, form, title=title, submit=_("Save"), back=reverse("case_assessments", args=[head.case.pk]), template="assessments/form.html", asked=asked,
                  section=SECTION_NAMES[section_of(asked)], is_over=asked.name not in in_force, **context)


def _series(found: list[queries.Taken], row) -> list[queries.Taken]:
    """Of the same form, the earliest first."""
    return [one for one in reversed(found) if one.row.instrument == row.instrument]
