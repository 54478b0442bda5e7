-- tries: lists and rows of others: whether they exist, how many, what they say
-- as: chief
-- expect: value 0 0 0
SELECT (SELECT count(*) FROM arrivals_arrivallist), (SELECT count(*) FROM arrivals_arrivalrow), (SELECT count(*) FROM arrivals_arrivalstep);
-- expect: nothing
SELECT name FROM arrivals_arrivalrow WHERE id = '{hidden_row}';
-- expect: refused 42501
INSERT INTO arrivals_arrivalrow (id, list_id, line, digest, name, said, is_alone, state) VALUES ('{new}', '{hidden_list}', 1, 'x', '', '{}', false, 'waiting');
-- expect: same hidden_list
INSERT INTO arrivals_arrivalrow (id, list_id, line, digest, name, said, is_alone, state) VALUES ('{new}', '{target}', 1, 'hidden', '', '{}', false, 'waiting');
-- expect: refused 42501
INSERT INTO arrivals_arrivalstep (id, row_id, step) VALUES ('{new}', '{hidden_row}', 'undo');
-- expect: same hidden_row
INSERT INTO arrivals_arrivalstep (id, row_id, step) VALUES ('{new}', '{target}', 'undo');
-- expect: touches 0
UPDATE arrivals_arrivallist SET state = 'undone';
-- expect: refused 42501
UPDATE arrivals_arrivalrow SET state = 'undone';
