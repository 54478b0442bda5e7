-- Organisations and desks are the phone book that every actor may read; other teams are their organisation's own.
GRANT SELECT ON organisations_organisation, organisations_team, organisations_agreement, organisations_agreementstep TO amana_web;

CREATE POLICY known_to_every_actor ON organisations_organisation FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);
CREATE POLICY made_by_the_platform ON organisations_organisation FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('organisations')));
CREATE POLICY changed_by_the_platform ON organisations_organisation FOR UPDATE TO amana_web USING ((SELECT entry.may('organisations')));
GRANT INSERT ON organisations_organisation TO amana_web;
GRANT UPDATE (name_ar, name_en, kind, parent_id, areas, plans_need_approval, is_active) ON organisations_organisation TO amana_web;

CREATE POLICY desks_by_all_teams_by_their_own ON organisations_team FOR SELECT TO amana_web
  USING (is_desk AND (SELECT (entry.actor()).membership) IS NOT NULL OR organisation_id = (SELECT (entry.actor()).organisation));
CREATE POLICY made_by_its_administrator ON organisations_team FOR INSERT TO amana_web
  WITH CHECK (organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('teams')));
CREATE POLICY changed_by_its_administrator ON organisations_team FOR UPDATE TO amana_web
  USING (organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('teams')));
GRANT INSERT ON organisations_team TO amana_web;
GRANT UPDATE (name_ar, name_en, is_desk, is_active) ON organisations_team TO amana_web;

-- Agreements are recorded by one administrator and confirmed by the other's; only a step moves them.
CREATE POLICY known_to_both_sides ON organisations_agreement FOR SELECT TO amana_web
  USING ((SELECT (entry.actor()).organisation) IN (from_organisation_id, to_organisation_id));
CREATE POLICY recorded_by_one_side ON organisations_agreement FOR INSERT TO amana_web
  WITH CHECK ((SELECT (entry.actor()).organisation) IN (from_organisation_id, to_organisation_id) AND (SELECT entry.may('agreements')));
GRANT INSERT ON organisations_agreement TO amana_web;
CREATE POLICY known_with_the_agreement ON organisations_agreementstep FOR SELECT TO amana_web
  USING (EXISTS (SELECT FROM organisations_agreement a WHERE a.id = agreement_id));
CREATE POLICY made_by_an_administrator_of_a_side ON organisations_agreementstep FOR INSERT TO amana_web
  WITH CHECK ((SELECT entry.may('agreements')) AND EXISTS (SELECT FROM organisations_agreement a WHERE a.id = agreement_id));
GRANT INSERT ON organisations_agreementstep TO amana_web;

SET ROLE amana_keeper;
-- Nobody closes the organisation for which she acts: the platform would lock itself out. No organisation stands above itself.
CREATE FUNCTION ring.organisation_stands() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT new.is_active AND new.id = (entry.actor()).organisation THEN PERFORM entry.refuse('own_organisation'); END IF;
  IF EXISTS (WITH RECURSIVE above AS (SELECT new.parent_id AS id UNION SELECT o.parent_id FROM above JOIN public.organisations_organisation o USING (id))
      SELECT FROM above WHERE id = new.id) THEN PERFORM entry.refuse('organisation_parent'); END IF;
  RETURN NULL;
END$$;

-- Law enforcement is never implied and never mixed with another purpose.
CREATE FUNCTION ring.agreement_purposes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (entry.actor()).membership IS NULL THEN RETURN NULL; END IF;
  IF (new.purposes = ARRAY['law_enforcement']::varchar[]) <> (SELECT kind IN ('LawEnforcement', 'ImmigrationService')
      FROM public.organisations_organisation WHERE id = new.to_organisation_id) OR ('law_enforcement' = ANY (new.purposes) AND cardinality(new.purposes) > 1) THEN
    PERFORM entry.refuse('agreement_purposes');
  END IF;
  RETURN NULL;
END$$;

CREATE FUNCTION ring.stamp_agreement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.state := 'recorded'; new.recorded_at := entry.clock(); new.recorded_by := (entry.actor()).membership;
  new.recorded_for_id := coalesce((entry.actor()).organisation, new.recorded_for_id);
  new.confirmed_by := NULL; new.confirmed_at := NULL; new.ended_at := NULL;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_agreement_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN new.made_at := entry.clock(); new.made_by := (entry.actor()).membership; RETURN new; END$$;

-- Confirming and declining belong to the side that did not record it; each state is left once, whoever else tries at the same moment.
CREATE FUNCTION ring.agreement_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE a public.organisations_agreement;
BEGIN
  SELECT * INTO a FROM public.organisations_agreement WHERE id = new.agreement_id FOR UPDATE;
  IF new.step IN ('confirm', 'decline') AND a.recorded_for_id = (entry.actor()).organisation THEN
    PERFORM entry.refuse('agreement_other_side');
  END IF;
  UPDATE public.organisations_agreement SET
      state = CASE new.step WHEN 'confirm' THEN 'confirmed' WHEN 'decline' THEN 'declined' ELSE 'ended' END,
      confirmed_by = CASE new.step WHEN 'confirm' THEN new.made_by ELSE confirmed_by END,
      confirmed_at = CASE new.step WHEN 'confirm' THEN new.made_at ELSE confirmed_at END,
      ended_at = CASE new.step WHEN 'end' THEN new.made_at ELSE ended_at END
    WHERE id = a.id AND (state = 'recorded' OR (state = 'confirmed' AND new.step = 'end'));
  IF NOT FOUND THEN PERFORM entry.refuse('agreement_state'); END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_agreement(), ring.stamp_agreement_step(), ring.agreement_step(),
  ring.organisation_stands(), ring.agreement_purposes() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER b_stands AFTER INSERT OR UPDATE ON organisations_organisation FOR EACH ROW EXECUTE FUNCTION ring.organisation_stands();
CREATE TRIGGER b_purposes AFTER INSERT ON organisations_agreement FOR EACH ROW EXECUTE FUNCTION ring.agreement_purposes();
CREATE TRIGGER a_stamp BEFORE INSERT ON organisations_agreement FOR EACH ROW EXECUTE FUNCTION ring.stamp_agreement();
CREATE TRIGGER a_stamp BEFORE INSERT ON organisations_agreementstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_agreement_step();
CREATE TRIGGER b_fact AFTER INSERT ON organisations_agreementstep FOR EACH ROW EXECUTE FUNCTION ring.agreement_step();
