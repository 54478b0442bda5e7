"""Two who do the same at once, through committed transactions: exactly one succeeds."""
import pytest

from amana.casework.cases import actions
from amana.casework.cases.models import CaseStep, PlanStep
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 5


def submitted(worker, case):
    with acting(worker.cookie) as actor:
        plan = actions.begin_plan(case, by=actor)
        actions.set_goal(plan, dimension="social", title="مسكن آمن", own_words="", by=actor)
        return actions.submit_plan(plan, by=actor)


def approve_plan(worker, case):
    plan = submitted(worker, case)
    return lambda actor: actions.approve_plan(plan, by=actor), lambda: PlanStep.objects.filter(plan_id=plan.pk, step="approve").count()


def approve_closure(worker, case):
    with acting(worker.cookie) as actor:
        actions.ask_closure(case, reason="goals_met", summary="تم", by=actor)
    return lambda actor: actions.approve_closure(case, by=actor), lambda: CaseStep.objects.filter(case_id=case.pk, step="approve_closure").count()


def hold(_worker, case):
    return lambda actor: actions.hold(case, by=actor), lambda: CaseStep.objects.filter(case_id=case.pk, step="hold").count()


@pytest.mark.parametrize("deed", [approve_plan, approve_closure, hold])
def test_of_two_at_once_exactly_one_succeeds(django_db_setup, django_db_blocker, deed):
    """Field report B46: a plan approved, a closure approved, a case put on hold by two in the same moment."""
    with django_db_blocker.unblock(), committed("two_at_once"):
        worker = make.member()
        pair = [make.member("supervisor", of=worker.organisation, teams=[worker.team], name=name) for name in ("سلوى", "نهى")]
        for _round in range(ROUNDS):
            step, count = deed(worker, make.case(worker))
            assert sorted(at_once(*(by(member, step) for member in pair))) == [False, True]
            assert count() == 1
