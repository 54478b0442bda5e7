-- tries: exceptional access to a file of another organisation, longer, for somebody else, or without anybody being told
-- as: chief
-- expect: refused 42501
INSERT INTO exceptional_access (id, number, reason, words, told) VALUES ('{new}', 'AM-2222-2222', 'life', 'a child is missing', '{}');
-- expect: refused 42501
INSERT INTO exceptional_access (id, number, reason, words, told) VALUES ('{new}', '{hidden_number}', 'life', 'a child is missing', '{}');
-- expect: same hidden
INSERT INTO exceptional_access (id, number, person_id, organisation_id, reason, words, told) VALUES ('{new}', '', '{target}', '{hidden_organisation}', 'life', 'a child is missing', '{}');
-- expect: refused 23514
INSERT INTO exceptional_access (id, number, reason, words, told) VALUES ('{new}', '{own_number}', 'life', 'a child is missing', ARRAY['{own_staff}', '{own_staff}']::uuid[]);
-- expect: refused 42501
UPDATE exceptional_access SET closes_at = closes_at + interval '1 day';
-- expect: refused 42501
UPDATE exceptional_access SET staff_id = '{own_staff}', told = '{}';
-- expect: refused 42501
DELETE FROM exceptional_access;
-- expect: value 0 0
SELECT (SELECT count(*) FROM exceptional_access), (SELECT count(*) FROM exceptional_accessstep);
-- expect: nothing
SELECT words FROM exceptional_access WHERE id = '{hidden_access}';
-- expect: same hidden_access
INSERT INTO exceptional_accessstep (id, access_id, step, verdict, words) VALUES ('{new}', '{target}', 'end', '', '');
-- expect: same hidden_access
INSERT INTO exceptional_accessstep (id, access_id, step, verdict, words) VALUES ('{new}', '{target}', 'review', 'justified', 'they were right');
