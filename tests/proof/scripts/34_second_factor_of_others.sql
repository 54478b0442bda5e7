-- tries: second factors of others, from inside the organisation and from elsewhere
-- as: admin
-- expect: same alone_staff
SELECT entry.reset_second_factor('{target}', 'lost');
-- expect: same alone_factor
SELECT entry.remove_factor('{target}');
-- expect: nothing
SELECT FROM access_factor;
-- expect: refused 42501
UPDATE access_role SET second_factor = false;
-- expect: refused 42501
DELETE FROM access_factor;
