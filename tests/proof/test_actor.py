"""Who acts is what the database sealed, for this transaction of this backend; and whoever holds the program's login learns no more than its actor may."""
from uuid import uuid4

import psycopg
import pytest

from tests.proof import intruder
from tests.proof.oracle import TABLES, VIEWS


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), intruder.scene() as made:
        yield made


@pytest.fixture
def web(scene):
    """The true login of the program, in a transaction of its own."""
    with scene.login() as connection:
        yield connection
        connection.rollback()


def _acts(connection) -> bool:
    return connection.execute("SELECT (entry.actor()).membership IS NOT NULL").fetchone()[0]


def _seen(connection) -> int:
    return connection.execute("SELECT count(*) FROM registry_person").fetchone()[0]


def _claim(connection, facts: str) -> None:
    connection.execute("SELECT set_config('amana.facts', %s, true)", [facts])


def test_the_login_is_the_programs_and_sees_its_actors_rows_only(scene, web):
    assert web.execute("SELECT session_user, current_user").fetchone() == ("amana_web", "amana_web")
    assert scene.enter(web, scene.worker.cookie)
    assert _acts(web) and _seen(web) == 1


@pytest.mark.parametrize("table", [*TABLES, *VIEWS])
def test_without_a_session_no_table_shows_a_row(web, table):
    """Outside the short named list `oracle.OPEN`."""
    assert web.execute(f"SELECT FROM {table}").fetchall() == []


def test_an_unknown_cookie_is_nobody(scene, web):
    assert scene.enter(web, "no such cookie") is None
    assert not _acts(web) and _seen(web) == 0


def test_entering_as_nobody_ends_the_actor_before(scene, web):
    scene.enter(web, scene.worker.cookie)
    scene.enter(web, "no such cookie")
    assert not _acts(web)


@pytest.mark.parametrize("place", range(12))
def test_a_seal_with_one_fact_changed_is_nobody(scene, web, place):
    facts = scene.enter(web, scene.worker.cookie).split("|")
    facts[place] = str(uuid4()) if len(facts[place]) == 36 else facts[place] + "1"
    _claim(web, "|".join(facts))
    assert not _acts(web) and _seen(web) == 0


def test_a_seal_cut_short_or_of_zeros_is_nobody(scene, web):
    facts = scene.enter(web, scene.worker.cookie)
    for forged in (facts[:-1], facts[:-64] + "0" * 64, facts[:65], "|" + facts, facts + "|", ""):
        _claim(web, forged)
        assert not _acts(web)


def test_a_seal_is_good_for_one_transaction(scene, web):
    facts = scene.enter(web, scene.worker.cookie)
    web.commit()
    _claim(web, facts)
    assert not _acts(web) and _seen(web) == 0


def test_a_seal_is_good_for_one_backend(scene, web):
    facts = scene.enter(web, scene.worker.cookie)
    with scene.login() as other:
        _claim(other, facts)
        assert not _acts(other)
        other.rollback()


def test_a_seal_that_outlives_its_transaction_as_a_setting_is_nobody(scene, web):
    facts = scene.enter(web, scene.worker.cookie)
    web.execute("SELECT set_config('amana.facts', %s, false)", [facts])
    web.commit()
    assert not _acts(web)


def test_an_ended_transaction_leaves_no_actor_behind(scene, web):
    scene.enter(web, scene.worker.cookie)
    web.commit()
    assert not _acts(web) and _seen(web) == 0


def test_a_suspended_membership_sees_nothing_from_the_next_transaction_on(scene, web):
    with scene.login("amana_migrate") as other:
        other.execute("UPDATE access_membership SET suspended_at = now() WHERE id = %s", [scene.worker.membership.pk])
        other.commit()
        try:
            assert scene.enter(web, scene.worker.cookie) is None and _seen(web) == 0
        finally:
            other.execute("UPDATE access_membership SET suspended_at = NULL WHERE id = %s", [scene.worker.membership.pk])
            other.execute("UPDATE keys.session SET ended_at = NULL WHERE membership = %s", [scene.worker.membership.pk])
            other.commit()


def test_the_cookie_of_a_switched_session_is_dead(scene, web):
    old, new = _session(scene), uuid4().hex
    with scene.login("amana_gate") as gate:
        assert gate.execute("SELECT gate.switch_session(%s, %s, sha256(%s))", [old, scene.worker.membership.pk, new.encode()]).fetchone()[0]
        gate.commit()
    assert scene.enter(web, old) is None
    assert scene.enter(web, new)


def test_the_cookie_of_an_ended_session_is_dead(scene, web):
    old = _session(scene)
    with scene.login("amana_gate") as gate:
        gate.execute("SELECT gate.end_session(%s, false)", [old])
        gate.commit()
    assert scene.enter(web, old) is None


def _session(scene) -> str:
    cookie = uuid4().hex
    with scene.login("amana_migrate") as connection:
        connection.execute("INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle) VALUES (sha256(%s), %s, %s, now() + interval '1 hour', '1 hour')",
                           [cookie.encode(), scene.worker.staff.pk, scene.worker.membership.pk])
        connection.commit()
    return cookie


def test_the_gate_reaches_no_row_and_the_web_no_gate(scene, web):
    with scene.login("amana_gate") as gate:
        for table in ("public.registry_person", "public.access_staff", "keys.session", "keys.password", "ring.circle"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), gate.transaction():
                gate.execute(f"SELECT * FROM {table}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), gate.transaction():
            gate.execute("SELECT * FROM entry.enter('x', gen_random_uuid())")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web.execute("SELECT gate.rehash(gen_random_uuid(), '', '')")


def test_copying_out_gives_the_actors_rows_only(scene, web):
    scene.enter(web, scene.worker.cookie)
    with web.cursor().copy("COPY registry_person (id) TO STDOUT") as copied:
        assert [row[0] for row in copied.rows()] == [str(scene.own)]


def test_facts_are_recorded_in_read_committed_only(scene):
    with scene.login() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        scene.enter(connection, scene.worker.cookie)
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            connection.execute("INSERT INTO registry_person (id, number) VALUES (%s, '')", [uuid4()])


def test_there_are_thirty_scripts_and_each_says_what_it_tries():
    assert len({step.script for step in intruder.steps()}) >= 30
    assert all(step.tries for step in intruder.steps())


@pytest.mark.parametrize("step", intruder.steps(), ids=lambda step: f"{step.script}: {step.expect[:30]}")
def test_an_attack_learns_nothing(scene, step):
    learned = intruder.judge(scene, step)
    assert learned is None, f"{step.tries}: {learned}\n{step.sql}"
