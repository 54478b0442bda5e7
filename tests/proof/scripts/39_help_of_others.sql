-- tries: money by hand, a list released by its maker, and help, lists and books of another organisation
-- as: finance
-- expect: value True
SELECT count(*) > 0 FROM programmes_entry;
-- expect: refused 42501
INSERT INTO programmes_entry (id, line_id, number, source, target, amount, why, made_at) VALUES ('{new}', '{own_line}', 999, 'donor', 'available', 1, 'allot', now());
-- expect: refused 42501
UPDATE programmes_balance SET available = 1;
-- expect: refused 42501
SELECT ring.book('{own_line}', 'donor', 'available', 1, 'allot', NULL, NULL, NULL);
-- expect: refused 42501
SELECT ring.weigh_help('{hidden_help}');
-- expect: refused 42501
UPDATE assistance_payment SET state = 'paid';
-- expect: refused 23514
INSERT INTO programmes_allotment (id, line_id, amount, words) VALUES ('{new}', '{own_line}', 'NaN', 'x');
-- expect: same hidden_allotment
INSERT INTO programmes_allotment (id, line_id, amount, words, reverses_id) VALUES ('{new}', '{own_line}', -1000000, 'x', '{target}');
-- expect: same hidden_line
INSERT INTO programmes_allotment (id, line_id, amount, words) VALUES ('{new}', '{target}', 1, 'x');
-- expect: same hidden_programme
INSERT INTO programmes_rate (id, programme_id, pounds, valid_on) VALUES ('{new}', '{target}', 1, '2026-01-01');
-- expect: same hidden_programme
INSERT INTO assistance_paymentlist (id, programme_id, method, pay_on, state, payments, total, waiting) VALUES ('{new}', '{target}', 'wallet', '2026-01-01', 'sent', 0, 0, 0);
-- expect: same hidden_programme
SELECT * FROM entry.programme_counts('{target}');
-- expect: refused 23514
INSERT INTO assistance_liststep (id, payment_list_id, step, words) VALUES ('{new}', '{own_list}', 'release', '');
-- expect: same hidden_list_of_payments
INSERT INTO assistance_liststep (id, payment_list_id, step, words) VALUES ('{new}', '{target}', 'send', '');
-- expect: same hidden_list_of_payments
INSERT INTO assistance_answerfile (id, payment_list_id, digest) VALUES ('{new}', '{target}', '{hidden_digest}');
-- expect: same hidden_instalment
INSERT INTO assistance_payment (id, payment_list_id, instalment_id, state) VALUES ('{new}', '{own_list}', '{target}', 'listed');
-- expect: same hidden_payment
INSERT INTO assistance_answer (id, payment_id, outcome, reason, reference) VALUES ('{new}', '{target}', 'paid', '', '');
-- expect: same hidden_file
INSERT INTO assistance_answer (id, payment_id, outcome, reason, reference, file_id) VALUES ('{new}', '{own_payment}', 'paid', '', '', '{target}');
-- expect: same hidden_help
INSERT INTO assistance_requeststep (id, request_id, step, words, exceeds, proof) VALUES ('{new}', '{target}', 'reconcile', '', false, '');
-- expect: same hidden_help
INSERT INTO assistance_instalment (id, request_id, number, amount, due_on, condition, is_met, state) VALUES ('{new}', '{target}', 1, 1, '2026-01-01', '', true, 'planned');
-- expect: nothing
SELECT id FROM assistance_request WHERE id = '{hidden_help}';
-- expect: nothing
SELECT id FROM programmes_programme WHERE id = '{hidden_programme}';
