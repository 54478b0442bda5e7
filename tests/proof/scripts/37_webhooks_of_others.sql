-- tries: to be told, to tell or to look as another organisation's system
-- as: admin
-- expect: value True
SELECT count(*) > 0 FROM entry.hooks_to_tell() WHERE hook = '{hidden_hook}';
-- expect: nothing
SELECT e.role FROM entry.hooks_to_tell() AS h CROSS JOIN LATERAL entry.enter(h.session, '{new}') AS e;
-- expect: nothing
SELECT e.role FROM entry.hooks_to_tell() AS h CROSS JOIN LATERAL entry.enter(encode(decode(h.session, 'base64'), 'escape'), '{new}') AS e;
-- expect: nothing
SELECT address FROM webhooks_hook WHERE id = '{hidden_hook}';
-- expect: touches 0
UPDATE webhooks_hook SET address = 'https://elsewhere.example/' WHERE id = '{hidden_hook}';
-- expect: same hidden_hook
SELECT entry.open_hook('{target}', sha256('x'));
-- expect: refused 42501
INSERT INTO webhooks_hook (id, membership_id, address, secret_sealed, session, tries, gave_up) VALUES ('{new}', '{hidden_system}', 'https://elsewhere.example/', 'x', 'x', 0, false);
-- expect: same hidden_hook
INSERT INTO webhooks_delivery (id, hook_id, type, object_kind, object_id, at, noticed_at, place, outcome, tries, failure)
  VALUES ('{new}', '{target}', 'ping', 'webhook', '{new}', now(), now(), 0, 'waiting', 0, '');
-- expect: nothing
SELECT entry.untold(ARRAY['{hidden}', '{own}']::uuid[]);
-- expect: refused 42501
UPDATE webhooks_hook SET secret_sealed = 'x';
