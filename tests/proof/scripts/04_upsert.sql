-- tries: reading a hidden column letter by letter through ON CONFLICT (CVE-2026-120154)
-- as: worker
-- expect: same hidden
INSERT INTO registry_contact AS t (person_id, version, safe_hours, words_not_to_use, governorate, district, address) VALUES ('{target}', 1, '', '', '', '', '')
ON CONFLICT (person_id) DO UPDATE SET address = 'hit' WHERE 1 / (CASE WHEN t.governorate = 'EG01' THEN 0 ELSE 1 END) = 1;
-- expect: same hidden
INSERT INTO registry_contact (person_id, version, safe_hours, words_not_to_use, governorate, district, address) VALUES ('{target}', 1, '', '', '', '', '')
ON CONFLICT DO NOTHING;
-- expect: same hidden
INSERT INTO registry_contact AS t (person_id, version, safe_hours, words_not_to_use, governorate, district, address) VALUES ('{target}', 1, '', '', '', '', '')
ON CONFLICT (person_id) DO UPDATE SET address = t.address RETURNING *;
