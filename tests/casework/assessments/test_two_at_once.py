"""Two who correct the same assessment, or say what was done on the same alarm, in the same moment: exactly one succeeds."""
import pytest
from django.db import transaction

from amana.casework.assessments import actions
from amana.casework.assessments.models import Alarm, AlarmEnd, Assessment
from amana.casework.cases.models import Task
from tests import builders as make
from tests.casework.assessments.conftest import DAY, PHQ9, phq9, recorded
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 5


@pytest.fixture
def two(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("assessed_at_once"):
        with transaction.atomic():
            worker = make.member("psychosocial_worker")
            chief = make.member("clinical_supervisor", of=worker.organisation, teams=worker.teams)
        yield worker, chief


def test_of_two_corrections_at_once_exactly_one_stands(two):
    worker, chief = two
    case = make.case(worker)
    for n in range(ROUNDS):
        first = recorded(worker, case, phq9(12))

        def correct(actor, first=first):
            actions.correct(first, PHQ9, answers=phq9(3), asked_on=DAY, language="arz", remarks="", why="خطأ", by=actor)
        assert sorted(at_once(by(worker, correct), by(chief, correct))) == [False, True]
        assert Assessment.objects.filter(case=case, replaced_at=None).count() == n + 1 and Assessment.objects.filter(replaces=first).count() == 1


def test_of_two_who_end_an_alarm_at_once_exactly_one_is_heard_and_two_alarms_at_once_make_one_task(two):
    worker, chief = two
    for _n in range(ROUNDS):
        case = make.case(worker)

        def ask(actor, case=case):
            actions.record(case, PHQ9, answers=phq9(last="1"), asked_on=DAY, language="arz", remarks="", by=actor)
        assert at_once(by(worker, ask), by(worker, ask)) == [True, True]
        assert Alarm.objects.filter(case=case).count() == 2 and Task.objects.filter(case=case, kind="alarm").count() == 1
        first = Alarm.objects.filter(case=case).first()

        def end(actor, first=first):
            actions.end_alarm(first, section=128, done="تم", by=actor)
        assert sorted(at_once(by(worker, end), by(chief, end))) == [False, True]
        assert AlarmEnd.objects.filter(alarm=first).count() == 1
