-- tries: whether a team or worker of another organisation exists, by passing a record on to it
-- as: chief
-- expect: same hidden_team
INSERT INTO registry_personstep (id, person_id, step, team_id) VALUES ('{new}', '{own}', 'pass_on', '{target}');
-- expect: same hidden_staff
INSERT INTO registry_personstep (id, person_id, step, team_id, staff_id) VALUES ('{new}', '{own}', 'pass_on', '{own_team}', '{target}');
