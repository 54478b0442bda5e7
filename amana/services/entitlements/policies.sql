-- Screenings and applications are rows of a case in the economic section (32).
GRANT SELECT, INSERT ON entitlements_screening, entitlements_application, entitlements_applicationstep TO amana_web;
CREATE POLICY seen_with_economic ON entitlements_screening FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = entitlements_screening.case_id AND m.sections & 32 <> 0));
CREATE POLICY made_with_economic ON entitlements_screening FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('screen')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = entitlements_screening.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON entitlements_application FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = entitlements_application.case_id AND m.sections & 32 <> 0));
CREATE POLICY made_with_economic ON entitlements_application FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('screen')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = entitlements_application.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON entitlements_applicationstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = entitlements_applicationstep.case_id AND m.sections & 32 <> 0));
CREATE POLICY made_with_economic ON entitlements_applicationstep FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('screen')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = entitlements_applicationstep.case_id AND m.writable & 32 <> 0));

-- A rule that was published is known to every actor, a draft to who keeps reference data.
GRANT SELECT, INSERT ON entitlements_ruledraft, entitlements_publication TO amana_web;
CREATE POLICY known_to_every_actor ON entitlements_publication FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);
CREATE POLICY published_by_the_platform ON entitlements_publication FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('reference_data')));
CREATE POLICY known_once_published ON entitlements_ruledraft FOR SELECT TO amana_web USING (
  (SELECT entry.may('reference_data')) OR EXISTS (SELECT FROM entitlements_publication p WHERE p.rule_id = entitlements_ruledraft.id));
CREATE POLICY drafted_by_the_platform ON entitlements_ruledraft FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('reference_data')));

SET ROLE amana_keeper;
-- A screening of another case is none: the application belongs to nobody then.
CREATE FUNCTION ring.stamp_entitlement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  IF tg_table_name = 'entitlements_applicationstep' THEN
    new.case_id := (SELECT a.case_id FROM public.entitlements_application a WHERE a.id = new.application_id);
  ELSIF tg_table_name = 'entitlements_application' THEN
    new.state := 'prepared';
    new.case_id := (SELECT s.case_id FROM public.entitlements_screening s WHERE s.id = new.screening_id AND s.case_id = new.case_id);
  END IF;
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  RETURN new;
END$$;
CREATE FUNCTION ring.household_screened() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT k.state FROM public.cases_case k WHERE k.id = new.case_id) = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  RETURN NULL;
END$$;
-- The application is locked first: of two answers at once one stands.
CREATE FUNCTION ring.application_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$

BEGIN
  IF (SELECT k.state FROM public.cases_case k WHERE k.id = new.case_id) = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  IF new.happened_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('application_in_future'); END IF;
  UPDATE public.entitlements_application a SET state = m.reaches FROM (VALUES
      ('submit', 'prepared', 'submitted'), ('ask', 'submitted', 'asked'), ('supply', 'asked', 'submitted'), ('approve', 'submitted', 'approved'), ('approve', 'asked', 'approved'),
      ('refuse', 'submitted', 'refused'), ('refuse', 'asked', 'refused'), ('complain', 'refused', 'complained'), ('uphold', 'complained', 'approved'), ('reject', 'complained', 'rejected'),
      ('drop', 'prepared', 'dropped'), ('drop', 'submitted', 'dropped'), ('drop', 'asked', 'dropped'), ('drop', 'refused', 'dropped'), ('drop', 'complained', 'dropped')) AS m(step, leaves, reaches)
    WHERE a.id = new.application_id AND m.step = new.step AND a.state = m.leaves;
  IF NOT FOUND THEN PERFORM entry.refuse('application_state'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  IF tg_table_name = 'entitlements_publication' THEN
    SELECT d.programme, d.version INTO new.programme, new.version FROM public.entitlements_ruledraft d WHERE d.id = new.rule_id;
  END IF;
  RETURN new;
END$$;
-- What was looked at is what holds: a draft that was replaced, withdrawn or published already is none.
CREATE FUNCTION ring.rule_drafted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.entitlements_ruledraft d WHERE d.id = new.replaces_id AND d.programme = new.programme FOR NO KEY UPDATE;
  IF new.replaces_id IS NOT NULL AND NOT FOUND THEN PERFORM entry.refuse('rule_of_another'); END IF;
  IF EXISTS (SELECT FROM public.entitlements_publication p WHERE p.rule_id = new.replaces_id) THEN PERFORM entry.refuse('rule_published_once'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.rule_published() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE d public.entitlements_ruledraft;
BEGIN
  SELECT * INTO d FROM public.entitlements_ruledraft WHERE id = new.rule_id FOR NO KEY UPDATE;
  IF d.is_withdrawn OR EXISTS (SELECT FROM public.entitlements_ruledraft r WHERE r.replaces_id = d.id) THEN PERFORM entry.refuse('rule_replaced'); END IF;
  IF new.valid_from < (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('rule_in_past'); END IF;
  RETURN NULL;
END$$;

-- What a rule says of a household, in three values as lib/eligibility/judging.py says it; a test compares the two.
CREATE FUNCTION ring.judged(conditions jsonb, facts jsonb) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN conditions IS NULL THEN '' WHEN bool_or(c.met IS FALSE) THEN 'unlikely' WHEN bool_or(c.met IS NULL) THEN 'ask' ELSE 'likely' END FROM (
    SELECT CASE WHEN bool_or(h.held) THEN true WHEN bool_or(h.held IS NULL) THEN NULL ELSE false END AS met
      FROM jsonb_array_elements(conditions) WITH ORDINALITY AS one(condition, place), jsonb_array_elements(one.condition) AS way,
           LATERAL (SELECT CASE WHEN facts ->> (way ->> 'fact') IS NULL THEN NULL
                                WHEN way ? 'is' THEN facts ->> (way ->> 'fact') = way ->> 'is'
                                WHEN facts ->> (way ->> 'fact') ~ '^[0-9]{1,6}$' THEN (facts ->> (way ->> 'fact'))::int BETWEEN coalesce((way ->> 'least')::int, 0) AND coalesce((way ->> 'most')::int, 999999)
                           END AS held) AS h
     GROUP BY one.place) AS c$$;
-- How many households, by their last screening in a case that is not closed, get which answer before and after a change: in whole fives, and nothing of fewer than five.
CREATE FUNCTION entry.rule_effect(before jsonb, after jsonb)
RETURNS TABLE (was text, becomes text, households integer) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ring.judged(before, s.facts), ring.judged(after, s.facts), (count(*) / 5 * 5)::integer
    FROM (SELECT DISTINCT ON (s.case_id) s.facts FROM public.entitlements_screening s JOIN public.cases_case k ON k.id = s.case_id
           WHERE k.state <> 'closed' ORDER BY s.case_id, s.made_at DESC, s.id DESC) AS s
   WHERE (SELECT entry.may('reference_data'))
   GROUP BY 1, 2 HAVING count(*) >= 5 ORDER BY 1, 2$$;
GRANT EXECUTE ON FUNCTION entry.rule_effect(jsonb, jsonb) TO amana_web;
GRANT EXECUTE ON FUNCTION ring.stamp_entitlement(), ring.household_screened(), ring.application_step(), ring.stamp_rule(), ring.rule_drafted(), ring.rule_published() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON entitlements_screening FOR EACH ROW EXECUTE FUNCTION ring.stamp_entitlement();
CREATE TRIGGER b_fact AFTER INSERT ON entitlements_screening FOR EACH ROW EXECUTE FUNCTION ring.household_screened();
CREATE TRIGGER a_stamp BEFORE INSERT ON entitlements_application FOR EACH ROW EXECUTE FUNCTION ring.stamp_entitlement();
CREATE TRIGGER b_fact AFTER INSERT ON entitlements_application FOR EACH ROW EXECUTE FUNCTION ring.household_screened();
CREATE TRIGGER a_stamp BEFORE INSERT ON entitlements_applicationstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_entitlement();
CREATE TRIGGER b_fact AFTER INSERT ON entitlements_applicationstep FOR EACH ROW EXECUTE FUNCTION ring.application_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON entitlements_ruledraft FOR EACH ROW EXECUTE FUNCTION ring.stamp_rule();
CREATE TRIGGER b_fact AFTER INSERT ON entitlements_ruledraft FOR EACH ROW EXECUTE FUNCTION ring.rule_drafted();
CREATE TRIGGER a_stamp BEFORE INSERT ON entitlements_publication FOR EACH ROW EXECUTE FUNCTION ring.stamp_rule();
CREATE TRIGGER b_fact AFTER INSERT ON entitlements_publication FOR EACH ROW EXECUTE FUNCTION ring.rule_published();
