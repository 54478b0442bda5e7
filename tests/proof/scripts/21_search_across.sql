-- tries: whether a name or telephone is known elsewhere
-- as: worker
-- expect: nothing
SELECT FROM registry_searchkey WHERE hash = ANY (entry.search_hashes(ARRAY['phone:+201005550199']));
-- expect: value False
SELECT entry.closed_file_may_match(ARRAY['phone:+201005550199'], ARRAY[0], 1);
-- expect: nothing
SELECT FROM registry_person WHERE number = '{hidden_number}';
