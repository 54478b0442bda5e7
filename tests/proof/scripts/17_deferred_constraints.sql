-- tries: putting checks off, looking, and rolling back
-- as: chief
-- expect: refused 23514
SET CONSTRAINTS ALL DEFERRED; INSERT INTO registry_personstep (id, person_id, step, team_id) VALUES ('{new}', '{own}', 'pass_on', '{hidden_team}');
-- expect: refused 42501
SET CONSTRAINTS ALL DEFERRED; INSERT INTO registry_contact (person_id, version, safe_hours, words_not_to_use, governorate, district, address) VALUES ('{hidden}', 1, '', '', '', '', '');
