-- Tokens of the API: sessions that the database opens at the wish of whoever acts, and that its membership's end ends like all others.
SET ROLE amana_keeper;

-- The secret of one's own place, or of a system of the organisation for whoever administers staff; never made by a token or a job.
CREATE FUNCTION entry.open_token(of uuid, called text, prefix text, cookie_hash bytea, days integer) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor(); made uuid := gen_random_uuid(); owner uuid;
BEGIN
  SELECT m.staff_id INTO owner FROM public.access_membership m JOIN public.access_staff s ON s.id = m.staff_id
   WHERE m.id = $1 AND m.suspended_at IS NULL AND m.ended_at IS NULL
     AND (m.id = me.membership OR (s.is_system AND m.organisation_id = me.organisation AND entry.may('staff')))
     AND EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND k.token IS NULL AND k.job_verbs IS NULL);
  IF owner IS NULL THEN RAISE EXCEPTION 'no such place' USING ERRCODE = '42501'; END IF;
  IF days NOT BETWEEN 1 AND 366 THEN PERFORM entry.refuse('token_days'); END IF;
  IF (SELECT count(*) >= 20 FROM keys.session k WHERE k.membership = $1 AND k.token IS NOT NULL AND k.ended_at IS NULL AND k.expires_at > now()) THEN
    PERFORM entry.refuse('tokens_at_most');
  END IF;
  INSERT INTO keys.session (cookie_hash, staff, membership, seen_at, expires_at, idle, device, token, token_name, token_prefix, proved_at)
    VALUES ($4, owner, $1, now() - interval '1 day', now() + make_interval(days => days), interval '1000 days', 'token', made, left(called, 80), left($3, 12), now());
  RETURN made;
END$$;

CREATE FUNCTION entry.end_token(token uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE keys.session k SET ended_at = now() WHERE k.ended_at IS NULL AND k.token = (SELECT t.id FROM public.access_token t WHERE t.id = $1);
  RETURN FOUND;
END$$;

-- A system works in a role and teams as a person does, and cannot sign in: nobody has its address, and it gets no invitation.
CREATE FUNCTION entry.add_system(staff_key uuid, membership_key uuid, called text, wanted text, chosen uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT entry.may('staff') OR wanted LIKE '%administrator' THEN RAISE EXCEPTION 'not given' USING ERRCODE = '42501'; END IF;
  INSERT INTO public.access_staff (id, email, name, language, is_active, is_system) VALUES (staff_key, staff_key || '@system.invalid', called, 'ar', true, true);
  INSERT INTO public.access_membership (id, staff_id, organisation_id, role_id, teams) VALUES (membership_key, staff_key, (entry.actor()).organisation, wanted, chosen);
END$$;

-- One's own tokens, and for whoever administers staff those of the organisation; the secret is nowhere.
CREATE VIEW public.access_token WITH (security_barrier) AS
  SELECT k.token AS id, k.membership AS membership_id, k.staff AS staff_id, s.name AS staff_name, s.is_system, m.role_id AS role, k.token_name AS name,
         k.token_prefix AS prefix, k.opened_at AS made_at, k.expires_at, CASE WHEN k.seen_at >= k.opened_at THEN k.seen_at END AS used_at, k.ended_at
    FROM keys.session k JOIN public.access_membership m ON m.id = k.membership JOIN public.access_staff s ON s.id = m.staff_id
   WHERE k.token IS NOT NULL AND (k.staff = (SELECT (entry.actor()).staff) OR (
     m.organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('staff'))));
GRANT SELECT ON public.access_token TO amana_web;
GRANT EXECUTE ON FUNCTION entry.open_token(uuid, text, text, bytea, integer), entry.end_token(uuid), entry.add_system(uuid, uuid, text, text, uuid[]) TO amana_web;
