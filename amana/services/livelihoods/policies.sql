-- A micro-business and all that hangs on it: rows of a case in the economic section (bit 32). Who plans it writes it, who decides on it votes; nothing is changed in place.
GRANT SELECT, INSERT ON livelihoods_business, livelihoods_plan, livelihoods_vote, livelihoods_step, livelihoods_met, livelihoods_visit TO amana_web;
GRANT SELECT ON livelihoods_instalment TO amana_web;
CREATE POLICY seen_with_economic ON livelihoods_business FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_business.case_id AND m.sections & 32 <> 0));
CREATE POLICY begun_by_who_plans ON livelihoods_business FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('plan_business')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_business.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON livelihoods_plan FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_plan.case_id AND m.sections & 32 <> 0));
CREATE POLICY written_by_who_plans ON livelihoods_plan FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('plan_business')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_plan.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON livelihoods_vote FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_vote.case_id AND m.sections & 32 <> 0));
CREATE POLICY cast_by_who_decides ON livelihoods_vote FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('decide_business')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_vote.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON livelihoods_step FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_step.case_id AND m.sections & 32 <> 0));
CREATE POLICY made_by_the_verb ON livelihoods_step FOR INSERT TO amana_web WITH CHECK (
  CASE WHEN step IN ('approve', 'return', 'decline') THEN (SELECT entry.may('decide_business')) ELSE (SELECT entry.may('plan_business')) END AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_step.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON livelihoods_instalment FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_instalment.case_id AND m.sections & 32 <> 0));
CREATE POLICY seen_with_economic ON livelihoods_met FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_met.case_id AND m.sections & 32 <> 0));
CREATE POLICY said_by_who_plans ON livelihoods_met FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('plan_business')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_met.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON livelihoods_visit FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_visit.case_id AND m.sections & 32 <> 0));
CREATE POLICY written_by_who_plans ON livelihoods_visit FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('plan_business')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = livelihoods_visit.case_id AND m.writable & 32 <> 0));

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_business() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  new.state := 'draft'; new.round := 0; new.amount := NULL; new.began_on := NULL; new.status := '';
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  RETURN new;
END$$;
-- What hangs on a business has its keys; what hangs on none belongs to nobody.
CREATE FUNCTION ring.stamp_of_business() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  IF tg_table_name = 'livelihoods_met' THEN
    new.business_id := (SELECT i.business_id FROM public.livelihoods_instalment i WHERE i.id = new.instalment_id);
  END IF;
  new.case_id := NULL; new.person_id := NULL;
  SELECT b.case_id, b.person_id INTO new.case_id, new.person_id FROM public.livelihoods_business b WHERE b.id = new.business_id;
  IF tg_table_name IN ('livelihoods_plan', 'livelihoods_vote', 'livelihoods_step') THEN
    new.round := (SELECT b.round FROM public.livelihoods_business b WHERE b.id = new.business_id);
  END IF;
  IF tg_table_name IN ('livelihoods_plan', 'livelihoods_vote') THEN new.staff_id := (entry.actor()).staff; END IF;
  IF tg_table_name = 'livelihoods_visit' THEN  -- what is attached elsewhere is no photo of this visit
    new.attachment_id := (SELECT a.id FROM public.cases_attachment a WHERE a.id = new.attachment_id AND a.case_id = new.case_id AND a.section = 32 AND a.withdrawn_at IS NULL);
  END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.business_begun() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT k.state FROM public.cases_case k WHERE k.id = new.case_id) = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  RETURN NULL;
END$$;
-- Of two who save at once, the second is told: its number is taken, or no longer the next.
CREATE FUNCTION ring.business_planned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT b.state FROM public.livelihoods_business b WHERE b.id = new.business_id) NOT IN ('draft', 'returned') THEN PERFORM entry.refuse('business_state'); END IF;
  IF new.number <> 1 + (SELECT count(*) FROM public.livelihoods_plan p WHERE p.business_id = new.business_id AND p.id <> new.id) THEN PERFORM entry.refuse('business_plan_numbered'); END IF;
  RETURN NULL;
END$$;
-- So many vote before anything is decided; the same number stands in reference/business.toml, and a test compares them.
CREATE FUNCTION ring.business_members() RETURNS integer LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$SELECT 3$$;
CREATE FUNCTION ring.business_visits() RETURNS integer[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$SELECT '{1,3,6,12}'::integer[]$$;
-- Whoever wrote any of the plan, or works on the case, decides nothing on it.
CREATE FUNCTION ring.business_is_own(which uuid, who uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.livelihoods_plan p WHERE p.business_id = which AND p.staff_id = who)
      OR EXISTS (SELECT FROM public.livelihoods_business b JOIN public.cases_assignment a ON a.case_id = b.case_id
          WHERE b.id = which AND a.staff_id = who AND (a.until_at IS NULL OR a.until_at > entry.clock()))
      OR EXISTS (SELECT FROM public.livelihoods_business b JOIN public.cases_coworker c ON c.case_id = b.case_id
          WHERE b.id = which AND c.staff_id = who AND (c.until_at IS NULL OR c.until_at > entry.clock()))$$;
CREATE FUNCTION ring.business_voted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF NOT EXISTS (SELECT FROM public.livelihoods_business b WHERE b.id = new.business_id AND b.state = 'submitted' AND b.round = new.round) THEN PERFORM entry.refuse('business_state'); END IF;
  IF ring.business_is_own(new.business_id, new.staff_id) THEN PERFORM entry.refuse('business_own'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.business_decided(decision public.livelihoods_step) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE votes integer; agreeing integer;
BEGIN
  IF ring.business_is_own(decision.business_id, (entry.actor()).staff) THEN PERFORM entry.refuse('business_own'); END IF;
  SELECT count(*), count(*) FILTER (WHERE v.choice = decision.step) INTO votes, agreeing FROM public.livelihoods_vote v WHERE v.business_id = decision.business_id AND v.round = decision.round;
  IF votes < ring.business_members() THEN PERFORM entry.refuse('business_too_few_votes'); END IF;
  IF agreeing * 2 <= votes THEN PERFORM entry.refuse('business_no_majority'); END IF;
  IF decision.step <> 'approve' THEN RETURN; END IF;
  IF decision.amount > (SELECT p.asked FROM public.livelihoods_plan p WHERE p.business_id = decision.business_id ORDER BY p.number DESC LIMIT 1) THEN PERFORM entry.refuse('business_more_than_asked'); END IF;
  INSERT INTO public.livelihoods_instalment (id, business_id, case_id, person_id, made_by, made_at, number, amount, condition, due_on)
    SELECT gen_random_uuid(), decision.business_id, decision.case_id, decision.person_id, decision.made_by, decision.made_at, one.n, (one.said ->> 'amount')::numeric, one.said ->> 'condition', (one.said ->> 'due_on')::date
      FROM jsonb_array_elements(decision.instalments) WITH ORDINALITY AS one(said, n);
  IF (SELECT sum(i.amount) FROM public.livelihoods_instalment i WHERE i.business_id = decision.business_id) IS DISTINCT FROM decision.amount THEN PERFORM entry.refuse('business_instalments'); END IF;
END$$;
-- The one place where a business moves: first the lock, then the table of moves.
CREATE FUNCTION ring.business_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF new.step = 'submit' AND NOT EXISTS (SELECT FROM public.livelihoods_plan p WHERE p.business_id = new.business_id) THEN PERFORM entry.refuse('business_unplanned'); END IF;
  UPDATE public.livelihoods_business b SET amount = coalesce(new.amount, b.amount), began_on = coalesce(new.began_on, b.began_on), round = b.round + (new.step = 'submit')::integer,
    state = CASE new.step WHEN 'submit' THEN 'submitted' WHEN 'withdraw' THEN 'draft' WHEN 'return' THEN 'returned' WHEN 'approve' THEN 'approved' WHEN 'decline' THEN 'declined'
                          WHEN 'start' THEN 'started' ELSE 'dropped' END
    WHERE b.id = new.business_id AND b.round = new.round AND b.state = ANY (CASE new.step WHEN 'submit' THEN '{draft,returned}'::text[] WHEN 'start' THEN '{approved}' WHEN 'drop' THEN '{draft,returned,approved}' ELSE '{submitted}' END);
  IF NOT FOUND THEN PERFORM entry.refuse('business_state'); END IF;
  IF new.step IN ('approve', 'return', 'decline') THEN PERFORM ring.business_decided(new); END IF;
  IF new.step = 'start' THEN
    IF new.began_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('business_in_future'); END IF;
    INSERT INTO public.cases_task (id, version, case_id, person_id, kind, title, due_at, clock, staff_id, state, outcome, action_id)
      SELECT gen_random_uuid(), 1, new.case_id, new.person_id, 'business_visit', month::text, ((new.began_on + make_interval(months => month))::date + time '15:00') AT TIME ZONE 'Africa/Cairo', 'calendar',
             (SELECT a.staff_id FROM public.cases_assignment a WHERE a.case_id = new.case_id AND a.until_at IS NULL), 'open', '', new.business_id
        FROM unnest(ring.business_visits()) AS month;
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.business_met() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT b.state FROM public.livelihoods_business b WHERE b.id = new.business_id) NOT IN ('approved', 'started') THEN PERFORM entry.refuse('business_state'); END IF;
  IF new.met_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('business_in_future'); END IF;
  RETURN NULL;
END$$;
-- Only what has started has a day of beginning. The latest day counts for how it stands. A visit ends its task; where the business is over, no further visit is asked for;
-- where it goes on after all, those that were not made are asked for again, of whoever has the case now.
CREATE FUNCTION ring.business_visited() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE latest public.livelihoods_visit; was text;
BEGIN
  PERFORM ring.lock(new.person_id);
  IF NOT EXISTS (SELECT FROM public.livelihoods_business b WHERE b.id = new.business_id AND b.began_on <= new.visited_on) THEN PERFORM entry.refuse('business_state'); END IF;
  IF new.visited_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('business_in_future'); END IF;
  SELECT * INTO latest FROM public.livelihoods_visit v WHERE v.business_id = new.business_id ORDER BY v.visited_on DESC, v.made_at DESC, v.id DESC LIMIT 1;
  was := (SELECT b.status FROM public.livelihoods_business b WHERE b.id = new.business_id);
  UPDATE public.livelihoods_business SET status = latest.status WHERE id = new.business_id;
  UPDATE public.cases_task SET state = 'done' WHERE action_id = new.business_id AND kind = 'business_visit' AND title = new.month::text AND state = 'open';
  IF latest.status IN ('closed', 'moved') THEN
    UPDATE public.cases_task SET state = 'cancelled' WHERE action_id = new.business_id AND kind = 'business_visit' AND state = 'open';
  ELSIF was IN ('closed', 'moved') AND (SELECT k.state FROM public.cases_case k WHERE k.id = new.case_id) <> 'closed' THEN
    UPDATE public.cases_task t SET state = 'open', staff_id = (SELECT a.staff_id FROM public.cases_assignment a WHERE a.case_id = new.case_id AND a.until_at IS NULL)
     WHERE t.action_id = new.business_id AND t.kind = 'business_visit' AND t.state = 'cancelled'
       AND NOT EXISTS (SELECT FROM public.livelihoods_visit v WHERE v.business_id = new.business_id AND v.month::text = t.title);
  END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_business(), ring.stamp_of_business(), ring.business_begun(), ring.business_planned(), ring.business_voted(), ring.business_step(), ring.business_met(), ring.business_visited() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON livelihoods_business FOR EACH ROW EXECUTE FUNCTION ring.stamp_business();
CREATE TRIGGER b_fact AFTER INSERT ON livelihoods_business FOR EACH ROW EXECUTE FUNCTION ring.business_begun();
CREATE TRIGGER a_stamp BEFORE INSERT ON livelihoods_plan FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_business();
CREATE TRIGGER b_fact AFTER INSERT ON livelihoods_plan FOR EACH ROW EXECUTE FUNCTION ring.business_planned();
CREATE TRIGGER a_stamp BEFORE INSERT ON livelihoods_vote FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_business();
CREATE TRIGGER b_fact AFTER INSERT ON livelihoods_vote FOR EACH ROW EXECUTE FUNCTION ring.business_voted();
CREATE TRIGGER a_stamp BEFORE INSERT ON livelihoods_step FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_business();
CREATE TRIGGER b_fact AFTER INSERT ON livelihoods_step FOR EACH ROW EXECUTE FUNCTION ring.business_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON livelihoods_met FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_business();
CREATE TRIGGER b_fact AFTER INSERT ON livelihoods_met FOR EACH ROW EXECUTE FUNCTION ring.business_met();
CREATE TRIGGER a_stamp BEFORE INSERT ON livelihoods_visit FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_business();
CREATE TRIGGER b_fact AFTER INSERT ON livelihoods_visit FOR EACH ROW EXECUTE FUNCTION ring.business_visited();
