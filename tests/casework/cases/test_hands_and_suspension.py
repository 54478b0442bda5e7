"""A case that changes hands in the moment in which its receiver is suspended: always one owner, and the suspended reads nothing. Committed transactions."""
import pytest

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Assignment, Case
from amana.ground.access import actions as access
from amana.ground.rows.acting import NobodyActs, acting
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.proof.clones import at_once, by, committed

ROUNDS = 5


@pytest.mark.parametrize("verb", ["hand_over", "assign"])
def test_handed_over_in_the_moment_of_a_suspension(django_db_setup, django_db_blocker, verb):
    """Handed over first: the case is hers, and her team goes on with it. Suspended first: refused, and it stays where it was."""
    with django_db_blocker.unblock(), committed("suspension"):
        worker = make.member()
        chief = make.member("supervisor", of=worker.organisation, teams=[worker.team])
        administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
        for _round in range(ROUNDS):
            case, receiver = make.case(worker), make.member("caseworker", of=worker.organisation, teams=[worker.team])
            giver = worker if verb == "hand_over" else chief
            done = at_once(by(giver, lambda actor, case=case, to=receiver: getattr(cases, verb)(case, team_id=worker.team.pk, staff_id=to.staff.pk, by=actor)),
                           by(administrator, lambda actor, of=receiver: access.suspend(of.membership, by=actor)))
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
