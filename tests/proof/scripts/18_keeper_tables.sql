-- tries: circles, sessions, the audit and the gate
-- as: admin
-- expect: refused 42501
SELECT * FROM ring.circle;
-- expect: refused 42501
INSERT INTO ring.circle SELECT * FROM ring.circle;
-- expect: refused 42501
SELECT * FROM ring.should;
-- expect: refused 42501
SELECT * FROM keys.session;
-- expect: refused 42501
SELECT * FROM audit.entry;
-- expect: refused 42501
DELETE FROM audit.entry;
-- expect: refused 42501
UPDATE entry.shift SET ahead = '1 year';
-- expect: refused 42501
SELECT gate.open_session('{hidden_staff}', '\x00', '\x00', '');
-- expect: refused 42501
SELECT * FROM gate.credential('a@example.org', '\x00');
