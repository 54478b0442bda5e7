"""The evidence beside the criteria of closing, gathered from the packages that hold it."""
from django.utils.translation import gettext as _

from amana.casework.cases import queries as cases
from amana.casework.cases.rules.closing import Evidence, Met
from amana.ground.access.rules import Section
from amana.services.psychosocial import queries as care
from amana.services.psychosocial.rules import GoalState
from amana.services.reintegration import queries as reintegration


def of_case(head: cases.Head) -> dict[str, Evidence]:
    """Criterion → what the file holds; empty for a case that is not followed up after a return."""
    found = reintegration.evidence(head)
    return found | {"psychosocial_goals": _goals(head)} if found else {}


def _goals(head: cases.Head) -> Evidence:
    """How many of which kind, for who reads the section; for everybody else not even whether there are any."""
    if not head.sight.shows(Section.PSYCHOSOCIAL):
        return Evidence(None)
    states = [one.state for one in care.aims(head.case.pk)]
    if not states:
        return Evidence([_("No goal is set.")])
    counted = _("Reached: %(reached)s, being worked on: %(open)s, dropped: %(dropped)s") % {
        "reached": states.count(GoalState.REACHED), "open": states.count(GoalState.OPEN), "dropped": states.count(GoalState.DROPPED)}
    return Evidence([counted], Met.NOT_MET if GoalState.OPEN in states else Met.MET)
