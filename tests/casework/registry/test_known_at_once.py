"""What others save is found by the next search, whoever else writes meanwhile; and nobody's search reads again what it has learned."""
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from amana.casework.registry import queries
from amana.casework.registry.queries import spellings
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.proof.clones import committed

pytestmark = pytest.mark.proof
PATIENCE = 30


def found(member, text: str) -> list:
    with acting(member.cookie):
        return [one.id for one in queries.search(text).people]


def told(member) -> int:
    """Words that the next search would be told."""
    with acting(member.cookie) as actor, connection.cursor() as cursor:
        known = spellings._known[actor.organisation_id]
        cursor.execute(spellings._NEWS, {"organisations": [actor.organisation_id], "until": [known.until], "seen": [known.seen]})
        return len(cursor.fetchall()) - 1


def is_learned(member) -> bool:
    """Whether nothing is told again. Other tests have transactions open in this server: where one ended since the last look, a search more."""
    for _try in range(20):
        if told(member) == 0:
            return True
        found(member, "هناء")
    return False


def test_while_a_writer_stays_open_others_are_found_at_once_and_nothing_is_read_twice(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("known_at_once"):
        worker = make.member()
        has_written, may_end = Event(), Event()

        def slow() -> tuple:
            try:
                with transaction.atomic():
                    first = make.person(worker, make.identity("مريم", "طغموري"), phone="")
                    has_written.set()
                    assert may_end.wait(PATIENCE)
                    assert found(worker, "Toghmory") == [first], "its own rows too, while nobody else sees them"
                    second = make.person(worker, make.identity("مريم", "بربخوخي"), phone="")
                    assert found(worker, "Barbakhoukhi") == [second], "and those that it wrote after it had looked, when later ones had ended"
                return first, second
            finally:
                connection.close()

        assert found(worker, "Zarnoukhi") == []
        with ThreadPoolExecutor(1) as other:
            theirs = other.submit(slow)
            assert has_written.wait(PATIENCE)
            for name, typed in (("زرنوخي", "Zarnoukhi"), ("شخبوطة", "Shakhbouta")):
                person = make.person(worker, make.identity("هناء", name), phone="")
                assert told(worker) > 0
                assert found(worker, typed) == [person]
                assert is_learned(worker)
            assert found(worker, "Toghmory") == []
            may_end.set()
            first, second = theirs.result(PATIENCE)
        assert told(worker) > 0
        assert found(worker, "Toghmory") == [first] and found(worker, "Barbakhoukhi") == [second]
        assert is_learned(worker)
