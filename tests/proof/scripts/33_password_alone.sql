-- tries: a session that was opened with the password alone, where a second factor is due, and others' factors and codes
-- as: nobody
-- expect: nothing
SELECT FROM entry.enter('{password_alone}', '{new}');
-- expect: value False
SELECT (entry.actor()).membership IS NOT NULL FROM (SELECT count(*) FROM entry.enter('{password_alone}', '{new}')) AS entered;
-- expect: nothing
SELECT FROM entry.enter('{password_alone}', '{new}') UNION ALL SELECT FROM registry_person UNION ALL SELECT FROM access_staff UNION ALL SELECT FROM access_own_session;
-- expect: value show
SELECT entry.awaits('{password_alone}');
-- expect: refused 42501
SELECT count(*) FROM entry.enter('{password_alone}', '{new}'); SELECT audit.record('x', NULL, 0, NULL);
-- expect: refused 42501
SELECT count(*) FROM entry.enter('{password_alone}', '{new}'); SELECT entry.open_token('{alone_membership}', 'x', 'amana_', '\x01', 30);
-- expect: value False
SELECT coalesce(entry.open_job(ARRAY['note'], NULL, '\x02'), false) FROM (SELECT count(*) FROM entry.enter('{password_alone}', '{new}')) AS entered;
-- expect: refused 23514
SELECT count(*) FROM entry.enter('{password_alone}', '{new}'); SELECT entry.make_codes(ARRAY[]::bytea[]);
-- expect: refused 42501
SELECT * FROM keys.factor;
-- expect: refused 42501
SELECT * FROM keys.printed_code;
-- expect: refused 42501
SELECT * FROM keys.awaiting;
-- expect: refused 42501
UPDATE keys.session SET proved_at = now();
-- expect: refused 42501
SELECT gate.factors('{password_alone}');
-- expect: refused 42501
SELECT gate.prove('{password_alone}', '{alone_factor}', 1, '\x01', '\x01');
-- expect: refused 42501
SELECT keys.prove(NULL, '\x01', '\x01', 'x');
