-- A password is changed by whoever knows the present one, or set anew by a link that an administrator of the same organisation gives. Neither touches a second factor.
SET ROLE amana_keeper;
-- Nobody's session, token or known browser outlives a password.
CREATE FUNCTION keys.end_with_password(who uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE keys.session k SET ended_at = now() WHERE k.staff = who AND k.ended_at IS NULL;
  DELETE FROM keys.device d WHERE d.staff = who;
END$$;

-- The present password was right, as the program has judged: by its hash, for it may have changed meanwhile. The session goes on under a new cookie; an open link is dead.
CREATE FUNCTION gate.change_password(cookie text, old_hash text, new_hash text, cookie_hash bytea, device_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE old keys.session := keys.standing(cookie);
BEGIN
  IF old.staff IS NULL OR EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = old.cookie_hash) THEN RETURN false; END IF;
  UPDATE keys.password p SET hash = $3, changed_at = now(), by_link = false, link_of = NULL WHERE p.staff = old.staff AND p.hash = $2;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM keys.password_link l WHERE l.staff = old.staff;
  PERFORM keys.end_with_password(old.staff);
  INSERT INTO keys.session (cookie_hash, staff, membership, opened_at, expires_at, idle, device, proved_at)
    VALUES ($4, old.staff, old.membership, old.opened_at, old.expires_at, old.idle, old.device, old.proved_at);
  INSERT INTO keys.device (device_hash, staff) VALUES ($5, old.staff);
  INSERT INTO audit.entry (at, membership, staff, organisation, verb, subject)
    SELECT entry.clock(), m.id, old.staff, m.organisation_id, 'password.changed', old.staff FROM public.access_membership m WHERE m.id = old.membership;
  RETURN true;
END$$;

-- Whether all that the person's password opens is this organisation's to give: no place elsewhere, and none that only the platform gives.
CREATE FUNCTION keys.works_here_alone(who uuid, organisation uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(bool_and(m.organisation_id = $2 AND m.role_id <> 'platform_administrator'), false)
    FROM public.access_membership m WHERE m.staff_id = $1 AND entry.clock() < coalesce(m.ended_at, 'infinity')$$;
CREATE FUNCTION keys.write_password_link(who uuid, token_hash bytea, giver uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO keys.password_link AS l (staff, token_hash, given_by, expires_at) VALUES ($1, $2, $3, now() + interval '20 minutes')
  ON CONFLICT ON CONSTRAINT password_link_pkey DO UPDATE SET token_hash = excluded.token_hash, given_by = excluded.given_by, expires_at = excluded.expires_at, used_at = NULL$$;

-- A link for a colleague's new password. Never for oneself: whoever finds an open browser would need no password.
CREATE FUNCTION entry.give_password_link(who uuid, token_hash bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF NOT entry.may('staff') OR NOT EXISTS (SELECT FROM public.access_membership m JOIN public.access_staff s ON s.id = m.staff_id
        WHERE m.staff_id = who AND m.organisation_id = me.organisation AND m.ended_at IS NULL AND NOT s.is_system)
     OR NOT EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND k.token IS NULL AND k.job_verbs IS NULL) THEN
    RAISE EXCEPTION 'no such colleague' USING ERRCODE = '42501';
  END IF;
  IF who = me.staff THEN PERFORM entry.refuse('own_password'); END IF;
  IF NOT keys.works_here_alone(who, me.organisation) THEN PERFORM entry.refuse('place_of_others'); END IF;
  IF keys.did_lately(me.staff, 'factor.reset', who) THEN PERFORM entry.refuse('link_after_factor'); END IF;
  PERFORM keys.write_password_link(who, $2, me.membership);
  PERFORM audit.record('password.link_given', who, 0, '{}');
END$$;
-- When one's own password was set, and whether by a link: of whom, if not of the command line.
CREATE FUNCTION entry.own_password() RETURNS TABLE (changed_at timestamptz, by_link boolean, giver text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.changed_at, p.by_link, s.name FROM keys.password p LEFT JOIN public.access_membership m ON m.id = p.link_of LEFT JOIN public.access_staff s ON s.id = m.staff_id
   WHERE p.staff = (entry.actor()).staff$$;
GRANT EXECUTE ON FUNCTION entry.give_password_link(uuid, bytea), entry.own_password() TO amana_web;

-- For an only administrator, and for whoever works in several organisations: whoever runs commands on the machine gives the link. Nobody's login may call it.
CREATE FUNCTION keys.password_link_by_command(address text, token_hash bytea) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := (SELECT s.id FROM public.access_staff s WHERE s.email = lower(address) AND s.is_active AND NOT s.is_system);
BEGIN
  IF who IS NULL THEN RETURN false; END IF;
  PERFORM keys.write_password_link(who, $2, NULL);
  INSERT INTO audit.entry (at, verb, subject, details) VALUES (entry.clock(), 'password.link_given', who, '{"reason": "command_line"}');
  RETURN true;
END$$;

-- Judged again when it is opened: the person may work elsewhere by now, and whoever gave it no more.
CREATE FUNCTION keys.opens(l keys.password_link) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT l.used_at IS NULL AND now() < l.expires_at AND EXISTS (SELECT FROM public.access_staff s WHERE s.id = l.staff AND s.is_active) AND (l.given_by IS NULL
    OR EXISTS (SELECT FROM public.access_membership m WHERE m.id = l.given_by AND m.suspended_at IS NULL AND m.ended_at IS NULL
                 AND keys.works_here_alone(l.staff, m.organisation_id)))$$;
-- Whose password a link sets; nothing for one that is unknown, used, replaced or too old.
CREATE FUNCTION gate.password_link(token_hash bytea) RETURNS TABLE (email text, name text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.email, s.name FROM keys.password_link l JOIN public.access_staff s ON s.id = l.staff WHERE l.token_hash = $1 AND keys.opens(l)$$;
-- The link is used and opens no session: whoever has set the password signs in, with the second factor where one is due.
CREATE FUNCTION gate.set_password(token_hash bytea, hash text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE used keys.password_link;
BEGIN
  UPDATE keys.password_link l SET used_at = now() WHERE l.token_hash = $1 AND keys.opens(l) RETURNING l.* INTO used;
  IF used.staff IS NULL THEN RETURN false; END IF;
  INSERT INTO keys.password AS p (staff, hash, by_link, link_of) VALUES (used.staff, $2, true, used.given_by)
    ON CONFLICT ON CONSTRAINT password_pkey DO UPDATE SET hash = excluded.hash, changed_at = now(), by_link = true, link_of = excluded.link_of;
  PERFORM keys.end_with_password(used.staff);
  INSERT INTO audit.entry (at, staff, organisation, verb, subject, details)
    SELECT entry.clock(), used.staff, m.organisation_id, 'password.set_by_link', used.staff, jsonb_build_object('given_by', m.staff_id)
      FROM (SELECT used.given_by AS id) AS g LEFT JOIN public.access_membership m USING (id);
  RETURN true;
END$$;
GRANT EXECUTE ON FUNCTION gate.change_password(text, text, text, bytea, bytea), gate.password_link(bytea), gate.set_password(bytea, text) TO amana_gate;
