-- tries: TRUNCATE, which row security does not see
-- as: admin
-- expect: refused 42501
TRUNCATE registry_phone;
-- expect: refused 42501
TRUNCATE organisations_team CASCADE;
