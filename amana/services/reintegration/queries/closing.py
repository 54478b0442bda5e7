"""What the file of a reintegration case holds for each criterion of closing. A suggestion; a person decides."""
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.assessments import queries as assessments
from amana.casework.cases import queries as cases
from amana.casework.cases.rules import ActionState, RiskLevel
from amana.casework.cases.rules.closing import Evidence, Met
from amana.ground.access.rules import Section
from amana.ground.shell.values import day_words, reading_language
from amana.services.reintegration.queries.calls import attempts, follow_up, reached_on, tries
from amana.services.reintegration.rules import VisitState, asked_not_to_be_called, closure_rule, timetable

if TYPE_CHECKING:
    from amana.casework.assessments.queries import Taken

SURVEY = "rss"


def evidence(head: cases.Head) -> dict[str, Evidence]:
    """Criterion → what the file holds; nothing for a case that is not followed up, or whose social section the reader does not read."""
    begun = follow_up(head.case.pk) if head.sight.shows(Section.SOCIAL) else None
    if begun is None:
        return {}
    surveys = [one for one in assessments.taken(head.case.pk) if one.row.instrument == SURVEY]
    return {"no_open_action": _actions(head), "sustainability": _sustainability(surveys, head.today), "income_stable": _income(surveys),
            "housing": _housing(surveys), "contact_kept": _contact(head, begun.returned_on), "no_open_danger": _danger(head)}


def _actions(head: cases.Head) -> Evidence:
    plan, tasks = cases.current_plan(head.case.pk), cases.open_tasks_of(head.case.pk)
    actions = [action for goal in (plan.goals_read if plan else []) for action in goal.actions_read]
    done, going = (sum(one.state in states for one in actions) for states in ((ActionState.DONE,), (ActionState.PLANNED, ActionState.UNDER_WAY)))
    lines = [ngettext("%(n)s task is open", "%(n)s tasks are open", len(tasks)) % {"n": len(tasks)}]
    lines.append(_("Steps of the plan: %(done)s done, %(going)s still open") % {"done": done, "going": going} if plan else _("There is no plan"))
    return Evidence(lines, Met.NOT_MET if tasks or going else Met.MET)


def _sustainability(surveys: "list[Taken]", today: date) -> Evidence:
    if not surveys:
        return Evidence([_("The sustainability survey was never asked.")], Met.NOT_MET)
    rule, latest = closure_rule(), surveys[0]
    band = latest.row.scores.get("composite", {}).get("band")
    is_old = (today - latest.row.asked_on).days > rule["survey_months"] * 31
    lines = [_survey_words(one, "composite") for one in (latest, *surveys[1:2])]
    if is_old:
        lines.append(_("The latest survey is older than %(n)s months.") % {"n": rule["survey_months"]})
    return Evidence(lines, Met.MET if band in rule["bands"] and not is_old else Met.NOT_MET if band else "")


def _income(surveys: "list[Taken]") -> Evidence:
    """Two surveys far enough apart; other evidence of income a person adds."""
    scored = [one for one in surveys if one.row.scores.get("economic", {}).get("band")]
    if not scored:
        return Evidence([_("No survey says anything of the income.")], "")
    rule, latest = closure_rule(), scored[0]
    before = next((one for one in scored[1:] if (latest.row.asked_on - one.row.asked_on).days >= rule["income_months"] * 30), None)
    lines = [_survey_words(one, "economic") for one in (latest, before) if one]
    if before is None:
        lines.append(_("No other survey at least %(n)s months before it.") % {"n": rule["income_months"]})
        return Evidence(lines, "")
    return Evidence(lines, Met.MET if all(one.row.scores["economic"]["band"] in rule["income_bands"] for one in (latest, before)) else Met.NOT_MET)


def _housing(surveys: "list[Taken]") -> Evidence:
    rule, latest = closure_rule(), surveys[0] if surveys else None
    if latest is None or latest.instrument is None:
        return Evidence([_("No survey says anything of the housing.")], "")
    lines, points = [], []
    for code in rule["housing_topics"]:
        item = latest.instrument.items[code]
        option = item.options.get(latest.row.answers.get(code, ""))
        if option is not None and option.points is not None:
            lines.append(f"{item.topic.said(reading_language())}: {option.label.said(reading_language())}")
            points.append(option.points)
    if not points:
        return Evidence([_("The latest survey has no answer on housing.")], "")
    return Evidence([day_words(latest.row.asked_on), *lines], Met.MET if all(one >= Decimal(rule["housing_points"]) for one in points) else Met.NOT_MET)


def _contact(head: cases.Head, returned_on: date) -> Evidence:
    found = attempts(head.case.pk)
    reached = reached_on(found)
    kept = [one for one in timetable(returned_on, reached, head.today) if one.state == VisitState.KEPT]
    lines = [_("Last reached on %(day)s") % {"day": day_words(max(reached))} if reached else _("Never reached since the return."),
             _("Months kept: %(months)s") % {"months": "، ".join(str(one.number) for one in kept) if kept else _("none")}]
    if asked_not_to_be_called(tries(found)):
        lines.append(_("Asked not to be called."))
    is_near = bool(reached) and head.today - max(reached) <= timedelta(days=closure_rule()["contact_days"])
    return Evidence(lines, Met.MET if is_near else Met.NOT_MET)


def _danger(head: cases.Head) -> Evidence:
    """Of an alarm only that it is open: its reason stays with who reads it."""
    alarms, level = assessments.open_alarms(case_id=head.case.pk), head.risk.level if head.risk else ""
    lines = [str(RiskLevel(level).label) if level else _("Nobody has decided the risk yet.")]
    lines.append(ngettext("%(n)s alarm is open", "%(n)s alarms are open", len(alarms)) % {"n": len(alarms)} if alarms else _("No alarm is open."))
    return Evidence(lines, Met.MET if level == RiskLevel.LOW and not alarms else Met.NOT_MET)


def _survey_words(one: "Taken", dimension: str) -> str:
    shown = one.row.scores.get(dimension, {})
    if shown.get("score") is None:
        return _("%(day)s: no score") % {"day": day_words(one.row.asked_on)}
    bands = one.instrument.dimensions[dimension].bands if one.instrument else ()
    band = next((it.name.said(reading_language()) for it in bands if it.code == shown["band"]), shown["band"])
    return _("%(day)s: %(score)s, %(band)s") % {"day": day_words(one.row.asked_on), "score": f"\u2066{shown['score']}\u2069", "band": band}
