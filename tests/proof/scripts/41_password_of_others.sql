-- tries: passwords and links of others, from inside the organisation and from elsewhere
-- as: admin
-- expect: same alone_staff
SELECT entry.give_password_link('{target}', '\x01');
-- expect: value 0
SELECT count(*) FROM entry.own_password();
-- expect: refused 42501
SELECT * FROM keys.password_link;
-- expect: refused 42501
SELECT keys.write_password_link('{alone_staff}', '\x01', NULL);
-- expect: refused 42501
SELECT keys.password_link_by_command('x@example.org', '\x01');
-- expect: refused 42501
SELECT gate.set_password('\x01', 'x');
-- expect: refused 42501
SELECT gate.change_password('{password_alone}', 'x', 'x', '\x01', '\x01');
-- expect: refused 42501
SELECT keys.did_lately('{target}', 'factor.reset', '{target}');
