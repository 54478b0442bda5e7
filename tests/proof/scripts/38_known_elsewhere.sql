-- tries: to learn by the blind match what another organisation has: about its record, before the moment, by the job's own functions, by counts
-- as: worker
-- expect: same hidden
INSERT INTO elsewhere_question (id, person_id) VALUES ('{new}', '{target}');
-- expect: refused 42501
INSERT INTO elsewhere_question (id, person_id, organisation_id) VALUES ('{new}', '{hidden}', '{hidden_organisation}');
-- expect: touches 1
INSERT INTO elsewhere_question (id, person_id, organisation_id, staff_id, made_at, visible_at) VALUES ('{new}', '{own}', '{hidden_organisation}', '{hidden_staff}', '2001-01-01', '2001-01-01');
-- expect: value False
INSERT INTO elsewhere_question (id, person_id, visible_at) VALUES ('{new}', '{own}', '2001-01-01');
SELECT visible_at < now() FROM elsewhere_question WHERE id = '{new}';
-- expect: refused 23514
INSERT INTO elsewhere_question (id, person_id) VALUES ('{new}', '{own}');
INSERT INTO elsewhere_question (id, person_id) VALUES (gen_random_uuid(), '{own}');
-- expect: refused 42501
SELECT elsewhere.answer();
-- expect: refused 42501
SELECT * FROM ring.likely_elsewhere('{own}');
-- expect: refused 42501
SELECT ring.counts_elsewhere('{hidden}');
-- expect: refused 42501
SELECT * FROM ring.spelling;
-- expect: refused 42501
INSERT INTO elsewhere_answer (question_id, person_id, is_likely, visible_at) VALUES ('{own_question}', '{own}', true, now());
-- expect: refused 42501
UPDATE elsewhere_answer SET visible_at = now();
-- expect: refused 42501
UPDATE elsewhere_question SET person_id = '{hidden}';
-- expect: refused 42501
DELETE FROM elsewhere_question;
-- expect: value 1 0
SELECT (SELECT count(*) FROM elsewhere_question), (SELECT count(*) FROM elsewhere_answer);
-- expect: refused 42501
INSERT INTO elsewhere_request (id, question_id, person_agreed) VALUES ('{new}', '{own_question}', true);
-- expect: same hidden_question
INSERT INTO elsewhere_request (id, question_id, person_agreed) VALUES ('{new}', '{target}', true);
-- expect: value 0 0
SELECT (SELECT count(*) FROM elsewhere_message), (SELECT count(*) FROM elsewhere_reply);
-- expect: same hidden_message
INSERT INTO elsewhere_reply (id, message_id, how, phone) VALUES ('{new}', '{target}', 'referral', '');
-- expect: nothing
SELECT FROM pg_stats WHERE tablename IN ('elsewhere_question', 'elsewhere_answer', 'elsewhere_request', 'elsewhere_message', 'elsewhere_reply');
