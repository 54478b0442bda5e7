-- Webhooks: set up by whoever administers staff, carried on by the system itself in a session that reads no section and has no verb (docs/decisions/0033).
GRANT SELECT ON webhooks_hook, webhooks_delivery TO amana_web;

CREATE POLICY of_its_administrator_and_its_system ON webhooks_hook FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND ((SELECT entry.may('staff')) OR membership_id = (SELECT (entry.actor()).membership)));
CREATE POLICY set_up_by_an_administrator ON webhooks_hook FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('staff')) AND organisation_id = (SELECT (entry.actor()).organisation)
  AND EXISTS (SELECT FROM access_membership m WHERE m.id = webhooks_hook.membership_id AND m.organisation_id = webhooks_hook.organisation_id));
CREATE POLICY changed_by_its_administrator_and_its_system ON webhooks_hook FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND ((SELECT entry.may('staff')) OR membership_id = (SELECT (entry.actor()).membership)));
GRANT INSERT ON webhooks_hook TO amana_web;
GRANT UPDATE (address, session, told_to, next_at, tries, failing_since, paused_at, gave_up, removed_at) ON webhooks_hook TO amana_web;

-- The hook's own policy answers whose it is.
CREATE POLICY seen_with_its_hook ON webhooks_delivery FOR SELECT TO amana_web USING (EXISTS (SELECT FROM webhooks_hook h WHERE h.id = webhooks_delivery.hook_id));
CREATE POLICY noticed_by_its_system_or_a_trial ON webhooks_delivery FOR INSERT TO amana_web WITH CHECK (EXISTS (
  SELECT FROM webhooks_hook h WHERE h.id = webhooks_delivery.hook_id AND (type = 'ping' OR h.membership_id = (SELECT (entry.actor()).membership))));
CREATE POLICY noted_by_its_system ON webhooks_delivery FOR UPDATE TO amana_web USING (EXISTS (
  SELECT FROM webhooks_hook h WHERE h.id = webhooks_delivery.hook_id AND h.membership_id = (SELECT (entry.actor()).membership)));
GRANT INSERT ON webhooks_delivery TO amana_web;
GRANT UPDATE (outcome, tries, tried_at, failure, status) ON webhooks_delivery TO amana_web;
GRANT DELETE ON webhooks_delivery TO amana_keeper;

SET ROLE amana_keeper;
-- The administrator says where to, the system how far it has come; a hook at rest has no session.
CREATE FUNCTION ring.stamp_hook() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF tg_op = 'INSERT' THEN
    new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by);
    new.made_at := entry.clock(); new.told_to := entry.clock(); new.next_at := entry.clock(); new.paused_at := NULL; new.removed_at := NULL;
    RETURN new;
  END IF;
  IF me.membership = old.membership_id THEN new.address := old.address; new.session := old.session; new.removed_at := old.removed_at; END IF;
  IF new.paused_at IS NOT NULL OR new.removed_at IS NOT NULL THEN
    UPDATE keys.session SET ended_at = now() WHERE membership = new.membership_id AND job_subject = new.id AND ended_at IS NULL;
  END IF;
  RETURN new;
END$$;
-- The session in which a hook's job looks, in place of an earlier one: as its system, reading nothing but heads, and able to do nothing.
CREATE FUNCTION entry.open_hook(hook uuid, cookie_hash bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor(); one record;
BEGIN
  SELECT m.id AS place, m.staff_id AS staff INTO one FROM public.webhooks_hook h
    JOIN public.access_membership m ON m.id = h.membership_id JOIN public.access_staff s ON s.id = m.staff_id
   WHERE h.id = hook AND h.organisation_id = me.organisation AND h.removed_at IS NULL AND s.is_system AND m.suspended_at IS NULL AND m.ended_at IS NULL
     AND entry.may('staff') AND EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND k.token IS NULL AND k.job_verbs IS NULL);
  IF one.place IS NULL THEN RAISE EXCEPTION 'no such system' USING ERRCODE = '42501'; END IF;
  UPDATE keys.session SET ended_at = now() WHERE membership = one.place AND job_subject = hook AND ended_at IS NULL;
  INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, device, job_verbs, job_subject, blind, proved_at)
    VALUES ($2, one.staff, one.place, now() + interval '100 years', interval '100 years', 'hook', '{}', hook, true, now());
END$$;
-- Periodic, for nobody in particular: keys that the program has sealed and the database cannot open.
CREATE FUNCTION entry.hooks_to_tell() RETURNS TABLE (hook uuid, session text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT h.id, h.session FROM public.webhooks_hook h WHERE h.removed_at IS NULL AND h.paused_at IS NULL AND h.next_at <= entry.clock() ORDER BY h.next_at$$;
-- Of protected files nothing leaves the house, not even a key. Only a hook's own session may ask, and of files that it sees.
CREATE FUNCTION entry.untold(people uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.person_id FROM public.registry_holding h WHERE h.person_id = ANY (people) AND h.is_protected
     AND EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = (entry.actor()).session AND k.blind)
     AND EXISTS (SELECT FROM public.access_my_circle m WHERE m.person_id = h.person_id)$$;
-- Periodic: what was settled 90 days ago is gone. It is never told anew, for nothing older than an hour is looked at again.
CREATE FUNCTION entry.forget_deliveries() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (DELETE FROM public.webhooks_delivery d WHERE d.outcome <> 'waiting' AND d.noticed_at + interval '90 days' <= entry.clock() RETURNING 1) SELECT count(*) FROM gone$$;
-- A system that may not work is told nothing, and afterwards not before its administrator says so.
CREATE FUNCTION ring.hooks_rest() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.webhooks_hook SET paused_at = entry.clock() WHERE membership_id = new.id AND paused_at IS NULL AND (new.suspended_at IS NOT NULL OR new.ended_at IS NOT NULL);
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION entry.open_hook(uuid, bytea), entry.hooks_to_tell(), entry.untold(uuid[]), entry.forget_deliveries() TO amana_web;
GRANT EXECUTE ON FUNCTION ring.stamp_hook(), ring.hooks_rest() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON webhooks_hook FOR EACH ROW EXECUTE FUNCTION ring.stamp_hook();
CREATE TRIGGER d_hooks AFTER UPDATE ON access_membership FOR EACH ROW EXECUTE FUNCTION ring.hooks_rest();
