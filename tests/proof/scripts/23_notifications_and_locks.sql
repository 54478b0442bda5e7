-- tries: listening and locking, which no grant guards
-- as: worker
-- expect: accepted any login may: no payload with keys is ever sent, and statement_timeout bounds the locks
LISTEN amana; NOTIFY amana, 'x'; SELECT pg_try_advisory_xact_lock(1);
-- expect: accepted totals and transaction numbers show that others work, not on what (SECURITY.md §4)
SELECT reltuples, pg_relation_size(oid) FROM pg_class WHERE relname = 'registry_person';
