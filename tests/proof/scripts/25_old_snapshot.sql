-- tries: judging by an old snapshot: facts are recorded in READ COMMITTED only
-- as: nobody
-- expect: nothing
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
-- expect: refused 42501
SELECT audit.record('person.read', '{hidden}', 1, '{}');
-- expect: refused 42501
SELECT ring.drift();
