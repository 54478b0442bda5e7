-- Saved views: the maker's own, and those shared with a team or the organisation by whoever arranges their work. Exports: their maker's alone, 24 hours.
GRANT SELECT ON lists_savedview, lists_export TO amana_web;

CREATE POLICY own_and_shared ON lists_savedview FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation)
  AND (made_by = (SELECT (entry.actor()).membership) OR is_shared AND (team_id IS NULL OR team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]))));
CREATE POLICY saved_for_oneself_or_those_one_arranges_for ON lists_savedview FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND made_by = (SELECT (entry.actor()).membership)
  AND (NOT is_shared OR (SELECT entry.may('assign')) AND (team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])
    OR team_id IS NULL AND (SELECT (entry.actor()).reach) = 'organisation')));
-- A shared one outlives its maker's membership: whoever else arranges for the same people may change it.
CREATE POLICY changed_by_its_maker_or_who_arranges ON lists_savedview FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation)
  AND CASE WHEN is_shared THEN (SELECT entry.may('assign')) AND (team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])
      OR team_id IS NULL AND (SELECT (entry.actor()).reach) = 'organisation')
    ELSE made_by = (SELECT (entry.actor()).membership) END);
GRANT INSERT ON lists_savedview TO amana_web;
GRANT UPDATE (name, query, columns, is_shared, team_id, removed_at) ON lists_savedview TO amana_web;

CREATE POLICY seen_by_its_maker_until_it_ends ON lists_export FOR SELECT TO amana_web USING (
  made_by = (SELECT (entry.actor()).membership) AND (SELECT entry.clock()) < expires_at);
CREATE POLICY asked_for_by_its_maker ON lists_export FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND made_by = (SELECT (entry.actor()).membership));
CREATE POLICY written_for_its_maker ON lists_export FOR UPDATE TO amana_web USING (
  made_by = (SELECT (entry.actor()).membership) AND (SELECT entry.clock()) < expires_at);
GRANT INSERT ON lists_export TO amana_web;
GRANT UPDATE (file_sealed, state, rows_done) ON lists_export TO amana_web;

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_saved_view() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF tg_op = 'UPDATE' THEN
    IF new.removed_at IS NOT NULL THEN new.removed_at := coalesce(old.removed_at, entry.clock()); END IF;
    RETURN new;
  END IF;
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by); new.made_at := entry.clock();
  new.removed_at := NULL;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_export() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by);
  new.made_at := entry.clock(); new.expires_at := entry.clock() + interval '24 hours'; new.state := 'waiting'; new.rows_done := 0; new.file_sealed := NULL;
  RETURN new;
END$$;
-- What has ended, and what belongs to a membership that is no more, is empty from then on. No policy waits for it.
CREATE FUNCTION entry.forget_exports() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (UPDATE public.lists_export x SET file_sealed = NULL, asked_sealed = NULL
    WHERE (x.file_sealed IS NOT NULL OR x.asked_sealed IS NOT NULL) AND (x.expires_at <= entry.clock() OR NOT EXISTS (
      SELECT FROM public.access_membership m WHERE m.id = x.made_by AND m.suspended_at IS NULL AND entry.clock() < coalesce(m.ended_at, 'infinity')))
    RETURNING 1) SELECT count(*) FROM gone$$;
GRANT EXECUTE ON FUNCTION entry.forget_exports() TO amana_web;
-- In the same transaction as the end of the membership.
CREATE FUNCTION ring.exports_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.lists_export SET file_sealed = NULL, asked_sealed = NULL WHERE made_by = new.id AND (new.suspended_at IS NOT NULL OR new.ended_at IS NOT NULL);
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_saved_view(), ring.stamp_export(), ring.exports_end() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON lists_savedview FOR EACH ROW EXECUTE FUNCTION ring.stamp_saved_view();
CREATE TRIGGER a_stamp BEFORE INSERT ON lists_export FOR EACH ROW EXECUTE FUNCTION ring.stamp_export();
CREATE TRIGGER d_exports AFTER UPDATE ON access_membership FOR EACH ROW EXECUTE FUNCTION ring.exports_end();
