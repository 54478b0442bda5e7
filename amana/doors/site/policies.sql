-- Jobs: the program's login defers, fetches and finishes them; the gate's has no part in it. A job's arguments are sealed keys of job
-- sessions, which the database cannot open, and never personal data (docs/decisions/0009).
GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers TO amana_web;
GRANT SELECT, INSERT ON procrastinate_events TO amana_web;
GRANT USAGE ON SEQUENCE procrastinate_jobs_id_seq, procrastinate_periodic_defers_id_seq, procrastinate_workers_id_seq, procrastinate_events_id_seq
  TO amana_web;
-- Its functions change names with its versions; all of them run with the rights of whoever calls.
DO $$DECLARE f regprocedure; BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'procrastinate_') AND NOT prosecdef LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO amana_web', f);
  END LOOP; END$$;

-- Which migrations have run, so that a server can refuse to serve on older tables.
GRANT SELECT ON django_migrations TO amana_web;
