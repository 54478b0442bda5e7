-- tries: errors in conditions that would run on hidden rows first
-- as: worker
-- expect: nothing
SELECT FROM registry_phone WHERE 1 / (CASE WHEN id = '{hidden_phone}' THEN 0 ELSE 1 END) = 0;
-- expect: nothing
SELECT FROM access_my_circle WHERE 1 / (CASE WHEN person_id = '{hidden}' THEN 0 ELSE 1 END) = 0;
-- expect: nothing
SELECT FROM registry_identity WHERE person_id = '{hidden}' OR (given_ar LIKE 'ه%' AND person_id <> '{own}');
