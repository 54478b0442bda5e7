import pytest

from amana.casework.registry.models import Holding, Identity, Person
from amana.ground.rows.acting import Forbidden, NobodyActs, acting
from tests import builders as make

pytestmark = pytest.mark.django_db


def test_whoever_registers_sees_the_person_and_her_number():
    worker = make.member()
    person = make.person(worker)
    with acting(worker.cookie):
        assert Person.objects.get(pk=person).number.startswith("AM-")
        assert Identity.objects.get(pk=person).full_name == "هناء سعيد الشاذلي"
        assert Holding.objects.get(pk=person).team_id == worker.team.id


def test_another_organisation_finds_nothing():
    person = make.person(make.member())
    with acting(make.member().cookie):
        assert not Person.objects.filter(pk=person).exists()
        assert not Identity.objects.filter(pk=person).exists()
        assert not Holding.objects.filter(pk=person).exists()


def test_a_role_without_the_verb_registers_nobody():
    desk = make.member("desk_officer")
    with pytest.raises(Forbidden):
        make.person(desk)


def test_without_a_session_nobody_acts_and_no_rows_are_seen():
    make.person(make.member())
    with pytest.raises(NobodyActs), acting("no such cookie"):
        pass
