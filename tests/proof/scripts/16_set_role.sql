-- tries: other logins, and switching row security off
-- as: worker
-- expect: refused 42501
SET ROLE amana_owner;
-- expect: refused 42501
SET ROLE amana_keeper;
-- expect: refused 42501
SET SESSION AUTHORIZATION amana_migrate;
-- expect: refused 42501
SET LOCAL row_security = off; SELECT count(*) FROM registry_person;
-- expect: refused 42501
SET LOCAL session_replication_role = replica;
-- expect: refused 42501
ALTER ROLE amana_web BYPASSRLS;
-- expect: refused 42501
ALTER TABLE registry_person NO FORCE ROW LEVEL SECURITY;
-- expect: refused 42501
CREATE POLICY mine ON registry_person USING (true);
