-- tries: what others sent, how much of it, and their drafts
-- as: chief
-- expect: value 0 0 0 0 0 0 0
SELECT (SELECT count(*) FROM referral_referral), (SELECT count(*) FROM referral_target), (SELECT count(*) FROM referral_packagepart),
       (SELECT count(*) FROM referral_referralstep), (SELECT count(*) FROM referral_message), (SELECT count(*) FROM referral_takeover), (SELECT count(*) FROM referral_draft);
-- expect: nothing
SELECT body FROM referral_packagepart WHERE referral_id = '{hidden_referral}';
-- expect: nothing
SELECT FROM referral_referral WHERE number = '{hidden_referral_number}';
-- expect: touches 0
UPDATE referral_draft SET is_done = true;
-- expect: refused 42501
UPDATE referral_target SET sections = 1023;
-- expect: refused 42501
UPDATE referral_referral SET state = 'accepted';
-- expect: refused 42501
DELETE FROM referral_message;
