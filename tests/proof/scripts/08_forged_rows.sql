-- tries: rows in another's name
-- as: worker
-- expect: refused 42501
INSERT INTO registry_holding (person_id, organisation_id, state, since, is_protected) VALUES ('{own}', '{own_organisation}', 'registered', now(), false);
-- expect: refused 42501
UPDATE registry_holding SET staff_id = '{own_staff}';
-- expect: refused 42501
INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams) VALUES ('{new}', '{own_staff}', '{own_organisation}', 'supervisor', '{}');
-- expect: refused 42501
UPDATE access_staff SET email = 'x@example.org';
-- expect: refused 42501
INSERT INTO registry_searchkey (id, person_id, organisation_id, section, hash) VALUES ('{new}', '{own}', '{own_organisation}', 1, '\x00');
