-- tries: to take somebody else's draft by an upsert on its key
-- as: chief
-- expect: same hidden_draft
INSERT INTO referral_draft (id, case_id, content, is_done) VALUES ('{target}', '{hidden_case}', '{}', false) ON CONFLICT (id) DO UPDATE SET is_done = true;
-- expect: touches 0
UPDATE referral_draft SET content = '{}' WHERE id = '{hidden_draft}';
