-- tries: files in the database that no policy guards
-- as: worker
-- expect: refused 42501
SELECT lo_create(0);
-- expect: refused 42501
SELECT lo_from_bytea(0, 'x');
-- expect: refused 42501
SELECT lo_import('/etc/passwd');
