"""Two who book the same interpreter in the same moment, through committed transactions: exactly one succeeds."""
from datetime import timedelta

import pytest

from amana.casework.interpreting import actions
from amana.casework.interpreting.models import Booking, Interpreter
from amana.ground.rows.acting import clock
from tests import builders as make
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 5


def test_of_two_bookings_at_once_exactly_one_stands(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("two_at_once"):
        worker = make.member()
        other = make.member(of=worker.organisation, teams=worker.teams, name="كريم")
        one = Interpreter.objects.create(organisation=worker.organisation, name="أبرهة", languages=["tir"], sex="male")
        cases = {member.membership.pk: make.case(member) for member in (worker, other)}
        for days in range(1, ROUNDS + 1):
            starts_at = clock() + timedelta(days=days)

            def book(actor, starts_at=starts_at):
                actions.book(cases[actor.membership_id].pk, interpreter_id=one.pk, kind="call", starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), warned=[], by=actor)
            assert sorted(at_once(by(worker, book), by(other, book))) == [False, True]
            assert Booking.objects.count() == days
