-- tries: a longer day by another time zone
-- as: worker
-- expect: value 1
SET LOCAL TimeZone = 'Etc/GMT+12'; SELECT count(*) FROM access_my_circle;
-- expect: refused 42501
SELECT set_config('log_min_messages', 'debug5', true);
