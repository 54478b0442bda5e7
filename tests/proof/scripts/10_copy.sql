-- tries: COPY past the policies, and into files or programs
-- as: worker
-- expect: refused 42501
COPY registry_identity TO '/tmp/amana-identity';
-- expect: refused 42501
COPY registry_identity TO PROGRAM 'cat';
-- expect: refused 42501
COPY registry_phone FROM '/etc/passwd';
-- expect: refused 42501
COPY keys.secret TO STDOUT;
