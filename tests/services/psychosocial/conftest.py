"""A case whose owner has brought in a counsellor of her team, who leads to a clinical supervisor."""
import pytest

from amana.casework.cases import actions as cases
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from tests import builders as make


@pytest.fixture
def owner():
    return make.member(name="مها القنطري")


@pytest.fixture
def counsellor(owner):
    return make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams, name="هدى المنياوي")


@pytest.fixture
def clinician(owner):
    return make.member("clinical_supervisor", of=owner.organisation, teams=owner.teams, name="رانيا الدسوقي")


@pytest.fixture
def case(owner, counsellor):
    return shared(owner, counsellor)


def shared(owner, counsellor, **person):
    """A case of the owner's, to which the counsellor is added with what her role reads."""
    made = make.case(owner, make.person(owner, make.identity(**person)) if person else None)
    with acting(owner.cookie) as actor:
        cases.add_coworker(made, staff_id=counsellor.staff.pk, sections=int(Section.IDENTITY | Section.CONTACT | Section.SOCIAL | Section.PSYCHOSOCIAL), by=actor)
    return made
