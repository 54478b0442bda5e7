-- tries: whether a number without the verb tells a hidden file from a missing one; a circle or an end by hand
-- as: worker
-- expect: refused 42501
INSERT INTO exceptional_access (id, number, reason, words, told) VALUES ('{new}', '{own_number}', 'life', 'a child is missing', '{}');
-- expect: refused 42501
INSERT INTO exceptional_access (id, number, reason, words, told) VALUES ('{new}', 'AM-2222-2222', 'life', 'a child is missing', '{}');
-- expect: refused 42501
INSERT INTO exceptional_access (id, number, reason, words, told) VALUES ('{new}', '{hidden_number}', 'life', 'a child is missing', '{}');
-- expect: refused 42501
SELECT ring.to_be_told('{hidden}', '{hidden_organisation}', '{hidden_staff}');
-- expect: refused 42501
SELECT ring.teams_holding('{hidden}');
-- expect: refused 42501
SELECT FROM ring.facts_exceptional;
