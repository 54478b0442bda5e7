-- tries: whether two records of others were compared, and what was said of them
-- as: chief
-- expect: value 0 0
SELECT (SELECT count(*) FROM registry_judgement), (SELECT count(*) FROM registry_clash);
-- expect: nothing
SELECT verdict FROM registry_judgement WHERE id = '{hidden_judgement}';
-- expect: refused 42501
INSERT INTO registry_judgement (id, person_id, other_id, verdict, reason, rests_on) VALUES ('{new}', '{own}', '{hidden}', 'same', '', '');
-- expect: same hidden
INSERT INTO registry_judgement (id, person_id, other_id, verdict, reason, rests_on) VALUES ('{new}', '{own}', '{target}', 'open', '', '');
-- expect: refused 42501
UPDATE registry_judgement SET verdict = 'different';
