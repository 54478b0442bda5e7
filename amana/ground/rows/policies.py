"""Laying of the row policies: every package's `policies.sql` shows today's truth, and runs as a whole after each migrate."""
from pathlib import Path

from django.apps import AppConfig, apps

# Tables without row security: no personal data, or readable by nobody but the migrating login.
OPEN_TABLES = frozenset({"django_migrations"})

_CLEAN = """
DO $$DECLARE r record; BEGIN
  FOR r IN SELECT polname, polrelid::regclass AS t FROM pg_policy WHERE polrelid = ANY (%(tables)s::regclass[])
  LOOP EXECUTE format('DROP POLICY %%I ON %%s', r.polname, r.t); END LOOP;
  FOR r IN SELECT tgname, tgrelid::regclass AS t FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = ANY (%(tables)s::regclass[])
  LOOP EXECUTE format('DROP TRIGGER %%I ON %%s', r.tgname, r.t); END LOOP;
  FOR r IN SELECT unnest(%(tables)s::regclass[]) AS t LOOP
    EXECUTE format('REVOKE ALL ON %%1$s FROM amana_web, amana_gate, amana_keeper', r.t);
    EXECUTE format('ALTER TABLE %%1$s ENABLE ROW LEVEL SECURITY; ALTER TABLE %%1$s FORCE ROW LEVEL SECURITY', r.t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %%s TO amana_keeper', r.t);
  END LOOP; END$$;
"""

# Views and functions of the keeper and of the reader go as well: what no file makes any more must not go on opening rows.
_CLEAN_KEEPER = """
SET ROLE amana_reader;
DO $$DECLARE r record; BEGIN
  FOR r IN SELECT oid::regprocedure AS f FROM pg_proc WHERE proowner = 'amana_reader'::regrole LOOP EXECUTE format('DROP FUNCTION %s', r.f); END LOOP;
END$$;
RESET ROLE; SET ROLE amana_keeper;
DO $$DECLARE r record; BEGIN
  -- All in one statement, since they stand on each other; one by one, a view that went with another has no name any more.
  FOR r IN SELECT string_agg(oid::regclass::text, ', ') AS views FROM pg_class WHERE relkind = 'v' AND relowner = 'amana_keeper'::regrole
  LOOP IF r.views IS NOT NULL THEN EXECUTE 'DROP VIEW ' || r.views; END IF; END LOOP;
  FOR r IN SELECT oid::regprocedure AS f FROM pg_proc WHERE proowner = 'amana_keeper'::regrole LOOP EXECUTE format('DROP FUNCTION %s', r.f); END LOOP;
END$$;
"""

# The facts of all packages in one view, and who else must be looked at with a record. Only the packages know their facts.
_GATHER = """
SET ROLE amana_keeper;
DO $$DECLARE facts text; tied text; BEGIN
  SELECT string_agg(format('SELECT * FROM ring.%I', viewname), ' UNION ALL ' ORDER BY viewname) INTO facts
    FROM pg_views WHERE schemaname = 'ring' AND starts_with(viewname, 'facts_');
  EXECUTE 'CREATE VIEW ring.should AS SELECT * FROM (' || facts || ') AS f WHERE opens_at < closes_at';
  SELECT string_agg(format('SELECT * FROM ring.%I', viewname), ' UNION ALL ' ORDER BY viewname) INTO tied
    FROM pg_views WHERE schemaname = 'ring' AND starts_with(viewname, 'tied_');
  EXECUTE 'CREATE VIEW ring.tied AS ' || coalesce(tied, 'SELECT NULL::uuid AS person, NULL::uuid AS also WHERE false');
END$$;
-- What ends for good with a ground, and what a newer answer carries on: each package says so for its own rows.
DO $$DECLARE steps text; BEGIN
  SELECT coalesce(string_agg(format('PERFORM ring.%I(older, newer);', proname), ' ' ORDER BY proname), '') INTO steps FROM pg_proc
   WHERE pronamespace = 'ring'::regnamespace AND starts_with(proname, 'repin_');
  EXECUTE format('CREATE FUNCTION ring.repin(older uuid, newer uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp '
                 'AS $f$BEGIN %s END$f$', steps);
  SELECT string_agg(format('PERFORM ring.%I(p);', proname), ' ' ORDER BY proname) INTO steps FROM pg_proc
   WHERE pronamespace = 'ring'::regnamespace AND starts_with(proname, 'lapse_');
  EXECUTE format('CREATE FUNCTION ring.lapse(p uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$BEGIN %s END$f$', steps);
END$$;
"""
_RULE = "SELECT md5(string_agg(pg_get_viewdef(c.oid), '' ORDER BY relname)) FROM pg_class c WHERE relnamespace = 'ring'::regnamespace AND relkind = 'v'"


def own_apps() -> list[AppConfig]:
    """Amana's own packages, lower floors first."""
    return [app for app in apps.get_app_configs() if app.name.startswith("amana.")]


def own_tables() -> list[str]:
    """Every table of Amana's packages."""
    return sorted({model._meta.db_table for app in own_apps() for model in app.get_models(include_auto_created=True) if model._meta.managed})


def lay(connection) -> None:
    """All policies, triggers, grants, views and functions are as the files say; circles follow if the rule has changed.

    `connection`: of the migrating login. Everything or nothing; what a file no longer names is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL lock_timeout = '20s'; RESET ROLE; SET LOCAL client_min_messages = warning; SET ROLE amana_owner")
        try:
            _run(cursor, _CLEAN % {"tables": _array(own_tables())})
            _run(cursor, _CLEAN_KEEPER)
            for app in own_apps():
                for file in (Path(app.path) / "policies.sql", *sorted((Path(app.path) / "policies").glob("*.sql"))):
                    if file.exists():
                        _run(cursor, file.read_text())
            _run(cursor, _GATHER)
            _rebuild_if_the_rule_changed(cursor)
            cursor.execute("COMMIT")
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.execute("RESET ROLE; SET ROLE amana_owner")


def _run(cursor, text: str) -> None:
    # Without parameters psycopg sends the text as it stands, several statements in one.
    cursor.execute("RESET ROLE; SET ROLE amana_owner;\n" + text)


def _array(names: list[str]) -> str:
    return "ARRAY[" + ", ".join(f"'public.{name}'" for name in names) + "]"


def _rebuild_if_the_rule_changed(cursor) -> None:
    cursor.execute("RESET ROLE; SET ROLE amana_keeper; " + _RULE)
    while cursor.description is None:
        cursor.nextset()
    rule = cursor.fetchone()[0]
    cursor.execute("SELECT rule FROM ring.state")
    if cursor.fetchone()[0] != rule:
        cursor.execute("SELECT ring.rebuild()")
        cursor.execute("UPDATE ring.state SET rule = %s", [rule])
