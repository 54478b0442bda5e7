"""What the logins may do by grant, by definer functions and by their own attributes, and what stands armed on the tables: as lines of text.

`python -m tests.proof.write grants` writes grants.txt anew; read the diff before you commit it: each new line is a right that somebody gets.
"""
from pathlib import Path

import psycopg

TABLE = Path(__file__).with_name("grants.txt")
LOGINS = "('amana_web', 'amana_gate', 'amana_mail', 'amana_match', 'amana_reader', 'amana_owner', 'amana_keeper', 'amana_migrate')"
_SCHEMAS = "NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"

# Each query: one column of text. A grant of all columns of a table stands as the table's, a grant of some as the columns'.
QUERIES = {
    "Rights on tables, views and sequences (of others than their owner)": f"""
        SELECT concat_ws(' ', coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), n.nspname || '.' || c.relname, string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(c.relacl) a
         WHERE n.nspname {_SCHEMAS} AND a.grantee <> c.relowner GROUP BY a.grantee, n.nspname, c.relname""",
    "Rights on columns": f"""
        SELECT concat_ws(' ', coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), n.nspname || '.' || c.relname, a.privilege_type, string_agg(t.attname, ' ' ORDER BY t.attname))
          FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(t.attacl) a
         WHERE n.nspname {_SCHEMAS} GROUP BY a.grantee, n.nspname, c.relname, a.privilege_type""",
    "Owners, row security and options of tables and views": f"""
        SELECT concat_ws(' ', n.nspname || '.' || c.relname, c.relkind, c.relowner::regrole, CASE WHEN c.relrowsecurity THEN 'row-security' END,
                         CASE WHEN c.relforcerowsecurity THEN 'forced' END, c.reloptions::text)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname {_SCHEMAS} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')""",
    "Schemas and the database": f"""
        SELECT concat_ws(' ', coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), 'schema', n.nspname, string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type))
          FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname {_SCHEMAS} AND n.nspname !~ '^pg_' AND a.grantee <> n.nspowner GROUP BY a.grantee, n.nspname
        UNION ALL
        SELECT concat_ws(' ', coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), 'database', string_agg(a.privilege_type, ' ' ORDER BY a.privilege_type))
          FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = current_database() AND a.grantee <> d.datdba GROUP BY a.grantee""",
    "Definer functions: owner, settings, who may call them": f"""
        SELECT concat_ws(' ', p.oid::regprocedure, 'of', p.proowner::regrole, array_to_string(p.proconfig, ' '), 'for', coalesce(
            (SELECT string_agg(coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), ' ' ORDER BY a.grantee::regrole::text) FROM aclexplode(p.proacl) a WHERE a.grantee <> p.proowner), 'nobody'))
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname {_SCHEMAS} AND p.prosecdef""",
    "Other functions that somebody but their owner may call": f"""
        SELECT concat_ws(' ', p.oid::regprocedure, 'for', string_agg(coalesce(nullif(a.grantee, 0)::regrole::text, 'PUBLIC'), ' ' ORDER BY a.grantee::regrole::text))
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
         WHERE n.nspname {_SCHEMAS} AND NOT p.prosecdef AND a.grantee <> p.proowner GROUP BY p.oid""",
    "Functions of PostgreSQL that are closed to PUBLIC here": """
        SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname IN
          ('pg_stat_get_activity', 'pg_stat_get_backend_activity', 'lo_create', 'lo_creat', 'lo_from_bytea') AND NOT has_function_privilege('amana_web', p.oid, 'EXECUTE')""",
    "Logins: attributes, settings and memberships": f"""
        SELECT concat_ws(' ', rolname, CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcanlogin THEN 'LOGIN' END, CASE WHEN rolbypassrls THEN 'BYPASSRLS' END,
                         CASE WHEN rolcreaterole THEN 'CREATEROLE' END, CASE WHEN rolcreatedb THEN 'CREATEDB' END, CASE WHEN rolreplication THEN 'REPLICATION' END,
                         'member of:', coalesce((SELECT string_agg(m.roleid::regrole::text, ' ' ORDER BY m.roleid::regrole::text) FROM pg_auth_members m WHERE m.member = r.oid), 'none'),
                         (SELECT array_to_string(s.setconfig, ' ') FROM pg_db_role_setting s WHERE s.setrole = r.oid AND s.setdatabase = 0))
          FROM pg_roles r WHERE rolname IN {LOGINS}""",
    "Rights that new objects get": """
        SELECT concat_ws(' ', d.defaclrole::regrole, d.defaclobjtype, d.defaclacl::text) FROM pg_default_acl d""",
    "Policies: for whom, not what they say": """
        SELECT concat_ws(' ', schemaname || '.' || tablename, policyname, permissive, cmd, 'for', array_to_string(roles, ' ')) FROM pg_policies""",
    "Triggers": """
        SELECT concat_ws(' ', CASE t.tgenabled WHEN 'O' THEN 'on' ELSE 'OFF' END, pg_get_triggerdef(t.oid))
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relname !~ '^procrastinate_' AND t.tgname <> 'zzz_proof'""",
}


def lines(connection: psycopg.Connection) -> list[str]:
    """The snapshot of one database."""
    found = []
    for title, query in QUERIES.items():
        found += ["", f"# {title}", *sorted(row[0] for row in connection.execute(query).fetchall() if not _is_of_the_proof(row[0]))]
    return found[1:]


def _is_of_the_proof(line: str) -> bool:
    return "proof." in line or "schema proof" in line


def written() -> list[str]:
    return TABLE.read_text().splitlines()


def write() -> None:
    from tests.proof.clones import committed
    from tests.proof.database import connect
    with committed("grants") as name, connect(database=name) as connection:
        TABLE.write_text("\n".join(lines(connection)) + "\n")
