<<<<<<< HEAD
"""A case that changes hands in the moment in which its receiver is suspended: always one owner, and the suspended reads nothing. Committed transactions."""
=======
"""Two who do the same at once, through committed transactions: exactly one succeeds."""
>>>>>>> reports
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

<<<<<<< HEAD
from amana.casework.cases import actions as cases
from amana.casework.cases.models import Assignment, Case
from amana.ground.access import actions as access
from amana.ground.rows.acting import Hidden, NobodyActs, acting
=======
from amana.casework.cases import actions
from amana.casework.cases.models import CaseStep, PlanStep
from amana.ground.rows.acting import Hidden, acting
>>>>>>> reports
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.proof.clones import committed

ROUNDS = 5


<<<<<<< HEAD
@pytest.mark.parametrize("verb", ["hand_over", "assign"])
def test_handed_over_in_the_moment_of_a_suspension(django_db_setup, django_db_blocker, verb):
    """Handed over first: the case is hers, and her team goes on with it. Suspended first: refused, and it stays where it was."""
    with django_db_blocker.unblock(), committed("suspension"):
        worker = make.member()
        chief = make.member("supervisor", of=worker.organisation, teams=[worker.team])
        administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
        for _round in range(ROUNDS):
            case, receiver, start = make.case(worker), make.member("caseworker", of=worker.organisation, teams=[worker.team]), Barrier(2)

            def gives(case=case, receiver=receiver):
                with acting((worker if verb == "hand_over" else chief).cookie) as actor:
                    getattr(cases, verb)(case, team_id=worker.team.pk, staff_id=receiver.staff.pk, by=actor)

            def suspends(receiver=receiver):
                with acting(administrator.cookie) as actor:
                    access.suspend(receiver.membership, by=actor)

            def tried(act, start=start):
                start.wait()
                try:
                    act()
=======
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
            start = Barrier(2)

            def tried(member, step=step, start=start):
                start.wait()
                try:
                    with acting(member.cookie) as actor:
                        step(actor)
>>>>>>> reports
                    return True
                except (Hidden, Refused):
                    return False
                finally:
                    connections.close_all()

            with ThreadPoolExecutor(2) as pool:
<<<<<<< HEAD
                done = list(pool.map(tried, (gives, suspends)))
            assert done[1]
            owners = list(Assignment.objects.filter(case_id=case.pk, until_at=None).values_list("staff_id", flat=True))
            assert owners == [receiver.staff.pk if done[0] else worker.staff.pk]
            with pytest.raises(NobodyActs), acting(receiver.cookie):
                pass
            with acting(chief.cookie):
                assert Case.objects.filter(pk=case.pk).exists(), "never nobody"


def test_nobody_gives_a_case_to_whoever_is_suspended_already(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("suspension"):
        worker = make.member()
        administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
        receiver = make.member("caseworker", of=worker.organisation, teams=[worker.team])
        case = make.case(worker)
        with acting(administrator.cookie) as actor:
            access.suspend(receiver.membership, by=actor)
        with pytest.raises(Refused, match="team_member"), acting(worker.cookie) as actor:
            cases.hand_over(case, team_id=worker.team.pk, staff_id=receiver.staff.pk, by=actor)
=======
                assert sorted(pool.map(tried, pair)) == [False, True]
            assert count() == 1
>>>>>>> reports
