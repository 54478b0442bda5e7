"""A kept read says the same statement to the database again and again, and keeps no row, no value and no connection."""
from threading import Thread
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from amana.casework.registry.models import Identity, Person
from amana.ground.organisations.queries import name_of
from amana.ground.rows.acting import acting, clock
from amana.ground.rows.kept import kept
from tests import builders as make

pytestmark = pytest.mark.django_db


def test_it_finds_what_the_queryset_finds_for_each_value_as_rows_are_now():
    worker = make.member()
    one, other = make.person(worker), make.person(worker, phone="")

    @kept
    def people(keys):
        return Person.objects.filter(pk__among=keys).select_related("identity").order_by("pk")

    with acting(worker.cookie):
        assert people([one]) == list(Person.objects.filter(pk=one))
        with CaptureQueriesContext(connection) as asked:
            both = people([one, other])
        assert both == list(Person.objects.filter(pk__in=[one, other]).order_by("pk"))
        assert [row.identity.full_name for row in both] == [row.full_name for row in Identity.objects.order_by("pk")]
    assert len(asked) == 1
    assert str(one) not in str(people.built) and str(other) not in str(people.built)


def test_it_asks_as_whoever_acts_and_finds_nothing_for_who_sees_nothing():
    worker, stranger = make.member(), make.member(of=make.organisation())
    person = make.person(worker)

    @kept
    def found(key):
        return Person.objects.filter(pk=key)

    with acting(worker.cookie):
        assert found.one(person).pk == person
    with acting(stranger.cookie):
        assert found(person) == [] and found.first(person) is None
        with pytest.raises(Person.DoesNotExist):
            found.one(person)


@pytest.mark.parametrize("build", [
    lambda key: Person.objects.filter(pk__isnull=False),  # the value is not asked for
    lambda key: Person.objects.filter(pk=key, made_at__lt=clock()),
    lambda key: Person.objects.filter(pk=key).annotate(name=name_of("organisation_id")),  # another column in each language
    lambda key: Person.objects.filter(pk=key).prefetch_related("phones"),
])
def test_a_read_that_would_not_stay_the_same_is_refused(build):
    worker = make.member()
    person = make.person(worker)
    build.__name__ = "build"
    with acting(worker.cookie), pytest.raises(TypeError):
        kept(build)(person)


@pytest.mark.parametrize("value", [None, True, (), 1.5])
def test_what_shapes_a_statement_is_no_value(value):
    with pytest.raises(TypeError):
        kept(lambda value: Person.objects.filter(pk=value))(value)


def test_each_thread_asks_on_its_own_connection():
    @kept
    def found(key):
        return Person.objects.filter(pk=key)

    nobody, asked_on = uuid4(), []
    found(nobody)

    def ask():
        with CaptureQueriesContext(connection) as asked:
            found(nobody)
        asked_on.append(len(asked))
        connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert asked_on == [1]
