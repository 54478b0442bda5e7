-- tries: what others of the same login are running, cookies among it
-- as: worker
-- expect: refused 42501
SELECT query FROM pg_stat_activity;
-- expect: refused 42501
SELECT * FROM pg_stat_get_activity(NULL);
-- expect: refused 42501
SELECT pg_stat_get_backend_activity(1);
-- expect: refused 42501
SELECT pg_read_file('/etc/passwd');
