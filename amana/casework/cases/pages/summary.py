"""The summary of a case as PDF. The words come from here, the form from papers/summary.typ; restricted sections never stand on it."""
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from amana.casework.cases import actions, queries
from amana.casework.cases.pages.cases import level_words
from amana.casework.cases.rules.screening import Weighs
from amana.casework.consent.pages.paper import in_its_language
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Hidden
from amana.ground.rows.doors import page
from amana.ground.shell import paper as papers
from amana.ground.shell.values import day_words, reading_language
from amana.lib.core.dates import cairo_day

SOURCE = Path(__file__).parents[1] / "papers" / "summary.typ"
NOTES = 5


@page(may=None)
@in_its_language
def case_summary(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What the reader reads of the social section, without a name: papers get lost."""
    file = queries.case_file(case_id)
    if not file.sight.own:
        raise Hidden
    social = file.sight.shows(Section.SOCIAL)
    audit.record_reading(file.person_id, sections=Section.SOCIAL if social else 0, case=case_id)
    number = actions.print_summary(file.case, sections=Section.SOCIAL if social else Section(0), by=request.actor)
    language = reading_language()
    made = papers.typeset(
        SOURCE,
        papers.Sheet(title=_("Summary of the case"), language=language, organisation=getattr(request.actor, f"organisation_name_{language}"), number=number,
                     printed_on=file.today),
        {"words": _words(social=social), "number": file.case.number, "facts": _facts(file), "reasons": file.risk.reasons.splitlines() if file.risk else [],
         "screening": _screening(file.screened), "goals": [_goal(goal, file.staff) for goal in file.plan.goals_read] if file.plan else [],
         "tasks": [[task.words, day_words(cairo_day(task.due_at)), file.staff.get(task.staff_id, "")] for task in file.tasks],
         "notes": _notes(case_id) if social else []})
    return papers.response(made, name=f"summary-{number}")


def _words(*, social: bool) -> dict:
    """Where nothing stands: that there is nothing yet, or to who does not read the section, that it is not hers to read."""
    closed = _("Nothing here that you may read.")
    return {"number": _("Number of the case"), "no_name": _("No name stands here: papers get lost. Restricted sections never stand on it."), "risk": _("Reasons of the risk"),
            "screening": _("Screening for vulnerability"), "plan": _("Plan"), "own_words": _("In the person's own words:"), "tasks": _("Next steps"), "notes": _("Latest notes"),
            "no_plan": _("No plan with goals yet.") if social else closed, "no_tasks": _("No open task.") if social else closed, "no_notes": _("No note yet.") if social else closed, "draft": _("Response times and the screening are drafts: to be confirmed by the ministry."),
            "who": _("Who"), "when": _("When"), "state": _("State")}


def _facts(file: queries.CaseFile) -> list[list[str]]:
    facts = [[_("State"), file.case.get_state_display()], [_("Opened on"), day_words(cairo_day(file.case.made_at))]]
    if file.owner:
        facts.append([_("Worker"), file.staff.get(file.owner.staff_id, "")])
        facts.append([_("Team"), str(file.owner.team)])
    if file.risk:
        facts.append([_("Risk"), f"{file.risk.get_level_display()} · {level_words(file.risk.level)[1]}"])
        facts.append([_("Next review"), day_words(file.risk.review_on)])
    if file.case.reason:
        facts.append([_("Why it closes"), file.case.get_reason_display()])
    return [[str(label), str(value)] for label, value in facts]


def _screening(screened: queries.Screened | None) -> list[list]:
    if screened is None:
        return []
    listed = [[_("At risk"), screened.names(Weighs.RISK)], [_("Protective factors"), screened.names(Weighs.PROTECTIVE)]]
    return [[day_words(cairo_day(screened.row.made_at)), []], *([str(label), names] for label, names in listed if names)]


def _goal(goal, staff: dict[UUID, str]) -> dict:
    return {"title": goal.title, "dimension": str(goal.get_dimension_display()), "own_words": goal.own_words, "actions": [
        [action.title, staff.get(action.staff_id, "") or action.done_by, day_words(action.due_on) if action.due_on else "", str(action.get_state_display())]
        for action in goal.actions_read]}


def _notes(case_id: UUID) -> list[list[str]]:
    social = [note for note in queries.notes(case_id, at_most=NOTES * 6) if note.section == Section.SOCIAL][:NOTES]
    return [[day_words(cairo_day(note.happened_at)), str(note.get_kind_display()), note.body] for note in social]
