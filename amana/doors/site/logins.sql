-- The logins of DESIGN.md §6.6, their limits and the schemas of the keeper. Run by a superuser, again and again, connected to Amana's database.
-- :web_password, :gate_password, :mail_password, :match_password and :migrate_password are filled in by the installer as quoted literals.
DO $$BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_owner') THEN CREATE ROLE amana_owner NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_keeper') THEN CREATE ROLE amana_keeper NOLOGIN BYPASSRLS; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_web') THEN CREATE ROLE amana_web LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_gate') THEN CREATE ROLE amana_gate LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_mail') THEN CREATE ROLE amana_mail LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_match') THEN CREATE ROLE amana_match LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_reader') THEN CREATE ROLE amana_reader NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'amana_migrate') THEN CREATE ROLE amana_migrate LOGIN BYPASSRLS; END IF;
END$$;
ALTER ROLE amana_web NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT PASSWORD :web_password;
ALTER ROLE amana_gate NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT PASSWORD :gate_password;
ALTER ROLE amana_mail NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT PASSWORD :mail_password;
ALTER ROLE amana_match NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT PASSWORD :match_password;
ALTER ROLE amana_migrate NOSUPERUSER BYPASSRLS CREATEDB NOCREATEROLE NOREPLICATION INHERIT PASSWORD :migrate_password;
GRANT amana_owner, amana_keeper, amana_web, amana_reader TO amana_migrate;
-- Whose functions read, for an actor whom the keeper has sealed, what amana_web would read under the same row policies (docs/decisions/0030).
GRANT amana_web TO amana_reader;

-- Pages lie in memory or on disks without a needle: what is read along an index is not dear. With the default of 4 a page of a long list would sort all of it.
ALTER ROLE amana_web SET random_page_cost = 1.1;
-- JIT costs more than it saves on short statements; the limits are what a forged statement could otherwise use up (SECURITY.md §1, §2).
ALTER ROLE amana_web SET jit = off;
ALTER ROLE amana_web SET work_mem = '16MB';
ALTER ROLE amana_web SET statement_timeout = '30s';
ALTER ROLE amana_web SET lock_timeout = '8s';
ALTER ROLE amana_web SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE amana_gate SET statement_timeout = '10s';
ALTER ROLE amana_gate SET lock_timeout = '4s';
ALTER ROLE amana_gate SET idle_in_transaction_session_timeout = '30s';
-- A mail server may take its time: the transaction that took a mail waits for it.
ALTER ROLE amana_mail SET jit = off;
ALTER ROLE amana_mail SET statement_timeout = '60s';
ALTER ROLE amana_mail SET lock_timeout = '8s';
ALTER ROLE amana_mail SET idle_in_transaction_session_timeout = '120s';
ALTER ROLE amana_match SET jit = off;
ALTER ROLE amana_match SET work_mem = '16MB';
ALTER ROLE amana_match SET statement_timeout = '60s';
ALTER ROLE amana_match SET lock_timeout = '8s';
ALTER ROLE amana_match SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE amana_migrate SET jit = off;

-- A statement, its values, and the row or key on which it failed are personal data: the server's log holds none of them.
DO $$DECLARE login text; BEGIN
  FOREACH login IN ARRAY '{amana_web,amana_gate,amana_mail,amana_match,amana_migrate}'::text[] LOOP
    EXECUTE format('ALTER ROLE %I SET log_statement = none', login);
    EXECUTE format('ALTER ROLE %I SET log_min_duration_statement = -1', login);
    EXECUTE format('ALTER ROLE %I SET log_parameter_max_length = 0', login);
    EXECUTE format('ALTER ROLE %I SET log_min_error_statement = panic', login);
    EXECUTE format('ALTER ROLE %I SET log_error_verbosity = terse', login);
  END LOOP;
END$$;

DO $$BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO amana_web, amana_gate, amana_mail, amana_match', current_database());
  EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO amana_migrate', current_database());
END$$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO amana_owner;
CREATE SCHEMA IF NOT EXISTS keys AUTHORIZATION amana_keeper;
CREATE SCHEMA IF NOT EXISTS entry AUTHORIZATION amana_keeper;
CREATE SCHEMA IF NOT EXISTS ring AUTHORIZATION amana_keeper;
CREATE SCHEMA IF NOT EXISTS audit AUTHORIZATION amana_keeper;
CREATE SCHEMA IF NOT EXISTS gate AUTHORIZATION amana_keeper;
CREATE SCHEMA IF NOT EXISTS post AUTHORIZATION amana_keeper;
CREATE SCHEMA IF NOT EXISTS elsewhere AUTHORIZATION amana_keeper;
GRANT USAGE ON SCHEMA public TO amana_web, amana_migrate;
GRANT USAGE, CREATE ON SCHEMA public TO amana_keeper;
GRANT USAGE ON SCHEMA entry, audit TO amana_web, amana_owner;
GRANT USAGE ON SCHEMA ring TO amana_owner;
GRANT USAGE ON SCHEMA gate TO amana_gate;
GRANT USAGE ON SCHEMA post TO amana_mail;
GRANT USAGE ON SCHEMA elsewhere TO amana_match;
GRANT USAGE, CREATE ON SCHEMA post TO amana_reader;

-- Without IN SCHEMA: with it the line does nothing (SECURITY.md §10, trap 1).
ALTER DEFAULT PRIVILEGES FOR ROLE amana_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE amana_keeper REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE amana_reader REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- Other connections' statements, and with them what was typed, are nobody's business (SECURITY.md §1, §4).
REVOKE SELECT ON pg_stat_activity FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_stat_get_activity(integer), pg_stat_get_backend_activity(integer) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
