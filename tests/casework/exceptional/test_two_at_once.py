"""Emergency accesses in the same moment: counted one by one, ended and judged once. Through committed transactions."""
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from amana.casework.exceptional import actions
from amana.casework.exceptional.models import Access
from amana.casework.registry.models import Person
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.proof.clones import at_once, by, committed, tried

pytestmark = pytest.mark.proof
WORDS = "طفلة مفقودة منذ المساء"


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("emergency"):
        yield


@pytest.fixture
def office(database):
    """A holder, two who are told, and a worker of another team."""
    worker = make.member()
    holder, *told = [make.member(role, of=worker.organisation) for role in ("supervisor", "case_manager", "data_protection_officer")]
    return worker, holder, told


def number(worker) -> str:
    return Person.objects.get(pk=make.person(worker)).number


def opening(holder, which: str):
    return by(holder, lambda actor: actions.open_exceptionally(which, reason="life", words=WORDS, by=actor))


def test_of_five_at_once_three_open(office):
    worker, holder, _told = office
    outcomes = at_once(*(opening(holder, number(worker)) for _n in range(5)))
    assert Access.objects.filter(staff_id=holder.staff.pk).count() == 3
    assert outcomes.count(True) == 3


def test_the_same_file_opens_once(office):
    worker, holder, _told = office
    which = number(worker)
    at_once(opening(holder, which), opening(holder, which))
    assert Access.objects.filter(staff_id=holder.staff.pk).count() == 1


def test_two_verdicts_and_an_end_have_one_outcome_and_leave_no_circle(office):
    worker, holder, told = office
    opening(holder, number(worker))()
    opened = Access.objects.get(staff_id=holder.staff.pk)
    at_once(*(by(one, lambda actor, verdict=verdict: actions.review(opened, verdict=verdict, words=WORDS, by=actor)) for one, verdict in zip(told, ("justified", "not_justified"), strict=True)),
            by(holder, lambda actor: actions.end(opened, by=actor)))
    found = Access.objects.get(pk=opened.pk)
    assert found.steps.filter(step="review").count() == 1 and found.verdict == found.steps.get(step="review").verdict
    assert found.ended_at is not None
    assert circles_of(opened) == 0


@pytest.mark.parametrize("verdict", ["justified", "not_justified"])
def test_a_verdict_whose_transaction_began_before_the_end_brings_no_circle_back(office, verdict):
    worker, holder, told = office
    opening(holder, number(worker))()
    opened = Access.objects.get(staff_id=holder.staff.pk)
    with acting(told[0].cookie) as actor:
        with ThreadPoolExecutor(1) as beside:
            assert beside.submit(tried, by(holder, lambda holding: actions.end(opened, by=holding))).result()
        actions.review(opened, verdict=verdict, words=WORDS, by=actor)
    assert circles_of(opened) == 0


def circles_of(opened: Access) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ring.circle WHERE basis_id = %s", [opened.pk])
        return cursor.fetchone()[0]
