-- Circles follow from facts: `ring.should` (gathered from the packages) says what ought to be, `settle` makes it so (SECURITY.md §11).
SET ROLE amana_keeper;

-- Locks the records, in key order, then compares. Each statement after the lock takes a fresh snapshot, so READ COMMITTED only.
-- Ended circles are deleted into the log, not dated: a transaction that began earlier has an earlier clock and would still pass.
-- force_generic_plan: planning `should` costs more than running it. UTC: days are added in the session's time zone, which any login may set.
CREATE FUNCTION ring.settle(everybody uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET plan_cache_mode = force_generic_plan AS $$
DECLARE who uuid[]; want ring.circle[]; at timestamptz := entry.clock(); me uuid := (entry.actor()).membership;
BEGIN
  IF everybody IS NULL OR cardinality(everybody) = 0 THEN RETURN; END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'facts are recorded in READ COMMITTED' USING ERRCODE = '0A000';
  END IF;
  everybody := ARRAY(SELECT p FROM unnest(everybody) AS p UNION SELECT t.also FROM ring.tied t WHERE t.person = ANY (everybody));
  PERFORM FROM ring.record WHERE person = ANY (everybody) ORDER BY person FOR NO KEY UPDATE;
  FOR i IN 1..cardinality(everybody) BY 500 LOOP
    who := everybody[i:i + 499];
    want := ARRAY(SELECT ROW(s.*)::ring.circle FROM ring.should s WHERE s.person = ANY (who) AND s.closes_at > at);
    WITH gone AS (
      DELETE FROM ring.circle c WHERE c.person = ANY (who) AND NOT EXISTS (
        SELECT FROM unnest(want) AS s WHERE s.person = c.person AND s.basis_id = c.basis_id
          AND (s.basis, s.organisation, s.sections, s.writes, s.protected, s.opens_at, s.closes_at, s.listed_at)
            = (c.basis, c.organisation, c.sections, c.writes, c.protected, c.opens_at, c.closes_at, c.listed_at)
          AND (s.case_id, s.team, s.staff, s.needs, s.agreement) IS NOT DISTINCT FROM (c.case_id, c.team, c.staff, c.needs, c.agreement)) RETURNING c)
    INSERT INTO ring.log (what, membership, circle) SELECT 'closed', me, c FROM gone;
    WITH come AS (
      INSERT INTO ring.circle SELECT s.* FROM unnest(want) AS s
      EXCEPT SELECT c.* FROM ring.circle c WHERE c.person = ANY (who) RETURNING circle)
    INSERT INTO ring.log (what, membership, circle) SELECT 'opened', me, circle FROM come;
  END LOOP;
END$$;

-- What differs between the facts and the circles; empty when all is well. The same text is the preview of a changed rule.
CREATE FUNCTION ring.drift() RETURNS TABLE (what text, person uuid, basis text, basis_id uuid) LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH want AS MATERIALIZED (SELECT * FROM ring.should WHERE closes_at > entry.clock()),
    have AS MATERIALIZED (SELECT * FROM ring.circle WHERE closes_at > entry.clock())
    SELECT 'missing', x.person, x.basis, x.basis_id FROM (SELECT * FROM want EXCEPT SELECT * FROM have) AS x
    UNION ALL SELECT 'too much', x.person, x.basis, x.basis_id FROM (SELECT * FROM have EXCEPT SELECT * FROM want) AS x;
END$$;

-- After a restore, or when the rule has changed. An empty, never analysed `circle` made this slow: so it is analysed on the way.
CREATE FUNCTION ring.rebuild() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE part uuid[]; turn integer := 0;
BEGIN
  FOR part IN SELECT array_agg(person) FROM (SELECT person, row_number() OVER (ORDER BY person) / 1000 AS n FROM ring.record) AS x GROUP BY n LOOP
    PERFORM ring.settle(part);
    turn := turn + 1;
    IF turn IN (1, 10, 100) THEN ANALYZE ring.circle; END IF;
  END LOOP;
END$$;

-- Tidies; nobody's sight depends on it.
CREATE FUNCTION ring.sweep() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM ring.circle c WHERE closes_at <= entry.clock() RETURNING c),
       logged AS (INSERT INTO ring.log (what, circle) SELECT 'ran out', c FROM gone RETURNING 1) SELECT count(*) FROM logged$$;
CREATE FUNCTION entry.sweep() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$SELECT ring.sweep()$$;
GRANT EXECUTE ON FUNCTION entry.sweep() TO amana_web;

-- AFTER STATEMENT, transition table "rows": says only which records a statement touched.
CREATE FUNCTION ring.touched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN PERFORM ring.settle(ARRAY(SELECT DISTINCT person_id FROM rows)); RETURN NULL; END$$;
-- Of facts whose end alone moves a circle. Whatever else is written of one, maybe by a transaction that began before that end, looks at none, and so brings none back.
CREATE FUNCTION ring.ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN PERFORM ring.settle(ARRAY[new.person_id]); RETURN NULL; END$$;
GRANT EXECUTE ON FUNCTION ring.touched(), ring.ended() TO amana_owner;

-- First the lock, then look. 55000: the keeper no longer sees all rows, and an UPDATE of 0 rows would pass for success.
CREATE FUNCTION ring.lock(who uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM ring.record WHERE person = who FOR NO KEY UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'the keeper is blind' USING ERRCODE = '55000'; END IF;
END$$;

CREATE FUNCTION ring.in_team(who uuid, where_organisation uuid, which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.access_membership m WHERE m.staff_id = who AND m.organisation_id = where_organisation
    AND which = ANY (m.teams) AND m.suspended_at IS NULL AND entry.clock() < coalesce(m.ended_at, 'infinity'))$$;

-- Numbers of files: 7 of 28 characters without confusable ones, and a check character; drawn, not counted (DESIGN.md §7).
CREATE FUNCTION ring.draw_number(prefix text) RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE alphabet constant text := '23456789ABCDEFGHJKMNPQRTVWXY'; twice constant integer[] := '{0,2,3,1}';
  seven text := ''; pool bytea := decode(replace(gen_random_uuid()::text, '-', ''), 'hex'); high integer := 2; low integer := 6; drawn integer;
BEGIN
  -- The algorithm is told in amana/lib/core/ids.py; a test holds the two against each other. Bytes 6 and 8 of a uuid are not wholly random.
  FOREACH drawn IN ARRAY '{0,1,2,3,4,5,9}'::integer[] LOOP
    drawn := (get_byte(pool, drawn) * 256 + get_byte(pool, drawn + 5 + CASE WHEN drawn >= 4 THEN 1 ELSE 0 END)) % 28;
    seven := seven || substr(alphabet, drawn + 1, 1);
    high := twice[high + 1] # (drawn / 7); low := (3 * low + drawn % 7) % 7;
  END LOOP;
  seven := seven || substr(alphabet, 7 * twice[high + 1] + (49 - 3 * low) % 7 + 1, 1);
  RETURN prefix || '-' || left(seven, 4) || '-' || right(seven, 4);
END$$;

-- What the actor's circles are. own: of the record's own organisation (heads); near: within reach, else only found (identity and the person's head);
-- edit: not read only; sections and writable: after the role. A window (offered, accepted, shared, legal) is near by team or worker only, and opens, as
-- exceptional access does, for the next transaction: else "record, read, ROLLBACK" would read without a trace.
-- Every policy asks it, for a page that shows twenty-five rows some dozen times in one statement: what it costs to begin counts more than what a row costs, so the
-- actor is asked once for all, the clock included (each call checks the seal anew), and nothing is asked beside.
-- Nearly all circles are open. The planner would suppose it of a third by opens_at and of a third of those by closes_at, and rather sort a whole
-- organisation than read the head of its index; that something IS NOT NULL it supposes of nearly all.
CREATE VIEW public.access_my_circle WITH (security_barrier) AS
SELECT c.basis_id, c.person AS person_id, c.case_id, c.basis, c.team AS team_id, c.staff AS staff_id, c.needs,
       c.basis IN ('registered', 'case', 'household', 'coworker', 'assistance', 'exceptional') AS own, x.near, c.writes <> 0 AND x.near AS edit,
       c.sections & me.reads & CASE WHEN x.near THEN 1023 ELSE 1 END AS sections,
       CASE WHEN x.near THEN c.writes & me.writes ELSE 0 END AS writable, c.listed_at
  FROM ring.circle c CROSS JOIN entry.actor() AS me CROSS JOIN LATERAL (SELECT CASE me.reach
      WHEN 'none' THEN false
      WHEN 'own' THEN coalesce(c.staff = me.staff, false)
      ELSE me.reach = 'organisation' AND c.basis IN ('registered', 'case', 'household', 'coworker', 'assistance')
        OR coalesce(c.team = ANY (me.teams), false)
        OR coalesce(c.staff = me.staff, false) END AS near) AS x
 WHERE c.organisation = me.organisation
   AND CASE WHEN c.opens_at <= me.clock AND me.clock < c.closes_at THEN c.person END IS NOT NULL
   AND (c.basis IN ('registered', 'case', 'household', 'coworker', 'assistance') OR c.opens_at < me.clock)
   AND (c.needs IS NULL OR c.needs = ANY (me.verbs))
   AND (c.agreement IS NULL OR EXISTS (SELECT FROM public.organisations_agreement g WHERE g.id = c.agreement AND g.state = 'confirmed'
          AND g.starts_on <= (me.clock AT TIME ZONE 'Africa/Cairo')::date AND (me.clock AT TIME ZONE 'Africa/Cairo')::date < g.ends_on))
   AND (x.near OR (c.case_id IS NULL AND c.basis IN ('registered', 'case', 'household') AND NOT c.protected AND c.needs IS DISTINCT FROM 'approve_closure'
        AND (me.finds = 'organisation' OR (me.finds = 'team' AND c.team = ANY (me.teams)))));
GRANT SELECT ON public.access_my_circle TO amana_web, amana_owner;
-- The same rows for lists, in their order and back: the same text, so that the rule stands once. Ordered inside: a barrier view cannot use the index of an ORDER BY
-- outside (SECURITY.md §2); the organisation is asked for by itself, for by it that index is read.
DO $$
DECLARE rule text := replace(rtrim(pg_get_viewdef('public.access_my_circle'::regclass), ';'), 'c.organisation = me.organisation', 'c.organisation = (SELECT (entry.actor()).organisation)');
BEGIN
  EXECUTE 'CREATE VIEW public.access_my_circle_latest_first WITH (security_barrier) AS ' || rule || ' ORDER BY c.listed_at DESC, c.person DESC';
  EXECUTE 'CREATE VIEW public.access_my_circle_oldest_first WITH (security_barrier) AS ' || rule || ' ORDER BY c.listed_at, c.person';
END$$;
GRANT SELECT ON public.access_my_circle_latest_first, public.access_my_circle_oldest_first TO amana_web;

-- How many circles stand on a record of the actor's own organisation that the actor sees, by basis: what a withdrawal closed is counted with it.
CREATE FUNCTION entry.circles_of(who uuid) RETURNS TABLE (basis text, circles bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.basis, count(DISTINCT c.basis_id) FROM ring.circle c
   WHERE c.person = who AND entry.clock() < c.closes_at AND c.needs IS NULL
     AND EXISTS (SELECT FROM public.access_my_circle m WHERE m.person_id = who AND m.case_id IS NULL AND m.own AND m.near)
   GROUP BY c.basis$$;
GRANT EXECUTE ON FUNCTION entry.circles_of(uuid) TO amana_web;
