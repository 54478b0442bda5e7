"""A psychosocial worker and her case, and colleagues on both sides of the wall."""
from datetime import date

import pytest

from amana.casework.assessments import actions
from amana.casework.cases import actions as cases
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.lib import scoring
from tests import builders as make

DAY = date(2026, 11, 20)
PHQ9 = scoring.version_of("phq9", "1")
ITEMS = list(PHQ9.items)
CLINICAL = Section.IDENTITY | Section.CONTACT | Section.SOCIAL | Section.PSYCHOSOCIAL


def phq9(total=9, last="0", **more):
    """Answers that come to the total, without the last question; `more`: by item."""
    threes, rest = divmod(total, 3)
    figures = [3] * threes + ([rest] if rest else [])
    return {**{code: str(figures[n] if n < len(figures) else 0) for n, code in enumerate(ITEMS[:-1])}, ITEMS[-1]: last} | more


def recorded(by, case, answers=None, *, instrument=PHQ9, on=DAY, remarks="", draft=None):
    with acting(by.cookie) as actor:
        return actions.record(case, instrument, answers=phq9() if answers is None else answers, asked_on=on, language="arz", remarks=remarks, draft=draft, by=actor)


def sent(answers=None, *, on=DAY, **more):
    """What the form sends."""
    return {**{f"item_{code}": answer for code, answer in (phq9() if answers is None else answers).items()}, "asked_on_day": str(on.day), "asked_on_month": str(on.month),
            "asked_on_year": str(on.year), "language": "arz", "remarks": "", **more}


@pytest.fixture
def worker():
    return make.member("psychosocial_worker", name="ندى الصاوي")


@pytest.fixture
def case(worker):
    return make.case(worker)


@pytest.fixture
def chief(worker):
    """The clinical supervisor of her team."""
    return make.member("clinical_supervisor", of=worker.organisation, teams=worker.teams, name="هالة منصور")


@pytest.fixture
def supervisor(worker):
    """Of the same team, on the other side of the wall."""
    return make.member("supervisor", of=worker.organisation, teams=worker.teams, name="سلوى الريحاني")


@pytest.fixture
def caseworker(worker):
    return make.member("caseworker", of=worker.organisation, teams=worker.teams, name="مها القنطري")


@pytest.fixture
def shared_case(caseworker, worker):
    """The case worker's case, in which the psychosocial worker helps."""
    made = make.case(caseworker)
    with acting(caseworker.cookie) as actor:
        cases.add_coworker(made, staff_id=worker.staff.pk, sections=CLINICAL, by=actor)
    return made
