-- tries: whether a row exists in another organisation, by referring to it
-- as: worker
-- expect: same hidden
INSERT INTO registry_phone (id, person_id, version, typed, e164, whose, safe_to_call, safe_to_text, safe_to_leave_message, is_current)
VALUES ('{new}', '{target}', 1, '1', '', '', false, false, false, true);
-- expect: same hidden
INSERT INTO registry_personstep (id, person_id, step) VALUES ('{new}', '{target}', 'pass_on');
