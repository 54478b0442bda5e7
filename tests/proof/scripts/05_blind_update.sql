-- tries: changing hidden rows by statements that read nothing
-- as: worker
-- expect: touches 1
UPDATE registry_contact SET address = 'x';
-- expect: touches 1
UPDATE registry_identity SET version = 1;
-- expect: touches 0
UPDATE registry_contact SET address = 'x' WHERE person_id = '{hidden}';
-- expect: nothing
UPDATE registry_contact SET address = 'x' WHERE person_id = '{hidden}' RETURNING *;
