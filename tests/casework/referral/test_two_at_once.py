"""Two who move the same referral at once, through committed transactions."""
import pytest

from amana.casework.referral import actions
from amana.casework.referral.models import Referral, ReferralStep
from tests import builders as make
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 10


def accept(two):
    return lambda sent, actor: actions.accept(sent, worker_id=two.receiver.staff.pk, by=actor)


SECOND = {
    "accept": accept,
    "decline": lambda _two: lambda sent, actor: actions.decline(sent, reason="no_capacity", words="", by=actor),
    "withdraw": lambda _two: lambda sent, actor: actions.withdraw(sent, by=actor),
}


@pytest.mark.parametrize("second", SECOND)
def test_of_two_at_once_exactly_one_succeeds(django_db_setup, django_db_blocker, second):
    """Field report B46: accepted twice, accepted and declined, accepted and withdrawn in the same moment."""
    with django_db_blocker.unblock(), committed("two_at_once"):
        two = make.two()
        colleague = make.member("desk_officer", of=two.desk_officer.organisation, teams=[two.desk_officer.team], name="هالة")
        rival = two.worker if second == "withdraw" else colleague
        for _round in range(ROUNDS):
            sent = make.seen(two, make.referral(two))
            done = at_once(*(by(member, lambda actor, step=step, sent=sent: step(sent, actor))
                             for member, step in ((two.desk_officer, accept(two)), (rival, SECOND[second](two)))))
            assert sorted(done) == [False, True]
            moved = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}[second]
            assert Referral.objects.get(pk=sent.pk).state == ("accepted" if done[0] else moved)
            assert ReferralStep.objects.filter(referral_id=sent.pk).exclude(step="see").count() == 1
