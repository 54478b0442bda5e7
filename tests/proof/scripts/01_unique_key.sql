-- tries: whether a key exists in another organisation, by the error of a unique index
-- as: worker
-- expect: same hidden
INSERT INTO registry_identity (person_id, version, name_kind, given_ar, father_ar, grandfather_ar, family_ar, given_latin, father_latin, grandfather_latin, family_latin, other_names, sex, birth_stated_in, nationalities, keys)
VALUES ('{target}', 1, 'given', 'x', '', '', '', '', '', '', '', '', 'unstated', '', '{}', '{}');
-- expect: same hidden
INSERT INTO registry_contact (person_id, version, safe_hours, words_not_to_use, governorate, district, address) VALUES ('{target}', 1, '', '', '', '', '');
-- expect: accepted a random key of 74 unknown bits must be known first: the error then says that the row exists, and nothing of it
INSERT INTO registry_person (id, number) VALUES ('{hidden}', '');
