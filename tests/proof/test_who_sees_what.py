"""Every actor against every row: what the database does is what DESIGN.md §6 says. `make proof` tries more of the inserts.

`.ci/run` leaves the comparison to its proof (AMANA_PROOF_FOLLOWS)."""
import os

import pytest
from django.apps import apps

from tests.proof import database
from tests.proof.comparing import OPERATIONS, one_sided
from tests.proof.oracle import BY_ROW, HEAD, ODD, OPEN, ROLES, SECTIONS, TABLES, VIEWS, Personal


@pytest.fixture(scope="module")
def comparison(django_db_setup, django_db_blocker):
    if os.environ.get("AMANA_PROOF_FOLLOWS"):
        pytest.skip("The proof that follows compares all of it and more.")
    with database.compared(is_thorough=False) as made:
        yield made


@pytest.fixture(scope="module")
def connection(django_db_setup, django_db_blocker):
    """For what the catalogue alone can tell, without the world."""
    with database.connect() as made:
        yield made


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_every_actor_does_is_what_the_rule_says(comparison, operation):
    found = list(comparison.differences(operations=(operation,)))
    assert not found, "\n".join(map(str, found[:20]))


def test_for_every_table_section_and_operation_something_is_allowed_and_something_refused(comparison):
    assert not list(one_sided(comparison))


def test_every_table_of_the_program_is_in_the_table_of_tables():
    models = [model for app in apps.get_app_configs() if app.name.startswith("amana.") for model in app.get_models(include_auto_created=True)]
    assert sorted({model._meta.db_table for model in models}) == sorted({*TABLES, *VIEWS})


def test_every_table_of_the_database_is_guarded_or_on_the_short_list(connection):
    found = connection.execute("""
        SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'f')""").fetchall()
    unguarded = [name for name, is_forced, policies in found if not is_forced or not policies]
    assert sorted(unguarded) == sorted(OPEN)
    assert {name for name, *_rest in found} == {*TABLES, *OPEN}


def test_every_policy_is_for_the_programs_login_alone(connection):
    found = connection.execute("SELECT tablename, policyname, permissive, roles FROM pg_policies WHERE roles <> '{amana_web}' OR permissive <> 'PERMISSIVE'")
    assert found.fetchall() == []


def test_a_personal_table_names_its_section_or_is_a_head():
    allowed = {HEAD, BY_ROW, *(1 << place for place in range(len(SECTIONS)))}
    assert {entry.section for entry in TABLES.values() if isinstance(entry, Personal)} <= allowed


def test_a_table_whose_rows_name_a_person_is_personal(connection):
    found = connection.execute(
        "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'person_id'").fetchall()
    assert {name for (name,) in found} - set(VIEWS) <= {name for name, entry in TABLES.items() if isinstance(entry, Personal)}


def test_no_view_but_the_known_ones_lies_in_the_programs_schema(connection):
    found = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'").fetchall()
    assert {name for (name,) in found} == set(VIEWS)


def test_the_roles_of_the_program_are_those_of_the_design(connection):
    found = connection.execute("SELECT code, finds, reach, reads, writes, verbs FROM access_role WHERE code <> ALL (%s)", [list(ODD)]).fetchall()
    assert {code: (finds, reach, reads, writes, frozenset(verbs)) for code, finds, reach, reads, writes, verbs in found} == {
        code: (role.finds, role.reach, role.reads, role.writes, role.verbs) for code, role in ROLES.items()}
