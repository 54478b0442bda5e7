-- The blind match (DESIGN.md §6.5; docs/decisions/0036): a question about a record of the own organisation, and an answer that is "likely, ask" or nothing.
GRANT SELECT ON elsewhere_question, elsewhere_answer, elsewhere_request, elsewhere_message, elsewhere_reply TO amana_web;

-- Whoever sees the record of her own organisation with its identity; of a protected record nothing is asked and nothing stands. Never through exceptional access, which needs a verb.
CREATE POLICY seen_with_the_identity ON elsewhere_question FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = elsewhere_question.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0 AND m.needs IS NULL)
  AND EXISTS (SELECT FROM registry_holding h WHERE h.person_id = elsewhere_question.person_id AND NOT h.is_protected));
-- The police and the immigration service neither ask nor are asked: whoever may tell them says so by name, in a consent or a legal basis.
CREATE POLICY asked_by_who_registers ON elsewhere_question FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('register'))
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = elsewhere_question.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0 AND m.needs IS NULL)
  AND EXISTS (SELECT FROM registry_holding h WHERE h.person_id = elsewhere_question.person_id AND NOT h.is_protected)
  AND EXISTS (SELECT FROM organisations_organisation o WHERE o.id = elsewhere_question.organisation_id AND o.kind NOT IN ('LawEnforcement', 'ImmigrationService')));
GRANT INSERT ON elsewhere_question TO amana_web;

-- Told at its moment, whatever it is; the question's own policy says to whom.
CREATE POLICY told_at_its_moment ON elsewhere_answer FOR SELECT TO amana_web USING (
  visible_at <= (SELECT entry.clock()) AND EXISTS (SELECT FROM elsewhere_question q WHERE q.id = elsewhere_answer.question_id));

CREATE POLICY seen_with_the_question ON elsewhere_request FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM elsewhere_question q WHERE q.id = elsewhere_request.question_id));
CREATE POLICY made_after_a_likely_answer ON elsewhere_request FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('register'))
  AND EXISTS (SELECT FROM elsewhere_question q JOIN elsewhere_answer a ON a.question_id = q.id WHERE q.id = elsewhere_request.question_id AND a.is_likely));
GRANT INSERT ON elsewhere_request TO amana_web;

-- A desk's inbox: of its own organisation, until it has run out.
CREATE POLICY read_by_the_desk ON elsewhere_message FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('answer')) AND (SELECT entry.clock()) < expires_at
  AND EXISTS (SELECT FROM organisations_team t WHERE t.id = ANY ((SELECT (entry.actor()).teams)::uuid[]) AND t.is_desk AND t.is_active));

-- Of what was set aside the asker sees nothing; the desk sees what it said while the message stands.
CREATE POLICY seen_by_the_desk_and_the_asker ON elsewhere_reply FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM elsewhere_message s WHERE s.id = elsewhere_reply.message_id)
  OR how <> 'set_aside' AND EXISTS (SELECT FROM elsewhere_request r WHERE r.id = elsewhere_reply.request_id));
CREATE POLICY said_by_the_desk ON elsewhere_reply FOR INSERT TO amana_web WITH CHECK (EXISTS (
  SELECT FROM elsewhere_message s WHERE s.id = elsewhere_reply.message_id));
GRANT INSERT ON elsewhere_reply TO amana_web;

SET ROLE amana_keeper;
-- The next full half minute: found or not, quick or slow, the answer is told then.
CREATE FUNCTION ring.half_minute(at timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$SELECT to_timestamp(ceil(extract(epoch FROM at) / 30) * 30)$$;

-- One question about a record at a time; who has asked too often is not refused, but answered as everybody who is not found.
CREATE FUNCTION ring.stamp_question() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := me.organisation; new.staff_id := me.staff; new.made_by := me.membership; new.made_at := entry.clock();
  new.visible_at := ring.half_minute(new.made_at + interval '10 seconds');
  RETURN new;
END$$;
-- AFTER the policy: whoever may not ask learns nothing of others' questions. Of two at once the second waits for the first.
CREATE FUNCTION ring.question_asked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF EXISTS (SELECT FROM public.elsewhere_question q WHERE q.person_id = new.person_id AND q.id <> new.id AND q.made_at > new.made_at - interval '2 minutes') THEN
    PERFORM entry.refuse('elsewhere_waits');
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.person_id := (SELECT q.person_id FROM public.elsewhere_question q WHERE q.id = new.question_id);
  new.organisation_id := me.organisation; new.team_id := me.teams[1]; new.staff_id := me.staff; new.made_by := me.membership;
  new.made_at := entry.clock(); new.expires_at := new.made_at + interval '14 days';
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_reply() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT s.request_id, s.organisation_id INTO new.request_id, new.organisation_id FROM public.elsewhere_message s WHERE s.id = new.message_id;
  new.made_by := (entry.actor()).membership; new.made_at := entry.clock();
  RETURN new;
END$$;

-- Whether a record may be found from elsewhere: worked with now, by its own organisation. Expected, undone, lapsed, closed, withdrawn and protected ones never are:
-- their circles are protected, need a verb or are none.
CREATE FUNCTION ring.counts_elsewhere(who uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.registry_holding h JOIN public.organisations_organisation o ON o.id = h.organisation_id
    WHERE h.person_id = who AND o.is_active AND o.kind NOT IN ('LawEnforcement', 'ImmigrationService')
      AND (h.first_case_at IS NULL OR EXISTS (SELECT FROM public.cases_case k WHERE k.person_id = who AND k.state <> 'closed'))
      AND EXISTS (SELECT FROM ring.circle c WHERE c.person = who AND c.organisation = h.organisation_id AND c.case_id IS NULL AND c.basis IN ('registered', 'case')
                    AND c.needs IS NULL AND NOT c.protected AND c.opens_at <= entry.clock() AND entry.clock() < c.closes_at))$$;

-- What a token may stand for: names of the lists, else itself. `feature`: the name's number, or the token; nats: how much it says that two have it.
CREATE FUNCTION ring.features(words text[], places smallint[]) RETURNS TABLE (place integer, feature text, nats real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT w.place & 7, coalesce(s.name::text, w.word), coalesce(s.nats, 9)
    FROM unnest(words, places) AS w(word, place)
    LEFT JOIN LATERAL (
      SELECT x.name, x.nats FROM ring.spelling x WHERE x.word = w.word
      UNION ALL SELECT x.name, x.nats FROM ring.spelling x WHERE x.word = regexp_replace(w.word, '^(ال|al|el)', '')
                   AND NOT EXISTS (SELECT FROM ring.spelling y WHERE y.word = w.word)) AS s ON true
   WHERE w.word IS NOT NULL$$;

-- How the births of two stand to one another, in nats; NULL where they cannot be one. Only the same day, the same day turned round or a slip in the year
-- says much; a year alone says little, and an estimate nothing.
CREATE FUNCTION ring.births(y1 integer, m1 integer, d1 integer, est1 boolean, y2 integer, m2 integer, d2 integer, est2 boolean) RETURNS real
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN y1 IS NULL OR y2 IS NULL THEN 0
    WHEN est1 OR est2 THEN CASE WHEN abs(y1 - y2) <= 5 THEN 0 END
    WHEN d1 IS NOT NULL AND (y1, m1, d1) = (y2, m2, d2) THEN CASE WHEN (m1, d1) = (1, 1) THEN 3 ELSE 10 END
    WHEN d1 IS NOT NULL AND (y1, m1, d1) = (y2, d2, m2) THEN 7
    WHEN d1 IS NOT NULL AND (m1, d1) = (m2, d2) AND (m1, d1) <> (1, 1) AND abs(y1 - y2) IN (1, 10) THEN 5
    WHEN y1 = y2 AND (d1 IS NULL OR d2 IS NULL OR (m1, d1) = (1, 1) OR (m2, d2) = (1, 1) OR m1 = m2 OR d1 = d2) THEN 2.5
    WHEN abs(y1 - y2) <= 1 THEN -1 END$$;

-- Records of other organisations that are likely the same person, and how likely in nats; for nobody but the functions below. From 20 nats on it is likely, and with
-- more than 60,000 people registered from as many more as there are more who could be hers by chance (reltuples: about how many).
-- (a) who is met by equality of hashes: the given name with one more part, in spellings of the lists; a phone; a document. Bounded at each step.
-- (b) of these, who counts; (c) weighed by names, rarity, birth, sex, nationality, phone and document. The same statements whatever is found.
CREATE FUNCTION ring.likely_elsewhere(who uuid) RETURNS TABLE (person uuid, organisation uuid, nats real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
  WITH me AS MATERIALIZED (
    SELECT i.*, p.organisation_id, coalesce(extract(year FROM i.birth_latest)::integer, i.birth_year, 0) AS born
      FROM public.registry_identity i JOIN public.registry_person p ON p.id = i.person_id WHERE i.person_id = who),
  token AS MATERIALIZED (SELECT f.* FROM me, ring.features(me.keys, me.key_places) AS f),
  -- As others may have written it: the twelve most usual spellings of a name in each script, and the token itself.
  spelt AS MATERIALIZED (
    SELECT t.place, v.word, v.is_latin FROM token t CROSS JOIN LATERAL (
      SELECT s.word, s.is_latin FROM (SELECT x.word, x.is_latin, row_number() OVER (PARTITION BY x.is_latin ORDER BY x.share DESC, x.word) AS n
        FROM ring.spelling x WHERE x.name::text = t.feature) AS s WHERE s.n <= 12) AS v
    UNION SELECT w.place & 7, w.word, w.place & 16 <> 0 FROM me, unnest(me.keys, me.key_places) AS w(word, place) WHERE w.word IS NOT NULL),
  asked AS MATERIALIZED (
    SELECT array_agg(a.word) AS words FROM (
      SELECT DISTINCT least(g.word COLLATE "C", o.word COLLATE "C") || ' ' || greatest(g.word COLLATE "C", o.word COLLATE "C") AS word
        FROM spelt g JOIN spelt o ON o.is_latin = g.is_latin AND g.place IN (0, 5) AND o.place BETWEEN 1 AND 4 LIMIT 4000) AS a),
  by_name AS (
    SELECT k.person_id FROM me, asked, unnest(entry.search_hashes(asked.words)) AS q(hash), public.organisations_organisation o, LATERAL (
      SELECT x.person_id FROM public.registry_searchkey x WHERE x.organisation_id = o.id AND x.hash = q.hash AND x.section = 1 AND abs(x.born - me.born) IN (0, 1, 10) LIMIT 500) AS k
     WHERE o.id <> me.organisation_id AND o.is_active AND me.born <> 0 LIMIT 3000),
  -- Their number is the name route's worth: whoever has ten phones is found by the first five.
  paper AS MATERIALIZED (
    SELECT 'phone:' || x.e164 AS word FROM (SELECT DISTINCT e164 FROM public.registry_phone WHERE person_id = who AND is_current AND e164 <> '' LIMIT 5) AS x
    UNION ALL SELECT 'document:' || encode(x.bare_hash, 'hex') FROM (SELECT DISTINCT bare_hash FROM public.registry_document WHERE person_id = who AND is_current AND bare_hash IS NOT NULL LIMIT 5) AS x),
  by_paper AS (
    SELECT k.person_id FROM me, unnest(entry.search_hashes(ARRAY(SELECT p.word FROM paper p))) AS q(hash), public.organisations_organisation o, LATERAL (
      SELECT x.person_id FROM public.registry_searchkey x WHERE x.organisation_id = o.id AND x.hash = q.hash AND x.section IN (2, 4) LIMIT 50) AS k
     WHERE o.id <> me.organisation_id AND o.is_active LIMIT 500),
  candidate AS MATERIALIZED (SELECT person_id FROM by_name UNION SELECT person_id FROM by_paper),
  other AS MATERIALIZED (
    SELECT i.*, ring.births(me.birth_year, me.birth_month, me.birth_day, me.birth_stated_on IS NOT NULL, i.birth_year, i.birth_month, i.birth_day, i.birth_stated_on IS NOT NULL) AS births,
           EXISTS (SELECT FROM public.registry_phone a JOIN public.registry_phone b ON b.e164 = a.e164 WHERE a.person_id = who AND b.person_id = i.person_id
                    AND a.is_current AND b.is_current AND a.e164 <> '') AS one_phone,
           EXISTS (SELECT FROM public.registry_document a JOIN public.registry_document b ON b.bare_hash = a.bare_hash WHERE a.person_id = who AND b.person_id = i.person_id
                    AND a.is_current AND b.is_current) AS one_document,
           cardinality(me.nationalities) > 0 AND cardinality(i.nationalities) > 0 AND NOT me.nationalities && i.nationalities AS is_foreign,
           NOT (me.sex <> i.sex AND 'unstated' NOT IN (me.sex, i.sex)) AS fits
      FROM me, candidate c JOIN public.registry_identity i ON i.person_id = c.person_id),
  theirs AS MATERIALIZED (SELECT o.person_id, f.place, f.feature FROM other o, ring.features(o.keys, o.key_places) AS f WHERE o.fits AND o.births IS NOT NULL),
  -- Of each part of mine the best that meets one of theirs; a part that stands elsewhere in the name says a little less.
  met AS (
    SELECT DISTINCT ON (y.person_id, t.place) y.person_id, t.place, t.feature, t.nats - CASE WHEN t.place = y.place THEN 0 ELSE 1 END AS nats
      FROM token t JOIN theirs y ON y.feature = t.feature AND (t.place IN (0, 5)) = (y.place IN (0, 5)) ORDER BY y.person_id, t.place, t.nats - CASE WHEN t.place = y.place THEN 0 ELSE 1 END DESC, t.feature),
  name AS (
    SELECT m.person_id, sum(m.nats) AS nats, bool_or(m.is_given) AS given, count(*) FILTER (WHERE NOT m.is_given) AS more FROM (
      SELECT n.person_id, n.feature, n.place IN (0, 5) AS is_given, max(n.nats) AS nats FROM met n GROUP BY 1, 2, 3) AS m GROUP BY m.person_id),
  -- Parts that both have and that meet nothing: one may be an error, two are another family.
  apart AS (
    SELECT y.person_id, count(DISTINCT y.place) AS n FROM theirs y JOIN token t ON t.place = y.place AND t.place IN (1, 2, 3)
     WHERE NOT EXISTS (SELECT FROM met m WHERE m.person_id = y.person_id AND m.place = y.place) GROUP BY y.person_id),
  weighed AS (
    SELECT o.person_id, n.nats + o.births + CASE WHEN o.one_phone THEN 6 ELSE 0 END + CASE WHEN o.one_document THEN 12 ELSE 0 END
             - CASE WHEN o.is_foreign THEN 3 ELSE 0 END - 3 * coalesce(a.n, 0) AS nats
      FROM other o JOIN name n ON n.person_id = o.person_id LEFT JOIN apart a ON a.person_id = o.person_id
     WHERE n.given AND (n.more > 0 OR o.one_document) AND coalesce(a.n, 0) <= 1 AND (o.births > 0 OR o.one_phone OR o.one_document))
  SELECT w.person_id, p.organisation_id, w.nats::real FROM weighed w JOIN public.registry_person p ON p.id = w.person_id
   WHERE w.nats >= greatest(20, 9 + ln(greatest(1, (SELECT c.reltuples FROM pg_class c WHERE c.oid = 'public.registry_person'::regclass)))) AND ring.counts_elsewhere(w.person_id) ORDER BY w.nats DESC, w.person_id LIMIT 50$$;

-- What the job does, and the only thing that its login may do: it takes no word, and says how much it did. Beyond 20 questions of a worker, 200 of an organisation
-- and 3 about a record in 24 hours the answer is that of everybody who is not found. Called again until nothing is left. Twice at the same moment: the second waits and finds nothing left.
CREATE FUNCTION elsewhere.answer() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE q record; at timestamptz := entry.clock(); done integer := 0;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('amana elsewhere'));
  FOR q IN SELECT x.* FROM public.elsewhere_question x WHERE NOT EXISTS (SELECT FROM public.elsewhere_answer a WHERE a.question_id = x.id) ORDER BY x.made_at, x.id LIMIT 50 LOOP
    INSERT INTO public.elsewhere_answer (question_id, person_id, is_likely, visible_at)
      SELECT q.id, q.person_id, CASE WHEN many.of_worker >= 20 OR many.of_organisation >= 200 OR many.of_record >= 3 OR NOT ring.counts_elsewhere(q.person_id) THEN false
                                     ELSE EXISTS (SELECT FROM ring.likely_elsewhere(q.person_id)) END, greatest(q.visible_at, ring.half_minute(at))
        FROM (SELECT count(*) FILTER (WHERE x.staff_id = q.staff_id) AS of_worker, count(*) AS of_organisation, count(*) FILTER (WHERE x.person_id = q.person_id) AS of_record
                FROM public.elsewhere_question x WHERE x.organisation_id = q.organisation_id AND x.made_at > q.made_at - interval '24 hours' AND (x.made_at, x.id) < (q.made_at, q.id)) AS many;
    done := done + 1;
  END LOOP;
  -- Eight messages for each request, one for each organisation and the rest for nobody. Found anew: no table says which two records may be one person, but what a desk was told.
  FOR q IN SELECT r.*, o.id AS asks, t.name_ar, t.name_en, s.name FROM public.elsewhere_request r JOIN public.organisations_organisation o ON o.id = r.organisation_id
             JOIN public.access_staff s ON s.id = r.staff_id LEFT JOIN public.organisations_team t ON t.id = r.team_id
            WHERE NOT EXISTS (SELECT FROM public.elsewhere_message m WHERE m.request_id = r.id) ORDER BY r.made_at, r.id LIMIT 20 LOOP
    INSERT INTO public.elsewhere_message (id, request_id, organisation_id, person_id, number, from_organisation_id, from_team_ar, from_team_en, from_name, made_at, expires_at)
      SELECT gen_random_uuid(), q.id, f.organisation, f.person, coalesce(f.number, ''), q.asks, coalesce(q.name_ar, ''), coalesce(q.name_en, ''), q.name, at, q.expires_at
        FROM generate_series(1, 8) AS n LEFT JOIN (
          SELECT b.organisation, b.person, p.number, row_number() OVER (ORDER BY b.nats DESC, b.person) AS n
            FROM (SELECT DISTINCT ON (l.organisation) l.* FROM ring.likely_elsewhere(q.person_id) AS l WHERE ring.counts_elsewhere(q.person_id) ORDER BY l.organisation, l.nats DESC, l.person) AS b
            JOIN public.registry_person p ON p.id = b.person) AS f USING (n);
    done := done + 1;
  END LOOP;
  IF done = 0 THEN
    PERFORM ring.forget_elsewhere(ARRAY(SELECT x.id FROM public.elsewhere_question x WHERE x.made_at <= at - interval '90 days'
       OR NOT EXISTS (SELECT FROM ring.circle c WHERE c.person = x.person_id AND at < c.closes_at) ORDER BY x.made_at LIMIT 1000));
  END IF;
  RETURN done;
END$$;
-- Questions with all that hangs on them.
CREATE FUNCTION ring.forget_elsewhere(questions uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE requests uuid[] := ARRAY(SELECT r.id FROM public.elsewhere_request r WHERE r.question_id = ANY (questions));
BEGIN
  DELETE FROM public.elsewhere_reply WHERE request_id = ANY (requests);
  DELETE FROM public.elsewhere_message WHERE request_id = ANY (requests);
  DELETE FROM public.elsewhere_request WHERE id = ANY (requests);
  DELETE FROM public.elsewhere_answer WHERE question_id = ANY (questions);
  DELETE FROM public.elsewhere_question WHERE id = ANY (questions);
END$$;
-- A record that becomes protected, or whose list is undone: what was asked about it, and what a desk was told of it, is gone in the same transaction.
CREATE FUNCTION ring.silent_elsewhere() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.forget_elsewhere(ARRAY(SELECT q.id FROM public.elsewhere_question q WHERE q.person_id = new.person_id));
  UPDATE public.elsewhere_message SET organisation_id = NULL, person_id = NULL, number = '' WHERE person_id = new.person_id;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION elsewhere.answer() TO amana_match;
GRANT EXECUTE ON FUNCTION ring.stamp_question(), ring.question_asked(), ring.stamp_request(), ring.stamp_reply(), ring.silent_elsewhere() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
GRANT DELETE ON elsewhere_question, elsewhere_answer, elsewhere_request, elsewhere_message, elsewhere_reply TO amana_keeper;
CREATE TRIGGER a_stamp BEFORE INSERT ON elsewhere_question FOR EACH ROW EXECUTE FUNCTION ring.stamp_question();
CREATE TRIGGER b_fact AFTER INSERT ON elsewhere_question FOR EACH ROW EXECUTE FUNCTION ring.question_asked();
CREATE TRIGGER a_stamp BEFORE INSERT ON elsewhere_request FOR EACH ROW EXECUTE FUNCTION ring.stamp_request();
CREATE TRIGGER a_stamp BEFORE INSERT ON elsewhere_reply FOR EACH ROW EXECUTE FUNCTION ring.stamp_reply();
CREATE TRIGGER d_elsewhere AFTER UPDATE ON registry_holding FOR EACH ROW WHEN (new.is_protected AND NOT old.is_protected) EXECUTE FUNCTION ring.silent_elsewhere();
