-- tries: deleting anything
-- as: chief
-- expect: refused 42501
DELETE FROM registry_identity;
-- expect: refused 42501
DELETE FROM registry_searchkey;
-- expect: refused 42501
DELETE FROM access_membership;
