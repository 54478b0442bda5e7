-- tries: whether a referral, a case, a scope or a draft of others exists, by the answer to a row that hangs on it
-- as: chief
-- expect: refused 42501
INSERT INTO referral_referralstep (id, referral_id, step, code) VALUES ('{new}', '{hidden_referral}', 'end', 'other');
-- expect: same hidden_referral
INSERT INTO referral_referralstep (id, referral_id, step, code) VALUES ('{new}', '{target}', 'withdraw', '');
-- expect: same hidden_referral
INSERT INTO referral_message (id, referral_id, step, body) VALUES ('{new}', '{target}', 'ask', 'x');
-- expect: same hidden_referral
INSERT INTO referral_packagepart (id, referral_id, section, body) VALUES ('{new}', '{target}', 0, '{}');
-- expect: same hidden_referral
INSERT INTO referral_target (referral_id, to_organisation_id, desk_id, service_id, section, sections, scope_id)
VALUES ('{target}', '{hidden_organisation}', '{hidden_desk}', '{hidden_service}', 1, 1, '{hidden_scope}');
-- expect: same hidden_referral
INSERT INTO referral_takeover (id, referral_id, person_id) VALUES ('{new}', '{target}', '{own}');
-- expect: refused 42501
INSERT INTO referral_referral (id, number, case_id, state, urgency, is_transfer, answer_by, expires_at) VALUES ('{new}', '', '{hidden_case}', 'sent', 'routine', false, now(), now());
-- expect: same hidden_case
INSERT INTO referral_referral (id, number, case_id, state, urgency, is_transfer, answer_by, expires_at) VALUES ('{new}', '', '{target}', 'sent', 'routine', false, now(), now());
-- expect: same hidden_case
INSERT INTO referral_draft (id, case_id, content, is_done) VALUES ('{new}', '{target}', '{}', false);
