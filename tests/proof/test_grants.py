"""Every right in the database is a line of grants.txt, and definer functions cannot be led astray."""
import pytest

from tests.proof import database, grants
from tests.proof.oracle import OPEN


@pytest.fixture(scope="module")
def connection(django_db_setup, django_db_blocker):
    with database.connect() as made:
        yield made


def test_every_right_is_a_line_of_the_snapshot(connection):
    now, written = grants.lines(connection), grants.written()
    new, gone = [line for line in now if line not in written], [line for line in written if line not in now]
    assert not new, "\n".join(["new rights: if they are meant, python -m tests.proof.write grants", *new])
    assert not gone, "\n".join(["rights that are gone: python -m tests.proof.write grants", *gone])


def test_a_definer_function_looks_for_names_in_the_catalogue_first(connection):
    astray = connection.execute("""
        SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.prosecdef AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
           AND NOT coalesce('search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)""").fetchall()
    assert astray == []


def test_the_public_may_call_nothing_of_the_program(connection):
    open_to_all = connection.execute("""
        SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         WHERE a.grantee = 0 AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)""").fetchall()
    assert open_to_all == []


def test_the_programs_logins_own_nothing_and_belong_to_nobody(connection):
    owned = connection.execute("""
        SELECT c.oid::regclass::text FROM pg_class c WHERE c.relowner IN ('amana_web'::regrole, 'amana_gate'::regrole, 'amana_mail'::regrole, 'amana_match'::regrole)
        UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.proowner IN ('amana_web'::regrole, 'amana_gate'::regrole, 'amana_mail'::regrole, 'amana_match'::regrole)
        UNION ALL SELECT m.roleid::regrole::text FROM pg_auth_members m WHERE m.member IN ('amana_web'::regrole, 'amana_gate'::regrole, 'amana_mail'::regrole, 'amana_match'::regrole)
        UNION ALL SELECT 'attributes of ' || rolname FROM pg_roles WHERE rolname IN ('amana_web', 'amana_gate', 'amana_mail', 'amana_match', 'amana_reader') AND
          (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)""").fetchall()
    assert owned == []


def test_the_reader_owns_the_one_function_that_counts_and_stands_under_the_policies(connection):
    owned = connection.execute("""
        SELECT c.oid::regclass::text FROM pg_class c WHERE c.relowner = 'amana_reader'::regrole UNION ALL SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.proowner = 'amana_reader'::regrole
        UNION ALL SELECT 'member of ' || m.roleid::regrole FROM pg_auth_members m WHERE m.member = 'amana_reader'::regrole
        UNION ALL SELECT 'of ' || m.member::regrole FROM pg_auth_members m WHERE m.roleid = 'amana_reader'::regrole
        UNION ALL SELECT 'right of its own' FROM pg_class c, aclexplode(c.relacl) a WHERE a.grantee = 'amana_reader'::regrole
        UNION ALL SELECT 'can log in' FROM pg_roles WHERE rolname = 'amana_reader' AND rolcanlogin""").fetchall()
    assert sorted(owned) == [("member of amana_web",), ("of amana_migrate",), ("post.counts()",)]


def test_the_web_login_may_delete_or_truncate_nothing_and_reaches_no_table_of_the_keeper(connection):
    reached = connection.execute("""
        SELECT c.oid::regclass::text, p FROM pg_class c, unnest(ARRAY['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS p
         WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace = 'public'::regnamespace
           AND NOT (p = 'DELETE' AND c.relname = ANY (%s)) AND has_table_privilege('amana_web', c.oid, p)
        UNION ALL SELECT c.oid::regclass::text, p FROM pg_class c, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS p
         WHERE c.relkind IN ('r', 'p', 'v') AND c.relnamespace IN ('keys'::regnamespace, 'ring'::regnamespace, 'audit'::regnamespace, 'entry'::regnamespace, 'gate'::regnamespace, 'post'::regnamespace)
           AND (has_table_privilege('amana_web', c.oid, p) OR has_table_privilege('amana_gate', c.oid, p) OR has_table_privilege('amana_mail', c.oid, p) OR has_table_privilege('amana_match', c.oid, p))""", [list(OPEN)]).fetchall()
    assert reached == []
