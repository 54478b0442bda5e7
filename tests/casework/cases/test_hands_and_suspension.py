"""A case that changes hands in the moment in which its receiver is suspended: always one owner, and the suspended reads nothing. Committed transactions."""
import pytest

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Assignment, Case, Handover
from amana.ground.access import actions as access
from amana.ground.rows.acting import NobodyActs, acting
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 5


def offered(case, giver: make.Member, receiver: make.Member) -> Handover:
    with acting(giver.cookie) as actor:
        return cases.propose(case, team_id=receiver.team.pk, staff_id=receiver.staff.pk, why="load", by=actor)


def owners(case) -> list:
    return list(Assignment.objects.filter(case_id=case.pk, until_at=None).values_list("staff_id", flat=True))


@pytest.mark.parametrize("verb", ["accept", "assign"])
def test_handed_over_in_the_moment_of_a_suspension(django_db_setup, django_db_blocker, verb):
    """Handed over first: the case is hers, and her team goes on with it. Suspended first: refused, and it stays where it was."""
    with django_db_blocker.unblock(), committed("suspension"):
        worker = make.member()
        chief = make.member("supervisor", of=worker.organisation, teams=[worker.team])
        administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
        for _round in range(ROUNDS):
            case, receiver = make.case(worker), make.member("caseworker", of=worker.organisation, teams=[worker.team])
            if verb == "accept":
                offer = offered(case, worker, receiver)
                hand = by(receiver, lambda actor, offer=offer: cases.accept(offer, by=actor))
            else:
                hand = by(chief, lambda actor, case=case, to=receiver: cases.assign(case, team_id=worker.team.pk, staff_id=to.staff.pk, by=actor))
            done = at_once(_or_nobody(hand), by(administrator, lambda actor, of=receiver: access.suspend(of.membership, by=actor)))
            assert done[1]
            assert owners(case) == [receiver.staff.pk if done[0] else worker.staff.pk]
            with pytest.raises(NobodyActs), acting(receiver.cookie):
                pass
            with acting(chief.cookie):
                assert Case.objects.filter(pk=case.pk).exists(), "never nobody"


def test_nobody_gives_a_case_to_whoever_is_suspended_already(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("suspension"):
        worker = make.member()
        administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
        receiver = make.member("caseworker", of=worker.organisation, teams=[worker.team])
        case, waiting = make.case(worker), make.case(worker)
        offer = offered(waiting, worker, receiver)
        with acting(administrator.cookie) as actor:
            access.suspend(receiver.membership, by=actor)
        with pytest.raises(Refused, match="team_member"):
            offered(case, worker, receiver)
        with acting(worker.cookie) as actor:
            cases.take_back(offer, by=actor)
        assert owners(case) == owners(waiting) == [worker.staff.pk]


def test_accepted_and_taken_back_in_the_same_moment_has_one_outcome(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("handing"):
        giver = make.member()
        receiver = make.member(of=giver.organisation)
        for _round in range(ROUNDS):
            case = make.case(giver)
            offer = offered(case, giver, receiver)
            done = at_once(by(receiver, lambda actor, offer=offer: cases.accept(offer, by=actor)), by(giver, lambda actor, offer=offer: cases.take_back(offer, by=actor)))
            assert sorted(done) == [False, True]
            assert owners(case) == [(receiver if done[0] else giver).staff.pk]


def _or_nobody(act):
    """Whoever is suspended before she acts is nobody: refused as well."""
    def tried() -> None:
        try:
            act()
        except NobodyActs as error:
            raise Refused("suspended") from error
    return tried
