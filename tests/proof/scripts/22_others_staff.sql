-- tries: other organisations' staff, teams and places offered
-- as: admin
-- expect: nothing
SELECT FROM access_staff WHERE id = '{hidden_staff}';
-- expect: nothing
SELECT FROM access_membership WHERE organisation_id <> '{own_organisation}';
-- expect: nothing
SELECT FROM organisations_team WHERE id = '{hidden_team}';
-- expect: same hidden_staff
INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams) VALUES ('{new}', '{target}', '{own_organisation}', 'trainer', '{}');
-- expect: same hidden_team
INSERT INTO access_invitation (id, organisation_id, email, name, role_id, teams) VALUES ('{new}', '{own_organisation}', 'x@example.org', 'x', 'trainer', ARRAY['{target}']::uuid[]);
-- expect: same hidden
SELECT entry.link('{target}', '\x01');
