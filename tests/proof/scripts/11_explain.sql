-- tries: counting hidden rows by plans
-- as: worker
-- expect: accepted "Rows Removed by Filter" counts hidden rows (SECURITY.md §4): no raw SQL reaches users, plans are never shown
EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM registry_identity;
-- expect: nothing
SELECT attname FROM pg_stats WHERE schemaname = 'public' AND tablename = 'registry_identity';
-- expect: refused 42501
EXPLAIN SELECT * FROM ring.circle;
