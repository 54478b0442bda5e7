-- Consent and legal bases: who may record them, when they end, and what ends with them (DESIGN.md §6.3).
GRANT SELECT ON consent_consent, consent_consentscope, consent_consentpaper, consent_consentstep, consent_legalbasis, consent_legalstep TO amana_web;

CREATE POLICY seen_near_the_record ON consent_consent FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = consent_consent.person_id AND m.case_id IS NULL AND m.own AND m.near));
CREATE POLICY taken_near_the_record ON consent_consent FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('take_consent')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = consent_consent.person_id AND m.case_id IS NULL AND m.own AND (m.edit AND m.needs IS NULL OR m.near AND m.needs = 'reopen')));
GRANT INSERT ON consent_consent TO amana_web;

CREATE POLICY seen_near_the_record ON consent_consentscope FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = consent_consentscope.person_id AND m.case_id IS NULL AND m.own AND m.near));
-- person_id is copied from a consent of this very transaction: a consent cannot be widened later.
CREATE POLICY answered_with_its_consent ON consent_consentscope FOR INSERT TO amana_web WITH CHECK (
  person_id IS NOT NULL AND (SELECT entry.may('take_consent')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = consent_consentscope.person_id AND m.case_id IS NULL AND m.own AND (m.edit AND m.needs IS NULL OR m.near AND m.needs = 'reopen')));
GRANT INSERT ON consent_consentscope TO amana_web;

CREATE POLICY seen_with_identity ON consent_consentpaper FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = consent_consentpaper.person_id AND m.case_id IS NULL AND m.own AND m.near AND m.sections & 1 <> 0));
CREATE POLICY written_with_its_consent ON consent_consentpaper FOR INSERT TO amana_web WITH CHECK (
  person_id IS NOT NULL AND (SELECT entry.may('take_consent')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = consent_consentpaper.person_id AND m.case_id IS NULL AND m.own AND (m.edit AND m.needs IS NULL OR m.near AND m.needs = 'reopen')));
GRANT INSERT ON consent_consentpaper TO amana_web;

CREATE POLICY seen_near_the_record ON consent_consentstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = consent_consentstep.person_id AND m.case_id IS NULL AND m.own AND m.near));
-- Also through a read-only circle: a person may always withdraw. Never through exceptional access, which looks only.
CREATE POLICY withdrawn_near_the_record ON consent_consentstep FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('withdraw_consent')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = consent_consentstep.person_id AND m.case_id IS NULL AND m.own AND m.near AND m.basis <> 'exceptional'));
GRANT INSERT ON consent_consentstep TO amana_web;

CREATE POLICY seen_by_both_sides ON consent_legalbasis FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = consent_legalbasis.id AND m.person_id = consent_legalbasis.person_id)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = consent_legalbasis.person_id AND m.case_id IS NOT DISTINCT FROM consent_legalbasis.case_id AND m.own AND m.near));
CREATE POLICY recorded_near_the_record ON consent_legalbasis FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('record_legal_basis')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = consent_legalbasis.person_id AND m.case_id IS NOT DISTINCT FROM consent_legalbasis.case_id AND m.own AND m.edit));
GRANT INSERT ON consent_legalbasis TO amana_web;
CREATE POLICY seen_near_the_record ON consent_legalstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = consent_legalstep.person_id AND m.case_id IS NOT DISTINCT FROM consent_legalstep.case_id AND m.own AND m.near));
CREATE POLICY made_near_the_record ON consent_legalstep FOR INSERT TO amana_web WITH CHECK (
  CASE step WHEN 'end' THEN (SELECT entry.may('end_legal_basis')) ELSE (SELECT entry.may('approve_legal_basis')) END AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = consent_legalstep.person_id AND m.case_id IS NOT DISTINCT FROM consent_legalstep.case_id AND m.own AND m.edit));
GRANT INSERT ON consent_legalstep TO amana_web;

SET ROLE amana_keeper;
-- Until when an organisation may work on cases of its record: the last of its own `case` consents in force and of the legal bases it recorded for itself.
-- An inlined SQL function, joined LATERAL: as a view inside UNION ALL it would read every consent of the database for one record (SECURITY.md §11).
CREATE FUNCTION ring.leave(p uuid, o uuid) RETURNS TABLE (at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT max(x.at) FROM (
    SELECT least(s.ends_at, s.ended_at) AS at FROM public.consent_consentscope s
     WHERE s.person_id = p AND s.purpose = 'case' AND s.receiver_id = o AND s.agreed
    UNION ALL SELECT least(l.ends_at, l.ended_at) FROM public.consent_legalbasis l
     WHERE l.person_id = p AND l.organisation_id = o AND l.to_organisation_id = o AND l.approved_at IS NOT NULL) AS x$$;

-- Vital interest opens at once, for 24 hours, and closes unless approved within them.
CREATE VIEW ring.facts_legal AS
  SELECT l.person_id AS person, v.case_id, l.to_organisation_id AS organisation, l.to_team_id AS team, l.to_staff_id AS staff, 'legal'::text AS basis, l.id AS basis_id,
         v.sections, 0 AS writes, NULL::text AS needs, NULL::uuid AS agreement, h.is_protected AS protected,
         CASE WHEN l.is_vital THEN l.starts_at ELSE greatest(l.starts_at, l.approved_at) END AS opens_at,
         least(l.ends_at, l.ended_at, CASE WHEN l.is_vital AND l.approved_at IS NULL THEN l.starts_at + interval '24 hours' END) AS closes_at, h.since AS listed_at
    FROM public.consent_legalbasis l JOIN public.registry_holding h ON h.person_id = l.person_id
    CROSS JOIN LATERAL (SELECT l.case_id, l.sections WHERE l.case_id IS NOT NULL
      UNION ALL SELECT NULL::uuid, l.sections & 31 WHERE l.sections & 31 <> 0) AS v(case_id, sections)
   WHERE l.is_vital OR l.approved_at IS NOT NULL;

CREATE FUNCTION ring.stamp_consent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by);
  new.made_at := entry.clock(); new.made_in := pg_current_xact_id()::text::bigint;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_scope() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.person_id := (SELECT c.person_id FROM public.consent_consent c WHERE c.id = new.consent_id AND c.made_in = pg_current_xact_id()::text::bigint);
  new.made_at := entry.clock(); new.ended_at := NULL; new.ended_how := ''; new.closed := '{}';
  IF new.ends_at > new.made_at + interval '2 years' THEN new.ends_at := new.made_at + interval '2 years'; END IF;
  RETURN new;
END$$;
-- Who may give consent follows from the age, the lowest that fits (DOMAIN.md §2.3; rules.GIVERS, a test compares the two). Of an unknown birth the page asks.
CREATE FUNCTION ring.givers(born date, today date) RETURNS text[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN x.years < 12 THEN ARRAY['guardian'] WHEN x.years < 15 THEN ARRAY['assent'] WHEN x.years < 18 THEN ARRAY['child_told', 'child_unsafe'] ELSE ARRAY['self'] END
    FROM (SELECT date_part('year', age(today, born)) AS years) AS x WHERE born IS NOT NULL$$;
CREATE FUNCTION ring.stamp_paper() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.person_id := (SELECT c.person_id FROM public.consent_consent c WHERE c.id = new.consent_id AND c.made_in = pg_current_xact_id()::text::bigint);
  IF new.given_by <> ALL (ring.givers((SELECT i.birth_latest FROM public.registry_identity i WHERE i.person_id = new.person_id),
                                      (entry.clock() AT TIME ZONE 'Africa/Cairo')::date)) THEN PERFORM entry.refuse('consent_giver'); END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_consent_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.person_id := (SELECT s.person_id FROM public.consent_consentscope s WHERE s.id = new.scope_id);
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock(); new.closed := '{}';
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_legal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by);
  new.starts_at := entry.clock(); new.approved_by := NULL; new.approved_at := NULL; new.ended_at := NULL;
  IF new.ends_at > new.starts_at + interval '1 year' THEN new.ends_at := new.starts_at + interval '1 year'; END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_legal_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT l.person_id, l.case_id INTO new.person_id, new.case_id FROM public.consent_legalbasis l WHERE l.id = new.legal_basis_id;
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  RETURN new;
END$$;

-- What a withdrawal or a refusal closed is counted here, not by the program: its maker may no longer see the record afterwards.
CREATE FUNCTION ring.circles_by_basis(p uuid) RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(x.basis, x.n), '{}') FROM (
    SELECT c.basis, count(DISTINCT c.basis_id) AS n FROM ring.circle c WHERE c.person = p AND entry.clock() < c.closes_at AND c.needs IS NULL GROUP BY c.basis) AS x$$;
CREATE FUNCTION ring.fewer(before jsonb, after jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(b.key, b.value::integer - coalesce((after ->> b.key)::integer, 0)), '{}') FROM jsonb_each_text(before) AS b
   WHERE b.value::integer > coalesce((after ->> b.key)::integer, 0)$$;
-- The receipt of a consent or a withdrawal: what it closed, for whoever made it and for a day.
CREATE FUNCTION entry.consent_receipt(what uuid) RETURNS TABLE (person uuid, purpose text, receiver uuid, agreed boolean, closed jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.person_id, s.purpose::text, s.receiver_id, s.agreed, s.closed FROM public.consent_consent c JOIN public.consent_consentscope s ON s.consent_id = c.id
   WHERE c.id = what AND c.made_by = (entry.actor()).membership AND entry.clock() < c.made_at + interval '24 hours'
  UNION ALL
  SELECT t.person_id, s.purpose::text, s.receiver_id, false, t.closed FROM public.consent_consentstep t JOIN public.consent_consentscope s ON s.id = t.scope_id
   WHERE t.id = what AND t.made_by = (entry.actor()).membership AND entry.clock() < t.made_at + interval '24 hours'$$;
GRANT EXECUTE ON FUNCTION entry.consent_receipt(uuid) TO amana_web;

-- What hung on an ended ground is ended for good before any new ground counts: else old windows would open again by themselves.
CREATE FUNCTION ring.consent_taken() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT h.organisation_id FROM public.registry_holding h WHERE h.person_id = new.person_id) IS DISTINCT FROM new.organisation_id THEN PERFORM entry.refuse('own_record'); END IF;
  PERFORM ring.must_be_here(new.person_id);
  PERFORM ring.lapse(new.person_id);
  RETURN NULL;
END$$;
-- A later answer for the same purpose and receiver takes the place of the earlier one, also where it is a refusal.
CREATE FUNCTION ring.scope_answered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE own uuid := (SELECT c.organisation_id FROM public.consent_consent c WHERE c.id = new.consent_id); older uuid; before jsonb := ring.circles_by_basis(new.person_id);
BEGIN
  IF (new.purpose IN ('referral', 'sharing', 'law_enforcement')) = (new.receiver_id = own) THEN PERFORM entry.refuse('consent_receiver'); END IF;
  FOR older IN UPDATE public.consent_consentscope s SET ended_at = new.made_at, ended_how = 'superseded' FROM public.consent_consent c
     WHERE c.id = s.consent_id AND c.organisation_id = own AND s.person_id = new.person_id AND s.purpose = new.purpose AND s.receiver_id = new.receiver_id
       AND s.consent_id <> new.consent_id AND s.ended_at IS NULL RETURNING s.id LOOP
    PERFORM ring.repin(older, new.id);
  END LOOP;
  PERFORM ring.lapse(new.person_id);
  UPDATE public.consent_consentscope SET closed = x.fewer FROM (SELECT ring.fewer(before, ring.circles_by_basis(new.person_id)) AS fewer) AS x
   WHERE id = new.id AND x.fewer <> '{}';
  RETURN NULL;
END$$;
CREATE FUNCTION ring.consent_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE before jsonb;
BEGIN
  PERFORM ring.lock(new.person_id);
  before := ring.circles_by_basis(new.person_id);
  UPDATE public.consent_consentscope SET ended_at = new.made_at, ended_how = 'withdrawn' WHERE id = new.scope_id AND ended_at IS NULL AND agreed AND ends_at > new.made_at;
  IF NOT FOUND THEN PERFORM entry.refuse('consent_state'); END IF;
  PERFORM ring.lapse(new.person_id);
  UPDATE public.consent_consentstep SET closed = ring.fewer(before, ring.circles_by_basis(new.person_id)) WHERE id = new.id;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.legal_recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.must_be_here(new.person_id);
  IF length(trim(new.article)) < 3 OR length(trim(new.reason)) < 10 THEN PERFORM entry.refuse('legal_reason'); END IF;
  IF new.to_team_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.organisations_team t WHERE t.id = new.to_team_id AND t.organisation_id = new.to_organisation_id) THEN PERFORM entry.refuse('team_member'); END IF;
  IF new.to_staff_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.access_membership m WHERE m.staff_id = new.to_staff_id AND m.organisation_id = new.to_organisation_id
      AND m.suspended_at IS NULL AND m.ended_at IS NULL) THEN PERFORM entry.refuse('team_member'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.legal_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.consent_legalbasis;
BEGIN
  PERFORM ring.lock(new.person_id);
  PERFORM ring.lapse(new.person_id);
  SELECT * INTO l FROM public.consent_legalbasis WHERE id = new.legal_basis_id FOR UPDATE;
  IF new.step = 'approve' THEN
    IF l.made_by = new.made_by OR (SELECT m.staff_id FROM public.access_membership m WHERE m.id = l.made_by) = (entry.actor()).staff THEN PERFORM entry.refuse('legal_basis_second_person'); END IF;
    UPDATE public.consent_legalbasis SET approved_at = new.made_at, approved_by = new.made_by
     WHERE id = l.id AND approved_by IS NULL AND ended_at IS NULL AND ends_at > new.made_at AND (NOT is_vital OR new.made_at < starts_at + interval '24 hours');
  ELSE
    UPDATE public.consent_legalbasis SET ended_at = new.made_at WHERE id = l.id AND ended_at IS NULL;
  END IF;
  IF NOT FOUND THEN PERFORM entry.refuse('legal_state'); END IF;
  PERFORM ring.lapse(new.person_id);
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_consent(), ring.stamp_scope(), ring.stamp_paper(), ring.stamp_consent_step(), ring.stamp_legal(), ring.stamp_legal_step(),
  ring.circles_by_basis(uuid), ring.fewer(jsonb, jsonb), ring.consent_taken(), ring.scope_answered(), ring.consent_step(), ring.legal_recorded(), ring.legal_step() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;

CREATE TRIGGER a_stamp BEFORE INSERT ON consent_consent FOR EACH ROW EXECUTE FUNCTION ring.stamp_consent();
CREATE TRIGGER b_fact AFTER INSERT ON consent_consent FOR EACH ROW EXECUTE FUNCTION ring.consent_taken();
CREATE TRIGGER a_stamp BEFORE INSERT ON consent_consentscope FOR EACH ROW EXECUTE FUNCTION ring.stamp_scope();
CREATE TRIGGER b_fact AFTER INSERT ON consent_consentscope FOR EACH ROW EXECUTE FUNCTION ring.scope_answered();
CREATE TRIGGER c_settle_insert AFTER INSERT ON consent_consentscope REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER c_settle_update AFTER UPDATE ON consent_consentscope REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER a_stamp BEFORE INSERT ON consent_consentpaper FOR EACH ROW EXECUTE FUNCTION ring.stamp_paper();
CREATE TRIGGER a_stamp BEFORE INSERT ON consent_consentstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_consent_step();
CREATE TRIGGER b_fact AFTER INSERT ON consent_consentstep FOR EACH ROW EXECUTE FUNCTION ring.consent_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON consent_legalbasis FOR EACH ROW EXECUTE FUNCTION ring.stamp_legal();
CREATE TRIGGER b_fact AFTER INSERT ON consent_legalbasis FOR EACH ROW EXECUTE FUNCTION ring.legal_recorded();
CREATE TRIGGER c_settle_insert AFTER INSERT ON consent_legalbasis REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER c_settle_update AFTER UPDATE ON consent_legalbasis REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER a_stamp BEFORE INSERT ON consent_legalstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_legal_step();
CREATE TRIGGER b_fact AFTER INSERT ON consent_legalstep FOR EACH ROW EXECUTE FUNCTION ring.legal_step();
