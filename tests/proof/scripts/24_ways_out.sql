-- tries: functions that reach other databases, settings of the server and its processes
-- as: worker
-- expect: refused 42501
CREATE EXTENSION dblink;
-- expect: refused 42501
SET log_statement = 'all';
-- expect: refused 42501
SELECT pg_reload_conf();
-- expect: refused 42501
ALTER DATABASE postgres SET row_security = off;
-- expect: refused 42501
SELECT pg_ls_dir('.');
