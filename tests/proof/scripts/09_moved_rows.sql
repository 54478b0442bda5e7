-- tries: moving rows by their keys and stamps
-- as: worker
-- expect: refused 42501
UPDATE registry_phone SET person_id = '{hidden}';
-- expect: refused 42501
UPDATE registry_identity SET changed_by = '{hidden_membership}';
-- expect: refused 42501
UPDATE registry_person SET organisation_id = '{hidden_organisation}';
