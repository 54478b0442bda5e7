-- tries: to ask another organisation's programme or line for help, and to agree to what one asked for
-- as: asker
-- expect: same hidden_programme
INSERT INTO assistance_request (id, case_id, programme_id, line_id, kind, amount, need, period_from, period_until, method, payee_name, payee_reason, account_tail, state)
  VALUES ('{new}', '{own_case}', '{target}', '{own_line}', 'food_voucher', 1, 'x', '2026-01-01', '2026-01-02', 'goods', '', '', '', 'approved');
-- expect: same hidden_line
INSERT INTO assistance_request (id, case_id, programme_id, line_id, kind, amount, need, period_from, period_until, method, payee_name, payee_reason, account_tail, state)
  VALUES ('{new}', '{own_case}', '{own_programme}', '{target}', 'food_voucher', 1, 'x', '2026-01-01', '2026-01-02', 'goods', '', '', '', 'approved');
-- expect: refused 42501
INSERT INTO assistance_requeststep (id, request_id, step, words, exceeds, proof) VALUES ('{new}', '{own_help}', 'approve', '', false, '');
-- expect: refused 42501
UPDATE assistance_request SET state = 'approved';
-- expect: nothing
SELECT amount FROM programmes_entry;
-- expect: nothing
SELECT available FROM programmes_balance;
-- expect: nothing
SELECT total FROM assistance_paymentlist;
