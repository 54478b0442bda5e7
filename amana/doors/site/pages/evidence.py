"""The evidence beside the criteria of closing, gathered from the packages that hold it."""
from django.utils.translation import gettext as _

from amana.casework.assessments import queries as assessments
from amana.casework.cases import queries as cases
from amana.casework.cases.pages.frame import SENTENCES
from amana.casework.cases.rules.closing import Evidence, Met
from amana.casework.referral import queries as referrals
from amana.casework.referral.rules import OPEN
from amana.ground.access.rules import Section
from amana.services.psychosocial import queries as care
from amana.services.psychosocial.rules import GoalState
from amana.services.reintegration import queries as reintegration


def of_case(head: cases.Head) -> dict[str, Evidence]:
    """Criterion → what the file holds: of any case the referrals that are open, of one that is followed up after a return the rest. And the alarm that bars closing."""
    found = reintegration.evidence(head)
    return (found | {"psychosocial_goals": _goals(head)} if found else {}) | _referrals(head) | _alarms(head)


def _referrals(head: cases.Head) -> dict[str, Evidence]:
    """Each that is open, which bars closing; nothing where none is."""
    lines = [" · ".join(filter(None, (one.referral.number, str(one.target.to_organisation) if one.target else "", one.referral.get_state_display())))
             for one in referrals.of_case(head.case.pk) if one.referral.state in OPEN]
    return {"referrals_ended": Evidence(lines, Met.NOT_MET)} if lines else {}


def _alarms(head: cases.Head) -> dict[str, Evidence]:
    """Only that one stands: its reason stays with who reads it."""
    return {"alarm_open": Evidence([str(SENTENCES["alarm_open"])], Met.NOT_MET)} if assessments.open_alarms(case_id=head.case.pk) else {}


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
