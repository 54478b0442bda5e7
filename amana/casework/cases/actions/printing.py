"""Papers of a case."""
from amana.casework.cases.models import Case
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor
from amana.lib.core.ids import new_number


def print_summary(case: Case, *, sections: Section, by: Actor) -> str:
    """The number of a print, on record with the sections that stand on it."""
    number = new_number("V")
    audit.record("case.summary_printed", case.pk, sections=sections, print_number=number)
    return number
