-- Roles are reference data; staff, memberships and invitations are their organisation's own.
GRANT SELECT ON access_role, access_staff, access_membership, access_invitation TO amana_web;

CREATE POLICY known_to_every_actor ON access_role FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);

CREATE POLICY colleagues_and_oneself ON access_staff FOR SELECT TO amana_web USING (
  id = (SELECT (entry.actor()).staff)
  OR EXISTS (SELECT FROM access_membership m WHERE m.staff_id = access_staff.id AND m.organisation_id = (SELECT (entry.actor()).organisation)));

CREATE POLICY of_the_organisation_and_own ON access_membership FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) OR staff_id = (SELECT (entry.actor()).staff));
-- A second role for a colleague; a first one comes by invitation only. A function, for access_staff's own policy reads memberships:
-- asked directly here, PostgreSQL refuses every INSERT as an endless recursion (42P17).
SET ROLE amana_keeper;
CREATE FUNCTION entry.is_colleague(who uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT EXISTS (SELECT FROM public.access_membership m WHERE m.staff_id = who AND m.organisation_id = (entry.actor()).organisation)$$;
GRANT EXECUTE ON FUNCTION entry.is_colleague(uuid) TO amana_web;
RESET ROLE; SET ROLE amana_owner;
CREATE POLICY added_for_a_colleague ON access_membership FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('staff')) AND role_id <> 'platform_administrator'
  AND entry.is_colleague(staff_id));
CREATE POLICY changed_by_its_administrator ON access_membership FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('staff')) AND role_id <> 'platform_administrator');
GRANT INSERT ON access_membership TO amana_web;
GRANT UPDATE (teams, suspended_at, ended_at) ON access_membership TO amana_web;

-- The platform invites the first administrator of an organisation; each organisation invites its own staff.
CREATE POLICY of_the_organisation_or_made_by_oneself ON access_invitation FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('staff'))
  OR made_by = (SELECT (entry.actor()).membership));
CREATE POLICY made_by_an_administrator ON access_invitation FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('staff')) AND role_id <> 'platform_administrator'
  OR (SELECT entry.may('organisations')) AND role_id = 'organisation_administrator');
CREATE POLICY withdrawn_by_an_administrator ON access_invitation FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('staff'))
  OR made_by = (SELECT (entry.actor()).membership));
GRANT INSERT ON access_invitation TO amana_web;
GRANT UPDATE (withdrawn_at) ON access_invitation TO amana_web;

SET ROLE amana_keeper;
CREATE FUNCTION keys.stamp_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (entry.actor()).membership IS NOT NULL THEN
    IF tg_op = 'INSERT' THEN new.starts_at := entry.clock(); new.suspended_at := NULL; new.ended_at := NULL; END IF;
    -- The time of an end is the database's, and an end is for good.
    IF tg_op = 'UPDATE' AND new.ended_at IS NOT NULL THEN new.ended_at := coalesce(old.ended_at, entry.clock()); END IF;
    IF tg_op = 'UPDATE' AND old.ended_at IS NOT NULL THEN new.ended_at := old.ended_at; END IF;
    IF new.suspended_at IS NOT NULL AND (tg_op = 'INSERT' OR old.suspended_at IS NULL) THEN new.suspended_at := entry.clock(); END IF;
  END IF;
  RETURN new;
END$$;
-- Teams of the organisation only, open ones for what is new. A police desk is a team of focal points only (DESIGN.md §6.1), be they there or invited;
-- roles that see nothing through a team do not count. Taking up an invitation is checked again: the desk may have become another's meanwhile.
CREATE FUNCTION keys.check_teams(organisation uuid, role text, chosen uuid[], kept uuid[]) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM unnest(chosen) AS t WHERE NOT EXISTS (SELECT FROM public.organisations_team x WHERE x.id = t AND x.organisation_id = organisation
      AND (x.is_active OR t = ANY (kept) OR (entry.actor()).membership IS NULL))) THEN PERFORM entry.refuse('team_of_the_organisation'); END IF;
  IF EXISTS (SELECT FROM public.access_role r WHERE r.code = role AND r.reach <> 'none') AND EXISTS (
      SELECT FROM (SELECT m.role_id, m.teams FROM public.access_membership m WHERE m.organisation_id = organisation AND m.ended_at IS NULL
                   UNION ALL SELECT i.role_id, i.teams FROM public.access_invitation i
                    WHERE i.organisation_id = organisation AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND now() < i.expires_at) AS x
        JOIN public.access_role r ON r.code = x.role_id
       WHERE x.teams && chosen AND r.reach <> 'none' AND (r.code = 'police_focal_point') <> (role = 'police_focal_point')) THEN
    PERFORM entry.refuse('police_desk');
  END IF;
END$$;
-- Nobody ends or suspends himself: the last administrator would lock everybody out. A first role comes by invitation only, an end is for good.
CREATE FUNCTION keys.check_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me uuid := (entry.actor()).membership; places record;
BEGIN
  IF tg_op = 'UPDATE' AND me IS NOT NULL AND old.ended_at IS NOT NULL THEN PERFORM entry.refuse('membership_ended'); END IF;
  IF tg_op = 'UPDATE' AND new.id = me AND (new.suspended_at IS NOT NULL OR new.ended_at IS NOT NULL) THEN PERFORM entry.refuse('own_membership'); END IF;
  IF tg_op = 'INSERT' AND me IS NOT NULL THEN
    SELECT count(*) FILTER (WHERE m.ended_at IS NULL) AS present INTO places
      FROM public.access_membership m WHERE m.staff_id = new.staff_id AND m.organisation_id = new.organisation_id AND m.id <> new.id;
    IF places.present = 0 AND NOT (SELECT s.is_system FROM public.access_staff s WHERE s.id = new.staff_id) THEN PERFORM entry.refuse('not_a_colleague'); END IF;
  END IF;
  IF tg_op = 'INSERT' OR new.teams <> old.teams THEN
    PERFORM keys.check_teams(new.organisation_id, new.role_id, new.teams, CASE tg_op WHEN 'UPDATE' THEN old.teams ELSE '{}' END);
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION keys.stamp_invitation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF tg_op = 'INSERT' THEN
    new.email := lower(new.email); new.made_by := (entry.actor()).membership; new.made_at := entry.clock(); new.expires_at := now() + interval '7 days';
    new.accepted_at := NULL; new.withdrawn_at := NULL;
  ELSIF new.withdrawn_at IS NOT NULL THEN new.withdrawn_at := coalesce(old.withdrawn_at, entry.clock()); END IF;
  RETURN new;
END$$;
-- The platform seats the first administrator, not one beside those whom the organisation has. The newest link of a place is its only one.
CREATE FUNCTION keys.check_invitation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE from_outside boolean := (entry.actor()).membership IS NOT NULL AND NOT (new.organisation_id = (entry.actor()).organisation AND entry.may('staff'));
BEGIN
  PERFORM keys.check_teams(new.organisation_id, new.role_id, new.teams, '{}');
  IF new.email LIKE '%@system.invalid' THEN PERFORM entry.refuse('system_address'); END IF;
  IF from_outside AND EXISTS (SELECT FROM public.access_membership m WHERE m.organisation_id = new.organisation_id
      AND m.role_id = 'organisation_administrator' AND m.suspended_at IS NULL AND m.ended_at IS NULL) THEN
    PERFORM entry.refuse('organisation_has_an_administrator');
  END IF;
  UPDATE public.access_invitation i SET withdrawn_at = entry.clock()
   WHERE i.organisation_id = new.organisation_id AND i.role_id = new.role_id AND i.id <> new.id AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL
     AND (i.email = new.email OR (from_outside AND i.made_by IN (SELECT m.id FROM public.access_membership m WHERE m.role_id = 'platform_administrator')));
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION keys.stamp_membership(), keys.check_membership(), keys.stamp_invitation(), keys.check_invitation() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON access_membership FOR EACH ROW EXECUTE FUNCTION keys.stamp_membership();
CREATE TRIGGER b_fact AFTER INSERT OR UPDATE ON access_membership FOR EACH ROW EXECUTE FUNCTION keys.check_membership();
CREATE TRIGGER c_sessions AFTER UPDATE ON access_membership FOR EACH ROW EXECUTE FUNCTION keys.end_sessions();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON access_invitation FOR EACH ROW EXECUTE FUNCTION keys.stamp_invitation();
CREATE TRIGGER b_fact AFTER INSERT ON access_invitation FOR EACH ROW EXECUTE FUNCTION keys.check_invitation();
