"""A withdrawal in the same moment as what hangs on it: one outcome, and no read after it returns what it closed. Through committed transactions."""
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from amana.casework.consent import actions as consent
from amana.casework.referral import actions as referral
from amana.casework.referral.models import PackagePart, Referral
from amana.casework.registry.models import Identity, Person
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.proof.clones import at_once, by, committed, tried

pytestmark = pytest.mark.proof
ROUNDS, READERS = 6, 200


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("withdrawal"):
        yield


def seen(member, person_id, referral_id) -> list:
    """What the member reads of her in a transaction of its own: the record, her name, the package."""
    with acting(member.cookie):
        return [*Person.objects.filter(pk=person_id).values_list("pk"), *Identity.objects.filter(pk=person_id).values_list("given_ar"),
                *PackagePart.objects.filter(referral_id=referral_id).values_list("section")]


def test_no_read_that_begins_after_a_withdrawal_returns_what_it_closed(database):
    two = make.two()
    sent = make.seen(two, make.referral(two))
    by(two.desk_officer, lambda actor: referral.accept(sent, worker_id=two.receiver.staff.pk, by=actor))()
    person_id, withdrawn = two.case.person_id, Event()
    assert len(seen(two.receiver, person_id, sent.pk)) > 2

    def read(_n):
        try:
            began_after = withdrawn.is_set()
            return began_after, bool(seen(two.receiver, person_id, sent.pk))
        finally:
            connections.close_all()

    def withdraw():
        tried(by(two.worker, lambda actor: consent.withdraw(two.scope, by=actor)))
        withdrawn.set()

    with ThreadPoolExecutor(6) as pool:
        reads = [pool.submit(read, n) for n in range(READERS // 2)]
        pool.submit(withdraw)
        reads += [pool.submit(read, n) for n in range(READERS // 2)]
        found = [one.result() for one in reads]
    assert (False, True) in found and (True, False) in found, "some read before it, and some after it"
    assert (True, True) not in found


def test_accepted_in_the_moment_of_the_withdrawal_shows_nothing_afterwards(database):
    """Accepted first: the withdrawal closes it. Withdrawn first: there is nothing to accept."""
    two = make.two()
    for _round in range(ROUNDS):
        sent = make.seen(two, make.referral(two))
        done = at_once(by(two.desk_officer, lambda actor, sent=sent: referral.accept(sent, worker_id=two.receiver.staff.pk, by=actor)),
                       by(two.worker, lambda actor, scope=two.scope: consent.withdraw(scope, by=actor)))
        assert done[1], "she may always withdraw"
        assert seen(two.receiver, two.case.person_id, sent.pk) == seen(two.desk_officer, two.case.person_id, sent.pk) == []
        assert Referral.objects.get(pk=sent.pk).state == ("ended" if done[0] else "withdrawn")
        two.scope = _consent_anew(two)


def _consent_anew(two):
    from amana.casework.consent.models import ConsentScope
    from amana.casework.consent.rules import Answer
    made = make.consent(two.worker, two.case.person_id, Answer("referral", True, 31, 90, two.desk_officer.organisation.pk))
    return ConsentScope.objects.get(consent=made)
