-- tries: the keys of other people's jobs, to act as those jobs may
-- as: nobody
-- expect: value 1
SELECT count(*) FROM procrastinate_jobs WHERE args ? 'session';
-- expect: nothing
SELECT e.role FROM procrastinate_jobs j CROSS JOIN LATERAL entry.enter(j.args ->> 'session', '{new}') AS e;
-- expect: nothing
SELECT e.role FROM procrastinate_jobs j CROSS JOIN LATERAL entry.enter(encode(decode(j.args ->> 'session', 'base64'), 'escape'), '{new}') AS e;
-- expect: refused 42501
SELECT cookie_hash FROM keys.session WHERE job_verbs IS NOT NULL;
